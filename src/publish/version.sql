-- Published packs of policies.

-- policy_version_on(today date)
--   -> PolicyVersionRow(id int, hash text, pack_id text, title text, published_on date,
--                       effective_on date)?
-- The version in effect on a day: the latest that had taken effect, before the first one that first.
SELECT id, hash, pack_id, title, published_on, coalesce(effective_on, published_on) AS effective_on
  FROM policy_version
 ORDER BY CASE WHEN coalesce(effective_on, published_on) <= $1 THEN 0 ELSE 1 END,
          CASE WHEN coalesce(effective_on, published_on) <= $1 THEN -id ELSE id END
 LIMIT 1;

-- policy_version_latest() -> PolicyVersionRow?
-- The version published last, in effect or not yet.
SELECT id, hash, pack_id, title, published_on, coalesce(effective_on, published_on) AS effective_on
  FROM policy_version ORDER BY id DESC LIMIT 1;

-- policy_version_find(hash text) -> PolicyVersionRow?
-- The version with a hash.
SELECT id, hash, pack_id, title, published_on, coalesce(effective_on, published_on) AS effective_on
  FROM policy_version WHERE hash = $1;

-- policy_version_insert(hash text, pack_id text, title text, published_on date, effective_on date)
--   -> PolicyVersionKeyRow(id int)
-- Adds a version.
INSERT INTO policy_version (hash, pack_id, title, published_on, effective_on)
VALUES ($1, $2, $3, $4, $5)
RETURNING id;

-- policy_file_insert(version_id int, name text, content text) -> nothing
-- Adds a file of a version.
INSERT INTO policy_file (version_id, name, content) VALUES ($1, $2, $3);

-- policy_file_list(version_id int) -> PolicyFileRow(name text, content text)*
-- The files of a version, by name.
SELECT name, content FROM policy_file WHERE version_id = $1 ORDER BY name;

-- policy_file_history(name text)
--   -> PolicyFileChangeRow(id int, hash text, pack_id text, title text, published_on date,
--                          effective_on date, draft_number text?, is_first bool)*
-- The versions in which a file differs from the version before, newest first.
SELECT id, hash, pack_id, title, published_on, effective_on,
       (SELECT min(policy_draft.number) FROM policy_draft
         WHERE policy_draft.version_hash = history.hash) AS draft_number,
       former IS NULL AS is_first
  FROM (SELECT policy_version.id, policy_version.hash, policy_version.pack_id, policy_version.title,
               policy_version.published_on,
               coalesce(policy_version.effective_on, policy_version.published_on) AS effective_on,
               policy_file.content,
               lag(policy_file.content) OVER (ORDER BY policy_version.id) AS former
          FROM policy_version
          JOIN policy_file ON policy_file.version_id = policy_version.id
         WHERE policy_file.name = $1) history
 WHERE former IS NULL OR former <> content
 ORDER BY id DESC;

-- policy_file_find(version_id int, name text) -> PolicyFileRow?
-- One file of a version.
SELECT name, content FROM policy_file WHERE version_id = $1 AND name = $2;
