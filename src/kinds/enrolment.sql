-- Enrolments: writing them, moving them, lists and counts.

-- enrolment_insert(number text, policy_number int, policy_title text, measure text,
--     measure_name text, kind text, subject_kind text, subject_key key, subject_label text,
--     period text, person_id int?, uscc text?, division_code text, units int, limit_fen int?,
--     stated_json sealed(enrolment), day date, account_id int,
--     due_on date?) -> EnrolmentIdRow(id int)
-- A new one, applied for.
INSERT INTO enrolment (number, policy_number, policy_title, measure, measure_name, kind,
    subject_kind, subject_key, subject_label, period, person_id, uscc, division_code, state, units,
    steps_signed, limit_fen, stated_json, applied_on, applied_by, due_on, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'applied', $14, 0, $15, $16, $17,
    $18, $19, 0) RETURNING id;

-- enrolment_by_number(number text, prefix text, sees_all bool, person_id int?, uscc text?)
--   -> EnrolmentRow(id int, number text, policy_number int, policy_title text, measure text,
--     measure_name text, kind text, subject_kind text, subject_key key, subject_label text,
--     period text, person_id int?, uscc text?, division_code text, state text, units int, seq int?,
--     steps_signed int, amount_fen int?, limit_fen int?, stated_json sealed(enrolment),
--     applied_on date, applied_by int, admitted_on date?, done_on date?, due_on date?,
--     last_note sealed(enrolment)?, version int)?
-- One within the scope: staff by division, everybody else their own.
SELECT id, number, policy_number, policy_title, measure, measure_name, kind, subject_kind,
       subject_key, subject_label, period, person_id, uscc, division_code, state, units, seq,
       steps_signed, amount_fen, limit_fen, stated_json, applied_on, applied_by, admitted_on,
       done_on, due_on, last_note, version
  FROM enrolment
 WHERE number = $1 AND (division_code LIKE $2 || '%' OR division_code = '640500')
   AND ($3 = 1 OR person_id = $4 OR uscc = $5);

-- enrolment_living(measure text, subject_kind text, subject_key key, period text) -> EnrolmentRow?
-- The one that stands in the way of another.
SELECT id, number, policy_number, policy_title, measure, measure_name, kind, subject_kind,
       subject_key, subject_label, period, person_id, uscc, division_code, state, units, seq,
       steps_signed, amount_fen, limit_fen, stated_json, applied_on, applied_by, admitted_on,
       done_on, due_on, last_note, version
  FROM enrolment
 WHERE measure = $1 AND subject_kind = $2 AND subject_key = $3 AND period = $4
   AND state IN ('applied', 'admitted', 'done');

-- enrolment_page(measure text?, policy_number int, state text?, subject_key key?, due_only bool,
--     prefix text, sees_all bool, person_id int?, uscc text?, after_number text, row_count int)
--   -> EnrolmentRow*
-- A page of a list, by number.
SELECT id, number, policy_number, policy_title, measure, measure_name, kind, subject_kind,
       subject_key, subject_label, period, person_id, uscc, division_code, state, units, seq,
       steps_signed, amount_fen, limit_fen, stated_json, applied_on, applied_by, admitted_on,
       done_on, due_on, last_note, version
  FROM enrolment
 WHERE ($1 IS NULL OR measure = $1) AND ($2 = 0 OR policy_number = $2)
   AND ($3 IS NULL OR state = $3) AND ($4 IS NULL OR subject_key = $4)
   AND ($5 = 0 OR state IN ('applied', 'admitted'))
   AND (division_code LIKE $6 || '%' OR division_code = '640500')
   AND ($7 = 1 OR person_id = $8 OR uscc = $9) AND number > $10
 ORDER BY number LIMIT $11;

-- enrolment_total(measure text?, policy_number int, state text?, subject_key key?, due_only bool,
--     prefix text, sees_all bool, person_id int?, uscc text?) -> EnrolmentTotalRow(total int)
-- How many the list has.
SELECT count(*) AS total
  FROM enrolment
 WHERE ($1 IS NULL OR measure = $1) AND ($2 = 0 OR policy_number = $2)
   AND ($3 IS NULL OR state = $3) AND ($4 IS NULL OR subject_key = $4)
   AND ($5 = 0 OR state IN ('applied', 'admitted'))
   AND (division_code LIKE $6 || '%' OR division_code = '640500')
   AND ($7 = 1 OR person_id = $8 OR uscc = $9);

-- enrolment_counts(prefix text, sees_all bool, person_id int?, uscc text?, day date)
--   -> EnrolmentCountRow(measure text, state text, count int, units int, late int)*
-- How many stand where, by measure.
SELECT measure, state, count(*) AS count, CAST(sum(units) AS BIGINT) AS units,
       CAST(sum(CASE WHEN state IN ('applied', 'admitted') AND due_on < $5 THEN 1 ELSE 0 END)
            AS BIGINT) AS late
  FROM enrolment
 WHERE (division_code LIKE $1 || '%' OR division_code = '640500')
   AND ($2 = 1 OR person_id = $3 OR uscc = $4)
 GROUP BY measure, state ORDER BY measure, state;

-- enrolment_free_seq(measure text, period text) -> EnrolmentSeqRow(seq int)
-- The smallest number of a place that nobody holds.
SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM enrolment e
                  WHERE e.measure = $1 AND e.period = $2 AND e.seq = 1) THEN 1
            ELSE (SELECT min(held.seq) + 1 FROM enrolment held
                   WHERE held.measure = $1 AND held.period = $2 AND held.seq IS NOT NULL
                     AND NOT EXISTS (SELECT 1 FROM enrolment next
                          WHERE next.measure = $1 AND next.period = $2
                            AND next.seq = held.seq + 1)) END AS seq;

-- enrolment_move(id int, version int, state text, seq int?, units int, steps_signed int,
--     amount_fen int?, is_passed int?, passed_year int?, admitted_on date?, admitted_by int?,
--     done_on date?, ended_on date?, due_on date?, note sealed(enrolment.last_note)?)
--   -> nothing
-- The next version of an enrolment; no row when somebody else was faster. Fields that are absent
-- keep what they have, but for the place, the due day and the note.
UPDATE enrolment
   SET version = version + 1, state = $3, seq = $4, units = $5, steps_signed = $6,
       amount_fen = coalesce($7, amount_fen), is_passed = coalesce($8, is_passed),
       passed_year = coalesce($9, passed_year), admitted_on = coalesce($10, admitted_on),
       admitted_by = coalesce($11, admitted_by), done_on = coalesce($12, done_on),
       ended_on = coalesce($13, ended_on), due_on = $14, last_note = $15
 WHERE id = $1 AND version = $2;

-- enrolment_set_stated(id int, stated_json sealed(enrolment), limit_fen int?) -> nothing
-- What is stated now, and the limit that follows from it.
UPDATE enrolment SET stated_json = $2, limit_fen = $3 WHERE id = $1;

-- enrolment_insert_event(enrolment_id int, version int, action text, from_state text?,
--     to_state text, step_key text?, party text?, account_id int, actor_name sealed(enrolment_event),
--     role text, business_date date, at_ms int, note sealed(enrolment_event)?) -> nothing
-- What happened.
INSERT INTO enrolment_event (enrolment_id, version, action, from_state, to_state, step_key, party,
    account_id, actor_name, role, business_date, at_ms, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- enrolment_events(enrolment_id int)
--   -> EnrolmentEventRow(version int, action text, to_state text, step_key text?, party text?,
--     account_id int, actor_name sealed(enrolment_event), role text, business_date date, at_ms int,
--     note sealed(enrolment_event)?)*
-- All that happened, in order.
SELECT version, action, to_state, step_key, party, account_id, actor_name, role, business_date,
       at_ms, note
  FROM enrolment_event WHERE enrolment_id = $1 ORDER BY version;

-- enrolment_insert_decision(enrolment_id int, version int, decided_on date, pack_hash text,
--     engine text, facts_json sealed(enrolment_decision),
--     decision_json sealed(enrolment_decision)) -> nothing
-- A decision with what it rests on.
INSERT INTO enrolment_decision (enrolment_id, version, decided_on, pack_hash, engine, facts_json,
    decision_json)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- enrolment_latest_decision(enrolment_id int)
--   -> EnrolmentDecisionRow(decided_on date, pack_hash text, facts_json sealed(enrolment_decision),
--     decision_json sealed(enrolment_decision))?
-- The latest.
SELECT decided_on, pack_hash, facts_json, decision_json FROM enrolment_decision
 WHERE enrolment_id = $1 ORDER BY version DESC LIMIT 1;

-- enrolment_insert_source(enrolment_id int, department text, account_id int, day date,
--     stated_json sealed(enrolment_source)) -> nothing
-- A bureau's report; the same bureau again changes nothing.
INSERT INTO enrolment_source (enrolment_id, department, account_id, reported_on, stated_json)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (enrolment_id, department) DO NOTHING;

-- enrolment_sources(enrolment_id int) -> EnrolmentSourceRow(department text, reported_on date)*
-- Who reported it, in order.
SELECT department, reported_on FROM enrolment_source WHERE enrolment_id = $1
 ORDER BY reported_on, department;

-- enrolment_insert_delivery(enrolment_id int, service_key text, outcome text, day date,
--     delivered_by text, account_id int, note sealed(enrolment_delivery)?) -> nothing
-- One more service.
INSERT INTO enrolment_delivery (enrolment_id, sequence, service_key, outcome, delivered_on,
    delivered_by, account_id, note)
SELECT $1, coalesce(max(sequence), 0) + 1, $2, $3, $4, $5, $6, $7
  FROM enrolment_delivery WHERE enrolment_id = $1;

-- enrolment_deliveries(enrolment_id int)
--   -> EnrolmentDeliveryRow(service_key text, outcome text, delivered_on date, delivered_by text,
--     note sealed(enrolment_delivery)?)*
-- What was delivered, in order.
SELECT service_key, outcome, delivered_on, delivered_by, note FROM enrolment_delivery
 WHERE enrolment_id = $1 ORDER BY sequence;
