-- Who may use the platform, and what they did. Rules of 0010-labour.sql hold here as well.
-- Tokens are kept as hashes: who reads this database cannot sign in with what it holds.

-- database: monitor
CREATE TABLE account (
    id IDENTITY_KEY,
    login TEXT NOT NULL,
    display_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,               -- argon2id, "$argon2id$…"
    role TEXT NOT NULL CHECK (role IN ('citizen', 'org_hr', 'county_clerk', 'county_reviewer',
        'finance_reviewer', 'leading_head', 'sys_admin', 'sec_admin', 'audit_admin')),
    division_code TEXT NOT NULL,               -- its scope: '' city, '640522' one county
    department TEXT,
    holder TEXT,                               -- id number of the person who holds it (staff)
    person_id BIGINT,                          -- key of `person` in another database (citizens)
    uscc TEXT,                                 -- the organisation it acts for
    totp_secret BYTEA,                         -- sealed; NULL = not enrolled
    totp_step BIGINT NOT NULL,                 -- last time step used, so that a code works once
    failed_count BIGINT NOT NULL CHECK (failed_count >= 0),
    locked_until_ms BIGINT NOT NULL,           -- 0 = not locked
    is_disabled BIGINT NOT NULL CHECK (is_disabled IN (0, 1)),
    created_ms BIGINT NOT NULL,
    CHECK (role <> 'citizen' OR person_id IS NOT NULL),
    CHECK (role <> 'org_hr' OR uscc IS NOT NULL),
    CHECK (role NOT IN ('sys_admin', 'sec_admin', 'audit_admin') OR holder IS NOT NULL)
);
CREATE UNIQUE INDEX account_login ON account (login);
-- 三员分立: nobody holds two of the three.
CREATE UNIQUE INDEX account_one_admin ON account (holder)
    WHERE role IN ('sys_admin', 'sec_admin', 'audit_admin');

CREATE TABLE session (
    token_hash TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    remote_address TEXT NOT NULL
);
CREATE UNIQUE INDEX session_token ON session (token_hash);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_seen ON session (seen_ms);

CREATE TABLE api_token (
    token_hash TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    label TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    revoked_ms BIGINT
);
CREATE UNIQUE INDEX api_token_token ON api_token (token_hash);
CREATE UNIQUE INDEX api_token_label ON api_token (account_id, label) WHERE revoked_ms IS NULL;

CREATE TABLE audit_log (
    id IDENTITY_KEY,
    at_ms BIGINT NOT NULL,                     -- real time
    business_date TEXT NOT NULL,
    account_id BIGINT NOT NULL,                -- 0 = nobody signed in, or the system
    role TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT,
    object_number TEXT,
    division_code TEXT,
    before_text TEXT,
    after_text TEXT,
    is_refused BIGINT NOT NULL CHECK (is_refused IN (0, 1)),
    remote_address TEXT,
    request_id TEXT
);
CREATE INDEX audit_log_object ON audit_log (object_kind, object_number, id);
CREATE INDEX audit_log_account ON audit_log (account_id, id);

-- The log only grows.
-- @sqlite
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit_log_is_append_only');
END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit_log_is_append_only');
END;
-- @postgres
CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log_is_append_only';
END
$$;
CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_refuse();
-- @both
