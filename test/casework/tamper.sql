-- What somebody with the keys could change behind the program's back.

-- tamper_fact(number text, key text, json sealed(application_fact)) -> nothing
-- Another value of a fact.
UPDATE application_fact SET json = $3
 WHERE key = $2 AND application_id = (SELECT id FROM application WHERE number = $1);

-- tamper_name(number text, applicant_name sealed(application)) -> nothing
-- Another name in a claim.
UPDATE application SET applicant_name = $2 WHERE number = $1;

-- tamper_letter(content sealed(letter)) -> nothing
-- Other words in every letter.
UPDATE letter SET content = $1;

-- tamper_paper(content sealed_blob(evidence)) -> nothing
-- Other bytes in every paper.
UPDATE evidence SET content = $1;

-- tamper_review(number text, facts_json sealed(appeal_decision)) -> nothing
-- Other facts of a review.
UPDATE appeal_decision SET facts_json = $2
 WHERE appeal_id = (SELECT id FROM appeal WHERE number = $1);

-- tamper_grounds(number text, grounds sealed(appeal)) -> nothing
-- Other words of the party.
UPDATE appeal SET grounds = $2 WHERE number = $1;

-- sealing_pass_open() -> nothing
-- As who seals anew.
INSERT INTO sealing_pass (reason) VALUES ('seal');

-- tamper_education(id_number key, code text) -> nothing
-- Another degree of a person.
UPDATE person SET education_code = $2 WHERE id_number = $1;
