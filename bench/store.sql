-- The queries that bench/store_bench.c measures.

-- bench_insert(name text, day date, number int?, note text?) -> nothing
-- Adds a row.
INSERT INTO bench (name, day, number, note) VALUES ($1, $2, $3, $4);

-- bench_scan() -> BenchRow(id int, name text, day date, number int?, note text?)*
-- Every row.
SELECT id, name, day, number, note FROM bench ORDER BY id;
