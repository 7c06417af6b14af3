-- ledger_insert(client_key text, kind text, budget_id int, credit_kind text, debit_kind text,
--     amount_fen int, resolves int?, payment_number text?, document text?, account_id int,
--     business_date date, at_ms int) -> nothing
-- A movement between two accounts of one budget; the triggers add it to them.
INSERT INTO ledger_transfer (client_key, kind, credit_account, debit_account, amount_fen, resolves,
    payment_number, document, account_id, business_date, at_ms)
SELECT $1, $2, credit.id, debit.id, $6, $7, $8, $9, $10, $11, $12
  FROM ledger_account credit, ledger_account debit
 WHERE credit.budget_id = $3 AND credit.kind = $4 AND debit.budget_id = $3 AND debit.kind = $5;

-- ledger_by_client(client_key text) -> LedgerTransferRow(id int, kind text, budget_id int,
--     amount_fen int, resolves int?, payment_number text?, document text?)?
-- The transfer that used this client key.
SELECT t.id, t.kind, a.budget_id, t.amount_fen, t.resolves, t.payment_number, t.document
  FROM ledger_transfer t JOIN ledger_account a ON a.id = t.debit_account
 WHERE t.client_key = $1;
