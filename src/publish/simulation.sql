-- Simulations that were asked for: of a draft, or a trial of the ledger of readings.

-- simulation_insert(job_id int, draft_id int?, revision int, policy_number int, trial_kind text?,
--     trial_key text?, trial_value text?, pack_hash text, decided_on date, rule_file text?)
--   -> nothing
-- One more, that its job is to run.
INSERT INTO simulation (job_id, draft_id, revision, policy_number, trial_kind, trial_key,
    trial_value, pack_hash, decided_on, rule_file)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- simulation_latest_of_draft(draft_id int)
--   -> SimulationRow(id int, draft_id int?, revision int, policy_number int, trial_kind text?,
--                    trial_key text?, trial_value text?, pack_hash text, decided_on date,
--                    state text, done int, total int, message text?, actor_name text,
--                    rule_file text?)?
-- The latest one of a draft.
SELECT simulation.id, simulation.draft_id, simulation.revision, simulation.policy_number,
       simulation.trial_kind, simulation.trial_key, simulation.trial_value,
       simulation.pack_hash, simulation.decided_on, job.state, job.done, job.total, job.message, job.actor_name,
       simulation.rule_file
  FROM simulation JOIN job ON job.id = simulation.job_id
 WHERE simulation.draft_id = $1 ORDER BY simulation.id DESC LIMIT 1;

-- simulation_trial_list(pack_hash text) -> SimulationRow*
-- The latest one of each trial, under a version.
SELECT simulation.id, simulation.draft_id, simulation.revision, simulation.policy_number,
       simulation.trial_kind, simulation.trial_key, simulation.trial_value,
       simulation.pack_hash, simulation.decided_on, job.state, job.done, job.total, job.message, job.actor_name,
       simulation.rule_file
  FROM simulation JOIN job ON job.id = simulation.job_id
 WHERE simulation.trial_key IS NOT NULL AND simulation.pack_hash = $1
   AND NOT EXISTS (SELECT 1 FROM simulation later
                    WHERE later.policy_number = simulation.policy_number
                      AND coalesce(later.rule_file, '') = coalesce(simulation.rule_file, '')
                      AND later.trial_kind = simulation.trial_kind
                      AND later.trial_key = simulation.trial_key
                      AND coalesce(later.trial_value, '') = coalesce(simulation.trial_value, '')
                      AND later.pack_hash = simulation.pack_hash AND later.id > simulation.id)
 ORDER BY simulation.policy_number, simulation.trial_key, simulation.id;

-- simulation_of_job(job_id int) -> SimulationRow
-- The one that a job is to run.
SELECT simulation.id, simulation.draft_id, simulation.revision, simulation.policy_number,
       simulation.trial_kind, simulation.trial_key, simulation.trial_value,
       simulation.pack_hash, simulation.decided_on, job.state, job.done, job.total, job.message, job.actor_name,
       simulation.rule_file
  FROM simulation JOIN job ON job.id = simulation.job_id
 WHERE simulation.job_id = $1;

-- simulation_count_insert(simulation_id int, policy_number int, division_code text, subjects int,
--     before_count int, before_fen int, after_count int, after_fen int, gaining int,
--     gained_fen int, losing int, lost_fen int, undetermined int, refused_count int) -> nothing
-- The counts of a county.
INSERT INTO simulation_count (simulation_id, policy_number, division_code, subjects, before_count,
    before_fen, after_count, after_fen, gaining, gained_fen, losing, lost_fen, undetermined,
    refused_count)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- simulation_count_list(simulation_id int)
--   -> SimulationCountRow(policy_number int, division_code text, subjects int, before_count int,
--                         before_fen int, after_count int, after_fen int, gaining int,
--                         gained_fen int, losing int, lost_fen int, undetermined int,
--                         refused_count int)*
-- By policy, then county.
SELECT policy_number, division_code, subjects, before_count, before_fen, after_count, after_fen,
       gaining, gained_fen, losing, lost_fen, undetermined, refused_count
  FROM simulation_count WHERE simulation_id = $1 ORDER BY policy_number, division_code;

-- simulation_subjects_known(policy_number int) -> SimulationKnownRow(subjects int)
-- What the latest scan looked at, to say how far a simulation is.
SELECT CAST(coalesce(sum(scan_count.subjects), 0) AS BIGINT) AS subjects
  FROM scan JOIN scan_count ON scan_count.scan_id = scan.id
 WHERE scan.is_current = 1 AND scan.policy_number = $1;

-- simulation_doubt_insert(simulation_id int, division_code text, level text, before_count int,
--     after_count int, gaining int, losing int) -> nothing
-- The doubts of a county.
INSERT INTO simulation_doubt (simulation_id, division_code, level, before_count, after_count,
    gaining, losing)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- simulation_doubt_list(simulation_id int)
--   -> SimulationDoubtRow(division_code text, level text, before_count int, after_count int,
--                         gaining int, losing int)*
-- By county, the high ones first.
SELECT division_code, level, before_count, after_count, gaining, losing
  FROM simulation_doubt WHERE simulation_id = $1 ORDER BY division_code, level;
