-- A letter as the program reads it (LetterRow of casework/letter.sql), with the claim or the notice
-- that it is about, and the day on which retention took its words.

-- database: policy
CREATE VIEW letter_record AS
SELECT l.id, l.number, l.kind, l.application_id, l.step_version, a.number AS claim_number,
       n.number AS notice_number, l.course_number, l.course_form, l.division_code,
       l.business_date, l.code, l.amount_fen, l.content, l.content_sha256, l.sha256, l.renderer,
       l.issued_on, a.anonymised_on
  FROM letter l LEFT JOIN application a ON a.id = l.application_id
       LEFT JOIN notice n ON n.id = l.notice_id;
