-- People who go out to work (outwork).

-- fact_outwork_find(first key, last key, prefix text, day date, row_count int)
--   -> FactOutworkRow(person_id int, id_number key, name sealed(person), division_code text,
--                     hukou_division text?)*
-- People by their id numbers, and where they are registered on a day.
SELECT person.id AS person_id, person.id_number, person.name, person.division_code,
       person_hukou.division_code AS hukou_division
  FROM person LEFT JOIN person_hukou
    ON person_hukou.person_id = person.id
   AND person_hukou.from_date =
       (SELECT max(former.from_date) FROM person_hukou former
         WHERE former.person_id = person.id AND former.from_date <= $4
           AND (former.to_date IS NULL OR former.to_date >= $4))
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%'
 ORDER BY person.id_number LIMIT $5;

-- fact_outwork_page(first key, last key, prefix text, since date, day date, row_count int)
--   -> FactOutworkRow*
-- The living who worked, or were insured as employed, outside their home county since a day.
SELECT person.id AS person_id, person.id_number, person.name, person.division_code,
       person_hukou.division_code AS hukou_division
  FROM person JOIN person_hukou
    ON person_hukou.person_id = person.id
   AND person_hukou.from_date =
       (SELECT max(former.from_date) FROM person_hukou former
         WHERE former.person_id = person.id AND former.from_date <= $5
           AND (former.to_date IS NULL OR former.to_date >= $5))
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%'
   AND (person.deceased_on IS NULL OR person.deceased_on > $5)
   AND (EXISTS (SELECT 1 FROM employment_period
                 WHERE employment_period.person_id = person.id
                   AND employment_period.division_code <> person_hukou.division_code
                   AND employment_period.from_date <= $5
                   AND (employment_period.to_date IS NULL OR employment_period.to_date >= $4))
        OR EXISTS (SELECT 1 FROM insurance_period
                    WHERE insurance_period.person_id = person.id
                      AND insurance_period.kind = 'pension'
                      AND insurance_period.employer_uscc <> ''
                      AND insurance_period.division_code <> person_hukou.division_code
                      AND insurance_period.from_date <= $5
                      AND (insurance_period.to_date IS NULL
                           OR insurance_period.to_date >= $4)))
 ORDER BY person.id_number LIMIT $6;
