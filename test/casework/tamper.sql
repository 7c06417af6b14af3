-- What somebody with the keys could change behind the program's back.

-- tamper_fact(number text, key text, json sealed(application_fact)) -> nothing
-- Another value of a fact.
UPDATE application_fact SET json = $3
 WHERE key = $2 AND application_id = (SELECT id FROM application WHERE number = $1);
