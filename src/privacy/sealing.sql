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
--   -> AccountSealRow(id int, holder key?)*
-- Who holds an account.
SELECT id, holder FROM account
 WHERE id > $1 AND length($2) >= 0 AND holder IS NOT NULL ORDER BY id LIMIT $3;

-- account_seal_put(id int, holder key?) -> nothing
-- The same, sealed with the newest key.
UPDATE account SET holder = $2 WHERE id = $1;

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
--     holder_name sealed(application)?)*
-- Claims.
SELECT number, id, subject_key, subject_label, payee_key, applicant_name, account_number,
       holder_name
  FROM application
 WHERE id > $1 AND (length($2) = 0
        OR substr(subject_label, 1, length($2)) <> $2
        OR substr(applicant_name, 1, length($2)) <> $2
        OR substr(holder_name, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- application_seal_put(number text, id int, subject_key key, subject_label sealed(application),
--     payee_key key, applicant_name sealed(application), account_number blind(account)?,
--     holder_name sealed(application)?) -> nothing
-- The same, sealed with the newest key.
UPDATE application
   SET subject_key = $3, subject_label = $4, payee_key = $5, applicant_name = $6,
       account_number = $7, holder_name = $8
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
--   -> ApplicationDecisionSealRow(id int, version int, decision_json sealed(application_decision))*
-- Decisions of claims.
SELECT application_id AS id, version, decision_json FROM application_decision
 WHERE application_id >= $1 AND (length($2) = 0 OR substr(decision_json, 1, length($2)) <> $2)
 ORDER BY application_id LIMIT $3;

-- application_decision_seal_put(id int, version int,
--     decision_json sealed(application_decision)) -> nothing
-- The same, sealed with the newest key.
UPDATE application_decision SET decision_json = $3 WHERE application_id = $1 AND version = $2;

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

-- evidence_seal_page(after int, mark blob, row_count int)
--   -> EvidenceSealRow(id int, sequence int, content sealed_blob(evidence))*
-- Papers.
SELECT application_id AS id, sequence, content FROM evidence
 WHERE application_id >= $1 AND (length($2) = 0 OR substr(content, 1, length($2)) <> $2)
 ORDER BY application_id LIMIT $3;

-- evidence_seal_put(id int, sequence int, content sealed_blob(evidence)) -> nothing
-- The same, sealed with the newest key.
UPDATE evidence SET content = $3 WHERE application_id = $1 AND sequence = $2;

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
--   -> ClaimRosterSealRow(number text, id int, owner_name sealed(claim_roster))*
-- Whose rosters they are.
SELECT number, id, owner_name FROM claim_roster
 WHERE id > $1 AND (length($2) = 0 OR substr(owner_name, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- claim_roster_seal_put(number text, id int, owner_name sealed(claim_roster)) -> nothing
-- The same, sealed with the newest key.
UPDATE claim_roster SET owner_name = $3 WHERE id = $2 AND number = $1;

-- claim_roster_row_seal_page(after int, mark text, row_count int)
--   -> ClaimRosterRowSealRow(id int, sequence int, subject_key key?,
--     cells_json sealed(claim_roster_row), stated_json sealed(claim_roster_row),
--     faults_json sealed(claim_roster_row))*
-- Rows of rosters.
SELECT roster_id AS id, sequence, subject_key, cells_json, stated_json, faults_json
  FROM claim_roster_row
 WHERE roster_id >= $1 AND (length($2) = 0
        OR substr(cells_json, 1, length($2)) <> $2
        OR substr(stated_json, 1, length($2)) <> $2
        OR substr(faults_json, 1, length($2)) <> $2)
 ORDER BY roster_id LIMIT $3;

-- claim_roster_row_seal_put(id int, sequence int, subject_key key?,
--     cells_json sealed(claim_roster_row), stated_json sealed(claim_roster_row),
--     faults_json sealed(claim_roster_row)) -> nothing
-- The same, sealed with the newest key.
UPDATE claim_roster_row SET subject_key = $3, cells_json = $4, stated_json = $5, faults_json = $6
 WHERE roster_id = $1 AND sequence = $2;

-- batch_row_seal_page(after int, mark text, row_count int)
--   -> BatchRowSealRow(id int, batch_id int, sequence int, subject_key key)*
-- Lines of automatic batches; a batch has less than a million.
SELECT batch_id * 1000000 + sequence AS id, batch_id, sequence, subject_key FROM batch_row
 WHERE batch_id * 1000000 + sequence > $1 AND length($2) >= 0
 ORDER BY batch_id * 1000000 + sequence LIMIT $3;

-- batch_row_seal_put(id int, batch_id int, sequence int, subject_key key) -> nothing
-- The same, sealed with the newest key.
UPDATE batch_row SET subject_key = $4 WHERE batch_id = $2 AND sequence = $3 AND $1 > 0;

-- message_seal_page(after int, mark text, row_count int)
--   -> MessageSealRow(id int, body key)*
-- Messages.
SELECT id, body FROM message
 WHERE id > $1 AND length($2) >= 0 ORDER BY id LIMIT $3;

-- message_seal_put(id int, body key) -> nothing
-- The same, sealed with the newest key.
UPDATE message SET body = $2 WHERE id = $1;

-- objection_seal_page(after int, mark text, row_count int)
--   -> ObjectionSealRow(id int, objector_name sealed(objection), phone blind(phone),
--     body sealed(objection))*
-- Who objects.
SELECT id, objector_name, phone, body FROM objection
 WHERE id > $1 AND (length($2) = 0
        OR substr(objector_name, 1, length($2)) <> $2
        OR substr(body, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- objection_seal_put(id int, objector_name sealed(objection), phone blind(phone),
--     body sealed(objection)) -> nothing
-- The same, sealed with the newest key.
UPDATE objection SET objector_name = $2, phone = $3, body = $4 WHERE id = $1;

-- enrolment_seal_page(after int, mark text, row_count int)
--   -> EnrolmentSealRow(number text, id int, subject_key key, stated_json sealed(enrolment))*
-- Enrolments.
SELECT number, id, subject_key, stated_json FROM enrolment
 WHERE id > $1 AND (length($2) = 0 OR substr(stated_json, 1, length($2)) <> $2)
 ORDER BY id LIMIT $3;

-- enrolment_seal_put(number text, id int, subject_key key,
--     stated_json sealed(enrolment)) -> nothing
-- The same, sealed with the newest key.
UPDATE enrolment SET subject_key = $3, stated_json = $4 WHERE id = $2 AND number = $1;

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
