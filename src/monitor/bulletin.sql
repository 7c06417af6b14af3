-- Bulletins: what they are drawn up from, and what was signed.

-- bulletin_money(first date, last date, former_first date, former_last date, year int)
--   -> BulletinMoneyRow(policy_number int, division_code text, allotted_fen int, paid_fen int,
--          paid_now_fen int, paid_last_fen int)*
-- Budgets of the year and what was paid of them up to the last day; what was paid in the period and
-- in the one before, of any year. Money is allotted from `source` and ends in `paid`.
SELECT budget.policy_number, budget.division_code,
       CAST(sum(CASE WHEN account.kind = 'source' AND budget.year = $5
                     THEN -moved.fen ELSE 0 END) AS BIGINT) AS allotted_fen,
       CAST(sum(CASE WHEN account.kind = 'paid' AND budget.year = $5
                     THEN moved.fen ELSE 0 END) AS BIGINT) AS paid_fen,
       CAST(sum(CASE WHEN account.kind = 'paid' AND moved.business_date >= $1
                     THEN moved.fen ELSE 0 END) AS BIGINT) AS paid_now_fen,
       CAST(sum(CASE WHEN account.kind = 'paid' AND moved.business_date >= $3
                      AND moved.business_date <= $4
                     THEN moved.fen ELSE 0 END) AS BIGINT) AS paid_last_fen
  FROM (SELECT debit_account AS account_id, amount_fen AS fen, business_date FROM ledger_transfer
        UNION ALL
        SELECT credit_account, -amount_fen, business_date FROM ledger_transfer) moved
  JOIN ledger_account account ON account.id = moved.account_id
  JOIN budget ON budget.id = account.budget_id
 WHERE moved.business_date <= $2 AND account.kind IN ('source', 'paid')
 GROUP BY budget.policy_number, budget.division_code
 ORDER BY budget.policy_number, budget.division_code;

-- bulletin_overdue(last date)
--   -> BulletinOverdueRow(policy_number int, division_code text, overdue int)*
-- Steps of claims and enrolments that were due by a day and are not taken.
SELECT policy_number, division_code, count(*) AS overdue
  FROM (SELECT policy_number, division_code FROM application WHERE due_on <= $1
        UNION ALL
        SELECT policy_number, division_code FROM enrolment
         WHERE state = 'admitted' AND due_on <= $1) waiting
 GROUP BY policy_number, division_code ORDER BY policy_number, division_code;

-- bulletin_insert(number text, cycle text, first_on date, last_on date, elapsed_bp int,
--     pack_hash text, sha256 text, signed_by int, signed_name text, signed_on date, signed_ms int)
--   -> nothing
-- The bulletin itself, after its lines and figures.
INSERT INTO bulletin (number, cycle, first_on, last_on, elapsed_bp, pack_hash, sha256, signed_by,
    signed_name, signed_on, signed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- bulletin_line_insert(bulletin_number text, sequence int, policy_number int, target_key text,
--     label text, unit text, measure text, tally text) -> nothing
-- One line of it.
INSERT INTO bulletin_line (bulletin_number, sequence, policy_number, target_key, label, unit,
    measure, tally)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- bulletin_figure_insert(bulletin_number text, sequence int, division_code text, code text,
--     value int) -> nothing
-- One figure of a line.
INSERT INTO bulletin_figure (bulletin_number, sequence, division_code, code, value)
VALUES ($1, $2, $3, $4, $5);

-- bulletin_heads() -> BulletinHeadRow(number text, sha256 text, signed_name text, signed_on date,
--     last_on date, corrections int, instructions int)*
-- Every signed one, the latest period first.
SELECT number, sha256, signed_name, signed_on, last_on,
       (SELECT count(*) FROM bulletin_correction
         WHERE bulletin_correction.bulletin_number = bulletin.number) AS corrections,
       (SELECT count(*) FROM bulletin_instruction
         WHERE bulletin_instruction.bulletin_number = bulletin.number) AS instructions
  FROM bulletin ORDER BY last_on DESC, number;

-- bulletin_by_number(number text) -> BulletinRow(number text, first_on date, last_on date,
--     elapsed_bp int, pack_hash text, sha256 text, signed_name text, signed_on date)?
-- One of them.
SELECT number, first_on, last_on, elapsed_bp, pack_hash, sha256, signed_name, signed_on
  FROM bulletin WHERE number = $1;

-- bulletin_lines_of(number text) -> BulletinLineRow(sequence int, policy_number int,
--     target_key text, label text, unit text, measure text, tally text)*
-- Its lines.
SELECT sequence, policy_number, target_key, label, unit, measure, tally FROM bulletin_line
 WHERE bulletin_number = $1 ORDER BY sequence;

-- bulletin_figures_of(number text)
--   -> BulletinFigureRow(sequence int, division_code text, code text, value int)*
-- Its figures.
SELECT sequence, division_code, code, value FROM bulletin_figure
 WHERE bulletin_number = $1 ORDER BY sequence, division_code, code;

-- bulletin_corrections_of(number text) -> BulletinCorrectionRow(sequence int, division_code text,
--     code text, value int, reason text, corrected_name text, corrected_on date)*
-- What was corrected, from the first.
SELECT sequence, division_code, code, value, reason, corrected_name, corrected_on
  FROM bulletin_correction WHERE bulletin_number = $1 ORDER BY id;

-- bulletin_instructions_of(number text)
--   -> BulletinInstructionRow(body text, given_name text, given_on date)*
-- What the head noted, from the first.
SELECT body, given_name, given_on FROM bulletin_instruction
 WHERE bulletin_number = $1 ORDER BY id;

-- bulletin_correction_insert(bulletin_number text, sequence int, division_code text, code text,
--     value int, reason text, account_id int, actor_name text, business_date date, at_ms int)
--   -> nothing
-- What is known better now.
INSERT INTO bulletin_correction (bulletin_number, sequence, division_code, code, value, reason,
    corrected_by, corrected_name, corrected_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- bulletin_instruction_insert(bulletin_number text, body text, account_id int, actor_name text,
--     business_date date, at_ms int) -> nothing
-- A note of the head.
INSERT INTO bulletin_instruction (bulletin_number, body, given_by, given_name, given_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6);
