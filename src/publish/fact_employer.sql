-- Units (employer).

-- fact_employer_page(first text, last text, prefix text, year int, day date, row_count int)
--   -> FactEmployerRow(uscc text, name text, kind text, industry_code text,
--                      industry_category text, status text, is_dishonest bool, is_labour_dispatch bool, division_code text, size text?,
--                      employees int?, average_insured_hundredths int?, ui_claimants int?,
--                      premium_fen int?, months_paid int?, arrears_fen int?)*
-- Units registered by a day, with the figures of a year.
SELECT org.uscc, org.name, org.kind, org.industry_code, org.industry_category,
       org.status, org.is_dishonest,
       org.is_labour_dispatch, org.division_code, org_size.size, org_size.employees,
       org_insurance_year.average_insured_hundredths, org_insurance_year.ui_claimants,
       org_insurance_year.premium_fen, org_insurance_year.months_paid,
       org_insurance_year.arrears_fen
  FROM org
  LEFT JOIN org_size ON org_size.uscc = org.uscc AND org_size.year = $4
  LEFT JOIN org_insurance_year
    ON org_insurance_year.uscc = org.uscc AND org_insurance_year.year = $4
 WHERE org.uscc >= $1 AND org.uscc <= $2 AND org.division_code LIKE $3 || '%'
   AND org.registered_on <= $5
 ORDER BY org.uscc LIMIT $6;
