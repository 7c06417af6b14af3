-- What former versions of the program kept of a decision's facts: a row each.

-- fact_move_count() -> FactMoveCountRow(facts int)
-- Whether any is left; no more is said than that.
SELECT count(*) AS facts FROM (SELECT 1 FROM application_fact LIMIT 1) AS one;

-- fact_move_page(row_count int) -> FactMoveRow(application_id int, version int)*
-- Decisions whose facts stand there.
SELECT DISTINCT application_id, version FROM application_fact
 ORDER BY application_id, version LIMIT $1;

-- fact_move_facts(application_id int, version int)
--   -> FactMoveFactRow(key text, name text, value sealed(application_fact)?,
--     json sealed(application_fact), source text, is_stated bool)*
-- Those of one.
SELECT key, name, value, json, source, is_stated FROM application_fact
 WHERE application_id = $1 AND version = $2 ORDER BY sequence;

-- fact_move_put(application_id int, version int, facts_json sealed(application_decision)) -> nothing
-- The same as one text.
UPDATE application_decision SET facts_json = $3 WHERE application_id = $1 AND version = $2;

-- fact_move_forget(application_id int, version int) -> nothing
-- They stand elsewhere now.
DELETE FROM application_fact WHERE application_id = $1 AND version = $2;
