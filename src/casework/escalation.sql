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

-- escalation_raise_courses(level int, late_since date, today date, is_desk_only int, row_count int)
--     -> nothing
-- The same of clawbacks and appeals whose step the office owes.
INSERT INTO course_escalation (number, version, level, due_on, raised_on)
SELECT number, version, $1, due_on, $3
  FROM course_record owed
 WHERE due_on <= $2 AND state IN ('suspected', 'verified', 'notified', 'filed', 'accepted')
   AND ($4 = 0 OR state IN ('suspected', 'verified', 'filed'))
   AND NOT EXISTS (SELECT 1 FROM course_escalation e
        WHERE e.number = owed.number AND e.version = owed.version AND e.level = $1)
 ORDER BY due_on, number LIMIT $5;

-- escalation_course_page(prefix text, level int, row_count int)
--     -> EscalationCourseRow(number text, policy_number int, policy_title text,
--     division_code text, state text, due_on date, level int, urges int,
--     last_urge sealed(application_urge.body)?)*
-- Clawbacks and appeals that were raised to a level or higher and not taken on yet.
SELECT c.number, a.policy_number, a.policy_title, c.division_code, c.state, c.due_on,
       (SELECT max(level) FROM course_escalation
         WHERE number = c.number AND version = c.version) AS level,
       (SELECT count(*) FROM course_urge
         WHERE number = c.number AND version = c.version) AS urges,
       (SELECT body FROM course_urge WHERE number = c.number AND version = c.version
         ORDER BY id DESC LIMIT 1) AS last_urge
  FROM course_escalation e
  JOIN course_record c ON c.number = e.number AND c.version = e.version
  JOIN application a ON a.id = c.application_id
 WHERE e.level = $2 AND c.division_code LIKE $1 || '%' AND c.due_on IS NOT NULL
 ORDER BY c.due_on, c.number LIMIT $3;

-- escalation_course_count(prefix text, level int) -> EscalationCountRow
-- How many there are.
SELECT count(*) AS count
  FROM course_escalation e
  JOIN course_record c ON c.number = e.number AND c.version = e.version
 WHERE e.level = $2 AND c.division_code LIKE $1 || '%' AND c.due_on IS NOT NULL;

-- escalation_course_find(number text, prefix text, level int)
--     -> EscalatedCourseRow(version int, division_code text)?
-- A clawback or an appeal whose present step was raised to a level.
SELECT c.version, c.division_code
  FROM course_escalation e
  JOIN course_record c ON c.number = e.number AND c.version = e.version
 WHERE e.number = $1 AND c.division_code LIKE $2 || '%' AND e.level = $3;

-- escalation_insert_course_urge(number text, version int, body sealed(application_urge.body),
--     account_id int, actor_name text, role text, urged_on date) -> nothing
-- A reminder.
INSERT INTO course_urge (number, version, body, account_id, actor_name, role, urged_on)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- escalation_course_urge_list(number text) -> UrgeRow*
-- Reminders of the step that a clawback or an appeal is at, newest first.
SELECT u.body, u.actor_name, u.role, u.urged_on
  FROM course_urge u
  JOIN course_record c ON c.number = u.number AND c.version = u.version
 WHERE u.number = $1
 ORDER BY u.id DESC;
