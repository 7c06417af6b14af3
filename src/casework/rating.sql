-- Ratings (好差评) of claims that have ended.

-- rating_insert(application_id int, score int, remark sealed(claim_rating)?, account_id int,
--     rated_on date, at_ms int) -> nothing
-- What the applicant says, once.
INSERT INTO claim_rating (application_id, score, remark, account_id, rated_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6);

-- rating_of(application_id int) -> RatingRow(score int, remark sealed(claim_rating)?,
--     rated_on date)?
-- The rating of one claim.
SELECT score, remark, rated_on FROM claim_rating WHERE application_id = $1;

-- rating_totals(prefix text, since date, until date)
--   -> RatingTotalRow(score int, count int)*
-- How many of each score within the scope.
SELECT rating.score, count(*) AS count
  FROM claim_rating rating JOIN application claim ON claim.id = rating.application_id
 WHERE rating.rated_on >= $2 AND rating.rated_on <= $3 AND claim.division_code LIKE $1 || '%'
 GROUP BY rating.score ORDER BY rating.score;

-- rating_poor(prefix text, since date, until date, score_max int, row_count int)
--   -> RatingPoorRow(number text, policy_number int, policy_title text, division_code text,
--     score int, remark sealed(claim_rating)?, rated_on date)*
-- The discontented, latest first.
SELECT claim.number, claim.policy_number, claim.policy_title, claim.division_code, rating.score,
       rating.remark, rating.rated_on
  FROM claim_rating rating JOIN application claim ON claim.id = rating.application_id
 WHERE rating.rated_on >= $2 AND rating.rated_on <= $3 AND claim.division_code LIKE $1 || '%'
   AND rating.score <= $4
 ORDER BY rating.rated_on DESC, claim.number DESC LIMIT $5;
