-- Enrolments: subjects under measures that are no benefits. A place in a programme, a line of a
-- register, a person served, a loan, an action under way: one table, one way to move
-- (kinds/transition.h). Facilities, which programmes build. Rules of 0010-labour.sql hold here too.

-- database: employer
CREATE TABLE facility (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- SS-2023-000012
    kind TEXT NOT NULL,                        -- as the policies' codes name it: market, station …
    name TEXT NOT NULL,
    uscc TEXT NOT NULL,                        -- who runs it, and is paid for it
    division_code TEXT NOT NULL,
    address TEXT NOT NULL,
    site_code TEXT,                            -- twelve digits of the village or community
    level TEXT,                                -- national, region, city
    total_area_m2 BIGINT CHECK (total_area_m2 > 0),
    free_area_m2 BIGINT CHECK (free_area_m2 >= 0),
    is_government_funded BIGINT NOT NULL CHECK (is_government_funded IN (0, 1)),
    registered_on TEXT NOT NULL,
    registered_by BIGINT NOT NULL,
    ended_on TEXT,
    CHECK (free_area_m2 IS NULL OR (total_area_m2 IS NOT NULL AND free_area_m2 <= total_area_m2))
);
CREATE UNIQUE INDEX facility_number ON facility (number);
-- One place is not two facilities of a kind.
CREATE UNIQUE INDEX facility_once ON facility (uscc, kind, name) WHERE ended_on IS NULL;
CREATE INDEX facility_division ON facility (division_code, kind, number);

-- database: policy
-- How many places a measure has in a period, for the city ('') and, once broken down, for each
-- county. Nothing but the triggers below moves `taken`.
CREATE TABLE quota (
    measure TEXT NOT NULL,
    period TEXT NOT NULL,
    division_code TEXT NOT NULL,               -- '' = the city
    places BIGINT NOT NULL CHECK (places >= 0),
    taken BIGINT NOT NULL,
    set_by BIGINT NOT NULL,
    set_on TEXT NOT NULL,
    document TEXT NOT NULL,                    -- by which decision
    CONSTRAINT quota_not_exceeded CHECK (taken >= 0 AND taken <= places),
    UNIQUE (measure, period, division_code)
);

CREATE TABLE enrolment (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- DJ-2023-09-000012
    policy_number BIGINT NOT NULL,
    policy_title TEXT NOT NULL,
    measure TEXT NOT NULL,
    measure_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('programme', 'register', 'service', 'loan', 'action')),
    subject_kind TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    subject_label TEXT NOT NULL,               -- people masked
    period TEXT NOT NULL,
    person_id BIGINT,
    uscc TEXT,
    division_code TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('applied', 'admitted', 'done', 'refused', 'withdrawn',
        'released')),
    units BIGINT NOT NULL CHECK (units >= 1),
    seq BIGINT,                                -- number of its place, while it holds one
    steps_signed BIGINT NOT NULL CHECK (steps_signed >= 0),
    is_passed BIGINT CHECK (is_passed IN (0, 1)), -- by the assessment of `passed_year`
    passed_year BIGINT,
    amount_fen BIGINT CHECK (amount_fen > 0),  -- granted, of a loan
    limit_fen BIGINT,                          -- that the decision allows
    stated_json TEXT NOT NULL,                 -- what the applicant stated
    applied_on TEXT NOT NULL,
    applied_by BIGINT NOT NULL,
    admitted_on TEXT,
    admitted_by BIGINT,
    done_on TEXT,
    ended_on TEXT,
    due_on TEXT,                               -- of the next step
    last_note TEXT,
    version BIGINT NOT NULL,
    -- Whoever applied does not admit, but for registers, which a rule fills.
    CONSTRAINT enrolment_admitter_is_another
        CHECK (kind = 'register' OR admitted_by IS NULL OR admitted_by <> applied_by),
    CONSTRAINT enrolment_admitted CHECK (state NOT IN ('admitted', 'done')
        OR (admitted_on IS NOT NULL AND admitted_by IS NOT NULL AND seq IS NOT NULL)),
    CONSTRAINT enrolment_place_is_held CHECK (state IN ('admitted', 'done') OR seq IS NULL),
    CONSTRAINT enrolment_within_limit
        CHECK (amount_fen IS NULL OR limit_fen IS NULL OR amount_fen <= limit_fen)
);
CREATE UNIQUE INDEX enrolment_number ON enrolment (number);
-- A subject is enrolled once for a measure and a period; whoever left may come again.
CREATE UNIQUE INDEX enrolment_once ON enrolment (measure, subject_kind, subject_key, period)
    WHERE state IN ('applied', 'admitted', 'done');
-- A place belongs to one.
CREATE UNIQUE INDEX enrolment_place ON enrolment (measure, period, seq) WHERE seq IS NOT NULL;
CREATE INDEX enrolment_work ON enrolment (measure, state, division_code, number);
CREATE INDEX enrolment_due ON enrolment (state, division_code, due_on, number);
CREATE INDEX enrolment_subject ON enrolment (subject_kind, subject_key, policy_number);
CREATE INDEX enrolment_person ON enrolment (person_id, number);
CREATE INDEX enrolment_uscc ON enrolment (uscc, number);

-- What happened to it, signatures included. Only added.
CREATE TABLE enrolment_event (
    enrolment_id BIGINT NOT NULL REFERENCES enrolment (id),
    version BIGINT NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    step_key TEXT,                             -- of a signature
    party TEXT,                                -- who signs: 人社局
    account_id BIGINT NOT NULL,                -- 0 = the platform itself
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    business_date TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    note TEXT,
    UNIQUE (enrolment_id, version)
);
-- One signature of each party for a step, by different people.
CREATE UNIQUE INDEX enrolment_event_party ON enrolment_event (enrolment_id, step_key, party)
    WHERE action = 'sign';
CREATE UNIQUE INDEX enrolment_event_signer ON enrolment_event (enrolment_id, step_key, account_id)
    WHERE action = 'sign';

-- Every decision made of it, with the facts it rests on.
CREATE TABLE enrolment_decision (
    enrolment_id BIGINT NOT NULL REFERENCES enrolment (id),
    version BIGINT NOT NULL,
    decided_on TEXT NOT NULL,
    pack_hash TEXT NOT NULL,
    engine TEXT NOT NULL,
    facts_json TEXT NOT NULL,
    decision_json TEXT NOT NULL,
    UNIQUE (enrolment_id, version)
);

-- Which bureaus reported a line of a register, and what they said.
CREATE TABLE enrolment_source (
    enrolment_id BIGINT NOT NULL REFERENCES enrolment (id),
    department TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    reported_on TEXT NOT NULL,
    stated_json TEXT NOT NULL,
    UNIQUE (enrolment_id, department)
);

-- What a service delivered, or why it does not apply.
CREATE TABLE enrolment_delivery (
    enrolment_id BIGINT NOT NULL REFERENCES enrolment (id),
    sequence BIGINT NOT NULL,
    service_key TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'not_applicable', 'declined')),
    delivered_on TEXT NOT NULL,
    delivered_by TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    note TEXT,
    CHECK (outcome = 'delivered' OR note IS NOT NULL),
    UNIQUE (enrolment_id, sequence)
);

-- A version of a register as it was handed on, and what the receiver answered.
CREATE TABLE register_version (
    id IDENTITY_KEY,
    measure TEXT NOT NULL,
    number BIGINT NOT NULL,
    made_on TEXT NOT NULL,
    made_by BIGINT NOT NULL,
    line_count BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    content BYTEA NOT NULL,
    UNIQUE (measure, number)
);
CREATE TABLE register_push (
    id IDENTITY_KEY,
    version_id BIGINT NOT NULL REFERENCES register_version (id),
    receiver TEXT NOT NULL,                    -- 简称, or the name of a bank
    pushed_on TEXT NOT NULL,
    pushed_by BIGINT NOT NULL,
    receipt TEXT,
    receipt_on TEXT,
    receipt_by BIGINT,
    CHECK ((receipt IS NULL) = (receipt_on IS NULL) AND (receipt IS NULL) = (receipt_by IS NULL)),
    UNIQUE (version_id, receiver)
);

-- @sqlite
CREATE TRIGGER enrolment_take AFTER INSERT ON enrolment WHEN NEW.seq IS NOT NULL
BEGIN
    UPDATE quota SET taken = taken + NEW.units
     WHERE measure = NEW.measure AND period = NEW.period
       AND division_code IN ('', NEW.division_code);
END;
CREATE TRIGGER enrolment_move AFTER UPDATE OF seq, units, measure, period, division_code
    ON enrolment
BEGIN
    UPDATE quota SET taken = taken - OLD.units
     WHERE OLD.seq IS NOT NULL AND measure = OLD.measure AND period = OLD.period
       AND division_code IN ('', OLD.division_code);
    UPDATE quota SET taken = taken + NEW.units
     WHERE NEW.seq IS NOT NULL AND measure = NEW.measure AND period = NEW.period
       AND division_code IN ('', NEW.division_code);
END;
CREATE TRIGGER enrolment_is_kept BEFORE DELETE ON enrolment
BEGIN
    SELECT RAISE(ABORT, 'enrolment_is_kept');
END;
CREATE TRIGGER quota_begins BEFORE INSERT ON quota
BEGIN
    SELECT RAISE(ABORT, 'quota_counts_places')
     WHERE NEW.taken <> (SELECT coalesce(sum(units), 0) FROM enrolment
            WHERE measure = NEW.measure AND period = NEW.period AND seq IS NOT NULL
              AND (NEW.division_code = '' OR division_code = NEW.division_code));
END;
CREATE TRIGGER enrolment_event_no_update BEFORE UPDATE ON enrolment_event
BEGIN
    SELECT RAISE(ABORT, 'enrolment_event_is_append_only');
END;
CREATE TRIGGER enrolment_event_no_delete BEFORE DELETE ON enrolment_event
BEGIN
    SELECT RAISE(ABORT, 'enrolment_event_is_append_only');
END;
CREATE TRIGGER enrolment_decision_no_update BEFORE UPDATE ON enrolment_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER enrolment_decision_no_delete BEFORE DELETE ON enrolment_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER register_version_no_update BEFORE UPDATE ON register_version
BEGIN
    SELECT RAISE(ABORT, 'register_version_is_frozen');
END;
CREATE TRIGGER register_version_no_delete BEFORE DELETE ON register_version
BEGIN
    SELECT RAISE(ABORT, 'register_version_is_frozen');
END;
-- @postgres
CREATE FUNCTION enrolment_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seq IS NOT NULL THEN
        UPDATE quota SET taken = taken - OLD.units
         WHERE measure = OLD.measure AND period = OLD.period
           AND division_code IN ('', OLD.division_code);
    END IF;
    IF NEW.seq IS NOT NULL THEN
        UPDATE quota SET taken = taken + NEW.units
         WHERE measure = NEW.measure AND period = NEW.period
           AND division_code IN ('', NEW.division_code);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER enrolment_take AFTER INSERT OR UPDATE OF seq, units, measure, period, division_code
    ON enrolment FOR EACH ROW EXECUTE FUNCTION enrolment_take();
CREATE FUNCTION quota_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.taken <> (SELECT coalesce(sum(units), 0) FROM enrolment
            WHERE measure = NEW.measure AND period = NEW.period AND seq IS NOT NULL
              AND (NEW.division_code = '' OR division_code = NEW.division_code)) THEN
        RAISE EXCEPTION 'quota_counts_places';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER quota_begins BEFORE INSERT ON quota FOR EACH ROW EXECUTE FUNCTION quota_begins();
CREATE TRIGGER enrolment_is_kept BEFORE DELETE ON enrolment
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('enrolment_is_kept');
CREATE TRIGGER enrolment_event_no_change BEFORE UPDATE OR DELETE ON enrolment_event
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('enrolment_event_is_append_only');
CREATE TRIGGER enrolment_decision_no_change BEFORE UPDATE OR DELETE ON enrolment_decision
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('decision_is_final');
CREATE TRIGGER register_version_no_change BEFORE UPDATE OR DELETE ON register_version
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('register_version_is_frozen');
-- @both
