-- Students and graduates, and whether their family draws the minimum-living allowance (student).

-- fact_student_page(first key, last key, prefix text, day date, since date, is_page int,
--     row_count int)
--   -> FactStudentRow(person_id int, id_number key, name sealed(person), division_code text,
--                     level_code text?, school_uscc text?, graduation_date date?,
--                     is_low_income_family bool)*
-- The living with their latest graduation, which may lie ahead; a page leaves out all who graduate
-- from no vocational school from a day on. A household draws when one of its members does.
SELECT person.id AS person_id, person.id_number, person.name, person.division_code,
       (SELECT graduate.level_code FROM graduate WHERE graduate.person_id = person.id
         ORDER BY graduate.graduation_date DESC, graduate.level_code LIMIT 1) AS level_code,
       (SELECT graduate.school_uscc FROM graduate WHERE graduate.person_id = person.id
         ORDER BY graduate.graduation_date DESC, graduate.level_code LIMIT 1) AS school_uscc,
       (SELECT max(graduate.graduation_date) FROM graduate
         WHERE graduate.person_id = person.id) AS graduation_date,
       EXISTS (SELECT 1 FROM person_category_cert held
                WHERE held.category = 'low_income' AND held.from_date <= $4
                  AND (held.to_date IS NULL OR held.to_date >= $4)
                  AND (held.person_id = person.id
                       OR held.person_id IN
                          (SELECT member.person_id
                             FROM person_hukou own
                             JOIN person_hukou member ON member.household_id = own.household_id
                            WHERE own.person_id = person.id
                              AND own.from_date <= $4
                              AND (own.to_date IS NULL OR own.to_date >= $4)
                              AND member.from_date <= $4
                              AND (member.to_date IS NULL OR member.to_date >= $4))))
           AS is_low_income_family
  FROM person
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%' AND person.birth_date <= $4
   AND (person.deceased_on IS NULL OR person.deceased_on > $4)
   AND ($6 = 0
        OR EXISTS (SELECT 1 FROM graduate
                    WHERE graduate.person_id = person.id AND graduate.graduation_date >= $5
                      AND graduate.level_code BETWEEN '41' AND '49'))
 ORDER BY person.id_number LIMIT $7;

-- fact_student_of_school(school_uscc text, day date, since date, row_count int)
--   -> FactStudentOwnRow(person_id int, id_number key, name sealed(person))*
-- The living whose latest graduation is from this school, and from a day on.
SELECT person.id AS person_id, person.id_number, person.name
  FROM person
 WHERE person.id IN (SELECT graduate.person_id FROM graduate
                      WHERE graduate.school_uscc = $1 AND graduate.graduation_date >= $3)
   AND (SELECT latest.school_uscc FROM graduate latest WHERE latest.person_id = person.id
         ORDER BY latest.graduation_date DESC, latest.level_code LIMIT 1) = $1
   AND (person.deceased_on IS NULL OR person.deceased_on > $2)
 ORDER BY person.id_number LIMIT $4;
