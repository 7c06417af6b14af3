-- What applicants say of how their claim was handled, once, when it has ended.

-- database: policy
CREATE TABLE claim_rating (
    application_id BIGINT NOT NULL REFERENCES application (id),
    score BIGINT NOT NULL CHECK (score BETWEEN 1 AND 5), -- 5 very content, 1 not at all
    remark TEXT,
    account_id BIGINT NOT NULL,
    rated_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX claim_rating_once ON claim_rating (application_id);
CREATE INDEX claim_rating_day ON claim_rating (rated_on, application_id);
