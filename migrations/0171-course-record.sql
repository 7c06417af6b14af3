-- What comes after a decision and runs along a table of steps (casework/course.h): clawbacks and appeals
-- as lists that hold both see them.

-- database: policy
CREATE VIEW course_record AS
SELECT number, version, state, due_on, division_code, application_id FROM clawback
UNION ALL
SELECT number, version, state, due_on, division_code, application_id FROM appeal;
