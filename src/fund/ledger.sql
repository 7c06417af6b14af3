-- ledger_insert(client_key text, kind text, budget_id int, credit_kind text, debit_kind text,
--     amount_fen int, resolves int?, payment_number text?, document text?, account_id int,
--     business_date date, at_ms int, recovers int?) -> nothing
-- A movement between two accounts of one budget; the triggers add it to them.
INSERT INTO ledger_transfer (client_key, kind, credit_account, debit_account, amount_fen, resolves,
    payment_number, document, account_id, business_date, at_ms, recovers)
SELECT $1, $2, credit.id, debit.id, $6, $7, $8, $9, $10, $11, $12, $13
  FROM ledger_account credit, ledger_account debit
 WHERE credit.budget_id = $3 AND credit.kind = $4 AND debit.budget_id = $3 AND debit.kind = $5;

-- ledger_settle_file(file_id int, account_id int, business_date date, at_ms int) -> nothing
-- What the bank's answers for the lines of a file make of their reserves, as far as they still stand.
INSERT INTO ledger_transfer (client_key, kind, credit_account, debit_account, amount_fen, resolves,
    payment_number, account_id, business_date, at_ms)
SELECT 'settle ' || l.line_ref, CASE r.outcome WHEN 'paid' THEN 'post' ELSE 'void' END, credit.id,
       debit.id, p.amount_fen, p.reserve_transfer, p.number, $2, $3, $4
  FROM payment_line l
  JOIN payment_return r ON r.line_ref = l.line_ref
  JOIN payment p ON p.id = l.payment_id
  JOIN ledger_account credit ON credit.budget_id = p.budget_id AND credit.kind = 'reserved'
  JOIN ledger_account debit ON debit.budget_id = p.budget_id
       AND debit.kind = CASE r.outcome WHEN 'paid' THEN 'paid' ELSE 'available' END
 WHERE l.file_id = $1 AND p.state = 'released'
 ORDER BY l.sequence;

-- ledger_by_client(client_key text) -> LedgerTransferRow(id int, kind text, budget_id int,
--     amount_fen int, resolves int?, payment_number text?, document text?)?
-- The transfer that used this client key.
SELECT t.id, t.kind, a.budget_id, t.amount_fen, t.resolves, t.payment_number, t.document
  FROM ledger_transfer t JOIN ledger_account a ON a.id = t.debit_account
 WHERE t.client_key = $1;
