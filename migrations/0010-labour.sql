-- Labour resources: who lives and works here. Written once for SQLite and PostgreSQL.
--
-- A person's identity number stands in `person` alone; every other table knows the person by a
-- surrogate key that is never shown. Employers are known by their public uscc, so that no foreign
-- key crosses a database. Histories are periods: both ends count, and an open end is NULL.
-- Every row says which county it belongs to (division_code), which department delivered it
-- (source) and as of which day (data_date). Truth values are 0 or 1; dates are ISO text.

-- database: labour
CREATE TABLE person (
    id IDENTITY_KEY,
    id_number TEXT NOT NULL UNIQUE,            -- 公民身份号码, 18 characters, checked
    name TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    sex BIGINT NOT NULL CHECK (sex IN (1, 2)), -- GB/T 2261.1: 1 男, 2 女
    education_code TEXT,                       -- GB/T 4658; NULL = not known
    deceased_on TEXT,
    division_code TEXT NOT NULL,               -- county of present residence
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);
CREATE INDEX person_division ON person (division_code, id);

CREATE TABLE person_contact (
    person_id BIGINT NOT NULL UNIQUE REFERENCES person (id),
    phone TEXT,
    address TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);

CREATE TABLE household (
    id IDENTITY_KEY,
    household_number TEXT NOT NULL UNIQUE,     -- 户号
    town_name TEXT NOT NULL,
    village_name TEXT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);
CREATE INDEX household_division ON household (division_code, id);

-- Where a person is registered, as a member of which household. The members of a household are its
-- rows here. division_code is the county of registration, which may lie outside the city.
CREATE TABLE person_hukou (
    person_id BIGINT NOT NULL REFERENCES person (id),
    household_id BIGINT REFERENCES household (id), -- NULL: registered outside the city
    relation TEXT NOT NULL,                    -- 与户主关系: head spouse child parent other
    is_rural BIGINT NOT NULL CHECK (is_rural IN (0, 1)),
    from_date TEXT NOT NULL,
    to_date TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, from_date)
);
CREATE INDEX person_hukou_household ON person_hukou (household_id);

-- Recognised categories: hardship, poverty_lifted, relocated, rural_low_income, low_income,
-- low_income_margin, destitute, disabled, monitored, zero_employment_family.
CREATE TABLE person_category_cert (
    person_id BIGINT NOT NULL REFERENCES person (id),
    category TEXT NOT NULL,
    certificate_number TEXT,
    from_date TEXT NOT NULL,
    to_date TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, category, from_date)
);

CREATE TABLE graduate (
    person_id BIGINT NOT NULL REFERENCES person (id),
    school TEXT NOT NULL,
    major TEXT,
    level_code TEXT NOT NULL,                  -- GB/T 4658: 11 14 21 31 41 44 47 ...
    graduation_date TEXT NOT NULL,             -- may lie in the future: 应届
    certificate_number TEXT,
    is_verified BIGINT NOT NULL CHECK (is_verified IN (0, 1)), -- 学信网核验
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, graduation_date, level_code)
);

CREATE TABLE veteran (
    person_id BIGINT NOT NULL UNIQUE REFERENCES person (id),
    service_from TEXT NOT NULL,
    retired_on TEXT NOT NULL,
    certificate_number TEXT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);

-- Work, here or elsewhere: employer_uscc is that of a unit elsewhere too, NULL when there is none;
-- division_code is the county where the work is done.
CREATE TABLE employment_period (
    person_id BIGINT NOT NULL REFERENCES person (id),
    employer_uscc TEXT,
    employer_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('employee', 'flexible', 'self_employed')),
    from_date TEXT NOT NULL,
    to_date TEXT,
    contract_kind TEXT NOT NULL CHECK (contract_kind IN ('fixed', 'open', 'task', 'none')),
    contract_from TEXT,
    contract_to TEXT,                          -- NULL with 'open': without fixed term
    monthly_wage_fen BIGINT,
    is_first_registration BIGINT NOT NULL CHECK (is_first_registration IN (0, 1)),
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, from_date, employer_name)
);
CREATE INDEX employment_period_employer ON employment_period (employer_uscc, from_date);

-- Paid-up insurance, first day of the first month to last day of the last. division_code is where
-- it is paid. An empty employer_uscc is a person insured as flexibly employed.
CREATE TABLE insurance_period (
    person_id BIGINT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('pension', 'medical', 'unemployment', 'injury',
                                       'maternity')),
    employer_uscc TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,                              -- NULL: paid up to data_date and going on
    base_fen BIGINT NOT NULL,                  -- 月缴费基数
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, kind, from_date, employer_uscc)
);
CREATE INDEX insurance_period_employer ON insurance_period (employer_uscc, kind, person_id);

CREATE TABLE unemployment_registration (
    person_id BIGINT NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, from_date)
);

-- 领取失业保险金. former_employer_uscc is empty when that employer is outside the city.
CREATE TABLE unemployment_benefit (
    person_id BIGINT NOT NULL REFERENCES person (id),
    former_employer_uscc TEXT NOT NULL,
    monthly_fen BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, from_date)
);
CREATE INDEX unemployment_benefit_employer ON unemployment_benefit (former_employer_uscc, from_date);

CREATE TABLE skill_cert (
    certificate_number TEXT NOT NULL UNIQUE,
    person_id BIGINT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('qualification', 'skill_level')),
    occupation_code TEXT NOT NULL,             -- 职业分类大典 2022: 4-14-01-02
    occupation_name TEXT NOT NULL,
    level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5), -- 5 初级 4 中级 3 高级 2 技师 1 高级技师
    issued_on TEXT NOT NULL,
    issuer TEXT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);
CREATE INDEX skill_cert_person ON skill_cert (person_id);

-- 社会保障卡金融账户: where money for a person goes.
CREATE TABLE person_account (
    person_id BIGINT NOT NULL REFERENCES person (id),
    account_number TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    holder_name TEXT NOT NULL,
    is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (person_id, account_number)
);
