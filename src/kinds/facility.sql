-- Facilities.

-- facility_insert(number text, kind text, name text, uscc text, division_code text, address text,
--     site_code text?, level text?, total_area_m2 int?, free_area_m2 int?,
--     is_government_funded bool, day date, account_id int) -> nothing
-- A new one.
INSERT INTO facility (number, kind, name, uscc, division_code, address, site_code, level,
    total_area_m2, free_area_m2, is_government_funded, registered_on, registered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- facility_by_number(number text, prefix text, uscc text?)
--   -> FacilityRow(number text, kind text, name text, uscc text, division_code text, address text,
--                  site_code text?, level text?, total_area_m2 int?, free_area_m2 int?,
--                  is_government_funded bool, registered_on date, ended_on date?)?
-- One within the scope; a unit sees its own.
SELECT number, kind, name, uscc, division_code, address, site_code, level, total_area_m2,
       free_area_m2, is_government_funded, registered_on, ended_on
  FROM facility
 WHERE number = $1 AND division_code LIKE $2 || '%' AND ($3 IS NULL OR uscc = $3);

-- facility_page(prefix text, uscc text?, kind text?, after_number text, row_count int)
--   -> FacilityRow*
-- A page, by number.
SELECT number, kind, name, uscc, division_code, address, site_code, level, total_area_m2,
       free_area_m2, is_government_funded, registered_on, ended_on
  FROM facility
 WHERE division_code LIKE $1 || '%' AND ($2 IS NULL OR uscc = $2) AND ($3 IS NULL OR kind = $3)
   AND number > $4
 ORDER BY number LIMIT $5;

-- facility_set_space(number text, total_area_m2 int, free_area_m2 int) -> nothing
-- The latest report of its space.
UPDATE facility SET total_area_m2 = $2, free_area_m2 = $3 WHERE number = $1;
