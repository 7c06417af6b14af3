-- Public notices and objections.

-- notice_insert(number text, policy_number int, policy_title text, measure text,
--     measure_name text, division_code text, opens_on date, closes_on date, opened_by int)
--   -> NoticeIdRow(id int)
-- A notice, open.
INSERT INTO notice (number, policy_number, policy_title, measure, measure_name, division_code,
    opens_on, closes_on, opened_by, is_open)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) RETURNING id;

-- notice_insert_item(notice_id int, sequence int, application_id int, masked_name text,
--     masked_key text, amount_fen int) -> nothing
-- A claim on the board, masked for good.
INSERT INTO notice_item (notice_id, sequence, application_id, masked_name, masked_key, amount_fen)
VALUES ($1, $2, $3, $4, $5, $6);

-- notice_board(row_count int) -> NoticeRow(id int, number text, policy_number int,
--     policy_title text, measure_name text, division_code text, opens_on date, closes_on date,
--     is_open bool, item_count int)*
-- The board, newest first.
SELECT id, number, policy_number, policy_title, measure_name, division_code, opens_on, closes_on,
       is_open, (SELECT count(*) FROM notice_item WHERE notice_id = notice.id) AS item_count
  FROM notice ORDER BY opens_on DESC, id DESC LIMIT $1;

-- notice_by_number(number text) -> NoticeRow?
-- One notice.
SELECT id, number, policy_number, policy_title, measure_name, division_code, opens_on, closes_on,
       is_open, (SELECT count(*) FROM notice_item WHERE notice_id = notice.id) AS item_count
  FROM notice WHERE number = $1;

-- notice_items(notice_id int) -> NoticeItemRow(sequence int, application_id int, masked_name text,
--     masked_key text, amount_fen int, claim_number text, held_count int)*
-- What a notice shows, in order.
SELECT notice_item.sequence, notice_item.application_id, notice_item.masked_name,
       notice_item.masked_key, notice_item.amount_fen, application.number AS claim_number,
       application.held_count
  FROM notice_item JOIN application ON application.id = notice_item.application_id
 WHERE notice_item.notice_id = $1 ORDER BY notice_item.sequence;

-- notice_close_past(today date, prefix text) -> nothing
-- Notices within the scope whose last day has passed.
UPDATE notice SET is_open = 0
 WHERE is_open = 1 AND closes_on < $1 AND division_code LIKE $2 || '%';

-- objection_insert(notice_id int, item_sequence int, application_id int,
--     objector_name sealed(objection), phone blind(phone), body sealed(objection), filed_on date,
--     division_code text) -> nothing
-- An objection, open.
INSERT INTO objection (notice_id, item_sequence, application_id, objector_name, phone, body, state,
    filed_on, division_code)
VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8);

-- objection_page(prefix text, row_count int) -> ObjectionRow(id int, notice_number text, item_sequence int,
--     application_id int, claim_number text, objector_name sealed(objection), phone blind(phone),
--     body sealed(objection), state text, answer sealed(objection)?, filed_on date)*
-- Objections within the scope, open ones first.
SELECT objection.id, notice.number AS notice_number, objection.item_sequence,
       objection.application_id, application.number AS claim_number, objection.objector_name,
       objection.phone, objection.body, objection.state, objection.answer, objection.filed_on
  FROM objection JOIN notice ON notice.id = objection.notice_id
       JOIN application ON application.id = objection.application_id
 WHERE objection.division_code LIKE $1 || '%'
 ORDER BY CASE objection.state WHEN 'open' THEN 0 ELSE 1 END, objection.id DESC LIMIT $2;

-- objection_by_id(id int, prefix text) -> ObjectionRow?
-- One objection within the scope.
SELECT objection.id, notice.number AS notice_number, objection.item_sequence,
       objection.application_id, application.number AS claim_number, objection.objector_name,
       objection.phone, objection.body, objection.state, objection.answer, objection.filed_on
  FROM objection JOIN notice ON notice.id = objection.notice_id
       JOIN application ON application.id = objection.application_id
 WHERE objection.id = $1 AND objection.division_code LIKE $2 || '%';

-- objection_open_of(notice_id int, item_sequence int,
--     phone blind(phone)) -> ObjectionIdRow(id int)?
-- The open objection of the same objector to the same line.
SELECT id FROM objection
 WHERE notice_id = $1 AND item_sequence = $2 AND phone = $3 AND state = 'open'
 ORDER BY id LIMIT 1;

-- objection_answer_row(id int, state text, answer sealed(objection), answered_by int,
--     answered_on date)
--   -> nothing
-- Answers an open objection, once.
UPDATE objection SET state = $2, answer = $3, answered_by = $4, answered_on = $5
 WHERE id = $1 AND state = 'open';
