-- Appeals.

-- appeal_insert(number text, application_id int, clawback_id int?, division_code text,
--     subject text, decision text, grounds sealed(appeal), state text, due_on date?, filed_by int,
--     filed_on date, contested_by int?) -> nothing
-- An appeal, with the hands of its claim as they are now.
INSERT INTO appeal (number, application_id, clawback_id, division_code, subject, decision, grounds,
    state, version, due_on, filed_by, filed_on, contested_by, claim_entered_by, claim_accepted_by,
    claim_reviewed_by, claim_approved_by, claim_released_by)
SELECT $1, a.id, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12, a.entered_by, a.accepted_by,
       a.reviewed_by, a.approved_by, a.released_by
  FROM application a WHERE a.id = $2;

-- appeal_move_row(id int, version int, state text, due_on date?, accepted_by int?,
--     accepted_on date?, decided_by int?, decided_on date?, reasons sealed(appeal)?) -> nothing
-- One step; what is absent stays. An appeal that somebody else moved changes no row.
UPDATE appeal
   SET state = $3, version = version + 1, due_on = $4, accepted_by = coalesce($5, accepted_by),
       accepted_on = coalesce($6, accepted_on), decided_by = coalesce($7, decided_by),
       decided_on = coalesce($8, decided_on), reasons = coalesce($9, reasons)
 WHERE id = $1 AND version = $2;

-- appeal_set_result(id int, result_number text?, result_fen int) -> nothing
-- What came of it.
UPDATE appeal SET result_number = $2, result_fen = $3 WHERE id = $1;

-- appeal_decision_insert(appeal_id int, decided_on date, pack_hash text, engine text,
--     found_json sealed(appeal_decision), facts_json sealed(appeal_decision),
--     decision_json sealed(appeal_decision), right_fen int, paid_fen int) -> nothing
-- What it was decided anew from, and how.
INSERT INTO appeal_decision (appeal_id, decided_on, pack_hash, engine, found_json, facts_json,
    decision_json, right_fen, paid_fen)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- appeal_select(prefix text, person_id int?, uscc text?, number text?, claim_number text?,
--     state text?, row_count int) -> AppealRow(id int, application_id int, number text,
--     claim_number text, clawback_number text?, policy_number int, policy_title text,
--     subject_label sealed(application), division_code text, person_id int?, uscc text?, claim_fen int,
--     subject text, grounds sealed(appeal), state text, version int, due_on date?, filed_on date,
--     accepted_on date?, decided_on date?, contested_by int?, accepted_by int?, reasons sealed(appeal)?,
--     result_number text?, result_fen int?)*
-- Appeals within the scope: living ones first, by what is due.
SELECT p.id, p.application_id, p.number, a.number AS claim_number, c.number AS clawback_number,
       a.policy_number, a.policy_title, a.subject_label, p.division_code, a.person_id, a.uscc,
       a.amount_fen AS claim_fen, p.subject, p.grounds, p.state, p.version, p.due_on, p.filed_on,
       p.accepted_on, p.decided_on, p.contested_by, p.accepted_by, p.reasons, p.result_number,
       p.result_fen
  FROM appeal p JOIN application a ON a.id = p.application_id
  LEFT JOIN clawback c ON c.id = p.clawback_id
 WHERE p.division_code LIKE $1 || '%'
   AND ($2 IS NULL OR (a.person_id = $2 AND a.uscc IS NULL)) AND ($3 IS NULL OR a.uscc = $3)
   AND ($4 IS NULL OR p.number = $4) AND ($5 IS NULL OR a.number = $5)
   AND ($6 IS NULL OR p.state = $6)
 ORDER BY CASE WHEN p.state IN ('filed', 'accepted') THEN 0 ELSE 1 END,
          coalesce(p.due_on, '9999-12-31'), p.id DESC
 LIMIT $7;

-- appeal_open_of_turn(application_id int) -> AppealOfDecisionRow(number text)?
-- An appeal that is open for the same measure, subject and period as this claim's.
SELECT p.number FROM application mine
  JOIN application a ON a.measure = mine.measure AND a.subject_kind = mine.subject_kind
       AND a.subject_key = mine.subject_key AND a.period = mine.period
  JOIN appeal p ON p.application_id = a.id
 WHERE mine.id = $1 AND p.state IN ('filed', 'accepted')
 ORDER BY p.id LIMIT 1;

-- appeal_of_decision(decision text) -> AppealOfDecisionRow?
-- The appeal that a decision has had.
SELECT number FROM appeal WHERE decision = $1 AND state <> 'withdrawn';
