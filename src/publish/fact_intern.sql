-- People who did an internship (intern).

-- fact_intern_page(first key, last key, prefix text, day date, is_page int, row_count int)
--   -> FactInternRow(person_id int, id_number key, name sealed(person), division_code text,
--                    from_date date?, ended_on date?, first_ended_on date?)*
-- The living with the latest internship begun by a day, and when their first one ended; a page
-- leaves out all who did none.
SELECT person.id AS person_id, person.id_number, person.name, person.division_code,
       internship.from_date, internship.ended_on,
       (SELECT min(former.ended_on) FROM internship former
         WHERE former.person_id = person.id AND former.ended_on <= $4) AS first_ended_on
  FROM person LEFT JOIN internship
    ON internship.id = (SELECT latest.id FROM internship latest
                         WHERE latest.person_id = person.id AND latest.from_date <= $4
                         ORDER BY latest.from_date DESC, latest.id DESC LIMIT 1)
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%' AND person.birth_date <= $4
   AND (person.deceased_on IS NULL OR person.deceased_on > $4)
   AND ($5 = 0 OR internship.id IS NOT NULL)
 ORDER BY person.id_number LIMIT $6;
