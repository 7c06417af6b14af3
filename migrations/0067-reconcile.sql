-- Reconciliation on three sides, closing of months and years, carrying over what a year left.
--
-- For every payment file three figures must agree: what was approved, what the fund paid out by its
-- vouchers, and what the bank answered (paid and returned). Where they do not, payment_issue holds a
-- piece of work. A month of a fund and county closes only without a difference and after the months
-- before it; a year only when its budgets are empty. What is closed takes no entry any more.

-- database: policy
-- What the fund paid out for a file: the voucher of the treasury or of the fund's own account. A wrong
-- one is taken back by a row of its own.
CREATE TABLE payment_voucher (
    id IDENTITY_KEY,
    file_id BIGINT NOT NULL REFERENCES payment_file (id),
    voucher TEXT NOT NULL,                     -- 凭证号
    amount_fen BIGINT NOT NULL,
    reverses BIGINT REFERENCES payment_voucher (id),
    paid_on TEXT NOT NULL,
    account_id BIGINT NOT NULL,                -- who entered it
    entered_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    CONSTRAINT payment_voucher_amount
        CHECK (amount_fen <> 0 AND amount_fen BETWEEN -10000000000000 AND 10000000000000),
    CONSTRAINT payment_voucher_reversal CHECK ((amount_fen < 0) = (reverses IS NOT NULL))
);
CREATE UNIQUE INDEX payment_voucher_once ON payment_voucher (file_id, voucher);
CREATE UNIQUE INDEX payment_voucher_reversed_once ON payment_voucher (reverses);

-- A difference somebody has to look into.
CREATE TABLE payment_issue (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- DZ-640522-2023-000001
    kind TEXT NOT NULL CHECK (kind IN ('voucher', 'answer', 'refused')),
    file_id BIGINT REFERENCES payment_file (id), -- NULL: the bank spoke of a file nobody knows
    fund_key TEXT NOT NULL,                    -- '' when there is no file
    division_code TEXT NOT NULL,               -- or the beginning of one, when there is no file
    wanted_fen BIGINT NOT NULL,
    found_fen BIGINT NOT NULL,
    detail TEXT NOT NULL,
    evidence TEXT,                             -- SHA-256 of a refused return
    opened_by BIGINT NOT NULL,
    opened_on TEXT NOT NULL,
    opened_ms BIGINT NOT NULL,
    closed_by BIGINT,
    closed_on TEXT,
    resolution TEXT,
    CONSTRAINT payment_issue_closed_whole CHECK ((closed_by IS NULL) = (closed_on IS NULL)
        AND (closed_by IS NULL) = (resolution IS NULL)),
    CONSTRAINT payment_issue_of_a_file CHECK (kind = 'refused' OR file_id IS NOT NULL)
);
CREATE UNIQUE INDEX payment_issue_number ON payment_issue (number);
CREATE UNIQUE INDEX payment_issue_one_open ON payment_issue (file_id, kind)
    WHERE closed_on IS NULL AND kind <> 'refused';
CREATE UNIQUE INDEX payment_issue_evidence ON payment_issue (evidence);

-- A file with its three sides.
CREATE VIEW payment_file_balance AS
SELECT f.id, f.number, f.fund_key, f.division_code, f.released_on,
       substr(f.released_on, 1, 7) AS month, f.line_count,
       (SELECT CAST(coalesce(sum(p.amount_fen), 0) AS BIGINT)
          FROM payment_line l JOIN payment p ON p.id = l.payment_id
         WHERE l.file_id = f.id) AS approved_fen,
       (SELECT CAST(coalesce(sum(v.amount_fen), 0) AS BIGINT)
          FROM payment_voucher v WHERE v.file_id = f.id) AS voucher_fen,
       (SELECT CAST(coalesce(sum(r.amount_fen), 0) AS BIGINT)
          FROM payment_line l JOIN payment_return r ON r.line_ref = l.line_ref
         WHERE l.file_id = f.id AND r.outcome = 'paid') AS paid_fen,
       (SELECT CAST(coalesce(sum(r.amount_fen), 0) AS BIGINT)
          FROM payment_line l JOIN payment_return r ON r.line_ref = l.line_ref
         WHERE l.file_id = f.id AND r.outcome = 'returned') AS returned_fen
  FROM payment_file f;

-- What moved in a month: the months of a fund and county that have anything to close.
CREATE VIEW ledger_month AS
SELECT b.fund_key, b.division_code, substr(t.business_date, 1, 7) AS month, t.kind, t.amount_fen
  FROM ledger_transfer t
  JOIN ledger_account a ON a.id = t.debit_account JOIN budget b ON b.id = a.budget_id
UNION ALL
SELECT fund_key, division_code, substr(released_on, 1, 7), 'release', total_fen FROM payment_file;

-- A closed month (2023-10) or year (2023) with its figures.
CREATE TABLE ledger_period (
    id IDENTITY_KEY,
    fund_key TEXT NOT NULL,
    division_code TEXT NOT NULL,
    period TEXT NOT NULL CHECK (length(period) IN (4, 7)),
    transfer_count BIGINT NOT NULL,
    allot_fen BIGINT NOT NULL,
    withdraw_fen BIGINT NOT NULL,
    reserve_fen BIGINT NOT NULL,
    void_fen BIGINT NOT NULL,
    post_fen BIGINT NOT NULL,                  -- paid to people and organisations
    recover_fen BIGINT NOT NULL,               -- come back from them
    release_fen BIGINT NOT NULL,               -- handed to the bank
    closed_by BIGINT NOT NULL,
    closed_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_period_once ON ledger_period (fund_key, division_code, period);

-- What a budget had left goes to the same budget of the next year: withdrawn here, allotted there,
-- by one document.
CREATE TABLE ledger_carry (
    id IDENTITY_KEY,
    from_budget BIGINT NOT NULL REFERENCES budget (id),
    to_budget BIGINT NOT NULL REFERENCES budget (id),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    document TEXT NOT NULL,                    -- 结转文号
    withdraw_transfer BIGINT NOT NULL REFERENCES ledger_transfer (id),
    allot_transfer BIGINT NOT NULL REFERENCES ledger_transfer (id),
    account_id BIGINT NOT NULL,
    carried_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_carry_withdraw ON ledger_carry (withdraw_transfer);
CREATE UNIQUE INDEX ledger_carry_allot ON ledger_carry (allot_transfer);

-- @sqlite
CREATE TRIGGER payment_voucher_check BEFORE INSERT ON payment_voucher
BEGIN
    SELECT RAISE(ABORT, 'payment_voucher_is_final')
     WHERE EXISTS (SELECT 1 FROM payment_voucher WHERE id = NEW.id OR reverses = NEW.reverses
            OR (file_id = NEW.file_id AND voucher = NEW.voucher));
    SELECT RAISE(ABORT, 'payment_voucher_reverses_another')
     WHERE NEW.reverses IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM payment_voucher WHERE id = NEW.reverses AND file_id = NEW.file_id
              AND amount_fen = -NEW.amount_fen AND reverses IS NULL);
    SELECT RAISE(ABORT, 'period_is_closed')
     WHERE EXISTS (SELECT 1 FROM payment_file f JOIN ledger_period p ON p.fund_key = f.fund_key
              AND p.division_code = f.division_code AND p.period = substr(f.released_on, 1, 7)
            WHERE f.id = NEW.file_id);
END;
CREATE TRIGGER payment_voucher_no_update BEFORE UPDATE ON payment_voucher
BEGIN
    SELECT RAISE(ABORT, 'payment_voucher_is_final');
END;
CREATE TRIGGER payment_voucher_no_delete BEFORE DELETE ON payment_voucher
BEGIN
    SELECT RAISE(ABORT, 'payment_voucher_is_final');
END;

CREATE TRIGGER payment_issue_check BEFORE INSERT ON payment_issue
BEGIN
    SELECT RAISE(ABORT, 'payment_issue_is_fixed')
     WHERE EXISTS (SELECT 1 FROM payment_issue WHERE id = NEW.id OR number = NEW.number
            OR evidence = NEW.evidence OR (file_id = NEW.file_id AND kind = NEW.kind
                AND kind <> 'refused' AND closed_on IS NULL));
    SELECT RAISE(ABORT, 'payment_issue_begins_open') WHERE NEW.closed_on IS NOT NULL;
END;
CREATE TRIGGER payment_issue_no_update BEFORE UPDATE OF id, number, kind, file_id, fund_key,
    division_code, wanted_fen, found_fen, detail, evidence, opened_by, opened_on, opened_ms
    ON payment_issue
BEGIN
    SELECT RAISE(ABORT, 'payment_issue_is_fixed');
END;
CREATE TRIGGER payment_issue_close BEFORE UPDATE OF closed_by, closed_on, resolution ON payment_issue
BEGIN
    SELECT RAISE(ABORT, 'payment_issue_is_fixed') WHERE OLD.closed_on IS NOT NULL;
    SELECT RAISE(ABORT, 'payment_issue_still_differs')
     WHERE EXISTS (SELECT 1 FROM payment_file_balance f WHERE f.id = OLD.file_id
              AND ((OLD.kind = 'voucher' AND f.approved_fen <> f.voucher_fen)
                OR (OLD.kind = 'answer' AND f.approved_fen <> f.paid_fen + f.returned_fen)));
END;
CREATE TRIGGER payment_issue_no_delete BEFORE DELETE ON payment_issue
BEGIN
    SELECT RAISE(ABORT, 'payment_issue_is_fixed');
END;

CREATE TRIGGER ledger_period_check BEFORE INSERT ON ledger_period
BEGIN
    SELECT RAISE(ABORT, 'period_is_closed')
     WHERE EXISTS (SELECT 1 FROM ledger_period WHERE id = NEW.id OR (fund_key = NEW.fund_key
              AND division_code = NEW.division_code AND period = NEW.period));
    SELECT RAISE(ABORT, 'period_not_over')
     WHERE substr(NEW.closed_on, 1, length(NEW.period)) <= NEW.period;
    SELECT RAISE(ABORT, 'period_has_gap')
     WHERE EXISTS (SELECT 1 FROM ledger_month m
            WHERE m.fund_key = NEW.fund_key AND m.division_code = NEW.division_code
              AND (m.month < NEW.period OR substr(m.month, 1, 4) = NEW.period)
              AND NOT EXISTS (SELECT 1 FROM ledger_period p WHERE p.fund_key = m.fund_key
                   AND p.division_code = m.division_code AND p.period = m.month));
    SELECT RAISE(ABORT, 'period_has_difference')
     WHERE EXISTS (SELECT 1 FROM payment_file_balance f
            WHERE f.fund_key = NEW.fund_key AND f.division_code = NEW.division_code
              AND f.month = NEW.period AND (f.approved_fen <> f.voucher_fen
                OR f.approved_fen <> f.paid_fen + f.returned_fen))
        OR EXISTS (SELECT 1 FROM payment_issue i
            WHERE i.closed_on IS NULL AND i.fund_key IN ('', NEW.fund_key)
              AND substr(NEW.division_code, 1, length(i.division_code)) = i.division_code
              AND (i.file_id IS NULL OR EXISTS (SELECT 1 FROM payment_file f WHERE f.id = i.file_id
                   AND substr(f.released_on, 1, length(NEW.period)) <= NEW.period)));
    SELECT RAISE(ABORT, 'period_has_budget_left')
     WHERE length(NEW.period) = 4 AND EXISTS (SELECT 1 FROM budget_balance b
            WHERE b.fund_key = NEW.fund_key AND b.division_code = NEW.division_code
              AND b.year <= CAST(substr(NEW.period, 1, 4) AS BIGINT)
              AND (b.available_fen <> 0 OR b.reserved_fen <> 0));
END;
CREATE TRIGGER ledger_period_no_update BEFORE UPDATE ON ledger_period
BEGIN
    SELECT RAISE(ABORT, 'period_is_closed');
END;
CREATE TRIGGER ledger_period_no_delete BEFORE DELETE ON ledger_period
BEGIN
    SELECT RAISE(ABORT, 'period_is_closed');
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
CREATE TRIGGER payment_file_period BEFORE INSERT ON payment_file
BEGIN
    SELECT RAISE(ABORT, 'period_is_closed')
     WHERE EXISTS (SELECT 1 FROM ledger_period p
            WHERE p.fund_key = NEW.fund_key AND p.division_code = NEW.division_code
              AND p.period = substr(NEW.released_on, 1, 7));
END;

CREATE TRIGGER ledger_carry_check BEFORE INSERT ON ledger_carry
BEGIN
    SELECT RAISE(ABORT, 'ledger_carry_is_final')
     WHERE EXISTS (SELECT 1 FROM ledger_carry WHERE id = NEW.id
            OR withdraw_transfer = NEW.withdraw_transfer OR allot_transfer = NEW.allot_transfer);
    SELECT RAISE(ABORT, 'ledger_carry_does_not_fit')
     WHERE NOT EXISTS (
           SELECT 1 FROM budget f JOIN budget t ON t.fund_key = f.fund_key
              AND t.policy_number = f.policy_number AND t.division_code = f.division_code
              AND t.year = f.year + 1
             JOIN ledger_account fa ON fa.budget_id = f.id
             JOIN ledger_account ta ON ta.budget_id = t.id
             JOIN ledger_transfer w ON w.id = NEW.withdraw_transfer AND w.credit_account = fa.id
             JOIN ledger_transfer g ON g.id = NEW.allot_transfer AND g.debit_account = ta.id
            WHERE f.id = NEW.from_budget AND t.id = NEW.to_budget AND w.kind = 'withdraw'
              AND g.kind = 'allot' AND w.amount_fen = NEW.amount_fen
              AND g.amount_fen = NEW.amount_fen AND w.document = NEW.document
              AND g.document = NEW.document);
END;
CREATE TRIGGER ledger_carry_no_update BEFORE UPDATE ON ledger_carry
BEGIN
    SELECT RAISE(ABORT, 'ledger_carry_is_final');
END;
CREATE TRIGGER ledger_carry_no_delete BEFORE DELETE ON ledger_carry
BEGIN
    SELECT RAISE(ABORT, 'ledger_carry_is_final');
END;
-- @postgres
CREATE FUNCTION payment_voucher_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reverses IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM payment_voucher WHERE id = NEW.reverses AND file_id = NEW.file_id
              AND amount_fen = -NEW.amount_fen AND reverses IS NULL) THEN
        RAISE EXCEPTION 'payment_voucher_reverses_another';
    END IF;
    IF EXISTS (SELECT 1 FROM payment_file f JOIN ledger_period p ON p.fund_key = f.fund_key
                  AND p.division_code = f.division_code
                  AND p.period = substr(f.released_on, 1, 7)
                WHERE f.id = NEW.file_id) THEN
        RAISE EXCEPTION 'period_is_closed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_voucher_check BEFORE INSERT ON payment_voucher
    FOR EACH ROW EXECUTE FUNCTION payment_voucher_check();
CREATE TRIGGER payment_voucher_no_change BEFORE UPDATE OR DELETE ON payment_voucher
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_voucher_is_final');
CREATE TRIGGER payment_voucher_no_truncate BEFORE TRUNCATE ON payment_voucher
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('payment_voucher_is_final');

CREATE FUNCTION payment_issue_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'payment_issue_begins_open';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_issue_check BEFORE INSERT ON payment_issue
    FOR EACH ROW EXECUTE FUNCTION payment_issue_check();
CREATE TRIGGER payment_issue_no_update BEFORE UPDATE OF id, number, kind, file_id, fund_key,
    division_code, wanted_fen, found_fen, detail, evidence, opened_by, opened_on, opened_ms
    ON payment_issue FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_issue_is_fixed');
CREATE FUNCTION payment_issue_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'payment_issue_is_fixed';
    END IF;
    IF EXISTS (SELECT 1 FROM payment_file_balance f WHERE f.id = OLD.file_id
              AND ((OLD.kind = 'voucher' AND f.approved_fen <> f.voucher_fen)
                OR (OLD.kind = 'answer' AND f.approved_fen <> f.paid_fen + f.returned_fen))) THEN
        RAISE EXCEPTION 'payment_issue_still_differs';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_issue_close BEFORE UPDATE OF closed_by, closed_on, resolution
    ON payment_issue FOR EACH ROW EXECUTE FUNCTION payment_issue_close();
CREATE TRIGGER payment_issue_no_delete BEFORE DELETE ON payment_issue
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_issue_is_fixed');
CREATE TRIGGER payment_issue_no_truncate BEFORE TRUNCATE ON payment_issue
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('payment_issue_is_fixed');

CREATE FUNCTION ledger_period_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF substr(NEW.closed_on, 1, length(NEW.period)) <= NEW.period THEN
        RAISE EXCEPTION 'period_not_over';
    END IF;
    IF EXISTS (SELECT 1 FROM ledger_month m
            WHERE m.fund_key = NEW.fund_key AND m.division_code = NEW.division_code
              AND (m.month < NEW.period OR substr(m.month, 1, 4) = NEW.period)
              AND NOT EXISTS (SELECT 1 FROM ledger_period p WHERE p.fund_key = m.fund_key
                   AND p.division_code = m.division_code AND p.period = m.month)) THEN
        RAISE EXCEPTION 'period_has_gap';
    END IF;
    IF EXISTS (SELECT 1 FROM payment_file_balance f
            WHERE f.fund_key = NEW.fund_key AND f.division_code = NEW.division_code
              AND f.month = NEW.period AND (f.approved_fen <> f.voucher_fen
                OR f.approved_fen <> f.paid_fen + f.returned_fen))
       OR EXISTS (SELECT 1 FROM payment_issue i
            WHERE i.closed_on IS NULL AND i.fund_key IN ('', NEW.fund_key)
              AND substr(NEW.division_code, 1, length(i.division_code)) = i.division_code
              AND (i.file_id IS NULL OR EXISTS (SELECT 1 FROM payment_file f WHERE f.id = i.file_id
                   AND substr(f.released_on, 1, length(NEW.period)) <= NEW.period))) THEN
        RAISE EXCEPTION 'period_has_difference';
    END IF;
    IF length(NEW.period) = 4 AND EXISTS (SELECT 1 FROM budget_balance b
            WHERE b.fund_key = NEW.fund_key AND b.division_code = NEW.division_code
              AND b.year <= CAST(substr(NEW.period, 1, 4) AS BIGINT)
              AND (b.available_fen <> 0 OR b.reserved_fen <> 0)) THEN
        RAISE EXCEPTION 'period_has_budget_left';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_period_check BEFORE INSERT ON ledger_period
    FOR EACH ROW EXECUTE FUNCTION ledger_period_check();
CREATE TRIGGER ledger_period_no_change BEFORE UPDATE OR DELETE ON ledger_period
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('period_is_closed');
CREATE TRIGGER ledger_period_no_truncate BEFORE TRUNCATE ON ledger_period
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('period_is_closed');

CREATE FUNCTION ledger_transfer_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_account a JOIN budget b ON b.id = a.budget_id
             JOIN ledger_period p ON p.fund_key = b.fund_key AND p.division_code = b.division_code
            WHERE a.id = NEW.debit_account
              AND (p.period IN (substr(NEW.business_date, 1, 7), substr(NEW.business_date, 1, 4))
                OR (NEW.kind IN ('allot', 'reserve') AND p.period = CAST(b.year AS TEXT)))) THEN
        RAISE EXCEPTION 'period_is_closed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_transfer_period BEFORE INSERT ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_transfer_period();
CREATE FUNCTION payment_file_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_period p
            WHERE p.fund_key = NEW.fund_key AND p.division_code = NEW.division_code
              AND p.period = substr(NEW.released_on, 1, 7)) THEN
        RAISE EXCEPTION 'period_is_closed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_file_period BEFORE INSERT ON payment_file
    FOR EACH ROW EXECUTE FUNCTION payment_file_period();

CREATE FUNCTION ledger_carry_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
           SELECT 1 FROM budget f JOIN budget t ON t.fund_key = f.fund_key
              AND t.policy_number = f.policy_number AND t.division_code = f.division_code
              AND t.year = f.year + 1
             JOIN ledger_account fa ON fa.budget_id = f.id
             JOIN ledger_account ta ON ta.budget_id = t.id
             JOIN ledger_transfer w ON w.id = NEW.withdraw_transfer AND w.credit_account = fa.id
             JOIN ledger_transfer g ON g.id = NEW.allot_transfer AND g.debit_account = ta.id
            WHERE f.id = NEW.from_budget AND t.id = NEW.to_budget AND w.kind = 'withdraw'
              AND g.kind = 'allot' AND w.amount_fen = NEW.amount_fen
              AND g.amount_fen = NEW.amount_fen AND w.document = NEW.document
              AND g.document = NEW.document) THEN
        RAISE EXCEPTION 'ledger_carry_does_not_fit';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_carry_check BEFORE INSERT ON ledger_carry
    FOR EACH ROW EXECUTE FUNCTION ledger_carry_check();
CREATE TRIGGER ledger_carry_no_change BEFORE UPDATE OR DELETE ON ledger_carry
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('ledger_carry_is_final');
CREATE TRIGGER ledger_carry_no_truncate BEFORE TRUNCATE ON ledger_carry
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('ledger_carry_is_final');
-- @both
