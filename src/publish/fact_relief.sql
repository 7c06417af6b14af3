-- People who draw relief or benefit (relief).

-- fact_relief_page(first key, last key, prefix text, day date, is_page int, row_count int)
--   -> FactReliefRow(person_id int, id_number key, name sealed(person), division_code text,
--                    benefit_fen int?, is_destitute bool, is_low_income bool)*
-- The living with what they draw on a day; a page leaves out all who draw nothing.
SELECT person.id AS person_id, person.id_number, person.name, person.division_code,
       unemployment_benefit.monthly_fen AS benefit_fen,
       EXISTS (SELECT 1 FROM person_category_cert held
                WHERE held.person_id = person.id AND held.category = 'destitute'
                  AND held.from_date <= $4
                  AND (held.to_date IS NULL OR held.to_date >= $4)) AS is_destitute,
       EXISTS (SELECT 1 FROM person_category_cert held
                WHERE held.person_id = person.id AND held.category = 'low_income'
                  AND held.from_date <= $4
                  AND (held.to_date IS NULL OR held.to_date >= $4)) AS is_low_income
  FROM person LEFT JOIN unemployment_benefit
    ON unemployment_benefit.person_id = person.id
   AND unemployment_benefit.from_date =
       (SELECT max(drawn.from_date) FROM unemployment_benefit drawn
         WHERE drawn.person_id = person.id AND drawn.from_date <= $4
           AND (drawn.to_date IS NULL OR drawn.to_date >= $4))
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%' AND person.birth_date <= $4
   AND (person.deceased_on IS NULL OR person.deceased_on > $4)
   AND ($5 = 0 OR unemployment_benefit.from_date IS NOT NULL
        OR EXISTS (SELECT 1 FROM person_category_cert held
                    WHERE held.person_id = person.id
                      AND held.category IN ('destitute', 'low_income')
                      AND held.from_date <= $4
                      AND (held.to_date IS NULL OR held.to_date >= $4)))
 ORDER BY person.id_number LIMIT $6;
