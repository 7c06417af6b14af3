-- Steps of clawbacks and appeals, and who is whose hand.

-- course_step_insert(number text, version int, action text, from_state text?, to_state text,
--     account_id int, actor_name sealed(course_step), role text, business_date date, at_ms int,
--     note sealed(course_step)?)
--   -> nothing
-- A step of the history.
INSERT INTO course_step (number, version, action, from_state, to_state, account_id, actor_name, role,
    business_date, at_ms, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- course_step_list(number text) -> CourseStepRow(action text, to_state text, account_id int,
--     actor_name sealed(course_step), role text, business_date date, at_ms int,
--     note sealed(course_step)?)*
-- The history, first step first.
SELECT action, to_state, account_id, actor_name, role, business_date, at_ms, note
  FROM course_step WHERE number = $1 ORDER BY version;

-- course_hand_of_person(application_id int, account_id int)
--   -> CourseHandRow(is_payee bool, is_approver bool, is_hand bool)?
-- What whoever holds this account is to a claim, under this account or another. Who had a batch
-- matched accepted its claims without a step of theirs.
SELECT CAST(CASE WHEN me.holder = application.payee_key THEN 1 ELSE 0 END AS BIGINT) AS is_payee,
       CAST(CASE WHEN EXISTS (SELECT 1 FROM account other
            WHERE other.id IN (application.approved_by, application.released_by)
              AND (other.id = me.id OR other.holder = me.holder)) THEN 1 ELSE 0 END AS BIGINT)
           AS is_approver,
       CAST(CASE WHEN EXISTS (SELECT 1 FROM account other
            WHERE (other.id = me.id OR other.holder = me.holder)
              AND (other.id = application.accepted_by
                   OR EXISTS (SELECT 1 FROM review_step
                       WHERE review_step.application_id = application.id
                         AND review_step.account_id = other.id))) THEN 1 ELSE 0 END AS BIGINT)
           AS is_hand
  FROM application JOIN account me ON me.id = $2
 WHERE application.id = $1;
