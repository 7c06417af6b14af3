-- How long a claim is shown to the public and what its fund is called are those of the version that
-- decided it, whatever a later version says. NULL: decided before this was kept.

-- database: policy
ALTER TABLE application ADD COLUMN fund_name TEXT;
ALTER TABLE application ADD COLUMN notice_workdays BIGINT;
