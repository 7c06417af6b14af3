-- Units: who they are, how large, what their year came to, where their money goes.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- org_put(uscc text, name text, kind text, industry_code text, industry_category text,
--     status text, registered_on date, status_date date?, phone text?, address text?,
--     is_dishonest bool, is_labour_dispatch bool, is_uscc_doubtful bool, division_code text,
--     source text, data_date date)
--   -> nothing
-- Adds a unit, or corrects one known by the same code.
INSERT INTO org
    (uscc, name, kind, industry_code, industry_category, status, registered_on, status_date,
     phone, address, is_dishonest, is_labour_dispatch, is_uscc_doubtful, division_code, source,
     data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    ON CONFLICT (uscc) DO UPDATE SET
        name = excluded.name, kind = excluded.kind, industry_code = excluded.industry_code,
        industry_category = excluded.industry_category, status = excluded.status,
        registered_on = excluded.registered_on, status_date = excluded.status_date,
        phone = excluded.phone, address = excluded.address, is_dishonest = excluded.is_dishonest,
        is_labour_dispatch = excluded.is_labour_dispatch,
        is_uscc_doubtful = excluded.is_uscc_doubtful, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE org.data_date <= excluded.data_date
      AND (org.name, org.kind, org.industry_code, org.industry_category, org.status,
           org.registered_on, org.status_date, org.phone, org.address, org.is_dishonest,
           org.is_labour_dispatch, org.is_uscc_doubtful, org.division_code, org.source,
           org.data_date)
          IS DISTINCT FROM
          (excluded.name, excluded.kind, excluded.industry_code, excluded.industry_category,
           excluded.status, excluded.registered_on, excluded.status_date, excluded.phone,
           excluded.address, excluded.is_dishonest, excluded.is_labour_dispatch,
           excluded.is_uscc_doubtful, excluded.division_code, excluded.source,
           excluded.data_date);

-- org_size_put(uscc text, year int, employees int, revenue_wan int, assets_wan int, size text,
--     size_stated text?, division_code text, source text, data_date date)
--   -> nothing
-- Adds the figures of a unit in a year or corrects them.
INSERT INTO org_size
    (uscc, year, employees, revenue_wan, assets_wan, size, size_stated, division_code, source,
     data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (uscc, year) DO UPDATE SET
        employees = excluded.employees, revenue_wan = excluded.revenue_wan,
        assets_wan = excluded.assets_wan, size = excluded.size,
        size_stated = excluded.size_stated, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE org_size.data_date <= excluded.data_date
      AND (org_size.employees, org_size.revenue_wan, org_size.assets_wan, org_size.size,
           org_size.size_stated, org_size.division_code, org_size.source, org_size.data_date)
          IS DISTINCT FROM
          (excluded.employees, excluded.revenue_wan, excluded.assets_wan, excluded.size,
           excluded.size_stated, excluded.division_code, excluded.source, excluded.data_date);

-- org_account_put(uscc text, account_number blind(account), bank_name text, holder_name text,
--     kind text, is_active bool, division_code text, source text, data_date date)
--   -> nothing
-- Adds an account of a unit or corrects it.
INSERT INTO org_bank_account
    (uscc, account_number, bank_name, holder_name, kind, is_active, division_code, source,
     data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (uscc, account_number) DO UPDATE SET
        bank_name = excluded.bank_name, holder_name = excluded.holder_name, kind = excluded.kind,
        is_active = excluded.is_active, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE org_bank_account.data_date <= excluded.data_date
      AND (org_bank_account.bank_name, org_bank_account.holder_name, org_bank_account.kind,
           org_bank_account.is_active, org_bank_account.division_code, org_bank_account.source,
           org_bank_account.data_date)
          IS DISTINCT FROM
          (excluded.bank_name, excluded.holder_name, excluded.kind, excluded.is_active,
           excluded.division_code, excluded.source, excluded.data_date);

-- org_insurance_put(uscc text, year int, average_insured_hundredths int, year_end_insured int,
--     ui_claimants int, premium_fen int, months_paid int, arrears_fen int,
--     division_code text, source text, data_date date)
--   -> nothing
-- Adds the insurance year of a unit or corrects it.
INSERT INTO org_insurance_year
    (uscc, year, average_insured_hundredths, year_end_insured, ui_claimants, premium_fen,
     months_paid, arrears_fen, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (uscc, year) DO UPDATE SET
        average_insured_hundredths = excluded.average_insured_hundredths,
        year_end_insured = excluded.year_end_insured, ui_claimants = excluded.ui_claimants,
        premium_fen = excluded.premium_fen, months_paid = excluded.months_paid,
        arrears_fen = excluded.arrears_fen, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE org_insurance_year.data_date <= excluded.data_date
      AND (org_insurance_year.average_insured_hundredths, org_insurance_year.year_end_insured,
           org_insurance_year.ui_claimants, org_insurance_year.premium_fen,
           org_insurance_year.months_paid, org_insurance_year.arrears_fen,
           org_insurance_year.division_code, org_insurance_year.source,
           org_insurance_year.data_date)
          IS DISTINCT FROM
          (excluded.average_insured_hundredths, excluded.year_end_insured,
           excluded.ui_claimants, excluded.premium_fen, excluded.months_paid,
           excluded.arrears_fen, excluded.division_code, excluded.source, excluded.data_date);

-- org_key_list() -> OrgKeyRow(uscc text)*
-- Every unit's code.
SELECT uscc FROM org ORDER BY uscc;

-- employer_find(uscc text)
--   -> EmployerRow(id int, uscc text, name text, kind text, industry_code text, status text,
--                  registered_on date, phone text?, address text?, is_dishonest bool,
--                  is_labour_dispatch bool, is_uscc_doubtful bool, division_code text,
--                  data_date date)?
-- The unit with a code.
SELECT id, uscc, name, kind, industry_code, status, registered_on, phone, address, is_dishonest,
       is_labour_dispatch, is_uscc_doubtful, division_code, data_date
  FROM org WHERE uscc = $1;

-- employer_size_of(uscc text, year int)
--   -> EmployerSizeRow(year int, employees int, revenue_wan int, assets_wan int, size text,
--                      size_stated text?)?
-- The figures of a unit in a year, or the latest before it.
SELECT year, employees, revenue_wan, assets_wan, size, size_stated FROM org_size
 WHERE uscc = $1 AND year <= $2 ORDER BY year DESC LIMIT 1;

-- employer_insurance_of(uscc text, year int)
--   -> EmployerInsuranceRow(average_insured_hundredths int, year_end_insured int,
--                           ui_claimants int, premium_fen int, months_paid int, arrears_fen int)?
-- The insurance year of a unit.
SELECT average_insured_hundredths, year_end_insured, ui_claimants, premium_fen, months_paid,
       arrears_fen
  FROM org_insurance_year WHERE uscc = $1 AND year = $2;

-- employer_account_active(uscc text)
--   -> EmployerAccountRow(account_number blind(account), bank_name text, holder_name text,
--     kind text, data_date date)?
-- Where money for a unit goes: its corporate account, else the one it pays premiums from.
SELECT account_number, bank_name, holder_name, kind, data_date FROM org_bank_account
 WHERE uscc = $1 AND is_active = 1
 ORDER BY CASE kind WHEN 'corporate' THEN 0 ELSE 1 END, data_date DESC, account_number LIMIT 1;

-- org_person_put(uscc text, person_id int, role text, from_date date, to_date date?,
--     division_code text, source text, data_date date)
--   -> nothing
-- Adds who owns or runs a unit, or corrects it.
INSERT INTO org_person
    (uscc, person_id, role, from_date, to_date, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (uscc, person_id, role, from_date) DO UPDATE SET
        to_date = excluded.to_date, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE org_person.data_date <= excluded.data_date
      AND (org_person.to_date, org_person.division_code, org_person.source, org_person.data_date)
          IS DISTINCT FROM
          (excluded.to_date, excluded.division_code, excluded.source, excluded.data_date);
