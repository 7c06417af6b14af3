-- What a person allows others to do with their file (个人信息保护法; domain.md §8, J1). Only added: a
-- row holds from its day until the next one of the same person and purpose. Nobody who never decided
-- has a row; what the law lets an office do without asking is not asked for.

-- database: labour
CREATE TABLE person_consent (
    id IDENTITY_KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    purpose TEXT NOT NULL,                     -- casework/consent.h
    is_given BIGINT NOT NULL CHECK (is_given IN (0, 1)),
    from_on TEXT NOT NULL,
    account_id BIGINT NOT NULL,                -- who decided: the person's own
    at_ms BIGINT NOT NULL
);
CREATE INDEX person_consent_person ON person_consent (person_id, purpose, id);
-- @sqlite
CREATE TRIGGER person_consent_no_update BEFORE UPDATE ON person_consent
BEGIN
    SELECT RAISE(ABORT, 'person_consent_is_append_only');
END;
CREATE TRIGGER person_consent_no_delete BEFORE DELETE ON person_consent
BEGIN
    SELECT RAISE(ABORT, 'person_consent_is_append_only');
END;
-- @postgres
CREATE TRIGGER person_consent_no_change BEFORE UPDATE OR DELETE ON person_consent
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('person_consent_is_append_only');
-- @both
