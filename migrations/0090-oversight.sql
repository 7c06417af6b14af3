-- Oversight of the leading group (domain.md S1, J5): orders about what is behind (督办单), bulletins
-- of a period frozen when they are signed (通报), corrections beside them, and what the head notes on
-- them (批示). No person stands in any of these tables but those who acted. Rules of 0010-labour.sql
-- hold here too.

-- database: monitor
CREATE TABLE supervision (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- DB-2023-000001
    policy_number BIGINT NOT NULL,
    policy_title TEXT NOT NULL,
    target_key TEXT NOT NULL,                  -- '' = the item as a whole
    target_name TEXT NOT NULL,
    standing TEXT NOT NULL,                    -- how it stood when the order was issued; may be ''
    division_code TEXT NOT NULL,               -- the county that answers; '' = a department does
    department TEXT NOT NULL,                  -- 简称 of the pack; '' = a county does
    body TEXT NOT NULL,
    bulletin_number TEXT,                      -- whose instruction it follows
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed', 'revoked')),
    issued_on TEXT NOT NULL,
    issued_by BIGINT NOT NULL,
    due_on TEXT NOT NULL,                      -- by which the answer is due, this day included
    urged_count BIGINT NOT NULL CHECK (urged_count >= 0),
    answered_by BIGINT,
    closed_by BIGINT,
    version BIGINT NOT NULL,
    CONSTRAINT supervision_one_addressee CHECK ((division_code = '') <> (department = '')),
    CONSTRAINT supervision_due_is_ahead CHECK (due_on >= issued_on),
    -- Who orders does not answer, who answered does not close.
    CONSTRAINT supervision_answerer_is_another
        CHECK (answered_by IS NULL OR answered_by <> issued_by),
    CONSTRAINT supervision_closer_is_another CHECK (closed_by IS NULL
        OR (answered_by IS NOT NULL AND closed_by <> answered_by)),
    CONSTRAINT supervision_closed_by_somebody
        CHECK ((state = 'closed') = (closed_by IS NOT NULL)),
    CONSTRAINT supervision_answered_by_somebody
        CHECK (state NOT IN ('answered', 'closed') OR answered_by IS NOT NULL)
);
CREATE UNIQUE INDEX supervision_number ON supervision (number);
-- One living order about a thing to an addressee: the next one urges.
CREATE UNIQUE INDEX supervision_once
    ON supervision (policy_number, target_key, division_code, department)
    WHERE state IN ('open', 'answered');
CREATE INDEX supervision_owed ON supervision (state, division_code, department, due_on, number);

-- What happened to it. Only added.
CREATE TABLE supervision_event (
    supervision_id BIGINT NOT NULL REFERENCES supervision (id),
    version BIGINT NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    due_on TEXT NOT NULL,                      -- as it stands after the step
    account_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    business_date TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (supervision_id, version)
);

-- A bulletin as it was signed. Its lines and figures are written first and the bulletin last, in one
-- transaction: once it is there, nothing is added. sha256 is that of its CSV without the last line.
CREATE TABLE bulletin (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- TB-2023-Q3
    cycle TEXT NOT NULL CHECK (cycle IN ('month', 'quarter', 'half', 'year')),
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    elapsed_bp BIGINT NOT NULL CHECK (elapsed_bp BETWEEN 0 AND 10000), -- of the year, on last_on
    pack_hash TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    signed_by BIGINT NOT NULL,
    signed_name TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    signed_ms BIGINT NOT NULL,
    -- Nothing is signed while it can still change by itself.
    CONSTRAINT bulletin_after_its_period CHECK (signed_on > last_on AND last_on >= first_on)
);
CREATE UNIQUE INDEX bulletin_number ON bulletin (number);

CREATE TABLE bulletin_line (
    bulletin_number TEXT NOT NULL REFERENCES bulletin (number) DEFERRABLE INITIALLY DEFERRED,
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    policy_number BIGINT NOT NULL,             -- 0 = all items together
    target_key TEXT NOT NULL,                  -- '' = claims and money of the item
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    measure TEXT NOT NULL,                     -- whose enrolments were counted; '' = none
    tally TEXT NOT NULL,                       -- which count of them (policy/standing.h)
    UNIQUE (bulletin_number, sequence)
);
CREATE UNIQUE INDEX bulletin_line_once ON bulletin_line (bulletin_number, policy_number, target_key);

CREATE TABLE bulletin_figure (
    bulletin_number TEXT NOT NULL,
    sequence BIGINT NOT NULL,                  -- of its line
    division_code TEXT NOT NULL,               -- '' = the city
    code TEXT NOT NULL,                        -- monitor/bulletin.h
    value BIGINT NOT NULL,                     -- counts, fen, basis points or a rank, by the code
    FOREIGN KEY (bulletin_number, sequence) REFERENCES bulletin_line (bulletin_number, sequence),
    UNIQUE (bulletin_number, sequence, division_code, code)
);

-- What is known better now. The figure stays as it was signed.
CREATE TABLE bulletin_correction (
    id IDENTITY_KEY,
    bulletin_number TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    division_code TEXT NOT NULL,
    code TEXT NOT NULL,
    value BIGINT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    corrected_by BIGINT NOT NULL,
    corrected_name TEXT NOT NULL,
    corrected_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    FOREIGN KEY (bulletin_number, sequence, division_code, code)
        REFERENCES bulletin_figure (bulletin_number, sequence, division_code, code)
);
CREATE INDEX bulletin_correction_figure
    ON bulletin_correction (bulletin_number, sequence, division_code, code, id);

CREATE TABLE bulletin_instruction (
    id IDENTITY_KEY,
    bulletin_number TEXT NOT NULL REFERENCES bulletin (number),
    body TEXT NOT NULL CHECK (body <> ''),
    given_by BIGINT NOT NULL,
    given_name TEXT NOT NULL,
    given_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX bulletin_instruction_of ON bulletin_instruction (bulletin_number, id);

-- A line or a figure comes before its bulletin, in one transaction with it, or not at all.
-- @sqlite
CREATE TRIGGER supervision_is_kept BEFORE DELETE ON supervision
BEGIN
    SELECT RAISE(ABORT, 'supervision_is_kept');
END;
CREATE TRIGGER supervision_event_no_update BEFORE UPDATE ON supervision_event
BEGIN
    SELECT RAISE(ABORT, 'supervision_event_is_append_only');
END;
CREATE TRIGGER supervision_event_no_delete BEFORE DELETE ON supervision_event
BEGIN
    SELECT RAISE(ABORT, 'supervision_event_is_append_only');
END;
CREATE TRIGGER bulletin_no_update BEFORE UPDATE ON bulletin
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen');
END;
CREATE TRIGGER bulletin_no_delete BEFORE DELETE ON bulletin
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen');
END;
CREATE TRIGGER bulletin_line_no_update BEFORE UPDATE ON bulletin_line
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen');
END;
CREATE TRIGGER bulletin_line_no_delete BEFORE DELETE ON bulletin_line
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen');
END;
CREATE TRIGGER bulletin_line_comes_first BEFORE INSERT ON bulletin_line
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen')
     WHERE EXISTS (SELECT 1 FROM bulletin WHERE number = NEW.bulletin_number);
END;
CREATE TRIGGER bulletin_figure_comes_first BEFORE INSERT ON bulletin_figure
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen')
     WHERE EXISTS (SELECT 1 FROM bulletin WHERE number = NEW.bulletin_number);
END;
CREATE TRIGGER bulletin_figure_no_update BEFORE UPDATE ON bulletin_figure
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen');
END;
CREATE TRIGGER bulletin_figure_no_delete BEFORE DELETE ON bulletin_figure
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen');
END;
CREATE TRIGGER bulletin_correction_no_update BEFORE UPDATE ON bulletin_correction
BEGIN
    SELECT RAISE(ABORT, 'bulletin_correction_is_append_only');
END;
CREATE TRIGGER bulletin_correction_no_delete BEFORE DELETE ON bulletin_correction
BEGIN
    SELECT RAISE(ABORT, 'bulletin_correction_is_append_only');
END;
CREATE TRIGGER bulletin_instruction_no_update BEFORE UPDATE ON bulletin_instruction
BEGIN
    SELECT RAISE(ABORT, 'bulletin_instruction_is_append_only');
END;
CREATE TRIGGER bulletin_instruction_no_delete BEFORE DELETE ON bulletin_instruction
BEGIN
    SELECT RAISE(ABORT, 'bulletin_instruction_is_append_only');
END;
-- @postgres
CREATE TRIGGER supervision_is_kept BEFORE DELETE ON supervision
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('supervision_is_kept');
CREATE TRIGGER supervision_event_no_change BEFORE UPDATE OR DELETE ON supervision_event
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('supervision_event_is_append_only');
CREATE TRIGGER bulletin_no_change BEFORE UPDATE OR DELETE ON bulletin
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('bulletin_is_frozen');
CREATE TRIGGER bulletin_line_no_change BEFORE UPDATE OR DELETE ON bulletin_line
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('bulletin_is_frozen');
CREATE FUNCTION bulletin_comes_last() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM bulletin WHERE number = NEW.bulletin_number) THEN
        RAISE EXCEPTION 'bulletin_is_frozen';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER bulletin_line_comes_first BEFORE INSERT ON bulletin_line
    FOR EACH ROW EXECUTE FUNCTION bulletin_comes_last();
CREATE TRIGGER bulletin_figure_comes_first BEFORE INSERT ON bulletin_figure
    FOR EACH ROW EXECUTE FUNCTION bulletin_comes_last();
CREATE TRIGGER bulletin_figure_no_change BEFORE UPDATE OR DELETE ON bulletin_figure
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('bulletin_is_frozen');
CREATE TRIGGER bulletin_correction_no_change BEFORE UPDATE OR DELETE ON bulletin_correction
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('bulletin_correction_is_append_only');
CREATE TRIGGER bulletin_instruction_no_change BEFORE UPDATE OR DELETE ON bulletin_instruction
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('bulletin_instruction_is_append_only');
-- @both
