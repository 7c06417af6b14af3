-- How many people units insure, over time (workforce).

-- fact_workforce_page(first text, last text, prefix text, day date, row_count int)
--   -> FactWorkforceRow(uscc text, name text, division_code text)*
-- Units registered by a day.
SELECT uscc, name, division_code
  FROM org
 WHERE uscc >= $1 AND uscc <= $2 AND division_code LIKE $3 || '%' AND registered_on <= $4
 ORDER BY uscc LIMIT $5;

-- fact_workforce_periods(first text, last text, since date, day date)
--   -> FactWorkforcePeriodRow(uscc text, from_date date, to_date date?, people int)*
-- Periods of unemployment insurance with a range of units that touch the days from `since` on, and
-- how many people have each. A period that begins later is not known yet.
SELECT employer_uscc AS uscc, from_date, to_date, count(DISTINCT person_id) AS people
  FROM insurance_period
 WHERE employer_uscc >= $1 AND employer_uscc <= $2 AND kind = 'unemployment'
   AND from_date <= $4 AND (to_date IS NULL OR to_date >= $3)
 GROUP BY employer_uscc, from_date, to_date
 ORDER BY employer_uscc, from_date, to_date NULLS LAST;
