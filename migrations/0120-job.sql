-- Work that outlives a request (queue/job.h). Whoever asked for it points at its job; simulations
-- leave their own leases for these.

-- database: policy
CREATE TABLE job (
    id IDENTITY_KEY,
    kind TEXT NOT NULL,                        -- who can run it: batch, simulation
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped')),
    done BIGINT NOT NULL CHECK (done >= 0),    -- so far
    total BIGINT NOT NULL CHECK (total >= 0),  -- as far as somebody counted; 0: not known
    attempt BIGINT NOT NULL,                   -- how often it was taken; names who has it now
    lease_ms BIGINT NOT NULL,                  -- when a runner that is silent counts as gone
    message TEXT,                              -- why it failed
    account_id BIGINT NOT NULL,                -- who asked
    actor_name TEXT NOT NULL,
    asked_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    CONSTRAINT job_ends_with_its_time CHECK (
        (state IN ('waiting', 'running')) = (ended_ms IS NULL)),
    CONSTRAINT job_fails_with_a_message CHECK ((state = 'failed') = (message IS NOT NULL))
);
CREATE INDEX job_open ON job (kind, state, id);

-- A batch of before has none.
ALTER TABLE batch ADD COLUMN job_id BIGINT REFERENCES job (id);
CREATE INDEX batch_job ON batch (job_id);

-- The jobs of simulations that were asked for before: one each, in their order.
INSERT INTO job (kind, state, done, total, attempt, lease_ms, message, account_id, actor_name,
    asked_ms, ended_ms)
SELECT 'simulation', CASE state WHEN 'running' THEN 'waiting' ELSE state END,
       CASE state WHEN 'running' THEN 0 ELSE subjects END, subjects_known, 1, 0,
       CASE WHEN state = 'failed' THEN coalesce(message, '') END, account_id, actor_name, asked_ms,
       CASE WHEN state IN ('done', 'failed') THEN coalesce(ended_ms, asked_ms) END
  FROM simulation ORDER BY id;
ALTER TABLE simulation ADD COLUMN job_id BIGINT REFERENCES job (id);
UPDATE simulation
   SET job_id = (SELECT count(*) FROM simulation former WHERE former.id <= simulation.id);
CREATE UNIQUE INDEX simulation_job ON simulation (job_id);
DROP INDEX simulation_state;
ALTER TABLE simulation DROP COLUMN state;
ALTER TABLE simulation DROP COLUMN subjects;
ALTER TABLE simulation DROP COLUMN subjects_known;
ALTER TABLE simulation DROP COLUMN lease_ms;
ALTER TABLE simulation DROP COLUMN message;
ALTER TABLE simulation DROP COLUMN account_id;
ALTER TABLE simulation DROP COLUMN actor_name;
ALTER TABLE simulation DROP COLUMN asked_ms;
ALTER TABLE simulation DROP COLUMN ended_ms;
