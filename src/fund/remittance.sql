-- What was paid for a claim, as its payee is told.

-- remittance_of(claim_number text) -> RemittanceRow(number text, fund_key text, year int,
--     amount_fen int, purpose text, file_number text, file_sha256 text, line_ref text,
--     bank_date date, voucher text?)?
-- The payment that arrived, with the fund's voucher once it is entered.
SELECT payment.number, budget.fund_key, budget.year, payment.amount_fen, payment.purpose,
       payment_file.number AS file_number, payment_file.sha256 AS file_sha256,
       payment_line.line_ref, payment_return.bank_date,
       (SELECT max(entered.voucher) FROM payment_voucher entered
         WHERE entered.file_id = payment_file.id AND entered.amount_fen > 0
           AND NOT EXISTS (SELECT 1 FROM payment_voucher back WHERE back.reverses = entered.id))
           AS voucher
  FROM payment
  JOIN budget ON budget.id = payment.budget_id
  JOIN payment_line ON payment_line.payment_id = payment.id
  JOIN payment_file ON payment_file.id = payment_line.file_id
  JOIN payment_return ON payment_return.line_ref = payment_line.line_ref
 WHERE payment.claim_number = $1 AND payment.state = 'paid' AND payment_return.outcome = 'paid';
