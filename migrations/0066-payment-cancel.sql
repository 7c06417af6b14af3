-- A payment that no file holds yet can be taken back: finance says why, the reserve is voided, and
-- the claim may be decided again. The cancellation is one more evidence beside the bank's return;
-- what needed a return needs it still. The state is `returned` in both cases (the money is back in
-- the budget); payment_detail tells them apart.

-- database: policy
CREATE TABLE payment_cancel (
    payment_id BIGINT NOT NULL REFERENCES payment (id),
    reason TEXT NOT NULL,
    account_id BIGINT NOT NULL,                -- who
    cancelled_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    CONSTRAINT payment_cancel_says_why CHECK (length(reason) > 0)
);
CREATE UNIQUE INDEX payment_cancel_once ON payment_cancel (payment_id);

DROP VIEW payment_detail;
CREATE VIEW payment_detail AS
SELECT p.number, p.claim_number, b.fund_key, b.policy_number, p.division_code, b.year, p.attempt,
       p.payee_key, p.payee_name, p.account_number, p.bank_name, p.amount_fen, p.purpose,
       CASE WHEN c.payment_id IS NULL THEN p.state ELSE 'cancelled' END AS state,
       p.approved_on, coalesce(r.reason, c.reason) AS reason
  FROM payment p JOIN budget b ON b.id = p.budget_id
  LEFT JOIN payment_line l ON l.payment_id = p.id
  LEFT JOIN payment_return r ON r.line_ref = l.line_ref
  LEFT JOIN payment_cancel c ON c.payment_id = p.id;

-- @sqlite
CREATE TRIGGER payment_cancel_check BEFORE INSERT ON payment_cancel
BEGIN
    SELECT RAISE(ABORT, 'payment_cancel_is_final')
     WHERE EXISTS (SELECT 1 FROM payment_cancel WHERE payment_id = NEW.payment_id);
    SELECT RAISE(ABORT, 'payment_cancel_too_late')
     WHERE NOT EXISTS (SELECT 1 FROM payment WHERE id = NEW.payment_id AND state = 'approved')
        OR EXISTS (SELECT 1 FROM payment_line WHERE payment_id = NEW.payment_id);
END;
CREATE TRIGGER payment_cancel_no_update BEFORE UPDATE ON payment_cancel
BEGIN
    SELECT RAISE(ABORT, 'payment_cancel_is_final');
END;
CREATE TRIGGER payment_cancel_no_delete BEFORE DELETE ON payment_cancel
BEGIN
    SELECT RAISE(ABORT, 'payment_cancel_is_final');
END;

DROP TRIGGER ledger_transfer_check;
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
              AND r.outcome = CASE NEW.kind WHEN 'post' THEN 'paid' ELSE 'returned' END)
       AND (NEW.kind <> 'void' OR NOT EXISTS (
           SELECT 1 FROM payment p JOIN payment_cancel c ON c.payment_id = p.id
            WHERE p.number = NEW.payment_number
              AND NOT EXISTS (SELECT 1 FROM payment_line WHERE payment_id = p.id)));
END;

DROP TRIGGER payment_step;
CREATE TRIGGER payment_step BEFORE UPDATE OF state ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment_step_not_allowed')
     WHERE OLD.state || ' ' || NEW.state NOT IN ('approved released', 'released paid',
               'released returned', 'approved returned');
    SELECT RAISE(ABORT, 'payment_step_without_evidence')
     WHERE NOT EXISTS (SELECT 1 FROM payment_line WHERE payment_id = NEW.id
                       UNION ALL
                       SELECT 1 FROM payment_cancel
                        WHERE payment_id = NEW.id AND OLD.state || NEW.state = 'approvedreturned')
        OR (NEW.state <> 'released' AND NOT EXISTS (
            SELECT 1 FROM ledger_transfer WHERE resolves = NEW.reserve_transfer
               AND kind = CASE NEW.state WHEN 'paid' THEN 'post' ELSE 'void' END));
END;

DROP TRIGGER payment_line_check;
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
              AND b.fund_key = f.fund_key AND b.division_code = f.division_code)
        OR EXISTS (SELECT 1 FROM payment_cancel WHERE payment_id = NEW.payment_id);
END;
-- @postgres
CREATE FUNCTION payment_cancel_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payment WHERE id = NEW.payment_id AND state = 'approved')
       OR EXISTS (SELECT 1 FROM payment_line WHERE payment_id = NEW.payment_id) THEN
        RAISE EXCEPTION 'payment_cancel_too_late';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_cancel_check BEFORE INSERT ON payment_cancel
    FOR EACH ROW EXECUTE FUNCTION payment_cancel_check();
CREATE TRIGGER payment_cancel_no_change BEFORE UPDATE OR DELETE ON payment_cancel
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_cancel_is_final');
CREATE TRIGGER payment_cancel_no_truncate BEFORE TRUNCATE ON payment_cancel
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('payment_cancel_is_final');

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

CREATE OR REPLACE FUNCTION payment_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state || ' ' || NEW.state NOT IN ('approved released', 'released paid',
            'released returned', 'approved returned') THEN
        RAISE EXCEPTION 'payment_step_not_allowed';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM payment_line WHERE payment_id = NEW.id
                   UNION ALL
                   SELECT 1 FROM payment_cancel
                    WHERE payment_id = NEW.id AND OLD.state || NEW.state = 'approvedreturned')
       OR (NEW.state <> 'released' AND NOT EXISTS (
           SELECT 1 FROM ledger_transfer WHERE resolves = NEW.reserve_transfer
              AND kind = CASE NEW.state WHEN 'paid' THEN 'post' ELSE 'void' END)) THEN
        RAISE EXCEPTION 'payment_step_without_evidence';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION payment_line_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
           SELECT 1 FROM payment_file f, payment p JOIN budget b ON b.id = p.budget_id
            WHERE f.id = NEW.file_id AND p.id = NEW.payment_id AND p.state = 'approved'
              AND p.amount_fen = NEW.amount_fen AND NEW.sequence <= f.line_count
              AND b.fund_key = f.fund_key AND b.division_code = f.division_code)
       OR EXISTS (SELECT 1 FROM payment_cancel WHERE payment_id = NEW.payment_id) THEN
        RAISE EXCEPTION 'payment_line_does_not_belong';
    END IF;
    RETURN NEW;
END
$$;
-- @both
