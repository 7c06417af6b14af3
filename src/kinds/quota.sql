-- Places of measures.

-- quota_rows(measure text, period text)
--   -> QuotaRow(division_code text, places int, taken int, document text)*
-- The city first, then the counties.
SELECT division_code, places, taken, document FROM quota WHERE measure = $1 AND period = $2
 ORDER BY division_code;

-- quota_insert(measure text, period text, division_code text, places int, account_id int,
--     day date, document text) -> nothing
-- A new number of places; what is taken already is counted. One that is there stays.
INSERT INTO quota (measure, period, division_code, places, taken, set_by, set_on, document)
SELECT $1, $2, $3, $4, coalesce(CAST(sum(units) AS BIGINT), 0), $5, $6, $7 FROM enrolment
 WHERE measure = $1 AND period = $2 AND seq IS NOT NULL
   AND ($3 = '' OR division_code = $3)
    ON CONFLICT (measure, period, division_code) DO NOTHING;

-- quota_update(measure text, period text, division_code text, places int, account_id int,
--     day date, document text) -> nothing
-- Another number of places.
UPDATE quota SET places = $4, set_by = $5, set_on = $6, document = $7
 WHERE measure = $1 AND period = $2 AND division_code = $3;

-- quota_faults() -> QuotaFaultRow(measure text, period text, division_code text, taken int,
--     held int)*
-- Places whose count is not that of the enrolments that hold them: there should be none.
SELECT quota.measure, quota.period, quota.division_code, quota.taken,
       CAST(coalesce(sum(enrolment.units), 0) AS BIGINT) AS held
  FROM quota LEFT JOIN enrolment
       ON enrolment.measure = quota.measure AND enrolment.period = quota.period
      AND enrolment.seq IS NOT NULL
      AND (quota.division_code = '' OR enrolment.division_code = quota.division_code)
 GROUP BY quota.measure, quota.period, quota.division_code, quota.taken
HAVING quota.taken <> coalesce(sum(enrolment.units), 0)
 ORDER BY quota.measure, quota.period, quota.division_code;

-- quota_count() -> QuotaCountRow(quotas int)
-- How many there are.
SELECT count(*) AS quotas FROM quota;
