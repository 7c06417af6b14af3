-- payment_latest(claim_number text) -> PaymentLatestRow(number text, attempt int, state text,
--     amount_fen int, payee_key key, is_unbound bool)?
-- The newest payment of a claim, and whether the next may have another sum.
SELECT number, attempt, state, amount_fen, payee_key,
       EXISTS (SELECT 1 FROM payment_unbound u WHERE u.payment_id = payment.id) AS is_unbound
  FROM payment
 WHERE claim_number = $1 ORDER BY attempt DESC LIMIT 1;

-- payment_insert(number text, budget_id int, claim_number text, attempt int, payee_key key,
--     payee_name sealed(payment), account_number blind(account), bank_name text, amount_fen int,
--     purpose text, reserve_transfer int, approved_by int, approved_on date,
--     division_code text) -> nothing
-- A payment whose money is reserved.
INSERT INTO payment (number, budget_id, claim_number, attempt, payee_key, payee_name,
    account_number, bank_name, amount_fen, purpose, state, reserve_transfer, approved_by,
    approved_on, division_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'approved', $11, $12, $13, $14);

-- payment_select_of_claim(claim_number text, prefix text, person_id int, uscc key?)
--     -> PaymentRow(number text, claim_number text, fund_key text, policy_number int,
--     division_code text, year int, attempt int, payee_key key, payee_name sealed(payment),
--     account_number blind(account), bank_name text, amount_fen int, purpose text, state text,
--     approved_on date, reason text?)*
-- The payments of a claim that somebody may see: an applicant those to himself.
SELECT number, claim_number, fund_key, policy_number, division_code, year, attempt, payee_key,
       payee_name, account_number, bank_name, amount_fen, purpose, state, approved_on, reason
  FROM payment_detail
 WHERE claim_number = $1 AND division_code LIKE $2 || '%'
   AND ($3 = 0 OR EXISTS (SELECT 1 FROM person WHERE id = $3 AND id_number = payee_key))
   AND ($4 IS NULL OR payee_key = $4)
 ORDER BY attempt;

-- payment_select_in_state(state text, fund_key text?, prefix text, row_count int) -> PaymentRow*
-- The payments of a scope in one state, oldest first.
SELECT number, claim_number, fund_key, policy_number, division_code, year, attempt, payee_key,
       payee_name, account_number, bank_name, amount_fen, purpose, state, approved_on, reason
  FROM payment_detail
 WHERE state = $1 AND ($2 IS NULL OR fund_key = $2) AND division_code LIKE $3 || '%'
 ORDER BY number LIMIT $4;

-- payment_latest_in(claim_number text, prefix text) -> PaymentCancelledRow(id int, number text,
--     state text, budget_id int, amount_fen int, reserve_transfer int, division_code text)?
-- The newest payment of a claim, within a scope.
SELECT id, number, state, budget_id, amount_fen, reserve_transfer, division_code
  FROM payment
 WHERE claim_number = $1 AND division_code LIKE $2 || '%' ORDER BY attempt DESC LIMIT 1;

-- payment_cancel_insert(payment_id int, reason text, account_id int, cancelled_on date, at_ms int)
--     -> nothing
-- Why a payment is taken back before any file holds it.
INSERT INTO payment_cancel (payment_id, reason, account_id, cancelled_on, at_ms)
VALUES ($1, $2, $3, $4, $5);

-- payment_take_back(id int) -> nothing
-- The money of a cancelled payment is in its budget again.
UPDATE payment SET state = 'returned' WHERE id = $1;
