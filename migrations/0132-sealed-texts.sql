-- What was written about people is sealed too: notes and names of steps, texts of clawbacks, of
-- appeals, objections, findings and inspections, answers of departments, messages, sentences of
-- decisions, names of files, letters, manifests, numbers of certificates, names of accounts
-- (docs/privacy.md). Columns stay what they are, as in 0097. A frozen row changes in no column without a sealing_pass, and under one
-- in none but those that are sealed. From here on the schema refuses plaintext in all of them.

-- database: monitor
-- These tables have fields that were not sealed before: they are gone through once more.
DELETE FROM sealing WHERE table_name IN ('account', 'application', 'batch_row', 'claim_roster',
    'claim_roster_row', 'enrolment', 'evidence', 'message', 'objection');

-- database: policy
-- @sqlite
DROP TRIGGER review_step_no_update;
CREATE TRIGGER review_step_no_update BEFORE UPDATE ON review_step
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'review_step_is_append_only');
END;
CREATE TRIGGER review_step_rest_no_update BEFORE UPDATE OF id, application_id, version,
    action, from_state, to_state, account_id, role, business_date, at_ms ON review_step
BEGIN
    SELECT RAISE(ABORT, 'review_step_is_append_only');
END;
DROP TRIGGER course_step_no_update;
CREATE TRIGGER course_step_no_update BEFORE UPDATE ON course_step
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'course_step_is_append_only');
END;
CREATE TRIGGER course_step_rest_no_update BEFORE UPDATE OF id, number, version, action,
    from_state, to_state, account_id, role, business_date, at_ms ON course_step
BEGIN
    SELECT RAISE(ABORT, 'course_step_is_append_only');
END;
DROP TRIGGER clawback_evidence_no_update;
CREATE TRIGGER clawback_evidence_no_update BEFORE UPDATE ON clawback_evidence
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'clawback_evidence_is_kept');
END;
CREATE TRIGGER clawback_evidence_rest_no_update BEFORE UPDATE OF clawback_id, sequence,
    source, file_sequence, added_by, added_on ON clawback_evidence
BEGIN
    SELECT RAISE(ABORT, 'clawback_evidence_is_kept');
END;
DROP TRIGGER fact_answer_no_update;
CREATE TRIGGER fact_answer_no_update BEFORE UPDATE ON fact_answer
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'fact_answer_is_append_only');
END;
CREATE TRIGGER fact_answer_rest_no_update BEFORE UPDATE OF request_id, sequence, account_id,
    answered_on, at_ms ON fact_answer
BEGIN
    SELECT RAISE(ABORT, 'fact_answer_is_append_only');
END;
DROP TRIGGER inspection_result_no_update;
CREATE TRIGGER inspection_result_no_update BEFORE UPDATE ON inspection_result
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
CREATE TRIGGER inspection_result_rest_no_update BEFORE UPDATE OF inspection_id, sequence,
    result, submitted_by, entered_by, accepted_by, reviewed_by, approved_by, released_by,
    checked_by, checked_on ON inspection_result
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
DROP TRIGGER application_urge_no_update;
CREATE TRIGGER application_urge_no_update BEFORE UPDATE ON application_urge
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER application_urge_rest_no_update BEFORE UPDATE OF id, application_id, version,
    account_id, actor_name, role, urged_on ON application_urge
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
DROP TRIGGER course_urge_no_update;
CREATE TRIGGER course_urge_no_update BEFORE UPDATE ON course_urge
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER course_urge_rest_no_update BEFORE UPDATE OF id, number, version, account_id,
    actor_name, role, urged_on ON course_urge
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
DROP TRIGGER letter_no_update;
CREATE TRIGGER letter_no_update BEFORE UPDATE ON letter
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'letter_is_final');
END;
CREATE TRIGGER letter_rest_no_update BEFORE UPDATE OF id, number, kind, application_id,
    step_version, notice_id, course_number, course_form, division_code, business_date, code,
    amount_fen, content_sha256, sha256, renderer, issued_by, issued_on, at_ms ON letter
BEGIN
    SELECT RAISE(ABORT, 'letter_is_final');
END;
DROP TRIGGER enrolment_event_no_update;
CREATE TRIGGER enrolment_event_no_update BEFORE UPDATE ON enrolment_event
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'seal')
BEGIN
    SELECT RAISE(ABORT, 'enrolment_event_is_append_only');
END;
CREATE TRIGGER enrolment_event_rest_no_update BEFORE UPDATE OF enrolment_id, version, action,
    from_state, to_state, step_key, party, account_id, role, business_date, at_ms ON
    enrolment_event
BEGIN
    SELECT RAISE(ABORT, 'enrolment_event_is_append_only');
END;
DROP TRIGGER claim_archive_no_update;
CREATE TRIGGER claim_archive_no_update BEFORE UPDATE ON claim_archive
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'seal')
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final');
END;
CREATE TRIGGER claim_archive_rest_no_update BEFORE UPDATE OF id, application_id, version,
    sha256, size, renderer, suite, public_key, signature, made_by, made_on, at_ms ON
    claim_archive
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final');
END;
-- Papers have their triggers since 0099; their names are sealed like their content.
DROP TRIGGER evidence_no_update;
DROP TRIGGER evidence_content_no_update;
CREATE TRIGGER evidence_no_update BEFORE UPDATE OF application_id, sequence, content_type, size,
    sha256, added_by, added_on ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept');
END;
CREATE TRIGGER evidence_content_no_update BEFORE UPDATE OF name, content ON evidence
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass WHERE reason = 'seal')
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept');
END;
-- A finding is answered once; what it says and rests on never changes.
DROP TRIGGER risk_finding_answered_once;
CREATE TRIGGER risk_finding_answered_once BEFORE UPDATE ON risk_finding
    WHEN OLD.state <> 'open' AND NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_answered_once');
END;
CREATE TRIGGER risk_finding_answer_no_update BEFORE UPDATE OF state, answered_by, answered_on
    ON risk_finding WHEN OLD.state <> 'open'
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_answered_once');
END;
CREATE TRIGGER risk_finding_text_no_update BEFORE UPDATE OF sentence, facts_json, fingerprint
    ON risk_finding WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_answered_once');
END;
CREATE TRIGGER risk_finding_rest_no_update BEFORE UPDATE OF id, application_id, rule_file, title,
    code, level, pack_hash, found_at, found_on, division_code, accepted_by ON risk_finding
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_answered_once');
END;
-- @postgres
DROP TRIGGER review_step_no_change ON review_step;
CREATE TRIGGER review_step_no_change BEFORE UPDATE OF id, application_id, version, action,
    from_state, to_state, account_id, role, business_date, at_ms OR DELETE ON review_step
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('review_step_is_append_only');
CREATE TRIGGER review_step_no_update BEFORE UPDATE ON review_step
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('review_step_is_append_only');
DROP TRIGGER course_step_no_change ON course_step;
CREATE TRIGGER course_step_no_change BEFORE UPDATE OF id, number, version, action, from_state,
    to_state, account_id, role, business_date, at_ms OR DELETE ON course_step
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('course_step_is_append_only');
CREATE TRIGGER course_step_no_update BEFORE UPDATE ON course_step
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('course_step_is_append_only');
DROP TRIGGER clawback_evidence_no_change ON clawback_evidence;
CREATE TRIGGER clawback_evidence_no_change BEFORE UPDATE OF clawback_id, sequence, source,
    file_sequence, added_by, added_on OR DELETE ON clawback_evidence
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('clawback_evidence_is_kept');
CREATE TRIGGER clawback_evidence_no_update BEFORE UPDATE ON clawback_evidence
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('clawback_evidence_is_kept');
DROP TRIGGER fact_answer_no_change ON fact_answer;
CREATE TRIGGER fact_answer_no_change BEFORE UPDATE OF request_id, sequence, account_id,
    answered_on, at_ms OR DELETE ON fact_answer
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('fact_answer_is_append_only');
CREATE TRIGGER fact_answer_no_update BEFORE UPDATE ON fact_answer
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('fact_answer_is_append_only');
DROP TRIGGER inspection_result_no_change ON inspection_result;
CREATE TRIGGER inspection_result_no_change BEFORE UPDATE OF inspection_id, sequence, result,
    submitted_by, entered_by, accepted_by, reviewed_by, approved_by, released_by, checked_by,
    checked_on OR DELETE ON inspection_result
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('inspection_is_final');
CREATE TRIGGER inspection_result_no_update BEFORE UPDATE ON inspection_result
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('inspection_is_final');
DROP TRIGGER application_urge_no_change ON application_urge;
CREATE TRIGGER application_urge_no_change BEFORE UPDATE OF id, application_id, version,
    account_id, actor_name, role, urged_on OR DELETE ON application_urge
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
CREATE TRIGGER application_urge_no_update BEFORE UPDATE ON application_urge
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('escalation_is_append_only');
DROP TRIGGER course_urge_no_change ON course_urge;
CREATE TRIGGER course_urge_no_change BEFORE UPDATE OF id, number, version, account_id,
    actor_name, role, urged_on OR DELETE ON course_urge
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
CREATE TRIGGER course_urge_no_update BEFORE UPDATE ON course_urge
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('escalation_is_append_only');
DROP TRIGGER letter_no_change ON letter;
CREATE TRIGGER letter_no_change BEFORE UPDATE OF id, number, kind, application_id,
    step_version, notice_id, course_number, course_form, division_code, business_date, code,
    amount_fen, content_sha256, sha256, renderer, issued_by, issued_on, at_ms OR DELETE ON letter
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('letter_is_final');
CREATE TRIGGER letter_no_update BEFORE UPDATE ON letter
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('letter_is_final');
DROP TRIGGER enrolment_event_no_change ON enrolment_event;
CREATE TRIGGER enrolment_event_no_change BEFORE UPDATE OF enrolment_id, version, action,
    from_state, to_state, step_key, party, account_id, role, business_date, at_ms OR DELETE ON
    enrolment_event
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('enrolment_event_is_append_only');
CREATE TRIGGER enrolment_event_no_update BEFORE UPDATE ON enrolment_event
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('enrolment_event_is_append_only', 'seal');
DROP TRIGGER claim_archive_no_change ON claim_archive;
CREATE TRIGGER claim_archive_no_change BEFORE UPDATE OF id, application_id, version, sha256,
    size, renderer, suite, public_key, signature, made_by, made_on, at_ms OR DELETE ON
    claim_archive
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('claim_archive_is_final');
CREATE TRIGGER claim_archive_no_update BEFORE UPDATE ON claim_archive
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('claim_archive_is_final', 'seal');
DROP TRIGGER evidence_no_update ON evidence;
DROP TRIGGER evidence_content_no_update ON evidence;
CREATE TRIGGER evidence_no_update BEFORE UPDATE OF application_id, sequence, content_type, size,
    sha256, added_by, added_on ON evidence
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('evidence_is_kept');
CREATE TRIGGER evidence_content_no_update BEFORE UPDATE OF name, content ON evidence
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('evidence_is_kept', 'seal');
DROP TRIGGER risk_finding_answered_once ON risk_finding;
CREATE TRIGGER risk_finding_answered_once BEFORE UPDATE ON risk_finding
    FOR EACH ROW WHEN (OLD.state <> 'open')
    EXECUTE FUNCTION sealing_refuse_change('risk_finding_is_answered_once');
CREATE TRIGGER risk_finding_answer_no_update BEFORE UPDATE OF state, answered_by, answered_on
    ON risk_finding FOR EACH ROW WHEN (OLD.state <> 'open')
    EXECUTE FUNCTION casework_refuse_change('risk_finding_is_answered_once');
CREATE TRIGGER risk_finding_text_no_update BEFORE UPDATE OF sentence, facts_json, fingerprint
    ON risk_finding FOR EACH ROW
    EXECUTE FUNCTION sealing_refuse_change('risk_finding_is_answered_once');
CREATE TRIGGER risk_finding_rest_no_update BEFORE UPDATE OF id, application_id, rule_file, title,
    code, level, pack_hash, found_at, found_on, division_code, accepted_by ON risk_finding
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change('risk_finding_is_answered_once');
-- @both

-- A sealed value begins with a mark.
-- @sqlite
CREATE TRIGGER review_step_is_sealed BEFORE INSERT ON review_step
    WHEN substr(NEW.actor_name, 1, 1) <> '!' OR substr(NEW.note, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'review_step_is_sealed');
END;
CREATE TRIGGER course_step_is_sealed BEFORE INSERT ON course_step
    WHEN substr(NEW.actor_name, 1, 1) <> '!' OR substr(NEW.note, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'course_step_is_sealed');
END;
CREATE TRIGGER clawback_is_sealed BEFORE INSERT ON clawback
    WHEN substr(NEW.note, 1, 1) <> '!' OR substr(NEW.statement, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'clawback_is_sealed');
END;
CREATE TRIGGER clawback_stays_sealed BEFORE UPDATE OF note, statement ON clawback
    WHEN substr(NEW.note, 1, 1) <> '!' OR substr(NEW.statement, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'clawback_is_sealed');
END;
CREATE TRIGGER clawback_evidence_is_sealed BEFORE INSERT ON clawback_evidence
    WHEN substr(NEW.description, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'clawback_evidence_is_sealed');
END;
CREATE TRIGGER appeal_is_sealed BEFORE INSERT ON appeal
    WHEN substr(NEW.grounds, 1, 1) <> '!' OR substr(NEW.reasons, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'appeal_is_sealed');
END;
CREATE TRIGGER appeal_stays_sealed BEFORE UPDATE OF grounds, reasons ON appeal
    WHEN substr(NEW.grounds, 1, 1) <> '!' OR substr(NEW.reasons, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'appeal_is_sealed');
END;
CREATE TRIGGER fact_answer_is_sealed BEFORE INSERT ON fact_answer
    WHEN substr(NEW.value_json, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'fact_answer_is_sealed');
END;
CREATE TRIGGER risk_finding_is_sealed BEFORE INSERT ON risk_finding
    WHEN substr(NEW.sentence, 1, 1) <> '!' OR substr(NEW.facts_json, 1, 1) <> '!'
      OR substr(NEW.fingerprint, 1, 1) <> '!' OR substr(NEW.answer, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_sealed');
END;
CREATE TRIGGER risk_finding_stays_sealed BEFORE UPDATE OF sentence, facts_json, fingerprint,
    answer ON risk_finding
    WHEN substr(NEW.sentence, 1, 1) <> '!' OR substr(NEW.facts_json, 1, 1) <> '!'
      OR substr(NEW.fingerprint, 1, 1) <> '!' OR substr(NEW.answer, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_sealed');
END;
CREATE TRIGGER inspection_result_is_sealed BEFORE INSERT ON inspection_result
    WHEN substr(NEW.note, 1, 1) <> '!' OR substr(NEW.evidence_name, 1, 1) <> '!'
      OR substr(NEW.evidence, 1, 1) <> x'21'
BEGIN
    SELECT RAISE(ABORT, 'inspection_result_is_sealed');
END;
CREATE TRIGGER application_urge_is_sealed BEFORE INSERT ON application_urge
    WHEN substr(NEW.body, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'application_urge_is_sealed');
END;
CREATE TRIGGER course_urge_is_sealed BEFORE INSERT ON course_urge
    WHEN substr(NEW.body, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'course_urge_is_sealed');
END;
CREATE TRIGGER claim_rating_is_sealed BEFORE INSERT ON claim_rating
    WHEN substr(NEW.remark, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'claim_rating_is_sealed');
END;
CREATE TRIGGER evidence_is_sealed BEFORE INSERT ON evidence
    WHEN substr(NEW.name, 1, 1) <> '!' OR substr(NEW.content, 1, 1) <> x'21'
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_sealed');
END;
CREATE TRIGGER letter_is_sealed BEFORE INSERT ON letter
    WHEN substr(NEW.content, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'letter_is_sealed');
END;
CREATE TRIGGER claim_archive_is_sealed BEFORE INSERT ON claim_archive
    WHEN substr(NEW.manifest, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_sealed');
END;
CREATE TRIGGER batch_row_is_sealed BEFORE INSERT ON batch_row
    WHEN substr(NEW.sentences, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'batch_row_is_sealed');
END;
CREATE TRIGGER claim_roster_row_is_sealed BEFORE INSERT ON claim_roster_row
    WHEN substr(NEW.sentences, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'claim_roster_row_is_sealed');
END;
CREATE TRIGGER claim_roster_row_stays_sealed BEFORE UPDATE OF sentences ON claim_roster_row
    WHEN substr(NEW.sentences, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'claim_roster_row_is_sealed');
END;
CREATE TRIGGER claim_roster_is_sealed BEFORE INSERT ON claim_roster
    WHEN substr(NEW.file_name, 1, 1) <> '!' OR substr(NEW.whole_sentences, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'claim_roster_is_sealed');
END;
CREATE TRIGGER claim_roster_stays_sealed BEFORE UPDATE OF file_name, whole_sentences
    ON claim_roster
    WHEN substr(NEW.file_name, 1, 1) <> '!' OR substr(NEW.whole_sentences, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'claim_roster_is_sealed');
END;
CREATE TRIGGER enrolment_event_is_sealed BEFORE INSERT ON enrolment_event
    WHEN substr(NEW.actor_name, 1, 1) <> '!' OR substr(NEW.note, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'enrolment_event_is_sealed');
END;
CREATE TRIGGER enrolment_delivery_is_sealed BEFORE INSERT ON enrolment_delivery
    WHEN substr(NEW.note, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'enrolment_delivery_is_sealed');
END;
CREATE TRIGGER application_note_is_sealed BEFORE INSERT ON application
    WHEN substr(NEW.last_note, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'application_is_sealed');
END;
CREATE TRIGGER application_note_stays_sealed BEFORE UPDATE OF last_note ON application
    WHEN substr(NEW.last_note, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'application_is_sealed');
END;
CREATE TRIGGER objection_answer_is_sealed BEFORE INSERT ON objection
    WHEN substr(NEW.answer, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'objection_is_sealed');
END;
CREATE TRIGGER objection_answer_stays_sealed BEFORE UPDATE OF answer ON objection
    WHEN substr(NEW.answer, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'objection_is_sealed');
END;
CREATE TRIGGER enrolment_note_is_sealed BEFORE INSERT ON enrolment
    WHEN substr(NEW.last_note, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'enrolment_is_sealed');
END;
CREATE TRIGGER enrolment_note_stays_sealed BEFORE UPDATE OF last_note ON enrolment
    WHEN substr(NEW.last_note, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'enrolment_is_sealed');
END;
-- @postgres
ALTER TABLE review_step ADD CONSTRAINT review_step_is_sealed
    CHECK (substr(actor_name, 1, 1) = '!' AND substr(note, 1, 1) = '!') NOT VALID;
ALTER TABLE course_step ADD CONSTRAINT course_step_is_sealed
    CHECK (substr(actor_name, 1, 1) = '!' AND substr(note, 1, 1) = '!') NOT VALID;
ALTER TABLE clawback ADD CONSTRAINT clawback_is_sealed
    CHECK (substr(note, 1, 1) = '!' AND substr(statement, 1, 1) = '!') NOT VALID;
ALTER TABLE clawback_evidence ADD CONSTRAINT clawback_evidence_is_sealed
    CHECK (substr(description, 1, 1) = '!') NOT VALID;
ALTER TABLE appeal ADD CONSTRAINT appeal_is_sealed
    CHECK (substr(grounds, 1, 1) = '!' AND substr(reasons, 1, 1) = '!') NOT VALID;
ALTER TABLE fact_answer ADD CONSTRAINT fact_answer_is_sealed
    CHECK (substr(value_json, 1, 1) = '!') NOT VALID;
ALTER TABLE risk_finding ADD CONSTRAINT risk_finding_is_sealed
    CHECK (substr(sentence, 1, 1) = '!' AND substr(facts_json, 1, 1) = '!'
        AND substr(fingerprint, 1, 1) = '!' AND substr(answer, 1, 1) = '!') NOT VALID;
ALTER TABLE inspection_result ADD CONSTRAINT inspection_result_is_sealed
    CHECK (substr(note, 1, 1) = '!' AND substr(evidence_name, 1, 1) = '!'
        AND substr(evidence, 1, 1) = '\x21'::bytea) NOT VALID;
ALTER TABLE application_urge ADD CONSTRAINT application_urge_is_sealed
    CHECK (substr(body, 1, 1) = '!') NOT VALID;
ALTER TABLE course_urge ADD CONSTRAINT course_urge_is_sealed
    CHECK (substr(body, 1, 1) = '!') NOT VALID;
ALTER TABLE claim_rating ADD CONSTRAINT claim_rating_is_sealed
    CHECK (substr(remark, 1, 1) = '!') NOT VALID;
ALTER TABLE evidence ADD CONSTRAINT evidence_is_sealed
    CHECK (substr(name, 1, 1) = '!' AND substr(content, 1, 1) = '\x21'::bytea) NOT VALID;
ALTER TABLE letter ADD CONSTRAINT letter_is_sealed
    CHECK (substr(content, 1, 1) = '!') NOT VALID;
ALTER TABLE claim_archive ADD CONSTRAINT claim_archive_is_sealed
    CHECK (substr(manifest, 1, 1) = '!') NOT VALID;
ALTER TABLE batch_row ADD CONSTRAINT batch_row_is_sealed
    CHECK (substr(sentences, 1, 1) = '!') NOT VALID;
ALTER TABLE claim_roster_row ADD CONSTRAINT claim_roster_row_is_sealed
    CHECK (substr(sentences, 1, 1) = '!') NOT VALID;
ALTER TABLE claim_roster ADD CONSTRAINT claim_roster_is_sealed
    CHECK (substr(file_name, 1, 1) = '!' AND substr(whole_sentences, 1, 1) = '!') NOT VALID;
ALTER TABLE enrolment_event ADD CONSTRAINT enrolment_event_is_sealed
    CHECK (substr(actor_name, 1, 1) = '!' AND substr(note, 1, 1) = '!') NOT VALID;
ALTER TABLE enrolment_delivery ADD CONSTRAINT enrolment_delivery_is_sealed
    CHECK (substr(note, 1, 1) = '!') NOT VALID;
ALTER TABLE application ADD CONSTRAINT application_note_is_sealed
    CHECK (substr(last_note, 1, 1) = '!') NOT VALID;
ALTER TABLE objection ADD CONSTRAINT objection_answer_is_sealed
    CHECK (substr(answer, 1, 1) = '!') NOT VALID;
ALTER TABLE enrolment ADD CONSTRAINT enrolment_note_is_sealed
    CHECK (substr(last_note, 1, 1) = '!') NOT VALID;
-- @both

-- On SQLite not for what extracts fill (0097).
-- database: labour
-- @postgres
ALTER TABLE person_category_cert ADD CONSTRAINT person_category_cert_is_sealed
    CHECK (substr(certificate_number, 1, 1) = '!') NOT VALID;
ALTER TABLE graduate ADD CONSTRAINT graduate_is_sealed
    CHECK (substr(certificate_number, 1, 1) = '!') NOT VALID;
ALTER TABLE veteran ADD CONSTRAINT veteran_is_sealed
    CHECK (substr(certificate_number, 1, 1) = '!') NOT VALID;
-- @both

-- database: monitor
-- @sqlite
CREATE TRIGGER message_is_sealed BEFORE INSERT ON message
    WHEN substr(NEW.body, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'message_is_sealed');
END;
CREATE TRIGGER account_is_sealed BEFORE INSERT ON account
    WHEN substr(NEW.display_name, 1, 1) <> '!'
BEGIN
    SELECT RAISE(ABORT, 'account_is_sealed');
END;
-- @postgres
ALTER TABLE message ADD CONSTRAINT message_is_sealed
    CHECK (substr(body, 1, 1) = '!') NOT VALID;
ALTER TABLE account ADD CONSTRAINT account_is_sealed
    CHECK (substr(display_name, 1, 1) = '!') NOT VALID;
-- @both
