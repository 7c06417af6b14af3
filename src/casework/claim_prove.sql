-- What must be true of claims, whoever wrote them: each query names those of which it is not.

-- claim_prove_counts() -> ClaimProveCountRow(claims int)
-- How many there are.
SELECT count(*) AS claims FROM application;

-- claim_prove_steps(after_id int, after_version int, row_count int)
--   -> ClaimProveStepRow(id int, number text?, channel text?, version int, action text,
--     from_state text?, to_state text)*
-- All steps, in the order of claims and versions; without a number: of a claim that is not there.
SELECT s.application_id AS id, a.number, a.channel, s.version, s.action, s.from_state, s.to_state
  FROM review_step s LEFT JOIN application a ON a.id = s.application_id
 WHERE s.application_id > $1 OR (s.application_id = $1 AND s.version > $2)
 ORDER BY s.application_id, s.version LIMIT $3;

-- claim_prove_state() -> ClaimWrongRow(number text)*
-- Claims that are not where their last step left them.
SELECT a.number FROM application a
  LEFT JOIN review_step s ON s.application_id = a.id AND s.version = a.version
 WHERE coalesce(s.to_state, '') <> a.state
    OR EXISTS (SELECT 1 FROM review_step later
                WHERE later.application_id = a.id AND later.version > a.version)
 ORDER BY a.number LIMIT 100;

-- claim_prove_hands() -> ClaimWrongRow*
-- Entered, accepted, reviewed, approved or released by others than the steps say. What a batch makes
-- was accepted by who had it matched; approved again, it is to be released again.
SELECT number FROM (
    SELECT a.number, a.accepted_by, a.reviewed_by, a.approved_by, a.released_by, a.submitted_on,
           coalesce(a.entered_by, a.submitted_by, 0) AS entered,
           (SELECT s.account_id FROM review_step s
             WHERE s.application_id = a.id AND s.version = 0) AS entered_step,
           (SELECT s.business_date FROM review_step s
             WHERE s.application_id = a.id AND s.version = 0) AS entered_on,
           coalesce((SELECT s.account_id FROM review_step s
             WHERE s.application_id = a.id AND s.action = 'accept'
             ORDER BY s.version DESC LIMIT 1),
             (SELECT b.created_by FROM batch_row r JOIN batch b ON b.id = r.batch_id
               WHERE r.application_id = a.id)) AS accept_step,
           (SELECT s.account_id FROM review_step s
             WHERE s.application_id = a.id AND s.action = 'review'
             ORDER BY s.version DESC LIMIT 1) AS review_step,
           (SELECT s.account_id FROM review_step s
             WHERE s.application_id = a.id AND s.action IN ('approve', 'fix_account')
             ORDER BY s.version DESC LIMIT 1) AS approve_step,
           (SELECT CASE s.action WHEN 'release' THEN s.account_id END FROM review_step s
             WHERE s.application_id = a.id AND s.action IN ('approve', 'fix_account', 'release')
             ORDER BY s.version DESC LIMIT 1) AS release_step
      FROM application a) hands
 WHERE entered <> coalesce(entered_step, -1) OR submitted_on <> coalesce(entered_on, '')
    OR coalesce(accepted_by, -1) <> coalesce(accept_step, -1)
    OR coalesce(reviewed_by, -1) <> coalesce(review_step, -1)
    OR coalesce(approved_by, -1) <> coalesce(approve_step, -1)
    OR coalesce(released_by, -1) <> coalesce(release_step, -1)
 ORDER BY number LIMIT 100;

-- claim_prove_amount() -> ClaimWrongRow*
-- Claims that come to something else than their latest decision does.
SELECT a.number FROM application a
  LEFT JOIN application_decision d ON d.application_id = a.id
       AND d.version = (SELECT max(latest.version) FROM application_decision latest
                         WHERE latest.application_id = a.id)
 WHERE coalesce(d.amount_fen, -1) <> a.amount_fen
 ORDER BY a.number LIMIT 100;

-- claim_prove_right() -> ClaimWrongRow*
-- Claims whose entitlement is another's, of another measure, period or sum, or stands where they
-- ended, or ended where they stand.
SELECT a.number FROM application a LEFT JOIN entitlement e ON e.id = a.entitlement_id
 WHERE coalesce(e.claim_number, '') <> a.number OR e.measure <> a.measure OR e.period <> a.period
    OR e.stage <> a.stage OR e.amount_fen <> a.amount_fen
    OR (a.anonymised_on IS NULL AND e.subject_key <> a.subject_key)
    OR (e.is_void = 1) <> (a.state IN ('refused', 'withdrawn'))
 ORDER BY a.number LIMIT 100;

-- claim_prove_notice() -> ClaimWrongRow*
-- Claims that had to be shown to the public and were not, or with another sum, or for fewer days
-- than they say; or that were cleared while they were still shown.
SELECT a.number FROM application a
 WHERE a.notice_workdays > 0
   AND a.state IN ('noticed', 'cleared', 'approved', 'paying', 'paid', 'failed')
   AND (NOT EXISTS (
            SELECT 1 FROM notice_item i JOIN notice n ON n.id = i.notice_id
             WHERE i.application_id = a.id AND i.amount_fen = a.amount_fen
               AND n.measure = a.measure AND n.division_code = a.division_code
               AND n.opens_on = a.notice_opens_on AND n.closes_on = a.notice_closes_on
               AND EXISTS (SELECT 1 FROM review_step s
                            WHERE s.application_id = a.id AND s.action = 'open_notice'
                              AND s.business_date = n.opens_on))
        OR (a.state <> 'noticed' AND NOT EXISTS (
            SELECT 1 FROM review_step s
             WHERE s.application_id = a.id AND s.action = 'close_notice'
               AND s.business_date > a.notice_closes_on)))
 ORDER BY a.number LIMIT 100;

-- claim_prove_money() -> ClaimWrongRow*
-- Claims whose latest payment is not where they are, or, while it counts, of another fund, policy,
-- county, payee, account or sum, or approved by another hand or on another day than the step. It
-- counts no more once it was cancelled, or the claim was refused after it came back.
SELECT a.number FROM application a
  LEFT JOIN payment p ON p.claim_number = a.number
       AND p.attempt = (SELECT max(latest.attempt) FROM payment latest
                         WHERE latest.claim_number = a.number)
       AND NOT EXISTS (SELECT 1 FROM payment_unbound u WHERE u.payment_id = p.id)
  LEFT JOIN budget b ON b.id = p.budget_id
 WHERE coalesce(p.state, '')
       <> CASE a.state WHEN 'approved' THEN 'approved' WHEN 'paying' THEN 'released'
               WHEN 'paid' THEN 'paid' WHEN 'failed' THEN 'returned' ELSE '' END
    OR (p.id IS NOT NULL
        AND (b.fund_key <> coalesce(a.fund_key, '') OR b.policy_number <> a.policy_number
             OR b.division_code <> a.division_code OR p.amount_fen <> a.amount_fen
             OR (a.anonymised_on IS NULL
                 AND (p.payee_key <> a.payee_key
                      OR p.account_number <> coalesce(a.account_number, '')))
             OR NOT EXISTS (
                SELECT 1 FROM review_step s
                 WHERE s.application_id = a.id AND s.action IN ('approve', 'fix_account')
                   AND s.account_id = p.approved_by AND s.business_date = p.approved_on)))
 ORDER BY a.number LIMIT 100;

-- claim_prove_unasked() -> ClaimWrongRow*
-- Payments for which nobody applied.
SELECT DISTINCT p.claim_number AS number FROM payment p
 WHERE NOT EXISTS (SELECT 1 FROM application a WHERE a.number = p.claim_number)
 ORDER BY p.claim_number LIMIT 100;

-- claim_prove_logged() -> ClaimWrongRow*
-- Claims with a step that the log, which is sealed, does not have just so, or with fewer steps than
-- it has.
SELECT number FROM (
    SELECT a.number,
           (SELECT count(*) FROM review_step s WHERE s.application_id = a.id) AS steps,
           (SELECT count(*) FROM review_step s
             WHERE s.application_id = a.id AND EXISTS (
                   SELECT 1 FROM audit_log log
                    WHERE log.object_kind = 'application' AND log.object_number = a.number
                      AND log.action = 'claim.' || s.action AND log.is_refused = 0
                      AND log.account_id = s.account_id AND log.role = s.role
                      AND log.business_date = s.business_date AND log.at_ms = s.at_ms
                      AND (s.from_state IS NULL
                           OR (log.before_text = s.from_state AND log.after_text = s.to_state))))
               AS told,
           (SELECT count(*) FROM audit_log log
             WHERE log.object_kind = 'application' AND log.object_number = a.number
               AND log.action LIKE 'claim.%' AND log.action <> 'claim.rate'
               AND log.is_refused = 0) AS logged
      FROM application a) counts
 WHERE steps <> told OR steps <> logged
 ORDER BY number LIMIT 100;

-- claim_prove_objections() -> ClaimWrongRow*
-- Claims with fewer objections than the log has, or with one that it says was answered otherwise.
SELECT number FROM (
    SELECT a.number,
           (SELECT count(*) FROM objection o WHERE o.application_id = a.id) AS objections,
           (SELECT count(*) FROM objection o
             WHERE o.application_id = a.id AND (o.state = 'open' OR EXISTS (
                   SELECT 1 FROM audit_log log
                    WHERE log.object_kind = 'application' AND log.object_number = a.number
                      AND log.action = 'objection.answer' AND log.is_refused = 0
                      AND log.account_id = o.answered_by AND log.business_date = o.answered_on
                      AND log.after_text = o.state))) AS told,
           (SELECT count(*) FROM audit_log log
             WHERE log.object_kind = 'application' AND log.object_number = a.number
               AND log.action = 'objection.file' AND log.is_refused = 0) AS filed,
           (SELECT count(*) FROM objection o
             WHERE o.application_id = a.id AND o.state <> 'open') AS answered,
           (SELECT count(*) FROM audit_log log
             WHERE log.object_kind = 'application' AND log.object_number = a.number
               AND log.action = 'objection.answer' AND log.is_refused = 0) AS answers
      FROM application a) counts
 WHERE objections <> told OR objections <> filed OR answered <> answers
 ORDER BY number LIMIT 100;

-- claim_prove_page(after_id int, row_count int)
--   -> ClaimProveRow(id int, number text, policy_number int, measure text)*
-- Claims whose words are still there, by id.
SELECT id, number, policy_number, measure FROM application
 WHERE id > $1 AND anonymised_on IS NULL ORDER BY id LIMIT $2;
