-- Drafts of policies on their way to a version, and simulations of what a change costs.

-- database: policy
-- One file of the pack being changed. Who approves it is somebody else.
CREATE TABLE policy_draft (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- "CG-2023-0001"
    kind TEXT NOT NULL CHECK (kind IN ('new', 'edit', 'renewal')),
    file_name TEXT NOT NULL,                   -- within the pack
    policy_number BIGINT NOT NULL,             -- 0: not known yet
    title TEXT NOT NULL,
    base_content TEXT,                         -- of the file when the draft began; NULL: no such file
    content TEXT NOT NULL,
    revision BIGINT NOT NULL CHECK (revision >= 1),    -- counts changes of the content
    state TEXT NOT NULL
        CHECK (state IN ('draft', 'submitted', 'published', 'rejected', 'withdrawn')),
    author_id BIGINT NOT NULL,
    author_name TEXT NOT NULL,
    begun_on TEXT NOT NULL,
    note TEXT,                                 -- the author's, for who approves
    effective_on TEXT,                         -- asked for when submitted
    decided_by BIGINT,
    decided_name TEXT,
    decided_on TEXT,
    reason TEXT,                               -- of a rejection
    version_hash TEXT,                         -- of the version it became
    CONSTRAINT policy_draft_approver_is_another CHECK (decided_by IS NULL OR decided_by <> author_id),
    CONSTRAINT policy_draft_published_by_somebody CHECK (state <> 'published'
        OR (decided_by IS NOT NULL AND effective_on IS NOT NULL AND version_hash IS NOT NULL)),
    CONSTRAINT policy_draft_rejected_with_reason CHECK (state <> 'rejected' OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX policy_draft_number ON policy_draft (number);
CREATE INDEX policy_draft_state ON policy_draft (state, id);

-- Two sides decided over the whole population: the pack in effect against a draft, or against
-- itself with one parameter moved.
CREATE TABLE simulation (
    id IDENTITY_KEY,
    draft_id BIGINT REFERENCES policy_draft (id),      -- NULL: of a parameter
    revision BIGINT NOT NULL,                  -- of the draft; 0 of a parameter
    policy_number BIGINT NOT NULL,             -- 0: all that differ
    parameter_key TEXT,
    parameter_value TEXT,                      -- that it is moved to, as FEEL
    pack_hash TEXT NOT NULL,                   -- of the side it is compared with
    decided_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    subjects BIGINT NOT NULL,                  -- looked at so far
    subjects_known BIGINT NOT NULL,            -- as the latest scan counted them; 0: not known
    lease_ms BIGINT NOT NULL,                  -- when a runner that is silent counts as gone
    message TEXT,                              -- why it failed
    account_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    asked_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    CONSTRAINT simulation_is_of_one CHECK ((draft_id IS NULL) <> (parameter_key IS NULL))
);
CREATE INDEX simulation_draft ON simulation (draft_id, id);
CREATE INDEX simulation_parameter ON simulation (policy_number, parameter_key, id);
CREATE INDEX simulation_state ON simulation (state, id);

CREATE TABLE simulation_count (
    simulation_id BIGINT NOT NULL REFERENCES simulation (id),
    policy_number BIGINT NOT NULL,
    division_code TEXT NOT NULL,
    subjects BIGINT NOT NULL,
    before_count BIGINT NOT NULL,
    before_fen BIGINT NOT NULL,
    after_count BIGINT NOT NULL,
    after_fen BIGINT NOT NULL,
    gaining BIGINT NOT NULL,
    gained_fen BIGINT NOT NULL,
    losing BIGINT NOT NULL,
    lost_fen BIGINT NOT NULL,
    undetermined BIGINT NOT NULL
);
CREATE UNIQUE INDEX simulation_count_once
    ON simulation_count (simulation_id, policy_number, division_code);

-- @sqlite
CREATE TRIGGER policy_draft_is_final BEFORE UPDATE ON policy_draft
WHEN OLD.state IN ('published', 'withdrawn')
BEGIN SELECT RAISE(ABORT, 'policy_draft_is_final'); END;
-- @postgres
CREATE TRIGGER policy_draft_is_final BEFORE UPDATE ON policy_draft
    FOR EACH ROW WHEN (OLD.state IN ('published', 'withdrawn'))
    EXECUTE FUNCTION publish_refuse_change('policy_draft_is_final');
-- @both
