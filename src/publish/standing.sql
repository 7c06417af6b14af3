-- How subjects stand in programmes, registers, services, loans and actions, for facts.

-- standing_of_range(policy_number int, measure text?, kind text, first key, last key, day date)
--   -> StandingRow(id int, number text, subject_kind text, subject_key key, subject_label text,
--                  measure text, state text, units int, seq int?, admitted_on date?, done_on date?,
--                  ended_on date?, is_passed int?, passed_year int?, amount_fen int?,
--                  stated_json sealed(enrolment), sources int)*
-- Enrolments in an item, or in one measure, by a day: those of the subjects in the range, and those
-- of other kinds of subjects, which may be the people and units behind them. The latest come last.
SELECT id, number, subject_kind, subject_key, subject_label, measure, state, units, seq,
       admitted_on, done_on, ended_on, is_passed, passed_year, amount_fen, stated_json,
       (SELECT count(*) FROM enrolment_source
         WHERE enrolment_source.enrolment_id = enrolment.id) AS sources
  FROM enrolment
 WHERE (($2 IS NULL AND policy_number = $1) OR measure = $2)
   AND (subject_kind <> $3 OR (subject_key >= $4 AND subject_key <= $5))
   AND applied_on <= $6 AND state NOT IN ('refused', 'withdrawn')
   AND (ended_on IS NULL OR ended_on > $6)
 ORDER BY id;

-- standing_deliveries(policy_number int, measure text?, day date)
--   -> StandingDeliveryRow(enrolment_id int, service_key text, times int, waived int)*
-- What was delivered by a day, by enrolment and service.
SELECT enrolment_delivery.enrolment_id, enrolment_delivery.service_key,
       count(*) AS times,
       CAST(sum(CASE WHEN enrolment_delivery.outcome = 'delivered' THEN 0 ELSE 1 END) AS BIGINT)
           AS waived
  FROM enrolment_delivery JOIN enrolment ON enrolment.id = enrolment_delivery.enrolment_id
 WHERE (($2 IS NULL AND enrolment.policy_number = $1) OR enrolment.measure = $2)
   AND enrolment_delivery.delivered_on <= $3
 GROUP BY enrolment_delivery.enrolment_id, enrolment_delivery.service_key
 ORDER BY enrolment_delivery.enrolment_id, enrolment_delivery.service_key;

-- standing_tally(measure text, prefix text, day date)
--   -> StandingTallyRow(admitted int, done int, persons int, units int, units_done int, late int)
-- Counts of a measure within a division on a day.
SELECT coalesce(sum(CASE WHEN admitted_on <= $3 THEN 1 ELSE 0 END), 0) AS admitted,
       coalesce(sum(CASE WHEN done_on <= $3 THEN 1 ELSE 0 END), 0) AS done,
       count(DISTINCT CASE WHEN done_on <= $3 THEN subject_kind || ' ' || subject_key END)
           AS persons,
       CAST(coalesce(sum(CASE WHEN admitted_on <= $3 THEN units ELSE 0 END), 0) AS BIGINT)
           AS units,
       CAST(coalesce(sum(CASE WHEN done_on <= $3 THEN units ELSE 0 END), 0) AS BIGINT)
           AS units_done,
       coalesce(sum(CASE WHEN state = 'admitted' AND due_on < $3 THEN 1 ELSE 0 END), 0) AS late
  FROM enrolment
 WHERE measure = $1 AND division_code LIKE $2 || '%'
   AND state IN ('admitted', 'done', 'released') AND (ended_on IS NULL OR ended_on > $3);

-- standing_places(measure text, division_code text) -> StandingPlacesRow(places int)?
-- The places of the latest period.
SELECT places FROM quota WHERE measure = $1 AND division_code = $2 ORDER BY period DESC LIMIT 1;

-- standing_enrolled(measure text, prefix text, day date) -> StandingRow*
-- All who are enrolled in a measure on a day, by number.
SELECT id, number, subject_kind, subject_key, subject_label, measure, state, units, seq,
       admitted_on, done_on, ended_on, is_passed, passed_year, amount_fen, stated_json,
       (SELECT count(*) FROM enrolment_source
         WHERE enrolment_source.enrolment_id = enrolment.id) AS sources
  FROM enrolment
 WHERE measure = $1 AND division_code LIKE $2 || '%' AND applied_on <= $3
   AND state IN ('applied', 'admitted', 'done') ORDER BY number;

-- standing_stated_rows(policy_number int, kind text, first key, last key, day date)
--   -> StandingStatedRow(subject_key key, stated_json sealed(enrolment))*
-- What the subjects of a range stated when they were enrolled in an item; the latest come last.
SELECT subject_key, stated_json FROM enrolment
 WHERE policy_number = $1 AND subject_kind = $2 AND subject_key >= $3 AND subject_key <= $4
   AND applied_on <= $5 AND state IN ('applied', 'admitted', 'done')
 ORDER BY subject_key, id;
