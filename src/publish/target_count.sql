-- What targets count from rows of a view.

-- target_count_delete(policy_number int, target text) -> nothing
-- Takes away what was counted before.
DELETE FROM target_count WHERE policy_number = $1 AND target = $2;

-- target_count_insert(policy_number int, target text, division_code text, terms text, part text,
--     whole text?, counted_on date) -> nothing
-- Adds what a county, or the city, comes to.
INSERT INTO target_count (policy_number, target, division_code, terms, part, whole, counted_on)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- target_count_get(policy_number int, target text, division_code text, terms text)
--   -> TargetCountRow(part text, whole text?, counted_on date)?
-- What was counted last by the same words.
SELECT part, whole, counted_on FROM target_count
 WHERE policy_number = $1 AND target = $2 AND division_code = $3 AND terms = $4;
