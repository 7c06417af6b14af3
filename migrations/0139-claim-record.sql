-- A claim as the program reads it (ClaimRow of casework/claim.sql): what each list selects.

-- database: policy
CREATE VIEW claim_record AS
SELECT id, number, policy_number, policy_title, measure, measure_name, fund_key, subject_kind,
       subject_key, subject_label, period, person_id, uscc, payee_key, applicant_name,
       division_code, channel, state, held_count, amount_fen, account_number, bank_name,
       holder_name, entitlement_id, accepted_by, reviewed_by, approved_by, submitted_on, due_on,
       notice_opens_on, notice_closes_on, last_note, version, entered_by, confirmed_how,
       fund_name, notice_workdays, stage, supplements_id, pays_lender
  FROM application;
