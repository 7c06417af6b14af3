-- By what the database knows the keys that its fields were sealed with.

-- key_check_list() -> KeyCheckRow(purpose text, generation int, check_value text)*
-- Every generation that something was sealed with.
SELECT purpose, generation, check_value FROM key_check ORDER BY purpose, generation;

-- key_check_insert(purpose text, generation int, check_value text) -> nothing
-- A generation that seals from now on.
INSERT INTO key_check (purpose, generation, check_value) VALUES ($1, $2, $3)
    ON CONFLICT (purpose, generation) DO NOTHING;
