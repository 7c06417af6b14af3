-- Budgets, the double-entry ledger, payments, payment files and bank returns.
--
-- Money moves by inserting a row into ledger_transfer, and in no other way. The triggers below add it
-- to the totals of its two accounts, whose CHECK keeps every account of a budget at or above zero;
-- so debits equal credits and nobody overspends, whoever writes. Transfers are never changed.

-- database: policy
CREATE TABLE budget (
    id IDENTITY_KEY,
    fund_key TEXT NOT NULL,                    -- 资金 of the pack; funds are never mixed
    policy_number BIGINT NOT NULL,
    division_code TEXT NOT NULL,
    year BIGINT NOT NULL
);
CREATE UNIQUE INDEX budget_once ON budget (fund_key, policy_number, division_code, year);

-- Four accounts to a budget. `source` is where the money comes from and is the only one that may be
-- in credit; the others hold what is free, promised and paid.
CREATE TABLE ledger_account (
    id IDENTITY_KEY,
    budget_id BIGINT NOT NULL REFERENCES budget (id),
    kind TEXT NOT NULL CHECK (kind IN ('source', 'available', 'reserved', 'paid')),
    debit_fen BIGINT NOT NULL CHECK (debit_fen >= 0),
    credit_fen BIGINT NOT NULL CHECK (credit_fen >= 0),
    CONSTRAINT ledger_account_not_below_zero CHECK (kind = 'source' OR debit_fen >= credit_fen)
);
CREATE UNIQUE INDEX ledger_account_once ON ledger_account (budget_id, kind);

CREATE TABLE ledger_transfer (
    id IDENTITY_KEY,
    client_key TEXT NOT NULL,                  -- chosen by the caller: a repeat finds the first
    kind TEXT NOT NULL CHECK (kind IN ('allot', 'withdraw', 'reserve', 'post', 'void')),
    debit_account BIGINT NOT NULL REFERENCES ledger_account (id),
    credit_account BIGINT NOT NULL REFERENCES ledger_account (id),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    resolves BIGINT REFERENCES ledger_transfer (id), -- the reserve that a post or a void ends
    payment_number TEXT,
    document TEXT,                             -- 指标文号 of an allotment
    account_id BIGINT NOT NULL,                -- who
    business_date TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    CHECK (debit_account <> credit_account),
    CHECK ((kind IN ('post', 'void')) = (resolves IS NOT NULL))
);
CREATE UNIQUE INDEX ledger_transfer_client ON ledger_transfer (client_key);
-- A reserve is posted or voided, once.
CREATE UNIQUE INDEX ledger_transfer_resolves ON ledger_transfer (resolves);
CREATE INDEX ledger_transfer_payment ON ledger_transfer (payment_number, id);

CREATE TABLE payment (
    id IDENTITY_KEY,
    number TEXT NOT NULL,
    budget_id BIGINT NOT NULL REFERENCES budget (id),
    claim_number TEXT NOT NULL,
    attempt BIGINT NOT NULL CHECK (attempt >= 1),
    payee_key TEXT NOT NULL,                   -- id number or uscc
    payee_name TEXT NOT NULL,
    account_number TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    purpose TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('approved', 'released', 'paid', 'returned')),
    reserve_transfer BIGINT NOT NULL REFERENCES ledger_transfer (id),
    approved_by BIGINT NOT NULL,
    approved_on TEXT NOT NULL,
    division_code TEXT NOT NULL
);
CREATE UNIQUE INDEX payment_number ON payment (number);
CREATE UNIQUE INDEX payment_attempt ON payment (claim_number, attempt);
-- A claim has one living payment; only a returned one makes room for the next attempt.
CREATE UNIQUE INDEX payment_one_living ON payment (claim_number) WHERE state <> 'returned';
CREATE INDEX payment_open ON payment (division_code, state, id);

-- A released file. Its bytes are kept, so that the hash can be proved for ever.
CREATE TABLE payment_file (
    id IDENTITY_KEY,
    number TEXT NOT NULL,
    fund_key TEXT NOT NULL,
    division_code TEXT NOT NULL,
    line_count BIGINT NOT NULL CHECK (line_count > 0),
    total_fen BIGINT NOT NULL CHECK (total_fen > 0),
    content BYTEA NOT NULL,
    sha256 TEXT NOT NULL,
    released_by BIGINT NOT NULL,
    released_on TEXT NOT NULL,
    released_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_file_number ON payment_file (number);
CREATE UNIQUE INDEX payment_file_sha256 ON payment_file (sha256);

CREATE TABLE payment_line (
    line_ref TEXT NOT NULL,                    -- unique over all files: the bank returns it
    file_id BIGINT NOT NULL REFERENCES payment_file (id),
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    payment_id BIGINT NOT NULL REFERENCES payment (id),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0)
);
CREATE UNIQUE INDEX payment_line_ref ON payment_line (line_ref);
CREATE UNIQUE INDEX payment_line_sequence ON payment_line (file_id, sequence);
CREATE UNIQUE INDEX payment_line_payment ON payment_line (payment_id);

-- What the bank said of a line: once, and for ever.
CREATE TABLE payment_return (
    line_ref TEXT NOT NULL REFERENCES payment_line (line_ref),
    outcome TEXT NOT NULL CHECK (outcome IN ('paid', 'returned')),
    reason TEXT,
    bank_date TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    posted_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    CHECK (outcome = 'paid' OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX payment_return_once ON payment_return (line_ref);

-- @sqlite
CREATE TRIGGER ledger_transfer_check BEFORE INSERT ON ledger_transfer
BEGIN
    SELECT RAISE(ABORT, 'transfer_between_budgets')
     WHERE (SELECT budget_id FROM ledger_account WHERE id = NEW.debit_account)
        <> (SELECT budget_id FROM ledger_account WHERE id = NEW.credit_account);
    SELECT RAISE(ABORT, 'transfer_of_wrong_accounts')
     WHERE NEW.kind || ' ' || (SELECT kind FROM ledger_account WHERE id = NEW.credit_account)
        || ' ' || (SELECT kind FROM ledger_account WHERE id = NEW.debit_account)
       NOT IN ('allot source available', 'withdraw available source', 'reserve available reserved',
               'post reserved paid', 'void reserved available');
    SELECT RAISE(ABORT, 'resolves_another_amount')
     WHERE NEW.resolves IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM ledger_transfer
            WHERE id = NEW.resolves AND kind = 'reserve' AND amount_fen = NEW.amount_fen
              AND debit_account = NEW.credit_account);
END;
CREATE TRIGGER ledger_transfer_add AFTER INSERT ON ledger_transfer
BEGIN
    UPDATE ledger_account SET debit_fen = debit_fen + NEW.amount_fen WHERE id = NEW.debit_account;
    UPDATE ledger_account SET credit_fen = credit_fen + NEW.amount_fen WHERE id = NEW.credit_account;
END;
CREATE TRIGGER ledger_transfer_no_update BEFORE UPDATE ON ledger_transfer
BEGIN
    SELECT RAISE(ABORT, 'ledger_is_append_only');
END;
CREATE TRIGGER ledger_transfer_no_delete BEFORE DELETE ON ledger_transfer
BEGIN
    SELECT RAISE(ABORT, 'ledger_is_append_only');
END;
CREATE TRIGGER payment_file_no_update BEFORE UPDATE ON payment_file
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;
CREATE TRIGGER payment_file_no_delete BEFORE DELETE ON payment_file
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;
CREATE TRIGGER payment_line_no_update BEFORE UPDATE ON payment_line
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;
CREATE TRIGGER payment_line_no_delete BEFORE DELETE ON payment_line
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;
CREATE TRIGGER payment_amount_no_update BEFORE UPDATE OF amount_fen, claim_number, budget_id ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment_is_fixed');
END;
CREATE TRIGGER payment_return_no_update BEFORE UPDATE ON payment_return
BEGIN
    SELECT RAISE(ABORT, 'bank_return_is_final');
END;
CREATE TRIGGER payment_return_no_delete BEFORE DELETE ON payment_return
BEGIN
    SELECT RAISE(ABORT, 'bank_return_is_final');
END;
-- @postgres
CREATE FUNCTION ledger_transfer_check() RETURNS trigger LANGUAGE plpgsql AS $$
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
               'post reserved paid', 'void reserved available') THEN
        RAISE EXCEPTION 'transfer_of_wrong_accounts';
    END IF;
    IF NEW.resolves IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM ledger_transfer
            WHERE id = NEW.resolves AND kind = 'reserve' AND amount_fen = NEW.amount_fen
              AND debit_account = NEW.credit_account) THEN
        RAISE EXCEPTION 'resolves_another_amount';
    END IF;
    UPDATE ledger_account SET debit_fen = debit_fen + NEW.amount_fen WHERE id = NEW.debit_account;
    UPDATE ledger_account SET credit_fen = credit_fen + NEW.amount_fen WHERE id = NEW.credit_account;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_transfer_check BEFORE INSERT ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_transfer_check();
CREATE FUNCTION fund_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;
CREATE TRIGGER ledger_transfer_no_change BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('ledger_is_append_only');
CREATE TRIGGER payment_file_no_change BEFORE UPDATE OR DELETE ON payment_file
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_file_is_frozen');
CREATE TRIGGER payment_line_no_change BEFORE UPDATE OR DELETE ON payment_line
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_file_is_frozen');
CREATE TRIGGER payment_amount_no_update BEFORE UPDATE OF amount_fen, claim_number, budget_id ON payment
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_is_fixed');
CREATE TRIGGER payment_return_no_change BEFORE UPDATE OR DELETE ON payment_return
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('bank_return_is_final');
-- @both
