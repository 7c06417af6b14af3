-- Scans of the population: for each policy the latest one, its counts by county, and one row an
-- entitled subject that has not claimed. Former scans are taken away when a new one is complete.

-- database: monitor
CREATE TABLE scan (
    id IDENTITY_KEY,
    policy_number BIGINT NOT NULL,
    pack_hash TEXT NOT NULL,
    scanned_on TEXT NOT NULL,                  -- the business date that it decides for
    is_current BIGINT NOT NULL CHECK (is_current IN (0, 1))
);
CREATE INDEX scan_policy ON scan (policy_number, id);

CREATE TABLE scan_count (
    scan_id BIGINT NOT NULL REFERENCES scan (id),
    division_code TEXT NOT NULL,
    subjects BIGINT NOT NULL,
    entitled BIGINT NOT NULL,
    entitled_fen BIGINT NOT NULL,
    unclaimed BIGINT NOT NULL,
    unclaimed_fen BIGINT NOT NULL,
    undetermined BIGINT NOT NULL
);
CREATE UNIQUE INDEX scan_count_once ON scan_count (scan_id, division_code);

CREATE TABLE scan_row (
    scan_id BIGINT NOT NULL REFERENCES scan (id),
    subject_key TEXT NOT NULL,
    measure TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_label TEXT NOT NULL,               -- masked
    division_code TEXT NOT NULL,
    amount_fen BIGINT NOT NULL
);
CREATE UNIQUE INDEX scan_row_once ON scan_row (scan_id, subject_key, measure);
