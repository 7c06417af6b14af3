-- Organisers of work elsewhere, their batches, and the workers of each.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- organiser_put(
--     code text, kind text, name sealed(labour_organiser), person_id int?, filed_on date,
--     division_code text, source text, data_date date)
--   -> nothing
-- Adds an organiser or corrects it.
INSERT INTO labour_organiser
    (code, kind, name, person_id, filed_on, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (code) DO UPDATE SET
        kind = excluded.kind, name = excluded.name, person_id = excluded.person_id,
        filed_on = excluded.filed_on, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE labour_organiser.data_date <= excluded.data_date
      AND (labour_organiser.kind, labour_organiser.name, labour_organiser.person_id,
           labour_organiser.filed_on, labour_organiser.division_code, labour_organiser.source,
           labour_organiser.data_date)
          IS DISTINCT FROM
          (excluded.kind, excluded.name, excluded.person_id, excluded.filed_on,
           excluded.division_code, excluded.source, excluded.data_date);

-- roster_put(batch_number text, organiser_code text, year int, work_division text,
--     division_code text, source text, data_date date)
--   -> nothing
-- Adds a batch or corrects it.
INSERT INTO roster
    (batch_number, organiser_code, year, work_division, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (batch_number) DO UPDATE SET
        organiser_code = excluded.organiser_code, year = excluded.year,
        work_division = excluded.work_division, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE roster.data_date <= excluded.data_date
      AND (roster.organiser_code, roster.year, roster.work_division, roster.division_code,
           roster.source, roster.data_date)
          IS DISTINCT FROM
          (excluded.organiser_code, excluded.year, excluded.work_division,
           excluded.division_code, excluded.source, excluded.data_date);

-- roster_line_put(
--     batch_number text, person_id int, employer_name text, from_date date, to_date date?,
--     average_wage_fen int, division_code text, source text, data_date date)
--   -> nothing
-- Adds a worker to a batch or corrects the line.
INSERT INTO roster_line
    (batch_number, person_id, employer_name, from_date, to_date, average_wage_fen,
     division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (batch_number, person_id) DO UPDATE SET
        employer_name = excluded.employer_name, from_date = excluded.from_date,
        to_date = excluded.to_date, average_wage_fen = excluded.average_wage_fen,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE roster_line.data_date <= excluded.data_date
      AND (roster_line.employer_name, roster_line.from_date, roster_line.to_date,
           roster_line.average_wage_fen, roster_line.division_code, roster_line.source,
           roster_line.data_date)
          IS DISTINCT FROM
          (excluded.employer_name, excluded.from_date, excluded.to_date,
           excluded.average_wage_fen, excluded.division_code, excluded.source,
           excluded.data_date);

-- organiser_key_list() -> OrganiserKeyRow(code text)*
-- Every organiser's code.
SELECT code FROM labour_organiser ORDER BY code;

-- roster_key_list() -> RosterKeyRow(batch_number text)*
-- Every batch's number.
SELECT batch_number FROM roster ORDER BY batch_number;

-- organiser_find(code text)
--   -> OrganiserRow(id int, code text, kind text, name sealed(labour_organiser), person_id int?,
--     filed_on date, division_code text)?
-- The organiser with a code.
SELECT id, code, kind, name, person_id, filed_on, division_code FROM labour_organiser
 WHERE code = $1;

-- roster_list(organiser_code text)
--   -> RosterRow(batch_number text, organiser_code text, year int, work_division text,
--                division_code text)*
-- The batches of an organiser, latest first.
SELECT batch_number, organiser_code, year, work_division, division_code FROM roster
 WHERE organiser_code = $1 ORDER BY year DESC, batch_number;

-- roster_lines(batch_number text)
--   -> RosterLineRow(person_id int, employer_name text, from_date date, to_date date?,
--                    average_wage_fen int, data_date date)*
-- The workers of a batch.
SELECT person_id, employer_name, from_date, to_date, average_wage_fen, data_date FROM roster_line
 WHERE batch_number = $1 ORDER BY person_id;

-- organiser_of_person(person_id int) -> OrganiserRow?
-- The broker that a person is filed as.
SELECT id, code, kind, name, person_id, filed_on, division_code FROM labour_organiser
 WHERE person_id = $1 ORDER BY code LIMIT 1;
