-- Claims that are decided as one: a first claim with its supplements is one right, and first claims
-- of one application are parts of one decision. Both queries find them alike: `root` is the first
-- claim of the right, `first` those made together with it, `one` all of them with supplements.

-- claim_family_list(id int)
--   -> ClaimMemberRow(id int, number text, measure text, state text, amount_fen int, is_own bool,
--     asked_fen int, recovered_fen int)*
-- Those decided as one, a first claim before its supplements; `is_own`: of the same right. With
-- what standing clawbacks ask back, and what of it came back.
WITH root AS (SELECT r.id, r.joint FROM application me
                JOIN application r ON r.id = coalesce(me.supplements_id, me.id) WHERE me.id = $1),
     first AS (SELECT id FROM root
               UNION SELECT p.id FROM root JOIN application p ON p.joint = root.joint),
     one AS (SELECT id FROM first
             UNION SELECT s.id FROM first JOIN application s ON s.supplements_id = first.id)
SELECT a.id, a.number, a.measure, a.state, a.amount_fen,
       coalesce(a.supplements_id, a.id) = root.id AS is_own,
       (SELECT CAST(coalesce(sum(v.amount_fen - coalesce((SELECT sum(w.amount_fen)
           FROM ledger_waiver w WHERE w.receivable_id = v.id), 0)), 0) AS BIGINT)
          FROM payment p JOIN ledger_receivable v ON v.payment_id = p.id
         WHERE p.claim_number = a.number) AS asked_fen,
       (SELECT CAST(coalesce(sum(r.amount_fen), 0) AS BIGINT)
          FROM payment p JOIN ledger_receivable v ON v.payment_id = p.id
          JOIN ledger_repayment r ON r.receivable_id = v.id
         WHERE p.claim_number = a.number) AS recovered_fen
  FROM root CROSS JOIN one JOIN application a ON a.id = one.id
 ORDER BY a.id;

-- claim_family_reviews(id int)
--   -> ClaimReviewRow(found_json sealed(appeal_decision), decision_json sealed(appeal_decision))*
-- What reviews of their appeals established and decided, the latest last.
WITH root AS (SELECT r.id, r.joint FROM application me
                JOIN application r ON r.id = coalesce(me.supplements_id, me.id) WHERE me.id = $1),
     first AS (SELECT id FROM root
               UNION SELECT p.id FROM root JOIN application p ON p.joint = root.joint),
     one AS (SELECT id FROM first
             UNION SELECT s.id FROM first JOIN application s ON s.supplements_id = first.id)
SELECT d.found_json, d.decision_json
  FROM one JOIN appeal p ON p.application_id = one.id
  JOIN appeal_decision d ON d.appeal_id = p.id
 ORDER BY p.decided_on, p.id;
