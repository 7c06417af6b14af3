-- A parameter of a risk rule moved to another value, tried on the claims that are still to be
-- assessed as a draft of the rule is (publish/risk_trial.h).

-- database: policy
-- The rule whose parameter is moved; NULL: of an item, or the simulation is of a draft.
ALTER TABLE simulation ADD COLUMN rule_file TEXT;
