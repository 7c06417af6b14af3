-- What is never deleted is not replaced either. On SQLite INSERT OR REPLACE takes the row away that
-- stands at the same key and asks no rule about deletions; a foreign tool could so rewrite a step, a
-- decision or a row of the log. A key that is taken is now refused before anything is replaced, with
-- the words of the key itself, whatever a statement says about conflicts. The tables of the money,
-- letters and archives have such rules of their own.
-- Entitlements come in extracts by the hundred thousand and have no such rule: it would cost an import,
-- and every submission, more than all others together; `jiuye verify` names one that was replaced.
-- PostgreSQL knows no such statement; there TRUNCATE asks no rule about rows, and is refused by one of
-- its own wherever rows are kept.

-- database: policy

-- @sqlite
CREATE TRIGGER appeal_not_replaced BEFORE INSERT ON appeal
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeal.id')
     WHERE EXISTS (SELECT 1 FROM appeal WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeal.number')
     WHERE EXISTS (SELECT 1 FROM appeal WHERE number = NEW.number);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeal.decision')
     WHERE EXISTS (SELECT 1 FROM appeal WHERE decision = NEW.decision
            AND NEW.state <> 'withdrawn' AND state <> 'withdrawn');
END;
CREATE TRIGGER appeal_decision_not_replaced BEFORE INSERT ON appeal_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final')
     WHERE EXISTS (SELECT 1 FROM appeal_decision WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeal_decision.appeal_id')
     WHERE EXISTS (SELECT 1 FROM appeal_decision WHERE appeal_id = NEW.appeal_id);
END;
CREATE TRIGGER application_not_replaced BEFORE INSERT ON application
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application.id')
     WHERE EXISTS (SELECT 1 FROM application WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application.number')
     WHERE EXISTS (SELECT 1 FROM application WHERE number = NEW.number);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application.entitlement_id')
     WHERE EXISTS (SELECT 1 FROM application WHERE entitlement_id = NEW.entitlement_id);
END;
CREATE TRIGGER application_decision_not_replaced BEFORE INSERT ON application_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final')
     WHERE EXISTS (SELECT 1 FROM application_decision WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application_decision.application_id, application_decision.version')
     WHERE EXISTS (SELECT 1 FROM application_decision WHERE application_id = NEW.application_id
            AND version = NEW.version);
END;
CREATE TRIGGER application_escalation_not_replaced BEFORE INSERT ON application_escalation
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only')
     WHERE EXISTS (SELECT 1 FROM application_escalation WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application_escalation.application_id, application_escalation.version, application_escalation.level')
     WHERE EXISTS (SELECT 1 FROM application_escalation WHERE application_id = NEW.application_id
            AND version = NEW.version AND level = NEW.level);
END;
CREATE TRIGGER application_urge_not_replaced BEFORE INSERT ON application_urge
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application_urge.id')
     WHERE EXISTS (SELECT 1 FROM application_urge WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application_urge.application_id, application_urge.version, application_urge.account_id, application_urge.urged_on')
     WHERE EXISTS (SELECT 1 FROM application_urge WHERE application_id = NEW.application_id
            AND version = NEW.version AND account_id = NEW.account_id AND urged_on = NEW.urged_on);
END;
CREATE TRIGGER audit_log_not_replaced BEFORE INSERT ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: audit_log.id')
     WHERE EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id);
END;
CREATE TRIGGER audit_seal_not_replaced BEFORE INSERT ON audit_seal
BEGIN
    SELECT RAISE(ABORT, 'audit_seal_is_append_only')
     WHERE EXISTS (SELECT 1 FROM audit_seal WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: audit_seal.segment, audit_seal.position')
     WHERE EXISTS (SELECT 1 FROM audit_seal WHERE segment = NEW.segment
            AND position = NEW.position);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: audit_seal.audit_id')
     WHERE EXISTS (SELECT 1 FROM audit_seal WHERE audit_id = NEW.audit_id);
END;
CREATE TRIGGER audit_segment_not_replaced BEFORE INSERT ON audit_segment
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: audit_segment.number')
     WHERE EXISTS (SELECT 1 FROM audit_segment WHERE number = NEW.number);
END;
CREATE TRIGGER audit_unsealed_not_replaced BEFORE INSERT ON audit_unsealed
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: audit_unsealed.audit_id')
     WHERE EXISTS (SELECT 1 FROM audit_unsealed WHERE audit_id = NEW.audit_id);
END;
CREATE TRIGGER bulletin_not_replaced BEFORE INSERT ON bulletin
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: bulletin.id')
     WHERE EXISTS (SELECT 1 FROM bulletin WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: bulletin.number')
     WHERE EXISTS (SELECT 1 FROM bulletin WHERE number = NEW.number);
END;
CREATE TRIGGER bulletin_correction_not_replaced BEFORE INSERT ON bulletin_correction
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: bulletin_correction.id')
     WHERE EXISTS (SELECT 1 FROM bulletin_correction WHERE id = NEW.id);
END;
CREATE TRIGGER bulletin_figure_not_replaced BEFORE INSERT ON bulletin_figure
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen')
     WHERE EXISTS (SELECT 1 FROM bulletin_figure WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: bulletin_figure.bulletin_number, bulletin_figure.sequence, bulletin_figure.division_code, bulletin_figure.code')
     WHERE EXISTS (SELECT 1 FROM bulletin_figure WHERE bulletin_number = NEW.bulletin_number
            AND sequence = NEW.sequence AND division_code = NEW.division_code AND code = NEW.code);
END;
CREATE TRIGGER bulletin_instruction_not_replaced BEFORE INSERT ON bulletin_instruction
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: bulletin_instruction.id')
     WHERE EXISTS (SELECT 1 FROM bulletin_instruction WHERE id = NEW.id);
END;
CREATE TRIGGER bulletin_line_not_replaced BEFORE INSERT ON bulletin_line
BEGIN
    SELECT RAISE(ABORT, 'bulletin_is_frozen')
     WHERE EXISTS (SELECT 1 FROM bulletin_line WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: bulletin_line.bulletin_number, bulletin_line.sequence')
     WHERE EXISTS (SELECT 1 FROM bulletin_line WHERE bulletin_number = NEW.bulletin_number
            AND sequence = NEW.sequence);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: bulletin_line.bulletin_number, bulletin_line.policy_number, bulletin_line.target_key')
     WHERE EXISTS (SELECT 1 FROM bulletin_line WHERE bulletin_number = NEW.bulletin_number
            AND policy_number = NEW.policy_number AND target_key = NEW.target_key);
END;
CREATE TRIGGER clawback_not_replaced BEFORE INSERT ON clawback
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.id')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.number')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE number = NEW.number);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.application_id')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE application_id = NEW.application_id
            AND NEW.state IN ('suspected', 'verified', 'notified', 'decided', 'handed_over')
            AND state IN ('suspected', 'verified', 'notified', 'decided', 'handed_over'));
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.decision_number')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE decision_number = NEW.decision_number);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.receivable_number')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE receivable_number = NEW.receivable_number);
END;
CREATE TRIGGER clawback_evidence_not_replaced BEFORE INSERT ON clawback_evidence
BEGIN
    SELECT RAISE(ABORT, 'clawback_evidence_is_kept')
     WHERE EXISTS (SELECT 1 FROM clawback_evidence WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback_evidence.clawback_id, clawback_evidence.sequence')
     WHERE EXISTS (SELECT 1 FROM clawback_evidence WHERE clawback_id = NEW.clawback_id
            AND sequence = NEW.sequence);
END;
CREATE TRIGGER course_escalation_not_replaced BEFORE INSERT ON course_escalation
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only')
     WHERE EXISTS (SELECT 1 FROM course_escalation WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: course_escalation.number, course_escalation.version, course_escalation.level')
     WHERE EXISTS (SELECT 1 FROM course_escalation WHERE number = NEW.number
            AND version = NEW.version AND level = NEW.level);
END;
CREATE TRIGGER course_step_not_replaced BEFORE INSERT ON course_step
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: course_step.id')
     WHERE EXISTS (SELECT 1 FROM course_step WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: course_step.number, course_step.version')
     WHERE EXISTS (SELECT 1 FROM course_step WHERE number = NEW.number AND version = NEW.version);
END;
CREATE TRIGGER course_urge_not_replaced BEFORE INSERT ON course_urge
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: course_urge.id')
     WHERE EXISTS (SELECT 1 FROM course_urge WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: course_urge.number, course_urge.version, course_urge.account_id, course_urge.urged_on')
     WHERE EXISTS (SELECT 1 FROM course_urge WHERE number = NEW.number AND version = NEW.version
            AND account_id = NEW.account_id AND urged_on = NEW.urged_on);
END;
CREATE TRIGGER delegation_not_replaced BEFORE INSERT ON delegation
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: delegation.id')
     WHERE EXISTS (SELECT 1 FROM delegation WHERE id = NEW.id);
END;
CREATE TRIGGER enrolment_not_replaced BEFORE INSERT ON enrolment
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment.id')
     WHERE EXISTS (SELECT 1 FROM enrolment WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment.number')
     WHERE EXISTS (SELECT 1 FROM enrolment WHERE number = NEW.number);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment.measure, enrolment.subject_kind, enrolment.subject_key, enrolment.period')
     WHERE EXISTS (SELECT 1 FROM enrolment WHERE measure = NEW.measure
            AND subject_kind = NEW.subject_kind AND subject_key = NEW.subject_key
            AND period = NEW.period AND NEW.state IN ('applied', 'admitted', 'done')
            AND state IN ('applied', 'admitted', 'done'));
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment.measure, enrolment.period, enrolment.seq')
     WHERE EXISTS (SELECT 1 FROM enrolment WHERE measure = NEW.measure AND period = NEW.period
            AND seq = NEW.seq AND NEW.seq IS NOT NULL AND seq IS NOT NULL);
END;
CREATE TRIGGER enrolment_decision_not_replaced BEFORE INSERT ON enrolment_decision
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final')
     WHERE EXISTS (SELECT 1 FROM enrolment_decision WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment_decision.enrolment_id, enrolment_decision.version')
     WHERE EXISTS (SELECT 1 FROM enrolment_decision WHERE enrolment_id = NEW.enrolment_id
            AND version = NEW.version);
END;
CREATE TRIGGER enrolment_event_not_replaced BEFORE INSERT ON enrolment_event
BEGIN
    SELECT RAISE(ABORT, 'enrolment_event_is_append_only')
     WHERE EXISTS (SELECT 1 FROM enrolment_event WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment_event.enrolment_id, enrolment_event.version')
     WHERE EXISTS (SELECT 1 FROM enrolment_event WHERE enrolment_id = NEW.enrolment_id
            AND version = NEW.version);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment_event.enrolment_id, enrolment_event.step_key, enrolment_event.party')
     WHERE EXISTS (SELECT 1 FROM enrolment_event WHERE enrolment_id = NEW.enrolment_id
            AND step_key = NEW.step_key AND party = NEW.party AND NEW.action = 'sign'
            AND action = 'sign');
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment_event.enrolment_id, enrolment_event.step_key, enrolment_event.account_id')
     WHERE EXISTS (SELECT 1 FROM enrolment_event WHERE enrolment_id = NEW.enrolment_id
            AND step_key = NEW.step_key AND account_id = NEW.account_id AND NEW.action = 'sign'
            AND action = 'sign');
END;
CREATE TRIGGER evidence_not_replaced BEFORE INSERT ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept')
     WHERE EXISTS (SELECT 1 FROM evidence WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: evidence.application_id, evidence.sequence')
     WHERE EXISTS (SELECT 1 FROM evidence WHERE application_id = NEW.application_id
            AND sequence = NEW.sequence);
END;
CREATE TRIGGER fact_answer_not_replaced BEFORE INSERT ON fact_answer
BEGIN
    SELECT RAISE(ABORT, 'fact_answer_is_append_only')
     WHERE EXISTS (SELECT 1 FROM fact_answer WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: fact_answer.request_id, fact_answer.sequence')
     WHERE EXISTS (SELECT 1 FROM fact_answer WHERE request_id = NEW.request_id
            AND sequence = NEW.sequence);
END;
CREATE TRIGGER inspection_not_replaced BEFORE INSERT ON inspection
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: inspection.id')
     WHERE EXISTS (SELECT 1 FROM inspection WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: inspection.number')
     WHERE EXISTS (SELECT 1 FROM inspection WHERE number = NEW.number);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: inspection.division_code, inspection.fund_key, inspection.month')
     WHERE EXISTS (SELECT 1 FROM inspection WHERE division_code = NEW.division_code
            AND fund_key = NEW.fund_key AND month = NEW.month);
END;
CREATE TRIGGER inspection_item_not_replaced BEFORE INSERT ON inspection_item
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final')
     WHERE EXISTS (SELECT 1 FROM inspection_item WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: inspection_item.inspection_id, inspection_item.sequence')
     WHERE EXISTS (SELECT 1 FROM inspection_item WHERE inspection_id = NEW.inspection_id
            AND sequence = NEW.sequence);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: inspection_item.inspection_id, inspection_item.application_id')
     WHERE EXISTS (SELECT 1 FROM inspection_item WHERE inspection_id = NEW.inspection_id
            AND application_id = NEW.application_id);
END;
CREATE TRIGGER inspection_result_not_replaced BEFORE INSERT ON inspection_result
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final')
     WHERE EXISTS (SELECT 1 FROM inspection_result WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: inspection_result.inspection_id, inspection_result.sequence')
     WHERE EXISTS (SELECT 1 FROM inspection_result WHERE inspection_id = NEW.inspection_id
            AND sequence = NEW.sequence);
END;
CREATE TRIGGER notice_not_replaced BEFORE INSERT ON notice
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: notice.id')
     WHERE EXISTS (SELECT 1 FROM notice WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: notice.number')
     WHERE EXISTS (SELECT 1 FROM notice WHERE number = NEW.number);
END;
CREATE TRIGGER notice_item_not_replaced BEFORE INSERT ON notice_item
BEGIN
    SELECT RAISE(ABORT, 'notice_is_kept')
     WHERE EXISTS (SELECT 1 FROM notice_item WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: notice_item.notice_id, notice_item.sequence')
     WHERE EXISTS (SELECT 1 FROM notice_item WHERE notice_id = NEW.notice_id
            AND sequence = NEW.sequence);
END;
CREATE TRIGGER objection_not_replaced BEFORE INSERT ON objection
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: objection.id')
     WHERE EXISTS (SELECT 1 FROM objection WHERE id = NEW.id);
END;
CREATE TRIGGER person_consent_not_replaced BEFORE INSERT ON person_consent
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: person_consent.id')
     WHERE EXISTS (SELECT 1 FROM person_consent WHERE id = NEW.id);
END;
CREATE TRIGGER policy_file_not_replaced BEFORE INSERT ON policy_file
BEGIN
    SELECT RAISE(ABORT, 'policy_version_is_final')
     WHERE EXISTS (SELECT 1 FROM policy_file WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: policy_file.version_id, policy_file.name')
     WHERE EXISTS (SELECT 1 FROM policy_file WHERE version_id = NEW.version_id
            AND name = NEW.name);
END;
CREATE TRIGGER policy_version_not_replaced BEFORE INSERT ON policy_version
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: policy_version.id')
     WHERE EXISTS (SELECT 1 FROM policy_version WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: policy_version.hash')
     WHERE EXISTS (SELECT 1 FROM policy_version WHERE hash = NEW.hash);
END;
CREATE TRIGGER reading_confirmation_not_replaced BEFORE INSERT ON reading_confirmation
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: reading_confirmation.id')
     WHERE EXISTS (SELECT 1 FROM reading_confirmation WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: reading_confirmation.policy_number, reading_confirmation.kind, reading_confirmation.item_key, reading_confirmation.text_hash')
     WHERE EXISTS (SELECT 1 FROM reading_confirmation WHERE policy_number = NEW.policy_number
            AND kind = NEW.kind AND item_key = NEW.item_key AND text_hash = NEW.text_hash);
END;
CREATE TRIGGER register_version_not_replaced BEFORE INSERT ON register_version
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: register_version.id')
     WHERE EXISTS (SELECT 1 FROM register_version WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: register_version.measure, register_version.number')
     WHERE EXISTS (SELECT 1 FROM register_version WHERE measure = NEW.measure
            AND number = NEW.number);
END;
CREATE TRIGGER review_step_not_replaced BEFORE INSERT ON review_step
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: review_step.id')
     WHERE EXISTS (SELECT 1 FROM review_step WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: review_step.application_id, review_step.version')
     WHERE EXISTS (SELECT 1 FROM review_step WHERE application_id = NEW.application_id
            AND version = NEW.version);
END;
CREATE TRIGGER risk_finding_not_replaced BEFORE INSERT ON risk_finding
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: risk_finding.id')
     WHERE EXISTS (SELECT 1 FROM risk_finding WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: risk_finding.application_id, risk_finding.code, risk_finding.fingerprint')
     WHERE EXISTS (SELECT 1 FROM risk_finding WHERE application_id = NEW.application_id
            AND code = NEW.code AND fingerprint = NEW.fingerprint);
END;
CREATE TRIGGER supervision_not_replaced BEFORE INSERT ON supervision
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: supervision.id')
     WHERE EXISTS (SELECT 1 FROM supervision WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: supervision.number')
     WHERE EXISTS (SELECT 1 FROM supervision WHERE number = NEW.number);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: supervision.policy_number, supervision.target_key, supervision.division_code, supervision.department')
     WHERE EXISTS (SELECT 1 FROM supervision WHERE policy_number = NEW.policy_number
            AND target_key = NEW.target_key AND division_code = NEW.division_code
            AND department = NEW.department AND NEW.state IN ('open', 'answered')
            AND state IN ('open', 'answered'));
END;
CREATE TRIGGER supervision_event_not_replaced BEFORE INSERT ON supervision_event
BEGIN
    SELECT RAISE(ABORT, 'supervision_event_is_append_only')
     WHERE EXISTS (SELECT 1 FROM supervision_event WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: supervision_event.supervision_id, supervision_event.version')
     WHERE EXISTS (SELECT 1 FROM supervision_event WHERE supervision_id = NEW.supervision_id
            AND version = NEW.version);
END;

-- The same by UPDATE OR REPLACE: a row keeps its place in its table, and takes no key of another.
CREATE TRIGGER appeal_not_moved BEFORE UPDATE ON appeal
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'appeal_is_kept');
END;
CREATE TRIGGER appeal_keeps_others BEFORE UPDATE OF number, decision, state ON appeal
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeal.number')
     WHERE EXISTS (SELECT 1 FROM appeal WHERE number = NEW.number AND id <> OLD.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: appeal.decision')
     WHERE EXISTS (SELECT 1 FROM appeal WHERE decision = NEW.decision AND id <> OLD.id
            AND NEW.state <> 'withdrawn' AND state <> 'withdrawn');
END;
CREATE TRIGGER appeal_decision_not_moved BEFORE UPDATE ON appeal_decision
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER application_not_moved BEFORE UPDATE ON application
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'application_is_kept');
END;
CREATE TRIGGER application_keeps_others BEFORE UPDATE OF number, entitlement_id ON application
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application.number')
     WHERE EXISTS (SELECT 1 FROM application WHERE number = NEW.number AND id <> OLD.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: application.entitlement_id')
     WHERE EXISTS (SELECT 1 FROM application WHERE entitlement_id = NEW.entitlement_id
            AND id <> OLD.id);
END;
CREATE TRIGGER application_decision_not_moved BEFORE UPDATE ON application_decision
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER application_urge_not_moved BEFORE UPDATE ON application_urge
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER audit_unsealed_not_moved BEFORE UPDATE ON audit_unsealed
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'audit_row_is_not_sealed');
END;
CREATE TRIGGER claim_archive_not_moved BEFORE UPDATE ON claim_archive
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final');
END;
CREATE TRIGGER clawback_not_moved BEFORE UPDATE ON clawback
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'clawback_is_kept');
END;
CREATE TRIGGER clawback_keeps_others BEFORE UPDATE OF number, application_id, state, decision_number, receivable_number ON clawback
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.number')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE number = NEW.number AND id <> OLD.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.application_id')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE application_id = NEW.application_id
            AND id <> OLD.id
            AND NEW.state IN ('suspected', 'verified', 'notified', 'decided', 'handed_over')
            AND state IN ('suspected', 'verified', 'notified', 'decided', 'handed_over'));
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.decision_number')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE decision_number = NEW.decision_number
            AND id <> OLD.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: clawback.receivable_number')
     WHERE EXISTS (SELECT 1 FROM clawback WHERE receivable_number = NEW.receivable_number
            AND id <> OLD.id);
END;
CREATE TRIGGER clawback_evidence_not_moved BEFORE UPDATE ON clawback_evidence
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'clawback_evidence_is_kept');
END;
CREATE TRIGGER course_step_not_moved BEFORE UPDATE ON course_step
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'course_step_is_append_only');
END;
CREATE TRIGGER course_urge_not_moved BEFORE UPDATE ON course_urge
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'escalation_is_append_only');
END;
CREATE TRIGGER enrolment_not_moved BEFORE UPDATE ON enrolment
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'enrolment_is_kept');
END;
CREATE TRIGGER enrolment_keeps_others BEFORE UPDATE OF number, measure, subject_kind, subject_key, period, state, seq ON enrolment
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment.number')
     WHERE EXISTS (SELECT 1 FROM enrolment WHERE number = NEW.number AND id <> OLD.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment.measure, enrolment.subject_kind, enrolment.subject_key, enrolment.period')
     WHERE EXISTS (SELECT 1 FROM enrolment WHERE measure = NEW.measure
            AND subject_kind = NEW.subject_kind AND subject_key = NEW.subject_key
            AND period = NEW.period AND id <> OLD.id
            AND NEW.state IN ('applied', 'admitted', 'done')
            AND state IN ('applied', 'admitted', 'done'));
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: enrolment.measure, enrolment.period, enrolment.seq')
     WHERE EXISTS (SELECT 1 FROM enrolment WHERE measure = NEW.measure AND period = NEW.period
            AND seq = NEW.seq AND id <> OLD.id AND NEW.seq IS NOT NULL AND seq IS NOT NULL);
END;
CREATE TRIGGER enrolment_decision_not_moved BEFORE UPDATE ON enrolment_decision
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'decision_is_final');
END;
CREATE TRIGGER enrolment_event_not_moved BEFORE UPDATE ON enrolment_event
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'enrolment_event_is_append_only');
END;
CREATE TRIGGER entitlement_not_moved BEFORE UPDATE ON entitlement
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'entitlement_is_kept');
END;
CREATE TRIGGER evidence_not_moved BEFORE UPDATE ON evidence
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'evidence_is_kept');
END;
CREATE TRIGGER fact_answer_not_moved BEFORE UPDATE ON fact_answer
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'fact_answer_is_append_only');
END;
CREATE TRIGGER inspection_result_not_moved BEFORE UPDATE ON inspection_result
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'inspection_is_final');
END;
CREATE TRIGGER letter_not_moved BEFORE UPDATE ON letter
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'letter_is_final');
END;
CREATE TRIGGER notice_not_moved BEFORE UPDATE ON notice
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'notice_is_kept');
END;
CREATE TRIGGER objection_not_moved BEFORE UPDATE ON objection
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'objection_is_kept');
END;
CREATE TRIGGER register_version_not_moved BEFORE UPDATE ON register_version
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'register_version_is_frozen');
END;
CREATE TRIGGER review_step_not_moved BEFORE UPDATE ON review_step
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'review_step_is_append_only');
END;
CREATE TRIGGER risk_finding_not_moved BEFORE UPDATE ON risk_finding
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'risk_finding_is_kept');
END;
CREATE TRIGGER supervision_not_moved BEFORE UPDATE ON supervision
WHEN NEW.rowid <> OLD.rowid
BEGIN
    SELECT RAISE(ABORT, 'supervision_is_kept');
END;
CREATE TRIGGER supervision_keeps_others BEFORE UPDATE OF number, policy_number, target_key, division_code, department, state ON supervision
BEGIN
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: supervision.number')
     WHERE EXISTS (SELECT 1 FROM supervision WHERE number = NEW.number AND id <> OLD.id);
    SELECT RAISE(ABORT, 'UNIQUE constraint failed: supervision.policy_number, supervision.target_key, supervision.division_code, supervision.department')
     WHERE EXISTS (SELECT 1 FROM supervision WHERE policy_number = NEW.policy_number
            AND target_key = NEW.target_key AND division_code = NEW.division_code
            AND department = NEW.department AND id <> OLD.id
            AND NEW.state IN ('open', 'answered') AND state IN ('open', 'answered'));
END;
-- @postgres
CREATE TRIGGER appeal_no_truncate BEFORE TRUNCATE ON appeal
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('appeal_is_kept');
CREATE TRIGGER appeal_decision_no_truncate BEFORE TRUNCATE ON appeal_decision
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('decision_is_final');
CREATE TRIGGER application_no_truncate BEFORE TRUNCATE ON application
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('application_is_kept');
CREATE TRIGGER application_escalation_no_truncate BEFORE TRUNCATE ON application_escalation
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
CREATE TRIGGER application_urge_no_truncate BEFORE TRUNCATE ON application_urge
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('audit_log_is_append_only');
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('audit_seal_is_append_only');
CREATE TRIGGER audit_segment_no_truncate BEFORE TRUNCATE ON audit_segment
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('audit_seal_is_append_only');
CREATE TRIGGER audit_unsealed_no_truncate BEFORE TRUNCATE ON audit_unsealed
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('audit_row_is_not_sealed');
CREATE TRIGGER budget_no_truncate BEFORE TRUNCATE ON budget
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('budget_is_fixed');
CREATE TRIGGER bulletin_no_truncate BEFORE TRUNCATE ON bulletin
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('bulletin_is_frozen');
CREATE TRIGGER bulletin_correction_no_truncate BEFORE TRUNCATE ON bulletin_correction
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('bulletin_correction_is_append_only');
CREATE TRIGGER bulletin_figure_no_truncate BEFORE TRUNCATE ON bulletin_figure
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('bulletin_is_frozen');
CREATE TRIGGER bulletin_instruction_no_truncate BEFORE TRUNCATE ON bulletin_instruction
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('bulletin_instruction_is_append_only');
CREATE TRIGGER bulletin_line_no_truncate BEFORE TRUNCATE ON bulletin_line
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('bulletin_is_frozen');
CREATE TRIGGER clawback_no_truncate BEFORE TRUNCATE ON clawback
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('clawback_is_kept');
CREATE TRIGGER clawback_evidence_no_truncate BEFORE TRUNCATE ON clawback_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('clawback_evidence_is_kept');
CREATE TRIGGER course_escalation_no_truncate BEFORE TRUNCATE ON course_escalation
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
CREATE TRIGGER course_step_no_truncate BEFORE TRUNCATE ON course_step
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('course_step_is_append_only');
CREATE TRIGGER course_urge_no_truncate BEFORE TRUNCATE ON course_urge
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('escalation_is_append_only');
CREATE TRIGGER delegation_no_truncate BEFORE TRUNCATE ON delegation
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('delegation_is_fixed');
CREATE TRIGGER enrolment_no_truncate BEFORE TRUNCATE ON enrolment
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('enrolment_is_kept');
CREATE TRIGGER enrolment_decision_no_truncate BEFORE TRUNCATE ON enrolment_decision
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('decision_is_final');
CREATE TRIGGER enrolment_event_no_truncate BEFORE TRUNCATE ON enrolment_event
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('enrolment_event_is_append_only');
CREATE TRIGGER entitlement_no_truncate BEFORE TRUNCATE ON entitlement
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('entitlement_is_kept');
CREATE TRIGGER evidence_no_truncate BEFORE TRUNCATE ON evidence
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('evidence_is_kept');
CREATE TRIGGER fact_answer_no_truncate BEFORE TRUNCATE ON fact_answer
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('fact_answer_is_append_only');
CREATE TRIGGER inspection_no_truncate BEFORE TRUNCATE ON inspection
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('inspection_is_final');
CREATE TRIGGER inspection_item_no_truncate BEFORE TRUNCATE ON inspection_item
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('inspection_is_final');
CREATE TRIGGER inspection_result_no_truncate BEFORE TRUNCATE ON inspection_result
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('inspection_is_final');
CREATE TRIGGER ledger_account_no_truncate BEFORE TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('ledger_account_only_counts');
CREATE TRIGGER ledger_transfer_no_truncate BEFORE TRUNCATE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('ledger_is_append_only');
CREATE TRIGGER notice_no_truncate BEFORE TRUNCATE ON notice
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('notice_is_kept');
CREATE TRIGGER payment_no_truncate BEFORE TRUNCATE ON payment
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('payment_is_fixed');
CREATE TRIGGER payment_line_no_truncate BEFORE TRUNCATE ON payment_line
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('payment_file_is_frozen');
CREATE TRIGGER person_consent_no_truncate BEFORE TRUNCATE ON person_consent
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('person_consent_is_append_only');
CREATE TRIGGER policy_file_no_truncate BEFORE TRUNCATE ON policy_file
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('policy_version_is_final');
CREATE TRIGGER policy_version_no_truncate BEFORE TRUNCATE ON policy_version
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('policy_version_is_final');
CREATE TRIGGER reading_confirmation_no_truncate BEFORE TRUNCATE ON reading_confirmation
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('reading_confirmation_is_final');
CREATE TRIGGER register_version_no_truncate BEFORE TRUNCATE ON register_version
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('register_version_is_frozen');
CREATE TRIGGER risk_finding_no_truncate BEFORE TRUNCATE ON risk_finding
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('risk_finding_is_kept');
CREATE TRIGGER supervision_no_truncate BEFORE TRUNCATE ON supervision
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('supervision_is_kept');
CREATE TRIGGER supervision_event_no_truncate BEFORE TRUNCATE ON supervision_event
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change('supervision_event_is_append_only');
-- @both
