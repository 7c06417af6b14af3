-- What is past its period of keeping.

-- retention_claims_due(closed_before date, row_count int)
--   -> RetentionClaimRow(id int, number text)*
-- Closed claims of people, or about people, whose last step lies before a day.
SELECT id, number FROM application
 WHERE anonymised_on IS NULL AND state IN ('paid', 'refused', 'withdrawn')
   AND (person_id IS NOT NULL OR subject_key LIKE '%!%')
   AND (SELECT max(business_date) FROM review_step
         WHERE review_step.application_id = application.id) < $1
 ORDER BY id LIMIT $2;

-- retention_claims_count(closed_before date) -> RetentionCountRow(count int)
-- How many that are.
SELECT count(*) AS count FROM application
 WHERE anonymised_on IS NULL AND state IN ('paid', 'refused', 'withdrawn')
   AND (person_id IS NOT NULL OR subject_key LIKE '%!%')
   AND (SELECT max(business_date) FROM review_step
         WHERE review_step.application_id = application.id) < $1;

-- retention_claim(id int, anonymous_key text, subject_label sealed(application),
--     applicant_name sealed(application), day date) -> nothing
-- The claim stays, with its sums and its steps; of whom it was does not.
UPDATE application
   SET subject_key = $2, payee_key = $2, subject_label = $3, applicant_name = $4, person_id = NULL,
       account_number = NULL, bank_name = NULL, holder_name = NULL, last_note = NULL,
       anonymised_on = $5
 WHERE id = $1;

-- retention_decisions(application_id int, decision_json sealed(application_decision)) -> nothing
-- That it was decided stays, not what from.
UPDATE application_decision SET decision_json = $2 WHERE application_id = $1;

-- retention_reviews(application_id int, nothing_json sealed(appeal_decision)) -> nothing
-- Nor what the reviews of its appeals were decided from.
UPDATE appeal_decision SET found_json = $2, facts_json = $2, decision_json = $2
 WHERE appeal_id IN (SELECT id FROM appeal WHERE application_id = $1);

-- retention_facts(application_id int) -> nothing
-- What it was decided from.
DELETE FROM application_fact WHERE application_id = $1;

-- retention_evidence(application_id int) -> nothing
-- Its papers.
DELETE FROM evidence WHERE application_id = $1;

-- retention_messages(claim_number text) -> nothing
-- What was written about it.
DELETE FROM message WHERE claim_number = $1;

-- retention_objections(application_id int, objector_name sealed(objection), phone blind(phone),
--     body sealed(objection)) -> nothing
-- Who objected.
UPDATE objection SET objector_name = $2, phone = $3, body = $4 WHERE application_id = $1;

-- retention_drafts(today date) -> nothing
-- Drafts that nobody submitted in time.
DELETE FROM claim_draft WHERE expires_on < $1;

-- retention_drafts_count(today date) -> RetentionCountRow
-- How many that are.
SELECT count(*) AS count FROM claim_draft WHERE expires_on < $1;

-- retention_roster_rows(created_before date, row_count int, cells_json sealed(claim_roster_row),
--     stated_json sealed(claim_roster_row)) -> nothing
-- Cells of old rosters; what became of each row stays. A row without a key has no cells any more.
UPDATE claim_roster_row
   SET cells_json = $3, stated_json = $4, faults_json = $4, subject_key = NULL,
       subject_label = '已匿名'
 WHERE (roster_id, sequence) IN
       (SELECT r.roster_id, r.sequence FROM claim_roster_row r
          JOIN claim_roster ON claim_roster.id = r.roster_id
         WHERE claim_roster.created_on < $1 AND r.subject_label <> '已匿名'
         ORDER BY r.roster_id, r.sequence LIMIT $2);

-- retention_roster_rows_count(created_before date) -> RetentionCountRow
-- How many that are.
SELECT count(*) AS count FROM claim_roster_row r
  JOIN claim_roster ON claim_roster.id = r.roster_id
 WHERE claim_roster.created_on < $1 AND r.subject_label <> '已匿名';

-- retention_request_keys(created_before text, row_count int) -> nothing
-- Answers to requests that nobody will repeat.
DELETE FROM request_key
 WHERE key IN (SELECT key FROM request_key WHERE created_at < $1 ORDER BY key LIMIT $2);

-- retention_request_keys_count(created_before text) -> RetentionCountRow
-- How many that are.
SELECT count(*) AS count FROM request_key WHERE created_at < $1;
