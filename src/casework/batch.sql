-- Automatic batches.

-- batch_insert(number text, policy_number int, policy_title text, division_code text,
--     snapshot_on date, pack_hash text, job_id int, created_by int, created_on date) -> nothing
-- A batch that its job is to match.
INSERT INTO batch (number, policy_number, policy_title, division_code, snapshot_on, pack_hash, state,
    job_id, created_by, created_on)
VALUES ($1, $2, $3, $4, $5, $6, 'matching', $7, $8, $9);

-- batch_by_key(policy_number int, division_code text, snapshot_on date, pack_hash text)
--   -> BatchHeadRow(id int, number text, policy_number int, policy_title text, division_code text,
--     snapshot_on date, pack_hash text, rows_hash text?, state text, job_id int?,
--     created_by int)?
-- The living batch of this snapshot.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, job_id, created_by
  FROM batch WHERE policy_number = $1 AND division_code = $2 AND snapshot_on = $3
   AND pack_hash = $4 AND state <> 'rolled_back';

-- batch_by_number(number text, prefix text) -> BatchHeadRow?
-- One batch within the scope.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, job_id, created_by
  FROM batch WHERE number = $1 AND division_code LIKE $2 || '%';

-- batch_page(prefix text) -> BatchHeadRow*
-- Batches within the scope, newest first.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, job_id, created_by
  FROM batch WHERE division_code LIKE $1 || '%' ORDER BY id DESC LIMIT 100;

-- batch_finish(id int, rows_hash text) -> nothing
-- All rows are there.
UPDATE batch SET state = 'reviewing', rows_hash = $2 WHERE id = $1 AND state = 'matching';

-- batch_set_rolled_back(id int) -> nothing
-- Takes a batch back before anything came of it.
UPDATE batch SET state = 'rolled_back'
 WHERE id = $1 AND state IN ('matching', 'reviewing')
   AND NOT EXISTS (SELECT 1 FROM batch_row WHERE batch_id = $1 AND application_id IS NOT NULL);

-- batch_insert_row(batch_id int, sequence int, subject_key key, subject_label text, result text,
--     amount_fen int, codes text, sentences sealed(batch_row), person_id int?, uscc text?,
--     case_number text?, awaits bool) -> nothing
-- One subject.
INSERT INTO batch_row (batch_id, sequence, subject_key, subject_label, result, amount_fen, codes,
    sentences, person_id, uscc, case_number, awaits)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- batch_set_job(id int, job_id int) -> nothing
-- Another job goes on with it, or proves it.
UPDATE batch SET job_id = $2 WHERE id = $1;

-- batch_of_job(job_id int) -> BatchHeadRow
-- The one that a job is to match.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, job_id, created_by
  FROM batch WHERE job_id = $1;

-- batch_subjects_known(policy_number int, division_code text) -> BatchKnownRow(subjects int)
-- How many the latest whole batch of the county had, or else the latest scan; 0 when neither was.
SELECT CAST(coalesce(
           (SELECT max(sequence) FROM batch_row
             WHERE batch_id = (SELECT max(id) FROM batch
                                WHERE policy_number = $1 AND division_code = $2
                                  AND rows_hash IS NOT NULL)),
           (SELECT sum(scan_count.subjects)
              FROM scan JOIN scan_count ON scan_count.scan_id = scan.id
             WHERE scan.is_current = 1 AND scan.policy_number = $1
               AND scan_count.division_code = $2), 0) AS BIGINT) AS subjects;

-- batch_counts(batch_id int)
--   -> BatchCountRow(result text, count int, amount_fen int, confirmed int, awaiting int)*
-- The three columns.
SELECT result, count(*) AS count, CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen,
       count(application_id) AS confirmed, CAST(coalesce(sum(awaits), 0) AS BIGINT) AS awaiting
  FROM batch_row WHERE batch_id = $1 GROUP BY result ORDER BY result;

-- batch_rows(batch_id int, result text?, after_sequence int, row_count int)
--   -> BatchItemRow(batch_id int, sequence int, subject_key key, subject_label text, result text,
--     amount_fen int, codes text, sentences sealed(batch_row), person_id int?, uscc text?,
--     claim_number text?, case_number text?, awaits bool)*
-- Rows of a batch, in order.
SELECT batch_row.batch_id, batch_row.sequence, batch_row.subject_key, batch_row.subject_label,
       batch_row.result, batch_row.amount_fen, batch_row.codes, batch_row.sentences,
       batch_row.person_id, batch_row.uscc,
       (SELECT number FROM application WHERE id = batch_row.application_id) AS claim_number,
       batch_row.case_number, batch_row.awaits
  FROM batch_row
 WHERE batch_row.batch_id = $1 AND ($2 IS NULL OR batch_row.result = $2)
   AND batch_row.sequence > $3
 ORDER BY batch_row.sequence LIMIT $4;

-- batch_rows_of(person_id int?, uscc text?) -> BatchItemRow*
-- What one person or organisation may confirm or has confirmed, latest batch first.
SELECT batch_row.batch_id, batch_row.sequence, batch_row.subject_key, batch_row.subject_label,
       batch_row.result, batch_row.amount_fen, batch_row.codes, batch_row.sentences,
       batch_row.person_id, batch_row.uscc,
       (SELECT number FROM application WHERE id = batch_row.application_id) AS claim_number,
       batch_row.case_number, batch_row.awaits
  FROM batch_row JOIN batch ON batch.id = batch_row.batch_id
 WHERE (batch_row.uscc = $2 OR (batch_row.person_id = $1 AND batch_row.uscc IS NULL))
   AND batch.state = 'reviewing'
 ORDER BY batch_row.batch_id DESC, batch_row.sequence LIMIT 200;

-- batch_get(id int) -> BatchHeadRow
-- One batch by its key.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, job_id, created_by
  FROM batch WHERE id = $1;

-- batch_number(number text) -> BatchHeadRow?
-- One batch by its number, for the organisation or person of a row.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, job_id, created_by
  FROM batch WHERE number = $1;

-- batch_row_at(batch_id int, sequence int) -> BatchItemRow?
-- One row.
SELECT batch_row.batch_id, batch_row.sequence, batch_row.subject_key, batch_row.subject_label,
       batch_row.result, batch_row.amount_fen, batch_row.codes, batch_row.sentences,
       batch_row.person_id, batch_row.uscc,
       (SELECT number FROM application WHERE id = batch_row.application_id) AS claim_number,
       batch_row.case_number, batch_row.awaits
  FROM batch_row
 WHERE batch_row.batch_id = $1 AND batch_row.sequence = $2;

-- batch_row_confirm(batch_id int, sequence int, application_id int) -> nothing
-- The row became a claim, once.
UPDATE batch_row SET application_id = $3
 WHERE batch_id = $1 AND sequence = $2 AND application_id IS NULL;

-- batch_case(case_number text) -> BatchItemRow?
-- The row that departments are asked about under this number.
SELECT batch_row.batch_id, batch_row.sequence, batch_row.subject_key, batch_row.subject_label,
       batch_row.result, batch_row.amount_fen, batch_row.codes, batch_row.sentences,
       batch_row.person_id, batch_row.uscc,
       (SELECT number FROM application WHERE id = batch_row.application_id) AS claim_number,
       batch_row.case_number, batch_row.awaits
  FROM batch_row
 WHERE batch_row.case_number = $1;

-- batch_row_decide(batch_id int, sequence int, result text, amount_fen int, codes text,
--     sentences sealed(batch_row), awaits bool) -> nothing
-- Decided again from what departments answered, while it is no claim.
UPDATE batch_row SET result = $3, amount_fen = $4, codes = $5, sentences = $6, awaits = $7
 WHERE batch_id = $1 AND sequence = $2 AND application_id IS NULL;

-- batch_matched_all() -> BatchMatchedRow(id int, number text, rows_hash text, is_changed bool)*
-- Whole batches. `is_changed`: a row is no longer as it was matched, and rightly so.
SELECT batch.id, batch.number, batch.rows_hash,
       EXISTS (SELECT 1 FROM batch_row
                WHERE batch_row.batch_id = batch.id
                  AND (batch_row.subject_key LIKE 'anonymous:%'
                       OR EXISTS (SELECT 1 FROM fact_request
                            JOIN fact_answer ON fact_answer.request_id = fact_request.id
                           WHERE fact_request.case_number = batch_row.case_number))) AS is_changed
  FROM batch WHERE batch.rows_hash IS NOT NULL ORDER BY batch.id;

-- batch_pack_of(number text) -> BatchPackRow(pack_hash text)?
-- The version that a batch was matched by.
SELECT pack_hash FROM batch WHERE number = $1;
