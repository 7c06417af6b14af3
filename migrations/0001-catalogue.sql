-- The schema's own books: which migrations ran, which table belongs to which database, the counters
-- behind public numbers, and the keys that make writes repeatable.

-- database: monitor

CREATE TABLE schema_migration (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TEXT NOT NULL
);

CREATE TABLE database_table (
    table_name TEXT NOT NULL PRIMARY KEY,
    database_name TEXT NOT NULL,
    CONSTRAINT database_table_names_a_database
        CHECK (database_name IN ('labour', 'employer', 'policy', 'monitor'))
);

-- A series of public numbers, such as ZW-2023-07; gaps are possible.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- A client's key, the hash of what it was used for, and the first result.
CREATE TABLE request_key (
    key TEXT NOT NULL PRIMARY KEY,
    body_hash BYTEA NOT NULL,
    result TEXT,
    created_at TEXT NOT NULL
);

CREATE INDEX request_key_created_at ON request_key (created_at);
