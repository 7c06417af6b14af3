-- Rosters that become claims. Every query that somebody's screen comes from takes the scope.

-- claim_roster_insert(number text, policy_number int, policy_title text, measure text,
--     measure_name text, subject_kind text, period text, decided_on date, owner_key text,
--     uscc text?, person_id int?, owner_name sealed(claim_roster), organiser_code text?,
--     work_division text?, division_code text, file_name sealed(claim_roster), file_sha256 text,
--     pack_hash text, columns_json text, created_by int, created_on date) -> RosterIdRow(id int)
-- A roster that was checked; its rows follow.
INSERT INTO claim_roster (number, policy_number, policy_title, measure, measure_name, subject_kind,
    period, decided_on, owner_key, uscc, person_id, owner_name, organiser_code, work_division, division_code,
    file_name, file_sha256, pack_hash, columns_json, state, created_by, created_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    'checked', $20, $21)
RETURNING id;

-- claim_roster_by_file(owner_key text, measure text, period text, file_sha256 text)
--   -> RosterHeadRow(id int, number text, policy_number int, policy_title text, measure text,
--     measure_name text, subject_kind text, period text, decided_on date, owner_key text,
--     uscc text?, person_id int?, owner_name sealed(claim_roster), organiser_code text?,
--     work_division text?, division_code text, file_name sealed(claim_roster), pack_hash text,
--     columns_json text, state text, whole_sentences sealed(claim_roster)?, whole_eligible int?,
--     whole_fen int?, claim_number text?, created_by int, created_on date)?
-- The roster that a file became before.
SELECT id, number, policy_number, policy_title, measure, measure_name, subject_kind, period,
       decided_on, owner_key, uscc, person_id, owner_name, organiser_code, work_division, division_code, file_name,
       pack_hash, columns_json, state, whole_sentences, whole_eligible, whole_fen, claim_number,
       created_by, created_on
  FROM claim_roster
 WHERE owner_key = $1 AND measure = $2 AND period = $3 AND file_sha256 = $4;

-- claim_roster_by_number(number text, prefix text, owner_key text?) -> RosterHeadRow?
-- One roster within the scope.
SELECT id, number, policy_number, policy_title, measure, measure_name, subject_kind, period,
       decided_on, owner_key, uscc, person_id, owner_name, organiser_code, work_division, division_code, file_name,
       pack_hash, columns_json, state, whole_sentences, whole_eligible, whole_fen, claim_number,
       created_by, created_on
  FROM claim_roster
 WHERE number = $1 AND division_code LIKE $2 || '%' AND ($3 IS NULL OR owner_key = $3);

-- claim_roster_page(prefix text, owner_key text?, row_count int) -> RosterHeadRow*
-- Rosters within the scope, newest first.
SELECT id, number, policy_number, policy_title, measure, measure_name, subject_kind, period,
       decided_on, owner_key, uscc, person_id, owner_name, organiser_code, work_division, division_code, file_name,
       pack_hash, columns_json, state, whole_sentences, whole_eligible, whole_fen, claim_number,
       created_by, created_on
  FROM claim_roster
 WHERE division_code LIKE $1 || '%' AND ($2 IS NULL OR owner_key = $2)
 ORDER BY id DESC LIMIT $3;

-- claim_roster_recheck(id int, decided_on date, pack_hash text, columns_json text,
--     created_on date) -> nothing
-- Before the rows of a new check: the roster is not confirmed yet.
UPDATE claim_roster
   SET decided_on = $2, pack_hash = $3, columns_json = $4, created_on = $5,
       whole_sentences = NULL, whole_eligible = NULL, whole_fen = NULL
 WHERE id = $1 AND state = 'checked';

-- claim_roster_clear_rows(id int) -> nothing
-- Rows of an earlier check.
DELETE FROM claim_roster_row WHERE roster_id = $1;

-- claim_roster_insert_row(roster_id int, sequence int, line int, subject_key key?,
--     subject_label text, cells_json sealed(claim_roster_row),
--     stated_json sealed(claim_roster_row), faults_json sealed(claim_roster_row), result text,
--     awaits bool, amount_fen int, sentences sealed(claim_roster_row)) -> nothing
-- One row of the file.
INSERT INTO claim_roster_row (roster_id, sequence, line, subject_key, subject_label, cells_json,
    stated_json, faults_json, result, awaits, amount_fen, sentences)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- claim_roster_set_whole(id int, sentences sealed(claim_roster.whole_sentences), eligible int,
--     amount_fen int) -> nothing
-- What the rows come to together.
UPDATE claim_roster SET whole_sentences = $2, whole_eligible = $3, whole_fen = $4 WHERE id = $1;

-- claim_roster_set_state(id int, state text, confirmed_on date) -> nothing
-- Confirmed, and the rows are being claimed or all are. Who confirms waits here for whoever does.
UPDATE claim_roster SET state = $2, confirmed_on = coalesce(confirmed_on, $3) WHERE id = $1;

-- claim_roster_set_claim(id int, claim_number text) -> nothing
-- The one claim of a batch.
UPDATE claim_roster SET claim_number = $2, state = 'done' WHERE id = $1;

-- claim_roster_counts(roster_id int)
--   -> RosterCountRow(result text, count int, amount_fen int, claimed int, submitted int,
--                     awaiting int)*
-- Rows by result, how many became claims, and how many of these wait for the office.
SELECT claim_roster_row.result, count(*) AS count,
       CAST(coalesce(sum(claim_roster_row.amount_fen), 0) AS BIGINT) AS amount_fen,
       count(claim_roster_row.claim_number) AS claimed,
       count(CASE WHEN application.state = 'submitted' THEN 1 END) AS submitted,
       count(CASE WHEN claim_roster_row.awaits = 1 THEN 1 END) AS awaiting
  FROM claim_roster_row
  LEFT JOIN application ON application.number = claim_roster_row.claim_number
 WHERE claim_roster_row.roster_id = $1
 GROUP BY claim_roster_row.result ORDER BY claim_roster_row.result;

-- claim_roster_rows(roster_id int, result text?, after_sequence int, row_count int)
--   -> RosterItemRow(sequence int, line int, subject_key key?, subject_label text,
--     cells_json sealed(claim_roster_row), stated_json sealed(claim_roster_row),
--     faults_json sealed(claim_roster_row), result text, amount_fen int,
--     sentences sealed(claim_roster_row), claim_number text?, claim_state text?)*
-- Rows in the order of the file.
SELECT claim_roster_row.sequence, claim_roster_row.line, claim_roster_row.subject_key,
       claim_roster_row.subject_label, claim_roster_row.cells_json, claim_roster_row.stated_json,
       claim_roster_row.faults_json, claim_roster_row.result, claim_roster_row.amount_fen,
       claim_roster_row.sentences, claim_roster_row.claim_number, application.state AS claim_state
  FROM claim_roster_row
  LEFT JOIN application ON application.number = claim_roster_row.claim_number
 WHERE claim_roster_row.roster_id = $1 AND ($2 IS NULL OR claim_roster_row.result = $2)
   AND claim_roster_row.sequence > $3
 ORDER BY claim_roster_row.sequence LIMIT $4;

-- claim_roster_pending(roster_id int, row_count int)
--   -> RosterPendingRow(sequence int, subject_key key, stated_json sealed(claim_roster_row))*
-- Rows that are payable, or will be decided by departments, and are not claimed yet.
SELECT sequence, subject_key, stated_json FROM claim_roster_row
 WHERE roster_id = $1 AND (result = 'payable' OR awaits = 1) AND claim_number IS NULL
   AND subject_key IS NOT NULL
 ORDER BY sequence LIMIT $2;

-- claim_roster_set_row(roster_id int, sequence int, result text, awaits bool, amount_fen int,
--     sentences sealed(claim_roster_row), claim_number text?) -> nothing
-- What became of a row.
UPDATE claim_roster_row
   SET result = $3, awaits = $4, amount_fen = $5, sentences = $6, claim_number = $7
 WHERE roster_id = $1 AND sequence = $2 AND claim_number IS NULL;

-- claim_roster_submitted(roster_id int, prefix text, after_number text, row_count int)
--   -> RosterClaimRow(claim_number text)*
-- Claims of a roster that wait to be accepted in these counties.
SELECT application.number AS claim_number
  FROM claim_roster_row JOIN application ON application.number = claim_roster_row.claim_number
 WHERE claim_roster_row.roster_id = $1 AND application.state = 'submitted'
   AND application.division_code LIKE $2 || '%' AND application.number > $3
 GROUP BY application.number ORDER BY application.number LIMIT $4;

-- claim_roster_is_of_unit(person_id int, uscc text, from_day date, to_day date, policy_number int)
--   -> RosterBondRow(bonds int)
-- Whether a person works, is insured or learns at a unit in these days, or holds a place under the
-- policy.
SELECT (SELECT count(*) FROM employment_period
         WHERE person_id = $1 AND employer_uscc = $2 AND from_date <= $4
           AND (to_date IS NULL OR to_date >= $3))
     + (SELECT count(*) FROM insurance_period
         WHERE person_id = $1 AND employer_uscc = $2 AND from_date <= $4
           AND (to_date IS NULL OR to_date >= $3))
     + (SELECT count(*) FROM internship
         WHERE person_id = $1 AND uscc = $2 AND from_date <= $4
           AND (ended_on IS NULL OR ended_on >= $3))
     + (SELECT count(*) FROM enrolment
         WHERE person_id = $1 AND policy_number = $5 AND kind = 'programme'
           AND state IN ('admitted', 'done')) AS bonds;

-- claim_roster_rural(person_id int, day date) -> RosterRuralRow(person_id int)?
-- The person, when registered as rural on the day.
SELECT person_id FROM person_hukou
 WHERE person_id = $1 AND is_rural = 1 AND from_date <= $2 AND (to_date IS NULL OR to_date >= $2)
 LIMIT 1;

-- claim_roster_overlap(person_id int, batch_number text, from_day date, to_day date?)
--   -> RosterOverlapRow(batch_number text, organiser_code text, from_date date)?
-- Another batch that has the same person at work in the same days.
SELECT roster_line.batch_number, roster.organiser_code, roster_line.from_date
  FROM roster_line JOIN roster ON roster.batch_number = roster_line.batch_number
 WHERE roster_line.person_id = $1 AND roster_line.batch_number <> $2
   AND ($4 IS NULL OR roster_line.from_date <= $4)
   AND (roster_line.to_date IS NULL OR roster_line.to_date >= $3)
 ORDER BY roster_line.batch_number LIMIT 1;
