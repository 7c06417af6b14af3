-- Internships: recognised units, and who is with them.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- internship_unit_put(uscc text, recognised_on date, posts int, division_code text, source text,
--     data_date date)
--   -> nothing
-- Adds a recognised unit or corrects it.
INSERT INTO internship_unit
    (uscc, recognised_on, posts, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (uscc) DO UPDATE SET
        recognised_on = excluded.recognised_on, posts = excluded.posts,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE internship_unit.data_date <= excluded.data_date
      AND (internship_unit.recognised_on, internship_unit.posts, internship_unit.division_code,
           internship_unit.source, internship_unit.data_date)
          IS DISTINCT FROM
          (excluded.recognised_on, excluded.posts, excluded.division_code, excluded.source,
           excluded.data_date);

-- internship_put(uscc text, person_id int, from_date date, planned_months int, ended_on date?,
--     end_reason text?, contract_from date?, monthly_subsidy_fen int, division_code text,
--     source text, data_date date)
--   -> nothing
-- Adds an internship or corrects it.
INSERT INTO internship
    (uscc, person_id, from_date, planned_months, ended_on, end_reason, contract_from,
     monthly_subsidy_fen, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (uscc, person_id, from_date) DO UPDATE SET
        planned_months = excluded.planned_months, ended_on = excluded.ended_on,
        end_reason = excluded.end_reason, contract_from = excluded.contract_from,
        monthly_subsidy_fen = excluded.monthly_subsidy_fen,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE internship.data_date <= excluded.data_date
      AND (internship.planned_months, internship.ended_on, internship.end_reason,
           internship.contract_from, internship.monthly_subsidy_fen, internship.division_code,
           internship.source, internship.data_date)
          IS DISTINCT FROM
          (excluded.planned_months, excluded.ended_on, excluded.end_reason,
           excluded.contract_from, excluded.monthly_subsidy_fen, excluded.division_code,
           excluded.source, excluded.data_date);

-- internship_list(uscc text, first date, last date)
--   -> InternshipRow(id int, person_id int, from_date date, planned_months int, ended_on date?,
--                    end_reason text?, contract_from date?, monthly_subsidy_fen int)*
-- The internships of a unit that began between two days, both included.
SELECT id, person_id, from_date, planned_months, ended_on, end_reason, contract_from,
       monthly_subsidy_fen
  FROM internship WHERE uscc = $1 AND from_date >= $2 AND from_date <= $3 ORDER BY from_date, id;

-- internship_count(uscc text, first date, last date)
--   -> InternshipCountRow(accepted int, completed int, retained int)
-- Internships that began between two days: how many, how many of them were served (or ended in a
-- contract before their time), and how many ended in a contract.
SELECT count(*) AS accepted,
       count(CASE WHEN end_reason IN ('completed', 'hired_early') THEN 1 END) AS completed,
       count(CASE WHEN end_reason IN ('completed', 'hired_early') AND contract_from IS NOT NULL
                  THEN 1 END) AS retained
  FROM internship WHERE uscc = $1 AND from_date >= $2 AND from_date <= $3;
