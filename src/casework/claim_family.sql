-- Claims that are decided as one, as the view claim_family finds them.

-- claim_family_list(id int)
--   -> ClaimMemberRow(id int, number text, measure text, state text, amount_fen int, is_own bool,
--     asked_fen int, recovered_fen int)*
-- Those decided as one, a first claim before its supplements; `is_own`: of the same right. With
-- what standing clawbacks ask back, and what of it came back.
SELECT a.id, a.number, a.measure, a.state, a.amount_fen,
       coalesce(a.supplements_id, a.id) = one.root_id AS is_own,
       (SELECT CAST(coalesce(sum(v.amount_fen - coalesce((SELECT sum(w.amount_fen)
           FROM ledger_waiver w WHERE w.receivable_id = v.id), 0)), 0) AS BIGINT)
          FROM payment p JOIN ledger_receivable v ON v.payment_id = p.id
         WHERE p.claim_number = a.number) AS asked_fen,
       (SELECT CAST(coalesce(sum(r.amount_fen), 0) AS BIGINT)
          FROM payment p JOIN ledger_receivable v ON v.payment_id = p.id
          JOIN ledger_repayment r ON r.receivable_id = v.id
         WHERE p.claim_number = a.number) AS recovered_fen
  FROM claim_family one JOIN application a ON a.id = one.member_id
 WHERE one.claim_id = $1 ORDER BY a.id;

-- claim_family_reviews(id int)
--   -> ClaimReviewRow(found_json sealed(appeal_decision), decision_json sealed(appeal_decision))*
-- What reviews of their appeals established and decided, the latest last.
SELECT d.found_json, d.decision_json
  FROM claim_family one JOIN appeal p ON p.application_id = one.member_id
  JOIN appeal_decision d ON d.appeal_id = p.id
 WHERE one.claim_id = $1 ORDER BY p.decided_on, p.id;
