-- What must be true of clawbacks and appeals, whoever wrote them: each query names those of which it
-- is not.

-- course_prove_steps(after_number text, after_version int, row_count int)
--   -> CourseProveStepRow(number text, version int, action text, from_state text?, to_state text)*
-- All steps, in the order of things and versions.
SELECT number, version, action, from_state, to_state FROM course_step
 WHERE number > $1 OR (number = $1 AND version > $2)
 ORDER BY number, version LIMIT $3;

-- course_prove_counts() -> CourseProveCountRow(clawbacks int, appeals int, reviews int)
-- How many there are.
SELECT (SELECT count(*) FROM clawback) AS clawbacks, (SELECT count(*) FROM appeal) AS appeals,
       (SELECT count(*) FROM appeal_decision) AS reviews;

-- clawback_prove_state() -> CourseWrongRow(number text)*
-- Clawbacks that are not where their last step left them.
SELECT c.number FROM clawback c
  LEFT JOIN course_step s ON s.number = c.number AND s.version = c.version
 WHERE coalesce(s.to_state, '') <> c.state
    OR EXISTS (SELECT 1 FROM course_step later
                WHERE later.number = c.number AND later.version > c.version)
 ORDER BY c.number LIMIT 100;

-- appeal_prove_state() -> CourseWrongRow*
-- Appeals that are not where their last step left them.
SELECT p.number FROM appeal p
  LEFT JOIN course_step s ON s.number = p.number AND s.version = p.version
 WHERE coalesce(s.to_state, '') <> p.state
    OR EXISTS (SELECT 1 FROM course_step later
                WHERE later.number = p.number AND later.version > p.version)
 ORDER BY p.number LIMIT 100;

-- course_prove_lost() -> CourseWrongRow*
-- Steps of what is not there.
SELECT DISTINCT s.number FROM course_step s
 WHERE NOT EXISTS (SELECT 1 FROM clawback WHERE clawback.number = s.number)
   AND NOT EXISTS (SELECT 1 FROM appeal WHERE appeal.number = s.number)
 ORDER BY s.number LIMIT 100;

-- clawback_prove_evidence() -> CourseWrongRow*
-- Verified with fewer than two evidences.
SELECT c.number FROM clawback c
 WHERE c.verified_by IS NOT NULL
   AND (SELECT count(*) FROM clawback_evidence e WHERE e.clawback_id = c.id) < 2
 ORDER BY c.number LIMIT 100;

-- clawback_prove_hands() -> CourseWrongRow*
-- Verified, told or decided by others, or on other days, than the steps say.
SELECT c.number FROM clawback c
 WHERE (c.verified_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM course_step s
            WHERE s.number = c.number AND s.action = 'verify' AND s.account_id = c.verified_by))
    OR (c.notified_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM course_step s
            WHERE s.number = c.number AND s.action = 'notify' AND s.business_date = c.notified_on))
    OR (c.stated_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM course_step s
            WHERE s.number = c.number AND s.action IN ('state', 'record')
              AND s.business_date = c.stated_on))
    OR (c.decided_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM course_step s
            WHERE s.number = c.number AND s.action = 'decide' AND s.account_id = c.decided_by
              AND s.business_date = c.decided_on))
 ORDER BY c.number LIMIT 100;

-- clawback_prove_receivable() -> CourseWrongRow*
-- Decided, and the ledger does not ask for just that, of the payment of this claim, by this decision.
SELECT c.number FROM clawback c JOIN application a ON a.id = c.application_id
 WHERE c.decided_by IS NOT NULL
   AND (SELECT count(*) FROM ledger_receivable v JOIN payment p ON p.id = v.payment_id
         WHERE v.number = c.receivable_number AND v.amount_fen = c.amount_fen
           AND v.decision = c.decision_number AND v.instalment_count = c.instalment_count
           AND v.opened_on = c.decided_on AND p.claim_number = a.number) <> 1
 ORDER BY c.number LIMIT 100;

-- clawback_prove_instalments() -> CourseWrongRow*
-- Instalments that are not as many, or not as much, as was decided.
SELECT c.number FROM clawback c JOIN ledger_receivable v ON v.number = c.receivable_number
 WHERE (SELECT count(*) FROM ledger_instalment i WHERE i.receivable_id = v.id)
       <> c.instalment_count
    OR (SELECT coalesce(sum(i.amount_fen), 0) FROM ledger_instalment i
         WHERE i.receivable_id = v.id) <> c.amount_fen
 ORDER BY c.number LIMIT 100;

-- clawback_prove_settled() -> CourseWrongRow*
-- Settled or revoked with something open, or living with nothing open.
SELECT c.number FROM clawback c JOIN ledger_receivable v ON v.number = c.receivable_number
 WHERE (c.state IN ('settled', 'revoked'))
       <> (v.amount_fen
           = (SELECT coalesce(sum(r.amount_fen), 0) FROM ledger_repayment r
               WHERE r.receivable_id = v.id)
           + (SELECT coalesce(sum(w.amount_fen), 0) FROM ledger_waiver w
               WHERE w.receivable_id = v.id))
 ORDER BY c.number LIMIT 100;

-- clawback_prove_repaid() -> CourseWrongRow*
-- As many receipts of the ledger as steps that say that something came back.
SELECT c.number FROM clawback c JOIN ledger_receivable v ON v.number = c.receivable_number
 WHERE (SELECT count(*) FROM ledger_repayment r WHERE r.receivable_id = v.id)
       <> (SELECT count(*) FROM course_step s WHERE s.number = c.number AND s.action = 'repay')
 ORDER BY c.number LIMIT 100;

-- clawback_prove_handed_over() -> CourseWrongRow*
-- Handed over on a day on which nothing was overdue.
SELECT c.number FROM clawback c JOIN ledger_receivable v ON v.number = c.receivable_number
  JOIN course_step s ON s.number = c.number AND s.action = 'hand_over'
 WHERE (SELECT coalesce(sum(i.amount_fen), 0) FROM ledger_instalment i
         WHERE i.receivable_id = v.id AND i.due_on <= s.business_date)
       <= (SELECT coalesce(sum(r.amount_fen), 0) FROM ledger_repayment r
            WHERE r.receivable_id = v.id AND r.entered_on < s.business_date)
 ORDER BY c.number LIMIT 100;

-- clawback_prove_waived() -> CourseWrongRow*
-- Spared something by what is no overturning decision about this clawback.
SELECT DISTINCT c.number FROM clawback c
  JOIN ledger_receivable v ON v.number = c.receivable_number
  JOIN ledger_waiver w ON w.receivable_id = v.id
 WHERE NOT EXISTS (SELECT 1 FROM appeal p WHERE p.number = w.decision AND p.clawback_id = c.id
                      AND p.state IN ('changed', 'revoked'))
 ORDER BY c.number LIMIT 100;

-- appeal_prove_hands() -> CourseWrongRow*
-- Accepted or decided by others, or on other days, than the steps say.
SELECT p.number FROM appeal p
 WHERE (p.accepted_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM course_step s
            WHERE s.number = p.number AND s.action = 'accept' AND s.account_id = p.accepted_by
              AND s.business_date = p.accepted_on))
    OR (p.decided_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM course_step s
            WHERE s.number = p.number AND s.action IN ('maintain', 'change', 'revoke')
              AND s.account_id = p.decided_by AND s.business_date = p.decided_on))
 ORDER BY p.number LIMIT 100;

-- appeal_prove_kept() -> CourseWrongRow*
-- Overturned without a decision anew, or with one that comes to another sum than it says; or with
-- one and not overturned.
SELECT p.number FROM appeal p LEFT JOIN appeal_decision d ON d.appeal_id = p.id
 WHERE (p.state IN ('changed', 'revoked')) <> (d.appeal_id IS NOT NULL)
    OR (d.appeal_id IS NOT NULL AND (p.result_fen IS NULL OR p.result_number IS NULL))
    OR d.right_fen <> p.result_fen
    OR (d.appeal_id IS NULL AND (p.result_fen IS NOT NULL OR p.result_number IS NOT NULL))
 ORDER BY p.number LIMIT 100;

-- appeal_prove_reopened() -> CourseWrongRow*
-- A refusal was revoked, and its claim did not go on that day for what it lacks of the right.
SELECT p.number FROM appeal p JOIN application a ON a.id = p.application_id
  JOIN appeal_decision d ON d.appeal_id = p.id
 WHERE p.subject = 'refusal' AND d.right_fen > d.paid_fen
   AND (p.result_number <> a.number OR NOT EXISTS (
        SELECT 1 FROM review_step s JOIN application_decision k
            ON k.application_id = s.application_id AND k.version = s.version
         WHERE s.application_id = a.id AND s.action = 'reopen'
           AND s.business_date = p.decided_on AND s.account_id = p.decided_by
           AND k.amount_fen = d.right_fen - d.paid_fen))
 ORDER BY p.number LIMIT 100;

-- appeal_prove_supplement() -> CourseWrongRow*
-- Too little was paid, and what came of it is no supplement of just that.
SELECT p.number FROM appeal p JOIN application a ON a.id = p.application_id
  JOIN appeal_decision d ON d.appeal_id = p.id
 WHERE p.subject = 'amount' AND d.right_fen > d.paid_fen
   AND NOT EXISTS (SELECT 1 FROM application more JOIN application_decision k
            ON k.application_id = more.id AND k.version = 0
         WHERE more.number = p.result_number
           AND more.supplements_id = coalesce(a.supplements_id, a.id)
           AND k.amount_fen = d.right_fen - d.paid_fen)
 ORDER BY p.number LIMIT 100;

-- appeal_prove_taken_back() -> CourseWrongRow*
-- Too much was paid, and no clawback of that day came of it.
SELECT p.number FROM appeal p JOIN application a ON a.id = p.application_id
  JOIN appeal_decision d ON d.appeal_id = p.id
 WHERE p.subject = 'amount' AND d.right_fen < d.paid_fen
   AND NOT EXISTS (SELECT 1 FROM clawback c JOIN application member
            ON member.id = c.application_id
         WHERE c.number = p.result_number AND c.cause = 'appeal' AND c.opened_on = p.decided_on
           AND coalesce(member.supplements_id, member.id) = coalesce(a.supplements_id, a.id))
 ORDER BY p.number LIMIT 100;

-- appeal_prove_clawback() -> CourseWrongRow*
-- A clawback was overturned, and what is asked for now, with what was paid back beyond it, is not
-- what was paid beyond the right.
SELECT number FROM (
    SELECT p.number, p.state, p.result_number, c.number AS clawback, c.state AS clawback_state,
           coalesce(a.supplements_id, a.id) AS first_id,
           CASE WHEN d.paid_fen > d.right_fen THEN d.paid_fen - d.right_fen ELSE 0 END AS owed,
           v.amount_fen - (SELECT coalesce(sum(w.amount_fen), 0) FROM ledger_waiver w
                            WHERE w.receivable_id = v.id AND w.decision = p.number) AS asked
      FROM appeal p JOIN application a ON a.id = p.application_id
      JOIN appeal_decision d ON d.appeal_id = p.id
      JOIN clawback c ON c.id = p.clawback_id
      LEFT JOIN ledger_receivable v ON v.number = c.receivable_number) review
 WHERE asked IS NULL OR asked < owed OR (state = 'revoked') <> (owed = 0)
    OR (clawback_state = 'revoked') <> (owed = 0)
    OR (asked = owed AND result_number <> clawback)
    OR (asked > owed AND NOT EXISTS (SELECT 1 FROM application more JOIN application_decision k
                ON k.application_id = more.id AND k.version = 0
             WHERE more.number = result_number AND more.supplements_id = first_id
               AND k.amount_fen = asked - owed))
 ORDER BY number LIMIT 100;

-- appeal_prove_page(after_id int, row_count int) -> AppealProveRow(id int, number text,
--     policy_number int, measure text, decided_on date, pack_hash text, engine text,
--     facts_json sealed(appeal_decision), decision_json sealed(appeal_decision), right_fen int)*
-- Decisions of reviews whose words are still there, piece by piece.
SELECT p.id, p.number, a.policy_number, a.measure, d.decided_on, d.pack_hash, d.engine,
       d.facts_json, d.decision_json, d.right_fen
  FROM appeal_decision d JOIN appeal p ON p.id = d.appeal_id
  JOIN application a ON a.id = p.application_id
 WHERE p.id > $1 AND a.anonymised_on IS NULL ORDER BY p.id LIMIT $2;
