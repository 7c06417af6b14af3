-- What a draft of a risk rule would find among the claims that are still to be assessed, beside what the
-- rule finds as it was published (publish/risk_trial.h).

-- database: policy
CREATE TABLE simulation_doubt (
    simulation_id BIGINT NOT NULL REFERENCES simulation (id),
    division_code TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('high', 'normal')),
    before_count BIGINT NOT NULL,              -- claims that the rule as published finds
    after_count BIGINT NOT NULL,               -- that the draft finds
    gaining BIGINT NOT NULL,                   -- that the draft alone finds
    losing BIGINT NOT NULL,                    -- that the published rule alone finds
    CONSTRAINT simulation_doubt_adds_up CHECK (after_count - before_count = gaining - losing)
);
CREATE UNIQUE INDEX simulation_doubt_once ON simulation_doubt (simulation_id, division_code, level);

-- What was confirmed of a rule; NULL: of an item, or of pack.md.
ALTER TABLE reading_confirmation ADD COLUMN rule_file TEXT;
