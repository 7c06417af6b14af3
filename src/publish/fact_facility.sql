-- Facilities as subjects.

-- fact_facility_page(first text, last text, prefix text, day date, row_count int)
--   -> FactFacilityRow(number text, kind text, name text, uscc text, division_code text,
--                      site_code text?, level text?, total_area_m2 int?, free_area_m2 int?,
--                      is_government_funded bool)*
-- Facilities in use on a day, in the order of their numbers.
SELECT number, kind, name, uscc, division_code, site_code, level, total_area_m2, free_area_m2,
       is_government_funded
  FROM facility
 WHERE number >= $1 AND number <= $2 AND division_code LIKE $3 || '%' AND registered_on <= $4
   AND (ended_on IS NULL OR ended_on > $4)
 ORDER BY number LIMIT $5;

-- fact_facility_keys(uscc text) -> FactFacilityKeyRow(number text)*
-- The facilities of a unit.
SELECT number FROM facility WHERE uscc = $1 AND ended_on IS NULL ORDER BY number;
