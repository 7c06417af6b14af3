-- Clawbacks. The party sees one only after it was notified.

-- clawback_insert(number text, application_id int, division_code text, cause text,
--     note sealed(clawback), state text, due_on date?, opened_by int, opened_on date) -> nothing
-- A clawback, with the hands of its claim as they are now.
INSERT INTO clawback (number, application_id, division_code, cause, note, state, version, due_on,
    opened_by, opened_on, claim_entered_by, claim_accepted_by, claim_reviewed_by, claim_approved_by,
    claim_released_by)
SELECT $1, a.id, $3, $4, $5, $6, 0, $7, $8, $9, a.entered_by, a.accepted_by, a.reviewed_by,
       a.approved_by, a.released_by
  FROM application a WHERE a.id = $2;

-- clawback_move_row(id int, version int, state text, due_on date?, verified_by int?,
--     notified_on date?, statement_until date?, statement sealed(clawback)?, stated_on date?,
--     decided_by int?, decided_on date?, amount_fen int?, instalment_count int?,
--     decision_number text?, receivable_number text?, penalty_reference text?) -> nothing
-- One step; what is absent stays. A clawback that somebody else moved changes no row.
UPDATE clawback
   SET state = $3, version = version + 1, due_on = $4, verified_by = coalesce($5, verified_by),
       notified_on = coalesce($6, notified_on), statement_until = coalesce($7, statement_until),
       statement = coalesce($8, statement), stated_on = coalesce($9, stated_on),
       decided_by = coalesce($10, decided_by), decided_on = coalesce($11, decided_on),
       amount_fen = coalesce($12, amount_fen), instalment_count = coalesce($13, instalment_count),
       decision_number = coalesce($14, decision_number),
       receivable_number = coalesce($15, receivable_number),
       penalty_reference = coalesce($16, penalty_reference)
 WHERE id = $1 AND version = $2;

-- clawback_select(prefix text, person_id int?, uscc text?, number text?, claim_number text?,
--     state text?, receivable_number text?, row_count int) -> ClawbackRow(id int,
--     application_id int, number text, claim_number text, policy_number int, policy_title text,
--     subject_label sealed(application), division_code text, person_id int?, uscc text?,
--     claim_fen int, cause text, note sealed(clawback), state text, version int, due_on date?,
--     opened_on date, notified_on date?, statement_until date?, statement sealed(clawback)?,
--     stated_on date?, verified_by int?, decided_by int?, decided_on date?, amount_fen int?,
--     instalment_count int?, decision_number text?, receivable_number text?,
--     penalty_reference text?, fund_key text)*
-- Clawbacks within the scope: living ones first, by what is due.
SELECT c.id, c.application_id, c.number, a.number AS claim_number, a.policy_number, a.policy_title,
       a.subject_label, c.division_code, a.person_id, a.uscc, a.amount_fen AS claim_fen, c.cause,
       c.note, c.state, c.version, c.due_on, c.opened_on, c.notified_on, c.statement_until,
       c.statement, c.stated_on, c.verified_by, c.decided_by, c.decided_on, c.amount_fen,
       c.instalment_count, c.decision_number, c.receivable_number, c.penalty_reference,
       a.fund_key
  FROM clawback c JOIN application a ON a.id = c.application_id
 WHERE c.division_code LIKE $1 || '%'
   AND ($2 IS NULL OR (a.person_id = $2 AND a.uscc IS NULL)) AND ($3 IS NULL OR a.uscc = $3)
   AND (($2 IS NULL AND $3 IS NULL) OR c.notified_on IS NOT NULL)
   AND ($4 IS NULL OR c.number = $4) AND ($5 IS NULL OR a.number = $5)
   AND ($6 IS NULL OR c.state = $6) AND ($7 IS NULL OR c.receivable_number = $7)
 ORDER BY CASE WHEN c.state IN ('suspected', 'verified', 'notified', 'decided') THEN 0 ELSE 1 END,
          coalesce(c.due_on, '9999-12-31'), c.id DESC
 LIMIT $8;

-- clawback_evidence_insert(clawback_id int, sequence int, source text,
--     description sealed(clawback_evidence),
--     file_sequence int?, added_by int, added_on date) -> nothing
-- An evidence.
INSERT INTO clawback_evidence (clawback_id, sequence, source, description, file_sequence, added_by,
    added_on)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- clawback_evidence_list(clawback_id int) -> ClawbackEvidenceRow(sequence int, source text,
--     description sealed(clawback_evidence), file_sequence int?, added_on date)*
-- The evidences, in the order in which they came.
SELECT sequence, source, description, file_sequence, added_on FROM clawback_evidence
 WHERE clawback_id = $1 ORDER BY sequence;
