-- Hires (hire).

-- fact_hire_page(uscc_first text, uscc_last text, key_first key, key_last key, prefix text,
--     day date, row_count int)
--   -> FactHireRow(person_id int, uscc text, id_number key, start_date date, name sealed(person),
--                  birth_date date, contract_kind text, contract_to date?, division_code text,
--                  employer_kind text?)*
-- The hires up to a day, in the order of their keys.
SELECT hire.person_id, hire.uscc, person.id_number, hire.start_date, person.name,
       person.birth_date, hire.contract_kind, hire.contract_to, hire.division_code,
       org.kind AS employer_kind
  FROM hire JOIN person ON person.id = hire.person_id LEFT JOIN org ON org.uscc = hire.uscc
 WHERE hire.uscc >= $1 AND hire.uscc <= $2
   AND hire.uscc || ':' || person.id_number || ':' || hire.start_date >= $3
   AND hire.uscc || ':' || person.id_number || ':' || hire.start_date <= $4
   AND hire.division_code LIKE $5 || '%' AND hire.start_date <= $6
 ORDER BY hire.uscc, person.id_number, hire.start_date LIMIT $7;
