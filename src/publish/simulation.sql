-- Simulations that were asked for: of a draft, or of a parameter that is moved.

-- simulation_insert(draft_id int?, revision int, policy_number int, parameter_key text?,
--     parameter_value text?, pack_hash text, decided_on date, subjects_known int, account_id int,
--     actor_name text, asked_ms int) -> SimulationKeyRow(id int)
-- One more that waits.
INSERT INTO simulation (draft_id, revision, policy_number, parameter_key, parameter_value,
    pack_hash, decided_on, state, subjects, subjects_known, lease_ms, account_id, actor_name,
    asked_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, 0, $9, $10, $11)
RETURNING id;

-- simulation_latest_of_draft(draft_id int)
--   -> SimulationRow(id int, draft_id int?, revision int, policy_number int, parameter_key text?,
--                    parameter_value text?, pack_hash text, decided_on date, state text,
--                    subjects int, subjects_known int, message text?, actor_name text,
--                    asked_ms int)?
-- The latest one of a draft.
SELECT id, draft_id, revision, policy_number, parameter_key, parameter_value, pack_hash, decided_on,
       state, subjects, subjects_known, message, actor_name, asked_ms
  FROM simulation WHERE draft_id = $1 ORDER BY id DESC LIMIT 1;

-- simulation_parameter_list(pack_hash text) -> SimulationRow*
-- The latest one of each parameter and value, under a version.
SELECT id, draft_id, revision, policy_number, parameter_key, parameter_value, pack_hash, decided_on,
       state, subjects, subjects_known, message, actor_name, asked_ms
  FROM simulation one
 WHERE parameter_key IS NOT NULL AND pack_hash = $1
   AND NOT EXISTS (SELECT 1 FROM simulation later
                    WHERE later.policy_number = one.policy_number
                      AND later.parameter_key = one.parameter_key
                      AND later.parameter_value = one.parameter_value
                      AND later.pack_hash = one.pack_hash AND later.id > one.id)
 ORDER BY policy_number, parameter_key, id;

-- simulation_lease(now_ms int, lease_ms int) -> SimulationRow?
-- Takes the oldest that waits, or one whose runner has been silent for too long.
UPDATE simulation SET state = 'running', lease_ms = $2, subjects = 0
 WHERE id = (SELECT min(id) FROM simulation
              WHERE state = 'waiting' OR (state = 'running' AND lease_ms < $1))
RETURNING id, draft_id, revision, policy_number, parameter_key, parameter_value, pack_hash,
          decided_on, state, subjects, subjects_known, message, actor_name, asked_ms;

-- simulation_progress(id int, lease_ms int, subjects int, new_lease_ms int) -> nothing
-- How far it is; nothing when another runner has taken it.
UPDATE simulation SET subjects = $3, lease_ms = $4
 WHERE id = $1 AND state = 'running' AND lease_ms = $2;

-- simulation_end(id int, lease_ms int, state text, subjects int, message text?, ended_ms int)
--   -> nothing
-- Done or failed.
UPDATE simulation SET state = $3, subjects = $4, message = $5, ended_ms = $6
 WHERE id = $1 AND state = 'running' AND lease_ms = $2;

-- simulation_count_insert(simulation_id int, policy_number int, division_code text, subjects int,
--     before_count int, before_fen int, after_count int, after_fen int, gaining int,
--     gained_fen int, losing int, lost_fen int, undetermined int) -> nothing
-- The counts of a county.
INSERT INTO simulation_count (simulation_id, policy_number, division_code, subjects, before_count,
    before_fen, after_count, after_fen, gaining, gained_fen, losing, lost_fen, undetermined)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- simulation_count_list(simulation_id int)
--   -> SimulationCountRow(policy_number int, division_code text, subjects int, before_count int,
--                         before_fen int, after_count int, after_fen int, gaining int,
--                         gained_fen int, losing int, lost_fen int, undetermined int)*
-- By policy, then county.
SELECT policy_number, division_code, subjects, before_count, before_fen, after_count, after_fen,
       gaining, gained_fen, losing, lost_fen, undetermined
  FROM simulation_count WHERE simulation_id = $1 ORDER BY policy_number, division_code;

-- simulation_subjects_known(policy_number int) -> SimulationKnownRow(subjects int)
-- What the latest scan looked at, to say how far a simulation is.
SELECT CAST(coalesce(sum(scan_count.subjects), 0) AS BIGINT) AS subjects
  FROM scan JOIN scan_count ON scan_count.scan_id = scan.id
 WHERE scan.is_current = 1 AND scan.policy_number = $1;
