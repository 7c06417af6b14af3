-- Appeals (domain.md §6.7): the applicant contests a refusal, an amount or a clawback; somebody who
-- had no hand in the claim reviews it. The hands of the claim are copied as in 0092.

-- database: policy
CREATE TABLE appeal (
    id IDENTITY_KEY,
    number TEXT NOT NULL,                      -- FC-2023-000001
    application_id BIGINT NOT NULL REFERENCES application (id),
    clawback_id BIGINT REFERENCES clawback (id),
    division_code TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('refusal', 'amount', 'clawback')),
    decision TEXT NOT NULL,                    -- the claim with its version, or the clawback
    grounds TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('filed', 'accepted', 'maintained', 'changed', 'revoked',
        'withdrawn')),
    version BIGINT NOT NULL,
    due_on TEXT,
    filed_by BIGINT NOT NULL,
    filed_on TEXT NOT NULL,
    contested_by BIGINT,                       -- who made the decision; NULL: the platform
    claim_entered_by BIGINT,
    claim_accepted_by BIGINT,
    claim_reviewed_by BIGINT,
    claim_approved_by BIGINT,
    claim_released_by BIGINT,
    accepted_by BIGINT,
    accepted_on TEXT,
    decided_by BIGINT,
    decided_on TEXT,
    reasons TEXT,
    result_number TEXT,                        -- the claim or clawback that came of it
    result_fen BIGINT,                         -- what the claim comes to, decided anew
    CONSTRAINT appeal_clawback CHECK ((subject = 'clawback') = (clawback_id IS NOT NULL)),
    CONSTRAINT appeal_accepted_first CHECK (state IN ('filed', 'withdrawn')
        OR (accepted_by IS NOT NULL AND accepted_on IS NOT NULL)),
    CONSTRAINT appeal_decision_whole CHECK (
        (state IN ('maintained', 'changed', 'revoked')) = (decided_by IS NOT NULL)
        AND (decided_by IS NULL) = (decided_on IS NULL) AND (decided_by IS NULL) = (reasons IS NULL)),
    CONSTRAINT appeal_decider_is_another CHECK (decided_by IS NULL
        OR (decided_by <> accepted_by AND decided_by <> filed_by
            AND decided_by <> coalesce(contested_by, -1)
            AND decided_by <> coalesce(claim_entered_by, -1)
            AND decided_by <> coalesce(claim_accepted_by, -1)
            AND decided_by <> coalesce(claim_reviewed_by, -1)
            AND decided_by <> coalesce(claim_approved_by, -1)
            AND decided_by <> coalesce(claim_released_by, -1)))
);
CREATE UNIQUE INDEX appeal_number ON appeal (number);
-- Reviewed once: who is not content goes on to reconsideration or the court.
CREATE UNIQUE INDEX appeal_once ON appeal (decision) WHERE state <> 'withdrawn';
CREATE INDEX appeal_application ON appeal (application_id, id);
CREATE INDEX appeal_clawback_id ON appeal (clawback_id);
CREATE INDEX appeal_work ON appeal (division_code, state, due_on);

-- @sqlite
CREATE TRIGGER appeal_no_delete BEFORE DELETE ON appeal
BEGIN
    SELECT RAISE(ABORT, 'appeal_is_kept');
END;
CREATE TRIGGER appeal_move BEFORE UPDATE OF state ON appeal WHEN NEW.state <> OLD.state
BEGIN
    SELECT RAISE(ABORT, 'appeal_step_not_allowed')
     WHERE OLD.state || ' ' || NEW.state NOT IN ('filed accepted', 'filed withdrawn',
           'accepted withdrawn', 'accepted maintained', 'accepted changed', 'accepted revoked');
    SELECT RAISE(ABORT, 'appeal_decider_had_a_hand')
     WHERE EXISTS (SELECT 1 FROM review_step WHERE account_id = NEW.decided_by
                      AND application_id = NEW.application_id)
        OR EXISTS (SELECT 1 FROM course_step s JOIN clawback c ON c.number = s.number
                    WHERE c.id = NEW.clawback_id AND s.account_id = NEW.decided_by
                      AND s.action IN ('verify', 'decide'));
END;
-- @postgres
CREATE TRIGGER appeal_no_delete BEFORE DELETE ON appeal
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('appeal_is_kept');
CREATE FUNCTION appeal_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state || ' ' || NEW.state NOT IN ('filed accepted', 'filed withdrawn',
           'accepted withdrawn', 'accepted maintained', 'accepted changed', 'accepted revoked') THEN
        RAISE EXCEPTION 'appeal_step_not_allowed';
    END IF;
    IF EXISTS (SELECT 1 FROM review_step WHERE account_id = NEW.decided_by
                  AND application_id = NEW.application_id)
       OR EXISTS (SELECT 1 FROM course_step s JOIN clawback c ON c.number = s.number
                   WHERE c.id = NEW.clawback_id AND s.account_id = NEW.decided_by
                     AND s.action IN ('verify', 'decide')) THEN
        RAISE EXCEPTION 'appeal_decider_had_a_hand';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER appeal_move BEFORE UPDATE OF state ON appeal
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION appeal_move();
-- @both
