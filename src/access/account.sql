-- account_insert(login text, display_name sealed(account), password_hash text, role text,
--     division_code text, department text?, holder key?, person_id int?, uscc text?,
--     totp_secret blob?, created_ms int) -> AccountIdRow(id int)
-- A new account, neither locked nor disabled.
INSERT INTO account (login, display_name, password_hash, role, division_code, department, holder,
    person_id, uscc, totp_secret, totp_step, failed_count, locked_until_ms, is_disabled, created_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0, $11) RETURNING id;

-- account_by_login(login text) -> AccountRow(id int, display_name sealed(account),
--     password_hash text, role text, division_code text, department text?, person_id int?,
--     uscc text?, totp_secret blob?, totp_step int, failed_count int, locked_until_ms int,
--     is_disabled bool)?
-- What signing in needs to know.
SELECT id, display_name, password_hash, role, division_code, department, person_id, uscc,
       totp_secret, totp_step, failed_count, locked_until_ms, is_disabled
  FROM account WHERE login = $1;

-- account_note_failure(id int, locked_until_ms int, failures_max int) -> nothing
-- Counts a wrong password; the last one allowed locks the account and starts a new count.
UPDATE account
   SET locked_until_ms = CASE WHEN failed_count + 1 >= $3 THEN $2 ELSE locked_until_ms END,
       failed_count = CASE WHEN failed_count + 1 >= $3 THEN 0 ELSE failed_count + 1 END
 WHERE id = $1;

-- account_note_success(id int, totp_step int) -> nothing
-- Forgets wrong passwords and uses up a one-time code; a step used meanwhile changes no row.
UPDATE account SET failed_count = 0, locked_until_ms = 0, totp_step = $2
 WHERE id = $1 AND ($2 > totp_step OR ($2 = totp_step AND totp_secret IS NULL));

-- account_page(after_login text, row_count int)
--     -> AccountEntryRow(login text, display_name sealed(account), role text, division_code text,
--     department text?, has_code bool, failed_count int, locked_until_ms int, is_disabled bool)*
-- By login, without anything secret.
SELECT login, display_name, role, division_code, department,
       CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END AS has_code, failed_count,
       locked_until_ms, is_disabled
  FROM account WHERE login > $1 ORDER BY login LIMIT $2;

-- account_same_holder(account_id int, other_id int) -> AccountSameRow(is_same int)
-- Whether one person holds both.
SELECT count(*) AS is_same FROM account me JOIN account other ON other.holder = me.holder
 WHERE me.id = $1 AND other.id = $2;

-- account_login_of(id int) -> AccountLoginRow(login text, has_code bool)
-- What an account is called, and whether it has a second factor.
SELECT login, CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END AS has_code
  FROM account WHERE id = $1;

-- account_set_code(login text, totp_secret blob, totp_step int) -> nothing
-- Binds a second factor where there is none.
UPDATE account SET totp_secret = $2, totp_step = $3 WHERE login = $1 AND totp_secret IS NULL;

-- account_clear_code(login text) -> nothing
-- Takes it off.
UPDATE account SET totp_secret = NULL WHERE login = $1;
