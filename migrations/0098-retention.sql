-- Claims whose period of keeping is over lose what tells of whom they were (privacy/retention.h).
-- Rules of 0010-labour.sql hold here as well.

-- database: policy
ALTER TABLE application ADD COLUMN anonymised_on TEXT;
CREATE INDEX application_closed ON application (state, id) WHERE anonymised_on IS NULL;
