-- Work that is overdue goes up: to the reviewer, to the city's bureau, to the leading office
-- (casework/escalation.h), and whoever it went to can urge. Rules of 0010-labour.sql hold here too.

-- database: policy
CREATE TABLE application_escalation (
    application_id BIGINT NOT NULL REFERENCES application (id),
    version BIGINT NOT NULL,                   -- of the claim: the step that is owed
    level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 9),
    due_on TEXT NOT NULL,
    raised_on TEXT NOT NULL,
    CHECK (raised_on > due_on),
    UNIQUE (application_id, version, level)
);

-- What somebody owes a step of, oldest first: few of all claims.
CREATE INDEX application_due ON application (due_on, number) WHERE due_on IS NOT NULL;

CREATE TABLE application_urge (
    id IDENTITY_KEY,
    application_id BIGINT NOT NULL REFERENCES application (id),
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    urged_on TEXT NOT NULL
);
CREATE INDEX application_urge_application ON application_urge (application_id, id);
-- One reminder a day from one person: more is noise.
CREATE UNIQUE INDEX application_urge_once
    ON application_urge (application_id, version, account_id, urged_on);

-- @sqlite
CREATE TRIGGER application_escalation_no_update BEFORE UPDATE ON application_escalation
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER application_escalation_no_delete BEFORE DELETE ON application_escalation
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER application_urge_no_update BEFORE UPDATE ON application_urge
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER application_urge_no_delete BEFORE DELETE ON application_urge
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
-- @postgres
CREATE TRIGGER application_escalation_no_change BEFORE UPDATE OR DELETE ON application_escalation
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
CREATE TRIGGER application_urge_no_change BEFORE UPDATE OR DELETE ON application_urge
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
-- @both
