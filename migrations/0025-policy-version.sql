-- The packs of policies that were published, file by file. The latest version is in effect; all
-- stay, so that a decision of former days can be made again.

-- database: policy
CREATE TABLE policy_version (
    id IDENTITY_KEY,
    hash TEXT NOT NULL,                        -- SHA-256 over names and contents of the files
    pack_id TEXT NOT NULL,
    title TEXT NOT NULL,
    published_on TEXT NOT NULL
);
CREATE UNIQUE INDEX policy_version_hash ON policy_version (hash);

CREATE TABLE policy_file (
    version_id BIGINT NOT NULL REFERENCES policy_version (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE UNIQUE INDEX policy_file_once ON policy_file (version_id, name);
