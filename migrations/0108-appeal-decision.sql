-- What the review of an appeal decided anew, and from what: facts that it established stay
-- established, whatever came of it, and `jiuye verify` decides once more from what stands here.

-- database: policy
CREATE TABLE appeal_decision (
    appeal_id BIGINT NOT NULL REFERENCES appeal (id),
    decided_on TEXT NOT NULL,                  -- the day of the contested decision
    pack_hash TEXT NOT NULL,
    engine TEXT NOT NULL,                      -- version of the program
    found_json TEXT NOT NULL,                  -- what this review established
    facts_json TEXT NOT NULL,                  -- all that it was decided from
    decision_json TEXT NOT NULL,               -- with reasons and trace, canonical
    right_fen BIGINT NOT NULL CHECK (right_fen >= 0),
    paid_fen BIGINT NOT NULL CHECK (paid_fen >= 0) -- that the right is weighed against
);
CREATE UNIQUE INDEX appeal_decision_once ON appeal_decision (appeal_id);

-- @sqlite
CREATE TRIGGER appeal_decision_no_update BEFORE UPDATE OF appeal_id, decided_on, pack_hash, engine,
    right_fen, paid_fen ON appeal_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER appeal_decision_text_no_update BEFORE UPDATE OF found_json, facts_json, decision_json
    ON appeal_decision WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER appeal_decision_no_delete BEFORE DELETE ON appeal_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
-- @postgres
CREATE TRIGGER appeal_decision_no_change BEFORE UPDATE OF appeal_id, decided_on, pack_hash, engine,
    right_fen, paid_fen OR DELETE ON appeal_decision
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('decision_is_final');
CREATE TRIGGER appeal_decision_text_no_update BEFORE UPDATE OF found_json, facts_json, decision_json
    ON appeal_decision FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('decision_is_final');
-- @both
