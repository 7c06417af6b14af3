-- The queries that bench/casework_bench.c loads and looks with.

-- bench_people(row_count int) -> BenchPersonRow(id_number key)*
-- Who is put on a roster, and who claims: in the order of their blind numbers, which is none.
SELECT id_number FROM person WHERE deceased_on IS NULL ORDER BY id_number LIMIT $1;

-- bench_posts(row_count int, on_date date) -> nothing
-- The same people hold public-welfare posts, for which they claim.
INSERT INTO post_period (person_id, uscc, unit_name, kind, unit_level, from_date, division_code,
    source, data_date)
SELECT id, '91640502MA7600013B', '合成村委会', 'public_welfare', 'village', $2, '640522', '合成', $2
  FROM person WHERE deceased_on IS NULL ORDER BY id_number LIMIT $1;

-- bench_batch_rows(row_count int)
--   -> BenchBatchRow(number text, sequence int, person_id int?, uscc text?)*
-- Rows that may be confirmed.
SELECT batch.number, batch_row.sequence, batch_row.person_id, batch_row.uscc
  FROM batch_row JOIN batch ON batch.id = batch_row.batch_id
 WHERE batch_row.result = 'payable' ORDER BY batch_row.batch_id, batch_row.sequence LIMIT $1;
