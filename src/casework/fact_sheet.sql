-- What a roster or a batch asks of a department, as a whole.

-- fact_sheet_work(department text, prefix text, row_count int) -> FactSheetWorkRow(list_number text,
--     policy_number int, fact_key text, cases int, asked_on date, due_on date)*
-- Lists that wait for a department within the scope, a row for each fact they ask; what is due
-- first comes first.
WITH waiting AS (SELECT fact_request.list_number, fact_request.policy_number,
            fact_request.case_number, fact_request.fact_key, fact_request.asked_on,
            fact_request.due_on
       FROM fact_request
       LEFT JOIN application ON application.number = fact_request.case_number
       LEFT JOIN batch_row ON batch_row.case_number = fact_request.case_number
       LEFT JOIN batch ON batch.id = batch_row.batch_id
      WHERE fact_request.department = $1 AND fact_request.is_open = 1
        AND fact_request.list_number IS NOT NULL AND fact_request.division_code LIKE $2 || '%'
        AND (application.state IN ('submitted', 'accepted')
             OR (batch.state = 'reviewing' AND batch_row.application_id IS NULL))),
     list AS (SELECT list_number, count(DISTINCT case_number) AS cases, min(asked_on) AS asked_on,
            min(due_on) AS due_on
       FROM waiting GROUP BY list_number ORDER BY min(due_on), list_number LIMIT $3)
SELECT DISTINCT waiting.list_number, waiting.policy_number, waiting.fact_key, list.cases,
       list.asked_on, list.due_on
  FROM list JOIN waiting ON waiting.list_number = list.list_number
 ORDER BY list.due_on, waiting.list_number, waiting.fact_key;

-- fact_sheet_requests(list_number text, department text, prefix text) -> FactSheetRequestRow(
--     case_number text, policy_number int, fact_key text, division_code text, due_on date,
--     is_open bool, is_living bool, claim_subject sealed(application.subject_label)?,
--     row_subject text?, person_id int?, uscc text?, is_batch_row bool,
--     value_json sealed(fact_answer)?)*
-- All that a list asks of a department within the scope, case by case; what is due first comes
-- first. `is_living`: an answer may still come, or another.
SELECT fact_request.case_number, fact_request.policy_number, fact_request.fact_key,
       fact_request.division_code, fact_request.due_on, fact_request.is_open,
       coalesce(application.state IN ('submitted', 'accepted'), batch.state = 'reviewing'
           AND batch_row.application_id IS NULL, 1 = 0) AS is_living,
       application.subject_label AS claim_subject, batch_row.subject_label AS row_subject,
       coalesce(application.person_id, batch_row.person_id) AS person_id,
       coalesce(application.uscc, batch_row.uscc) AS uscc,
       batch.id IS NOT NULL AS is_batch_row, fact_answer.value_json
  FROM fact_request
  LEFT JOIN application ON application.number = fact_request.case_number
  LEFT JOIN batch_row ON batch_row.case_number = fact_request.case_number
  LEFT JOIN batch ON batch.id = batch_row.batch_id
  LEFT JOIN fact_answer ON fact_answer.request_id = fact_request.id
       AND fact_answer.sequence = (SELECT max(sequence) FROM fact_answer latest
            WHERE latest.request_id = fact_request.id)
 WHERE fact_request.list_number = $1 AND fact_request.department = $2
   AND fact_request.division_code LIKE $3 || '%'
 ORDER BY fact_request.due_on, length(fact_request.case_number), fact_request.case_number,
       fact_request.id;

-- fact_sheet_passed(list_number text) -> FactSheetPassedRow(case_number text, claim_number text)*
-- Rows of a batch that became claims after departments were asked about them.
SELECT batch_row.case_number, application.number AS claim_number
  FROM batch
  JOIN batch_row ON batch_row.batch_id = batch.id AND batch_row.case_number IS NOT NULL
  JOIN application ON application.id = batch_row.application_id
 WHERE batch.number = $1 ORDER BY batch_row.sequence;

-- fact_sheet_person(person_id int) -> FactSheetPersonRow(id_number key, name sealed(person))?
-- Whom a case is about.
SELECT id_number, name FROM person WHERE id = $1;

-- fact_sheet_unit(uscc text) -> FactSheetUnitRow(name text)?
-- The unit that a case is about.
SELECT name FROM org WHERE uscc = $1;
