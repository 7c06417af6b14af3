-- Rows of rosters that lack nothing but what departments state: they become claims without an
-- amount, which ask for it.

-- database: policy
ALTER TABLE claim_roster_row ADD COLUMN awaits BIGINT NOT NULL DEFAULT 0
    CONSTRAINT claim_roster_row_awaits_or_not CHECK (awaits IN (0, 1));
