-- Who had which entitlement in which period: one living row for a measure, subject, period and stage.
-- Rows are added and voided, never deleted. A row that another authority reported keeps its source.

-- database: policy
CREATE TABLE entitlement (
    id IDENTITY_KEY,
    policy_number BIGINT NOT NULL,             -- 1 to 42 and beyond
    measure TEXT NOT NULL,                     -- key of the measure, unique over all policies
    subject_kind TEXT NOT NULL,                -- person employer hire internship organiser roster ...
    subject_key TEXT NOT NULL,                 -- that subject's key, as the kind writes it
    period TEXT NOT NULL,                      -- '2023', '2023-10', or 'once'
    stage TEXT NOT NULL,                       -- '' where a measure has one stage
    person_id BIGINT,                          -- the person it concerns, if any
    uscc TEXT,                                 -- the unit it concerns, if any
    amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
    granted_on TEXT NOT NULL,
    claim_number TEXT,                         -- NULL: granted before this platform, or elsewhere
    is_void BIGINT NOT NULL CHECK (is_void IN (0, 1)),
    voided_on TEXT,
    void_reason TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    CHECK (is_void = 0 OR (voided_on IS NOT NULL AND void_reason IS NOT NULL))
);
CREATE UNIQUE INDEX entitlement_once ON entitlement
    (measure, subject_kind, subject_key, period, stage) WHERE is_void = 0;
CREATE INDEX entitlement_person ON entitlement (person_id, policy_number, granted_on);
CREATE INDEX entitlement_uscc ON entitlement (uscc, policy_number, granted_on);
