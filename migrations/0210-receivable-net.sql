-- What was waived of a receivable is not asked for any more: the same money may be asked for again,
-- by a decision of its own. Until now a decision that an appeal had reduced or revoked counted in
-- full against its payment for ever.

-- database: policy

-- @sqlite
DROP TRIGGER ledger_receivable_check;
CREATE TRIGGER ledger_receivable_check BEFORE INSERT ON ledger_receivable
BEGIN
    SELECT RAISE(ABORT, 'ledger_receivable_is_fixed')
     WHERE EXISTS (SELECT 1 FROM ledger_receivable WHERE id = NEW.id OR number = NEW.number
            OR (payment_id = NEW.payment_id AND decision = NEW.decision));
    SELECT RAISE(ABORT, 'receivable_over_payment')
     WHERE NEW.amount_fen
         + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_receivable
             WHERE payment_id = NEW.payment_id)
         - (SELECT coalesce(sum(w.amount_fen), 0)
              FROM ledger_receivable v JOIN ledger_waiver w ON w.receivable_id = v.id
             WHERE v.payment_id = NEW.payment_id)
         > coalesce((SELECT amount_fen FROM payment WHERE id = NEW.payment_id AND state = 'paid'), 0);
END;
-- @postgres
CREATE OR REPLACE FUNCTION ledger_receivable_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_fen
       + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_receivable
           WHERE payment_id = NEW.payment_id)
       - (SELECT coalesce(sum(w.amount_fen), 0)
            FROM ledger_receivable v JOIN ledger_waiver w ON w.receivable_id = v.id
           WHERE v.payment_id = NEW.payment_id)
       > coalesce((SELECT amount_fen FROM payment WHERE id = NEW.payment_id AND state = 'paid'), 0)
    THEN
        RAISE EXCEPTION 'receivable_over_payment';
    END IF;
    RETURN NEW;
END
$$;
-- @both
