-- The post that somebody holds with a public institution, an organ of government, a programme of
-- grassroots service, a community, or out of public welfare; and at which level the unit stands.

-- database: labour
CREATE TABLE post_period (
    person_id BIGINT NOT NULL REFERENCES person (id),
    uscc TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('public_institution', 'government', 'grassroots_service',
                                       'community', 'public_welfare')),
    unit_level TEXT NOT NULL CHECK (unit_level IN ('province', 'city', 'county', 'township',
                                                   'village')),
    from_date TEXT NOT NULL,                   -- first day of the contract or the agreement
    to_date TEXT,
    agreed_to TEXT,                            -- last day of the service agreed; NULL = none agreed
    division_code TEXT NOT NULL,               -- county of the post
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, from_date, uscc)
);
