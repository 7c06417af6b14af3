-- What a claim rests on stays, whoever writes. A claim moves along the table of transitions
-- (casework/transition.c) and to the money only with its payment; its sum is settled by the review, as
-- is that of its entitlement, which ends with it and not before; what was shown to the public and
-- who objected is neither changed nor lost. Until now the program alone held to that.
--
-- A closed year takes no payment file, also where a month of it had nothing to close.

-- database: policy

-- @sqlite
CREATE TRIGGER application_move BEFORE UPDATE OF state ON application
WHEN NEW.state <> OLD.state
BEGIN
    SELECT RAISE(ABORT, 'application_step_not_allowed')
     WHERE OLD.state || ' ' || NEW.state NOT IN ('submitted accepted', 'submitted correction',
           'submitted refused', 'submitted withdrawn', 'correction submitted',
           'correction withdrawn', 'accepted reviewed', 'accepted correction', 'accepted refused',
           'accepted withdrawn', 'reviewed noticed', 'reviewed cleared', 'reviewed refused',
           'noticed cleared', 'noticed refused', 'cleared approved', 'cleared noticed',
           'cleared refused', 'approved paying', 'approved cleared', 'paying paid',
           'paying failed', 'failed approved', 'refused submitted');
    SELECT RAISE(ABORT, 'application_step_without_payment')
     WHERE NEW.state IN ('paying', 'paid', 'failed') AND NOT EXISTS (
           SELECT 1 FROM payment WHERE claim_number = NEW.number
              AND amount_fen = NEW.amount_fen
              AND attempt = (SELECT max(attempt) FROM payment WHERE claim_number = NEW.number)
              AND state = CASE NEW.state WHEN 'paying' THEN 'released' WHEN 'paid' THEN 'paid'
                                         ELSE 'returned' END);
END;
CREATE TRIGGER application_amount BEFORE UPDATE OF amount_fen ON application
WHEN NEW.amount_fen <> OLD.amount_fen
 AND OLD.state IN ('reviewed', 'noticed', 'cleared', 'approved', 'paying', 'paid', 'failed')
BEGIN
    SELECT RAISE(ABORT, 'application_amount_is_reviewed');
END;

CREATE TRIGGER entitlement_no_delete BEFORE DELETE ON entitlement
BEGIN
    SELECT RAISE(ABORT, 'entitlement_is_kept');
END;
CREATE TRIGGER entitlement_no_update BEFORE UPDATE OF id, policy_number, measure, subject_kind, period,
    stage, person_id, uscc, granted_on, claim_number, division_code ON entitlement
BEGIN
    SELECT RAISE(ABORT, 'entitlement_is_kept');
END;
CREATE TRIGGER entitlement_subject_no_update BEFORE UPDATE OF subject_key ON entitlement
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'seal')
BEGIN
    SELECT RAISE(ABORT, 'entitlement_is_kept');
END;
CREATE TRIGGER entitlement_end BEFORE UPDATE OF is_void, amount_fen ON entitlement
BEGIN
    SELECT RAISE(ABORT, 'entitlement_is_void') WHERE OLD.is_void = 1;
    SELECT RAISE(ABORT, 'entitlement_is_claimed')
     WHERE EXISTS (SELECT 1 FROM application WHERE entitlement_id = OLD.id
              AND ((NEW.is_void = 1 AND state NOT IN ('refused', 'withdrawn'))
                OR (NEW.amount_fen <> OLD.amount_fen AND state IN ('reviewed', 'noticed',
                    'cleared', 'approved', 'paying', 'paid', 'failed'))));
END;

CREATE TRIGGER notice_no_delete BEFORE DELETE ON notice
BEGIN
    SELECT RAISE(ABORT, 'notice_is_kept');
END;
CREATE TRIGGER notice_no_update BEFORE UPDATE ON notice
WHEN NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.policy_number <> OLD.policy_number
  OR NEW.measure <> OLD.measure OR NEW.division_code <> OLD.division_code
  OR NEW.opens_on <> OLD.opens_on OR NEW.closes_on <> OLD.closes_on
  OR NEW.opened_by <> OLD.opened_by OR NEW.is_open > OLD.is_open
BEGIN
    SELECT RAISE(ABORT, 'notice_is_kept');
END;
CREATE TRIGGER notice_item_no_delete BEFORE DELETE ON notice_item
BEGIN
    SELECT RAISE(ABORT, 'notice_is_kept');
END;
CREATE TRIGGER notice_item_no_update BEFORE UPDATE ON notice_item
BEGIN
    SELECT RAISE(ABORT, 'notice_is_kept');
END;
CREATE TRIGGER objection_no_delete BEFORE DELETE ON objection
BEGIN
    SELECT RAISE(ABORT, 'objection_is_kept');
END;
CREATE TRIGGER objection_no_update BEFORE UPDATE ON objection
WHEN NEW.id <> OLD.id OR NEW.notice_id <> OLD.notice_id OR NEW.item_sequence <> OLD.item_sequence
  OR NEW.application_id <> OLD.application_id OR NEW.filed_on <> OLD.filed_on
  OR NEW.division_code <> OLD.division_code
  OR (OLD.state <> 'open' AND (NEW.state <> OLD.state
      OR coalesce(NEW.answered_by, -1) <> coalesce(OLD.answered_by, -1)
      OR coalesce(NEW.answered_on, '') <> coalesce(OLD.answered_on, '')))
BEGIN
    SELECT RAISE(ABORT, 'objection_is_kept');
END;

DROP TRIGGER payment_file_period;
CREATE TRIGGER payment_file_period BEFORE INSERT ON payment_file
BEGIN
    SELECT RAISE(ABORT, 'period_is_closed')
     WHERE EXISTS (SELECT 1 FROM ledger_period p
            WHERE p.fund_key = NEW.fund_key AND p.division_code = NEW.division_code
              AND p.period IN (substr(NEW.released_on, 1, 7), substr(NEW.released_on, 1, 4)));
END;
-- @postgres
CREATE FUNCTION application_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state || ' ' || NEW.state NOT IN ('submitted accepted', 'submitted correction',
           'submitted refused', 'submitted withdrawn', 'correction submitted',
           'correction withdrawn', 'accepted reviewed', 'accepted correction', 'accepted refused',
           'accepted withdrawn', 'reviewed noticed', 'reviewed cleared', 'reviewed refused',
           'noticed cleared', 'noticed refused', 'cleared approved', 'cleared noticed',
           'cleared refused', 'approved paying', 'approved cleared', 'paying paid',
           'paying failed', 'failed approved', 'refused submitted') THEN
        RAISE EXCEPTION 'application_step_not_allowed';
    END IF;
    IF NEW.state IN ('paying', 'paid', 'failed') AND NOT EXISTS (
           SELECT 1 FROM payment WHERE claim_number = NEW.number
              AND amount_fen = NEW.amount_fen
              AND attempt = (SELECT max(attempt) FROM payment WHERE claim_number = NEW.number)
              AND state = CASE NEW.state WHEN 'paying' THEN 'released' WHEN 'paid' THEN 'paid'
                                         ELSE 'returned' END) THEN
        RAISE EXCEPTION 'application_step_without_payment';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER application_move BEFORE UPDATE OF state ON application
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION application_move();
CREATE TRIGGER application_amount BEFORE UPDATE OF amount_fen ON application
    FOR EACH ROW WHEN (NEW.amount_fen <> OLD.amount_fen
        AND OLD.state IN ('reviewed', 'noticed', 'cleared', 'approved', 'paying', 'paid', 'failed'))
    EXECUTE FUNCTION casework_refuse_change('application_amount_is_reviewed');

CREATE TRIGGER entitlement_no_delete BEFORE DELETE ON entitlement
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('entitlement_is_kept');
CREATE TRIGGER entitlement_no_update BEFORE UPDATE OF id, policy_number, measure, subject_kind, period,
    stage, person_id, uscc, granted_on, claim_number, division_code ON entitlement
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('entitlement_is_kept');
CREATE TRIGGER entitlement_subject_no_update BEFORE UPDATE OF subject_key ON entitlement
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('entitlement_is_kept', 'seal');
CREATE FUNCTION entitlement_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_void = 1 THEN
        RAISE EXCEPTION 'entitlement_is_void';
    END IF;
    IF EXISTS (SELECT 1 FROM application WHERE entitlement_id = OLD.id
              AND ((NEW.is_void = 1 AND state NOT IN ('refused', 'withdrawn'))
                OR (NEW.amount_fen <> OLD.amount_fen AND state IN ('reviewed', 'noticed',
                    'cleared', 'approved', 'paying', 'paid', 'failed')))) THEN
        RAISE EXCEPTION 'entitlement_is_claimed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER entitlement_end BEFORE UPDATE OF is_void, amount_fen ON entitlement
    FOR EACH ROW EXECUTE FUNCTION entitlement_end();

CREATE TRIGGER notice_no_delete BEFORE DELETE ON notice
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('notice_is_kept');
CREATE TRIGGER notice_no_update BEFORE UPDATE ON notice
    FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.number <> OLD.number
        OR NEW.policy_number <> OLD.policy_number OR NEW.measure <> OLD.measure
        OR NEW.division_code <> OLD.division_code OR NEW.opens_on <> OLD.opens_on
        OR NEW.closes_on <> OLD.closes_on OR NEW.opened_by <> OLD.opened_by
        OR NEW.is_open > OLD.is_open)
    EXECUTE FUNCTION casework_refuse_change('notice_is_kept');
CREATE TRIGGER notice_item_no_change BEFORE UPDATE OR DELETE ON notice_item
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('notice_is_kept');
CREATE TRIGGER notice_item_no_truncate BEFORE TRUNCATE ON notice_item
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('notice_is_kept');
CREATE TRIGGER objection_no_delete BEFORE DELETE ON objection
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('objection_is_kept');
CREATE TRIGGER objection_no_truncate BEFORE TRUNCATE ON objection
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('objection_is_kept');
CREATE TRIGGER review_step_no_truncate BEFORE TRUNCATE ON review_step
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('review_step_is_append_only');
CREATE TRIGGER application_decision_no_truncate BEFORE TRUNCATE ON application_decision
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('decision_is_final');
CREATE TRIGGER objection_no_update BEFORE UPDATE ON objection
    FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.notice_id <> OLD.notice_id
        OR NEW.item_sequence <> OLD.item_sequence OR NEW.application_id <> OLD.application_id
        OR NEW.filed_on <> OLD.filed_on OR NEW.division_code <> OLD.division_code
        OR (OLD.state <> 'open' AND (NEW.state <> OLD.state
      OR coalesce(NEW.answered_by, -1) <> coalesce(OLD.answered_by, -1)
            OR coalesce(NEW.answered_on, '') <> coalesce(OLD.answered_on, ''))))
    EXECUTE FUNCTION casework_refuse_change('objection_is_kept');

CREATE OR REPLACE FUNCTION payment_file_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_period p
            WHERE p.fund_key = NEW.fund_key AND p.division_code = NEW.division_code
              AND p.period IN (substr(NEW.released_on, 1, 7), substr(NEW.released_on, 1, 4))) THEN
        RAISE EXCEPTION 'period_is_closed';
    END IF;
    RETURN NEW;
END
$$;
-- @both
