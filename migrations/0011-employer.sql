-- Employers, and what happens between them and people. Rules of 0010-labour.sql hold here as well.
-- person_id is a key of `person`, which lives in another database: no foreign key crosses over.

-- database: employer
CREATE TABLE org (
    id IDENTITY_KEY,
    uscc TEXT NOT NULL UNIQUE,                 -- 统一社会信用代码
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('enterprise', 'individual_biz', 'social_org', 'foundation',
        'social_service', 'law_firm', 'cpa_firm', 'public_institution', 'government')),
    industry_code TEXT NOT NULL,               -- GB/T 4754, two to four digits
    industry_category TEXT NOT NULL,           -- its letter, A to T
    status TEXT NOT NULL CHECK (status IN ('active', 'abnormal', 'revoked', 'cancelled')),
    registered_on TEXT NOT NULL,
    status_date TEXT,
    phone TEXT,
    address TEXT,
    is_dishonest BIGINT NOT NULL CHECK (is_dishonest IN (0, 1)),     -- 严重违法失信
    is_labour_dispatch BIGINT NOT NULL CHECK (is_labour_dispatch IN (0, 1)),
    is_uscc_doubtful BIGINT NOT NULL CHECK (is_uscc_doubtful IN (0, 1)), -- checksum differs
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);
CREATE INDEX org_division ON org (division_code, id);

-- Size by the statistical rule of 2017 and the figures it follows from. size_stated is what the
-- statistics bureau says; size is what the rule gives, empty where the rule does not apply.
CREATE TABLE org_size (
    uscc TEXT NOT NULL,
    year BIGINT NOT NULL,
    employees BIGINT NOT NULL,
    revenue_wan BIGINT NOT NULL,               -- 营业收入, 万元
    assets_wan BIGINT NOT NULL,                -- 资产总额, 万元
    size TEXT NOT NULL CHECK (size IN ('large', 'medium', 'small', 'micro', '')),
    size_stated TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (uscc, year)
);

CREATE TABLE org_bank_account (
    uscc TEXT NOT NULL,
    account_number TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    holder_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('corporate', 'premium')), -- 对公账户, 缴费账户
    is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (uscc, account_number)
);

-- Unemployment insurance of a unit in a year. The average is that of the twelve months, in
-- hundredths of a person, as the tax and insurance systems deliver it: 3050 is 30.5 people.
CREATE TABLE org_insurance_year (
    uscc TEXT NOT NULL,
    year BIGINT NOT NULL,
    average_insured_hundredths BIGINT NOT NULL,
    year_end_insured BIGINT NOT NULL,
    ui_claimants BIGINT NOT NULL,              -- 新增领取失业保险金人数, by person
    premium_fen BIGINT NOT NULL,               -- 单位及职工实缴失业保险费
    months_paid BIGINT NOT NULL CHECK (months_paid BETWEEN 0 AND 12),
    arrears_fen BIGINT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (uscc, year)
);

-- 招用备案: a unit took somebody on. start_date is the first day of the contract.
CREATE TABLE hire (
    id IDENTITY_KEY,
    uscc TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    start_date TEXT NOT NULL,
    contract_kind TEXT NOT NULL CHECK (contract_kind IN ('fixed', 'open', 'task', 'none')),
    contract_to TEXT,                          -- NULL with 'open': without fixed term
    post TEXT,
    monthly_wage_fen BIGINT,
    ended_on TEXT,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (uscc, person_id, start_date)
);
CREATE INDEX hire_person ON hire (person_id, start_date);
CREATE INDEX hire_division ON hire (division_code, id);

CREATE TABLE internship_unit (
    uscc TEXT NOT NULL UNIQUE,
    recognised_on TEXT NOT NULL,
    posts BIGINT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);

-- 见习协议 and how it ended. contract_from is set when the unit signed a labour contract.
CREATE TABLE internship (
    id IDENTITY_KEY,
    uscc TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    from_date TEXT NOT NULL,
    planned_months BIGINT NOT NULL,
    ended_on TEXT,                             -- NULL: still going on
    end_reason TEXT CHECK (end_reason IN ('completed', 'hired_early', 'left')),
    contract_from TEXT,
    monthly_subsidy_fen BIGINT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (uscc, person_id, from_date)
);
CREATE INDEX internship_person ON internship (person_id, from_date);

-- 劳务中介组织 and 劳务经纪人. The code is the uscc of an intermediary, the filing number of a broker.
CREATE TABLE labour_organiser (
    id IDENTITY_KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('intermediary', 'broker')),
    name TEXT NOT NULL,
    person_id BIGINT,                          -- the broker
    filed_on TEXT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);

-- One batch of workers moved by one organiser to one place in one year.
CREATE TABLE roster (
    batch_number TEXT NOT NULL UNIQUE,
    organiser_code TEXT NOT NULL,
    year BIGINT NOT NULL,
    work_division TEXT NOT NULL,
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL
);
CREATE INDEX roster_organiser ON roster (organiser_code, batch_number);

CREATE TABLE roster_line (
    batch_number TEXT NOT NULL REFERENCES roster (batch_number),
    person_id BIGINT NOT NULL,
    employer_name TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT,                              -- NULL: still at work on data_date
    average_wage_fen BIGINT NOT NULL,          -- 在岗期间月平均应发工资
    division_code TEXT NOT NULL,
    source TEXT NOT NULL,
    data_date TEXT NOT NULL,
    UNIQUE (batch_number, person_id)
);
CREATE INDEX roster_line_person ON roster_line (person_id, from_date);
