-- What the tests of sealing look at and change.

-- look_person(id_number key) -> LookPersonRow(id int, name sealed(person), raw_name text,
--     raw_number text, phone blind(phone)?, account_number blind(account)?)?
-- A person, as C sees it and as it stands in the database.
SELECT person.id, person.name, person.name AS raw_name, person.id_number AS raw_number,
       person_contact.phone, person_account.account_number
  FROM person LEFT JOIN person_contact ON person_contact.person_id = person.id
  LEFT JOIN person_account ON person_account.person_id = person.id
 WHERE person.id_number = $1;

-- look_marks(mark text) -> LookMarksRow(people int, marked int)
-- How many names have the mark of a key.
SELECT count(*) AS people,
       count(CASE WHEN substr(name, 1, length($1)) = $1 THEN 1 END) AS marked FROM person;

-- look_done() -> LookDoneRow(done int)
-- How far the sealing of people came.
SELECT coalesce((SELECT done_through FROM sealing WHERE table_name = 'person'), 0) AS done;

-- look_kept(number text) -> LookKeptRow(subject_key key, applicant_name sealed(application),
--     person_id int?, amount_fen int, facts_json sealed(application_decision)?, papers int, messages int, steps int,
--     entitlements int, runs int)
-- What is left of a claim.
SELECT subject_key, applicant_name, person_id, amount_fen,
       (SELECT facts_json FROM application_decision
         WHERE application_id = a.id ORDER BY version DESC LIMIT 1) AS facts_json,
       (SELECT count(*) FROM evidence WHERE application_id = a.id) AS papers,
       (SELECT count(*) FROM message WHERE claim_number = a.number) AS messages,
       (SELECT count(*) FROM review_step WHERE application_id = a.id) AS steps,
       (SELECT count(*) FROM entitlement WHERE claim_number = a.number) AS entitlements,
       (SELECT count(*) FROM audit_log WHERE action = 'retention.run') AS runs
  FROM application a WHERE number = $1;

-- former_claim(number text, subject_key key, subject_label sealed(application),
--     applicant_name sealed(application), last_note text) -> nothing
-- A paid claim as it was written before notes were sealed.
INSERT INTO application (number, policy_number, policy_title, measure, measure_name, subject_kind,
    subject_key, subject_label, period, stage, person_id, payee_key, applicant_name, division_code,
    channel, state, held_count, amount_fen, entitlement_id, accepted_by, reviewed_by, approved_by,
    submitted_on, last_note, version)
SELECT $1, 5, '一次性补贴', 'm', '一次性补贴', 'person', $2, $3, '2023', '', 1, $2, $4, '640522', 'self',
       'paid', 0, 80000, id, 20, 30, 40, '2023-10-16', $5, 6
  FROM entitlement;

-- former_paper(name text, content sealed_blob(evidence)) -> nothing
-- A paper whose name was plain.
INSERT INTO evidence (application_id, sequence, name, content_type, size, sha256, content, added_by,
    added_on)
SELECT id, 1, $1, 'application/pdf', 8, 'x', $2, 1, '2023-10-16' FROM application;

-- former_objection(objector_name sealed(objection), phone blind(phone), body sealed(objection),
--     answer text) -> nothing
-- An objection whose answer was plain.
INSERT INTO objection (notice_id, item_sequence, application_id, objector_name, phone, body, state,
    answer, answered_by, filed_on, answered_on, division_code)
SELECT notice.id, 1, application.id, $1, $2, $3, 'dismissed', $4, 30, '2023-10-17', '2023-10-18',
       '640522'
  FROM notice, application;

-- former_message(body key) -> nothing
-- A message in which identity numbers alone were blind.
INSERT INTO message (person_id, claim_number, body, business_date, at_ms, is_read)
VALUES (1, 'ZW-1', $1, '2023-10-16', 0, 0);

-- former_inspection(note text, evidence_name text, evidence blob) -> nothing
-- What an inspection found, plain.
INSERT INTO inspection_result (inspection_id, sequence, result, note, evidence_name, evidence_type,
    evidence_sha256, evidence, checked_by, checked_on)
SELECT id, 1, 'in_order', $1, $2, 'application/pdf', 'x', $3, 60, '2023-11-01' FROM inspection;

-- look_texts() -> LookTextsRow(step_note sealed(review_step.note)?, message sealed(message.body),
--     paper sealed_blob(inspection_result.evidence)?, last_note sealed(application)?,
--     fingerprint blind(fingerprint))
-- Some of what was sealed.
SELECT review_step.note AS step_note, message.body AS message, inspection_result.evidence AS paper,
       application.last_note, risk_finding.fingerprint
  FROM application JOIN review_step ON review_step.application_id = application.id
  JOIN message ON message.claim_number = application.number
  JOIN risk_finding ON risk_finding.application_id = application.id, inspection_result;

-- old_roster(number text, owner_name sealed(claim_roster), file_name sealed(claim_roster),
--     whole_sentences sealed(claim_roster)) -> nothing
-- A roster that nobody has touched for years.
INSERT INTO claim_roster (number, policy_number, policy_title, measure, measure_name, subject_kind,
    period, decided_on, owner_key, owner_name, division_code, file_name, file_sha256, pack_hash,
    columns_json, state, created_by, created_on, whole_sentences, whole_eligible, whole_fen)
VALUES ($1, 5, 'x', 'm', 'x', 'person', '2020', '2020-10-16', 'k', $2, '640522', $3, 'x', 'x', '[]',
    'done', 1, '2020-10-16', $4, 1, 200000);

-- old_roster_row(cells_json sealed(claim_roster_row), stated_json sealed(claim_roster_row),
--     faults_json sealed(claim_roster_row), sentences sealed(claim_roster_row)) -> nothing
-- Its row.
INSERT INTO claim_roster_row (roster_id, sequence, line, subject_label, cells_json, stated_json,
    faults_json, result, amount_fen, sentences)
SELECT id, 1, 2, 'x', $1, $2, $3, 'not', 0, $4 FROM claim_roster;

-- look_roster() -> LookRosterRow(owner_name sealed(claim_roster), file_name sealed(claim_roster),
--     whole_sentences sealed(claim_roster)?, person_id int?)
-- Whose it is.
SELECT owner_name, file_name, whole_sentences, person_id FROM claim_roster;

-- former_fact(number text, sequence int, key text, name text,
--     value sealed(application_fact)?, json sealed(application_fact), source text,
--     is_stated bool) -> nothing
-- A fact of a claim's decision as it was kept before it stood there.
INSERT INTO application_fact (application_id, version, sequence, key, name, value, json, source,
    is_stated)
SELECT id, 0, $2, $3, $4, $5, $6, $7, $8 FROM application WHERE number = $1;

-- former_decision(number text) -> nothing
-- And the decision without.
UPDATE application_decision SET facts_json = NULL
 WHERE application_id = (SELECT id FROM application WHERE number = $1);

-- look_facts_left() -> LookFactsLeftRow(facts int)
-- How many stand where they did.
SELECT count(*) AS facts FROM application_fact;
