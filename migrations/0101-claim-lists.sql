-- The lists of claims by the indexes that have their order: work by what is due first, a state and a
-- policy by number. What else a list filters and counts by stands behind, so that rows which are not
-- shown are not read.

-- database: policy
DROP INDEX application_work;
CREATE INDEX application_work ON application
    (state, coalesce(due_on, submitted_on), number, division_code);
CREATE INDEX application_state ON application
    (state, number, division_code, policy_number, amount_fen);
CREATE INDEX application_listed ON application
    (policy_number, number, division_code, amount_fen);
