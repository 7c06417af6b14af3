-- Every table with guarded fields, a page at a time: what its fields say is opened with the key that
-- sealed them, and put back with the newest. A page goes on after `after`, and leaves out what has the
-- mark of the newest key already; an empty mark leaves out nothing. `id` is what pages go by.

-- sealing_list() -> SealingRow(table_name text, done_through int, is_done bool)*
-- How far the sealing of plaintext is.
SELECT table_name, done_through, is_done FROM sealing ORDER BY table_name;

-- sealing_note(table_name text, done_through int, is_done bool) -> nothing
-- How far one table is.
INSERT INTO sealing (table_name, done_through, is_done) VALUES ($1, $2, $3)
    ON CONFLICT (table_name) DO UPDATE SET
        done_through = excluded.done_through, is_done = excluded.is_done;

-- sealing_pass_begin(reason text) -> nothing
-- From here on the transaction may write the sealed columns of frozen rows.
INSERT INTO sealing_pass (reason) VALUES ($1);

-- sealing_pass_end(reason text) -> nothing
-- Until here.
DELETE FROM sealing_pass WHERE reason = $1;

-- person_seal_page(after int, mark text, row_count int)
--   -> PersonSealRow(id_number key, id int, name sealed(person))*
-- People.
SELECT id_number, id, name FROM person
 WHERE id > $1 AND (length($2) = 0 OR substr(name, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- person_seal_put(id_number key, id int, name sealed(person)) -> nothing
-- The same, sealed with the newest key.
UPDATE person SET id_number = $1, name = $3 WHERE id = $2;

-- person_contact_seal_page(after int, mark text, row_count int)
--   -> PersonContactSealRow(id int, phone blind(phone)?, address sealed(person_contact)?)*
-- How people are reached.
SELECT person_id AS id, phone, address FROM person_contact
 WHERE person_id > $1 AND (length($2) = 0 OR substr(phone, 1, 1) <> '!'
        OR substr(address, 1, length($2)) <> $2)
 ORDER BY person_id LIMIT $3;

-- person_contact_seal_put(id int, phone blind(phone)?, address sealed(person_contact)?) -> nothing
-- The same, sealed with the newest key.
UPDATE person_contact SET phone = $2, address = $3 WHERE person_id = $1;

-- person_account_seal_page(after int, mark text, row_count int)
--   -> PersonAccountSealRow(id int, former_number text, account_number blind(account),
--     holder_name sealed(person_account))*
-- Where money for people goes. The number itself is the key of the row.
SELECT person_id AS id, account_number AS former_number, account_number, holder_name
  FROM person_account
 WHERE person_id >= $1 AND (length($2) = 0 OR substr(holder_name, 1, length($2)) <> $2)
 ORDER BY person_id LIMIT $3;

-- person_account_seal_put(id int, former_number text, account_number blind(account),
--     holder_name sealed(person_account)) -> nothing
-- The same, sealed with the newest key.
UPDATE person_account SET account_number = $3, holder_name = $4
 WHERE person_id = $1 AND account_number = $2;

-- labour_organiser_seal_page(after int, mark text, row_count int)
--   -> LabourOrganiserSealRow(code text, id int, name sealed(labour_organiser))*
-- Brokers are people.
SELECT code, id, name FROM labour_organiser
 WHERE id > $1 AND (length($2) = 0 OR substr(name, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- labour_organiser_seal_put(code text, id int, name sealed(labour_organiser)) -> nothing
-- The same, sealed with the newest key.
UPDATE labour_organiser SET name = $3 WHERE id = $2 AND code = $1;

-- org_bank_account_seal_page(after int, mark text, row_count int)
--   -> OrgBankAccountSealRow(id int, uscc text, former_number text, account_number blind(account))*
-- Accounts of units; they have no id, and leave the page once sealed.
SELECT CAST(0 AS BIGINT) AS id, uscc, account_number AS former_number, account_number
  FROM org_bank_account
 WHERE $1 <= 0 AND length($2) >= 0 AND substr(account_number, 1, 1) <> '!'
 ORDER BY uscc, account_number LIMIT $3;

-- org_bank_account_seal_put(id int, uscc text, former_number text,
--     account_number blind(account)) -> nothing
-- The same, sealed with the newest key.
UPDATE org_bank_account SET account_number = $4
 WHERE uscc = $2 AND account_number = $3 AND $1 = 0;

-- account_seal_page(after int, mark text, row_count int)
--   -> AccountSealRow(login text, id int, display_name sealed(account), holder key?)*
-- Who holds an account.
SELECT login, id, display_name, holder FROM account
 WHERE id > $1 AND (length($2) = 0 OR substr(display_name, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- account_seal_put(login text, id int, display_name sealed(account), holder key?) -> nothing
-- The same, sealed with the newest key.
UPDATE account SET display_name = $3, holder = $4 WHERE id = $2 AND login = $1;

-- entitlement_seal_page(after int, mark text, row_count int)
--   -> EntitlementSealRow(id int, subject_key key)*
-- Who had what.
SELECT id, subject_key FROM entitlement
 WHERE id > $1 AND length($2) >= 0 ORDER BY id LIMIT $3;

-- entitlement_seal_put(id int, subject_key key) -> nothing
-- The same, sealed with the newest key.
UPDATE entitlement SET subject_key = $2 WHERE id = $1;

-- application_seal_page(after int, mark text, row_count int)
--   -> ApplicationSealRow(number text, id int, subject_key key, subject_label sealed(application),
--     payee_key key, applicant_name sealed(application), account_number blind(account)?,
--     holder_name sealed(application)?, last_note sealed(application)?)*
-- Claims.
SELECT number, id, subject_key, subject_label, payee_key, applicant_name, account_number,
       holder_name, last_note
  FROM application
 WHERE id > $1 AND (length($2) = 0
        OR substr(subject_label, 1, length($2)) <> $2
        OR substr(applicant_name, 1, length($2)) <> $2
        OR substr(holder_name, 1, length($2)) <> $2
        OR substr(last_note, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- application_seal_put(number text, id int, subject_key key, subject_label sealed(application),
--     payee_key key, applicant_name sealed(application), account_number blind(account)?,
--     holder_name sealed(application)?, last_note sealed(application)?) -> nothing
-- The same, sealed with the newest key.
UPDATE application
   SET subject_key = $3, subject_label = $4, payee_key = $5, applicant_name = $6,
       account_number = $7, holder_name = $8, last_note = $9
 WHERE id = $2 AND number = $1;

-- application_fact_seal_page(after int, mark text, row_count int)
--   -> ApplicationFactSealRow(id int, version int, sequence int, value sealed(application_fact)?,
--     json sealed(application_fact))*
-- What claims were decided from.
SELECT application_id AS id, version, sequence, value, json FROM application_fact
 WHERE application_id >= $1 AND (length($2) = 0
        OR substr(json, 1, length($2)) <> $2
        OR substr(value, 1, length($2)) <> $2)
 ORDER BY application_id LIMIT $3;

-- application_fact_seal_put(id int, version int, sequence int, value sealed(application_fact)?,
--     json sealed(application_fact)) -> nothing
-- The same, sealed with the newest key.
UPDATE application_fact SET value = $4, json = $5
 WHERE application_id = $1 AND version = $2 AND sequence = $3;

-- application_decision_seal_page(after int, mark text, row_count int)
--   -> ApplicationDecisionSealRow(id int, version int, facts_json sealed(application_decision)?,
--     decision_json sealed(application_decision))*
-- Decisions of claims.
SELECT application_id AS id, version, facts_json, decision_json FROM application_decision
 WHERE application_id >= $1 AND (length($2) = 0
        OR substr(facts_json, 1, length($2)) <> $2
        OR substr(decision_json, 1, length($2)) <> $2)
 ORDER BY application_id LIMIT $3;

-- application_decision_seal_put(id int, version int, facts_json sealed(application_decision)?,
--     decision_json sealed(application_decision)) -> nothing
-- The same, sealed with the newest key.
UPDATE application_decision SET facts_json = $3, decision_json = $4
 WHERE application_id = $1 AND version = $2;

-- appeal_decision_seal_page(after int, mark text, row_count int)
--   -> AppealDecisionSealRow(id int, found_json sealed(appeal_decision),
--     facts_json sealed(appeal_decision), decision_json sealed(appeal_decision))*
-- Decisions of reviews.
SELECT appeal_id AS id, found_json, facts_json, decision_json FROM appeal_decision
 WHERE appeal_id > $1 AND (length($2) = 0
        OR substr(found_json, 1, length($2)) <> $2
        OR substr(facts_json, 1, length($2)) <> $2
        OR substr(decision_json, 1, length($2)) <> $2)
 ORDER BY appeal_id LIMIT $3;

-- appeal_decision_seal_put(id int, found_json sealed(appeal_decision),
--     facts_json sealed(appeal_decision), decision_json sealed(appeal_decision)) -> nothing
-- The same, sealed with the newest key.
UPDATE appeal_decision SET found_json = $2, facts_json = $3, decision_json = $4 WHERE appeal_id = $1;

-- evidence_seal_page(after int, mark text, row_count int)
--   -> EvidenceSealRow(id int, sequence int, name sealed(evidence),
--     content sealed_blob(evidence))*
-- Papers. Content and name are written together, so the name tells by which key.
SELECT application_id AS id, sequence, name, content FROM evidence
 WHERE application_id >= $1 AND (length($2) = 0 OR substr(name, 1, length($2)) <> $2)
 ORDER BY application_id LIMIT $3;

-- evidence_seal_put(id int, sequence int, name sealed(evidence),
--     content sealed_blob(evidence)) -> nothing
-- The same, sealed with the newest key.
UPDATE evidence SET name = $3, content = $4 WHERE application_id = $1 AND sequence = $2;

-- claim_draft_seal_page(after int, mark text, row_count int)
--   -> ClaimDraftSealRow(number text, id int, subject_key key, typed_json sealed(claim_draft))*
-- Claims being written.
SELECT number, id, subject_key, typed_json FROM claim_draft
 WHERE id > $1 AND (length($2) = 0 OR substr(typed_json, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- claim_draft_seal_put(number text, id int, subject_key key,
--     typed_json sealed(claim_draft)) -> nothing
-- The same, sealed with the newest key.
UPDATE claim_draft SET subject_key = $3, typed_json = $4 WHERE id = $2 AND number = $1;

-- claim_roster_seal_page(after int, mark text, row_count int)
--   -> ClaimRosterSealRow(number text, id int, owner_name sealed(claim_roster),
--     file_name sealed(claim_roster), whole_sentences sealed(claim_roster)?)*
-- Whose rosters they are.
SELECT number, id, owner_name, file_name, whole_sentences FROM claim_roster
 WHERE id > $1 AND (length($2) = 0
        OR substr(owner_name, 1, length($2)) <> $2
        OR substr(file_name, 1, length($2)) <> $2
        OR substr(whole_sentences, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- claim_roster_seal_put(number text, id int, owner_name sealed(claim_roster),
--     file_name sealed(claim_roster), whole_sentences sealed(claim_roster)?) -> nothing
-- The same, sealed with the newest key.
UPDATE claim_roster SET owner_name = $3, file_name = $4, whole_sentences = $5
 WHERE id = $2 AND number = $1;

-- claim_roster_row_seal_page(after int, mark text, row_count int)
--   -> ClaimRosterRowSealRow(id int, sequence int, subject_key key?,
--     cells_json sealed(claim_roster_row), stated_json sealed(claim_roster_row),
--     faults_json sealed(claim_roster_row), sentences sealed(claim_roster_row))*
-- Rows of rosters.
SELECT roster_id AS id, sequence, subject_key, cells_json, stated_json, faults_json, sentences
  FROM claim_roster_row
 WHERE roster_id >= $1 AND (length($2) = 0
        OR substr(cells_json, 1, length($2)) <> $2
        OR substr(stated_json, 1, length($2)) <> $2
        OR substr(faults_json, 1, length($2)) <> $2
        OR substr(sentences, 1, length($2)) <> $2)
 ORDER BY roster_id LIMIT $3;

-- claim_roster_row_seal_put(id int, sequence int, subject_key key?,
--     cells_json sealed(claim_roster_row), stated_json sealed(claim_roster_row),
--     faults_json sealed(claim_roster_row), sentences sealed(claim_roster_row)) -> nothing
-- The same, sealed with the newest key.
UPDATE claim_roster_row
   SET subject_key = $3, cells_json = $4, stated_json = $5, faults_json = $6, sentences = $7
 WHERE roster_id = $1 AND sequence = $2;

-- batch_row_seal_page(after int, mark text, row_count int)
--   -> BatchRowSealRow(id int, sequence int, subject_key key, sentences sealed(batch_row))*
-- Lines of automatic batches.
SELECT batch_id AS id, sequence, subject_key, sentences FROM batch_row
 WHERE batch_id >= $1 AND (length($2) = 0 OR substr(sentences, 1, length($2)) <> $2)
 ORDER BY batch_id LIMIT $3;

-- batch_row_seal_put(id int, sequence int, subject_key key, sentences sealed(batch_row)) -> nothing
-- The same, sealed with the newest key.
UPDATE batch_row SET subject_key = $3, sentences = $4 WHERE batch_id = $1 AND sequence = $2;

-- message_seal_page(after int, mark text, row_count int)
--   -> MessageSealRow(id int, former key?, body sealed(message)?, failure sealed(message)?)*
-- Messages. They begin with the title of a policy. Those of before are plain but for identity numbers,
-- which are opened as keys; with an empty mark nothing is taken for one of these.
SELECT id, CASE WHEN length($2) > 0 AND substr(body, 1, 1) <> '!' THEN body END AS former,
       CASE WHEN length($2) = 0 OR substr(body, 1, 1) = '!' THEN body END AS body, failure
  FROM message
 WHERE id > $1 AND (length($2) = 0
        OR substr(body, 1, length($2)) <> $2
        OR substr(failure, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- message_seal_put(id int, former sealed(message.body)?, body sealed(message)?,
--     failure sealed(message)?) -> nothing
-- The same, sealed with the newest key.
UPDATE message SET body = coalesce($2, $3), failure = $4 WHERE id = $1;

-- objection_seal_page(after int, mark text, row_count int)
--   -> ObjectionSealRow(id int, objector_name sealed(objection), phone blind(phone),
--     body sealed(objection), answer sealed(objection)?)*
-- Who objects, and what was answered.
SELECT id, objector_name, phone, body, answer FROM objection
 WHERE id > $1 AND (length($2) = 0
        OR substr(objector_name, 1, length($2)) <> $2
        OR substr(body, 1, length($2)) <> $2
        OR substr(answer, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- objection_seal_put(id int, objector_name sealed(objection), phone blind(phone),
--     body sealed(objection), answer sealed(objection)?) -> nothing
-- The same, sealed with the newest key.
UPDATE objection SET objector_name = $2, phone = $3, body = $4, answer = $5 WHERE id = $1;

-- enrolment_seal_page(after int, mark text, row_count int)
--   -> EnrolmentSealRow(number text, id int, subject_key key, stated_json sealed(enrolment),
--     last_note sealed(enrolment)?)*
-- Enrolments.
SELECT number, id, subject_key, stated_json, last_note FROM enrolment
 WHERE id > $1 AND (length($2) = 0
        OR substr(stated_json, 1, length($2)) <> $2
        OR substr(last_note, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- enrolment_seal_put(number text, id int, subject_key key, stated_json sealed(enrolment),
--     last_note sealed(enrolment)?) -> nothing
-- The same, sealed with the newest key.
UPDATE enrolment SET subject_key = $3, stated_json = $4, last_note = $5
 WHERE id = $2 AND number = $1;

-- enrolment_decision_seal_page(after int, mark text, row_count int)
--   -> EnrolmentDecisionSealRow(id int, version int, facts_json sealed(enrolment_decision),
--     decision_json sealed(enrolment_decision))*
-- Decisions of enrolments.
SELECT enrolment_id AS id, version, facts_json, decision_json FROM enrolment_decision
 WHERE enrolment_id >= $1 AND (length($2) = 0
        OR substr(facts_json, 1, length($2)) <> $2
        OR substr(decision_json, 1, length($2)) <> $2)
 ORDER BY enrolment_id LIMIT $3;

-- enrolment_decision_seal_put(id int, version int, facts_json sealed(enrolment_decision),
--     decision_json sealed(enrolment_decision)) -> nothing
-- The same, sealed with the newest key.
UPDATE enrolment_decision SET facts_json = $3, decision_json = $4
 WHERE enrolment_id = $1 AND version = $2;

-- enrolment_source_seal_page(after int, mark text, row_count int)
--   -> EnrolmentSourceSealRow(id int, department text, stated_json sealed(enrolment_source))*
-- What bureaus reported.
SELECT enrolment_id AS id, department, stated_json FROM enrolment_source
 WHERE enrolment_id >= $1 AND (length($2) = 0 OR substr(stated_json, 1, length($2)) <> $2)
 ORDER BY enrolment_id LIMIT $3;

-- enrolment_source_seal_put(id int, department text,
--     stated_json sealed(enrolment_source)) -> nothing
-- The same, sealed with the newest key.
UPDATE enrolment_source SET stated_json = $3 WHERE enrolment_id = $1 AND department = $2;

-- register_version_seal_page(after int, mark blob, row_count int)
--   -> RegisterVersionSealRow(id int, content sealed_blob(register_version))*
-- Registers as they were handed on.
SELECT id, content FROM register_version
 WHERE id > $1 AND (length($2) = 0 OR substr(content, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- register_version_seal_put(id int, content sealed_blob(register_version)) -> nothing
-- The same, sealed with the newest key.
UPDATE register_version SET content = $2 WHERE id = $1;

-- payment_seal_page(after int, mark text, row_count int)
--   -> PaymentSealRow(number text, id int, payee_key key, payee_name sealed(payment),
--     account_number blind(account))*
-- Payments.
SELECT number, id, payee_key, payee_name, account_number FROM payment
 WHERE id > $1 AND (length($2) = 0 OR substr(payee_name, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- payment_seal_put(number text, id int, payee_key key, payee_name sealed(payment),
--     account_number blind(account)) -> nothing
-- The same, sealed with the newest key.
UPDATE payment SET payee_key = $3, payee_name = $4, account_number = $5
 WHERE id = $2 AND number = $1;

-- payment_file_seal_page(after int, mark blob, row_count int)
--   -> PaymentFileSealRow(id int, content sealed_blob(payment_file))*
-- Files to the bank.
SELECT id, content FROM payment_file
 WHERE id > $1 AND (length($2) = 0 OR substr(content, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- payment_file_seal_put(id int, content sealed_blob(payment_file)) -> nothing
-- The same, sealed with the newest key.
UPDATE payment_file SET content = $2 WHERE id = $1;

-- review_step_seal_page(after int, mark text, row_count int) -> ReviewStepSealRow(id int,
--     actor_name sealed(review_step), note sealed(review_step)?)*
-- Steps of claims: who took them, and what they noted.
SELECT id, actor_name, note FROM review_step
 WHERE id > $1 AND (length($2) = 0
        OR substr(actor_name, 1, length($2)) <> $2
        OR substr(note, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- review_step_seal_put(id int, actor_name sealed(review_step), note sealed(review_step)?) ->
--     nothing
-- The same, sealed with the newest key.
UPDATE review_step SET actor_name = $2, note = $3 WHERE id = $1;

-- application_urge_seal_page(after int, mark text, row_count int) -> ApplicationUrgeSealRow(id
--     int, body sealed(application_urge))*
-- Reminders.
SELECT id, body FROM application_urge
 WHERE id > $1 AND (length($2) = 0 OR substr(body, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- application_urge_seal_put(id int, body sealed(application_urge)) -> nothing
-- The same, sealed with the newest key.
UPDATE application_urge SET body = $2 WHERE id = $1;

-- course_urge_seal_page(after int, mark text, row_count int)
--   -> CourseUrgeSealRow(id int, body sealed(application_urge.body))*
-- Reminders of steps of clawbacks and appeals.
SELECT id, body FROM course_urge
 WHERE id > $1 AND (length($2) = 0 OR substr(body, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- course_urge_seal_put(id int, body sealed(application_urge.body)) -> nothing
-- The same, sealed with the newest key.
UPDATE course_urge SET body = $2 WHERE id = $1;

-- claim_rating_seal_page(after int, mark text, row_count int) -> ClaimRatingSealRow(id int, remark
--     sealed(claim_rating)?)*
-- What applicants say of how they were served.
SELECT application_id AS id, remark FROM claim_rating
 WHERE application_id > $1 AND (length($2) = 0 OR substr(remark, 1, length($2)) <> $2)
 ORDER BY application_id LIMIT $3;

-- claim_rating_seal_put(id int, remark sealed(claim_rating)?) -> nothing
-- The same, sealed with the newest key.
UPDATE claim_rating SET remark = $2 WHERE application_id = $1;

-- course_step_seal_page(after int, mark text, row_count int) -> CourseStepSealRow(id int,
--     actor_name sealed(course_step), note sealed(course_step)?)*
-- Steps of clawbacks and appeals.
SELECT id, actor_name, note FROM course_step
 WHERE id > $1 AND (length($2) = 0
        OR substr(actor_name, 1, length($2)) <> $2
        OR substr(note, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- course_step_seal_put(id int, actor_name sealed(course_step), note sealed(course_step)?) ->
--     nothing
-- The same, sealed with the newest key.
UPDATE course_step SET actor_name = $2, note = $3 WHERE id = $1;

-- clawback_seal_page(after int, mark text, row_count int) -> ClawbackSealRow(id int, note
--     sealed(clawback), statement sealed(clawback)?)*
-- What is suspected, and what the party says.
SELECT id, note, statement FROM clawback
 WHERE id > $1 AND (length($2) = 0
        OR substr(note, 1, length($2)) <> $2
        OR substr(statement, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- clawback_seal_put(id int, note sealed(clawback), statement sealed(clawback)?) -> nothing
-- The same, sealed with the newest key.
UPDATE clawback SET note = $2, statement = $3 WHERE id = $1;

-- clawback_evidence_seal_page(after int, mark text, row_count int) -> ClawbackEvidenceSealRow(id
--     int, sequence int, description sealed(clawback_evidence))*
-- What it rests on.
SELECT clawback_id AS id, sequence, description FROM clawback_evidence
 WHERE clawback_id >= $1 AND (length($2) = 0 OR substr(description, 1, length($2)) <> $2)
 ORDER BY clawback_id LIMIT $3;

-- clawback_evidence_seal_put(id int, sequence int, description sealed(clawback_evidence)) ->
--     nothing
-- The same, sealed with the newest key.
UPDATE clawback_evidence SET description = $3 WHERE clawback_id = $1 AND sequence = $2;

-- appeal_seal_page(after int, mark text, row_count int) -> AppealSealRow(id int, grounds
--     sealed(appeal), reasons sealed(appeal)?)*
-- What is contested, and why it was decided so.
SELECT id, grounds, reasons FROM appeal
 WHERE id > $1 AND (length($2) = 0
        OR substr(grounds, 1, length($2)) <> $2
        OR substr(reasons, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- appeal_seal_put(id int, grounds sealed(appeal), reasons sealed(appeal)?) -> nothing
-- The same, sealed with the newest key.
UPDATE appeal SET grounds = $2, reasons = $3 WHERE id = $1;

-- fact_answer_seal_page(after int, mark text, row_count int) -> FactAnswerSealRow(id int, sequence
--     int, value_json sealed(fact_answer))*
-- What departments answered.
SELECT request_id AS id, sequence, value_json FROM fact_answer
 WHERE request_id >= $1 AND (length($2) = 0 OR substr(value_json, 1, length($2)) <> $2)
 ORDER BY request_id LIMIT $3;

-- fact_answer_seal_put(id int, sequence int, value_json sealed(fact_answer)) -> nothing
-- The same, sealed with the newest key.
UPDATE fact_answer SET value_json = $3 WHERE request_id = $1 AND sequence = $2;

-- risk_finding_seal_page(after int, mark text, row_count int) -> RiskFindingSealRow(id int,
--     sentence sealed(risk_finding), facts_json sealed(risk_finding), fingerprint blind(fingerprint),
--     answer sealed(risk_finding)?)*
-- What risk rules found, and what was made of it.
SELECT id, sentence, facts_json, fingerprint, answer FROM risk_finding
 WHERE id > $1 AND (length($2) = 0
        OR substr(sentence, 1, length($2)) <> $2
        OR substr(facts_json, 1, length($2)) <> $2
        OR substr(answer, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- risk_finding_seal_put(id int, sentence sealed(risk_finding), facts_json sealed(risk_finding),
--     fingerprint blind(fingerprint), answer sealed(risk_finding)?) -> nothing
-- The same, sealed with the newest key.
UPDATE risk_finding
   SET sentence = $2, facts_json = $3, fingerprint = $4, answer = $5
 WHERE id = $1;

-- inspection_result_seal_page(after int, mark text, row_count int) -> InspectionResultSealRow(id
--     int, sequence int, note sealed(inspection_result), evidence_name sealed(inspection_result)?,
--     evidence sealed_blob(inspection_result)?)*
-- What inspections found. The paper is written with the note, which tells by which key.
SELECT inspection_id AS id, sequence, note, evidence_name, evidence FROM inspection_result
 WHERE inspection_id >= $1 AND (length($2) = 0 OR substr(note, 1, length($2)) <> $2)
 ORDER BY inspection_id LIMIT $3;

-- inspection_result_seal_put(id int, sequence int, note sealed(inspection_result), evidence_name
--     sealed(inspection_result)?, evidence sealed_blob(inspection_result)?) -> nothing
-- The same, sealed with the newest key.
UPDATE inspection_result
   SET note = $3, evidence_name = $4, evidence = $5
 WHERE inspection_id = $1 AND sequence = $2;

-- letter_seal_page(after int, mark text, row_count int) -> LetterSealRow(id int, content
--     sealed(letter))*
-- Letters.
SELECT id, content FROM letter
 WHERE id > $1 AND (length($2) = 0 OR substr(content, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- letter_seal_put(id int, content sealed(letter)) -> nothing
-- The same, sealed with the newest key.
UPDATE letter SET content = $2 WHERE id = $1;

-- claim_archive_seal_page(after int, mark text, row_count int) -> ClaimArchiveSealRow(id int,
--     manifest sealed(claim_archive))*
-- Manifests of archives.
SELECT id, manifest FROM claim_archive
 WHERE id > $1 AND (length($2) = 0 OR substr(manifest, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- claim_archive_seal_put(id int, manifest sealed(claim_archive)) -> nothing
-- The same, sealed with the newest key.
UPDATE claim_archive SET manifest = $2 WHERE id = $1;

-- enrolment_event_seal_page(after int, mark text, row_count int) -> EnrolmentEventSealRow(id int,
--     version int, actor_name sealed(enrolment_event), note sealed(enrolment_event)?)*
-- What happened to enrolments.
SELECT enrolment_id AS id, version, actor_name, note FROM enrolment_event
 WHERE enrolment_id >= $1 AND (length($2) = 0
        OR substr(actor_name, 1, length($2)) <> $2
        OR substr(note, 1, length($2)) <> $2)
 ORDER BY enrolment_id LIMIT $3;

-- enrolment_event_seal_put(id int, version int, actor_name sealed(enrolment_event), note
--     sealed(enrolment_event)?) -> nothing
-- The same, sealed with the newest key.
UPDATE enrolment_event SET actor_name = $3, note = $4 WHERE enrolment_id = $1 AND version = $2;

-- enrolment_delivery_seal_page(after int, mark text, row_count int) -> EnrolmentDeliverySealRow(id
--     int, sequence int, note sealed(enrolment_delivery)?)*
-- What was noted of services.
SELECT enrolment_id AS id, sequence, note FROM enrolment_delivery
 WHERE enrolment_id >= $1 AND (length($2) = 0 OR substr(note, 1, length($2)) <> $2)
 ORDER BY enrolment_id LIMIT $3;

-- enrolment_delivery_seal_put(id int, sequence int, note sealed(enrolment_delivery)?) -> nothing
-- The same, sealed with the newest key.
UPDATE enrolment_delivery SET note = $3 WHERE enrolment_id = $1 AND sequence = $2;

-- person_category_cert_seal_page(after int, mark text, row_count int)
--   -> PersonCategoryCertSealRow(id int, category text, from_date date,
--     certificate_number sealed(person_category_cert)?)*
-- Recognitions. The number of a certificate of disability has the identity number in it.
SELECT person_id AS id, category, from_date, certificate_number FROM person_category_cert
 WHERE person_id >= $1 AND (length($2) = 0 OR substr(certificate_number, 1, length($2)) <> $2)
 ORDER BY person_id LIMIT $3;

-- person_category_cert_seal_put(id int, category text, from_date date,
--     certificate_number sealed(person_category_cert)?) -> nothing
-- The same, sealed with the newest key.
UPDATE person_category_cert SET certificate_number = $4
 WHERE person_id = $1 AND category = $2 AND from_date = $3;

-- graduate_seal_page(after int, mark text, row_count int)
--   -> GraduateSealRow(id int, graduation_date date, level_code text,
--     certificate_number sealed(graduate)?)*
-- Diplomas.
SELECT person_id AS id, graduation_date, level_code, certificate_number FROM graduate
 WHERE person_id >= $1 AND (length($2) = 0 OR substr(certificate_number, 1, length($2)) <> $2)
 ORDER BY person_id LIMIT $3;

-- graduate_seal_put(id int, graduation_date date, level_code text,
--     certificate_number sealed(graduate)?) -> nothing
-- The same, sealed with the newest key.
UPDATE graduate SET certificate_number = $4
 WHERE person_id = $1 AND graduation_date = $2 AND level_code = $3;

-- veteran_seal_page(after int, mark text, row_count int)
--   -> VeteranSealRow(id int, certificate_number sealed(veteran))*
-- Discharge papers.
SELECT person_id AS id, certificate_number FROM veteran
 WHERE person_id > $1 AND (length($2) = 0 OR substr(certificate_number, 1, length($2)) <> $2)
 ORDER BY person_id LIMIT $3;

-- veteran_seal_put(id int, certificate_number sealed(veteran)) -> nothing
-- The same, sealed with the newest key.
UPDATE veteran SET certificate_number = $2 WHERE person_id = $1;
