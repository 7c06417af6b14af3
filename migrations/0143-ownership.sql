-- Who owns or runs a unit, as the market regulator registers it. A period goes on until somebody
-- else is registered. The person stands by the key of `person`, in another database.

-- database: employer
CREATE TABLE org_person (
    uscc TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('legal_representative', 'operator', 'partner')),
    from_date TEXT NOT NULL,
    to_date TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (uscc, person_id, role, from_date)
);
CREATE INDEX org_person_person ON org_person (person_id, from_date);
