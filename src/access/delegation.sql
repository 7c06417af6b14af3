-- delegation_account(login text, id int) -> DelegationAccountRow(id int, login text,
--     display_name sealed(account), role text, division_code text, holder key?, is_disabled bool)?
-- An account by its login, or by its key.
SELECT id, login, display_name, role, division_code, holder, is_disabled
  FROM account WHERE login = $1 OR id = $2;

-- delegation_insert(from_account int, to_account int, from_date date, to_date date, reason text,
--     made_by int, made_on date) -> DelegationIdRow(id int)
-- Hands a duty over.
INSERT INTO delegation (from_account, to_account, from_date, to_date, reason, made_by, made_on)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;

-- delegation_close(id int, ended_on date, ended_by int, sees_all bool) -> nothing
-- Calls it back: by either side, or by who sees all.
UPDATE delegation SET ended_on = $2, ended_by = $3
 WHERE id = $1 AND ended_on IS NULL AND to_date >= $2
   AND ($4 = 1 OR from_account = $3 OR to_account = $3);

-- delegation_named(id int) -> DelegationNamedRow(from_login text, to_login text,
--     division_code text)
-- Whose duty is with whom.
SELECT f.login AS from_login, t.login AS to_login, f.division_code
  FROM delegation d JOIN account f ON f.id = d.from_account JOIN account t ON t.id = d.to_account
 WHERE d.id = $1;

-- delegation_rows(account_id int, sees_all bool, row_count int) -> DelegationRow(id int,
--     from_account int, to_account int, from_login text, from_name sealed(account.display_name),
--     to_login text, to_name sealed(account.display_name), role text, division_code text,
--     from_date date, to_date date, ended_on date?, reason text)*
-- Given or received by an account, or all; newest first.
SELECT d.id, d.from_account, d.to_account, f.login AS from_login, f.display_name AS from_name,
       t.login AS to_login, t.display_name AS to_name, f.role, f.division_code, d.from_date,
       d.to_date, d.ended_on, d.reason
  FROM delegation d JOIN account f ON f.id = d.from_account JOIN account t ON t.id = d.to_account
 WHERE $2 = 1 OR d.from_account = $1 OR d.to_account = $1
 ORDER BY d.id DESC LIMIT $3;

-- delegation_acting(id int, account_id int, today date) -> DelegationActingRow(login text)?
-- Whose duty an account may act in by this delegation today.
SELECT f.login
  FROM delegation d JOIN account f ON f.id = d.from_account
 WHERE d.id = $1 AND d.to_account = $2 AND d.ended_on IS NULL
   AND d.from_date <= $3 AND d.to_date >= $3 AND f.is_disabled = 0;

-- delegation_staff(account_id int, row_count int) -> DelegationStaffRow(login text,
--     display_name sealed(account), role text, division_code text)*
-- Other people of the offices with an account in use; those of the own county first.
SELECT a.login, a.display_name, a.role, a.division_code
  FROM account a JOIN account own ON own.id = $1
 WHERE a.holder IS NOT NULL AND a.holder <> coalesce(own.holder, '') AND a.is_disabled = 0
   AND a.role IN ('county_clerk', 'county_reviewer', 'finance_reviewer')
 ORDER BY CASE WHEN a.division_code = own.division_code THEN 0 ELSE 1 END, a.login LIMIT $2;
