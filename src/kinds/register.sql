-- Versions of registers and their way to the receivers.

-- register_lines(measure text)
--   -> RegisterLineRow(number text, subject_key key, subject_label text, division_code text,
--                      admitted_on date, sources text, decision_json sealed(enrolment_decision)?)*
-- Those who stand on the list, by number.
SELECT enrolment.number, enrolment.subject_key, enrolment.subject_label, enrolment.division_code,
       enrolment.admitted_on,
       coalesce((SELECT group_concat(listed.department, '、') FROM
           (SELECT department FROM enrolment_source
             WHERE enrolment_source.enrolment_id = enrolment.id ORDER BY department) listed), '')
           AS sources,
       (SELECT decision_json FROM enrolment_decision
         WHERE enrolment_decision.enrolment_id = enrolment.id
         ORDER BY version DESC LIMIT 1) AS decision_json
  FROM enrolment WHERE enrolment.measure = $1 AND enrolment.state IN ('admitted', 'done')
 ORDER BY enrolment.number;

-- register_lines@postgres
SELECT enrolment.number, enrolment.subject_key, enrolment.subject_label, enrolment.division_code,
       enrolment.admitted_on,
       coalesce((SELECT string_agg(listed.department, '、') FROM
           (SELECT department FROM enrolment_source
             WHERE enrolment_source.enrolment_id = enrolment.id ORDER BY department) listed), '')
           AS sources,
       (SELECT decision_json FROM enrolment_decision
         WHERE enrolment_decision.enrolment_id = enrolment.id
         ORDER BY version DESC LIMIT 1) AS decision_json
  FROM enrolment WHERE enrolment.measure = $1 AND enrolment.state IN ('admitted', 'done')
 ORDER BY enrolment.number;

-- register_version_insert(measure text, number int, day date, account_id int, line_count int,
--     sha256 text, content sealed_blob(register_version)) -> nothing
-- A new version.
INSERT INTO register_version (measure, number, made_on, made_by, line_count, sha256, content)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- register_version_list(measure text)
--   -> RegisterVersionRow(id int, number int, made_on date, line_count int, sha256 text)*
-- Newest first.
SELECT id, number, made_on, line_count, sha256 FROM register_version WHERE measure = $1
 ORDER BY number DESC;

-- register_version_get(measure text, number int) -> RegisterContentRow(id int,
--     content sealed_blob(register_version))?
-- One with its bytes.
SELECT id, content FROM register_version WHERE measure = $1 AND number = $2;

-- register_push_insert(version_id int, receiver text, day date, account_id int) -> nothing
-- Handed on.
INSERT INTO register_push (version_id, receiver, pushed_on, pushed_by) VALUES ($1, $2, $3, $4);

-- register_push_answer(version_id int, receiver text, receipt text, day date, account_id int)
--   -> nothing
-- The receipt, once.
UPDATE register_push SET receipt = $3, receipt_on = $4, receipt_by = $5
 WHERE version_id = $1 AND receiver = $2 AND receipt IS NULL;

-- register_pushes(measure text)
--   -> RegisterPushRow(version_id int, receiver text, pushed_on date, receipt text?,
--                      receipt_on date?)*
-- All of a register, by version and receiver.
SELECT register_push.version_id, register_push.receiver, register_push.pushed_on,
       register_push.receipt, register_push.receipt_on
  FROM register_push JOIN register_version ON register_version.id = register_push.version_id
 WHERE register_version.measure = $1
 ORDER BY register_push.version_id, register_push.receiver;

-- register_members(measure text, period text)
--   -> RegisterMemberRow(number text, subject_key key, state text)*
-- Who applied for a list or stands on it in a period, by subject.
SELECT number, subject_key, state FROM enrolment
 WHERE measure = $1 AND period = $2 AND state IN ('applied', 'admitted', 'done')
 ORDER BY subject_key;
