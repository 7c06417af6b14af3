-- What an inspection found not in order gets no money any more, unless the review of an appeal brought it
-- back since. Until now it was left to finance to think of cancelling the approval.

-- database: policy

-- @sqlite
CREATE TRIGGER application_in_order BEFORE UPDATE OF state ON application
WHEN NEW.state IN ('approved', 'paying') AND NEW.state <> OLD.state
BEGIN
    SELECT RAISE(ABORT, 'application_not_in_order')
     WHERE EXISTS (
           SELECT 1 FROM inspection_item i JOIN inspection_result r
               ON r.inspection_id = i.inspection_id AND r.sequence = i.sequence
            WHERE i.application_id = NEW.id AND r.result = 'not_in_order'
              AND NOT EXISTS (SELECT 1 FROM review_step s WHERE s.application_id = NEW.id
                   AND s.action = 'reopen' AND s.business_date >= r.checked_on));
END;
-- @postgres
CREATE FUNCTION application_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
           SELECT 1 FROM inspection_item i JOIN inspection_result r
               ON r.inspection_id = i.inspection_id AND r.sequence = i.sequence
            WHERE i.application_id = NEW.id AND r.result = 'not_in_order'
              AND NOT EXISTS (SELECT 1 FROM review_step s WHERE s.application_id = NEW.id
                   AND s.action = 'reopen' AND s.business_date >= r.checked_on)) THEN
        RAISE EXCEPTION 'application_not_in_order';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER application_in_order BEFORE UPDATE OF state ON application
    FOR EACH ROW WHEN (NEW.state IN ('approved', 'paying') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION application_in_order();
-- @both
