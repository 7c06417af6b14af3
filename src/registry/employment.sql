-- Work and the lack of it: periods of employment, registered unemployment and benefit.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- employment_put(
--     person_id int, employer_uscc text?, employer_name text, kind text, from_date date,
--     to_date date?, contract_kind text, contract_from date?, contract_to date?,
--     monthly_wage_fen int?, is_first_registration bool, division_code text, source text,
--     data_date date)
--   -> nothing
-- Adds a period of work or corrects it.
INSERT INTO employment_period
    (person_id, employer_uscc, employer_name, kind, from_date, to_date, contract_kind,
     contract_from, contract_to, monthly_wage_fen, is_first_registration, division_code,
     source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (person_id, from_date, employer_name) DO UPDATE SET
        employer_uscc = excluded.employer_uscc, kind = excluded.kind, to_date = excluded.to_date,
        contract_kind = excluded.contract_kind, contract_from = excluded.contract_from,
        contract_to = excluded.contract_to, monthly_wage_fen = excluded.monthly_wage_fen,
        is_first_registration = excluded.is_first_registration,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE employment_period.data_date <= excluded.data_date
      AND (employment_period.employer_uscc, employment_period.kind, employment_period.to_date,
           employment_period.contract_kind, employment_period.contract_from,
           employment_period.contract_to, employment_period.monthly_wage_fen,
           employment_period.is_first_registration, employment_period.division_code,
           employment_period.source, employment_period.data_date)
          IS DISTINCT FROM
          (excluded.employer_uscc, excluded.kind, excluded.to_date, excluded.contract_kind,
           excluded.contract_from, excluded.contract_to, excluded.monthly_wage_fen,
           excluded.is_first_registration, excluded.division_code, excluded.source,
           excluded.data_date);

-- unemployment_put(person_id int, reason text, from_date date, to_date date?, division_code text,
--     source text, data_date date)
--   -> nothing
-- Adds a period of registered unemployment or corrects it.
INSERT INTO unemployment_registration
    (person_id, reason, from_date, to_date, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (person_id, from_date) DO UPDATE SET
        reason = excluded.reason, to_date = excluded.to_date,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE unemployment_registration.data_date <= excluded.data_date
      AND (unemployment_registration.reason, unemployment_registration.to_date,
           unemployment_registration.division_code, unemployment_registration.source,
           unemployment_registration.data_date)
          IS DISTINCT FROM
          (excluded.reason, excluded.to_date, excluded.division_code, excluded.source,
           excluded.data_date);

-- benefit_put(person_id int, former_employer_uscc text, monthly_fen int, from_date date,
--     to_date date?, division_code text, source text, data_date date)
--   -> nothing
-- Adds a period of unemployment benefit or corrects it.
INSERT INTO unemployment_benefit
    (person_id, former_employer_uscc, monthly_fen, from_date, to_date, division_code, source,
     data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (person_id, from_date) DO UPDATE SET
        former_employer_uscc = excluded.former_employer_uscc, monthly_fen = excluded.monthly_fen,
        to_date = excluded.to_date, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE unemployment_benefit.data_date <= excluded.data_date
      AND (unemployment_benefit.former_employer_uscc, unemployment_benefit.monthly_fen,
           unemployment_benefit.to_date, unemployment_benefit.division_code,
           unemployment_benefit.source, unemployment_benefit.data_date)
          IS DISTINCT FROM
          (excluded.former_employer_uscc, excluded.monthly_fen, excluded.to_date,
           excluded.division_code, excluded.source, excluded.data_date);

-- employment_list(person_id int)
--   -> EmploymentRow(employer_uscc text?, employer_name text, kind text, from_date date,
--                    to_date date?, contract_kind text, contract_from date?, contract_to date?,
--                    monthly_wage_fen int?, is_first_registration bool, division_code text)*
-- A person's periods of work, latest first.
SELECT employer_uscc, employer_name, kind, from_date, to_date, contract_kind, contract_from,
       contract_to, monthly_wage_fen, is_first_registration, division_code
  FROM employment_period WHERE person_id = $1 ORDER BY from_date DESC, employer_name;

-- unemployment_on(person_id int, day date)
--   -> UnemploymentRow(reason text, from_date date, to_date date?, division_code text)?
-- The registration as unemployed that held on a day.
SELECT reason, from_date, to_date, division_code FROM unemployment_registration
 WHERE person_id = $1 AND from_date <= $2 AND (to_date IS NULL OR to_date >= $2)
 ORDER BY from_date DESC LIMIT 1;

-- benefit_on(person_id int, day date)
--   -> BenefitRow(former_employer_uscc text, monthly_fen int, from_date date, to_date date?)?
-- The unemployment benefit that a person drew on a day.
SELECT former_employer_uscc, monthly_fen, from_date, to_date FROM unemployment_benefit
 WHERE person_id = $1 AND from_date <= $2 AND (to_date IS NULL OR to_date >= $2)
 ORDER BY from_date DESC LIMIT 1;
