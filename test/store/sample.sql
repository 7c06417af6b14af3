-- The queries of the store's own tests, over the tables of sample.h.

-- sample_insert(name text, note text?, number int?, flag bool, maybe bool?, day date?, data blob?) -> nothing
-- Adds a sample with every type.
INSERT INTO sample (name, note, number, flag, maybe, day, data) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- sample_add(name text) -> SampleIdRow(id int)
-- Adds a plain sample and gives its id.
INSERT INTO sample (name, flag) VALUES ($1, 0) RETURNING id;

-- sample_by_name(name text)
--   -> SampleRow(id int, name text, note text?, number int?, flag bool, maybe bool?, day date?,
--                data blob?)?
-- One sample.
SELECT id, name, note, number, flag, maybe, day, data FROM sample WHERE name = $1;

-- sample_list(name text?, row_count int) -> SampleRow*
-- Samples by id; a missing name matches all.
SELECT id, name, note, number, flag, maybe, day, data FROM sample
 WHERE $1 IS NULL OR name = $1 ORDER BY id LIMIT $2;

-- sample_by_day(from_day date, flag bool, number int) -> SampleIdRow*
-- Parameters used out of order and twice.
SELECT id FROM sample WHERE flag = $2 AND day >= $1 AND ($3 = number OR $3 = 0) ORDER BY id;

-- sample_count() -> SampleCountRow(total int, has_any bool)
-- How many there are.
SELECT count(*) AS total, count(*) > 0 AS has_any FROM sample;

-- sample_series@sqlite(last int) -> SampleNumberRow(n int, label text)*
-- Numbers from 1 to a last one.
WITH RECURSIVE series (n) AS (
    SELECT 1 WHERE $1 > 0 UNION ALL SELECT n + 1 FROM series WHERE n < $1)
SELECT n, 'row ' || n AS label FROM series;

-- sample_series@postgres(last int) -> SampleNumberRow*
SELECT n, 'row ' || n AS label FROM generate_series(1, $1) AS n;

-- sample_number(name text) -> SampleValueRow(number int?)
-- The number of a sample.
SELECT number FROM sample WHERE name = $1;

-- sample_set_number(name text, number int?) -> nothing
-- Sets the number of a sample.
UPDATE sample SET number = $2 WHERE name = $1;

-- sample_delete(id int) -> nothing
-- Removes a sample.
DELETE FROM sample WHERE id = $1;

-- part_insert(sample_id int, kind text?) -> nothing
-- Adds a part of a sample.
INSERT INTO part (sample_id, kind) VALUES ($1, $2);

-- part_remove(sample_id int) -> nothing
-- Parts may not be removed: a trigger says so.
DELETE FROM part WHERE sample_id = $1;

-- sample_lie(name text) -> SampleIdRow?
-- Promises at most one row and gives more.
SELECT id FROM sample WHERE name <> $1;
