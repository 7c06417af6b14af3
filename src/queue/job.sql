-- Work that outlives a request.

-- job_insert(kind text, total int, account_id int, actor_name text, asked_ms int)
--   -> JobKeyRow(id int)
-- One more that waits.
INSERT INTO job (kind, state, done, total, attempt, lease_ms, account_id, actor_name, asked_ms)
VALUES ($1, 'waiting', 0, $2, 0, 0, $3, $4, $5) RETURNING id;

-- job_get(id int)
--   -> JobRow(id int, kind text, state text, done int, total int, attempt int, message text?,
--             account_id int, actor_name text, asked_ms int)
-- One by its key.
SELECT id, kind, state, done, total, attempt, message, account_id, actor_name, asked_ms
  FROM job WHERE id = $1;

-- job_lease(kind text, now_ms int, lease_ms int) -> JobRow?
-- Takes the oldest of a kind that waits, or one whose runner has been silent for too long.
UPDATE job SET state = 'running', attempt = attempt + 1, lease_ms = $3
 WHERE id = (SELECT min(id) FROM job
              WHERE kind = $1
                AND (state = 'waiting' OR (state = 'running' AND lease_ms < $2)))
RETURNING id, kind, state, done, total, attempt, message, account_id, actor_name, asked_ms;

-- job_set_done(id int, attempt int, done int, lease_ms int) -> nothing
-- How far it is; nothing when it was stopped or another runner has it.
UPDATE job SET done = $3, lease_ms = $4 WHERE id = $1 AND attempt = $2 AND state = 'running';

-- job_end(id int, attempt int, state text, message text?, ended_ms int) -> nothing
-- Done or failed.
UPDATE job SET state = $3, message = $4, ended_ms = $5
 WHERE id = $1 AND attempt = $2 AND state = 'running';

-- job_stop_open(id int, ended_ms int) -> nothing
-- Whatever it has done stays.
UPDATE job SET state = 'stopped', ended_ms = $2 WHERE id = $1 AND state IN ('waiting', 'running');
