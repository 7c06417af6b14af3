-- Findings of risk rules about claims.

-- risk_insert(application_id int, rule_file text, title text, code text, level text,
--     sentence sealed(risk_finding), facts_json sealed(risk_finding),
--     fingerprint blind(fingerprint), pack_hash text, found_at text, found_on date,
--     division_code text, accepted_by int?) -> nothing
-- A finding, open; one that is known by this evidence already changes nothing.
INSERT INTO risk_finding (application_id, rule_file, title, code, level, sentence, facts_json,
    fingerprint, pack_hash, found_at, found_on, division_code, accepted_by, state)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open'
 WHERE NOT EXISTS (SELECT 1 FROM risk_finding
        WHERE application_id = $1 AND code = $4 AND fingerprint = $8)
ON CONFLICT (application_id, code, fingerprint) DO NOTHING;

-- risk_page(prefix text, is_open bool, after_id int?, row_count int)
--   -> RiskRow(id int, application_id int, claim_number text, claim_state text,
--     policy_number int, policy_title text, amount_fen int, division_code text, rule_file text,
--     title text, code text, level text, sentence sealed(risk_finding),
--     facts_json sealed(risk_finding), pack_hash text, found_at text, found_on date,
--     accepted_by int?, state text, answer sealed(risk_finding)?,
--     answered_by sealed(account.display_name)?, answered_on date?)*
-- Findings within the scope, newest first: the open ones, or those that were answered.
SELECT risk_finding.id, risk_finding.application_id, application.number AS claim_number,
       application.state AS claim_state, application.policy_number, application.policy_title,
       application.amount_fen, risk_finding.division_code, risk_finding.rule_file,
       risk_finding.title, risk_finding.code, risk_finding.level, risk_finding.sentence,
       risk_finding.facts_json, risk_finding.pack_hash, risk_finding.found_at,
       risk_finding.found_on, risk_finding.accepted_by, risk_finding.state, risk_finding.answer,
       account.display_name AS answered_by, risk_finding.answered_on
  FROM risk_finding JOIN application ON application.id = risk_finding.application_id
  LEFT JOIN account ON account.id = risk_finding.answered_by
 WHERE risk_finding.division_code LIKE $1 || '%'
   AND CASE WHEN risk_finding.state = 'open' THEN 1 ELSE 0 END = $2
   AND ($3 IS NULL OR risk_finding.id < $3)
 ORDER BY risk_finding.id DESC LIMIT $4;

-- risk_open_total(prefix text) -> RiskTotalRow(open int, high int)
-- How many findings wait for an answer, and how many of them hold a claim.
SELECT count(*) AS open, count(CASE WHEN level = 'high' THEN 1 END) AS high
  FROM risk_finding WHERE state = 'open' AND division_code LIKE $1 || '%';

-- risk_of_application(application_id int) -> RiskRow*
-- All findings of a claim, in the order in which they were made.
SELECT risk_finding.id, risk_finding.application_id, application.number AS claim_number,
       application.state AS claim_state, application.policy_number, application.policy_title,
       application.amount_fen, risk_finding.division_code, risk_finding.rule_file,
       risk_finding.title, risk_finding.code, risk_finding.level, risk_finding.sentence,
       risk_finding.facts_json, risk_finding.pack_hash, risk_finding.found_at,
       risk_finding.found_on, risk_finding.accepted_by, risk_finding.state, risk_finding.answer,
       account.display_name AS answered_by, risk_finding.answered_on
  FROM risk_finding JOIN application ON application.id = risk_finding.application_id
  LEFT JOIN account ON account.id = risk_finding.answered_by
 WHERE risk_finding.application_id = $1 ORDER BY risk_finding.id;

-- risk_by_id(id int, prefix text) -> RiskRow?
-- One finding within the scope.
SELECT risk_finding.id, risk_finding.application_id, application.number AS claim_number,
       application.state AS claim_state, application.policy_number, application.policy_title,
       application.amount_fen, risk_finding.division_code, risk_finding.rule_file,
       risk_finding.title, risk_finding.code, risk_finding.level, risk_finding.sentence,
       risk_finding.facts_json, risk_finding.pack_hash, risk_finding.found_at,
       risk_finding.found_on, risk_finding.accepted_by, risk_finding.state, risk_finding.answer,
       account.display_name AS answered_by, risk_finding.answered_on
  FROM risk_finding JOIN application ON application.id = risk_finding.application_id
  LEFT JOIN account ON account.id = risk_finding.answered_by
 WHERE risk_finding.id = $1 AND risk_finding.division_code LIKE $2 || '%';

-- risk_answer_row(id int, state text, answer sealed(risk_finding), answered_by int,
--     answered_on date) -> nothing
-- Answers an open finding, once.
UPDATE risk_finding SET state = $2, answer = $3, answered_by = $4, answered_on = $5
 WHERE id = $1 AND state = 'open';

-- risk_holds_wrong() -> RiskHoldRow(number text, held_count int, owed int)*
-- Claims whose holds are not their open objections and the high findings that nobody cleared.
SELECT number, held_count, owed FROM (
    SELECT application.number, application.held_count,
           (SELECT count(*) FROM objection
             WHERE objection.application_id = application.id AND objection.state = 'open')
           + (SELECT count(*) FROM risk_finding
               WHERE risk_finding.application_id = application.id
                 AND risk_finding.level = 'high' AND risk_finding.state <> 'cleared') AS owed
      FROM application) holds
 WHERE held_count <> owed ORDER BY number LIMIT 100;

-- risk_total() -> RiskTotalRow
-- How many findings there are, and how many of them hold or held a claim.
SELECT count(*) AS open, count(CASE WHEN level = 'high' THEN 1 END) AS high FROM risk_finding;
