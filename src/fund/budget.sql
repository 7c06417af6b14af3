-- budget_select_one(fund_key text, policy_number int, division_code text, year int, prefix text)
--     -> BudgetRow(id int, fund_key text, policy_number int, division_code text, year int,
--     available_fen int, reserved_fen int, paid_fen int)?
-- One budget with the balances of its accounts.
SELECT id, fund_key, policy_number, division_code, year, available_fen, reserved_fen, paid_fen
  FROM budget_balance
 WHERE fund_key = $1 AND policy_number = $2 AND division_code = $3 AND year = $4
   AND division_code LIKE $5 || '%';

-- budget_select_by_id(id int) -> BudgetRow
-- The same by its key in the database.
SELECT id, fund_key, policy_number, division_code, year, available_fen, reserved_fen, paid_fen
  FROM budget_balance WHERE id = $1;

-- budget_select_all(prefix text, policy_number int, year int) -> BudgetRow*
-- The budgets of a scope; 0 means every policy or every year.
SELECT id, fund_key, policy_number, division_code, year, available_fen, reserved_fen, paid_fen
  FROM budget_balance
 WHERE division_code LIKE $1 || '%' AND ($2 = 0 OR policy_number = $2) AND ($3 = 0 OR year = $3)
 ORDER BY policy_number, fund_key, division_code, year;

-- budget_insert(fund_key text, policy_number int, division_code text, year int)
--     -> BudgetIdRow(id int)
-- A new budget; ledger_account_open gives it its accounts.
INSERT INTO budget (fund_key, policy_number, division_code, year)
VALUES ($1, $2, $3, $4) RETURNING id;

-- ledger_account_open(budget_id int) -> nothing
-- The four accounts of a budget, empty.
INSERT INTO ledger_account (budget_id, kind, debit_fen, credit_fen, last_transfer)
SELECT $1, kinds.kind, 0, 0, 0
  FROM (SELECT 'source' AS kind UNION ALL SELECT 'available' UNION ALL SELECT 'reserved'
        UNION ALL SELECT 'paid') kinds;
