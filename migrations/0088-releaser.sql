-- The fourth hand (domain.md §3 S3: 经办、复核、审批、支付四岗不得同人): who releases a payment to the bank
-- is neither who approved it nor who had a hand in its claim before. A corrected account is approved
-- anew, and then released by somebody else than who approved it then.

-- database: policy
ALTER TABLE application ADD COLUMN released_by BIGINT
    CONSTRAINT application_releaser_is_another CHECK (released_by IS NULL OR
        (released_by <> coalesce(approved_by, -1) AND released_by <> coalesce(reviewed_by, -1)
         AND released_by <> coalesce(accepted_by, -1) AND released_by <> coalesce(entered_by, -1)
         AND released_by <> coalesce(submitted_by, -1)));

-- @sqlite
CREATE TRIGGER payment_line_hand BEFORE INSERT ON payment_line
BEGIN
    SELECT RAISE(ABORT, 'released_by_its_approver')
     WHERE (SELECT released_by FROM payment_file WHERE id = NEW.file_id)
         = (SELECT approved_by FROM payment WHERE id = NEW.payment_id);
END;
-- @postgres
CREATE FUNCTION payment_line_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT released_by FROM payment_file WHERE id = NEW.file_id)
       = (SELECT approved_by FROM payment WHERE id = NEW.payment_id) THEN
        RAISE EXCEPTION 'released_by_its_approver';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_line_hand BEFORE INSERT ON payment_line
    FOR EACH ROW EXECUTE FUNCTION payment_line_hand();
-- @both
