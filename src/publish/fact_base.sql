-- Internship bases (base) and the people who learn there (trainee).

-- fact_base_page(first text, last text, prefix text, year_first date, day date, row_count int)
--   -> FactBaseRow(uscc text, name text?, posts int, division_code text, accepted int,
--                  completed int, retained int, completed_on date?)*
-- Bases recognised by a day, with what happened there from the first day of the year. Whoever was
-- hired before the end counts as having completed.
SELECT internship_unit.uscc, org.name, internship_unit.posts, internship_unit.division_code,
       (SELECT count(*) FROM internship
         WHERE internship.uscc = internship_unit.uscc AND internship.from_date >= $4
           AND internship.from_date <= $5) AS accepted,
       (SELECT count(*) FROM internship
         WHERE internship.uscc = internship_unit.uscc
           AND internship.end_reason IN ('completed', 'hired_early')
           AND internship.ended_on >= $4 AND internship.ended_on <= $5) AS completed,
       (SELECT count(*) FROM internship
         WHERE internship.uscc = internship_unit.uscc
           AND internship.end_reason IN ('completed', 'hired_early')
           AND internship.ended_on >= $4 AND internship.ended_on <= $5
           AND internship.contract_from <= $5) AS retained,
       (SELECT max(internship.ended_on) FROM internship
         WHERE internship.uscc = internship_unit.uscc
           AND internship.end_reason IN ('completed', 'hired_early')
           AND internship.ended_on >= $4 AND internship.ended_on <= $5) AS completed_on
  FROM internship_unit LEFT JOIN org ON org.uscc = internship_unit.uscc
 WHERE internship_unit.uscc >= $1 AND internship_unit.uscc <= $2
   AND internship_unit.division_code LIKE $3 || '%' AND internship_unit.recognised_on <= $5
 ORDER BY internship_unit.uscc LIMIT $6;

-- fact_trainee_page(uscc_first text, uscc_last text, key_first key, key_last key, prefix text,
--     day date, row_count int)
--   -> FactTraineeRow(person_id int, uscc text, id_number key, from_date date, name sealed(person),
--                     planned_months int, ended_on date?, contract_from date?,
--                     monthly_subsidy_fen int, division_code text)*
-- Internships begun by a day, in the order of their keys.
SELECT internship.person_id, internship.uscc, person.id_number, internship.from_date, person.name,
       internship.planned_months, internship.ended_on, internship.contract_from,
       internship.monthly_subsidy_fen, internship.division_code
  FROM internship JOIN person ON person.id = internship.person_id
 WHERE internship.uscc >= $1 AND internship.uscc <= $2
   AND internship.uscc || ':' || person.id_number || ':' || internship.from_date >= $3
   AND internship.uscc || ':' || person.id_number || ':' || internship.from_date <= $4
   AND internship.division_code LIKE $5 || '%' AND internship.from_date <= $6
 ORDER BY internship.uscc, person.id_number, internship.from_date LIMIT $7;
