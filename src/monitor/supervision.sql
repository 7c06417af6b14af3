-- Orders of the leading group, and what happened to them.

-- supervision_insert(number text, policy_number int, policy_title text, target_key text,
--     target_name text, standing text, division_code text, department text, body text,
--     bulletin_number text?, issued_on date, issued_by int, due_on date) -> SupervisionIdRow(id int)
-- A new order, unanswered.
INSERT INTO supervision (number, policy_number, policy_title, target_key, target_name, standing,
    division_code, department, body, bulletin_number, state, issued_on, issued_by, due_on,
    urged_count, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, $13, 0, 1) RETURNING id;

-- supervision_by_number(number text, division_code text?, department text?)
--   -> SupervisionRow(id int, number text, policy_number int, policy_title text, target_key text,
--          target_name text, standing text, division_code text, department text, body text,
--          bulletin_number text?, state text, issued_on date, issued_by int, due_on date,
--          urged_count int, answered_by int?, version int)?
-- One, if it is the addressee's; absent addressees see all.
SELECT id, number, policy_number, policy_title, target_key, target_name, standing, division_code,
       department, body, bulletin_number, state, issued_on, issued_by, due_on, urged_count,
       answered_by, version
  FROM supervision
 WHERE number = $1 AND ($2 IS NULL OR division_code = $2) AND ($3 IS NULL OR department = $3);

-- supervision_page(division_code text?, department text?, living_only bool, before_number text?,
--     row_count int) -> SupervisionRow*
-- A page of the list, the latest first.
SELECT id, number, policy_number, policy_title, target_key, target_name, standing, division_code,
       department, body, bulletin_number, state, issued_on, issued_by, due_on, urged_count,
       answered_by, version
  FROM supervision
 WHERE ($1 IS NULL OR division_code = $1) AND ($2 IS NULL OR department = $2)
   AND ($3 = 0 OR state IN ('open', 'answered')) AND ($4 IS NULL OR number < $4)
 ORDER BY number DESC LIMIT $5;

-- supervision_waiting(division_code text?, department text?, row_count int) -> SupervisionRow*
-- What the addressee has to answer, the most urgent first.
SELECT id, number, policy_number, policy_title, target_key, target_name, standing, division_code,
       department, body, bulletin_number, state, issued_on, issued_by, due_on, urged_count,
       answered_by, version
  FROM supervision
 WHERE ($1 IS NULL OR division_code = $1) AND ($2 IS NULL OR department = $2) AND state = 'open'
 ORDER BY due_on, number LIMIT $3;

-- supervision_counts(division_code text?, department text?, today date)
--   -> SupervisionCountsRow(open int, answered int, overdue int)
-- How many wait, for whom.
SELECT coalesce(sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0) AS open,
       coalesce(sum(CASE WHEN state = 'answered' THEN 1 ELSE 0 END), 0) AS answered,
       coalesce(sum(CASE WHEN state = 'open' AND due_on < $3 THEN 1 ELSE 0 END), 0) AS overdue
  FROM supervision
 WHERE ($1 IS NULL OR division_code = $1) AND ($2 IS NULL OR department = $2);

-- supervision_move(id int, version int, state text, due_on date, urged_count int, answered_by int?,
--     closed_by int?) -> nothing
-- The next version; none when somebody was faster.
UPDATE supervision
   SET state = $3, due_on = $4, urged_count = $5, answered_by = $6, closed_by = $7, version = $2 + 1
 WHERE id = $1 AND version = $2;

-- supervision_event_insert(supervision_id int, version int, action text, from_state text?,
--     to_state text, due_on date, account_id int, actor_name text, role text, business_date date,
--     at_ms int, note text) -> nothing
-- What happened.
INSERT INTO supervision_event (supervision_id, version, action, from_state, to_state, due_on,
    account_id, actor_name, role, business_date, at_ms, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- supervision_events(supervision_id int)
--   -> SupervisionEventRow(action text, due_on date, actor_name text, role text,
--          business_date date, note text)*
-- From the first.
SELECT action, due_on, actor_name, role, business_date, note FROM supervision_event
 WHERE supervision_id = $1 ORDER BY version;
