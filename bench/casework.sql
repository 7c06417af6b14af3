-- The queries that bench/casework_bench.c loads and looks with.

-- bench_people(row_count int) -> BenchPersonRow(id_number key)*
-- Who is put on a roster, and who claims: in the order of their blind numbers, which is none.
SELECT id_number FROM person WHERE deceased_on IS NULL ORDER BY id_number LIMIT $1;
