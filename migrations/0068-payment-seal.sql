-- What was handed to the bank for a payment file: in which format and encoding, with which hash, and
-- signed by a key that lives outside the database. The bytes are made from the file
-- anew whenever they are wanted; the hash and the signature prove that they are the same.

-- database: policy
CREATE TABLE payment_seal (
    file_id BIGINT NOT NULL REFERENCES payment_file (id),
    channel TEXT NOT NULL,                     -- 渠道 of the fund
    format TEXT NOT NULL CHECK (format IN ('csv', 'fixed')),
    encoding TEXT NOT NULL CHECK (encoding IN ('utf-8', 'gb18030')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    suite TEXT NOT NULL CHECK (suite IN ('international', 'guomi')),
    public_key TEXT NOT NULL CHECK (length(public_key) > 0),
    signature TEXT NOT NULL CHECK (length(signature) > 0),
    sealed_by BIGINT NOT NULL,
    sealed_on TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_seal_once ON payment_seal (file_id);
CREATE UNIQUE INDEX payment_seal_sha256 ON payment_seal (sha256);

-- @sqlite
CREATE TRIGGER payment_seal_check BEFORE INSERT ON payment_seal
BEGIN
    SELECT RAISE(ABORT, 'payment_seal_is_final')
     WHERE EXISTS (SELECT 1 FROM payment_seal
            WHERE file_id = NEW.file_id OR sha256 = NEW.sha256);
END;
CREATE TRIGGER payment_seal_no_update BEFORE UPDATE ON payment_seal
BEGIN
    SELECT RAISE(ABORT, 'payment_seal_is_final');
END;
CREATE TRIGGER payment_seal_no_delete BEFORE DELETE ON payment_seal
BEGIN
    SELECT RAISE(ABORT, 'payment_seal_is_final');
END;
-- @postgres
CREATE TRIGGER payment_seal_no_change BEFORE UPDATE OR DELETE ON payment_seal
    FOR EACH ROW EXECUTE FUNCTION fund_refuse_change('payment_seal_is_final');
CREATE TRIGGER payment_seal_no_truncate BEFORE TRUNCATE ON payment_seal
    FOR EACH STATEMENT EXECUTE FUNCTION fund_refuse_change('payment_seal_is_final');
-- @both
