-- People without work, and what they drew (jobless).

-- fact_jobless_page(first key, last key, prefix text, day date, is_page int, row_count int)
--   -> FactJoblessRow(person_id int, id_number key, name sealed(person), division_code text,
--                     registered_from date?, reason text?, is_employed bool)*
-- The living with the registration as unemployed that holds on a day; a page leaves out all who
-- are not registered.
SELECT person.id AS person_id, person.id_number, person.name, person.division_code,
       unemployment_registration.from_date AS registered_from, unemployment_registration.reason,
       EXISTS (SELECT 1 FROM employment_period
                WHERE employment_period.person_id = person.id
                  AND employment_period.kind = 'employee' AND employment_period.from_date <= $4
                  AND (employment_period.to_date IS NULL OR employment_period.to_date >= $4))
           AS is_employed
  FROM person LEFT JOIN unemployment_registration
    ON unemployment_registration.person_id = person.id
   AND unemployment_registration.from_date =
       (SELECT max(held.from_date) FROM unemployment_registration held
         WHERE held.person_id = person.id AND held.from_date <= $4
           AND (held.to_date IS NULL OR held.to_date >= $4))
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%' AND person.birth_date <= $4
   AND (person.deceased_on IS NULL OR person.deceased_on > $4)
   AND ($5 = 0 OR unemployment_registration.from_date IS NOT NULL)
 ORDER BY person.id_number LIMIT $6;

-- fact_jobless_insurance(first key, last key, prefix text, day date)
--   -> FactJoblessPaidRow(person_id int, from_date date, to_date date?)*
-- Their unemployment insurance. In a range only those who were ever registered.
SELECT person_id, from_date, to_date FROM insurance_period
 WHERE kind = 'unemployment' AND from_date <= $4
   AND person_id IN (SELECT id FROM person WHERE id_number >= $1 AND id_number <= $2
                        AND division_code LIKE $3 || '%'
                        AND ($1 = $2 OR id IN (SELECT person_id FROM unemployment_registration)))
 ORDER BY person_id, from_date, employer_uscc;

-- fact_jobless_benefit(first key, last key, prefix text, day date)
--   -> FactJoblessDrawnRow(person_id int, from_date date, to_date date?)*
-- The unemployment benefit that they have drawn.
SELECT person_id, from_date, to_date FROM unemployment_benefit
 WHERE from_date <= $4
   AND person_id IN (SELECT id FROM person WHERE id_number >= $1 AND id_number <= $2
                        AND division_code LIKE $3 || '%')
 ORDER BY person_id, from_date;
