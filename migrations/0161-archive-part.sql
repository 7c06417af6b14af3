-- What a clawback or an appeal brings after a case was archived goes into a further part of the
-- archive (casework/claim_archive.h): a signed manifest of its own, which names the SHA-256 of the
-- manifest before it. The former part stays as it is.

-- database: policy
ALTER TABLE claim_archive ADD COLUMN part BIGINT NOT NULL DEFAULT 0 CHECK (part >= 0);
ALTER TABLE claim_archive ADD COLUMN prior_sha256 TEXT
    CONSTRAINT claim_archive_names_the_prior
    CHECK ((part = 0) = (prior_sha256 IS NULL) AND coalesce(length(prior_sha256), 64) = 64);
DROP INDEX claim_archive_once;
CREATE UNIQUE INDEX claim_archive_once ON claim_archive (application_id, version, part);

-- @sqlite
DROP TRIGGER claim_archive_check;
CREATE TRIGGER claim_archive_check BEFORE INSERT ON claim_archive
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final')
     WHERE EXISTS (SELECT 1 FROM claim_archive WHERE id = NEW.id
                      OR (application_id = NEW.application_id AND version = NEW.version
                          AND part = NEW.part));
    SELECT RAISE(ABORT, 'claim_archive_has_no_prior')
     WHERE NEW.part > 0
       AND NOT EXISTS (SELECT 1 FROM claim_archive WHERE application_id = NEW.application_id
                          AND version = NEW.version AND part = NEW.part - 1);
END;
-- The latest trigger is the first to speak: plaintext is refused before anything else.
DROP TRIGGER claim_archive_is_sealed;
CREATE TRIGGER claim_archive_is_sealed BEFORE INSERT ON claim_archive
    WHEN substr(NEW.manifest, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_sealed');
END;
CREATE TRIGGER claim_archive_part_no_update BEFORE UPDATE OF part, prior_sha256 ON claim_archive
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final');
END;
-- @postgres
CREATE FUNCTION claim_archive_prior() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.part > 0
       AND NOT EXISTS (SELECT 1 FROM claim_archive WHERE application_id = NEW.application_id
                          AND version = NEW.version AND part = NEW.part - 1) THEN
        RAISE EXCEPTION 'claim_archive_has_no_prior';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER claim_archive_prior BEFORE INSERT ON claim_archive
    FOR EACH ROW EXECUTE FUNCTION claim_archive_prior();
CREATE TRIGGER claim_archive_part_no_update BEFORE UPDATE OF part, prior_sha256 ON claim_archive
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('claim_archive_is_final');
-- @both
