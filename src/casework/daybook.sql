-- The daily register: the steps of one business day.

-- daybook_course_steps(on_date date, prefix text, account_id int?, row_count int)
--   -> DaybookCourseRow(at_ms int, number text, policy_number int, policy_title text, uscc text?,
--     applicant_name sealed(application), division_code text, action text, to_state text,
--     actor_name sealed(course_step), role text, account_id int, amount_fen int,
--     note sealed(course_step)?)*
-- The same of what came after decisions, with the claim's amount as it was decided until then.
SELECT step.at_ms, step.number, claim.policy_number, claim.policy_title, claim.uscc,
       claim.applicant_name, claim.division_code, step.action, step.to_state, step.actor_name,
       step.role, step.account_id,
       coalesce((SELECT decided.amount_fen FROM application_decision decided
                   JOIN review_step made ON made.application_id = decided.application_id
                                        AND made.version = decided.version
                  WHERE decided.application_id = claim.id
                    AND (made.business_date, made.at_ms) <= (step.business_date, step.at_ms)
                  ORDER BY decided.version DESC LIMIT 1), claim.amount_fen) AS amount_fen,
       step.note
  FROM course_step step
  LEFT JOIN clawback ON clawback.number = step.number
  LEFT JOIN appeal ON appeal.number = step.number
  JOIN application claim ON claim.id = coalesce(clawback.application_id, appeal.application_id)
 WHERE step.business_date = $1 AND claim.division_code LIKE $2 || '%'
   AND ($3 IS NULL OR step.account_id = $3)
 ORDER BY step.at_ms, step.id LIMIT $4;

-- daybook_steps(on_date date, prefix text, account_id int?, row_count int)
--   -> DaybookStepRow(at_ms int, number text, policy_number int, policy_title text, uscc text?,
--     applicant_name sealed(application), division_code text, action text, from_state text?,
--     to_state text, actor_name sealed(review_step), role text, account_id int, amount_fen int,
--     note sealed(review_step)?)*
-- The steps of a day within the scope, of everybody or of one account, in the order they came,
-- with the amount as it was decided until then.
SELECT step.at_ms, claim.number, claim.policy_number, claim.policy_title, claim.uscc,
       claim.applicant_name, claim.division_code, step.action, step.from_state, step.to_state,
       step.actor_name, step.role, step.account_id,
       coalesce((SELECT decided.amount_fen FROM application_decision decided
                  WHERE decided.application_id = claim.id AND decided.version <= step.version
                  ORDER BY decided.version DESC LIMIT 1), claim.amount_fen) AS amount_fen,
       step.note
  FROM review_step step JOIN application claim ON claim.id = step.application_id
 WHERE step.business_date = $1 AND claim.division_code LIKE $2 || '%'
   AND ($3 IS NULL OR step.account_id = $3)
 ORDER BY step.at_ms, step.id LIMIT $4;
