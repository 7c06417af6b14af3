-- Drafts of applications: what somebody typed and has not submitted yet.

-- database: policy
CREATE TABLE claim_draft (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- CG-2023-000001
    person_id BIGINT,
    uscc TEXT,
    owner TEXT NOT NULL,                       -- of the two, for the index
    policy_number BIGINT NOT NULL,
    subject_key TEXT NOT NULL,
    typed_json TEXT NOT NULL,                  -- field of the form -> text as typed
    saved_on TEXT NOT NULL,
    expires_on TEXT NOT NULL,                  -- the last day
    CONSTRAINT claim_draft_has_one_owner CHECK ((person_id IS NULL) <> (uscc IS NULL))
);
CREATE UNIQUE INDEX claim_draft_number ON claim_draft (number);
CREATE UNIQUE INDEX claim_draft_once ON claim_draft (owner, policy_number, subject_key);
CREATE INDEX claim_draft_expires ON claim_draft (expires_on);
