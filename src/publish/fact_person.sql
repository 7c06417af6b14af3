-- People (person).

-- fact_person_page(first key, last key, prefix text, day date, row_count int)
--   -> FactPersonRow(person_id int, id_number key, name sealed(person), birth_date date, sex int,
--                    education_code text?, division_code text, hukou_division text?,
--                    is_rural int?, graduation_date date?, is_veteran bool, is_unemployed bool,
--                    is_hardship bool, is_poverty_lifted bool, is_rural_low_income bool,
--                    is_relocated bool, is_college_graduate bool, hardship_from date?)*
-- The living, and what is recorded of them on a day.
SELECT person.id AS person_id, person.id_number, person.name, person.birth_date, person.sex,
       person.education_code, person.division_code,
       person_hukou.division_code AS hukou_division, person_hukou.is_rural,
       (SELECT max(graduate.graduation_date) FROM graduate
         WHERE graduate.person_id = person.id AND graduate.is_verified = 1
           AND graduate.graduation_date <= $4) AS graduation_date,
       EXISTS (SELECT 1 FROM veteran
                WHERE veteran.person_id = person.id AND veteran.retired_on <= $4) AS is_veteran,
       EXISTS (SELECT 1 FROM unemployment_registration
                WHERE unemployment_registration.person_id = person.id
                  AND unemployment_registration.from_date <= $4
                  AND (unemployment_registration.to_date IS NULL
                       OR unemployment_registration.to_date >= $4)) AS is_unemployed,
       EXISTS (SELECT 1 FROM person_category_cert held
                WHERE held.person_id = person.id AND held.category = 'hardship'
                  AND held.from_date <= $4
                  AND (held.to_date IS NULL OR held.to_date >= $4)) AS is_hardship,
       EXISTS (SELECT 1 FROM person_category_cert held
                WHERE held.person_id = person.id AND held.category = 'poverty_lifted'
                  AND held.from_date <= $4
                  AND (held.to_date IS NULL OR held.to_date >= $4)) AS is_poverty_lifted,
       EXISTS (SELECT 1 FROM person_category_cert held
                WHERE held.person_id = person.id AND held.category = 'rural_low_income'
                  AND held.from_date <= $4
                  AND (held.to_date IS NULL OR held.to_date >= $4)) AS is_rural_low_income,
       EXISTS (SELECT 1 FROM person_category_cert held
                WHERE held.person_id = person.id AND held.category = 'relocated'
                  AND held.from_date <= $4
                  AND (held.to_date IS NULL OR held.to_date >= $4)) AS is_relocated,
       EXISTS (SELECT 1 FROM graduate -- the levels of education_is_college_graduate
                WHERE graduate.person_id = person.id AND graduate.is_verified = 1
                  AND graduate.graduation_date <= $4
                  AND graduate.level_code IN ('11', '14', '21', '31')) AS is_college_graduate,
       (SELECT max(held.from_date) FROM person_category_cert held
         WHERE held.person_id = person.id AND held.category = 'hardship'
           AND held.from_date <= $4
           AND (held.to_date IS NULL OR held.to_date >= $4)) AS hardship_from
  FROM person LEFT JOIN person_hukou
    ON person_hukou.person_id = person.id
   AND person_hukou.from_date =
       (SELECT max(former.from_date) FROM person_hukou former
         WHERE former.person_id = person.id AND former.from_date <= $4
           AND (former.to_date IS NULL OR former.to_date >= $4))
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%' AND person.birth_date <= $4
   AND (person.deceased_on IS NULL OR person.deceased_on > $4)
 ORDER BY person.id_number LIMIT $5;
