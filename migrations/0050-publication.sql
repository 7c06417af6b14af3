-- Versions of the pack take effect on a day, and stay as they were published.

-- database: policy
ALTER TABLE policy_version ADD COLUMN effective_on TEXT;   -- NULL: since the day of publication
CREATE INDEX policy_file_name ON policy_file (name, version_id);

-- @sqlite
CREATE TRIGGER policy_version_no_update BEFORE UPDATE ON policy_version
BEGIN SELECT RAISE(ABORT, 'policy_version_is_final'); END;
CREATE TRIGGER policy_version_no_delete BEFORE DELETE ON policy_version
BEGIN SELECT RAISE(ABORT, 'policy_version_is_final'); END;
CREATE TRIGGER policy_file_no_update BEFORE UPDATE ON policy_file
BEGIN SELECT RAISE(ABORT, 'policy_version_is_final'); END;
CREATE TRIGGER policy_file_no_delete BEFORE DELETE ON policy_file
BEGIN SELECT RAISE(ABORT, 'policy_version_is_final'); END;
-- @postgres
CREATE FUNCTION publish_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;
CREATE TRIGGER policy_version_no_change BEFORE UPDATE OR DELETE ON policy_version
    FOR EACH ROW EXECUTE FUNCTION publish_refuse_change('policy_version_is_final');
CREATE TRIGGER policy_file_no_change BEFORE UPDATE OR DELETE ON policy_file
    FOR EACH ROW EXECUTE FUNCTION publish_refuse_change('policy_version_is_final');
-- @both
