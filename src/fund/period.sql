-- period_select_months(prefix text) -> PeriodRow(fund_key text, division_code text,
--     period text, transfer_count int, allot_fen int, withdraw_fen int, reserve_fen int,
--     void_fen int, post_fen int, recover_fen int, release_fen int, closed_on date?)*
-- What moved in each month as the ledger has it now, by fund and county; newest first.
SELECT fund_key, division_code, month AS period,
       CAST(sum(CASE WHEN kind = 'release' THEN 0 ELSE 1 END) AS BIGINT) AS transfer_count,
       CAST(sum(CASE WHEN kind = 'allot' THEN amount_fen ELSE 0 END) AS BIGINT) AS allot_fen,
       CAST(sum(CASE WHEN kind = 'withdraw' THEN amount_fen ELSE 0 END) AS BIGINT) AS withdraw_fen,
       CAST(sum(CASE WHEN kind = 'reserve' THEN amount_fen ELSE 0 END) AS BIGINT) AS reserve_fen,
       CAST(sum(CASE WHEN kind = 'void' THEN amount_fen ELSE 0 END) AS BIGINT) AS void_fen,
       CAST(sum(CASE WHEN kind = 'post' THEN amount_fen ELSE 0 END) AS BIGINT) AS post_fen,
       CAST(sum(CASE WHEN kind = 'recover' THEN amount_fen ELSE 0 END) AS BIGINT) AS recover_fen,
       CAST(sum(CASE WHEN kind = 'release' THEN amount_fen ELSE 0 END) AS BIGINT) AS release_fen,
       CAST(NULL AS TEXT) AS closed_on
  FROM ledger_month
 WHERE division_code LIKE $1 || '%'
 GROUP BY fund_key, division_code, month
 ORDER BY month DESC, division_code, fund_key;

-- period_select_closed(prefix text) -> PeriodRow*
-- What was closed, with the figures it was closed with.
SELECT fund_key, division_code, period, transfer_count, allot_fen, withdraw_fen, reserve_fen,
       void_fen, post_fen, recover_fen, release_fen, closed_on
  FROM ledger_period
 WHERE division_code LIKE $1 || '%'
 ORDER BY period DESC, division_code, fund_key;

-- period_insert(fund_key text, division_code text, period text, closed_by int, closed_on date,
--     at_ms int) -> nothing
-- Closes a month or a year with the sums of what moved in it.
INSERT INTO ledger_period (fund_key, division_code, period, transfer_count, allot_fen, withdraw_fen,
    reserve_fen, void_fen, post_fen, recover_fen, release_fen, closed_by, closed_on, at_ms)
SELECT $1, $2, $3, coalesce(sum(CASE WHEN kind = 'release' THEN 0 ELSE 1 END), 0),
       coalesce(sum(CASE WHEN kind = 'allot' THEN amount_fen ELSE 0 END), 0),
       coalesce(sum(CASE WHEN kind = 'withdraw' THEN amount_fen ELSE 0 END), 0),
       coalesce(sum(CASE WHEN kind = 'reserve' THEN amount_fen ELSE 0 END), 0),
       coalesce(sum(CASE WHEN kind = 'void' THEN amount_fen ELSE 0 END), 0),
       coalesce(sum(CASE WHEN kind = 'post' THEN amount_fen ELSE 0 END), 0),
       coalesce(sum(CASE WHEN kind = 'recover' THEN amount_fen ELSE 0 END), 0),
       coalesce(sum(CASE WHEN kind = 'release' THEN amount_fen ELSE 0 END), 0), $4, $5, $6
  FROM ledger_month
 WHERE fund_key = $1 AND division_code = $2 AND substr(month, 1, length($3)) = $3;

-- period_select_one(fund_key text, division_code text, period text) -> PeriodRow?
-- A closed one.
SELECT fund_key, division_code, period, transfer_count, allot_fen, withdraw_fen, reserve_fen,
       void_fen, post_fen, recover_fen, release_fen, closed_on
  FROM ledger_period WHERE fund_key = $1 AND division_code = $2 AND period = $3;

-- year_end_select(prefix text, before int) -> YearEndRow(year int, fund_key text,
--     division_code text, available_fen int)*
-- The years, funds and counties whose budgets are not closed, or have money since: the oldest first.
SELECT year, fund_key, division_code, CAST(sum(available_fen) AS BIGINT) AS available_fen
  FROM budget_balance
 WHERE division_code LIKE $1 || '%' AND year < $2
   AND (available_fen > 0
        OR NOT EXISTS (SELECT 1 FROM ledger_period closed
                        WHERE closed.fund_key = budget_balance.fund_key
                          AND closed.division_code = budget_balance.division_code
                          AND closed.period = CAST(budget_balance.year AS TEXT)))
 GROUP BY year, fund_key, division_code
 ORDER BY year, division_code, fund_key;

-- carry_select(fund_key text, division_code text, year int) -> CarryRow(id int, policy_number int,
--     available_fen int)*
-- The budgets of a year that have something left.
SELECT id, policy_number, available_fen FROM budget_balance
 WHERE fund_key = $1 AND division_code = $2 AND year = $3 AND available_fen > 0
 ORDER BY id;

-- carry_insert(from_budget int, to_budget int, amount_fen int, document text,
--     withdraw_transfer int, allot_transfer int, account_id int, carried_on date, at_ms int)
--     -> nothing
-- That a withdrawal and an allotment belong together.
INSERT INTO ledger_carry (from_budget, to_budget, amount_fen, document, withdraw_transfer,
    allot_transfer, account_id, carried_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
