-- Budgets, the double-entry ledger, payments, payment files and bank returns.
--
-- Money moves by inserting a row into ledger_transfer, and in no other way. The triggers below add
-- it to the totals of its two accounts, whose CHECK keeps every account of a budget at or above
-- zero; so debits equal credits and nobody overspends, whoever writes. An account changes only by
-- the transfers that it has not counted yet; transfers, files, lines and returns never change; a
-- payment changes its state alone, and only with the evidence for it. docs/decisions/0005-ledger.md.

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
    debit_fen BIGINT NOT NULL,
    credit_fen BIGINT NOT NULL,
    last_transfer BIGINT NOT NULL,             -- id of the newest that was counted; 0 = none
    CONSTRAINT ledger_account_bounded CHECK (debit_fen BETWEEN 0 AND 900000000000000000
        AND credit_fen BETWEEN 0 AND 900000000000000000),
    CONSTRAINT ledger_account_not_below_zero CHECK (kind = 'source' OR debit_fen >= credit_fen)
);
CREATE UNIQUE INDEX ledger_account_once ON ledger_account (budget_id, kind);

-- What a budget stands at.
CREATE VIEW budget_balance AS
SELECT b.id, b.fund_key, b.policy_number, b.division_code, b.year,
       available.debit_fen - available.credit_fen AS available_fen,
       reserved.debit_fen - reserved.credit_fen AS reserved_fen,
       paid.debit_fen - paid.credit_fen AS paid_fen
  FROM budget b
  JOIN ledger_account available ON available.budget_id = b.id AND available.kind = 'available'
  JOIN ledger_account reserved ON reserved.budget_id = b.id AND reserved.kind = 'reserved'
  JOIN ledger_account paid ON paid.budget_id = b.id AND paid.kind = 'paid';

CREATE TABLE ledger_transfer (
    id IDENTITY_KEY,
    client_key TEXT NOT NULL,                  -- chosen by the caller: a repeat finds the first
    kind TEXT NOT NULL CHECK (kind IN ('allot', 'withdraw', 'reserve', 'post', 'void')),
    debit_account BIGINT NOT NULL REFERENCES ledger_account (id),
    credit_account BIGINT NOT NULL REFERENCES ledger_account (id),
    amount_fen BIGINT NOT NULL,
    resolves BIGINT REFERENCES ledger_transfer (id), -- the reserve that a post or a void ends
    payment_number TEXT,
    document TEXT,                             -- 指标文号 of an allotment
    account_id BIGINT NOT NULL,                -- who
    business_date TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    CONSTRAINT ledger_transfer_amount CHECK (amount_fen BETWEEN 1 AND 10000000000000),
    CONSTRAINT ledger_transfer_two_accounts CHECK (debit_account <> credit_account),
    CONSTRAINT ledger_transfer_resolves CHECK ((kind IN ('post', 'void')) = (resolves IS NOT NULL)),
    CONSTRAINT ledger_transfer_for_payment
        CHECK ((kind IN ('reserve', 'post', 'void')) = (payment_number IS NOT NULL)),
    CONSTRAINT ledger_transfer_document
        CHECK ((kind IN ('allot', 'withdraw')) = (document IS NOT NULL))
);
CREATE UNIQUE INDEX ledger_transfer_client ON ledger_transfer (client_key);
-- A reserve is posted or voided, once; a payment has one reserve.
CREATE UNIQUE INDEX ledger_transfer_resolves_once ON ledger_transfer (resolves);
CREATE UNIQUE INDEX ledger_transfer_one_reserve ON ledger_transfer (payment_number)
    WHERE kind = 'reserve';
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_account, id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_account, id);

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
    division_code TEXT NOT NULL                -- that of the budget
);
CREATE UNIQUE INDEX payment_number ON payment (number);
CREATE UNIQUE INDEX payment_attempt ON payment (claim_number, attempt);
CREATE UNIQUE INDEX payment_reserve ON payment (reserve_transfer);
-- A claim has one living payment; only a returned one makes room for the next attempt.
CREATE UNIQUE INDEX payment_one_living ON payment (claim_number) WHERE state <> 'returned';
CREATE INDEX payment_open ON payment (division_code, state, id);

-- A released file. Its bytes are kept, so that the hash can be proved for ever.
CREATE TABLE payment_file (
    id IDENTITY_KEY,
    number TEXT NOT NULL,
    fund_key TEXT NOT NULL,
    division_code TEXT NOT NULL,
    line_count BIGINT NOT NULL CHECK (line_count BETWEEN 1 AND 10000),
    total_fen BIGINT NOT NULL CHECK (total_fen > 0),
    content BYTEA NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
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
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0), -- as the bank states it
    reason TEXT,
    bank_date TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    posted_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    CONSTRAINT payment_return_reason CHECK (outcome = 'paid' OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX payment_return_once ON payment_return (line_ref);

-- A payment with its budget, and why it came back.
CREATE VIEW payment_detail AS
SELECT p.number, p.claim_number, b.fund_key, b.policy_number, p.division_code, b.year, p.attempt,
       p.payee_key, p.payee_name, p.account_number, p.bank_name, p.amount_fen, p.purpose, p.state,
       p.approved_on, r.reason
  FROM payment p JOIN budget b ON b.id = p.budget_id
  LEFT JOIN payment_line l ON l.payment_id = p.id
  LEFT JOIN payment_return r ON r.line_ref = l.line_ref;

-- A file without its bytes, with what the bank answered so far.
CREATE VIEW payment_file_detail AS
SELECT f.id, f.number, f.fund_key, f.division_code, f.line_count, f.total_fen, f.sha256,
       f.released_on, count(r.line_ref) AS answered_count,
       CAST(coalesce(sum(CASE WHEN r.outcome = 'paid' THEN 1 ELSE 0 END), 0) AS BIGINT)
           AS paid_count,
       CAST(coalesce(sum(CASE WHEN r.outcome = 'paid' THEN r.amount_fen ELSE 0 END), 0) AS BIGINT)
           AS paid_fen,
       CAST(coalesce(sum(r.amount_fen), 0) AS BIGINT) AS answered_fen
  FROM payment_file f
  JOIN payment_line l ON l.file_id = f.id
  LEFT JOIN payment_return r ON r.line_ref = l.line_ref
 GROUP BY f.id, f.number, f.fund_key, f.division_code, f.line_count, f.total_fen, f.sha256,
       f.released_on;

-- SQLite's INSERT OR REPLACE deletes rows without a delete trigger, so inserts look for a row that
-- they would replace.
-- @sqlite
CREATE TRIGGER budget_check BEFORE INSERT ON budget
BEGIN
    SELECT RAISE(ABORT, 'budget_is_fixed')
     WHERE EXISTS (SELECT 1 FROM budget WHERE id = NEW.id
            OR (fund_key = NEW.fund_key AND policy_number = NEW.policy_number
                AND division_code = NEW.division_code AND year = NEW.year));
END;
CREATE TRIGGER budget_no_update BEFORE UPDATE ON budget
BEGIN
    SELECT RAISE(ABORT, 'budget_is_fixed');
END;
CREATE TRIGGER budget_no_delete BEFORE DELETE ON budget
BEGIN
    SELECT RAISE(ABORT, 'budget_is_fixed');
END;

CREATE TRIGGER ledger_account_check BEFORE INSERT ON ledger_account
BEGIN
    SELECT RAISE(ABORT, 'ledger_account_begins_empty')
     WHERE NEW.debit_fen <> 0 OR NEW.credit_fen <> 0 OR NEW.last_transfer <> 0
        OR EXISTS (SELECT 1 FROM ledger_account
            WHERE id = NEW.id OR (budget_id = NEW.budget_id AND kind = NEW.kind));
END;
CREATE TRIGGER ledger_account_count BEFORE UPDATE ON ledger_account
BEGIN
    SELECT RAISE(ABORT, 'ledger_account_only_counts')
     WHERE NEW.id <> OLD.id OR NEW.budget_id <> OLD.budget_id OR NEW.kind <> OLD.kind
        OR NEW.last_transfer <= OLD.last_transfer
        OR NOT EXISTS (SELECT 1 FROM ledger_transfer
            WHERE id = NEW.last_transfer AND OLD.id IN (debit_account, credit_account))
        OR NEW.debit_fen - OLD.debit_fen <> (SELECT coalesce(sum(amount_fen), 0)
             FROM ledger_transfer WHERE debit_account = OLD.id
              AND id > OLD.last_transfer AND id <= NEW.last_transfer)
        OR NEW.credit_fen - OLD.credit_fen <> (SELECT coalesce(sum(amount_fen), 0)
             FROM ledger_transfer WHERE credit_account = OLD.id
              AND id > OLD.last_transfer AND id <= NEW.last_transfer);
END;
CREATE TRIGGER ledger_account_no_delete BEFORE DELETE ON ledger_account
BEGIN
    SELECT RAISE(ABORT, 'ledger_account_only_counts');
END;

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
               'post reserved paid', 'void reserved available');
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
              AND r.outcome = CASE NEW.kind WHEN 'post' THEN 'paid' ELSE 'returned' END);
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
           SELECT 1 FROM payment WHERE claim_number = NEW.claim_number
              AND attempt = NEW.attempt - 1 AND state = 'returned'
              AND amount_fen = NEW.amount_fen AND payee_key = NEW.payee_key);
END;
CREATE TRIGGER payment_no_update BEFORE UPDATE OF id, number, budget_id, claim_number, attempt,
    payee_key, payee_name, account_number, bank_name, amount_fen, purpose, reserve_transfer,
    approved_by, approved_on, division_code ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment_is_fixed');
END;
CREATE TRIGGER payment_step BEFORE UPDATE OF state ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment_step_not_allowed')
     WHERE OLD.state || ' ' || NEW.state
       NOT IN ('approved released', 'released paid', 'released returned');
    SELECT RAISE(ABORT, 'payment_step_without_evidence')
     WHERE NOT EXISTS (SELECT 1 FROM payment_line WHERE payment_id = NEW.id)
        OR (NEW.state <> 'released' AND NOT EXISTS (
            SELECT 1 FROM ledger_transfer WHERE resolves = NEW.reserve_transfer
               AND kind = CASE NEW.state WHEN 'paid' THEN 'post' ELSE 'void' END));
END;
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment_is_fixed');
END;

CREATE TRIGGER payment_file_check BEFORE INSERT ON payment_file
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen')
     WHERE EXISTS (SELECT 1 FROM payment_file
            WHERE id = NEW.id OR number = NEW.number OR sha256 = NEW.sha256);
END;
CREATE TRIGGER payment_file_no_update BEFORE UPDATE ON payment_file
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;
CREATE TRIGGER payment_file_no_delete BEFORE DELETE ON payment_file
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;

CREATE TRIGGER payment_line_check BEFORE INSERT ON payment_line
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen')
     WHERE EXISTS (SELECT 1 FROM payment_line WHERE line_ref = NEW.line_ref)
        OR EXISTS (SELECT 1 FROM payment_line WHERE payment_id = NEW.payment_id)
        OR EXISTS (SELECT 1 FROM payment_line
            WHERE file_id = NEW.file_id AND sequence = NEW.sequence);
    SELECT RAISE(ABORT, 'payment_line_does_not_belong')
     WHERE NOT EXISTS (
           SELECT 1 FROM payment_file f, payment p JOIN budget b ON b.id = p.budget_id
            WHERE f.id = NEW.file_id AND p.id = NEW.payment_id AND p.state = 'approved'
              AND p.amount_fen = NEW.amount_fen AND NEW.sequence <= f.line_count
              AND b.fund_key = f.fund_key AND b.division_code = f.division_code);
END;
CREATE TRIGGER payment_line_no_update BEFORE UPDATE ON payment_line
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;
CREATE TRIGGER payment_line_no_delete BEFORE DELETE ON payment_line
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;

CREATE TRIGGER payment_return_check BEFORE INSERT ON payment_return
BEGIN
    SELECT RAISE(ABORT, 'bank_return_is_final')
     WHERE EXISTS (SELECT 1 FROM payment_return WHERE line_ref = NEW.line_ref);
    SELECT RAISE(ABORT, 'bank_return_does_not_belong')
     WHERE NOT EXISTS (
           SELECT 1 FROM payment_line l JOIN payment p ON p.id = l.payment_id
            WHERE l.line_ref = NEW.line_ref AND l.amount_fen = NEW.amount_fen
              AND p.state = 'released');
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
CREATE FUNCTION fund_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;

CREATE TRIGGER budget_no_change BEFORE UPDATE OR DELETE ON budget
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('budget_is_fixed');

CREATE FUNCTION ledger_account_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.debit_fen <> 0 OR NEW.credit_fen <> 0 OR NEW.last_transfer <> 0 THEN
        RAISE EXCEPTION 'ledger_account_begins_empty';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_account_check BEFORE INSERT ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_check();
CREATE FUNCTION ledger_account_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.budget_id <> OLD.budget_id OR NEW.kind <> OLD.kind
       OR NEW.last_transfer <= OLD.last_transfer
       OR NOT EXISTS (SELECT 1 FROM ledger_transfer
            WHERE id = NEW.last_transfer AND OLD.id IN (debit_account, credit_account))
       OR NEW.debit_fen - OLD.debit_fen <> (SELECT coalesce(sum(amount_fen), 0)
            FROM ledger_transfer WHERE debit_account = OLD.id
             AND id > OLD.last_transfer AND id <= NEW.last_transfer)
       OR NEW.credit_fen - OLD.credit_fen <> (SELECT coalesce(sum(amount_fen), 0)
            FROM ledger_transfer WHERE credit_account = OLD.id
             AND id > OLD.last_transfer AND id <= NEW.last_transfer) THEN
        RAISE EXCEPTION 'ledger_account_only_counts';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_account_count BEFORE UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_count();
CREATE TRIGGER ledger_account_no_delete BEFORE DELETE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('ledger_account_only_counts');

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
              AND r.outcome = CASE NEW.kind WHEN 'post' THEN 'paid' ELSE 'returned' END) THEN
        RAISE EXCEPTION 'settled_without_bank_return';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_transfer_check BEFORE INSERT ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_transfer_check();
-- Once for a statement: every further version of an account's row within a transaction would make
-- the next one slower. The accounts are locked in the order of their ids, so that no two
-- transactions wait for each other.
CREATE FUNCTION ledger_transfer_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ledger_account
      WHERE id IN (SELECT debit_account FROM added UNION SELECT credit_account FROM added)
      ORDER BY id FOR UPDATE;
    UPDATE ledger_account a
       SET debit_fen = a.debit_fen + moved.debit_fen, credit_fen = a.credit_fen + moved.credit_fen,
           last_transfer = moved.last_transfer
      FROM (SELECT account, sum(debit_fen) AS debit_fen, sum(credit_fen) AS credit_fen,
                   max(id) AS last_transfer
              FROM (SELECT id, debit_account AS account, amount_fen AS debit_fen, 0 AS credit_fen
                      FROM added
                    UNION ALL
                    SELECT id, credit_account, 0, amount_fen FROM added) sides
             GROUP BY account) moved
     WHERE a.id = moved.account;
    RETURN NULL;
END
$$;
CREATE TRIGGER ledger_transfer_add AFTER INSERT ON ledger_transfer
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_transfer_add();
CREATE TRIGGER ledger_transfer_no_change BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('ledger_is_append_only');

CREATE FUNCTION payment_check() RETURNS trigger LANGUAGE plpgsql AS $$
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
           SELECT 1 FROM payment WHERE claim_number = NEW.claim_number
              AND attempt = NEW.attempt - 1 AND state = 'returned'
              AND amount_fen = NEW.amount_fen AND payee_key = NEW.payee_key) THEN
        RAISE EXCEPTION 'payment_attempt_differs';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_check BEFORE INSERT ON payment
    FOR EACH ROW EXECUTE FUNCTION payment_check();
CREATE TRIGGER payment_no_update BEFORE UPDATE OF id, number, budget_id, claim_number, attempt,
    payee_key, payee_name, account_number, bank_name, amount_fen, purpose, reserve_transfer,
    approved_by, approved_on, division_code ON payment
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_is_fixed');
CREATE FUNCTION payment_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state || ' ' || NEW.state
       NOT IN ('approved released', 'released paid', 'released returned') THEN
        RAISE EXCEPTION 'payment_step_not_allowed';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM payment_line WHERE payment_id = NEW.id)
       OR (NEW.state <> 'released' AND NOT EXISTS (
           SELECT 1 FROM ledger_transfer WHERE resolves = NEW.reserve_transfer
              AND kind = CASE NEW.state WHEN 'paid' THEN 'post' ELSE 'void' END)) THEN
        RAISE EXCEPTION 'payment_step_without_evidence';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_step BEFORE UPDATE OF state ON payment
    FOR EACH ROW EXECUTE FUNCTION payment_step();
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_is_fixed');

CREATE TRIGGER payment_file_no_change BEFORE UPDATE OR DELETE ON payment_file
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_file_is_frozen');

CREATE FUNCTION payment_line_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
           SELECT 1 FROM payment_file f, payment p JOIN budget b ON b.id = p.budget_id
            WHERE f.id = NEW.file_id AND p.id = NEW.payment_id AND p.state = 'approved'
              AND p.amount_fen = NEW.amount_fen AND NEW.sequence <= f.line_count
              AND b.fund_key = f.fund_key AND b.division_code = f.division_code) THEN
        RAISE EXCEPTION 'payment_line_does_not_belong';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_line_check BEFORE INSERT ON payment_line
    FOR EACH ROW EXECUTE FUNCTION payment_line_check();
CREATE TRIGGER payment_line_no_change BEFORE UPDATE OR DELETE ON payment_line
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_file_is_frozen');

CREATE FUNCTION payment_return_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payment_return WHERE line_ref = NEW.line_ref) THEN
        RAISE EXCEPTION 'bank_return_is_final';
    END IF;
    IF NOT EXISTS (
           SELECT 1 FROM payment_line l JOIN payment p ON p.id = l.payment_id
            WHERE l.line_ref = NEW.line_ref AND l.amount_fen = NEW.amount_fen
              AND p.state = 'released') THEN
        RAISE EXCEPTION 'bank_return_does_not_belong';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_return_check BEFORE INSERT ON payment_return
    FOR EACH ROW EXECUTE FUNCTION payment_return_check();
CREATE TRIGGER payment_return_no_change BEFORE UPDATE OR DELETE ON payment_return
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('bank_return_is_final');

-- TRUNCATE goes past the triggers of rows. Every other table is referred to, so that it can only be
-- emptied together with this one.
CREATE TRIGGER payment_return_no_truncate BEFORE TRUNCATE ON payment_return
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('bank_return_is_final');
-- @both
