-- Letters: what the office says on paper, kept so that every page can be made again with the same
-- bytes; and the archive of a closed case. Personal words stand in the claim, not here: the
-- content has holes for them.

-- database: policy
CREATE TABLE letter (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- ZW-2023-05-000123-02: the claim and its step
    kind TEXT NOT NULL CHECK (kind IN ('acceptance', 'correction', 'refusal', 'approval', 'notice',
        'clawback', 'appeal')),
    application_id BIGINT REFERENCES application (id),
    step_version BIGINT,                       -- of the step that it documents
    notice_id BIGINT REFERENCES notice (id),
    division_code TEXT NOT NULL,
    business_date TEXT NOT NULL,               -- of the step
    code TEXT NOT NULL CHECK (length(code) = 20), -- 100 random bits, printed on it
    amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
    content TEXT NOT NULL,                     -- the document as JSON, with holes
    content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- of the PDF
    renderer TEXT NOT NULL,                    -- versions that the bytes depend on
    issued_by BIGINT NOT NULL,
    issued_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    CONSTRAINT letter_of_a_step_or_a_notice CHECK (
        (application_id IS NULL) = (step_version IS NULL)
        AND (application_id IS NULL) <> (notice_id IS NULL)
        AND (kind = 'notice') = (notice_id IS NOT NULL))
);
CREATE UNIQUE INDEX letter_number ON letter (number);
CREATE UNIQUE INDEX letter_code ON letter (code);
CREATE INDEX letter_sha256 ON letter (sha256);
CREATE UNIQUE INDEX letter_once ON letter (application_id, step_version);
CREATE UNIQUE INDEX letter_notice_once ON letter (notice_id);

CREATE TABLE claim_archive (
    id IDENTITY_KEY,
    application_id BIGINT NOT NULL REFERENCES application (id),
    version BIGINT NOT NULL,                   -- of the claim when it was closed
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64), -- of the package
    size BIGINT NOT NULL CHECK (size > 0),
    manifest TEXT NOT NULL,                    -- SHA-256 of each file, canonical JSON
    renderer TEXT NOT NULL,
    suite TEXT NOT NULL CHECK (suite IN ('international', 'guomi')),
    public_key TEXT NOT NULL CHECK (length(public_key) > 0),
    signature TEXT NOT NULL CHECK (length(signature) > 0), -- of the manifest
    made_by BIGINT NOT NULL,
    made_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX claim_archive_once ON claim_archive (application_id, version);

-- What was issued stays as it was; so does what a decision was made on.
-- @sqlite
CREATE TRIGGER letter_check BEFORE INSERT ON letter
BEGIN
    SELECT RAISE(ABORT, 'letter_is_final')
     WHERE EXISTS (SELECT 1 FROM letter WHERE id = NEW.id OR number = NEW.number
            OR code = NEW.code OR notice_id = NEW.notice_id
            OR (application_id = NEW.application_id AND step_version = NEW.step_version));
END;
CREATE TRIGGER letter_no_update BEFORE UPDATE ON letter
BEGIN
    SELECT RAISE(ABORT, 'letter_is_final');
END;
CREATE TRIGGER letter_no_delete BEFORE DELETE ON letter
BEGIN
    SELECT RAISE(ABORT, 'letter_is_final');
END;
CREATE TRIGGER claim_archive_check BEFORE INSERT ON claim_archive
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final')
     WHERE EXISTS (SELECT 1 FROM claim_archive WHERE id = NEW.id
            OR (application_id = NEW.application_id AND version = NEW.version));
END;
CREATE TRIGGER claim_archive_no_update BEFORE UPDATE ON claim_archive
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final');
END;
CREATE TRIGGER claim_archive_no_delete BEFORE DELETE ON claim_archive
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final');
END;
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept');
END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept');
END;
-- @postgres
CREATE TRIGGER letter_no_change BEFORE UPDATE OR DELETE ON letter
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('letter_is_final');
CREATE TRIGGER letter_no_truncate BEFORE TRUNCATE ON letter
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('letter_is_final');
CREATE TRIGGER claim_archive_no_change BEFORE UPDATE OR DELETE ON claim_archive
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('claim_archive_is_final');
CREATE TRIGGER claim_archive_no_truncate BEFORE TRUNCATE ON claim_archive
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('claim_archive_is_final');
CREATE TRIGGER evidence_no_change BEFORE UPDATE OR DELETE ON evidence
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('evidence_is_kept');
-- @both
