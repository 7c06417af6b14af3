-- Scans of the population. Counts and lists are those of the latest complete scan of each policy.

-- scan_insert(policy_number int, pack_hash text, scanned_on date) -> ScanKeyRow(id int)
-- Begins a scan.
INSERT INTO scan (policy_number, pack_hash, scanned_on, is_current) VALUES ($1, $2, $3, 0)
RETURNING id;

-- scan_row_insert(scan_id int, subject_key key, measure text, subject_kind text,
--     subject_label text, division_code text, amount_fen int)
--   -> nothing
-- Adds an entitled subject that has not claimed.
INSERT INTO scan_row
    (scan_id, subject_key, measure, subject_kind, subject_label, division_code, amount_fen)
    VALUES ($1, $2, $3, $4, $5, $6, $7);

-- scan_count_insert(scan_id int, division_code text, subjects int, entitled int,
--     entitled_fen int, unclaimed int, unclaimed_fen int, undetermined int)
--   -> nothing
-- Adds the counts of a county.
INSERT INTO scan_count
    (scan_id, division_code, subjects, entitled, entitled_fen, unclaimed, unclaimed_fen,
     undetermined)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- scan_mark_current(id int, policy_number int) -> nothing
-- Makes a complete scan the current one, unless a later one is.
UPDATE scan SET is_current = CASE WHEN scan.id = $1 THEN 1 ELSE 0 END
 WHERE scan.policy_number = $2 AND scan.id <= $1
   AND NOT EXISTS (SELECT 1 FROM scan later
                    WHERE later.policy_number = $2 AND later.id > $1 AND later.is_current = 1);

-- scan_row_delete_former(policy_number int, row_count int) -> nothing
-- Takes away some rows of scans before the current one.
DELETE FROM scan_row
 WHERE (scan_id, subject_key, measure) IN
       (SELECT former.scan_id, former.subject_key, former.measure FROM scan_row former
         WHERE former.scan_id IN
               (SELECT old.id FROM scan old JOIN scan current
                    ON current.policy_number = old.policy_number AND current.is_current = 1
                 WHERE old.policy_number = $1 AND old.id < current.id)
         LIMIT $2);

-- scan_count_delete_former(policy_number int) -> nothing
-- Takes away the counts of scans before the current one.
DELETE FROM scan_count
 WHERE scan_id IN (SELECT old.id FROM scan old JOIN scan current
                       ON current.policy_number = old.policy_number AND current.is_current = 1
                    WHERE old.policy_number = $1 AND old.id < current.id);

-- scan_delete_former(policy_number int) -> nothing
-- Takes away scans before the current one.
DELETE FROM scan
 WHERE id IN (SELECT old.id FROM scan old JOIN scan current
                  ON current.policy_number = old.policy_number AND current.is_current = 1
               WHERE old.policy_number = $1 AND old.id < current.id);

-- scan_count_list(prefix text)
--   -> ScanCountRow(policy_number int, division_code text, scanned_on date, pack_hash text,
--                   subjects int, entitled int, entitled_fen int, unclaimed int, unclaimed_fen int,
--                   undetermined int)*
-- The counts of all current scans in some counties.
SELECT scan.policy_number, scan_count.division_code, scan.scanned_on, scan.pack_hash,
       scan_count.subjects, scan_count.entitled, scan_count.entitled_fen, scan_count.unclaimed,
       scan_count.unclaimed_fen, scan_count.undetermined
  FROM scan JOIN scan_count ON scan_count.scan_id = scan.id
 WHERE scan.is_current = 1 AND scan_count.division_code LIKE $1 || '%'
 ORDER BY scan.policy_number, scan_count.division_code;

-- scan_row_page(policy_number int, prefix text, division_code text, after_key key,
--     after_measure text, row_count int)
--   -> ScanRowRow(subject_key key, measure text, subject_kind text, subject_label text,
--                 division_code text, amount_fen int)*
-- Those who have not claimed, within the counties that may be seen and the one that is asked for.
SELECT scan_row.subject_key, scan_row.measure, scan_row.subject_kind, scan_row.subject_label,
       scan_row.division_code, scan_row.amount_fen
  FROM scan JOIN scan_row ON scan_row.scan_id = scan.id
 WHERE scan.policy_number = $1 AND scan.is_current = 1
   AND scan_row.division_code LIKE $2 || '%' AND scan_row.division_code LIKE $3 || '%'
   AND (scan_row.subject_key, scan_row.measure) > ($4, $5)
 ORDER BY scan_row.subject_key, scan_row.measure LIMIT $6;
