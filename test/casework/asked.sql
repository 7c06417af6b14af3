-- What tests of what departments are asked add behind the program's back.

-- ask_alike(case_number text, fact_key text, like_key text) -> nothing
-- One more question to a case, like one that it has.
INSERT INTO fact_request (case_number, policy_number, fact_key, department, division_code, asked_on,
    due_on, is_open)
SELECT case_number, policy_number, $2, department, division_code, asked_on, due_on, is_open
  FROM fact_request WHERE case_number = $1 AND fact_key = $3;
