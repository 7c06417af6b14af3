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
