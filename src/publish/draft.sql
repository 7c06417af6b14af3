-- Drafts of policies.

-- draft_insert(number text, kind text, file_name text, policy_number int, title text,
--     base_content text?, content text, author_id int, author_name text, begun_on date) -> nothing
-- Begins a draft.
INSERT INTO policy_draft (number, kind, file_name, policy_number, title, base_content, content,
    revision, state, author_id, author_name, begun_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 'draft', $8, $9, $10);

-- draft_by_number(number text)
--   -> DraftRow(id int, number text, kind text, file_name text, policy_number int, title text,
--               base_content text?, content text, revision int, state text, author_id int,
--               author_name text, begun_on date, note text?, effective_on date?,
--               decided_name text?, decided_on date?, reason text?, version_hash text?)?
-- A draft.
SELECT id, number, kind, file_name, policy_number, title, base_content, content, revision, state,
       author_id, author_name, begun_on, note, effective_on, decided_name, decided_on, reason,
       version_hash
  FROM policy_draft WHERE number = $1;

-- draft_by_id(id int) -> DraftRow?
-- The draft of a simulation.
SELECT id, number, kind, file_name, policy_number, title, base_content, content, revision, state,
       author_id, author_name, begun_on, note, effective_on, decided_name, decided_on, reason,
       version_hash
  FROM policy_draft WHERE id = $1;

-- draft_page(before_id int, row_count int)
--   -> DraftListRow(id int, number text, kind text, file_name text, policy_number int, title text,
--                   state text, author_name text, begun_on date, effective_on date?,
--                   decided_name text?, decided_on date?)*
-- Drafts, those that wait for somebody first, then the newest.
SELECT id, number, kind, file_name, policy_number, title, state, author_name, begun_on,
       effective_on, decided_name, decided_on
  FROM policy_draft WHERE id < $1
 ORDER BY id DESC LIMIT $2;

-- draft_set_content(id int, revision int, content text, title text, policy_number int) -> nothing
-- A new content, unless somebody was faster.
UPDATE policy_draft
   SET content = $3, revision = revision + 1, state = 'draft', title = $4, policy_number = $5,
       effective_on = NULL, note = NULL, decided_by = NULL, decided_name = NULL, decided_on = NULL,
       reason = NULL
 WHERE id = $1 AND revision = $2 AND state IN ('draft', 'rejected');

-- draft_set_submitted(id int, revision int, effective_on date, note text?) -> nothing
-- Waits for a second person.
UPDATE policy_draft SET state = 'submitted', effective_on = $3, note = $4
 WHERE id = $1 AND revision = $2 AND state = 'draft';

-- draft_set_withdrawn(id int) -> nothing
-- The author gives it up.
UPDATE policy_draft SET state = 'withdrawn'
 WHERE id = $1 AND state IN ('draft', 'submitted', 'rejected');

-- draft_set_rejected(id int, account_id int, name text, decided_on date, reason text) -> nothing
-- Back to the author.
UPDATE policy_draft
   SET state = 'rejected', decided_by = $2, decided_name = $3, decided_on = $4, reason = $5
 WHERE id = $1 AND state = 'submitted';

-- draft_set_published(id int, revision int, account_id int, name text, decided_on date,
--     effective_on date, version_hash text) -> nothing
-- It is a version.
UPDATE policy_draft
   SET state = 'published', decided_by = $3, decided_name = $4, decided_on = $5, effective_on = $6,
       version_hash = $7
 WHERE id = $1 AND revision = $2 AND state = 'submitted';
