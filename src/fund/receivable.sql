-- receivable_paid(claim_number text, prefix text) -> ReceivablePaidRow(payment_id int, number text,
--     division_code text, paid_on date)?
-- The paid payment of a claim, within a scope.
SELECT p.id AS payment_id, p.number, p.division_code, r.bank_date AS paid_on
  FROM payment p JOIN payment_line l ON l.payment_id = p.id
  JOIN payment_return r ON r.line_ref = l.line_ref
 WHERE p.claim_number = $1 AND p.state = 'paid' AND p.division_code LIKE $2 || '%';

-- receivable_by_decision(payment_id int, decision text) -> ReceivableFirstRow(number text,
--     amount_fen int)?
-- What was opened by this decision before.
SELECT number, amount_fen FROM ledger_receivable WHERE payment_id = $1 AND decision = $2;

-- receivable_insert(number text, payment_id int, amount_fen int, decision text,
--     instalment_count int, opened_by int, opened_on date, at_ms int) -> ReceivableIdRow(id int)
-- What is to come back.
INSERT INTO ledger_receivable (number, payment_id, amount_fen, decision, instalment_count, opened_by,
    opened_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- instalment_insert(receivable_id int, sequence int, due_on date, amount_fen int) -> nothing
-- When a part of it is due.
INSERT INTO ledger_instalment (receivable_id, sequence, due_on, amount_fen)
VALUES ($1, $2, $3, $4);

-- receivable_to_repay(number text, prefix text) -> ReceivableToRepayRow(id int, amount_fen int,
--     opened_on date, budget_id int, payment_number text, post_transfer int, division_code text)?
-- A receivable with the post that a repayment takes back a part of.
SELECT v.id, v.amount_fen, v.opened_on, p.budget_id, p.number AS payment_number,
       t.id AS post_transfer, p.division_code
  FROM ledger_receivable v JOIN payment p ON p.id = v.payment_id
  JOIN ledger_transfer t ON t.resolves = p.reserve_transfer AND t.kind = 'post'
 WHERE v.number = $1 AND p.division_code LIKE $2 || '%';

-- repayment_by_receipt(receivable_id int, receipt text) -> RepaymentFirstRow(amount_fen int)?
-- What was entered for this receipt before.
SELECT amount_fen FROM ledger_repayment WHERE receivable_id = $1 AND receipt = $2;

-- repayment_insert(receivable_id int, receipt text, amount_fen int, paid_on date, account_id int,
--     entered_on date, at_ms int) -> RepaymentIdRow(id int)
-- What came back.
INSERT INTO ledger_repayment (receivable_id, receipt, amount_fen, paid_on, account_id, entered_on,
    at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;

-- receivable_select_all(prefix text, today date, row_count int) -> ReceivableRow(number text,
--     claim_number text, payment_number text, fund_key text, policy_number int,
--     division_code text, payee_key key, payee_name sealed(payment), amount_fen int,
--     waived_fen int, repaid_fen int, due_fen int, decision text, instalment_count int,
--     opened_on date)*
-- The receivables of a scope: those that are owed first, then the newest.
SELECT number, claim_number, payment_number, fund_key, policy_number, division_code, payee_key,
       payee_name, amount_fen, waived_fen, repaid_fen, due_fen, decision, instalment_count,
       opened_on
  FROM (
SELECT v.id, v.number, p.claim_number, p.number AS payment_number, b.fund_key, b.policy_number,
       p.division_code, p.payee_key, p.payee_name, v.amount_fen,
       (SELECT CAST(coalesce(sum(w.amount_fen), 0) AS BIGINT) FROM ledger_waiver w
         WHERE w.receivable_id = v.id) AS waived_fen,
       (SELECT CAST(coalesce(sum(r.amount_fen), 0) AS BIGINT) FROM ledger_repayment r
         WHERE r.receivable_id = v.id) AS repaid_fen,
       (SELECT CAST(coalesce(sum(i.amount_fen), 0) AS BIGINT) FROM ledger_instalment i
         WHERE i.receivable_id = v.id AND i.due_on <= $2) AS due_fen,
       v.decision, v.instalment_count, v.opened_on
  FROM ledger_receivable v JOIN payment p ON p.id = v.payment_id JOIN budget b ON b.id = p.budget_id
 WHERE p.division_code LIKE $1 || '%') AS receivable
 ORDER BY CASE WHEN amount_fen > waived_fen + repaid_fen THEN 0 ELSE 1 END, id DESC LIMIT $3;

-- receivable_rates(prefix text) -> ReceivableRateRow(division_code text, amount_fen int,
--     repaid_fen int)*
-- What is asked for and what came back, by county of a scope.
SELECT p.division_code,
       CAST(coalesce(sum(v.amount_fen - coalesce((SELECT sum(w.amount_fen) FROM ledger_waiver w
           WHERE w.receivable_id = v.id), 0)), 0) AS BIGINT) AS amount_fen,
       CAST(coalesce(sum((SELECT sum(r.amount_fen) FROM ledger_repayment r
           WHERE r.receivable_id = v.id)), 0) AS BIGINT) AS repaid_fen
  FROM ledger_receivable v JOIN payment p ON p.id = v.payment_id
 WHERE p.division_code LIKE $1 || '%'
 GROUP BY p.division_code ORDER BY p.division_code;

-- receivable_progress(number text, today date) -> ReceivableProgressRow(id int, amount_fen int,
--     waived_fen int, repaid_fen int, due_fen int, division_code text)?
-- How far one receivable has come back.
SELECT v.id, v.amount_fen,
       (SELECT CAST(coalesce(sum(w.amount_fen), 0) AS BIGINT) FROM ledger_waiver w
         WHERE w.receivable_id = v.id) AS waived_fen,
       (SELECT CAST(coalesce(sum(r.amount_fen), 0) AS BIGINT) FROM ledger_repayment r
         WHERE r.receivable_id = v.id) AS repaid_fen,
       (SELECT CAST(coalesce(sum(i.amount_fen), 0) AS BIGINT) FROM ledger_instalment i
         WHERE i.receivable_id = v.id AND i.due_on <= $2) AS due_fen,
       p.division_code
  FROM ledger_receivable v JOIN payment p ON p.id = v.payment_id
 WHERE v.number = $1;

-- instalment_list(receivable_id int) -> InstalmentRow(sequence int, due_on date, amount_fen int)*
-- The instalments of a receivable, in order.
SELECT sequence, due_on, amount_fen FROM ledger_instalment WHERE receivable_id = $1 ORDER BY sequence;

-- waiver_insert(receivable_id int, amount_fen int, decision text, account_id int, entered_on date,
--     at_ms int) -> nothing
-- What is not asked for any more.
INSERT INTO ledger_waiver (receivable_id, amount_fen, decision, account_id, entered_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6);
