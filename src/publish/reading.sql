-- 口径台账: who confirmed what, by which document.

-- confirmation_insert(policy_number int, rule_file text?, kind text, item_key text, text_hash text,
--     document text, account_id int, actor_name text, role text, confirmed_on date) -> nothing
-- Somebody answers for it.
INSERT INTO reading_confirmation (policy_number, rule_file, kind, item_key, text_hash, document,
    account_id, actor_name, role, confirmed_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- confirmation_list()
--   -> ConfirmationRow(text_hash text, document text, actor_name text, role text,
--                      confirmed_on date)*
-- All that was ever confirmed.
SELECT text_hash, document, actor_name, role, confirmed_on
  FROM reading_confirmation ORDER BY id;

-- confirmation_count() -> ConfirmationCountRow(count int)
-- To see whether there are new ones.
SELECT count(*) AS count FROM reading_confirmation;
