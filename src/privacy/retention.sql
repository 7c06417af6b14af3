-- What is past its period of keeping.

-- retention_claims_due(closed_before date, row_count int)
--   -> RetentionClaimRow(id int, number text)*
-- Claims to which nothing has happened since a day.
SELECT id, number FROM closed_claim WHERE last_on < $1 ORDER BY id LIMIT $2;

-- retention_claims_count(closed_before date)
--   -> RetentionClaimsCountRow(claims int, clawbacks int, appeals int, answers int, findings int,
--     inspections int)
-- How many that are, and what stands beside them.
SELECT count(*) AS claims,
       CAST(coalesce(sum((SELECT count(*) FROM clawback
            WHERE application_id = closed_claim.id)), 0) AS BIGINT) AS clawbacks,
       CAST(coalesce(sum((SELECT count(*) FROM appeal
            WHERE application_id = closed_claim.id)), 0) AS BIGINT) AS appeals,
       CAST(coalesce(sum((SELECT count(*) FROM fact_answer JOIN fact_request
                ON fact_request.id = fact_answer.request_id
            WHERE fact_request.case_number = closed_claim.number)), 0) AS BIGINT) AS answers,
       CAST(coalesce(sum((SELECT count(*) FROM risk_finding
            WHERE application_id = closed_claim.id)), 0) AS BIGINT) AS findings,
       CAST(coalesce(sum((SELECT count(*) FROM inspection_item JOIN inspection_result
                ON inspection_result.inspection_id = inspection_item.inspection_id
               AND inspection_result.sequence = inspection_item.sequence
            WHERE inspection_item.application_id = closed_claim.id)), 0) AS BIGINT) AS inspections
  FROM closed_claim WHERE last_on < $1;

-- retention_claim(id int, anonymous_key text, subject_label sealed(application),
--     applicant_name sealed(application), day date) -> nothing
-- The claim stays, with its sums and its steps; of whom it was does not.
UPDATE application
   SET subject_key = $2, payee_key = $2, subject_label = $3, applicant_name = $4, person_id = NULL,
       account_number = NULL, bank_name = NULL, holder_name = NULL, last_note = NULL,
       anonymised_on = $5
 WHERE id = $1;

-- retention_decisions(application_id int, facts_json sealed(application_decision),
--     decision_json sealed(application_decision)) -> nothing
-- That it was decided stays, not what from.
UPDATE application_decision SET facts_json = $2, decision_json = $3 WHERE application_id = $1;

-- retention_evidence(application_id int) -> nothing
-- Its papers.
DELETE FROM evidence WHERE application_id = $1;

-- retention_messages(claim_number text) -> nothing
-- What was written about it.
DELETE FROM message WHERE claim_number = $1;

-- retention_objections(application_id int, objector_name sealed(objection), phone blind(phone),
--     body sealed(objection), answer sealed(objection)) -> nothing
-- Who objected.
UPDATE objection
   SET objector_name = $2, phone = $3, body = $4,
       answer = CASE WHEN answer IS NULL THEN answer ELSE $5 END
 WHERE application_id = $1;

-- retention_steps(application_id int, actor_name sealed(review_step), note sealed(review_step))
--   -> nothing
-- What was noted on its way; the hands of the office stay.
UPDATE review_step
   SET actor_name = CASE WHEN role = 'citizen' THEN $2 ELSE actor_name END,
       note = CASE WHEN note IS NULL THEN note ELSE $3 END
 WHERE application_id = $1;

-- retention_urges(application_id int, body sealed(application_urge)) -> nothing
-- Reminders.
UPDATE application_urge SET body = $2 WHERE application_id = $1;

-- retention_course_urges(application_id int, body sealed(application_urge.body)) -> nothing
-- Those of its clawbacks and appeals.
UPDATE course_urge SET body = $2
 WHERE number IN (SELECT number FROM course_record WHERE application_id = $1);

-- retention_rating(application_id int) -> nothing
-- What the applicant said of it; the score stays.
UPDATE claim_rating SET remark = NULL WHERE application_id = $1;

-- retention_letters(application_id int, content sealed(letter)) -> nothing
-- The words of its letters; number, date, sum and hashes stay.
UPDATE letter SET content = $2 WHERE application_id = $1;

-- retention_archives(row_count int, manifest sealed(claim_archive), day date) -> nothing
-- The names of archived files of claims that are anonymised; the hashes of the packages stay.
UPDATE claim_archive SET manifest = $2, anonymised_on = $3
 WHERE id IN (SELECT claim_archive.id FROM claim_archive
                JOIN application ON application.id = claim_archive.application_id
               WHERE application.anonymised_on IS NOT NULL AND claim_archive.anonymised_on IS NULL
               ORDER BY claim_archive.id LIMIT $1);

-- retention_archives_count(closed_before date) -> RetentionCountRow(count int)
-- How many that are, once the claims are anonymised that are due.
SELECT count(*) AS count FROM claim_archive
  JOIN application ON application.id = claim_archive.application_id
 WHERE claim_archive.anonymised_on IS NULL
   AND (application.anonymised_on IS NOT NULL
        OR application.id IN (SELECT id FROM closed_claim WHERE last_on < $1));

-- retention_batch_row(application_id int, anonymous_key text, sentences sealed(batch_row)) -> nothing
-- The line of the batch that it came from.
UPDATE batch_row SET subject_key = $2, sentences = $3, person_id = NULL WHERE application_id = $1;

-- retention_clawbacks(application_id int, note sealed(clawback), statement sealed(clawback))
--   -> nothing
-- What was suspected, and what the party said.
UPDATE clawback
   SET note = $2, statement = CASE WHEN statement IS NULL THEN statement ELSE $3 END
 WHERE application_id = $1;

-- retention_clawback_evidence(application_id int, description sealed(clawback_evidence)) -> nothing
-- What that rested on.
UPDATE clawback_evidence SET description = $2
 WHERE clawback_id IN (SELECT id FROM clawback WHERE application_id = $1);

-- retention_appeals(application_id int, grounds sealed(appeal), reasons sealed(appeal)) -> nothing
-- What was contested, and why it was decided so.
UPDATE appeal
   SET grounds = $2, reasons = CASE WHEN reasons IS NULL THEN reasons ELSE $3 END
 WHERE application_id = $1;

-- retention_reviews(application_id int, found_json sealed(appeal_decision),
--     facts_json sealed(appeal_decision), decision_json sealed(appeal_decision)) -> nothing
-- What it was decided from anew.
UPDATE appeal_decision SET found_json = $2, facts_json = $3, decision_json = $4
 WHERE appeal_id IN (SELECT id FROM appeal WHERE application_id = $1);

-- retention_course_steps(application_id int, actor_name sealed(course_step),
--     note sealed(course_step)) -> nothing
-- What was noted on the way of either.
UPDATE course_step
   SET actor_name = CASE WHEN role = 'citizen' THEN $2 ELSE actor_name END,
       note = CASE WHEN note IS NULL THEN note ELSE $3 END
 WHERE number IN (SELECT number FROM course_record WHERE application_id = $1);

-- retention_answers(claim_number text, value_json sealed(fact_answer)) -> nothing
-- What departments answered.
UPDATE fact_answer SET value_json = $2
 WHERE request_id IN (SELECT id FROM fact_request WHERE case_number = $1);

-- retention_findings(application_id int) -> RetentionFindingRow(id int)*
-- What risk rules found.
SELECT id FROM risk_finding WHERE application_id = $1 ORDER BY id;

-- retention_finding(id int, sentence sealed(risk_finding), facts_json sealed(risk_finding),
--     fingerprint blind(fingerprint), answer sealed(risk_finding)) -> nothing
-- One of them: which rule it was and what came of it stay.
UPDATE risk_finding
   SET sentence = $2, facts_json = $3, fingerprint = $4,
       answer = CASE WHEN answer IS NULL THEN answer ELSE $5 END
 WHERE id = $1;

-- retention_inspections(application_id int, note sealed(inspection_result)) -> nothing
-- What an inspection noted, and its paper.
UPDATE inspection_result
   SET note = $2, evidence_name = NULL, evidence_type = NULL, evidence_sha256 = NULL,
       evidence = NULL
 WHERE EXISTS (SELECT 1 FROM inspection_item
                WHERE inspection_item.inspection_id = inspection_result.inspection_id
                  AND inspection_item.sequence = inspection_result.sequence
                  AND inspection_item.application_id = $1);

-- retention_drafts(today date) -> nothing
-- Drafts that nobody submitted in time.
DELETE FROM claim_draft WHERE expires_on < $1;

-- retention_drafts_count(today date) -> RetentionCountRow
-- How many that are.
SELECT count(*) AS count FROM claim_draft WHERE expires_on < $1;

-- retention_roster_rows(created_before date, row_count int, cells_json sealed(claim_roster_row),
--     stated_json sealed(claim_roster_row), faults_json sealed(claim_roster_row),
--     sentences sealed(claim_roster_row)) -> nothing
-- Cells of old rosters; what became of each row stays. A row without a key has no cells any more.
UPDATE claim_roster_row
   SET cells_json = $3, stated_json = $4, faults_json = $5, sentences = $6, subject_key = NULL,
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

-- retention_rosters(created_before date, row_count int, owner_name sealed(claim_roster),
--     file_name sealed(claim_roster), sentences sealed(claim_roster.whole_sentences), day date)
--     -> nothing
-- Whose old rosters were, and what their files were called. A unit stays a unit.
UPDATE claim_roster
   SET owner_name = $3, file_name = $4, anonymised_on = $6,
       whole_sentences = CASE WHEN whole_sentences IS NULL THEN whole_sentences ELSE $5 END,
       owner_key = CASE WHEN person_id IS NULL THEN owner_key ELSE 'anonymous:' || number END,
       person_id = NULL
 WHERE id IN (SELECT id FROM claim_roster WHERE created_on < $1 AND anonymised_on IS NULL
               ORDER BY id LIMIT $2);

-- retention_rosters_count(created_before date) -> RetentionCountRow
-- How many that are.
SELECT count(*) AS count FROM claim_roster WHERE created_on < $1 AND anonymised_on IS NULL;

-- retention_batch_rows(created_before date, row_count int, sentences sealed(batch_row)) -> nothing
-- Lines of old batches that became no claim; what was decided and its sum stay.
UPDATE batch_row
   SET subject_key = 'anonymous:' || batch_id || ':' || sequence, subject_label = '已匿名',
       sentences = $3, person_id = NULL
 WHERE (batch_id, sequence) IN (SELECT batch_id, sequence FROM unclaimed_line
                                 WHERE created_on < $1 ORDER BY batch_id, sequence LIMIT $2);

-- retention_batch_rows_count(created_before date) -> RetentionCountRow
-- How many that are.
SELECT count(*) AS count FROM unclaimed_line WHERE created_on < $1;

-- retention_request_keys(created_before text, row_count int) -> nothing
-- Answers to requests that nobody will repeat.
DELETE FROM request_key
 WHERE key IN (SELECT key FROM request_key WHERE created_at < $1 ORDER BY key LIMIT $2);

-- retention_request_keys_count(created_before text) -> RetentionCountRow
-- How many that are.
SELECT count(*) AS count FROM request_key WHERE created_at < $1;
