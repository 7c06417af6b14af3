-- A claim whose payment the bank returned may be ended: finance refuses it, with the reason. Until now
-- it could only be sent again, and what may not be sent again, or is not wanted, hung for ever.
-- Brought back by a review, it goes through all hands again and is paid the sum of that review; only
-- what is sent again as it was keeps the sum of before.

-- database: policy

-- Payments that are over and bind the next of their claim to no sum: taken back before any file held
-- them, or returned, and then the claim was refused. The n-th approval of a claim makes its n-th
-- payment.
CREATE VIEW payment_unbound AS
SELECT payment_id FROM payment_cancel
UNION ALL
SELECT p.id AS payment_id
  FROM payment p JOIN application a ON a.number = p.claim_number
 WHERE p.state = 'returned' AND EXISTS (
       SELECT 1 FROM review_step s
        WHERE s.application_id = a.id AND s.action = 'refuse' AND s.from_state = 'failed'
          AND p.attempt = (SELECT count(*) FROM review_step approval
                            WHERE approval.application_id = a.id
                              AND approval.version < s.version
                              AND approval.action IN ('approve', 'fix_account')));

-- @sqlite
DROP TRIGGER application_move;
CREATE TRIGGER application_move BEFORE UPDATE OF state ON application
WHEN NEW.state <> OLD.state
BEGIN
    SELECT RAISE(ABORT, 'application_step_not_allowed')
     WHERE OLD.state || ' ' || NEW.state NOT IN ('submitted accepted', 'submitted correction',
           'submitted refused', 'submitted withdrawn', 'correction submitted',
           'correction withdrawn', 'accepted reviewed', 'accepted correction', 'accepted refused',
           'accepted withdrawn', 'reviewed noticed', 'reviewed cleared', 'reviewed refused',
           'noticed cleared', 'noticed refused', 'cleared approved', 'cleared noticed',
           'cleared refused', 'approved paying', 'approved cleared', 'paying paid',
           'paying failed', 'failed approved', 'failed refused', 'refused submitted');
    SELECT RAISE(ABORT, 'application_step_without_payment')
     WHERE NEW.state IN ('paying', 'paid', 'failed') AND NOT EXISTS (
           SELECT 1 FROM payment WHERE claim_number = NEW.number
              AND amount_fen = NEW.amount_fen
              AND attempt = (SELECT max(attempt) FROM payment WHERE claim_number = NEW.number)
              AND state = CASE NEW.state WHEN 'paying' THEN 'released' WHEN 'paid' THEN 'paid'
                                         ELSE 'returned' END);
END;
DROP TRIGGER payment_check;
CREATE TRIGGER payment_check BEFORE INSERT ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment_is_fixed')
     WHERE EXISTS (SELECT 1 FROM payment WHERE id = NEW.id OR number = NEW.number)
        OR EXISTS (SELECT 1 FROM payment WHERE reserve_transfer = NEW.reserve_transfer);
    SELECT RAISE(ABORT, 'claim_has_a_payment')
     WHERE EXISTS (SELECT 1 FROM payment WHERE claim_number = NEW.claim_number
              AND (state <> 'returned' OR attempt = NEW.attempt));
    SELECT RAISE(ABORT, 'payment_without_reserve')
     WHERE NEW.state <> 'approved' OR NOT EXISTS (
           SELECT 1 FROM ledger_transfer t JOIN ledger_account a ON a.id = t.debit_account
             JOIN budget b ON b.id = a.budget_id
            WHERE t.id = NEW.reserve_transfer AND t.kind = 'reserve'
              AND t.amount_fen = NEW.amount_fen AND t.payment_number = NEW.number
              AND b.id = NEW.budget_id AND b.division_code = NEW.division_code);
    SELECT RAISE(ABORT, 'payment_attempt_differs')
     WHERE NEW.attempt > 1 AND NOT EXISTS (
           SELECT 1 FROM payment p WHERE claim_number = NEW.claim_number
              AND attempt = NEW.attempt - 1 AND state = 'returned' AND payee_key = NEW.payee_key
              AND (amount_fen = NEW.amount_fen
                OR EXISTS (SELECT 1 FROM payment_unbound u WHERE u.payment_id = p.id)));
END;
-- Asked first, as before: SQLite asks the newest rule first.
DROP TRIGGER payment_is_sealed;
CREATE TRIGGER payment_is_sealed BEFORE INSERT ON payment
    WHEN substr(NEW.payee_name, 1, 1) <> '!' OR substr(NEW.account_number, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'payment_is_sealed');
END;
-- @postgres
CREATE OR REPLACE FUNCTION application_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state || ' ' || NEW.state NOT IN ('submitted accepted', 'submitted correction',
           'submitted refused', 'submitted withdrawn', 'correction submitted',
           'correction withdrawn', 'accepted reviewed', 'accepted correction', 'accepted refused',
           'accepted withdrawn', 'reviewed noticed', 'reviewed cleared', 'reviewed refused',
           'noticed cleared', 'noticed refused', 'cleared approved', 'cleared noticed',
           'cleared refused', 'approved paying', 'approved cleared', 'paying paid',
           'paying failed', 'failed approved', 'failed refused', 'refused submitted') THEN
        RAISE EXCEPTION 'application_step_not_allowed';
    END IF;
    IF NEW.state IN ('paying', 'paid', 'failed') AND NOT EXISTS (
           SELECT 1 FROM payment WHERE claim_number = NEW.number
              AND amount_fen = NEW.amount_fen
              AND attempt = (SELECT max(attempt) FROM payment WHERE claim_number = NEW.number)
              AND state = CASE NEW.state WHEN 'paying' THEN 'released' WHEN 'paid' THEN 'paid'
                                         ELSE 'returned' END) THEN
        RAISE EXCEPTION 'application_step_without_payment';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION payment_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'approved' OR NOT EXISTS (
           SELECT 1 FROM ledger_transfer t JOIN ledger_account a ON a.id = t.debit_account
             JOIN budget b ON b.id = a.budget_id
            WHERE t.id = NEW.reserve_transfer AND t.kind = 'reserve'
              AND t.amount_fen = NEW.amount_fen AND t.payment_number = NEW.number
              AND b.id = NEW.budget_id AND b.division_code = NEW.division_code) THEN
        RAISE EXCEPTION 'payment_without_reserve';
    END IF;
    IF NEW.attempt > 1 AND NOT EXISTS (
           SELECT 1 FROM payment p WHERE claim_number = NEW.claim_number
              AND attempt = NEW.attempt - 1 AND state = 'returned' AND payee_key = NEW.payee_key
              AND (amount_fen = NEW.amount_fen
                OR EXISTS (SELECT 1 FROM payment_unbound u WHERE u.payment_id = p.id))) THEN
        RAISE EXCEPTION 'payment_attempt_differs';
    END IF;
    RETURN NEW;
END
$$;
-- @both
