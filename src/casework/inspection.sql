-- Inspections: the claims approved in a month, the draws over them, what was found.

-- inspection_population(fund_key text, division_code text, first date, last date)
--   -> InspectionMemberRow(application_id int, claim_number text, is_high bool)*
-- The claims approved in a month, and whether something high had been found about them by its end.
-- Steps and findings are only added: of a month that is over this is the same for ever.
SELECT application.id AS application_id, application.number AS claim_number,
       EXISTS (SELECT 1 FROM risk_finding
                WHERE risk_finding.application_id = application.id
                  AND risk_finding.level = 'high' AND risk_finding.found_on <= $4) AS is_high
  FROM application
 WHERE application.fund_key = $1 AND application.division_code = $2
   AND application.id IN (SELECT application_id FROM review_step
                           WHERE action = 'approve' AND business_date >= $3
                             AND business_date <= $4)
 ORDER BY application.number;

-- inspection_insert(number text, fund_key text, division_code text, month text,
--     population_count int, sample_count int, high_count int, seed text, pack_hash text,
--     drawn_by int, drawn_on date) -> InspectionIdRow(id int)
-- A draw.
INSERT INTO inspection (number, fund_key, division_code, month, population_count, sample_count,
    high_count, seed, pack_hash, drawn_by, drawn_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;

-- inspection_insert_item(inspection_id int, sequence int, application_id int, drawn_for text)
--   -> nothing
-- A claim that was drawn.
INSERT INTO inspection_item (inspection_id, sequence, application_id, drawn_for)
VALUES ($1, $2, $3, $4);

-- inspection_insert_result(inspection_id int, sequence int, result text,
--     note sealed(inspection_result), evidence_name sealed(inspection_result)?,
--     evidence_type text?, evidence_sha256 text?, evidence sealed_blob(inspection_result)?,
--     checked_by int, checked_on date) -> nothing
-- What was found of a drawn claim, beside the hands that it went through.
INSERT INTO inspection_result (inspection_id, sequence, result, note, evidence_name, evidence_type,
    evidence_sha256, evidence, submitted_by, entered_by, accepted_by, reviewed_by, approved_by,
    released_by, checked_by, checked_on)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, application.submitted_by, application.entered_by,
       application.accepted_by, application.reviewed_by, application.approved_by,
       application.released_by, $9, $10
  FROM inspection_item JOIN application ON application.id = inspection_item.application_id
 WHERE inspection_item.inspection_id = $1 AND inspection_item.sequence = $2;

-- inspection_releaser(application_id int, account_id int) -> InspectionReleaserRow(account_id int)?
-- The account under which the holder of another account released the money of a claim.
SELECT releaser.id AS account_id
  FROM application JOIN account me ON me.id = $2
  JOIN account releaser ON releaser.id = application.released_by AND releaser.holder = me.holder
 WHERE application.id = $1;

-- inspection_of_month(division_code text, fund_key text, month text)
--   -> InspectionNumberRow(number text)?
-- The draw of a month, if there was one.
SELECT number FROM inspection WHERE division_code = $1 AND fund_key = $2 AND month = $3;

-- inspection_by_number(number text, prefix text)
--   -> InspectionRow(id int, number text, fund_key text, division_code text, month text,
--     population_count int, sample_count int, high_count int, seed text, pack_hash text,
--     drawn_by sealed(account.display_name)?, drawn_on date)?
-- One draw within the scope.
SELECT inspection.id, inspection.number, inspection.fund_key, inspection.division_code,
       inspection.month, inspection.population_count, inspection.sample_count,
       inspection.high_count, inspection.seed, inspection.pack_hash,
       account.display_name AS drawn_by, inspection.drawn_on
  FROM inspection LEFT JOIN account ON account.id = inspection.drawn_by
 WHERE inspection.number = $1 AND inspection.division_code LIKE $2 || '%';

-- inspection_all() -> InspectionRow*
-- Every draw, to be repeated.
SELECT inspection.id, inspection.number, inspection.fund_key, inspection.division_code,
       inspection.month, inspection.population_count, inspection.sample_count,
       inspection.high_count, inspection.seed, inspection.pack_hash,
       account.display_name AS drawn_by, inspection.drawn_on
  FROM inspection LEFT JOIN account ON account.id = inspection.drawn_by
 ORDER BY inspection.id;

-- inspection_items(inspection_id int) -> InspectionItemRow(sequence int, application_id int,
--     claim_number text, drawn_for text, policy_number int, policy_title text,
--     applicant_name sealed(application), uscc text?, amount_fen int, state text, result text?,
--     note sealed(inspection_result)?, evidence_name sealed(inspection_result)?,
--     checked_by sealed(account.display_name)?, checked_on date?)*
-- What was drawn, and what was found of it.
SELECT inspection_item.sequence, inspection_item.application_id,
       application.number AS claim_number, inspection_item.drawn_for, application.policy_number,
       application.policy_title, application.applicant_name, application.uscc,
       application.amount_fen, application.state, inspection_result.result,
       inspection_result.note, inspection_result.evidence_name,
       account.display_name AS checked_by, inspection_result.checked_on
  FROM inspection_item JOIN application ON application.id = inspection_item.application_id
  LEFT JOIN inspection_result
    ON inspection_result.inspection_id = inspection_item.inspection_id
   AND inspection_result.sequence = inspection_item.sequence
  LEFT JOIN account ON account.id = inspection_result.checked_by
 WHERE inspection_item.inspection_id = $1 ORDER BY inspection_item.sequence;

-- inspection_fault_of(application_id int)
--   -> InspectionFaultRow(claim_number text, note sealed(inspection_result))?
-- What was found not in order about a claim, the latest.
SELECT application.number AS claim_number, inspection_result.note
  FROM inspection_item JOIN application ON application.id = inspection_item.application_id
  JOIN inspection_result ON inspection_result.inspection_id = inspection_item.inspection_id
   AND inspection_result.sequence = inspection_item.sequence
 WHERE inspection_item.application_id = $1 AND inspection_result.result = 'not_in_order'
   AND NOT EXISTS (SELECT 1 FROM review_step s WHERE s.application_id = $1
        AND s.action = 'reopen' AND s.business_date >= inspection_result.checked_on)
 ORDER BY inspection_item.inspection_id DESC LIMIT 1;

-- inspection_evidence(inspection_id int, sequence int)
--   -> InspectionEvidenceRow(evidence_name sealed(inspection_result), evidence_type text,
--     evidence sealed_blob(inspection_result))?
-- What was found on.
SELECT evidence_name, evidence_type, evidence FROM inspection_result
 WHERE inspection_id = $1 AND sequence = $2 AND evidence IS NOT NULL;

-- inspection_months(prefix text, today date)
--   -> InspectionMonthRow(month text, division_code text, fund_key text, approved int,
--     number text?, drawn int, checked int, not_in_order int)*
-- Every month, county and fund in which claims were approved, and how far they were inspected.
SELECT population.month, population.division_code, population.fund_key, population.approved,
       inspection.number,
       (SELECT count(*) FROM inspection_item
         WHERE inspection_item.inspection_id = inspection.id) AS drawn,
       (SELECT count(*) FROM inspection_result
         WHERE inspection_result.inspection_id = inspection.id) AS checked,
       (SELECT count(*) FROM inspection_result
         WHERE inspection_result.inspection_id = inspection.id
           AND inspection_result.result = 'not_in_order') AS not_in_order
  FROM (SELECT substr(review_step.business_date, 1, 7) AS month, application.division_code,
               application.fund_key, count(DISTINCT application.id) AS approved
          FROM review_step JOIN application ON application.id = review_step.application_id
         WHERE review_step.action = 'approve' AND application.division_code LIKE $1 || '%'
           AND review_step.business_date <= $2
         GROUP BY substr(review_step.business_date, 1, 7), application.division_code,
                  application.fund_key) population
  LEFT JOIN inspection ON inspection.month = population.month
   AND inspection.division_code = population.division_code
   AND inspection.fund_key = population.fund_key
 ORDER BY population.month DESC, population.division_code, population.fund_key LIMIT 1200;
