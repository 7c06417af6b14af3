-- Hires: a unit takes somebody on.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- hire_put(uscc text, person_id int, start_date date, contract_kind text, contract_to date?,
--     post text?, monthly_wage_fen int?, ended_on date?, division_code text, source text,
--     data_date date)
--   -> nothing
-- Adds a hire or corrects it.
INSERT INTO hire
    (uscc, person_id, start_date, contract_kind, contract_to, post, monthly_wage_fen, ended_on,
     division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (uscc, person_id, start_date) DO UPDATE SET
        contract_kind = excluded.contract_kind, contract_to = excluded.contract_to,
        post = excluded.post, monthly_wage_fen = excluded.monthly_wage_fen,
        ended_on = excluded.ended_on, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE hire.data_date <= excluded.data_date
      AND (hire.contract_kind, hire.contract_to, hire.post, hire.monthly_wage_fen,
           hire.ended_on, hire.division_code, hire.source, hire.data_date)
          IS DISTINCT FROM
          (excluded.contract_kind, excluded.contract_to, excluded.post,
           excluded.monthly_wage_fen, excluded.ended_on, excluded.division_code,
           excluded.source, excluded.data_date);

-- hire_list(uscc text, since date)
--   -> HireRow(id int, uscc text, person_id int, start_date date, contract_kind text,
--              contract_to date?, post text?, monthly_wage_fen int?, ended_on date?,
--              division_code text)*
-- The hires of a unit since a day, latest first.
SELECT id, uscc, person_id, start_date, contract_kind, contract_to, post, monthly_wage_fen,
       ended_on, division_code
  FROM hire WHERE uscc = $1 AND start_date >= $2 ORDER BY start_date DESC, id;

-- hire_get(id int) -> HireRow
-- One hire.
SELECT id, uscc, person_id, start_date, contract_kind, contract_to, post, monthly_wage_fen,
       ended_on, division_code
  FROM hire WHERE id = $1;

-- hire_find(uscc text, person_id int, start_date date) -> HireRow?
-- A hire by what it is known by.
SELECT id, uscc, person_id, start_date, contract_kind, contract_to, post, monthly_wage_fen,
       ended_on, division_code
  FROM hire WHERE uscc = $1 AND person_id = $2 AND start_date = $3;

-- hire_of_person(uscc text, person_id int) -> HireRow*
-- The hires of one person by a unit, latest first.
SELECT id, uscc, person_id, start_date, contract_kind, contract_to, post, monthly_wage_fen,
       ended_on, division_code
  FROM hire WHERE uscc = $1 AND person_id = $2 ORDER BY start_date DESC, id;
