-- Claims and their way to the money. Rules of 0010-labour.sql hold here as well.
--
-- `application` is the claim. Its four hands (entered, accepted, reviewed, approved) are kept apart by CHECKs
-- over account numbers, whatever a program does. Steps and decisions are only added.

-- database: policy
CREATE TABLE application (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- ZW-2023-05-000123
    policy_number BIGINT NOT NULL,
    policy_title TEXT NOT NULL,
    measure TEXT NOT NULL,
    measure_name TEXT NOT NULL,
    fund_key TEXT,                             -- NULL: nothing is paid here
    subject_kind TEXT NOT NULL,
    subject_key TEXT NOT NULL,
    subject_label TEXT NOT NULL,
    period TEXT NOT NULL,
    stage TEXT NOT NULL,
    person_id BIGINT,
    uscc TEXT,
    payee_key TEXT NOT NULL,                   -- id number or uscc of who is paid
    applicant_name TEXT NOT NULL,
    division_code TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('self', 'counter', 'automatic')),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'correction', 'accepted', 'reviewed', 'noticed',
        'cleared', 'approved', 'paying', 'paid', 'failed', 'refused', 'withdrawn')),
    held_count BIGINT NOT NULL CHECK (held_count >= 0), -- open objections
    amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
    account_number TEXT,
    bank_name TEXT,
    holder_name TEXT,
    entitlement_id BIGINT NOT NULL REFERENCES entitlement (id),
    submitted_by BIGINT,                       -- account of the applicant; NULL at the counter
    entered_by BIGINT,
    accepted_by BIGINT,
    reviewed_by BIGINT,
    approved_by BIGINT,
    submitted_on TEXT NOT NULL,
    due_on TEXT,
    notice_opens_on TEXT,
    notice_closes_on TEXT,
    last_note TEXT,
    version BIGINT NOT NULL,                   -- steps taken: a step names the one it follows
    CONSTRAINT application_reviewer_is_another CHECK (reviewed_by IS NULL OR
        (reviewed_by <> coalesce(accepted_by, -1) AND reviewed_by <> coalesce(entered_by, -1)
         AND reviewed_by <> coalesce(submitted_by, -1))),
    CONSTRAINT application_approver_is_another CHECK (approved_by IS NULL OR
        (approved_by <> coalesce(accepted_by, -1) AND approved_by <> coalesce(entered_by, -1)
         AND approved_by <> coalesce(reviewed_by, -1) AND approved_by <> coalesce(submitted_by, -1))),
    CONSTRAINT application_accepter_is_another CHECK (accepted_by IS NULL
        OR accepted_by <> coalesce(submitted_by, -1)),
    CONSTRAINT application_paid_by_three CHECK (state NOT IN ('approved', 'paying', 'paid', 'failed')
        OR (accepted_by IS NOT NULL AND reviewed_by IS NOT NULL AND approved_by IS NOT NULL)),
    CONSTRAINT application_not_paid_while_held CHECK (held_count = 0
        OR state NOT IN ('cleared', 'approved', 'paying', 'paid'))
);
CREATE UNIQUE INDEX application_number ON application (number);
CREATE UNIQUE INDEX application_entitlement ON application (entitlement_id);
CREATE INDEX application_work ON application (state, division_code, due_on, number);
CREATE INDEX application_person ON application (person_id, number);
CREATE INDEX application_uscc ON application (uscc, number);
CREATE INDEX application_policy ON application (policy_number, division_code, state);
CREATE INDEX application_payee ON application (payee_key, number);

CREATE TABLE application_fact (
    application_id BIGINT NOT NULL REFERENCES application (id),
    version BIGINT NOT NULL,                   -- of the decision it was used in
    sequence BIGINT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT,                                -- as people read it
    json TEXT NOT NULL,
    source TEXT NOT NULL,
    is_stated BIGINT NOT NULL CHECK (is_stated IN (0, 1)),
    UNIQUE (application_id, version, sequence)
);

-- Every decision ever made of a claim, with the pack it was made by.
CREATE TABLE application_decision (
    application_id BIGINT NOT NULL REFERENCES application (id),
    version BIGINT NOT NULL,
    decided_on TEXT NOT NULL,
    pack_hash TEXT NOT NULL,
    engine TEXT NOT NULL,                      -- version of the program
    decision_json TEXT NOT NULL,               -- with reasons and trace, canonical
    amount_fen BIGINT NOT NULL,
    UNIQUE (application_id, version)
);

CREATE TABLE review_step (
    id IDENTITY_KEY,
    application_id BIGINT NOT NULL REFERENCES application (id),
    version BIGINT NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    account_id BIGINT NOT NULL,                -- 0 = the platform itself
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    business_date TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    note TEXT,
    UNIQUE (application_id, version)
);

CREATE TABLE evidence (
    application_id BIGINT NOT NULL REFERENCES application (id),
    sequence BIGINT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    content BYTEA NOT NULL,
    added_by BIGINT NOT NULL,
    added_on TEXT NOT NULL,
    UNIQUE (application_id, sequence)
);

CREATE TABLE notice (
    id IDENTITY_KEY,
    number TEXT NOT NULL,
    policy_number BIGINT NOT NULL,
    policy_title TEXT NOT NULL,
    measure TEXT NOT NULL,
    measure_name TEXT NOT NULL,
    division_code TEXT NOT NULL,
    opens_on TEXT NOT NULL,
    closes_on TEXT NOT NULL,
    opened_by BIGINT NOT NULL,
    is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    CHECK (opens_on <= closes_on)
);
CREATE UNIQUE INDEX notice_number ON notice (number);
CREATE INDEX notice_board ON notice (opens_on, id);

CREATE TABLE notice_item (
    notice_id BIGINT NOT NULL REFERENCES notice (id),
    sequence BIGINT NOT NULL,
    application_id BIGINT NOT NULL REFERENCES application (id),
    masked_name TEXT NOT NULL,
    masked_key TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    UNIQUE (notice_id, sequence)
);
CREATE INDEX notice_item_application ON notice_item (application_id);

CREATE TABLE objection (
    id IDENTITY_KEY,
    notice_id BIGINT NOT NULL REFERENCES notice (id),
    item_sequence BIGINT NOT NULL,
    application_id BIGINT NOT NULL REFERENCES application (id),
    objector_name TEXT NOT NULL,
    phone TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
    answer TEXT,
    answered_by BIGINT,
    filed_on TEXT NOT NULL,
    answered_on TEXT,
    division_code TEXT NOT NULL,
    CHECK ((state = 'open') = (answer IS NULL))
);
CREATE INDEX objection_open ON objection (division_code, state, id);

CREATE TABLE batch (
    id IDENTITY_KEY,
    number TEXT NOT NULL,
    policy_number BIGINT NOT NULL,
    policy_title TEXT NOT NULL,
    division_code TEXT NOT NULL,
    snapshot_on TEXT NOT NULL,
    pack_hash TEXT NOT NULL,
    rows_hash TEXT,                            -- NULL while matching
    state TEXT NOT NULL CHECK (state IN ('matching', 'reviewing', 'closed', 'rolled_back')),
    created_by BIGINT NOT NULL,
    created_on TEXT NOT NULL
);
CREATE UNIQUE INDEX batch_number ON batch (number);
CREATE UNIQUE INDEX batch_once ON batch (policy_number, division_code, snapshot_on, pack_hash)
    WHERE state <> 'rolled_back';

CREATE TABLE batch_row (
    batch_id BIGINT NOT NULL REFERENCES batch (id),
    sequence BIGINT NOT NULL,
    subject_key TEXT NOT NULL,
    subject_label TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('payable', 'look', 'not')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
    codes TEXT NOT NULL,
    sentences TEXT NOT NULL,
    person_id BIGINT,
    uscc TEXT,
    application_id BIGINT REFERENCES application (id), -- once confirmed
    UNIQUE (batch_id, sequence)
);
CREATE UNIQUE INDEX batch_row_subject ON batch_row (batch_id, subject_key);
CREATE UNIQUE INDEX batch_row_application ON batch_row (application_id);
CREATE INDEX batch_row_result ON batch_row (batch_id, result, sequence);
CREATE INDEX batch_row_uscc ON batch_row (uscc);
CREATE INDEX batch_row_person ON batch_row (person_id);

-- What was done stays done.
-- @sqlite
CREATE TRIGGER review_step_no_update BEFORE UPDATE ON review_step
BEGIN
    SELECT RAISE(ABORT, 'review_step_is_append_only');
END;
CREATE TRIGGER review_step_no_delete BEFORE DELETE ON review_step
BEGIN
    SELECT RAISE(ABORT, 'review_step_is_append_only');
END;
CREATE TRIGGER application_decision_no_update BEFORE UPDATE ON application_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER application_decision_no_delete BEFORE DELETE ON application_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER application_no_delete BEFORE DELETE ON application
BEGIN
    SELECT RAISE(ABORT, 'application_is_kept');
END;
-- @postgres
CREATE FUNCTION casework_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;
CREATE TRIGGER review_step_no_change BEFORE UPDATE OR DELETE ON review_step
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('review_step_is_append_only');
CREATE TRIGGER application_decision_no_change BEFORE UPDATE OR DELETE ON application_decision
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('decision_is_final');
CREATE TRIGGER application_no_delete BEFORE DELETE ON application
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('application_is_kept');
-- @both

-- database: monitor
CREATE TABLE message (
    id IDENTITY_KEY,
    person_id BIGINT,
    uscc TEXT,
    claim_number TEXT,
    body TEXT NOT NULL,
    business_date TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    is_read BIGINT NOT NULL CHECK (is_read IN (0, 1)),
    sent_ms BIGINT,                            -- NULL: waits to be sent by SMS
    CHECK (person_id IS NOT NULL OR uscc IS NOT NULL)
);
CREATE INDEX message_person ON message (person_id, id);
CREATE INDEX message_uscc ON message (uscc, id);
