-- What somebody could try behind the program's back.

-- attack_event(number text, action text, party text?, account_id int,
--     name sealed(enrolment_event.actor_name)) -> nothing
-- An event that the program would not write.
INSERT INTO enrolment_event (enrolment_id, version, action, from_state, to_state, step_key, party,
    account_id, actor_name, role, business_date, at_ms)
SELECT id, version + 1, $2, state, state, 'attack', $3, $4, $5, 'city_hrss_admin', applied_on, 0
  FROM enrolment WHERE number = $1;

-- attack_admission(number text, account_id int) -> nothing
-- An admission that the program would not write.
UPDATE enrolment SET state = 'admitted', seq = 1, admitted_on = applied_on, admitted_by = $2
 WHERE number = $1;

-- attack_facility(uscc text, account_id int) -> nothing
-- A facility that the program would not register.
INSERT INTO facility (number, kind, name, uscc, division_code, address, is_government_funded,
    registered_on, registered_by)
VALUES ('SS-2023-999999', 'market', 'A', $1, '640521', 'A', 0, '2023-10-16', $2);
