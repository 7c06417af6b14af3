-- What risk rules ask for: who serves a sentence in prison, and which months of insurance were paid
-- after they were over. Of a sentence nothing is kept but its days.

-- database: labour
CREATE TABLE sentence_period (
    person_id BIGINT NOT NULL REFERENCES person (id),
    from_date TEXT NOT NULL,                   -- 收监
    to_date TEXT,                              -- NULL: not released by data_date
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, from_date)
);

-- First day of the first month to last day of the last; they stand in insurance_period as well.
CREATE TABLE insurance_late_payment (
    person_id BIGINT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('pension', 'medical', 'unemployment', 'injury',
                                       'maternity')),
    employer_uscc TEXT NOT NULL,               -- empty: insured as flexibly employed
    from_date TEXT NOT NULL,
    to_date TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);
CREATE UNIQUE INDEX insurance_late_payment_once
    ON insurance_late_payment (person_id, kind, employer_uscc, from_date);
