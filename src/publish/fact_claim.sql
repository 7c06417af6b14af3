-- Claims, and what stands around one that may make it doubtful (claim). Lists are bounded: more than
-- a hundred pieces of evidence prove nothing further.

-- fact_claim_page(first text, last text, prefix text, row_count int)
--   -> FactClaimRow(id int, number text, policy_number int, measure text, subject_kind text,
--                   subject_key key, period text, person_id int?, uscc text?, payee_key key,
--                   account_number blind(account)?, division_code text, channel text, amount_fen int,
--                   submitted_on date, entered_by int?, pays_lender bool)*
-- Claims by number.
SELECT id, number, policy_number, measure, subject_kind, subject_key, period, person_id, uscc,
       payee_key, account_number, division_code, channel, amount_fen, submitted_on, entered_by,
       pays_lender
  FROM application
 WHERE number >= $1 AND number <= $2 AND division_code LIKE $3 || '%'
 ORDER BY number LIMIT $4;

-- fact_claim_before(before_id int, row_count int) -> FactClaimRow*
-- Claims that risk rules have still to assess, the newest first.
SELECT id, number, policy_number, measure, subject_kind, subject_key, period, person_id, uscc,
       payee_key, account_number, division_code, channel, amount_fen, submitted_on, entered_by,
       pays_lender
  FROM application
 WHERE id < $1
   AND state IN ('submitted', 'correction', 'accepted', 'reviewed', 'noticed', 'cleared', 'failed')
 ORDER BY id DESC LIMIT $2;

-- fact_claim_open_count(row_count int) -> FactClaimCountRow(count int)
-- How many these are, counted to a limit.
SELECT count(*) AS count FROM (
    SELECT id FROM application
     WHERE state IN ('submitted', 'correction', 'accepted', 'reviewed', 'noticed', 'cleared',
                     'failed')
     LIMIT $1) open_claim;

-- fact_claim_person(person_id int, day date)
--   -> FactClaimPersonRow(id_number key, deceased_on date?, in_prison_from date?)?
-- Whom a claim concerns, and since when that person serves a sentence.
SELECT id_number, deceased_on,
       (SELECT max(sentence_period.from_date) FROM sentence_period
         WHERE sentence_period.person_id = person.id AND sentence_period.from_date <= $2
           AND (sentence_period.to_date IS NULL OR sentence_period.to_date >= $2))
           AS in_prison_from
  FROM person WHERE id = $1;

-- fact_claim_public_post(person_id int, day date)
--   -> FactClaimPostRow(employer_name text, from_date date)?
-- A job with an organ of government or a public institution that holds on a day.
SELECT employment_period.employer_name, employment_period.from_date
  FROM employment_period JOIN org ON org.uscc = employment_period.employer_uscc
 WHERE employment_period.person_id = $1 AND employment_period.kind = 'employee'
   AND employment_period.from_date <= $2
   AND (employment_period.to_date IS NULL OR employment_period.to_date >= $2)
   AND org.kind IN ('government', 'public_institution')
 ORDER BY employment_period.from_date, employment_period.employer_name LIMIT 1;

-- fact_claim_unit(uscc text) -> FactClaimUnitRow(status text, status_date date?)?
-- How a unit stands in the register.
SELECT status, status_date FROM org WHERE uscc = $1;

-- fact_claim_same_account(account_number blind(account), payee_key key, day date, pays_lender bool)
--   -> FactClaimOtherRow(number text, policy_number int, submitted_on date)*
-- Living claims of others to the same account; many loans are repaid to one account of a bank.
SELECT number, policy_number, submitted_on FROM application
 WHERE account_number = $1 AND payee_key <> $2 AND submitted_on <= $3
   AND state NOT IN ('refused', 'withdrawn') AND ($4 = 0 OR pays_lender = 0)
 ORDER BY number LIMIT 100;

-- fact_claim_grants(person_id int?, uscc text?, claim_number text?, day date)
--   -> FactClaimGrantRow(claim_number text?, policy_number int, measure text, subject_kind text,
--                        subject_key key, period text, amount_fen int, granted_on date)*
-- What the same person had otherwise, from whomever; of a claim about no person, the unit itself.
SELECT claim_number, policy_number, measure, subject_kind, subject_key, period, amount_fen,
       granted_on
  FROM entitlement
 WHERE is_void = 0 AND granted_on <= $4
   AND (person_id = $1 OR ($1 IS NULL AND person_id IS NULL AND uscc = $2))
   AND ($3 IS NULL OR claim_number IS NULL OR claim_number <> $3)
 ORDER BY id LIMIT 100;

-- fact_claim_insurance(person_id int, since date, day date)
--   -> FactClaimInsuranceRow(employer_uscc text, from_date date, to_date date?)*
-- The pension insurance with employers that held at any time between two days.
SELECT employer_uscc, from_date, to_date FROM insurance_period
 WHERE person_id = $1 AND kind = 'pension' AND employer_uscc <> '' AND from_date <= $3
   AND (to_date IS NULL OR to_date >= $2)
 ORDER BY from_date, employer_uscc LIMIT 100;

-- fact_claim_late_payments(person_id int, uscc text, since date, day date)
--   -> FactClaimLateRow(from_date date, to_date date, paid_on date)*
-- Months of pension insurance with a unit that were paid when they were over.
SELECT from_date, to_date, paid_on FROM insurance_late_payment
 WHERE person_id = $1 AND kind = 'pension' AND employer_uscc = $2 AND to_date >= $3
   AND paid_on <= $4
 ORDER BY from_date LIMIT 100;

-- fact_claim_overlaps(batch_number text)
--   -> FactClaimOverlapRow(batch_number text, persons int)*
-- Rosters of other organisers that name the same people over the same time.
SELECT other.batch_number, count(*) AS persons
  FROM roster_line mine
  JOIN roster own ON own.batch_number = mine.batch_number
  JOIN roster_line other ON other.person_id = mine.person_id
   AND other.batch_number <> mine.batch_number
   AND (mine.to_date IS NULL OR other.from_date <= mine.to_date)
   AND (other.to_date IS NULL OR other.to_date >= mine.from_date)
  JOIN roster foreign_roster ON foreign_roster.batch_number = other.batch_number
   AND foreign_roster.organiser_code <> own.organiser_code
 WHERE mine.batch_number = $1
 GROUP BY other.batch_number ORDER BY other.batch_number LIMIT 100;

-- fact_claim_roster_wages(batch_number text) -> FactClaimWageRow(wage_fen int, persons int)*
-- How many of a roster earn the same; the most first.
SELECT average_wage_fen AS wage_fen, count(*) AS persons FROM roster_line
 WHERE batch_number = $1 GROUP BY average_wage_fen ORDER BY persons DESC, wage_fen;

-- fact_claim_hire_wages(uscc text, measure text, day date) -> FactClaimWageRow*
-- How many of those for whom a unit claims a measure earn the same; the most first.
SELECT hire.monthly_wage_fen AS wage_fen, count(*) AS persons
  FROM application JOIN hire ON hire.uscc = application.uscc
   AND hire.person_id = application.person_id
   AND application.subject_key LIKE '%:' || hire.start_date
 WHERE application.uscc = $1 AND application.measure = $2 AND application.subject_kind = 'hire'
   AND application.submitted_on <= $3 AND application.state NOT IN ('refused', 'withdrawn')
   AND hire.monthly_wage_fen IS NOT NULL
 GROUP BY hire.monthly_wage_fen ORDER BY persons DESC, wage_fen;

-- fact_claim_entered(account_id int, day date) -> FactClaimCountRow
-- How many claims one clerk entered at the counter on a day; a unit that reports its own is none.
SELECT count(*) AS count FROM application
 WHERE channel = 'counter' AND entered_by = $1 AND submitted_on = $2
   AND NOT EXISTS (SELECT 1 FROM account WHERE account.id = $1 AND account.uscc IS NOT NULL);
