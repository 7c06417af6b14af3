-- Rosters that become claims: a file of people, checked, confirmed, claimed row by row. Rules of
-- 0010-labour.sql hold here as well.

-- database: policy
CREATE TABLE claim_roster (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- MC-2023-00012
    policy_number BIGINT NOT NULL,
    policy_title TEXT NOT NULL,
    measure TEXT NOT NULL,
    measure_name TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    period TEXT NOT NULL,                      -- '2023-09', '2023', 'once'
    decided_on TEXT NOT NULL,                  -- the day on which every row is decided
    owner_key TEXT NOT NULL,                   -- uscc, 'person:id', or 'office:' and a county
    uscc TEXT,
    person_id BIGINT,
    owner_name TEXT NOT NULL,
    organiser_code TEXT,                       -- of a batch of workers
    work_division TEXT,                        -- where they went
    division_code TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    pack_hash TEXT NOT NULL,
    columns_json TEXT NOT NULL,                -- names of the columns, in the order of the cells
    state TEXT NOT NULL CHECK (state IN ('checked', 'confirming', 'done')),
    whole_sentences TEXT,                      -- of a roster that is one claim: why not, what is had
    whole_eligible BIGINT CHECK (whole_eligible IN (0, 1)),
    whole_fen BIGINT,
    claim_number TEXT,                         -- of that one claim
    created_by BIGINT NOT NULL,
    created_on TEXT NOT NULL,
    confirmed_on TEXT
);
CREATE UNIQUE INDEX claim_roster_number ON claim_roster (number);
-- The same file for the same turn is the same roster.
CREATE UNIQUE INDEX claim_roster_once ON claim_roster (owner_key, measure, period, file_sha256);
CREATE INDEX claim_roster_division ON claim_roster (division_code, id);

CREATE TABLE claim_roster_row (
    roster_id BIGINT NOT NULL REFERENCES claim_roster (id),
    sequence BIGINT NOT NULL,
    line BIGINT NOT NULL,                      -- of the file
    subject_key TEXT,
    subject_label TEXT NOT NULL,               -- people masked
    cells_json TEXT NOT NULL,                  -- as written
    stated_json TEXT NOT NULL,
    faults_json TEXT NOT NULL,                 -- by cell
    result TEXT NOT NULL CHECK (result IN ('payable', 'look', 'not', 'had', 'faulty')),
    amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
    sentences TEXT NOT NULL,
    claim_number TEXT,
    UNIQUE (roster_id, sequence)
);
CREATE INDEX claim_roster_row_claim ON claim_roster_row (claim_number);
