-- Periods of paid-up insurance.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- insurance_put(person_id int, kind text, employer_uscc text, from_date date, to_date date?,
--     base_fen int, division_code text, source text, data_date date)
--   -> nothing
-- Adds a period of insurance or corrects it.
INSERT INTO insurance_period
    (person_id, kind, employer_uscc, from_date, to_date, base_fen, division_code, source,
     data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (person_id, kind, from_date, employer_uscc) DO UPDATE SET
        to_date = excluded.to_date, base_fen = excluded.base_fen,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE insurance_period.data_date <= excluded.data_date
      AND (insurance_period.to_date, insurance_period.base_fen, insurance_period.division_code,
           insurance_period.source, insurance_period.data_date)
          IS DISTINCT FROM
          (excluded.to_date, excluded.base_fen, excluded.division_code, excluded.source,
           excluded.data_date);

-- insurance_list(person_id int, kind text)
--   -> InsuranceRow(employer_uscc text, from_date date, to_date date?, base_fen int,
--                   division_code text, data_date date)*
-- A person's periods of one insurance, earliest first.
SELECT employer_uscc, from_date, to_date, base_fen, division_code, data_date FROM insurance_period
 WHERE person_id = $1 AND kind = $2 ORDER BY from_date, employer_uscc;

-- insurance_late_put(person_id int, kind text, employer_uscc text, from_date date, to_date date,
--     paid_on date, division_code text, source text, data_date date)
--   -> nothing
-- Adds months that were paid when they were over, or corrects them.
INSERT INTO insurance_late_payment
    (person_id, kind, employer_uscc, from_date, to_date, paid_on, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (person_id, kind, employer_uscc, from_date) DO UPDATE SET
        to_date = excluded.to_date, paid_on = excluded.paid_on,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE insurance_late_payment.data_date <= excluded.data_date
      AND (insurance_late_payment.to_date, insurance_late_payment.paid_on,
           insurance_late_payment.division_code, insurance_late_payment.source,
           insurance_late_payment.data_date)
          IS DISTINCT FROM
          (excluded.to_date, excluded.paid_on, excluded.division_code, excluded.source,
           excluded.data_date);
