-- What somebody with the keys could change behind the program's back.

-- tamper_facts_of(number text) -> TamperFactsRow(facts_json sealed(application_decision))
-- What a claim was decided from, once.
SELECT facts_json FROM application_decision
 WHERE application_id = (SELECT id FROM application WHERE number = $1);

-- tamper_facts(number text, facts_json sealed(application_decision)) -> nothing
-- Other facts.
UPDATE application_decision SET facts_json = $2
 WHERE application_id = (SELECT id FROM application WHERE number = $1);

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

-- sealing_pass_close() -> nothing
-- As who is done.
DELETE FROM sealing_pass;

-- tamper_education(id_number key, code text) -> nothing
-- Another degree of a person.
UPDATE person SET education_code = $2 WHERE id_number = $1;
