-- Letters. Who may see one follows from its claim, which the code loads within the actor's scope.

-- letter_insert(number text, kind text, application_id int?, step_version int?, notice_id int?,
--     division_code text, business_date date, code text, amount_fen int, content sealed(letter),
--     content_sha256 text, sha256 text, renderer text, issued_by int, issued_on date, at_ms int,
--     course_number text?, course_form text?) -> nothing
-- A letter, for good.
INSERT INTO letter (number, kind, application_id, step_version, notice_id, division_code,
    business_date, code, amount_fen, content, content_sha256, sha256, renderer, issued_by,
    issued_on, at_ms, course_number, course_form)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- letter_by_number(number text) -> LetterRow(id int, number text, kind text, application_id int?,
--     step_version int?, claim_number text?, notice_number text?, course_number text?,
--     course_form text?, division_code text, business_date date, code text, amount_fen int,
--     content sealed(letter), content_sha256 text,
--     sha256 text, renderer text, issued_on date, anonymised_on date?)?
-- One letter.
SELECT * FROM letter_record WHERE number = $1;

-- letter_by_code(code text) -> LetterRow?
-- The letter with a code, for whoever holds the paper.
SELECT * FROM letter_record WHERE code = $1;

-- letter_by_sha256(sha256 text) -> LetterRow?
-- The letter with these bytes, for whoever holds the file.
SELECT * FROM letter_record WHERE sha256 = $1 ORDER BY id LIMIT 1;

-- letter_of_claim(application_id int) -> LetterRow*
-- The letters of a claim, by step.
SELECT * FROM letter_record WHERE application_id = $1
 ORDER BY course_number IS NOT NULL, business_date, number;

-- letter_page(after_id int, row_count int) -> LetterRow*
-- All letters whose words are still there, piece by piece, for the proof.
SELECT * FROM letter_record WHERE id > $1 AND anonymised_on IS NULL ORDER BY id LIMIT $2;

-- letter_lost() -> LetterLostRow(number key)*
-- Letters that the log says were issued and that are not there.
SELECT object_number AS number FROM audit_log
 WHERE action = 'letter.issue' AND object_number IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM letter WHERE letter.number = audit_log.object_number)
 ORDER BY id LIMIT 1000;

-- letter_steps(application_id int) -> LetterStepRow(version int, action text, from_state text?,
--     business_date date, note sealed(review_step)?)*
-- The steps that letters may document, first step first.
SELECT version, action, from_state, business_date, note FROM review_step
 WHERE application_id = $1 ORDER BY version;

-- letter_notice(number text) -> LetterNoticeRow(id int, division_code text)?
-- The notice that a draft is printed of.
SELECT id, division_code FROM notice WHERE number = $1;
