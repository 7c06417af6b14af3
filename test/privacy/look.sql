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
--     person_id int?, amount_fen int, facts int, papers int, messages int, steps int,
--     entitlements int, runs int)
-- What is left of a claim.
SELECT subject_key, applicant_name, person_id, amount_fen,
       (SELECT count(*) FROM application_fact WHERE application_id = a.id) AS facts,
       (SELECT count(*) FROM evidence WHERE application_id = a.id) AS papers,
       (SELECT count(*) FROM message WHERE claim_number = a.number) AS messages,
       (SELECT count(*) FROM review_step WHERE application_id = a.id) AS steps,
       (SELECT count(*) FROM entitlement WHERE claim_number = a.number) AS entitlements,
       (SELECT count(*) FROM audit_log WHERE action = 'retention.run') AS runs
  FROM application a WHERE number = $1;
