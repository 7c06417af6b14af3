-- What people allow others to do with their files.

-- consent_insert(person_id int, purpose text, is_given bool, from_on date, account_id int, at_ms int)
--   -> nothing
-- A decision, from a day on.
INSERT INTO person_consent (person_id, purpose, is_given, from_on, account_id, at_ms)
VALUES ($1, $2, $3, $4, $5, $6);

-- consent_rows(person_id int) -> ConsentRow(purpose text, is_given bool, from_on date)*
-- All that a person decided, from the first.
SELECT purpose, is_given, from_on FROM person_consent WHERE person_id = $1 ORDER BY id;

-- consent_withdrawn(purpose text, day date) -> ConsentPersonRow(person_id int)*
-- Who did not allow it on a day: the last decision says so.
SELECT person_id FROM person_consent
 WHERE purpose = $1 AND from_on <= $2 AND is_given = 0
   AND NOT EXISTS (SELECT 1 FROM person_consent later
                    WHERE later.person_id = person_consent.person_id AND later.purpose = $1
                      AND later.from_on <= $2 AND later.id > person_consent.id)
 ORDER BY person_id;

-- consent_last(person_id int, purpose text, day date) -> ConsentRow?
-- What a person decided last.
SELECT purpose, is_given, from_on FROM person_consent
 WHERE person_id = $1 AND purpose = $2 AND from_on <= $3 ORDER BY id DESC LIMIT 1;
