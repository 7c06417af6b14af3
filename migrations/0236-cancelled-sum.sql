-- An approval that was cancelled before any file held it binds nobody: the claim may be refused after
-- it, reviewed on appeal and come back with another sum. Until now the second payment of a claim had
-- to have the sum of the first in every case, so that such a claim could never be paid.

-- database: policy

-- @sqlite
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
                OR EXISTS (SELECT 1 FROM payment_cancel c WHERE c.payment_id = p.id)));
END;
-- Asked first, as before: SQLite asks the newest rule first.
DROP TRIGGER payment_is_sealed;
CREATE TRIGGER payment_is_sealed BEFORE INSERT ON payment
    WHEN substr(NEW.payee_name, 1, 1) <> '!' OR substr(NEW.account_number, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'payment_is_sealed');
END;
-- @postgres
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
                OR EXISTS (SELECT 1 FROM payment_cancel c WHERE c.payment_id = p.id))) THEN
        RAISE EXCEPTION 'payment_attempt_differs';
    END IF;
    RETURN NEW;
END
$$;
-- @both
