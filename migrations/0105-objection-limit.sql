-- Anybody may object to a line of a notice, under whatever telephone number. How many objections to
-- one line may be open at a time is bounded, whoever writes: OBJECTION_OPEN_MAX (casework/notice.h).

-- database: policy
-- @sqlite
CREATE TRIGGER objection_open_limit BEFORE INSERT ON objection WHEN NEW.state = 'open'
BEGIN
    SELECT RAISE(ABORT, 'objection_open_limit')
     WHERE (SELECT count(*) FROM objection WHERE notice_id = NEW.notice_id
               AND item_sequence = NEW.item_sequence AND state = 'open') >= 20;
END;
-- @postgres
CREATE FUNCTION objection_open_limit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM objection WHERE notice_id = NEW.notice_id
           AND item_sequence = NEW.item_sequence AND state = 'open') >= 20 THEN
        RAISE EXCEPTION 'objection_open_limit';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER objection_open_limit BEFORE INSERT ON objection
    FOR EACH ROW WHEN (NEW.state = 'open') EXECUTE FUNCTION objection_open_limit();
-- @both
