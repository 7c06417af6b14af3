-- Who confirmed a reading or an open parameter, by which document.

-- database: policy
-- 口径台账: who confirmed a reading or a parameter, by which document. It holds for the very text
-- that was confirmed; when that changes it has to be confirmed again.
CREATE TABLE reading_confirmation (
    id IDENTITY_KEY,
    policy_number BIGINT NOT NULL,             -- 0: pack.md
    kind TEXT NOT NULL CHECK (kind IN ('reading', 'parameter')),
    item_key TEXT NOT NULL,                    -- the quoted words, or the key of the parameter
    text_hash TEXT NOT NULL,                   -- SHA-256 of what was confirmed
    document TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    confirmed_on TEXT NOT NULL
);
CREATE UNIQUE INDEX reading_confirmation_once
    ON reading_confirmation (policy_number, kind, item_key, text_hash);

-- @sqlite
CREATE TRIGGER reading_confirmation_no_update BEFORE UPDATE ON reading_confirmation
BEGIN SELECT RAISE(ABORT, 'reading_confirmation_is_final'); END;
CREATE TRIGGER reading_confirmation_no_delete BEFORE DELETE ON reading_confirmation
BEGIN SELECT RAISE(ABORT, 'reading_confirmation_is_final'); END;
-- @postgres
CREATE TRIGGER reading_confirmation_no_change BEFORE UPDATE OR DELETE ON reading_confirmation
    FOR EACH ROW EXECUTE FUNCTION publish_refuse_change('reading_confirmation_is_final');
-- @both
