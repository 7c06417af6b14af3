-- What tests of doubts and inspections do to the tables behind the program's back.

-- force_bury(person_id int, on_date date) -> nothing
-- Somebody has died.
UPDATE person SET deceased_on = $2 WHERE id = $1;

-- force_public_unit() -> nothing
-- Some unit of the city is a bureau.
UPDATE org SET kind = 'government' WHERE uscc = (SELECT min(uscc) FROM org);

-- force_public_post(person_id int, from_date date) -> nothing
-- Somebody works there.
INSERT INTO employment_period (person_id, employer_uscc, employer_name, kind, from_date,
    contract_kind, is_first_registration, division_code, source, data_date)
SELECT $1, min(uscc), '某局', 'employee', $2, 'open', 0, '640522', '测试', $2 FROM org;

-- force_close_units() -> nothing
-- Every unit has been struck off.
UPDATE org SET status = 'cancelled', status_date = '2023-09-01';

-- force_state(number text, state text) -> nothing
-- Moves a claim past its table of transitions.
UPDATE application SET state = $2 WHERE number = $1;

-- force_answer(id int, answered_by int, answer sealed(risk_finding)) -> nothing
-- Answers a finding as anybody.
UPDATE risk_finding
   SET state = 'cleared', answer = $3, answered_by = $2, answered_on = '2023-10-16'
 WHERE id = $1;

-- force_sentence(id int, sentence sealed(risk_finding)) -> nothing
-- Makes a finding say something else.
UPDATE risk_finding SET sentence = $2 WHERE id = $1;

-- force_forget(id int) -> nothing
-- Makes a finding go away.
DELETE FROM risk_finding WHERE id = $1;

-- force_unhold(number text) -> nothing
-- Lets a claim go although something is doubtful about it.
UPDATE application SET held_count = 0 WHERE number = $1;

-- force_approved(claim_number text, on_date date) -> nothing
-- The claim again, under another number, as one that was approved on a day.
INSERT INTO entitlement (policy_number, measure, subject_kind, subject_key, period, stage, amount_fen,
    granted_on, claim_number, is_void, division_code, source, data_date)
SELECT policy_number, measure, subject_kind, $1, period, stage, amount_fen, $2, $1, 0,
       division_code, source, data_date
  FROM entitlement WHERE claim_number = 'ZW-2023-05-000001';

-- force_approved_claim(claim_number text, on_date date) -> nothing
-- Its row, with three hands.
INSERT INTO application (number, policy_number, policy_title, measure, measure_name, fund_key,
    subject_kind, subject_key, subject_label, period, stage, person_id, payee_key, applicant_name,
    division_code, channel, state, held_count, amount_fen, entitlement_id, accepted_by, reviewed_by,
    approved_by, submitted_on, version)
SELECT $1, policy_number, policy_title, measure, measure_name, fund_key, subject_kind, $1,
       subject_label, period, stage, person_id, payee_key, applicant_name, division_code, channel,
       'approved', 0, amount_fen, (SELECT id FROM entitlement WHERE claim_number = $1), 20, 30, 40,
       $2, 3
  FROM application WHERE number = 'ZW-2023-05-000001';

-- force_approved_step(claim_number text, on_date date, actor_name sealed(review_step)) -> nothing
-- The step of its approval.
INSERT INTO review_step (application_id, version, action, from_state, to_state, account_id,
    actor_name, role, business_date, at_ms)
SELECT id, 3, 'approve', 'cleared', 'approved', 40, $3, 'finance_reviewer', $2, 0
  FROM application WHERE number = $1;

-- force_drawn(claim_number text, sequence int) -> nothing
-- Takes another claim into a draw.
INSERT INTO inspection_item (inspection_id, sequence, application_id, drawn_for)
SELECT inspection.id, $2, application.id, 'random'
  FROM inspection, application WHERE application.number = $1;

-- force_redraw() -> nothing
-- Draws fewer than were drawn.
UPDATE inspection SET sample_count = 1;

-- force_result(sequence int, checked_by int, note sealed(inspection_result)) -> nothing
-- A result by anybody.
INSERT INTO inspection_result (inspection_id, sequence, result, note, accepted_by, reviewed_by,
    approved_by, released_by, checked_by, checked_on)
SELECT id, $1, 'in_order', $3, 20, 30, 40, 45, $2, '2023-12-01' FROM inspection;

-- force_small_draw() -> nothing
-- A draw of less than five in a hundred.
INSERT INTO inspection (number, fund_key, division_code, month, population_count, sample_count,
    high_count, seed, pack_hash, drawn_by, drawn_on)
VALUES ('CJ-0', 'employment_fund', '640522', '2022-01', 21, 1, 0, '', '', 50, '2023-12-01');
