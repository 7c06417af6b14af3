-- What tests of this layer look at in the tables, and what they put there by hand.

-- published_count() -> PublishedCountRow(versions int, files int, audited int)
-- What was published.
SELECT (SELECT count(*) FROM policy_version) AS versions,
       (SELECT count(*) FROM policy_file) AS files,
       (SELECT count(*) FROM audit_log WHERE action = 'policy.publish') AS audited;

-- scan_look() -> ScanLookRow(scans int, current int, counts int, list_rows int)
-- What scans left behind.
SELECT (SELECT count(*) FROM scan) AS scans,
       (SELECT count(*) FROM scan WHERE is_current = 1) AS current,
       (SELECT count(*) FROM scan_count) AS counts,
       (SELECT count(*) FROM scan_row) AS list_rows;

-- doubt_put_claim(number text, policy_number int, measure text, subject_kind text, subject_key key,
--     person_id int?, uscc text?, payee_key key, account_number blind(account), state text,
--     channel text, entered_by int?, submitted_on date, entitlement_id int,
--     name sealed(application.applicant_name), label sealed(application.subject_label)) -> nothing
-- A claim as the office has it, without its way there.
INSERT INTO application (number, policy_number, policy_title, measure, measure_name, subject_kind,
    subject_key, subject_label, period, stage, person_id, uscc, payee_key, applicant_name,
    division_code, channel, state, held_count, amount_fen, account_number, entitlement_id,
    entered_by, submitted_on, version)
VALUES ($1, $2, '试', $3, '试', $4, $5, $16, 'once', '', $6, $7, $8, $15, '640521', $11, $10, 0,
    150000, $9, $14, $12, $13, 0);

-- doubt_bury(person_id int, on_date date) -> nothing
-- Somebody has died.
UPDATE person SET deceased_on = $2 WHERE id = $1;
