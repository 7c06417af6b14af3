-- payment_line_file(line_ref text, prefix text) -> PaymentLineFileRow(id int, number text,
--     division_code text, released_on date)?
-- The file of a line, within a scope.
SELECT f.id, f.number, f.division_code, f.released_on
  FROM payment_line l JOIN payment_file f ON f.id = l.file_id
 WHERE l.line_ref = $1 AND f.division_code LIKE $2 || '%';

-- payment_line_list(file_id int) -> PaymentLineRow(line_ref text, amount_fen int,
--     payment_number text, claim_number text, outcome text?, reason text?, bank_date date?)*
-- The lines of a file with what the bank said of them.
SELECT l.line_ref, l.amount_fen, p.number AS payment_number, p.claim_number, r.outcome, r.reason,
       r.bank_date
  FROM payment_line l JOIN payment p ON p.id = l.payment_id
  LEFT JOIN payment_return r ON r.line_ref = l.line_ref
 WHERE l.file_id = $1
 ORDER BY l.sequence;

-- payment_return_insert(line_ref text, outcome text, amount_fen int, reason text?, bank_date date,
--     account_id int, posted_on date, at_ms int) -> nothing
-- The bank's answer for one line.
INSERT INTO payment_return (line_ref, outcome, amount_fen, reason, bank_date, account_id, posted_on,
    at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- payment_settle(file_id int) -> nothing
-- Payments whose lines the bank has answered are paid or returned, as it said.
UPDATE payment
   SET state = (SELECT r.outcome FROM payment_line l
                  JOIN payment_return r ON r.line_ref = l.line_ref
                 WHERE l.payment_id = payment.id)
 WHERE state = 'released'
   AND id IN (SELECT l.payment_id FROM payment_line l
                JOIN payment_return r ON r.line_ref = l.line_ref WHERE l.file_id = $1);
