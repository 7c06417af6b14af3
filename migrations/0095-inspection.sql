-- Inspections (抽查): one draw per county, fund and month over the claims approved in it. The draw
-- follows from the list alone, so that anybody can repeat it: the claims whose approval stands in
-- review_step, a seed that is the hash of their numbers, and the first of them by hash(seed, number).

-- database: policy
CREATE TABLE inspection (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- CJ-2023-00001
    fund_key TEXT NOT NULL,
    division_code TEXT NOT NULL,
    month TEXT NOT NULL,                       -- 2023-10
    population_count BIGINT NOT NULL CHECK (population_count > 0),
    sample_count BIGINT NOT NULL,              -- drawn at random, by the pack's rule
    high_count BIGINT NOT NULL CHECK (high_count >= 0), -- looked at besides, for a high finding
    seed TEXT NOT NULL,
    pack_hash TEXT NOT NULL,
    drawn_by BIGINT NOT NULL,
    drawn_on TEXT NOT NULL,
    -- Never less than 5 %, whatever a pack says (domain.md S3).
    CONSTRAINT inspection_draws_enough CHECK (sample_count * 20 >= population_count
        AND sample_count + high_count <= population_count)
);
CREATE UNIQUE INDEX inspection_number ON inspection (number);
CREATE UNIQUE INDEX inspection_once ON inspection (division_code, fund_key, month);

CREATE TABLE inspection_item (
    inspection_id BIGINT NOT NULL REFERENCES inspection (id),
    sequence BIGINT NOT NULL,
    application_id BIGINT NOT NULL REFERENCES application (id),
    drawn_for TEXT NOT NULL CHECK (drawn_for IN ('random', 'high')),
    UNIQUE (inspection_id, sequence)
);
CREATE UNIQUE INDEX inspection_item_once ON inspection_item (inspection_id, application_id);
CREATE INDEX inspection_item_application ON inspection_item (application_id);

-- What somebody found who had no hand in the claim; the hands stand beside, so that a CHECK sees them.
CREATE TABLE inspection_result (
    inspection_id BIGINT NOT NULL REFERENCES inspection (id),
    sequence BIGINT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('in_order', 'not_in_order')),
    note TEXT NOT NULL,
    evidence_name TEXT,
    evidence_type TEXT,
    evidence_sha256 TEXT,
    evidence BYTEA,
    submitted_by BIGINT,
    entered_by BIGINT,
    accepted_by BIGINT,
    reviewed_by BIGINT,
    approved_by BIGINT,
    released_by BIGINT,
    checked_by BIGINT NOT NULL,
    checked_on TEXT NOT NULL,
    CHECK ((evidence IS NULL) = (evidence_name IS NULL)
        AND (evidence IS NULL) = (evidence_type IS NULL)
        AND (evidence IS NULL) = (evidence_sha256 IS NULL)),
    CONSTRAINT inspection_result_by_another CHECK (checked_by <> coalesce(submitted_by, -1)
        AND checked_by <> coalesce(entered_by, -1) AND checked_by <> coalesce(accepted_by, -1)
        AND checked_by <> coalesce(reviewed_by, -1) AND checked_by <> coalesce(approved_by, -1)
        AND checked_by <> coalesce(released_by, -1))
);
CREATE UNIQUE INDEX inspection_result_once ON inspection_result (inspection_id, sequence);

-- The population of a month.
CREATE INDEX review_step_approved ON review_step (business_date, application_id)
    WHERE action = 'approve';

-- @sqlite
CREATE TRIGGER inspection_no_update BEFORE UPDATE ON inspection
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
CREATE TRIGGER inspection_no_delete BEFORE DELETE ON inspection
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
CREATE TRIGGER inspection_item_no_update BEFORE UPDATE ON inspection_item
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
CREATE TRIGGER inspection_item_no_delete BEFORE DELETE ON inspection_item
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
CREATE TRIGGER inspection_result_no_update BEFORE UPDATE ON inspection_result
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
CREATE TRIGGER inspection_result_no_delete BEFORE DELETE ON inspection_result
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
-- @postgres
CREATE TRIGGER inspection_no_change BEFORE UPDATE OR DELETE ON inspection
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('inspection_is_final');
CREATE TRIGGER inspection_item_no_change BEFORE UPDATE OR DELETE ON inspection_item
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('inspection_is_final');
CREATE TRIGGER inspection_result_no_change BEFORE UPDATE OR DELETE ON inspection_result
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('inspection_is_final');
-- @both
