-- Automatic batches.

-- batch_insert(number text, policy_number int, policy_title text, division_code text,
--     snapshot_on date, pack_hash text, created_by int, created_on date) -> BatchIdRow(id int)
-- A batch that is being matched.
INSERT INTO batch (number, policy_number, policy_title, division_code, snapshot_on, pack_hash, state,
    created_by, created_on)
VALUES ($1, $2, $3, $4, $5, $6, 'matching', $7, $8) RETURNING id;

-- batch_by_key(policy_number int, division_code text, snapshot_on date, pack_hash text)
--   -> BatchHeadRow(id int, number text, policy_number int, policy_title text, division_code text,
--     snapshot_on date, pack_hash text, rows_hash text?, state text, created_by int)?
-- The living batch of this snapshot.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, created_by
  FROM batch WHERE policy_number = $1 AND division_code = $2 AND snapshot_on = $3
   AND pack_hash = $4 AND state <> 'rolled_back';

-- batch_by_number(number text, prefix text) -> BatchHeadRow?
-- One batch within the scope.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, created_by
  FROM batch WHERE number = $1 AND division_code LIKE $2 || '%';

-- batch_page(prefix text) -> BatchHeadRow*
-- Batches within the scope, newest first.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, created_by
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
--     amount_fen int, codes text, sentences sealed(batch_row), person_id int?, uscc text?) -> nothing
-- One subject.
INSERT INTO batch_row (batch_id, sequence, subject_key, subject_label, result, amount_fen, codes,
    sentences, person_id, uscc)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- batch_clear_rows(batch_id int) -> nothing
-- What an interrupted match left behind.
DELETE FROM batch_row WHERE batch_id = $1
   AND (SELECT state FROM batch WHERE id = $1) = 'matching';

-- batch_hold(batch_id int) -> nothing
-- Changes nothing, but makes those who write the rows of one match wait for one another.
UPDATE batch SET state = state WHERE id = $1 AND state = 'matching';

-- batch_progress(batch_id int) -> BatchProgressRow(count int)
-- How far a match has come.
SELECT count(*) AS count FROM batch_row WHERE batch_id = $1;

-- batch_counts(batch_id int)
--   -> BatchCountRow(result text, count int, amount_fen int, confirmed int)*
-- The three columns.
SELECT result, count(*) AS count, CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen,
       count(application_id) AS confirmed
  FROM batch_row WHERE batch_id = $1 GROUP BY result ORDER BY result;

-- batch_rows(batch_id int, result text?, after_sequence int, row_count int)
--   -> BatchItemRow(batch_id int, sequence int, subject_key key, subject_label text, result text,
--     amount_fen int, codes text, sentences sealed(batch_row), person_id int?, uscc text?,
--     claim_number text?)*
-- Rows of a batch, in order.
SELECT batch_row.batch_id, batch_row.sequence, batch_row.subject_key, batch_row.subject_label,
       batch_row.result, batch_row.amount_fen, batch_row.codes, batch_row.sentences,
       batch_row.person_id, batch_row.uscc, application.number AS claim_number
  FROM batch_row LEFT JOIN application ON application.id = batch_row.application_id
 WHERE batch_row.batch_id = $1 AND ($2 IS NULL OR batch_row.result = $2)
   AND batch_row.sequence > $3
 ORDER BY batch_row.sequence LIMIT $4;

-- batch_rows_of(person_id int?, uscc text?) -> BatchItemRow*
-- What one person or organisation may confirm or has confirmed, latest batch first.
SELECT batch_row.batch_id, batch_row.sequence, batch_row.subject_key, batch_row.subject_label,
       batch_row.result, batch_row.amount_fen, batch_row.codes, batch_row.sentences,
       batch_row.person_id, batch_row.uscc, application.number AS claim_number
  FROM batch_row LEFT JOIN application ON application.id = batch_row.application_id
       JOIN batch ON batch.id = batch_row.batch_id
 WHERE (batch_row.uscc = $2 OR (batch_row.person_id = $1 AND batch_row.uscc IS NULL))
   AND batch.state = 'reviewing'
 ORDER BY batch_row.batch_id DESC, batch_row.sequence LIMIT 200;

-- batch_get(id int) -> BatchHeadRow
-- One batch by its key.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, created_by
  FROM batch WHERE id = $1;

-- batch_number(number text) -> BatchHeadRow?
-- One batch by its number, for the organisation or person of a row.
SELECT id, number, policy_number, policy_title, division_code, snapshot_on, pack_hash, rows_hash,
       state, created_by
  FROM batch WHERE number = $1;

-- batch_row_at(batch_id int, sequence int) -> BatchItemRow?
-- One row.
SELECT batch_row.batch_id, batch_row.sequence, batch_row.subject_key, batch_row.subject_label,
       batch_row.result, batch_row.amount_fen, batch_row.codes, batch_row.sentences,
       batch_row.person_id, batch_row.uscc, application.number AS claim_number
  FROM batch_row LEFT JOIN application ON application.id = batch_row.application_id
 WHERE batch_row.batch_id = $1 AND batch_row.sequence = $2;

-- batch_row_confirm(batch_id int, sequence int, claim_number text) -> nothing
-- The row became a claim, once.
UPDATE batch_row
   SET application_id = (SELECT id FROM application WHERE number = $3)
 WHERE batch_id = $1 AND sequence = $2 AND application_id IS NULL;
