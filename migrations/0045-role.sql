-- All roles of domain.md §5. SQLite can only change the CHECK that lists them by making the table
-- anew: sessions end, accounts and tokens stay.

-- database: monitor
-- @sqlite
CREATE TEMP TABLE account_kept AS SELECT * FROM account;
CREATE TEMP TABLE api_token_kept AS SELECT * FROM api_token;
DROP TABLE session;
DROP TABLE api_token;
DROP TABLE account;
DELETE FROM database_table WHERE table_name IN ('account', 'session', 'api_token');

CREATE TABLE account (
    id IDENTITY_KEY,
    login TEXT NOT NULL,
    display_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('citizen', 'org_hr', 'county_clerk', 'county_reviewer',
        'finance_reviewer', 'broker', 'school', 'village_worker', 'bureau_reporter',
        'city_hrss_admin', 'leading_office', 'bank', 'tax', 'leading_head', 'sys_admin',
        'sec_admin', 'audit_admin')),
    division_code TEXT NOT NULL,
    department TEXT,
    holder TEXT,
    person_id BIGINT,
    uscc TEXT,
    totp_secret BYTEA,
    totp_step BIGINT NOT NULL,
    failed_count BIGINT NOT NULL CHECK (failed_count >= 0),
    locked_until_ms BIGINT NOT NULL,
    is_disabled BIGINT NOT NULL CHECK (is_disabled IN (0, 1)),
    created_ms BIGINT NOT NULL,
    CHECK (role <> 'citizen' OR person_id IS NOT NULL),
    CHECK (role <> 'org_hr' OR uscc IS NOT NULL),
    CHECK (role NOT IN ('sys_admin', 'sec_admin', 'audit_admin') OR holder IS NOT NULL),
    CONSTRAINT account_role_names_its_body CHECK (
        (role NOT IN ('school', 'bank') OR uscc IS NOT NULL)
        AND (role <> 'broker' OR person_id IS NOT NULL OR uscc IS NOT NULL)
        AND (role <> 'bureau_reporter' OR department IS NOT NULL))
);
INSERT INTO account (id, login, display_name, password_hash, role, division_code, department,
    holder, person_id, uscc, totp_secret, totp_step, failed_count, locked_until_ms, is_disabled,
    created_ms)
SELECT id, login, display_name, password_hash, role, division_code, department, holder, person_id,
       uscc, totp_secret, totp_step, failed_count, locked_until_ms, is_disabled, created_ms
  FROM account_kept;
CREATE UNIQUE INDEX account_login ON account (login);
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
INSERT INTO api_token (token_hash, account_id, label, created_ms, expires_ms, revoked_ms)
SELECT token_hash, account_id, label, created_ms, expires_ms, revoked_ms FROM api_token_kept;
CREATE UNIQUE INDEX api_token_token ON api_token (token_hash);
CREATE UNIQUE INDEX api_token_label ON api_token (account_id, label) WHERE revoked_ms IS NULL;
DROP TABLE account_kept;
DROP TABLE api_token_kept;
-- @postgres
ALTER TABLE account DROP CONSTRAINT account_role_check;
ALTER TABLE account ADD CONSTRAINT account_role_check CHECK (role IN ('citizen', 'org_hr',
    'county_clerk', 'county_reviewer', 'finance_reviewer', 'broker', 'school', 'village_worker',
    'bureau_reporter', 'city_hrss_admin', 'leading_office', 'bank', 'tax', 'leading_head',
    'sys_admin', 'sec_admin', 'audit_admin'));
ALTER TABLE account ADD CONSTRAINT account_role_names_its_body CHECK (
    (role NOT IN ('school', 'bank') OR uscc IS NOT NULL)
    AND (role <> 'broker' OR person_id IS NOT NULL OR uscc IS NOT NULL)
    AND (role <> 'bureau_reporter' OR department IS NOT NULL));
-- @both
