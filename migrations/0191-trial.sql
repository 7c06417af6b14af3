-- What the ledger of readings tries: a parameter at another value, a reason that turns nobody away, a
-- measure that is left out (publish/simulation.h).

-- database: policy
ALTER TABLE simulation RENAME COLUMN parameter_key TO trial_key;      -- of the parameter or measure; the code
ALTER TABLE simulation RENAME COLUMN parameter_value TO trial_value;  -- of a parameter, as FEEL
ALTER TABLE simulation ADD COLUMN trial_kind TEXT
    CHECK (trial_kind IN ('parameter', 'reason', 'measure'));
UPDATE simulation SET trial_kind = 'parameter' WHERE trial_key IS NOT NULL;
-- Whom the reason that is tried turns away, alone or among others.
ALTER TABLE simulation_count ADD COLUMN refused_count BIGINT NOT NULL DEFAULT 0;
