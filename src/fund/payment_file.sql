-- payment_waiting(fund_key text, division_code text, account_id int, row_count int)
--     -> PaymentWaitingRow(id int, number text, claim_number text, account_number blind(account),
--     payee_name sealed(payment), payee_key key, amount_fen int, purpose text)*
-- Approved payments of one fund and county, those that have waited longest first; without what the
-- person who holds this account approved.
SELECT p.id, p.number, p.claim_number, p.account_number, p.payee_name, p.payee_key, p.amount_fen,
       p.purpose
  FROM payment p JOIN budget b ON b.id = p.budget_id
 WHERE p.state = 'approved' AND b.fund_key = $1 AND p.division_code = $2 AND p.approved_by <> $3
   AND NOT EXISTS (SELECT 1 FROM account me JOIN account approver ON approver.holder = me.holder
        WHERE me.id = $3 AND approver.id = p.approved_by)
 ORDER BY p.id LIMIT $4;

-- payment_waiting_count(fund_key text, division_code text) -> PaymentCountRow(count int)
-- Approved payments of one fund and county, whoever approved them.
SELECT count(*) AS count
  FROM payment p JOIN budget b ON b.id = p.budget_id
 WHERE p.state = 'approved' AND b.fund_key = $1 AND p.division_code = $2;

-- payment_file_insert(number text, fund_key text, division_code text, line_count int,
--     total_fen int, content sealed_blob(payment_file), sha256 text, released_by int,
--     released_on date, released_ms int) -> PaymentFileIdRow(id int)
-- A file, frozen from the start.
INSERT INTO payment_file (number, fund_key, division_code, line_count, total_fen, content, sha256,
    released_by, released_on, released_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;

-- payment_line_insert(line_ref text, file_id int, sequence int, payment_id int, amount_fen int)
--     -> nothing
-- A line of a file.
INSERT INTO payment_line (line_ref, file_id, sequence, payment_id, amount_fen)
VALUES ($1, $2, $3, $4, $5);

-- payment_release(file_id int) -> nothing
-- The payments of a new file are on their way to the bank.
UPDATE payment SET state = 'released'
 WHERE id IN (SELECT payment_id FROM payment_line WHERE file_id = $1);

-- payment_file_select(number text, prefix text) -> PaymentFileRow(number text, fund_key text,
--     division_code text, line_count int, total_fen int, sha256 text, released_on date,
--     answered_count int, paid_count int, paid_fen int, answered_fen int)?
-- A file of the scope.
SELECT number, fund_key, division_code, line_count, total_fen, sha256, released_on, answered_count,
       paid_count, paid_fen, answered_fen
  FROM payment_file_detail
 WHERE number = $1 AND division_code LIKE $2 || '%';

-- payment_file_select_all(prefix text, row_count int) -> PaymentFileRow*
-- The files of a scope, newest first.
SELECT number, fund_key, division_code, line_count, total_fen, sha256, released_on, answered_count,
       paid_count, paid_fen, answered_fen
  FROM payment_file_detail
 WHERE division_code LIKE $1 || '%'
 ORDER BY id DESC LIMIT $2;

-- payment_file_select_policies(number text, prefix text) -> PaymentFilePolicyRow(budget_id int,
--     policy_number int, year int, purpose text, line_count int, total_fen int, first_on date,
--     last_on date)*
-- What a file pays, by policy and purpose.
SELECT p.budget_id, b.policy_number, b.year, p.purpose, count(*) AS line_count,
       CAST(sum(l.amount_fen) AS BIGINT) AS total_fen, min(p.approved_on) AS first_on,
       max(p.approved_on) AS last_on
  FROM payment_file f JOIN payment_line l ON l.file_id = f.id
  JOIN payment p ON p.id = l.payment_id JOIN budget b ON b.id = p.budget_id
 WHERE f.number = $1 AND f.division_code LIKE $2 || '%'
 GROUP BY p.budget_id, b.policy_number, b.year, p.purpose
 ORDER BY b.policy_number, b.year, p.purpose;

-- payment_file_hands(number text, prefix text)
--   -> PaymentFileHandRow(is_release int, display_name sealed(account))*
-- Who approved what a file pays, and who released it.
SELECT hand.is_release, account.display_name
  FROM (SELECT DISTINCT 0 AS is_release, p.approved_by AS account_id
          FROM payment_file f JOIN payment_line l ON l.file_id = f.id
          JOIN payment p ON p.id = l.payment_id
         WHERE f.number = $1 AND f.division_code LIKE $2 || '%'
        UNION ALL
        SELECT 1, f.released_by FROM payment_file f
         WHERE f.number = $1 AND f.division_code LIKE $2 || '%') hand
  JOIN account ON account.id = hand.account_id
 ORDER BY hand.is_release, account.id;

-- budget_documents(budget_id int) -> BudgetDocumentRow(document text, allotted_fen int)*
-- The documents by which a budget was allotted, with what each brought.
SELECT t.document, CAST(sum(t.amount_fen) AS BIGINT) AS allotted_fen
  FROM ledger_transfer t JOIN ledger_account a ON a.id = t.debit_account
 WHERE a.budget_id = $1 AND t.kind = 'allot'
 GROUP BY t.document ORDER BY min(t.id);

-- payment_file_content(number text) -> PaymentFileContentRow(content sealed_blob(payment_file))
-- The bytes of a file.
SELECT content FROM payment_file WHERE number = $1;
