-- What fact views need beside their subjects: periods, records and entitlements of the people and
-- units in a range of keys. Every list is ordered by person, then by time.

-- fact_insurance_of_persons(first key, last key, prefix text, day date)
--   -> FactInsuranceRow(person_id int, kind text, employer_uscc text, from_date date,
--                       to_date date?, base_fen int, division_code text)*
-- The insurance of people, by their id numbers.
SELECT person_id, kind, employer_uscc, from_date, to_date, base_fen, division_code
  FROM insurance_period
 WHERE kind = 'pension' AND from_date <= $4
   AND person_id IN (SELECT id FROM person WHERE id_number >= $1 AND id_number <= $2
                        AND division_code LIKE $3 || '%')
 ORDER BY person_id, kind, from_date, employer_uscc;

-- fact_insurance_of_interns(first key, last key, prefix text, day date) -> FactInsuranceRow*
-- The same; in a range only of those who did an internship.
SELECT person_id, kind, employer_uscc, from_date, to_date, base_fen, division_code
  FROM insurance_period
 WHERE kind = 'pension' AND from_date <= $4
   AND person_id IN (SELECT id FROM person WHERE id_number >= $1 AND id_number <= $2
                        AND division_code LIKE $3 || '%'
                        AND ($1 = $2 OR id IN (SELECT person_id FROM internship)))
 ORDER BY person_id, kind, from_date, employer_uscc;

-- fact_insurance_of_hires(first key, last key, day date) -> FactInsuranceRow*
-- The insurance of those whom units took on.
SELECT person_id, kind, employer_uscc, from_date, to_date, base_fen, division_code
  FROM insurance_period
 WHERE kind IN ('pension', 'medical', 'unemployment', 'injury') AND from_date <= $3
   AND person_id IN (SELECT person_id FROM hire WHERE uscc >= $1 AND uscc <= $2)
 ORDER BY person_id, kind, from_date, employer_uscc;

-- fact_insurance_of_certificates(first key, last key, day date) -> FactInsuranceRow*
-- The unemployment insurance of those who hold certificates.
SELECT person_id, kind, employer_uscc, from_date, to_date, base_fen, division_code
  FROM insurance_period
 WHERE kind = 'unemployment' AND from_date <= $3
   AND person_id IN (SELECT person_id FROM skill_cert
                      WHERE certificate_number >= $1 AND certificate_number <= $2)
 ORDER BY person_id, kind, from_date, employer_uscc;

-- fact_work_of_persons(first key, last key, prefix text, since date, day date)
--   -> FactWorkRow(person_id int, employer_uscc text?, kind text, from_date date, to_date date?,
--                  contract_kind text, division_code text, employer_kind text?)*
-- The work of people since a day, by their id numbers.
SELECT employment_period.person_id, employment_period.employer_uscc, employment_period.kind,
       employment_period.from_date, employment_period.to_date, employment_period.contract_kind,
       employment_period.division_code, CAST(NULL AS TEXT) AS employer_kind
  FROM employment_period
 WHERE employment_period.from_date <= $5
   AND (employment_period.to_date IS NULL OR employment_period.to_date >= $4)
   AND employment_period.person_id IN
       (SELECT id FROM person WHERE id_number >= $1 AND id_number <= $2
           AND division_code LIKE $3 || '%')
 ORDER BY employment_period.person_id, employment_period.from_date,
          employment_period.employer_name;

-- fact_work_of_certificates(first key, last key, day date) -> FactWorkRow*
-- The work that those who hold certificates do on a day, with the kind of the unit.
SELECT employment_period.person_id, employment_period.employer_uscc, employment_period.kind,
       employment_period.from_date, employment_period.to_date, employment_period.contract_kind,
       employment_period.division_code, org.kind AS employer_kind
  FROM employment_period LEFT JOIN org ON org.uscc = employment_period.employer_uscc
 WHERE employment_period.from_date <= $3
   AND (employment_period.to_date IS NULL OR employment_period.to_date >= $3)
   AND employment_period.person_id IN
       (SELECT person_id FROM skill_cert
         WHERE certificate_number >= $1 AND certificate_number <= $2)
 ORDER BY employment_period.person_id, employment_period.from_date,
          employment_period.employer_name;

-- fact_benefit_of_certificates(first key, last key, day date)
--   -> FactBenefitRow(person_id int, from_date date)*
-- Those who hold certificates and draw unemployment benefit on a day.
SELECT person_id, from_date FROM unemployment_benefit
 WHERE from_date <= $3 AND (to_date IS NULL OR to_date >= $3)
   AND person_id IN (SELECT person_id FROM skill_cert
                      WHERE certificate_number >= $1 AND certificate_number <= $2)
 ORDER BY person_id, from_date;

-- fact_granted_certificates(first key, last key)
--   -> FactGrantedCertificateRow(person_id int, occupation_code text, level int,
--                                claim_number text?)*
-- The certificates for which their holders had an entitlement.
SELECT skill_cert.person_id, skill_cert.occupation_code, skill_cert.level,
       entitlement.claim_number
  FROM entitlement JOIN skill_cert ON skill_cert.certificate_number = entitlement.subject_key
 WHERE entitlement.subject_kind = 'certificate' AND entitlement.is_void = 0
   AND entitlement.person_id IN (SELECT person_id FROM skill_cert
                                  WHERE certificate_number >= $1 AND certificate_number <= $2)
 ORDER BY skill_cert.person_id, skill_cert.certificate_number, entitlement.id;

-- fact_graduation_of_hires(first key, last key)
--   -> FactGraduationRow(person_id int, graduation_date date, level_code text, is_verified bool)*
-- The graduations of those whom units took on.
SELECT person_id, graduation_date, level_code, is_verified FROM graduate
 WHERE person_id IN (SELECT person_id FROM hire WHERE uscc >= $1 AND uscc <= $2)
 ORDER BY person_id, graduation_date, level_code;

-- fact_category_of_hires(first key, last key, day date)
--   -> FactCategoryRow(person_id int, category text, from_date date, to_date date?)*
-- The groups whom hiring is supported for, of those whom units took on.
SELECT person_id, category, from_date, to_date FROM person_category_cert
 WHERE category IN ('hardship', 'poverty_lifted', 'rural_low_income', 'relocated')
   AND from_date <= $3
   AND person_id IN (SELECT person_id FROM hire WHERE uscc >= $1 AND uscc <= $2)
 ORDER BY person_id, from_date, category;

-- fact_unemployment_of_hires(first key, last key, day date)
--   -> FactUnemploymentRow(person_id int, from_date date, to_date date?)*
-- When those whom units took on were registered as unemployed.
SELECT person_id, from_date, to_date FROM unemployment_registration
 WHERE from_date <= $3
   AND person_id IN (SELECT person_id FROM hire WHERE uscc >= $1 AND uscc <= $2)
 ORDER BY person_id, from_date;

-- fact_grants_of_persons(first key, last key, prefix text)
--   -> FactGrantRow(id int, policy_number int, measure text, subject_kind text, subject_key key,
--                   period text, stage text, person_id int?, uscc text?, amount_fen int,
--                   granted_on date, claim_number text?)*
-- What people had, by their id numbers.
SELECT id, policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
       amount_fen, granted_on, claim_number
  FROM entitlement
 WHERE is_void = 0
   AND person_id IN (SELECT person.id FROM person WHERE id_number >= $1 AND id_number <= $2
                        AND person.division_code LIKE $3 || '%')
 ORDER BY id;

-- fact_grants_of_units(first key, last key) -> FactGrantRow*
-- What units had.
SELECT id, policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
       amount_fen, granted_on, claim_number
  FROM entitlement
 WHERE is_void = 0 AND uscc >= $1 AND uscc <= $2
 ORDER BY id;

-- fact_grants_of_hires(first key, last key) -> FactGrantRow*
-- What those whom units took on had, and the units.
SELECT id, policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
       amount_fen, granted_on, claim_number
  FROM entitlement
 WHERE is_void = 0
   AND person_id IN (SELECT hire.person_id FROM hire WHERE hire.uscc >= $1 AND hire.uscc <= $2)
 UNION
SELECT id, policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
       amount_fen, granted_on, claim_number
  FROM entitlement
 WHERE is_void = 0 AND uscc >= $1 AND uscc <= $2
 ORDER BY id;

-- fact_grants_of_certificates(first key, last key) -> FactGrantRow*
-- What those who hold certificates had.
SELECT id, policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
       amount_fen, granted_on, claim_number
  FROM entitlement
 WHERE is_void = 0
   AND person_id IN (SELECT skill_cert.person_id FROM skill_cert
                      WHERE certificate_number >= $1 AND certificate_number <= $2)
 ORDER BY id;

-- fact_grants_of_trainees(first key, last key) -> FactGrantRow*
-- What those who learned at units had, and the units.
SELECT id, policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
       amount_fen, granted_on, claim_number
  FROM entitlement
 WHERE is_void = 0
   AND person_id IN (SELECT internship.person_id FROM internship
                      WHERE internship.uscc >= $1 AND internship.uscc <= $2)
 UNION
SELECT id, policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
       amount_fen, granted_on, claim_number
  FROM entitlement
 WHERE is_void = 0 AND uscc >= $1 AND uscc <= $2
 ORDER BY id;

-- fact_grants_of_subjects(subject_kind text, first key, last key) -> FactGrantRow*
-- What was granted to subjects of a kind.
SELECT id, policy_number, measure, subject_kind, subject_key, period, stage, person_id, uscc,
       amount_fen, granted_on, claim_number
  FROM entitlement
 WHERE is_void = 0 AND subject_kind = $1 AND subject_key >= $2 AND subject_key <= $3
 ORDER BY id;

-- fact_person_key(person_id int) -> FactPersonKeyRow(id_number key)?
-- The number of a person.
SELECT id_number FROM person WHERE id = $1;
