-- Who had which entitlement in which period. The unique index decides; nothing is deleted.

-- entitlement_import(policy_number int, measure text, subject_kind text, subject_key key,
--     period text, stage text, person_id int?, uscc text?, amount_fen int, granted_on date,
--     division_code text, source text, data_date date)
--   -> nothing
-- Adds what another authority granted; one that is known already stays as it is.
INSERT INTO entitlement
    (policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
     amount_fen, granted_on, claim_number, is_void, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 0, $11, $12, $13)
    ON CONFLICT (measure, subject_kind, subject_key, period, stage) WHERE is_void = 0 DO NOTHING;

-- entitlement_insert(policy_number int, measure text, subject_kind text, subject_key key,
--     period text, stage text, person_id int?, uscc text?, amount_fen int, granted_on date,
--     claim_number text?, division_code text, source text, data_date date)
--   -> EntitlementKeyRow(id int)
-- Adds an entitlement; a living one for the same is a conflict with the index entitlement_once.
INSERT INTO entitlement
    (policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
     amount_fen, granted_on, claim_number, is_void, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14)
    RETURNING id;

-- entitlement_mark_void(id int, voided_on date, void_reason text) -> nothing
-- Voids a living entitlement.
UPDATE entitlement SET is_void = 1, voided_on = $2, void_reason = $3
 WHERE id = $1 AND is_void = 0;

-- entitlement_set_amount(id int, amount_fen int) -> nothing
-- What a new decision on the same claim came to.
UPDATE entitlement SET amount_fen = $2 WHERE id = $1 AND is_void = 0;

-- entitlement_list_person(person_id int, policy_number int)
--   -> EntitlementRow(id int, measure text, subject_kind text, subject_key key, period text,
--                     stage text, person_id int?, uscc text?, amount_fen int, granted_on date,
--                     claim_number text?)*
-- The living entitlements that concern a person under a policy, by day.
SELECT id, measure, subject_kind, subject_key, period, stage, person_id, uscc, amount_fen,
       granted_on, claim_number
  FROM entitlement WHERE person_id = $1 AND policy_number = $2 AND is_void = 0
 ORDER BY granted_on, id;

-- entitlement_list_unit(uscc text, policy_number int) -> EntitlementRow*
-- The living entitlements that concern a unit under a policy, by day.
SELECT id, measure, subject_kind, subject_key, period, stage, person_id, uscc, amount_fen,
       granted_on, claim_number
  FROM entitlement WHERE uscc = $1 AND policy_number = $2 AND is_void = 0
 ORDER BY granted_on, id;

-- entitlement_subject_sum(measure text, subject_kind text, subject_key key)
--   -> EntitlementSumRow(count int, amount_fen int)
-- How often, and with how much in all, a subject has had a measure.
SELECT count(*) AS count, CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen
  FROM entitlement
 WHERE measure = $1 AND subject_kind = $2 AND subject_key = $3 AND is_void = 0;
