-- Who acts for an officer on leave: named, dated, called back at any time. Rules of 0010-labour.sql
-- hold here as well. The delegate keeps their own account number in every step, so that the CHECKs
-- that keep the hands apart (0035-casework.sql) go on comparing people, not duties.

-- database: monitor
CREATE TABLE delegation (
    id IDENTITY_KEY,
    from_account BIGINT NOT NULL REFERENCES account (id),
    to_account BIGINT NOT NULL REFERENCES account (id),
    from_date TEXT NOT NULL,                   -- business dates; both count
    to_date TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_by BIGINT NOT NULL,
    made_on TEXT NOT NULL,
    ended_on TEXT,                             -- called back
    ended_by BIGINT,
    CONSTRAINT delegation_to_another CHECK (from_account <> to_account),
    CONSTRAINT delegation_has_days CHECK (from_date <= to_date),
    CONSTRAINT delegation_end_is_signed CHECK ((ended_on IS NULL) = (ended_by IS NULL))
);
CREATE INDEX delegation_from ON delegation (from_account, to_date);
CREATE INDEX delegation_to ON delegation (to_account, to_date);

-- The duty a session acts in; NULL = its own.
ALTER TABLE session ADD COLUMN delegation_id BIGINT REFERENCES delegation (id);

-- An officer hands a day to one colleague; what was handed over is called back, never rewritten.
-- @sqlite
CREATE TRIGGER delegation_check BEFORE INSERT ON delegation
BEGIN
    SELECT RAISE(ABORT, 'delegation_overlaps')
     WHERE EXISTS (SELECT 1 FROM delegation
            WHERE from_account = NEW.from_account AND ended_on IS NULL
              AND from_date <= NEW.to_date AND to_date >= NEW.from_date);
END;
CREATE TRIGGER delegation_no_change BEFORE UPDATE ON delegation
BEGIN
    SELECT RAISE(ABORT, 'delegation_is_fixed')
     WHERE OLD.ended_on IS NOT NULL OR NEW.ended_on IS NULL
        OR NEW.from_account <> OLD.from_account OR NEW.to_account <> OLD.to_account
        OR NEW.from_date <> OLD.from_date OR NEW.to_date <> OLD.to_date
        OR NEW.reason <> OLD.reason OR NEW.made_by <> OLD.made_by OR NEW.made_on <> OLD.made_on;
END;
CREATE TRIGGER delegation_no_delete BEFORE DELETE ON delegation
BEGIN
    SELECT RAISE(ABORT, 'delegation_is_fixed');
END;
-- @postgres
CREATE FUNCTION delegation_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM delegation
                WHERE from_account = NEW.from_account AND ended_on IS NULL
                  AND from_date <= NEW.to_date AND to_date >= NEW.from_date) THEN
        RAISE EXCEPTION 'delegation_overlaps';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER delegation_check BEFORE INSERT ON delegation
    FOR EACH ROW EXECUTE FUNCTION delegation_check();
CREATE FUNCTION delegation_no_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_on IS NOT NULL OR NEW.ended_on IS NULL
       OR (NEW.from_account, NEW.to_account, NEW.from_date, NEW.to_date, NEW.reason, NEW.made_by,
           NEW.made_on)
          IS DISTINCT FROM
          (OLD.from_account, OLD.to_account, OLD.from_date, OLD.to_date, OLD.reason, OLD.made_by,
           OLD.made_on) THEN
        RAISE EXCEPTION 'delegation_is_fixed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER delegation_no_change BEFORE UPDATE OR DELETE ON delegation
    FOR EACH ROW EXECUTE FUNCTION delegation_no_change();
-- @both
