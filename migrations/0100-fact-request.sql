-- Facts that only a department states (来源 department): what it was asked, and what it answered. The
-- case is a claim (ZW-…) or an enrolment (DJ-…), which knows whom it is about.

-- database: policy
CREATE TABLE fact_request (
    id IDENTITY_KEY,
    case_number TEXT NOT NULL,
    policy_number BIGINT NOT NULL,
    fact_key TEXT NOT NULL,
    department TEXT NOT NULL,                  -- 简称, as in pack.md
    division_code TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1))
);
CREATE UNIQUE INDEX fact_request_once ON fact_request (case_number, fact_key);
CREATE INDEX fact_request_work ON fact_request (department, is_open, due_on, id);

-- Answers are only added; the latest counts.
CREATE TABLE fact_answer (
    request_id BIGINT NOT NULL REFERENCES fact_request (id),
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    value_json TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    answered_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    UNIQUE (request_id, sequence)
);

-- A claim may wait for a department with no amount yet. Without one it goes no further.
-- @sqlite
CREATE TRIGGER fact_answer_closes AFTER INSERT ON fact_answer
BEGIN
    UPDATE fact_request SET is_open = 0 WHERE id = NEW.request_id;
END;
CREATE TRIGGER fact_answer_no_update BEFORE UPDATE ON fact_answer
BEGIN
    SELECT RAISE(ABORT, 'fact_answer_is_append_only');
END;
CREATE TRIGGER fact_answer_no_delete BEFORE DELETE ON fact_answer
BEGIN
    SELECT RAISE(ABORT, 'fact_answer_is_append_only');
END;
CREATE TRIGGER application_is_decided BEFORE UPDATE OF state ON application
WHEN NEW.amount_fen = 0
    AND NEW.state IN ('reviewed', 'noticed', 'cleared', 'approved', 'paying', 'paid')
BEGIN
    SELECT RAISE(ABORT, 'claim_is_undecided');
END;
-- @postgres
CREATE FUNCTION fact_answer_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE fact_request SET is_open = 0 WHERE id = NEW.request_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER fact_answer_closes AFTER INSERT ON fact_answer
    FOR EACH ROW EXECUTE FUNCTION fact_answer_closes();
CREATE TRIGGER fact_answer_no_change BEFORE UPDATE OR DELETE ON fact_answer
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('fact_answer_is_append_only');
CREATE FUNCTION application_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_fen = 0
        AND NEW.state IN ('reviewed', 'noticed', 'cleared', 'approved', 'paying', 'paid') THEN
        RAISE EXCEPTION 'claim_is_undecided';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER application_is_decided BEFORE UPDATE OF state ON application
    FOR EACH ROW EXECUTE FUNCTION application_is_decided();
-- @both
