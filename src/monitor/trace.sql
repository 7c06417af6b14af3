-- What a figure of a bulletin is made of: no person stands in these rows.

-- trace_enrolments(measure text, prefix text, day date, done_only bool, row_count int)
--   -> TraceEnrolmentRow(number text, division_code text, admitted_on date?, done_on date?,
--          units int)*
-- The enrolments that a count was made of, as standing_tally counts them.
SELECT number, division_code, admitted_on, done_on, units FROM enrolment
 WHERE measure = $1 AND division_code LIKE $2 || '%'
   AND state IN ('admitted', 'done', 'released') AND (ended_on IS NULL OR ended_on > $3)
   AND (($4 = 1 AND done_on <= $3) OR ($4 = 0 AND admitted_on <= $3))
 ORDER BY number LIMIT $5;

-- trace_money(policy_number int, prefix text, kind text, first date, last date, year int)
--   -> TraceMoneyRow(fund_key text, division_code text, business_date date, transfer_count int,
--          amount_fen int)*
-- What moved on the accounts of a kind, by fund, county and day; policy 0 and year 0 mean any.
SELECT budget.fund_key, budget.division_code, moved.business_date, count(*) AS transfer_count,
       CAST(sum(moved.fen) AS BIGINT) AS amount_fen
  FROM (SELECT debit_account AS account_id, amount_fen AS fen, business_date FROM ledger_transfer
        UNION ALL
        SELECT credit_account, -amount_fen, business_date FROM ledger_transfer) moved
  JOIN ledger_account account ON account.id = moved.account_id
  JOIN budget ON budget.id = account.budget_id
 WHERE account.kind = $3 AND ($1 = 0 OR budget.policy_number = $1)
   AND budget.division_code LIKE $2 || '%' AND moved.business_date >= $4
   AND moved.business_date <= $5 AND ($6 = 0 OR budget.year = $6)
 GROUP BY budget.fund_key, budget.division_code, moved.business_date
 ORDER BY moved.business_date, budget.fund_key, budget.division_code;

-- trace_overdue(policy_number int, prefix text, last date)
--   -> TraceOverdueRow(kind text, division_code text, state text, due_on date, waiting int)*
-- The steps that were due and are not taken, by kind, county, state and day; policy 0 means any.
SELECT kind, division_code, state, due_on, count(*) AS waiting
  FROM (SELECT 'application' AS kind, policy_number, division_code, state, due_on FROM application
         WHERE due_on <= $3
        UNION ALL
        SELECT 'enrolment', policy_number, division_code, state, due_on FROM enrolment
         WHERE state = 'admitted' AND due_on <= $3) late
 WHERE ($1 = 0 OR policy_number = $1) AND division_code LIKE $2 || '%'
 GROUP BY kind, division_code, state, due_on ORDER BY due_on, kind, division_code, state;
