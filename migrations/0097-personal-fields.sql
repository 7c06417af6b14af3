-- Personal fields are kept as ciphertext (docs/decisions/0009-personal-fields.md). Columns stay what
-- they are; the program seals what stands in them after this migration, table by table, and notes
-- here how far it is. A scan is made anew at any time, so its rows need no sealing.

-- database: monitor
CREATE TABLE key_check (
    purpose TEXT NOT NULL CHECK (purpose IN ('field', 'blind')),
    generation BIGINT NOT NULL CHECK (generation >= 1),
    check_value TEXT NOT NULL CHECK (length(check_value) = 16) -- of the key: the wrong one is refused
);
CREATE UNIQUE INDEX key_check_once ON key_check (purpose, generation);

-- How far the sealing of plaintext has come: rows up to `done_through` are sealed.
CREATE TABLE sealing (
    table_name TEXT NOT NULL,
    done_through BIGINT NOT NULL,
    is_done BIGINT NOT NULL CHECK (is_done IN (0, 1))
);
CREATE UNIQUE INDEX sealing_table ON sealing (table_name);

-- A row stands here only inside a transaction that seals frozen rows anew or anonymises them, so that
-- no other ever sees it: the triggers below let the sealed columns of these tables pass then, and no
-- column else.
CREATE TABLE sealing_pass (
    reason TEXT NOT NULL CHECK (reason IN ('seal', 'anonymise'))
);
CREATE UNIQUE INDEX sealing_pass_once ON sealing_pass (reason);

DELETE FROM scan_row;

-- database: policy
-- @sqlite
DROP TRIGGER payment_no_update;
CREATE TRIGGER payment_no_update BEFORE UPDATE OF id, number, budget_id, claim_number, attempt,
    bank_name, amount_fen, purpose, reserve_transfer, approved_by, approved_on, division_code
    ON payment
BEGIN
    SELECT RAISE(ABORT, 'payment_is_fixed');
END;
CREATE TRIGGER payment_payee_no_update BEFORE UPDATE OF payee_key, payee_name, account_number
    ON payment WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'payment_is_fixed');
END;
DROP TRIGGER payment_file_no_update;
CREATE TRIGGER payment_file_no_update BEFORE UPDATE OF id, number, fund_key, division_code,
    line_count, total_fen, sha256, released_by, released_on, released_ms ON payment_file
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;
CREATE TRIGGER payment_file_content_no_update BEFORE UPDATE OF content ON payment_file
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'seal')
BEGIN
    SELECT RAISE(ABORT, 'payment_file_is_frozen');
END;
DROP TRIGGER application_decision_no_update;
CREATE TRIGGER application_decision_no_update BEFORE UPDATE OF application_id, version, decided_on,
    pack_hash, engine, amount_fen ON application_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER application_decision_text_no_update BEFORE UPDATE OF decision_json
    ON application_decision WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
DROP TRIGGER enrolment_decision_no_update;
CREATE TRIGGER enrolment_decision_no_update BEFORE UPDATE OF enrolment_id, version, decided_on,
    pack_hash, engine ON enrolment_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER enrolment_decision_text_no_update BEFORE UPDATE OF facts_json, decision_json
    ON enrolment_decision WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
DROP TRIGGER register_version_no_update;
CREATE TRIGGER register_version_no_update BEFORE UPDATE OF id, measure, number, made_on, made_by,
    line_count, sha256 ON register_version
BEGIN
    SELECT RAISE(ABORT, 'register_version_is_frozen');
END;
CREATE TRIGGER register_version_content_no_update BEFORE UPDATE OF content ON register_version
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'seal')
BEGIN
    SELECT RAISE(ABORT, 'register_version_is_frozen');
END;
-- @postgres
-- The second argument names the only reason that passes; without it either does.
CREATE FUNCTION sealing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM sealing_pass WHERE TG_NARGS = 1 OR reason = TG_ARGV[1]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;
DROP TRIGGER payment_no_update ON payment;
CREATE TRIGGER payment_no_update BEFORE UPDATE OF id, number, budget_id, claim_number, attempt,
    bank_name, amount_fen, purpose, reserve_transfer, approved_by, approved_on, division_code
    ON payment FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_is_fixed');
CREATE TRIGGER payment_payee_no_update BEFORE UPDATE OF payee_key, payee_name, account_number
    ON payment FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('payment_is_fixed');
DROP TRIGGER payment_file_no_change ON payment_file;
CREATE TRIGGER payment_file_no_change BEFORE UPDATE OF id, number, fund_key, division_code,
    line_count, total_fen, sha256, released_by, released_on, released_ms OR DELETE ON payment_file
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_file_is_frozen');
CREATE TRIGGER payment_file_content_no_update BEFORE UPDATE OF content ON payment_file
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('payment_file_is_frozen', 'seal');
DROP TRIGGER application_decision_no_change ON application_decision;
CREATE TRIGGER application_decision_no_change BEFORE UPDATE OF application_id, version, decided_on,
    pack_hash, engine, amount_fen OR DELETE ON application_decision
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('decision_is_final');
CREATE TRIGGER application_decision_text_no_update BEFORE UPDATE OF decision_json
    ON application_decision FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('decision_is_final');
DROP TRIGGER enrolment_decision_no_change ON enrolment_decision;
CREATE TRIGGER enrolment_decision_no_change BEFORE UPDATE OF enrolment_id, version, decided_on,
    pack_hash, engine OR DELETE ON enrolment_decision
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('decision_is_final');
CREATE TRIGGER enrolment_decision_text_no_update BEFORE UPDATE OF facts_json, decision_json
    ON enrolment_decision FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('decision_is_final');
DROP TRIGGER register_version_no_change ON register_version;
CREATE TRIGGER register_version_no_change BEFORE UPDATE OF id, measure, number, made_on, made_by,
    line_count, sha256 OR DELETE ON register_version
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('register_version_is_frozen');
CREATE TRIGGER register_version_content_no_update BEFORE UPDATE OF content ON register_version
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('register_version_is_frozen', 'seal');
-- @both

-- What is written from here on is sealed: plaintext is refused by the schema too. A plain identity
-- number is 18 characters, a blind one more. On SQLite not for the tables that extracts fill by the
-- hundred thousand, where the triggers alone cost an import a seventh of its time.
-- @sqlite
CREATE TRIGGER application_is_sealed BEFORE INSERT ON application
    WHEN substr(NEW.applicant_name, 1, 1) <> '!' OR substr(NEW.account_number, 1, 1) <> '!'
      OR substr(NEW.holder_name, 1, 1) <> '!' OR NEW.payee_key GLOB '[1-8]?????????????????'
BEGIN
    SELECT RAISE(ABORT, 'application_is_sealed');
END;
CREATE TRIGGER payment_is_sealed BEFORE INSERT ON payment
    WHEN substr(NEW.payee_name, 1, 1) <> '!' OR substr(NEW.account_number, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'payment_is_sealed');
END;
CREATE TRIGGER objection_is_sealed BEFORE INSERT ON objection
    WHEN substr(NEW.objector_name, 1, 1) <> '!' OR substr(NEW.phone, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'objection_is_sealed');
END;
-- @postgres
ALTER TABLE person ADD CONSTRAINT person_is_sealed CHECK (substr(name, 1, 1) = '!'
    AND id_number !~ '^[1-8].{17}$') NOT VALID;
ALTER TABLE person_account ADD CONSTRAINT person_account_is_sealed
    CHECK (substr(account_number, 1, 1) = '!' AND substr(holder_name, 1, 1) = '!') NOT VALID;
ALTER TABLE person_contact ADD CONSTRAINT person_contact_is_sealed
    CHECK (substr(phone, 1, 1) = '!') NOT VALID;
ALTER TABLE application ADD CONSTRAINT application_is_sealed CHECK (substr(applicant_name, 1, 1) = '!'
    AND substr(account_number, 1, 1) = '!' AND substr(holder_name, 1, 1) = '!'
    AND payee_key !~ '^[1-8].{17}$') NOT VALID;
ALTER TABLE payment ADD CONSTRAINT payment_is_sealed
    CHECK (substr(payee_name, 1, 1) = '!' AND substr(account_number, 1, 1) = '!') NOT VALID;
ALTER TABLE objection ADD CONSTRAINT objection_is_sealed
    CHECK (substr(objector_name, 1, 1) = '!' AND substr(phone, 1, 1) = '!') NOT VALID;
-- @both
