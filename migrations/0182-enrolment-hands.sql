-- Whoever applied does not admit, and a step that several parties sign is signed by different
-- people (0055-kinds.sql): people, not accounts. Who holds two desks is one person at both.

-- database: monitor
-- The other accounts of whoever holds an account.
CREATE VIEW account_same_holder AS
SELECT me.id AS account_id, other.id AS other_id
  FROM account me JOIN account other ON other.holder = me.holder AND other.id <> me.id;

-- database: policy
-- A row that was admitted before goes on as it is.
-- @sqlite
CREATE TRIGGER enrolment_admission_hand BEFORE UPDATE OF admitted_by ON enrolment
    WHEN NEW.kind <> 'register' AND NEW.admitted_by IS NOT OLD.admitted_by
BEGIN
    SELECT RAISE(ABORT, 'enrolment_admitter_is_another')
     WHERE EXISTS (SELECT 1 FROM account_same_holder
                    WHERE account_id = NEW.admitted_by AND other_id = NEW.applied_by);
END;
CREATE TRIGGER enrolment_event_hand BEFORE INSERT ON enrolment_event
    WHEN NEW.action = 'sign'
BEGIN
    SELECT RAISE(ABORT, 'enrolment_signer_is_another')
     WHERE EXISTS (SELECT 1 FROM enrolment_event former
                     JOIN account_same_holder ON account_same_holder.other_id = former.account_id
                    WHERE former.enrolment_id = NEW.enrolment_id AND former.action = 'sign'
                      AND former.step_key = NEW.step_key
                      AND account_same_holder.account_id = NEW.account_id);
END;
-- @postgres
CREATE FUNCTION enrolment_admission_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM account_same_holder
                WHERE account_id = NEW.admitted_by AND other_id = NEW.applied_by) THEN
        RAISE EXCEPTION 'enrolment_admitter_is_another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER enrolment_admission_hand BEFORE UPDATE OF admitted_by ON enrolment
    FOR EACH ROW WHEN (NEW.kind <> 'register' AND NEW.admitted_by IS DISTINCT FROM OLD.admitted_by)
    EXECUTE FUNCTION enrolment_admission_hand();
CREATE FUNCTION enrolment_event_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM enrolment_event former
                 JOIN account_same_holder ON account_same_holder.other_id = former.account_id
                WHERE former.enrolment_id = NEW.enrolment_id AND former.action = 'sign'
                  AND former.step_key = NEW.step_key
                  AND account_same_holder.account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'enrolment_signer_is_another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER enrolment_event_hand BEFORE INSERT ON enrolment_event
    FOR EACH ROW WHEN (NEW.action = 'sign') EXECUTE FUNCTION enrolment_event_hand();
-- @both
