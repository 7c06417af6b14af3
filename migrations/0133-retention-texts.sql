-- Claims that nobody has to do with any more, with the last day on which anything happened to them:
-- closed, about people, without a clawback or an appeal that still goes on (privacy/retention.h).

-- database: policy
CREATE VIEW closed_claim AS
SELECT a.id, a.number,
       (SELECT max(steps.business_date)
          FROM (SELECT review_step.business_date FROM review_step
                 WHERE review_step.application_id = a.id
                UNION ALL
                SELECT course_step.business_date FROM course_step
                  JOIN clawback ON clawback.number = course_step.number
                 WHERE clawback.application_id = a.id
                UNION ALL
                SELECT course_step.business_date FROM course_step
                  JOIN appeal ON appeal.number = course_step.number
                 WHERE appeal.application_id = a.id) steps) AS last_on
  FROM application a
 WHERE a.anonymised_on IS NULL AND a.state IN ('paid', 'refused', 'withdrawn')
   AND (a.person_id IS NOT NULL OR replace(a.subject_key, '!', '') <> a.subject_key)
   AND NOT EXISTS (SELECT 1 FROM clawback WHERE clawback.application_id = a.id
                      AND clawback.state NOT IN ('settled', 'dropped', 'revoked'))
   AND NOT EXISTS (SELECT 1 FROM appeal WHERE appeal.application_id = a.id
                      AND appeal.state IN ('filed', 'accepted'));
