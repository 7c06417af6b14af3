-- Claims. Every query that somebody's screen comes from takes the scope: a prefix of the county, and
-- the own person or organisation. What concerns a hire belongs to the organisation, not to the hired.
-- Each list goes by the index that has its order; what a filter asks for besides is looked at row by
-- row. Counts stop at a limit, so that no page waits for a million claims.

-- claim_insert(number text, policy_number int, policy_title text, measure text, measure_name text,
--     fund_key text?, subject_kind text, subject_key key, subject_label sealed(application),
--     period text, stage text, person_id int?, uscc text?, payee_key key,
--     applicant_name sealed(application), division_code text, channel text, state text,
--     amount_fen int, account_number blind(account)?, bank_name text?,
--     holder_name sealed(application)?, entitlement_id int, submitted_by int?, entered_by int?,
--     accepted_by int?, submitted_on date, due_on date?, supplements_id int?, pays_lender bool,
--     fund_name text?, notice_workdays int) -> ClaimIdRow(id int)
-- A new claim, after its entitlement was taken.
INSERT INTO application (number, policy_number, policy_title, measure, measure_name, fund_key,
    subject_kind, subject_key, subject_label, period, stage, person_id, uscc, payee_key,
    applicant_name, division_code, channel, state, held_count, amount_fen, account_number,
    bank_name, holder_name, entitlement_id, submitted_by, entered_by, accepted_by, submitted_on,
    due_on, supplements_id, pays_lender, fund_name, notice_workdays, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0, $19,
    $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, 0)
RETURNING id;

-- claim_by_number(number text, prefix text, person_id int?, uscc text?)
--   -> ClaimRow(id int, number text, policy_number int, policy_title text, measure text,
--     measure_name text, fund_key text?, subject_kind text, subject_key key,
--     subject_label sealed(application), period text, person_id int?, uscc text?, payee_key key,
--     applicant_name sealed(application), division_code text, channel text, state text,
--     held_count int, amount_fen int, account_number blind(account)?, bank_name text?,
--     holder_name sealed(application)?, entitlement_id int, accepted_by int?, reviewed_by int?,
--     approved_by int?, submitted_on date, due_on date?, notice_opens_on date?,
--     notice_closes_on date?, last_note sealed(application)?, version int, entered_by int?,
--     confirmed_how text?, fund_name text?, notice_workdays int?, stage text,
--     supplements_id int?, pays_lender bool)?
-- One claim within the scope.
SELECT * FROM claim_record
 WHERE number = $1 AND division_code LIKE $2 || '%'
   AND ($3 IS NULL OR (person_id = $3 AND uscc IS NULL)) AND ($4 IS NULL OR uscc = $4);

-- claim_by_id(id int) -> ClaimRow
-- One claim by its key, for work within the platform.
SELECT * FROM claim_record WHERE id = $1;

-- claim_join(number text, joint text) -> nothing
-- Made together with others by one application.
UPDATE application SET joint = $2 WHERE number = $1;

-- claim_join_to(number text, id int) -> nothing
-- A claim, and the first of another's right, are of one application from now on.
UPDATE application
   SET joint = (SELECT coalesce(root.joint, root.number) FROM application me
                  JOIN application root ON root.id = coalesce(me.supplements_id, me.id)
                 WHERE me.id = $2)
 WHERE number = $1 OR id = (SELECT coalesce(supplements_id, id) FROM application WHERE id = $2);

-- claim_companions(id int) -> ClaimRow*
-- The others of the same application, whatever became of them.
SELECT other.* FROM application me
  JOIN application root ON root.id = coalesce(me.supplements_id, me.id)
  JOIN application part ON part.joint = root.joint AND part.id <> root.id
  JOIN claim_record other ON other.id = part.id
 WHERE me.id = $1
 ORDER BY other.number;

-- claim_move_row(id int, version int, from_state text, to_state text, due_on date?,
--     note sealed(application.last_note)?, accepted_by int?, reviewed_by int?, approved_by int?,
--     released_by int?) -> nothing
-- One step along the table of transitions; a claim that somebody else moved changes no row. Approved
-- (again), it is to be released (again).
UPDATE application
   SET state = $4, version = version + 1, due_on = $5, last_note = $6,
       accepted_by = CASE WHEN $7 IS NULL THEN accepted_by ELSE $7 END,
       reviewed_by = CASE WHEN $8 IS NULL THEN reviewed_by ELSE $8 END,
       approved_by = CASE WHEN $9 IS NULL THEN approved_by ELSE $9 END,
       released_by = CASE WHEN $4 = 'approved' THEN NULL WHEN $10 IS NULL THEN released_by
                          ELSE $10 END
 WHERE id = $1 AND version = $2 AND state = $3;

-- claim_hand_of_same_person(id int, account_id int) -> ClaimSamePersonRow(is_payee int)?
-- Whether the person who holds this account is who would be paid, or has had a hand in the claim
-- under another account; or by asking for it under whatever account, as who decides an appeal does
-- of a supplement.
SELECT CAST(CASE WHEN me.holder = application.payee_key THEN 1 ELSE 0 END AS BIGINT) AS is_payee
  FROM application JOIN account me ON me.id = $2
 WHERE application.id = $1
   AND (me.holder = application.payee_key OR me.id = application.submitted_by
        OR EXISTS (SELECT 1 FROM account other
            WHERE other.holder = me.holder AND other.id <> me.id
              AND other.id IN (application.submitted_by, application.entered_by,
                  application.accepted_by, application.reviewed_by, application.approved_by)));

-- claim_clerk_is_payee(account_id int, payee_key key) -> ClaimClerkRow(id int)?
-- Whether the person who holds this account is who would be paid by a claim that is being entered.
SELECT id FROM account WHERE id = $1 AND holder = $2;

-- claim_set_notice(id int, opens_on date, closes_on date) -> nothing
-- When it is shown to the public.
UPDATE application SET notice_opens_on = $2, notice_closes_on = $3 WHERE id = $1;

-- claim_set_held(id int, change int) -> nothing
-- One objection more, or one less.
UPDATE application SET held_count = held_count + $2 WHERE id = $1;

-- claim_set_account(id int, account_number blind(account), bank_name text,
--     holder_name sealed(application)) -> nothing
-- Where the money goes.
UPDATE application SET account_number = $2, bank_name = $3, holder_name = $4 WHERE id = $1;

-- claim_set_amount(id int, amount_fen int) -> nothing
-- What a new decision came to.
UPDATE application SET amount_fen = $2 WHERE id = $1;

-- claim_set_terms(id int, fund_key text?, fund_name text?, notice_workdays int) -> nothing
-- What the version that decides it again says of its money and its notice.
UPDATE application SET fund_key = $2, fund_name = $3, notice_workdays = $4 WHERE id = $1;

-- claim_set_entitlement(id int, entitlement_id int, amount_fen int) -> nothing
-- What a claim that goes on after an appeal took anew.
UPDATE application SET entitlement_id = $2, amount_fen = $3 WHERE id = $1;

-- claim_set_confirmed(id int, how text, on_date date) -> nothing
-- Whom it was entered for says that it is theirs: by themselves, or over the telephone.
UPDATE application SET confirmed_how = $2, confirmed_on = $3 WHERE id = $1 AND confirmed_how IS NULL;

-- claim_anonymised(id int) -> ClaimAnonymisedRow(anonymised_on date)?
-- When retention took the words of a claim.
SELECT anonymised_on FROM application WHERE id = $1 AND anonymised_on IS NOT NULL;

-- claim_submitted_at(id int) -> ClaimSubmittedAtRow(at_ms int)
-- When it was submitted, to the millisecond.
SELECT at_ms FROM review_step WHERE application_id = $1 AND version = 0;

-- claim_of_entitlement(measure text, subject_kind text, subject_key key, period text,
--     stage text)
--   -> EntitledClaimRow(claim_number text?, granted_on date)?
-- The living entitlement that stands in the way of another.
SELECT claim_number, granted_on FROM entitlement
 WHERE measure = $1 AND subject_kind = $2 AND subject_key = $3 AND period = $4 AND stage = $5
   AND is_void = 0;

-- claim_insert_decision(application_id int, version int, decided_on date, pack_hash text,
--     engine text, facts_json sealed(application_decision),
--     decision_json sealed(application_decision), amount_fen int) -> nothing later
-- A decision and what it rests on (publish/kept_fact.h), kept for ever.
INSERT INTO application_decision (application_id, version, decided_on, pack_hash, engine, facts_json,
    decision_json, amount_fen)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- claim_decision(application_id int) -> ClaimDecisionRow(decided_on date, pack_hash text,
--     engine text, facts_json sealed(application_decision)?,
--     decision_json sealed(application_decision), amount_fen int)
-- The latest decision. No facts: a former version of the program made it anonymous.
SELECT decided_on, pack_hash, engine, facts_json, decision_json, amount_fen
  FROM application_decision
 WHERE application_id = $1 ORDER BY version DESC LIMIT 1;

-- claim_insert_step(application_id int, version int, action text, from_state text?,
--     to_state text, account_id int, actor_name sealed(review_step), role text,
--     business_date date, at_ms int, note sealed(review_step)?) -> nothing later
-- A step of the history.
INSERT INTO review_step (application_id, version, action, from_state, to_state, account_id,
    actor_name, role, business_date, at_ms, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- claim_steps(application_id int) -> ClaimStepRow(action text, from_state text?, to_state text,
--     account_id int, actor_name sealed(review_step), role text, business_date date, at_ms int,
--     note sealed(review_step)?)*
-- The history, first step first.
SELECT action, from_state, to_state, account_id, actor_name, role, business_date, at_ms, note
  FROM review_step WHERE application_id = $1 ORDER BY version;

-- claim_work(prefix text, state text, policy_number int?, after_on date?,
--     after_number text?, row_count int) -> ClaimRow*
-- Claims in a state as work, behind one of that day and number: what is due first comes first.
SELECT * FROM claim_record
 WHERE state = $2 AND coalesce(due_on, submitted_on) >= coalesce($4, '')
   AND ($4 IS NULL OR coalesce(due_on, submitted_on) > $4 OR number > $5)
   AND ($3 IS NULL OR policy_number = $3) AND division_code LIKE $1 || '%'
 ORDER BY coalesce(due_on, submitted_on), number LIMIT $6;

-- claim_in_state(prefix text, state text, policy_number int?, after_number text?,
--     row_count int) -> ClaimRow*
-- Claims in a state by number, newest first.
SELECT * FROM claim_record
 WHERE state = $2 AND number < coalesce($4, '~') AND ($3 IS NULL OR policy_number = $3)
   AND division_code LIKE $1 || '%'
 ORDER BY number DESC LIMIT $5;

-- claim_in_state_total(prefix text, state text, policy_number int?, limit_count int)
--   -> ClaimTotalRow(count int, amount_fen int)
-- How many claims are in a state, and for how much.
SELECT count(*) AS count, CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen
  FROM (SELECT amount_fen FROM application
        WHERE state = $2 AND ($3 IS NULL OR policy_number = $3)
        AND division_code LIKE $1 || '%'
         LIMIT $4) counted;

-- claim_of_policy(prefix text, policy_number int, after_number text?, row_count int) -> ClaimRow*
-- Claims of a policy by number, newest first.
SELECT * FROM claim_record
 WHERE policy_number = $2 AND number < coalesce($3, '~') AND division_code LIKE $1 || '%'
 ORDER BY number DESC LIMIT $4;

-- claim_of_policy_total(prefix text, policy_number int, limit_count int)
--   -> ClaimTotalRow
-- How many claims of a policy there are, and for how much.
SELECT count(*) AS count, CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen
  FROM (SELECT amount_fen FROM application
        WHERE policy_number = $2 AND division_code LIKE $1 || '%'
         LIMIT $3) counted;

-- claim_page(prefix text, after_number text?, row_count int) -> ClaimRow*
-- Claims by number, newest first.
SELECT * FROM claim_record
 WHERE number < coalesce($2, '~') AND division_code LIKE $1 || '%'
 ORDER BY number DESC LIMIT $3;

-- claim_page_total(prefix text, limit_count int)
--   -> ClaimTotalRow
-- How many claims there are, and for how much.
SELECT count(*) AS count, CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen
  FROM (SELECT amount_fen FROM application
        WHERE division_code LIKE $1 || '%'
         LIMIT $2) counted;

-- claim_owned(person_id int?, uscc text?, policy_number int?, state text?,
--     after_number text?, row_count int) -> ClaimRow*
-- The claims of a person or an organisation, newest first.
SELECT * FROM claim_record
 WHERE ((person_id = $1 AND uscc IS NULL) OR uscc = $2)
   AND ($3 IS NULL OR policy_number = $3) AND ($4 IS NULL OR state = $4)
   AND number < coalesce($5, '~')
 ORDER BY number DESC LIMIT $6;

-- claim_owned_total(person_id int?, uscc text?, policy_number int?, state text?,
--     limit_count int)
--   -> ClaimTotalRow
-- How many claims a person or an organisation has, and for how much.
SELECT count(*) AS count, CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen
  FROM (SELECT amount_fen FROM application
        WHERE ((person_id = $1 AND uscc IS NULL) OR uscc = $2)
          AND ($3 IS NULL OR policy_number = $3) AND ($4 IS NULL OR state = $4)
         LIMIT $5) counted;

-- claim_found(prefix text, search key, policy_number int?, state text?,
--     after_number text?, row_count int) -> ClaimRow*
-- The claim of a number, or those that pay a person or an organisation, newest first.
SELECT * FROM claim_record
 WHERE (number = $2 OR payee_key = $2) AND division_code LIKE $1 || '%'
   AND ($3 IS NULL OR policy_number = $3) AND ($4 IS NULL OR state = $4)
   AND number < coalesce($5, '~')
 ORDER BY number DESC LIMIT $6;

-- claim_found_total(prefix text, search key, policy_number int?, state text?,
--     limit_count int)
--   -> ClaimTotalRow
-- How many of them there are, and for how much.
SELECT count(*) AS count, CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen
  FROM (SELECT amount_fen FROM application
        WHERE (number = $2 OR payee_key = $2) AND division_code LIKE $1 || '%'
          AND ($3 IS NULL OR policy_number = $3) AND ($4 IS NULL OR state = $4)
         LIMIT $5) counted;

-- claim_groups(prefix text, state text)
--   -> ClaimGroupRow(policy_number int, policy_title text, fund_key text?, division_code text,
--     count int, held int, amount_fen int)*
-- Claims in one state by what a notice, a budget or a payment file is made for.
SELECT policy_number, policy_title, fund_key, division_code, count(*) AS count,
       count(CASE WHEN held_count > 0 THEN 1 END) AS held,
       CAST(coalesce(sum(amount_fen), 0) AS BIGINT) AS amount_fen
  FROM application
 WHERE state = $2 AND division_code LIKE $1 || '%'
 GROUP BY policy_number, policy_title, fund_key, division_code
 ORDER BY policy_number, policy_title, fund_key, division_code;

-- claim_to_clear(today date, prefix text) -> ClaimToClearRow(id int)*
-- Claims within the scope whose notice is over and to which nobody objects.
SELECT id FROM application
 WHERE state = 'noticed' AND held_count = 0 AND notice_closes_on < $1
   AND division_code LIKE $2 || '%'
 ORDER BY id LIMIT 500;

-- claim_to_notice(policy_number int, division_code text) -> ClaimRow*
-- Reviewed claims that wait for a public notice; one that is doubtful waits for its answer.
SELECT * FROM claim_record
 WHERE policy_number = $1 AND division_code = $2 AND state = 'reviewed' AND held_count = 0
 ORDER BY measure, coalesce(notice_workdays, -1), id LIMIT 500;
