-- Clawback on the side of the money: what is to come back of a payment, in up to twelve instalments,
-- and what came. A repayment is the evidence; the ledger's `recover` (paid -> available) names the
-- post that it takes back a part of, and is dated in the open period, whose expenditure it reduces.
--
-- SQLite cannot change a CHECK, so there the table of transfers is copied, made anew and filled again
-- with the same rows; the foreign keys to it are asked for when the migration commits.

-- database: policy
CREATE TABLE ledger_receivable (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- ZH-640522-2023-000001
    payment_id BIGINT NOT NULL REFERENCES payment (id),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    decision TEXT NOT NULL,                    -- number of the decision to claw back
    instalment_count BIGINT NOT NULL CHECK (instalment_count BETWEEN 1 AND 12),
    opened_by BIGINT NOT NULL,
    opened_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_receivable_number ON ledger_receivable (number);
CREATE UNIQUE INDEX ledger_receivable_decision ON ledger_receivable (payment_id, decision);

CREATE TABLE ledger_instalment (
    receivable_id BIGINT NOT NULL REFERENCES ledger_receivable (id),
    sequence BIGINT NOT NULL CHECK (sequence BETWEEN 1 AND 12),
    due_on TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0)
);
CREATE UNIQUE INDEX ledger_instalment_once ON ledger_instalment (receivable_id, sequence);

CREATE TABLE ledger_repayment (
    id IDENTITY_KEY,
    receivable_id BIGINT NOT NULL REFERENCES ledger_receivable (id),
    receipt TEXT NOT NULL,                     -- 收款凭证号
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    paid_on TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    entered_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_repayment_once ON ledger_repayment (receivable_id, receipt);

-- @sqlite
PRAGMA defer_foreign_keys = ON;
create table ledger_transfer_copy as select * from ledger_transfer;
DROP TABLE ledger_transfer;
create table ledger_transfer (
    id INTEGER PRIMARY KEY,
    client_key TEXT NOT NULL,
    kind TEXT NOT NULL
        CHECK (kind IN ('allot', 'withdraw', 'reserve', 'post', 'void', 'recover')),
    debit_account INTEGER NOT NULL REFERENCES ledger_account (id),
    credit_account INTEGER NOT NULL REFERENCES ledger_account (id),
    amount_fen INTEGER NOT NULL,
    resolves INTEGER REFERENCES ledger_transfer (id),
    payment_number TEXT,
    document TEXT,
    account_id INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    recovers INTEGER REFERENCES ledger_transfer (id), -- the post that a recover takes back a part of
    CONSTRAINT ledger_transfer_amount CHECK (amount_fen BETWEEN 1 AND 10000000000000),
    CONSTRAINT ledger_transfer_two_accounts CHECK (debit_account <> credit_account),
    CONSTRAINT ledger_transfer_resolves CHECK ((kind IN ('post', 'void')) = (resolves IS NOT NULL)),
    CONSTRAINT ledger_transfer_recovers CHECK ((kind = 'recover') = (recovers IS NOT NULL)),
    CONSTRAINT ledger_transfer_for_payment
        CHECK ((kind IN ('reserve', 'post', 'void', 'recover')) = (payment_number IS NOT NULL)),
    CONSTRAINT ledger_transfer_document
        CHECK ((kind IN ('allot', 'withdraw')) = (document IS NOT NULL))
) STRICT;
INSERT INTO ledger_transfer (id, client_key, kind, debit_account, credit_account, amount_fen,
    resolves, payment_number, document, account_id, business_date, at_ms)
SELECT id, client_key, kind, debit_account, credit_account, amount_fen, resolves, payment_number,
       document, account_id, business_date, at_ms
  FROM ledger_transfer_copy ORDER BY id;
DROP TABLE ledger_transfer_copy;
CREATE UNIQUE INDEX ledger_transfer_client ON ledger_transfer (client_key);
CREATE UNIQUE INDEX ledger_transfer_resolves_once ON ledger_transfer (resolves);
CREATE UNIQUE INDEX ledger_transfer_one_reserve ON ledger_transfer (payment_number)
    WHERE kind = 'reserve';
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_account, id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_account, id);
CREATE INDEX ledger_transfer_recovered ON ledger_transfer (recovers) WHERE recovers IS NOT NULL;

CREATE TRIGGER ledger_transfer_check BEFORE INSERT ON ledger_transfer
BEGIN
    SELECT RAISE(ABORT, 'ledger_is_append_only')
     WHERE EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM ledger_transfer WHERE client_key = NEW.client_key)
        OR EXISTS (SELECT 1 FROM ledger_transfer WHERE resolves = NEW.resolves)
        OR (NEW.kind = 'reserve' AND EXISTS (SELECT 1 FROM ledger_transfer
            WHERE kind = 'reserve' AND payment_number = NEW.payment_number));
    SELECT RAISE(ABORT, 'transfer_between_budgets')
     WHERE (SELECT budget_id FROM ledger_account WHERE id = NEW.debit_account)
        <> (SELECT budget_id FROM ledger_account WHERE id = NEW.credit_account);
    SELECT RAISE(ABORT, 'transfer_of_wrong_accounts')
     WHERE NEW.kind || ' ' || (SELECT kind FROM ledger_account WHERE id = NEW.credit_account)
        || ' ' || (SELECT kind FROM ledger_account WHERE id = NEW.debit_account)
       NOT IN ('allot source available', 'withdraw available source', 'reserve available reserved',
               'post reserved paid', 'void reserved available', 'recover paid available');
    SELECT RAISE(ABORT, 'resolves_another_reserve')
     WHERE NEW.resolves IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM ledger_transfer
            WHERE id = NEW.resolves AND kind = 'reserve' AND amount_fen = NEW.amount_fen
              AND debit_account = NEW.credit_account AND payment_number = NEW.payment_number);
    SELECT RAISE(ABORT, 'settled_without_bank_return')
     WHERE NEW.resolves IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM payment p JOIN payment_line l ON l.payment_id = p.id
             JOIN payment_return r ON r.line_ref = l.line_ref
            WHERE p.number = NEW.payment_number
              AND r.outcome = CASE NEW.kind WHEN 'post' THEN 'paid' ELSE 'returned' END)
       AND (NEW.kind <> 'void' OR NOT EXISTS (
           SELECT 1 FROM payment p JOIN payment_cancel c ON c.payment_id = p.id
            WHERE p.number = NEW.payment_number
              AND NOT EXISTS (SELECT 1 FROM payment_line WHERE payment_id = p.id)));
    SELECT RAISE(ABORT, 'recovers_another_payment')
     WHERE NEW.recovers IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM ledger_transfer
            WHERE id = NEW.recovers AND kind = 'post' AND payment_number = NEW.payment_number
              AND debit_account = NEW.credit_account);
    SELECT RAISE(ABORT, 'recovered_without_repayment')
     WHERE NEW.recovers IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM ledger_repayment r
             JOIN ledger_receivable v ON v.id = r.receivable_id
             JOIN payment p ON p.id = v.payment_id
            WHERE 'repayment ' || r.id = NEW.client_key AND r.amount_fen = NEW.amount_fen
              AND p.number = NEW.payment_number);
END;
CREATE TRIGGER ledger_transfer_add AFTER INSERT ON ledger_transfer
BEGIN
    UPDATE ledger_account
       SET debit_fen = debit_fen
               + CASE WHEN id = NEW.debit_account THEN NEW.amount_fen ELSE 0 END,
           credit_fen = credit_fen
               + CASE WHEN id = NEW.credit_account THEN NEW.amount_fen ELSE 0 END,
           last_transfer = NEW.id
     WHERE id IN (NEW.debit_account, NEW.credit_account);
END;
CREATE TRIGGER ledger_transfer_no_update BEFORE UPDATE ON ledger_transfer
BEGIN
    SELECT RAISE(ABORT, 'ledger_is_append_only');
END;
CREATE TRIGGER ledger_transfer_no_delete BEFORE DELETE ON ledger_transfer
BEGIN
    SELECT RAISE(ABORT, 'ledger_is_append_only');
END;
CREATE TRIGGER ledger_transfer_period BEFORE INSERT ON ledger_transfer
BEGIN
    SELECT RAISE(ABORT, 'period_is_closed')
     WHERE EXISTS (SELECT 1 FROM ledger_account a JOIN budget b ON b.id = a.budget_id
             JOIN ledger_period p ON p.fund_key = b.fund_key AND p.division_code = b.division_code
            WHERE a.id = NEW.debit_account
              AND (p.period IN (substr(NEW.business_date, 1, 7), substr(NEW.business_date, 1, 4))
                OR (NEW.kind IN ('allot', 'reserve') AND p.period = CAST(b.year AS TEXT))));
END;

CREATE TRIGGER ledger_receivable_check BEFORE INSERT ON ledger_receivable
BEGIN
    SELECT RAISE(ABORT, 'ledger_receivable_is_fixed')
     WHERE EXISTS (SELECT 1 FROM ledger_receivable WHERE id = NEW.id OR number = NEW.number
            OR (payment_id = NEW.payment_id AND decision = NEW.decision));
    SELECT RAISE(ABORT, 'receivable_over_payment')
     WHERE NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_receivable
                              WHERE payment_id = NEW.payment_id)
         > coalesce((SELECT amount_fen FROM payment WHERE id = NEW.payment_id AND state = 'paid'), 0);
END;
CREATE TRIGGER ledger_receivable_no_update BEFORE UPDATE ON ledger_receivable
BEGIN
    SELECT RAISE(ABORT, 'ledger_receivable_is_fixed');
END;
CREATE TRIGGER ledger_receivable_no_delete BEFORE DELETE ON ledger_receivable
BEGIN
    SELECT RAISE(ABORT, 'ledger_receivable_is_fixed');
END;
CREATE TRIGGER ledger_instalment_check BEFORE INSERT ON ledger_instalment
BEGIN
    SELECT RAISE(ABORT, 'ledger_receivable_is_fixed')
     WHERE EXISTS (SELECT 1 FROM ledger_instalment
            WHERE receivable_id = NEW.receivable_id AND sequence = NEW.sequence)
        OR NEW.sequence > (SELECT instalment_count FROM ledger_receivable
                            WHERE id = NEW.receivable_id);
END;
CREATE TRIGGER ledger_instalment_no_update BEFORE UPDATE ON ledger_instalment
BEGIN
    SELECT RAISE(ABORT, 'ledger_receivable_is_fixed');
END;
CREATE TRIGGER ledger_instalment_no_delete BEFORE DELETE ON ledger_instalment
BEGIN
    SELECT RAISE(ABORT, 'ledger_receivable_is_fixed');
END;
CREATE TRIGGER ledger_repayment_check BEFORE INSERT ON ledger_repayment
BEGIN
    SELECT RAISE(ABORT, 'ledger_repayment_is_final')
     WHERE EXISTS (SELECT 1 FROM ledger_repayment WHERE id = NEW.id
            OR (receivable_id = NEW.receivable_id AND receipt = NEW.receipt));
    SELECT RAISE(ABORT, 'repayment_over_receivable')
     WHERE NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_repayment
                              WHERE receivable_id = NEW.receivable_id)
         > (SELECT amount_fen FROM ledger_receivable WHERE id = NEW.receivable_id);
END;
CREATE TRIGGER ledger_repayment_no_update BEFORE UPDATE ON ledger_repayment
BEGIN
    SELECT RAISE(ABORT, 'ledger_repayment_is_final');
END;
CREATE TRIGGER ledger_repayment_no_delete BEFORE DELETE ON ledger_repayment
BEGIN
    SELECT RAISE(ABORT, 'ledger_repayment_is_final');
END;
-- @postgres
ALTER TABLE ledger_transfer ADD COLUMN recovers BIGINT REFERENCES ledger_transfer (id);
ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_kind_check;
ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_kind_check
    CHECK (kind IN ('allot', 'withdraw', 'reserve', 'post', 'void', 'recover'));
ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_for_payment;
ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_for_payment
    CHECK ((kind IN ('reserve', 'post', 'void', 'recover')) = (payment_number IS NOT NULL));
ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_recovers
    CHECK ((kind = 'recover') = (recovers IS NOT NULL));
CREATE INDEX ledger_transfer_recovered ON ledger_transfer (recovers) WHERE recovers IS NOT NULL;

CREATE OR REPLACE FUNCTION ledger_transfer_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    debit ledger_account%ROWTYPE;
    credit ledger_account%ROWTYPE;
BEGIN
    SELECT * INTO debit FROM ledger_account WHERE id = NEW.debit_account;
    SELECT * INTO credit FROM ledger_account WHERE id = NEW.credit_account;
    IF debit.budget_id <> credit.budget_id THEN
        RAISE EXCEPTION 'transfer_between_budgets';
    END IF;
    IF NEW.kind || ' ' || credit.kind || ' ' || debit.kind
       NOT IN ('allot source available', 'withdraw available source', 'reserve available reserved',
               'post reserved paid', 'void reserved available', 'recover paid available') THEN
        RAISE EXCEPTION 'transfer_of_wrong_accounts';
    END IF;
    IF NEW.recovers IS NOT NULL THEN
        IF NOT EXISTS (
           SELECT 1 FROM ledger_transfer
            WHERE id = NEW.recovers AND kind = 'post' AND payment_number = NEW.payment_number
              AND debit_account = NEW.credit_account) THEN
            RAISE EXCEPTION 'recovers_another_payment';
        END IF;
        IF NOT EXISTS (
           SELECT 1 FROM ledger_repayment r
             JOIN ledger_receivable v ON v.id = r.receivable_id
             JOIN payment p ON p.id = v.payment_id
            WHERE 'repayment ' || r.id = NEW.client_key AND r.amount_fen = NEW.amount_fen
              AND p.number = NEW.payment_number) THEN
            RAISE EXCEPTION 'recovered_without_repayment';
        END IF;
    END IF;
    IF NEW.resolves IS NULL THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
           SELECT 1 FROM ledger_transfer
            WHERE id = NEW.resolves AND kind = 'reserve' AND amount_fen = NEW.amount_fen
              AND debit_account = NEW.credit_account AND payment_number = NEW.payment_number) THEN
        RAISE EXCEPTION 'resolves_another_reserve';
    END IF;
    IF NOT EXISTS (
           SELECT 1 FROM payment p JOIN payment_line l ON l.payment_id = p.id
             JOIN payment_return r ON r.line_ref = l.line_ref
            WHERE p.number = NEW.payment_number
              AND r.outcome = CASE NEW.kind WHEN 'post' THEN 'paid' ELSE 'returned' END)
       AND (NEW.kind <> 'void' OR NOT EXISTS (
           SELECT 1 FROM payment p JOIN payment_cancel c ON c.payment_id = p.id
            WHERE p.number = NEW.payment_number
              AND NOT EXISTS (SELECT 1 FROM payment_line WHERE payment_id = p.id))) THEN
        RAISE EXCEPTION 'settled_without_bank_return';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION ledger_receivable_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_receivable
                          WHERE payment_id = NEW.payment_id)
       > coalesce((SELECT amount_fen FROM payment WHERE id = NEW.payment_id AND state = 'paid'), 0)
    THEN
        RAISE EXCEPTION 'receivable_over_payment';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_receivable_check BEFORE INSERT ON ledger_receivable
    FOR EACH ROW EXECUTE FUNCTION ledger_receivable_check();
CREATE TRIGGER ledger_receivable_no_change BEFORE UPDATE OR DELETE ON ledger_receivable
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('ledger_receivable_is_fixed');
CREATE FUNCTION ledger_instalment_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sequence > (SELECT instalment_count FROM ledger_receivable
                        WHERE id = NEW.receivable_id) THEN
        RAISE EXCEPTION 'ledger_receivable_is_fixed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_instalment_check BEFORE INSERT ON ledger_instalment
    FOR EACH ROW EXECUTE FUNCTION ledger_instalment_check();
CREATE TRIGGER ledger_instalment_no_change BEFORE UPDATE OR DELETE ON ledger_instalment
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('ledger_receivable_is_fixed');
CREATE TRIGGER ledger_instalment_no_truncate BEFORE TRUNCATE ON ledger_instalment
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('ledger_receivable_is_fixed');
CREATE FUNCTION ledger_repayment_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_repayment
                          WHERE receivable_id = NEW.receivable_id)
       > (SELECT amount_fen FROM ledger_receivable WHERE id = NEW.receivable_id) THEN
        RAISE EXCEPTION 'repayment_over_receivable';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_repayment_check BEFORE INSERT ON ledger_repayment
    FOR EACH ROW EXECUTE FUNCTION ledger_repayment_check();
CREATE TRIGGER ledger_repayment_no_change BEFORE UPDATE OR DELETE ON ledger_repayment
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('ledger_repayment_is_final');
CREATE TRIGGER ledger_repayment_no_truncate BEFORE TRUNCATE ON ledger_repayment
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('ledger_repayment_is_final');
-- @both
