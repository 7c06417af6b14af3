-- Published packs of policies.

-- policy_version_latest() -> PolicyVersionRow(id int, hash text, pack_id text, published_on date)?
-- The version in effect.
SELECT id, hash, pack_id, published_on FROM policy_version ORDER BY id DESC LIMIT 1;

-- policy_version_find(hash text) -> PolicyVersionRow?
-- The version with a hash.
SELECT id, hash, pack_id, published_on FROM policy_version WHERE hash = $1;

-- policy_version_insert(hash text, pack_id text, title text, published_on date)
--   -> PolicyVersionKeyRow(id int)
-- Adds a version, which is then in effect.
INSERT INTO policy_version (hash, pack_id, title, published_on) VALUES ($1, $2, $3, $4)
RETURNING id;

-- policy_file_insert(version_id int, name text, content text) -> nothing
-- Adds a file of a version.
INSERT INTO policy_file (version_id, name, content) VALUES ($1, $2, $3);

-- policy_file_list(version_id int) -> PolicyFileRow(name text, content text)*
-- The files of a version, by name.
SELECT name, content FROM policy_file WHERE version_id = $1 ORDER BY name;
