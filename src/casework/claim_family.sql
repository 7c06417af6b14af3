-- Claims that are one right: the first one and its supplements.

-- claim_family_list(id int)
--   -> ClaimMemberRow(id int, number text, state text, amount_fen int, asked_fen int)*
-- Those of one right, the first one first, with what standing clawbacks ask back.
SELECT a.id, a.number, a.state, a.amount_fen,
       (SELECT CAST(coalesce(sum(v.amount_fen - coalesce((SELECT sum(w.amount_fen)
           FROM ledger_waiver w WHERE w.receivable_id = v.id), 0)), 0) AS BIGINT)
          FROM payment p JOIN ledger_receivable v ON v.payment_id = p.id
         WHERE p.claim_number = a.number) AS asked_fen
  FROM application a
 WHERE a.id IN (SELECT coalesce(me.supplements_id, me.id) FROM application me WHERE me.id = $1
                UNION ALL
                SELECT other.id FROM application me JOIN application other
                       ON other.supplements_id = coalesce(me.supplements_id, me.id)
                 WHERE me.id = $1)
 ORDER BY a.id;

-- claim_family_reviews(id int) -> ClaimReviewRow(found_json sealed(appeal_decision))*
-- What reviews of their appeals established, the latest last.
SELECT d.found_json
  FROM appeal p JOIN appeal_decision d ON d.appeal_id = p.id
 WHERE p.application_id IN
       (SELECT coalesce(me.supplements_id, me.id) FROM application me WHERE me.id = $1
        UNION ALL
        SELECT other.id FROM application me JOIN application other
               ON other.supplements_id = coalesce(me.supplements_id, me.id)
         WHERE me.id = $1)
 ORDER BY p.decided_on, p.id;
