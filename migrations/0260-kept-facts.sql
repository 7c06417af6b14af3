-- What a claim was decided from stands with the decision, in one sealed text, and is as final as the
-- decision: until now it was some fourteen rows of application_fact for each, which nothing kept
-- from being changed. What stands there is moved when the database is next opened with its keys
-- (privacy/fact_move), since the new text has to be sealed; after that the table is empty.

-- database: policy

ALTER TABLE application_decision ADD COLUMN facts_json TEXT; -- NULL until it is moved

-- @sqlite
DROP TRIGGER application_decision_text_no_update;
CREATE TRIGGER application_decision_text_no_update BEFORE UPDATE OF facts_json, decision_json
    ON application_decision WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
-- @postgres
DROP TRIGGER application_decision_text_no_update ON application_decision;
CREATE TRIGGER application_decision_text_no_update BEFORE UPDATE OF facts_json, decision_json
    ON application_decision FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('decision_is_final');
