-- Those who bring people to work (organiser), and the batches that they brought (roster).

-- fact_organiser_page(first text, last text, prefix text, day date, row_count int)
--   -> FactOrganiserRow(code text, kind text, name sealed(labour_organiser), person_id int?,
--     id_number key?, division_code text)*
-- Organisers filed by a day.
SELECT labour_organiser.code, labour_organiser.kind, labour_organiser.name,
       labour_organiser.person_id, person.id_number, labour_organiser.division_code
  FROM labour_organiser LEFT JOIN person ON person.id = labour_organiser.person_id
 WHERE labour_organiser.code >= $1 AND labour_organiser.code <= $2
   AND labour_organiser.division_code LIKE $3 || '%' AND labour_organiser.filed_on <= $4
 ORDER BY labour_organiser.code LIMIT $5;

-- fact_roster_page(first text, last text, prefix text, row_count int)
--   -> FactRosterRow(batch_number text, organiser_code text, organiser_kind text?,
--                    organiser_name sealed(labour_organiser.name)?, person_id int?, id_number key?,
--                    year int, work_division text, division_code text)*
-- Batches, with their organisers.
SELECT roster.batch_number, roster.organiser_code, labour_organiser.kind AS organiser_kind,
       labour_organiser.name AS organiser_name, labour_organiser.person_id, person.id_number,
       roster.year, roster.work_division, roster.division_code
  FROM roster
  LEFT JOIN labour_organiser ON labour_organiser.code = roster.organiser_code
  LEFT JOIN person ON person.id = labour_organiser.person_id
 WHERE roster.batch_number >= $1 AND roster.batch_number <= $2
   AND roster.division_code LIKE $3 || '%'
 ORDER BY roster.batch_number LIMIT $4;

-- fact_roster_lines(first text, last text, day date)
--   -> FactRosterLineRow(batch_number text, from_date date, to_date date?, average_wage_fen int,
--                        is_rural bool)*
-- The people of batches who were at work by a day, and whether they were then registered as rural.
SELECT roster_line.batch_number, roster_line.from_date, roster_line.to_date,
       roster_line.average_wage_fen,
       EXISTS (SELECT 1 FROM person_hukou
                WHERE person_hukou.person_id = roster_line.person_id AND person_hukou.is_rural = 1
                  AND person_hukou.from_date <= roster_line.from_date
                  AND (person_hukou.to_date IS NULL
                       OR person_hukou.to_date >= roster_line.from_date)) AS is_rural
  FROM roster_line
 WHERE roster_line.batch_number >= $1 AND roster_line.batch_number <= $2
   AND roster_line.from_date <= $3
 ORDER BY roster_line.batch_number, roster_line.person_id;

-- fact_roster_list(organiser_code text) -> FactRosterKeyRow(batch_number text)*
-- The batches of an organiser.
SELECT batch_number FROM roster WHERE organiser_code = $1 ORDER BY batch_number;

-- fact_roster_list_person(person_id int) -> FactRosterKeyRow*
-- The batches of a broker.
SELECT roster.batch_number
  FROM roster JOIN labour_organiser ON labour_organiser.code = roster.organiser_code
 WHERE labour_organiser.person_id = $1 ORDER BY roster.batch_number;
