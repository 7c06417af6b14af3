-- What departments are asked for, and what they answered.

-- fact_request_insert(case_number text, list_number text?, policy_number int, fact_key text,
--     department text, division_code text, asked_on date, due_on date) -> nothing
-- Asks once; what was asked for already stays as it is.
INSERT INTO fact_request (case_number, list_number, policy_number, fact_key, department,
    division_code, asked_on, due_on, is_open)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (case_number, fact_key) DO NOTHING;

-- fact_answer_insert(case_number text, fact_key text, value_json sealed(fact_answer), account_id int,
--     answered_on date, at_ms int) -> nothing
-- The next answer to a request; no row when nobody asked.
INSERT INTO fact_answer (request_id, sequence, value_json, account_id, answered_on, at_ms)
SELECT id, (SELECT count(*) + 1 FROM fact_answer WHERE request_id = fact_request.id),
       $3, $4, $5, $6
  FROM fact_request WHERE case_number = $1 AND fact_key = $2;

-- fact_request_pass(case_number text, to_number text) -> nothing
-- A row of a batch became a claim: what was asked about it and answered is the claim's.
UPDATE fact_request SET case_number = $2 WHERE case_number = $1;

-- fact_requests_of_case(case_number text)
--   -> FactRequestRow(id int, case_number text, policy_number int, fact_key text,
--     department text, division_code text, asked_on date, due_on date, is_open bool,
--     claim_subject sealed(application.subject_label)?, enrolment_subject text?,
--     row_subject text?, person_id int?, uscc text?, is_claim bool, is_batch_row bool,
--     list_number text?, value_json sealed(fact_answer)?,
--     answered_by sealed(account.display_name)?, answered_on date?)*
-- All that was asked for in a case, with the latest answer.
SELECT fact_request.id, fact_request.case_number, fact_request.policy_number,
       fact_request.fact_key, fact_request.department, fact_request.division_code,
       fact_request.asked_on, fact_request.due_on, fact_request.is_open,
       application.subject_label AS claim_subject, enrolment.subject_label AS enrolment_subject,
       batch_row.subject_label AS row_subject,
       coalesce(application.person_id, enrolment.person_id, batch_row.person_id) AS person_id,
       coalesce(application.uscc, enrolment.uscc, batch_row.uscc) AS uscc,
       application.id IS NOT NULL AS is_claim, batch.id IS NOT NULL AS is_batch_row,
       fact_request.list_number, fact_answer.value_json, account.display_name AS answered_by,
       fact_answer.answered_on
  FROM fact_request
  LEFT JOIN application ON application.number = fact_request.case_number
  LEFT JOIN enrolment ON enrolment.number = fact_request.case_number
  LEFT JOIN batch_row ON batch_row.case_number = fact_request.case_number
  LEFT JOIN batch ON batch.id = batch_row.batch_id
  LEFT JOIN fact_answer ON fact_answer.request_id = fact_request.id
       AND fact_answer.sequence = (SELECT max(sequence) FROM fact_answer latest
            WHERE latest.request_id = fact_request.id)
  LEFT JOIN account ON account.id = fact_answer.account_id
 WHERE fact_request.case_number = $1 ORDER BY fact_request.id;

-- fact_request_work(department text, prefix text, row_count int) -> FactRequestRow*
-- What waits for a department within the scope, in cases that go on and came alone; what is due
-- first comes first.
SELECT fact_request.id, fact_request.case_number, fact_request.policy_number,
       fact_request.fact_key, fact_request.department, fact_request.division_code,
       fact_request.asked_on, fact_request.due_on, fact_request.is_open,
       application.subject_label AS claim_subject, enrolment.subject_label AS enrolment_subject,
       batch_row.subject_label AS row_subject,
       coalesce(application.person_id, enrolment.person_id, batch_row.person_id) AS person_id,
       coalesce(application.uscc, enrolment.uscc, batch_row.uscc) AS uscc,
       application.id IS NOT NULL AS is_claim, batch.id IS NOT NULL AS is_batch_row,
       fact_request.list_number, fact_answer.value_json, account.display_name AS answered_by,
       fact_answer.answered_on
  FROM fact_request
  LEFT JOIN application ON application.number = fact_request.case_number
  LEFT JOIN enrolment ON enrolment.number = fact_request.case_number
  LEFT JOIN batch_row ON batch_row.case_number = fact_request.case_number
  LEFT JOIN batch ON batch.id = batch_row.batch_id
  LEFT JOIN fact_answer ON fact_answer.request_id = fact_request.id
       AND fact_answer.sequence = (SELECT max(sequence) FROM fact_answer latest
            WHERE latest.request_id = fact_request.id)
  LEFT JOIN account ON account.id = fact_answer.account_id
 WHERE fact_request.department = $1 AND fact_request.is_open = 1
   AND fact_request.list_number IS NULL AND fact_request.division_code LIKE $2 || '%'
   AND (application.state IN ('submitted', 'accepted')
        OR enrolment.state IN ('applied', 'admitted')
        OR (batch.state = 'reviewing' AND batch_row.application_id IS NULL))
 ORDER BY fact_request.due_on, fact_request.id LIMIT $3;
