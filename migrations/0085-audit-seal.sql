-- The log of who did what, sealed: rows are hashed, gathered into segments, chained and signed.
-- Sealing follows behind; what is not sealed yet stands in audit_unsealed, put there by the insert
-- itself, so that no row can be forgotten and no number needs to be trusted.

-- database: monitor
CREATE TABLE audit_unsealed (
    audit_id BIGINT NOT NULL PRIMARY KEY
);
CREATE TABLE audit_segment (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
    suite TEXT NOT NULL,                       -- international, guomi
    previous_hash TEXT NOT NULL,               -- '' for the first
    row_count BIGINT NOT NULL CHECK (row_count >= 1),
    hash TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    sealed_ms BIGINT NOT NULL
);
CREATE TABLE audit_seal (
    audit_id BIGINT NOT NULL,                  -- of audit_log; no reference, so that a loss shows
    segment BIGINT NOT NULL REFERENCES audit_segment (number),
    position BIGINT NOT NULL CHECK (position >= 1),
    row_hash TEXT NOT NULL,
    UNIQUE (segment, position)
);
CREATE UNIQUE INDEX audit_seal_once ON audit_seal (audit_id);
INSERT INTO audit_unsealed (audit_id) SELECT id FROM audit_log;
-- @sqlite
CREATE TRIGGER audit_log_unsealed AFTER INSERT ON audit_log
BEGIN
    INSERT INTO audit_unsealed (audit_id) VALUES (NEW.id);
END;
CREATE TRIGGER audit_segment_no_update BEFORE UPDATE ON audit_segment
BEGIN
    SELECT RAISE(ABORT, 'audit_seal_is_append_only');
END;
CREATE TRIGGER audit_segment_no_delete BEFORE DELETE ON audit_segment
BEGIN
    SELECT RAISE(ABORT, 'audit_seal_is_append_only');
END;
CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal
BEGIN
    SELECT RAISE(ABORT, 'audit_seal_is_append_only');
END;
CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal
BEGIN
    SELECT RAISE(ABORT, 'audit_seal_is_append_only');
END;
-- Only what has been sealed stops waiting.
CREATE TRIGGER audit_unsealed_waits BEFORE DELETE ON audit_unsealed
BEGIN
    SELECT RAISE(ABORT, 'audit_row_is_not_sealed')
     WHERE NOT EXISTS (SELECT 1 FROM audit_seal WHERE audit_id = OLD.audit_id);
END;
-- @postgres
CREATE FUNCTION audit_log_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (audit_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER audit_log_unsealed AFTER INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_unsealed();
CREATE FUNCTION audit_seal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_seal_is_append_only';
END
$$;
CREATE TRIGGER audit_segment_no_change BEFORE UPDATE OR DELETE ON audit_segment
    FOR EACH ROW EXECUTE FUNCTION audit_seal_refuse();
CREATE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_seal_refuse();
CREATE FUNCTION audit_unsealed_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM audit_seal WHERE audit_id = OLD.audit_id) THEN
        RAISE EXCEPTION 'audit_row_is_not_sealed';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER audit_unsealed_waits BEFORE DELETE ON audit_unsealed
    FOR EACH ROW EXECUTE FUNCTION audit_unsealed_waits();
-- @both
