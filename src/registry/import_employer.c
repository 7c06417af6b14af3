// SPDX-License-Identifier: Apache-2.0
// Loaders of the employer database and of entitlements that others granted. Column numbers are
// those of registry/extract.c.
#include "registry/import_row.h"

#include "registry/code.h"
#include "registry/employer.sql.h"
#include "registry/entitlement.sql.h"
#include "registry/hire.sql.h"
#include "registry/internship.sql.h"
#include "registry/organiser.sql.h"
#include "registry/size.h"

#define MONTHS_PER_YEAR 12
#define INTERNSHIP_MONTHS_MAX 60

static Check remember(KeyTable *table, Str text) {
    KeyEntry entry = {.key = key_of_text(text), .value = 1};
    if (key_table_put(table, entry)) return import_ok();
    return import_wrong("LIMIT", "行数超过导入上限，请分批导入");
}

// ---- 工商登记, 企业划型, 对公账户, 税务失业保险费 ----

static Check convert_org(const ImportRow *row, void *out) {
    enum {
        USCC, NAME, KIND, INDUSTRY, STATUS, REGISTERED, STATUS_DATE, PHONE, ADDRESS, DISHONEST,
        DISPATCH, DIVISION, DATA_DATE
    };
    static const char letters[] = "ABCDEFGHIJKLMNOPQRST";
    const Cell *cell = row->cells;
    Check check = import_period(&cell[REGISTERED], &cell[STATUS_DATE], &cell[DATA_DATE]);
    if (check.verdict == VERDICT_WRONG) return check;
    char category = industry_category(cell[INDUSTRY].text);
    *(OrgPutIn *)out = (OrgPutIn){
        cell[USCC].text, cell[NAME].text, cell[KIND].text, cell[INDUSTRY].text,
        (Str){&letters[category - 'A'], 1}, cell[STATUS].text, cell[REGISTERED].number,
        cell[STATUS_DATE].number, cell[PHONE].text, cell[ADDRESS].text,
        cell[DISHONEST].number == 1, cell[DISPATCH].number == 1, cell[USCC].is_doubtful,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return remember(&row->known->units, cell[USCC].text);
}
IMPORT_FLUSH(org_put, OrgPutIn)

static Check convert_org_size(const ImportRow *row, void *out) {
    enum { USCC, YEAR, INDUSTRY, EMPLOYEES, REVENUE, ASSETS, STATED, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    SizeFigures figures = {cell[EMPLOYEES].number, cell[REVENUE].number, cell[ASSETS].number};
    OrgSize size = org_size(cell[INDUSTRY].text, figures);
    *(OrgSizePutIn *)out = (OrgSizePutIn){
        cell[USCC].text, cell[YEAR].number, figures.employees, figures.revenue_wan,
        figures.assets_wan, str_from_c(org_size_key(size)), cell[STATED].text,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_ok();
}
IMPORT_FLUSH(org_size_put, OrgSizePutIn)

static Check convert_org_account(const ImportRow *row, void *out) {
    enum { USCC, NUMBER, HOLDER, BANK, KIND, ACTIVE, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(OrgAccountPutIn *)out = (OrgAccountPutIn){
        cell[USCC].text, cell[NUMBER].text, cell[BANK].text, cell[HOLDER].text, cell[KIND].text,
        cell[ACTIVE].number == 1, IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_ok();
}
IMPORT_FLUSH(org_account_put, OrgAccountPutIn)

static Check convert_org_insurance(const ImportRow *row, void *out) {
    enum {
        USCC, YEAR, AVERAGE, YEAR_END, CLAIMANTS, PREMIUM, MONTHS, ARREARS, DIVISION, DATA_DATE
    };
    const Cell *cell = row->cells;
    if (cell[MONTHS].number > MONTHS_PER_YEAR) {
        return import_wrong("NUMBER_RANGE", "一年的足额缴费月数不超过12，请核对");
    }
    *(OrgInsurancePutIn *)out = (OrgInsurancePutIn){
        cell[USCC].text, cell[YEAR].number, cell[AVERAGE].number, cell[YEAR_END].number,
        cell[CLAIMANTS].number, cell[PREMIUM].number, cell[MONTHS].number, cell[ARREARS].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_ok();
}
IMPORT_FLUSH(org_insurance_put, OrgInsurancePutIn)

// ---- 单位人员 ----

static Check convert_org_person(const ImportRow *row, void *out) {
    enum { USCC, ID, NAME, ROLE, FROM, TO, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(OrgPersonPutIn *)out = (OrgPersonPutIn){
        cell[USCC].text, row->person_id, cell[ROLE].text, cell[FROM].number, cell[TO].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(org_person_put, OrgPersonPutIn)

// ---- 招用备案 ----

static Check convert_hire(const ImportRow *row, void *out) {
    enum { USCC, ID, NAME, START, CONTRACT, CONTRACT_TO, POST, WAGE, ENDED, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    bool is_fixed = str_equal(cell[CONTRACT].text, STR("fixed"));
    if (is_fixed && !cell[CONTRACT_TO].present) {
        return import_wrong("MISSING", "固定期限合同应有合同终止日期，请补齐");
    }
    *(HirePutIn *)out = (HirePutIn){
        cell[USCC].text, row->person_id, cell[START].number, cell[CONTRACT].text,
        cell[CONTRACT_TO].number, cell[POST].text, import_optional(&cell[WAGE]),
        cell[ENDED].number, IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    Check check = import_period(&cell[START], &cell[CONTRACT_TO], &cell[DATA_DATE]);
    if (check.verdict == VERDICT_WRONG) return check;
    return import_period(&cell[START], &cell[ENDED], &cell[DATA_DATE]);
}
IMPORT_FLUSH(hire_put, HirePutIn)

// ---- 见习单位, 见习人员 ----

static Check convert_internship_unit(const ImportRow *row, void *out) {
    enum { USCC, RECOGNISED, POSTS, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(InternshipUnitPutIn *)out = (InternshipUnitPutIn){
        cell[USCC].text, cell[RECOGNISED].number, cell[POSTS].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[RECOGNISED], NULL, &cell[DATA_DATE]);
}
IMPORT_FLUSH(internship_unit_put, InternshipUnitPutIn)

static Check convert_internship(const ImportRow *row, void *out) {
    enum {
        USCC, ID, NAME, FROM, MONTHS, ENDED, REASON, CONTRACT_FROM, SUBSIDY, DIVISION, DATA_DATE
    };
    const Cell *cell = row->cells;
    if (cell[MONTHS].number < 1 || cell[MONTHS].number > INTERNSHIP_MONTHS_MAX) {
        return import_wrong("NUMBER_RANGE", "协议见习月数应为1至60，请核对");
    }
    if (cell[ENDED].present != cell[REASON].present) {
        return import_wrong("MISSING", "见习结束和结束情形应一起填写，请核对");
    }
    *(InternshipPutIn *)out = (InternshipPutIn){
        cell[USCC].text, row->person_id, cell[FROM].number, cell[MONTHS].number,
        cell[ENDED].number, cell[REASON].text, cell[CONTRACT_FROM].number, cell[SUBSIDY].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[ENDED], &cell[DATA_DATE]);
}
IMPORT_FLUSH(internship_put, InternshipPutIn)

// ---- 劳务组织, 转移就业批次, 转移就业名册 ----

static Check convert_organiser(const ImportRow *row, void *out) {
    enum { CODE, KIND, NAME, ID, FILED, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    bool is_broker = str_equal(cell[KIND].text, STR("broker"));
    if (is_broker && row->person_id == 0) {
        return import_wrong("MISSING", "劳务经纪人应有公民身份号码，请补齐");
    }
    if (!is_broker) {
        Check check = uscc_check(cell[CODE].text);
        if (check.verdict == VERDICT_WRONG) return check;
    }
    *(OrganiserPutIn *)out = (OrganiserPutIn){
        cell[CODE].text, cell[KIND].text, cell[NAME].text,
        (OptionalInt){row->person_id != 0, row->person_id}, cell[FILED].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return remember(&row->known->organisers, cell[CODE].text);
}
IMPORT_FLUSH(organiser_put, OrganiserPutIn)

static Check convert_roster(const ImportRow *row, void *out) {
    enum { BATCH, ORGANISER, YEAR, DESTINATION, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    if (key_table_find(&row->known->organisers, key_of_text(cell[ORGANISER].text)) == NULL) {
        return import_wrong("ORGANISER_UNKNOWN", "组织者编号不在劳务组织中，请先报送劳务组织");
    }
    *(RosterPutIn *)out = (RosterPutIn){
        cell[BATCH].text, cell[ORGANISER].text, cell[YEAR].number, cell[DESTINATION].text,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return remember(&row->known->rosters, cell[BATCH].text);
}
IMPORT_FLUSH(roster_put, RosterPutIn)

static Check convert_roster_line(const ImportRow *row, void *out) {
    enum { BATCH, ID, NAME, EMPLOYER, FROM, TO, WAGE, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    if (key_table_find(&row->known->rosters, key_of_text(cell[BATCH].text)) == NULL) {
        return import_wrong("ROSTER_UNKNOWN", "批次号不在转移就业批次中，请先报送批次");
    }
    *(RosterLinePutIn *)out = (RosterLinePutIn){
        cell[BATCH].text, row->person_id, cell[EMPLOYER].text, cell[FROM].number,
        cell[TO].number, cell[WAGE].number, IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(roster_line_put, RosterLinePutIn)

// ---- 历史享受 ----

static Check convert_entitlement(const ImportRow *row, void *out) {
    enum { POLICY, MEASURE, ID, USCC, PERIOD, SEQUENCE, AMOUNT, GRANTED, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    bool is_person = row->person_id != 0;
    if (!is_person && !cell[USCC].present) {
        return import_wrong("MISSING", "公民身份号码和统一社会信用代码至少填一个，请补齐");
    }
    Str key = is_person ? str_format(row->arena, "%lld", (long long)row->person_id)
                        : cell[USCC].text;
    *(EntitlementImportIn *)out = (EntitlementImportIn){
        cell[POLICY].number, cell[MEASURE].text, is_person ? STR("person") : STR("employer"), key,
        cell[PERIOD].text, cell[SEQUENCE].text, (OptionalInt){is_person, row->person_id},
        cell[USCC].text, cell[AMOUNT].number, cell[GRANTED].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[GRANTED], NULL, &cell[DATA_DATE]);
}
IMPORT_FLUSH(entitlement_import, EntitlementImportIn)

// ---- The table ----

static const Loader ORG = {sizeof(OrgPutIn), -1, -1, convert_org, flush_org_put};
static const Loader ORG_SIZE = {sizeof(OrgSizePutIn), -1, 0, convert_org_size, flush_org_size_put};
static const Loader ORG_ACCOUNT = {sizeof(OrgAccountPutIn), -1, 0, convert_org_account,
                                   flush_org_account_put};
static const Loader ORG_INSURANCE = {sizeof(OrgInsurancePutIn), -1, 0, convert_org_insurance,
                                     flush_org_insurance_put};
static const Loader ORG_PERSON = {sizeof(OrgPersonPutIn), 1, 0, convert_org_person,
                                  flush_org_person_put};
static const Loader HIRE = {sizeof(HirePutIn), 1, 0, convert_hire, flush_hire_put};
static const Loader INTERNSHIP_UNIT = {sizeof(InternshipUnitPutIn), -1, 0, convert_internship_unit,
                                       flush_internship_unit_put};
static const Loader INTERNSHIP = {sizeof(InternshipPutIn), 1, 0, convert_internship,
                                  flush_internship_put};
static const Loader ORGANISER = {sizeof(OrganiserPutIn), 3, -1, convert_organiser,
                                 flush_organiser_put};
static const Loader ROSTER = {sizeof(RosterPutIn), -1, -1, convert_roster, flush_roster_put};
static const Loader ROSTER_LINE = {sizeof(RosterLinePutIn), 1, -1, convert_roster_line,
                                   flush_roster_line_put};
static const Loader ENTITLEMENT = {sizeof(EntitlementImportIn), 2, -1, convert_entitlement,
                                   flush_entitlement_import};

const Loader *const employer_loaders[EXTRACT_COUNT] = {
    [EXTRACT_ORG] = &ORG,
    [EXTRACT_ORG_SIZE] = &ORG_SIZE,
    [EXTRACT_ORG_ACCOUNT] = &ORG_ACCOUNT,
    [EXTRACT_ORG_INSURANCE] = &ORG_INSURANCE,
    [EXTRACT_ORG_PERSON] = &ORG_PERSON,
    [EXTRACT_HIRE] = &HIRE,
    [EXTRACT_INTERNSHIP_UNIT] = &INTERNSHIP_UNIT,
    [EXTRACT_INTERNSHIP] = &INTERNSHIP,
    [EXTRACT_ORGANISER] = &ORGANISER,
    [EXTRACT_ROSTER] = &ROSTER,
    [EXTRACT_ROSTER_LINE] = &ROSTER_LINE,
    [EXTRACT_ENTITLEMENT] = &ENTITLEMENT,
};
