-- What the risk rules of the pack found about claims (疑点), with the facts it rests on, and what
-- somebody made of it. A finding stays for ever; it is answered once.

-- database: policy
CREATE TABLE risk_finding (
    id IDENTITY_KEY,
    application_id BIGINT NOT NULL REFERENCES application (id),
    rule_file TEXT NOT NULL,                   -- of the pack: risk-03-shared-account.md
    title TEXT NOT NULL,
    code TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('high', 'normal')),
    sentence TEXT NOT NULL,
    facts_json TEXT NOT NULL,
    fingerprint TEXT NOT NULL,                 -- of the sentence: the same evidence again is no news
    pack_hash TEXT NOT NULL,
    found_at TEXT NOT NULL CHECK (found_at IN ('review', 'approve', 'fix_account')),
    found_on TEXT NOT NULL,
    division_code TEXT NOT NULL,
    accepted_by BIGINT,                        -- who accepted the claim, and may not answer
    state TEXT NOT NULL CHECK (state IN ('open', 'cleared', 'confirmed')),
    answer TEXT,
    answered_by BIGINT,
    answered_on TEXT,
    CHECK ((state = 'open') = (answer IS NULL)),
    CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_on IS NULL)),
    CONSTRAINT risk_finding_answerer_is_another CHECK (answered_by IS NULL
        OR answered_by <> coalesce(accepted_by, -1))
);
CREATE UNIQUE INDEX risk_finding_once ON risk_finding (application_id, code, fingerprint);
CREATE INDEX risk_finding_open ON risk_finding (state, division_code, id);

-- Claims to one account are looked for by it.
CREATE INDEX application_account ON application (account_number);
-- So are those that one clerk entered on a day.
CREATE INDEX application_entered ON application (entered_by, submitted_on)
    WHERE entered_by IS NOT NULL;

-- @sqlite
CREATE TRIGGER risk_finding_no_delete BEFORE DELETE ON risk_finding
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_kept');
END;
CREATE TRIGGER risk_finding_answered_once BEFORE UPDATE ON risk_finding
WHEN OLD.state <> 'open' OR NEW.application_id <> OLD.application_id OR NEW.code <> OLD.code
  OR NEW.level <> OLD.level OR NEW.sentence <> OLD.sentence OR NEW.facts_json <> OLD.facts_json
  OR NEW.pack_hash <> OLD.pack_hash OR NEW.found_on <> OLD.found_on
  OR NEW.accepted_by IS NOT OLD.accepted_by
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_answered_once');
END;
-- @postgres
CREATE TRIGGER risk_finding_no_delete BEFORE DELETE ON risk_finding
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('risk_finding_is_kept');
CREATE TRIGGER risk_finding_answered_once BEFORE UPDATE ON risk_finding
    FOR EACH ROW WHEN (OLD.state <> 'open' OR NEW.application_id <> OLD.application_id
        OR NEW.code <> OLD.code OR NEW.level <> OLD.level OR NEW.sentence <> OLD.sentence
        OR NEW.facts_json <> OLD.facts_json OR NEW.pack_hash <> OLD.pack_hash
        OR NEW.found_on <> OLD.found_on OR NEW.accepted_by IS DISTINCT FROM OLD.accepted_by)
    EXECUTE FUNCTION casework_refuse_change('risk_finding_is_answered_once');
-- @both
