-- escalation_raise(level int, late_since date, today date, only_state text, row_count int)
--     -> nothing
-- Raises claims that were due by a day and have not reached this level with the step they are at. A
-- claim has a due day as long as somebody of the office owes its step.
INSERT INTO application_escalation (application_id, version, level, due_on, raised_on)
SELECT id, version, $1, due_on, $3
  FROM application
 WHERE due_on <= $2 AND ($4 = '' OR state = $4)
   AND NOT EXISTS (SELECT 1 FROM application_escalation e
        WHERE e.application_id = application.id AND e.version = application.version
          AND e.level = $1)
 ORDER BY due_on, number LIMIT $5;

-- escalation_page(prefix text, level int, row_count int)
--     -> EscalationRow(number text, policy_number int, policy_title text, division_code text,
--     state text, due_on date, level int, urges int, last_urge sealed(application_urge.body)?)*
-- Raised to a level or higher and not taken yet; longest overdue first.
SELECT a.number, a.policy_number, a.policy_title, a.division_code, a.state, a.due_on,
       (SELECT max(level) FROM application_escalation
         WHERE application_id = a.id AND version = a.version) AS level,
       (SELECT count(*) FROM application_urge
         WHERE application_id = a.id AND version = a.version) AS urges,
       (SELECT body FROM application_urge
         WHERE application_id = a.id AND version = a.version
         ORDER BY id DESC LIMIT 1) AS last_urge
  FROM application_escalation e
  JOIN application a ON a.id = e.application_id AND a.version = e.version
 WHERE e.level = $2 AND a.division_code LIKE $1 || '%'
 ORDER BY a.due_on, a.number LIMIT $3;

-- escalation_count(prefix text, level int) -> EscalationCountRow(count int)
-- How many there are.
SELECT count(*) AS count
  FROM application_escalation e
  JOIN application a ON a.id = e.application_id AND a.version = e.version
 WHERE e.level = $2 AND a.division_code LIKE $1 || '%';

-- escalation_find(number text, prefix text, level int)
--     -> EscalatedRow(id int, version int, division_code text)?
-- A claim whose present step was raised to a level.
SELECT a.id, a.version, a.division_code
  FROM application a
  JOIN application_escalation e ON e.application_id = a.id AND e.version = a.version
 WHERE a.number = $1 AND a.division_code LIKE $2 || '%' AND e.level = $3;

-- escalation_insert_urge(application_id int, version int, body sealed(application_urge),
--     account_id int, actor_name text, role text, urged_on date) -> nothing
-- A reminder.
INSERT INTO application_urge (application_id, version, body, account_id, actor_name, role, urged_on)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- escalation_urge_list(number text) -> UrgeRow(body sealed(application_urge), actor_name text,
--     role text, urged_on date)*
-- Reminders of the step that a claim is at, newest first.
SELECT u.body, u.actor_name, u.role, u.urged_on
  FROM application_urge u
  JOIN application a ON a.id = u.application_id AND a.version = u.version
 WHERE a.number = $1
 ORDER BY u.id DESC;
