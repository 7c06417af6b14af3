-- Clawback (domain.md §6.6): from a suspicion to the money that came back. What is asked for and what
-- came stands in the ledger (0069); here is how it was decided, by whom, and what the party said.
--
-- The hands of the claim are copied as account numbers when a clawback opens, so that CHECKs can keep
-- them apart from the hands of the clawback. A claim that is paid never changes them again.

-- database: policy
-- Every step of a clawback or an appeal, by the number of either.
CREATE TABLE course_step (
    id IDENTITY_KEY,
    number TEXT NOT NULL,
    version BIGINT NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    account_id BIGINT NOT NULL,                -- 0 = the platform itself
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    business_date TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    note TEXT
);
CREATE UNIQUE INDEX course_step_once ON course_step (number, version);

CREATE TABLE clawback (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- ZC-2023-000001
    application_id BIGINT NOT NULL REFERENCES application (id),
    division_code TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('inspection', 'match', 'report', 'wrong_payment', 'appeal')),
    note TEXT NOT NULL,                        -- what is suspected
    state TEXT NOT NULL CHECK (state IN ('suspected', 'verified', 'notified', 'decided', 'settled',
        'handed_over', 'dropped', 'revoked')),
    version BIGINT NOT NULL,
    due_on TEXT,
    opened_by BIGINT NOT NULL,                 -- 0 = the platform itself
    opened_on TEXT NOT NULL,
    claim_entered_by BIGINT,
    claim_accepted_by BIGINT,
    claim_reviewed_by BIGINT,
    claim_approved_by BIGINT,
    claim_released_by BIGINT,
    verified_by BIGINT,
    notified_on TEXT,
    statement_until TEXT,                      -- the last day on which the party is heard
    statement TEXT,
    stated_on TEXT,
    decided_by BIGINT,
    decided_on TEXT,
    amount_fen BIGINT,
    instalment_count BIGINT,
    decision_number TEXT,
    receivable_number TEXT,
    penalty_reference TEXT,                    -- of the authority that fines; the platform fines nobody
    CONSTRAINT clawback_verified_first CHECK (state IN ('suspected', 'dropped')
        OR verified_by IS NOT NULL),
    CONSTRAINT clawback_notified_first CHECK (state IN ('suspected', 'verified', 'dropped')
        OR (notified_on IS NOT NULL AND statement_until IS NOT NULL)),
    CONSTRAINT clawback_heard_first CHECK (decided_on IS NULL OR stated_on IS NOT NULL
        OR decided_on > statement_until),
    CONSTRAINT clawback_statement_whole CHECK ((statement IS NULL) = (stated_on IS NULL)),
    CONSTRAINT clawback_decision_whole CHECK (
        (state IN ('decided', 'settled', 'handed_over', 'revoked')) = (decided_by IS NOT NULL)
        AND (decided_by IS NULL) = (decided_on IS NULL) AND (decided_by IS NULL) = (amount_fen IS NULL)
        AND (decided_by IS NULL) = (instalment_count IS NULL)
        AND (decided_by IS NULL) = (decision_number IS NULL)
        AND (decided_by IS NULL) = (receivable_number IS NULL)),
    CONSTRAINT clawback_amount CHECK (amount_fen IS NULL OR amount_fen > 0),
    CONSTRAINT clawback_verifier_is_another CHECK (verified_by IS NULL
        OR (verified_by <> coalesce(claim_approved_by, -1)
            AND verified_by <> coalesce(claim_released_by, -1))),
    CONSTRAINT clawback_decider_is_another CHECK (decided_by IS NULL
        OR (decided_by <> verified_by AND decided_by <> coalesce(claim_entered_by, -1)
            AND decided_by <> coalesce(claim_accepted_by, -1)
            AND decided_by <> coalesce(claim_reviewed_by, -1)
            AND decided_by <> coalesce(claim_approved_by, -1)
            AND decided_by <> coalesce(claim_released_by, -1)))
);
CREATE UNIQUE INDEX clawback_number ON clawback (number);
CREATE UNIQUE INDEX clawback_one_living ON clawback (application_id)
    WHERE state IN ('suspected', 'verified', 'notified', 'decided', 'handed_over');
CREATE UNIQUE INDEX clawback_decision ON clawback (decision_number);
CREATE UNIQUE INDEX clawback_receivable ON clawback (receivable_number);
CREATE INDEX clawback_application ON clawback (application_id, id);
CREATE INDEX clawback_work ON clawback (division_code, state, due_on);

CREATE TABLE clawback_evidence (
    clawback_id BIGINT NOT NULL REFERENCES clawback (id),
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    source TEXT NOT NULL CHECK (source IN ('record', 'visit', 'paper', 'statement')),
    description TEXT NOT NULL,
    file_sequence BIGINT,                      -- of the claim's evidence; NULL: no file
    added_by BIGINT NOT NULL,
    added_on TEXT NOT NULL
);
CREATE UNIQUE INDEX clawback_evidence_once ON clawback_evidence (clawback_id, sequence);

-- What is no longer asked for of a receivable, because the decision was changed or revoked on appeal.
CREATE TABLE ledger_waiver (
    id IDENTITY_KEY,
    receivable_id BIGINT NOT NULL REFERENCES ledger_receivable (id),
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    decision TEXT NOT NULL,                    -- number of the appeal
    account_id BIGINT NOT NULL,
    entered_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX ledger_waiver_once ON ledger_waiver (receivable_id, decision);

-- @sqlite
CREATE TRIGGER course_step_no_update BEFORE UPDATE ON course_step
BEGIN
    SELECT RAISE(ABORT, 'course_step_is_append_only');
END;
CREATE TRIGGER course_step_no_delete BEFORE DELETE ON course_step
BEGIN
    SELECT RAISE(ABORT, 'course_step_is_append_only');
END;
CREATE TRIGGER clawback_evidence_no_update BEFORE UPDATE ON clawback_evidence
BEGIN
    SELECT RAISE(ABORT, 'clawback_evidence_is_kept');
END;
CREATE TRIGGER clawback_evidence_no_delete BEFORE DELETE ON clawback_evidence
BEGIN
    SELECT RAISE(ABORT, 'clawback_evidence_is_kept');
END;
CREATE TRIGGER clawback_no_delete BEFORE DELETE ON clawback
BEGIN
    SELECT RAISE(ABORT, 'clawback_is_kept');
END;
CREATE TRIGGER clawback_start BEFORE INSERT ON clawback
BEGIN
    SELECT RAISE(ABORT, 'clawback_of_unpaid_claim')
     WHERE NEW.state <> 'suspected'
        OR NOT EXISTS (SELECT 1 FROM application WHERE id = NEW.application_id AND state = 'paid');
END;
CREATE TRIGGER clawback_move BEFORE UPDATE OF state ON clawback WHEN NEW.state <> OLD.state
BEGIN
    SELECT RAISE(ABORT, 'clawback_step_not_allowed')
     WHERE OLD.state || ' ' || NEW.state NOT IN ('suspected verified', 'suspected dropped',
           'verified notified', 'verified dropped', 'notified decided', 'notified dropped',
           'decided settled', 'decided handed_over', 'decided revoked', 'handed_over settled',
           'handed_over revoked', 'settled revoked');
    SELECT RAISE(ABORT, 'clawback_needs_two_evidences')
     WHERE NEW.state = 'verified'
       AND (SELECT count(*) FROM clawback_evidence WHERE clawback_id = NEW.id) < 2;
    SELECT RAISE(ABORT, 'clawback_settled_by_ledger')
     WHERE NEW.state = 'settled' AND NOT EXISTS (
           SELECT 1 FROM ledger_receivable v WHERE v.number = NEW.receivable_number
              AND v.amount_fen
                = (SELECT coalesce(sum(amount_fen), 0) FROM ledger_repayment WHERE receivable_id = v.id)
                + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_waiver WHERE receivable_id = v.id));
END;
CREATE TRIGGER ledger_waiver_check BEFORE INSERT ON ledger_waiver
BEGIN
    SELECT RAISE(ABORT, 'ledger_waiver_is_final')
     WHERE EXISTS (SELECT 1 FROM ledger_waiver WHERE id = NEW.id
            OR (receivable_id = NEW.receivable_id AND decision = NEW.decision));
    SELECT RAISE(ABORT, 'waiver_over_receivable')
     WHERE NEW.amount_fen
         + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_waiver WHERE receivable_id = NEW.receivable_id)
         + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_repayment
             WHERE receivable_id = NEW.receivable_id)
         > (SELECT amount_fen FROM ledger_receivable WHERE id = NEW.receivable_id);
END;
CREATE TRIGGER ledger_waiver_no_update BEFORE UPDATE ON ledger_waiver
BEGIN
    SELECT RAISE(ABORT, 'ledger_waiver_is_final');
END;
CREATE TRIGGER ledger_waiver_no_delete BEFORE DELETE ON ledger_waiver
BEGIN
    SELECT RAISE(ABORT, 'ledger_waiver_is_final');
END;
DROP TRIGGER ledger_repayment_check;
CREATE TRIGGER ledger_repayment_check BEFORE INSERT ON ledger_repayment
BEGIN
    SELECT RAISE(ABORT, 'ledger_repayment_is_final')
     WHERE EXISTS (SELECT 1 FROM ledger_repayment WHERE id = NEW.id
            OR (receivable_id = NEW.receivable_id AND receipt = NEW.receipt));
    SELECT RAISE(ABORT, 'repayment_over_receivable')
     WHERE NEW.amount_fen
         + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_waiver WHERE receivable_id = NEW.receivable_id)
         + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_repayment
             WHERE receivable_id = NEW.receivable_id)
         > (SELECT amount_fen FROM ledger_receivable WHERE id = NEW.receivable_id);
END;
-- @postgres
CREATE TRIGGER course_step_no_change BEFORE UPDATE OR DELETE ON course_step
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('course_step_is_append_only');
CREATE TRIGGER clawback_evidence_no_change BEFORE UPDATE OR DELETE ON clawback_evidence
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('clawback_evidence_is_kept');
CREATE TRIGGER clawback_no_delete BEFORE DELETE ON clawback
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('clawback_is_kept');
CREATE FUNCTION clawback_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'suspected' OR NOT EXISTS (
           SELECT 1 FROM application WHERE id = NEW.application_id AND state = 'paid') THEN
        RAISE EXCEPTION 'clawback_of_unpaid_claim';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER clawback_start BEFORE INSERT ON clawback
    FOR EACH ROW EXECUTE FUNCTION clawback_start();
CREATE FUNCTION clawback_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state || ' ' || NEW.state NOT IN ('suspected verified', 'suspected dropped',
           'verified notified', 'verified dropped', 'notified decided', 'notified dropped',
           'decided settled', 'decided handed_over', 'decided revoked', 'handed_over settled',
           'handed_over revoked', 'settled revoked') THEN
        RAISE EXCEPTION 'clawback_step_not_allowed';
    END IF;
    IF NEW.state = 'verified'
       AND (SELECT count(*) FROM clawback_evidence WHERE clawback_id = NEW.id) < 2 THEN
        RAISE EXCEPTION 'clawback_needs_two_evidences';
    END IF;
    IF NEW.state = 'settled' AND NOT EXISTS (
           SELECT 1 FROM ledger_receivable v WHERE v.number = NEW.receivable_number
              AND v.amount_fen
                = (SELECT coalesce(sum(amount_fen), 0) FROM ledger_repayment WHERE receivable_id = v.id)
                + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_waiver WHERE receivable_id = v.id))
    THEN
        RAISE EXCEPTION 'clawback_settled_by_ledger';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER clawback_move BEFORE UPDATE OF state ON clawback
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION clawback_move();
CREATE FUNCTION ledger_waiver_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_fen
       + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_waiver WHERE receivable_id = NEW.receivable_id)
       + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_repayment
           WHERE receivable_id = NEW.receivable_id)
       > (SELECT amount_fen FROM ledger_receivable WHERE id = NEW.receivable_id) THEN
        RAISE EXCEPTION 'waiver_over_receivable';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_waiver_check BEFORE INSERT ON ledger_waiver
    FOR EACH ROW EXECUTE FUNCTION ledger_waiver_check();
CREATE OR REPLACE FUNCTION ledger_repayment_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_fen
       + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_waiver WHERE receivable_id = NEW.receivable_id)
       + (SELECT coalesce(sum(amount_fen), 0) FROM ledger_repayment
           WHERE receivable_id = NEW.receivable_id)
       > (SELECT amount_fen FROM ledger_receivable WHERE id = NEW.receivable_id) THEN
        RAISE EXCEPTION 'repayment_over_receivable';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_waiver_no_change BEFORE UPDATE OR DELETE ON ledger_waiver
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('ledger_waiver_is_final');
CREATE TRIGGER ledger_waiver_no_truncate BEFORE TRUNCATE ON ledger_waiver
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('ledger_waiver_is_final');
-- @both
