-- reconcile_select_files(prefix text, month text, row_count int) -> ReconcileFileRow(id int,
--     number text, fund_key text, division_code text, released_on date, line_count int,
--     approved_fen int, voucher_fen int, paid_fen int, returned_fen int)*
-- The files of a month with their three sides; an empty month means all. Newest first.
SELECT id, number, fund_key, division_code, released_on, line_count, approved_fen, voucher_fen,
       paid_fen, returned_fen
  FROM payment_file_balance
 WHERE division_code LIKE $1 || '%' AND ($2 = '' OR month = $2)
 ORDER BY id DESC LIMIT $3;

-- reconcile_select_file(number text, prefix text) -> ReconcileFileRow?
-- One of them.
SELECT id, number, fund_key, division_code, released_on, line_count, approved_fen, voucher_fen,
       paid_fen, returned_fen
  FROM payment_file_balance
 WHERE number = $1 AND division_code LIKE $2 || '%';

-- reconcile_select_totals(prefix text, month text) -> ReconcileTotalRow(fund_key text,
--     division_code text, month text, file_count int, approved_fen int, voucher_fen int,
--     paid_fen int, returned_fen int)*
-- The same by fund, county and month.
SELECT fund_key, division_code, month, count(*) AS file_count,
       CAST(sum(approved_fen) AS BIGINT) AS approved_fen,
       CAST(sum(voucher_fen) AS BIGINT) AS voucher_fen,
       CAST(sum(paid_fen) AS BIGINT) AS paid_fen,
       CAST(sum(returned_fen) AS BIGINT) AS returned_fen
  FROM payment_file_balance
 WHERE division_code LIKE $1 || '%' AND ($2 = '' OR month = $2)
 GROUP BY fund_key, division_code, month
 ORDER BY month DESC, division_code, fund_key;

-- voucher_insert(file_id int, voucher text, amount_fen int, reverses int?, paid_on date,
--     account_id int, entered_on date, at_ms int) -> nothing
-- What the fund paid for a file, or took back of it.
INSERT INTO payment_voucher (file_id, voucher, amount_fen, reverses, paid_on, account_id, entered_on,
    at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- voucher_select_one(file_id int, voucher text) -> VoucherRow(id int, voucher text, amount_fen int,
--     reverses int?, paid_on date, is_reversed bool)?
-- A voucher of a file by its number.
SELECT v.id, v.voucher, v.amount_fen, v.reverses, v.paid_on,
       EXISTS (SELECT 1 FROM payment_voucher r WHERE r.reverses = v.id) AS is_reversed
  FROM payment_voucher v WHERE v.file_id = $1 AND v.voucher = $2;

-- voucher_select_all(file_id int) -> VoucherRow*
-- The vouchers of a file, in the order in which they were entered.
SELECT v.id, v.voucher, v.amount_fen, v.reverses, v.paid_on,
       EXISTS (SELECT 1 FROM payment_voucher r WHERE r.reverses = v.id) AS is_reversed
  FROM payment_voucher v WHERE v.file_id = $1 ORDER BY v.id;

-- difference_find_new(prefix text, until date) -> DifferenceNewRow(file_id int, fund_key text,
--     division_code text, kind text, wanted_fen int, found_fen int)*
-- Sides of files that do not agree and that nobody looks into yet.
SELECT d.file_id, d.fund_key, d.division_code, d.kind, d.wanted_fen, d.found_fen
  FROM (SELECT f.id AS file_id, f.fund_key, f.division_code, f.released_on, 'voucher' AS kind,
               f.approved_fen AS wanted_fen, f.voucher_fen AS found_fen
          FROM payment_file_balance f
        UNION ALL
        SELECT f.id, f.fund_key, f.division_code, f.released_on, 'answer', f.approved_fen,
               f.paid_fen + f.returned_fen
          FROM payment_file_balance f) d
 WHERE d.wanted_fen <> d.found_fen AND d.division_code LIKE $1 || '%' AND d.released_on <= $2
   AND NOT EXISTS (SELECT 1 FROM payment_issue i
        WHERE i.file_id = d.file_id AND i.kind = d.kind AND i.closed_on IS NULL)
 ORDER BY d.file_id, d.kind;

-- difference_insert(number text, kind text, file_id int?, fund_key text, division_code text,
--     wanted_fen int, found_fen int, detail text, evidence text?, opened_by int, opened_on date,
--     opened_ms int) -> nothing
-- A piece of work.
INSERT INTO payment_issue (number, kind, file_id, fund_key, division_code, wanted_fen, found_fen,
    detail, evidence, opened_by, opened_on, opened_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- difference_by_evidence(evidence text) -> DifferenceNumberRow(number text)?
-- The piece of work that was opened for this very return.
SELECT number FROM payment_issue WHERE evidence = $1;

-- difference_close_settled(prefix text, closed_by int, closed_on date, resolution text) -> nothing
-- Ends the work on sides that agree by now.
UPDATE payment_issue SET closed_by = $2, closed_on = $3, resolution = $4
 WHERE closed_on IS NULL AND kind <> 'refused' AND division_code LIKE $1 || '%'
   AND EXISTS (SELECT 1 FROM payment_file_balance f WHERE f.id = payment_issue.file_id
        AND f.approved_fen = CASE payment_issue.kind WHEN 'voucher' THEN f.voucher_fen
                                  ELSE f.paid_fen + f.returned_fen END);

-- difference_close_one(number text, closed_by int, closed_on date, resolution text) -> nothing
-- Ends one by somebody's word; the schema asks whether the sides agree.
UPDATE payment_issue SET closed_by = $2, closed_on = $3, resolution = $4
 WHERE number = $1 AND closed_on IS NULL;

-- difference_select_all(prefix text, is_open bool, row_count int) -> DifferenceRow(number text,
--     kind text, file_number text?, fund_key text, division_code text, wanted_fen int,
--     found_fen int, detail text, opened_on date, closed_on date?, resolution text?)*
-- Open ones, oldest first, or closed ones, newest first.
SELECT i.number, i.kind, f.number AS file_number, i.fund_key, i.division_code, i.wanted_fen,
       i.found_fen, i.detail, i.opened_on, i.closed_on, i.resolution
  FROM payment_issue i LEFT JOIN payment_file f ON f.id = i.file_id
 WHERE i.division_code LIKE $1 || '%' AND CASE WHEN i.closed_on IS NULL THEN 1 ELSE 0 END = $2
 ORDER BY CASE WHEN $2 = 1 THEN i.id ELSE -i.id END LIMIT $3;

-- difference_select_one(number text, prefix text) -> DifferenceRow?
-- One.
SELECT i.number, i.kind, f.number AS file_number, i.fund_key, i.division_code, i.wanted_fen,
       i.found_fen, i.detail, i.opened_on, i.closed_on, i.resolution
  FROM payment_issue i LEFT JOIN payment_file f ON f.id = i.file_id
 WHERE i.number = $1 AND i.division_code LIKE $2 || '%';
