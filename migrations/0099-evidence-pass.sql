-- Papers are kept as they were received (0096-letter.sql), but for the two things that may be done to
-- them under a sealing_pass (0097): sealing their content anew, and letting them go when the period of
-- keeping is over.

-- database: policy
-- @sqlite
DROP TRIGGER evidence_no_update;
DROP TRIGGER evidence_no_delete;
CREATE TRIGGER evidence_no_update BEFORE UPDATE OF application_id, sequence, name, content_type, size,
    sha256, added_by, added_on ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept');
END;
CREATE TRIGGER evidence_content_no_update BEFORE UPDATE OF content ON evidence
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'seal')
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept');
END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'anonymise')
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept');
END;
-- @postgres
DROP TRIGGER evidence_no_change ON evidence;
CREATE TRIGGER evidence_no_update BEFORE UPDATE OF application_id, sequence, name, content_type, size,
    sha256, added_by, added_on ON evidence
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('evidence_is_kept');
CREATE TRIGGER evidence_content_no_update BEFORE UPDATE OF content ON evidence
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('evidence_is_kept', 'seal');
CREATE FUNCTION evidence_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'anonymise') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'evidence_is_kept';
END
$$;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence
    FOR EACH ROW EXECUTE FUNCTION evidence_refuse_delete();
-- @both
