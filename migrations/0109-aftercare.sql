-- Letters about a step of a clawback or of an appeal, beside those about a step of the claim; and
-- their steps by day, for the daily register.

-- database: policy
CREATE INDEX course_step_day ON course_step (business_date, at_ms);

ALTER TABLE letter ADD COLUMN course_number TEXT -- of the clawback or the appeal
    CHECK ((course_number IS NOT NULL) = (kind IN ('clawback', 'appeal')));
ALTER TABLE letter ADD COLUMN course_form TEXT -- which of their letters
    CHECK ((course_form IS NULL) = (course_number IS NULL)
       AND (course_form IS NULL OR course_form IN ('notice', 'decision', 'acceptance', 'review')));
DROP INDEX letter_once;
CREATE UNIQUE INDEX letter_once ON letter (application_id, step_version)
    WHERE course_number IS NULL;
CREATE UNIQUE INDEX letter_course_once ON letter (course_number, step_version);
CREATE INDEX letter_application ON letter (application_id, id);

-- @sqlite
DROP TRIGGER letter_check;
CREATE TRIGGER letter_check BEFORE INSERT ON letter
BEGIN
    SELECT RAISE(ABORT, 'letter_is_final')
     WHERE EXISTS (SELECT 1 FROM letter WHERE id = NEW.id OR number = NEW.number
            OR code = NEW.code OR notice_id = NEW.notice_id
            OR (course_number = NEW.course_number AND step_version = NEW.step_version)
            OR (application_id = NEW.application_id AND step_version = NEW.step_version
                AND course_number IS NULL AND NEW.course_number IS NULL));
END;
-- @both

-- Their overdue steps go up like those of claims (0087-escalation.sql).
CREATE TABLE course_escalation (
    number TEXT NOT NULL,                      -- of the clawback or the appeal
    version BIGINT NOT NULL,                   -- of the step that it waits at
    level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 9),
    due_on TEXT NOT NULL,
    raised_on TEXT NOT NULL,
    CHECK (raised_on > due_on),
    UNIQUE (number, version, level)
);
CREATE TABLE course_urge (
    id IDENTITY_KEY,
    number TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    urged_on TEXT NOT NULL
);
CREATE UNIQUE INDEX course_urge_once ON course_urge (number, version, account_id, urged_on);

-- @sqlite
CREATE TRIGGER course_escalation_no_update BEFORE UPDATE ON course_escalation
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER course_escalation_no_delete BEFORE DELETE ON course_escalation
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER course_urge_no_update BEFORE UPDATE ON course_urge
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER course_urge_no_delete BEFORE DELETE ON course_urge
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
-- @postgres
CREATE TRIGGER course_escalation_no_change BEFORE UPDATE OR DELETE ON course_escalation
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
CREATE TRIGGER course_urge_no_change BEFORE UPDATE OR DELETE ON course_urge
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
-- @both
