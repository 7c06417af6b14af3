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

-- sample_series(last int) -> SampleNumberRow(n int, label text)*
-- Numbers from 1 to a last one.
WITH RECURSIVE series (n) AS (
    SELECT 1 WHERE $1 > 0 UNION ALL SELECT n + 1 FROM series WHERE n < $1)
SELECT n, 'row ' || n AS label FROM series;

-- sample_series@postgres
SELECT n, 'row ' || n AS label FROM generate_series(1, $1) AS n;

-- sample_number(name text) -> SampleValueRow(number int?)
-- The number of a sample.
SELECT number FROM sample WHERE name = $1;

-- sample_set_number(name text, number int?) -> nothing
-- Sets the number of a sample.
UPDATE sample SET number = $2 WHERE name = $1;

-- sample_send(name text, note text?) -> nothing later
-- Adds a sample for which nobody waits.
INSERT INTO sample (name, note, flag) VALUES ($1, $2, 0);

-- owed_part_insert(sample_id int) -> nothing
-- Adds a part whose sample is looked for at the commit.
INSERT INTO owed_part (sample_id) VALUES ($1);

-- sample_delete(id int) -> nothing
-- Removes a sample.
DELETE FROM sample WHERE id = $1;

-- sample_parts(first text, last text) -> SamplePartRow(sample_id int, kind text)*
-- The parts of a page of samples.
SELECT part.sample_id, part.kind FROM sample JOIN part ON part.sample_id = sample.id
 WHERE sample.name >= $1 AND sample.name <= $2 AND part.kind <> 'void'
 ORDER BY part.sample_id, part.kind;

-- sample_scans() -> SampleScansRow(scans int)
-- How often this transaction has read all parts.
SELECT 0 AS scans;

-- sample_scans@postgres
SELECT seq_scan AS scans FROM pg_stat_xact_user_tables WHERE relname = 'part';

-- part_insert(sample_id int, kind text?) -> nothing
-- Adds a part of a sample.
INSERT INTO part (sample_id, kind) VALUES ($1, $2);

-- part_remove(sample_id int) -> nothing
-- Parts may not be removed: a trigger says so.
DELETE FROM part WHERE sample_id = $1;

-- sample_lie(name text) -> SampleIdRow?
-- Promises at most one row and gives more.
SELECT id FROM sample WHERE name <> $1;

-- table_catalogue() -> TableRow(table_name text, database_name text?)*
-- The tables as the catalogue has them.
SELECT table_name, database_name FROM database_table ORDER BY table_name;

-- table_actual() -> TableRow*
-- The tables that are there.
SELECT name AS table_name, NULL AS database_name FROM sqlite_schema
 WHERE type = 'table' AND sql LIKE '%STRICT' ORDER BY name;

-- table_actual@postgres
SELECT CAST(table_name AS TEXT) AS table_name, CAST(table_schema AS TEXT) AS database_name
  FROM information_schema.tables
 WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('information_schema', 'pg_catalog')
 ORDER BY CAST(table_name AS TEXT) COLLATE "C";

-- kind_insert(name text, sort_order int) -> nothing
-- Adds a kind: a text key and an inline UNIQUE.
INSERT INTO kind (name, sort_order) VALUES ($1, $2);

-- unique_names() -> UniqueRow(name text, columns text)*
-- Unique indexes but primary keys, by their names on PostgreSQL, and the columns they cover.
SELECT CASE i.origin WHEN 'c' THEN i.name
       ELSE t.name || '_' || (SELECT group_concat(c.name, '_') FROM pragma_index_info(i.name) AS c)
                   || '_key' END AS name,
       t.name || ': ' || coalesce((SELECT group_concat(c.name) FROM pragma_index_info(i.name) AS c),
                                  i.name) AS columns
  FROM sqlite_schema AS t, pragma_index_list(t.name) AS i
 WHERE t.type = 'table' AND i."unique" AND i.origin <> 'pk'
 ORDER BY 1;

-- unique_names@postgres
SELECT CAST(c.relname AS TEXT) AS name, '' AS columns
  FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE i.indisunique AND NOT i.indisprimary
   AND n.nspname IN ('labour', 'employer', 'policy', 'monitor', 'public')
 ORDER BY CAST(c.relname AS TEXT) COLLATE "C";

-- pair_list() -> PairRow(name text)*
-- Samples with the part of the same name.
SELECT sample.name FROM sample JOIN part ON part.sample_id = sample.id AND part.kind = sample.name
 ORDER BY sample.id;

-- sample_compiles() -> SampleCompilesRow(compiles int)
-- 1 where the database compiles what it takes for a dear query.
SELECT 0 AS compiles;

-- sample_compiles@postgres
SELECT CASE current_setting('jit') WHEN 'on' THEN 1 ELSE 0 END AS compiles;

-- sample_is_planned_once() -> SamplePlannedRow(once int)
-- 1 where the database keeps one plan for all values.
SELECT 0 AS once;

-- sample_is_planned_once@postgres
SELECT CASE current_setting('plan_cache_mode') WHEN 'force_generic_plan' THEN 1 ELSE 0 END AS once;
