// SPDX-License-Identifier: Apache-2.0
#include "registry/extract.h"

#include "registry/code.h"

#include <string.h>

#define YEAR_MIN 1900
#define YEAR_MAX 2200

static const Check OK = {VERDICT_OK, "", ""};

static Check wrong(const char *code, const char *sentence) {
    return (Check){VERDICT_WRONG, code, sentence};
}

// ---- Cells ----

static Check read_id_number(Arena *arena, Str raw, Date today, Cell *cell) {
    IdNumber id;
    Check check = id_number_check(raw, today, &id);
    if (check.verdict == VERDICT_WRONG) return check;
    cell->text = str_copy(arena, str_from_c(id.text));
    cell->sex = id.sex;
    cell->birth_date = id.birth_date;
    return check;
}

static Check read_date(Str raw, Cell *cell) {
    Date date;
    if (raw.length != 10 || !date_from_str(raw, &date)) {
        return wrong("DATE_FORM", "日期不是真实的年-月-日，应如2023-09-30，请核对");
    }
    int64_t year = date_to_civil(date).year;
    if (year < YEAR_MIN || year > YEAR_MAX) {
        return wrong("DATE_RANGE", "日期的年份不在1900至2200之间，请核对");
    }
    cell->number = date;
    return OK;
}

static Check read_month(Str raw, bool is_last, Cell *cell) {
    int64_t year, month;
    bool fits = raw.length == 7 && raw.data[4] == '-' &&
                str_to_int64(str_slice(raw, 0, 4), &year) &&
                str_to_int64(str_slice(raw, 5, 7), &month) && month >= 1 && month <= 12 &&
                year >= YEAR_MIN && year <= YEAR_MAX;
    if (!fits) return wrong("DATE_FORM", "年月不是真实的年-月，应如2023-09，请核对");
    int day = is_last ? month_days(year, (int)month) : 1;
    cell->number = date_from_civil((CivilDate){year, (int)month, day});
    return OK;
}

static Check read_count(Str raw, int64_t min, int64_t max, Cell *cell) {
    if (!str_to_int64(raw, &cell->number) || cell->number < min || cell->number > max) {
        return wrong("NUMBER_FORM", "应为不带单位的整数，请核对");
    }
    return OK;
}

// "1234", "1234.5", "1234.56" as hundredths; no sign, no separators.
static Check read_hundredths(Str raw, Cell *cell) {
    Str rest = raw;
    Str whole = str_cut(&rest, '.');
    int64_t units = 0, fraction = 0;
    bool fits = whole.length > 0 && whole.data[0] != '-' && str_to_int64(whole, &units) &&
                units <= CELL_MONEY_YUAN_MAX;
    if (fits && !str_is_absent(rest)) {
        fits = rest.length >= 1 && rest.length <= 2 && rest.data[0] != '-' &&
               str_to_int64(rest, &fraction);
        if (rest.length == 1) fraction *= 10;
    }
    if (!fits) return wrong("NUMBER_FORM", "应为最多两位小数的数，不带单位和分隔符，请核对");
    cell->number = units * 100 + fraction;
    return OK;
}

static Check read_label(const ExtractColumn *column, Str raw, Cell *cell) {
    for (const Label *label = column->labels; label->text != NULL; label++) {
        if (str_equal(raw, str_from_c(label->text))) {
            cell->text = str_from_c(label->code);
            cell->number = label->code[0] == '1';
            return OK;
        }
    }
    return wrong("LABEL_UNKNOWN", "不是本列允许的取值，请对照《数据提取说明》核对");
}

static Check read_text(Str raw) {
    if (raw.length > CELL_TEXT_BYTES_MAX) {
        return wrong("TEXT_LENGTH", "文字超过200个汉字，请缩短");
    }
    return OK;
}

static Check read_uscc(Str raw, Cell *cell) {
    Check check = uscc_check(raw);
    cell->is_doubtful = check.verdict == VERDICT_DOUBTFUL;
    return check;
}

static Check read_present(Arena *arena, const ExtractColumn *column, Date today, Cell *cell) {
    Str raw = cell->text;
    switch (column->kind) {
    case CELL_ID_NUMBER: return read_id_number(arena, raw, today, cell);
    case CELL_PERSON_NAME: return person_name_check(raw);
    case CELL_UNIT_NAME: return unit_name_check(raw);
    case CELL_USCC: return read_uscc(raw, cell);
    case CELL_DIVISION: return division_check(raw);
    case CELL_DATE: return read_date(raw, cell);
    case CELL_MONTH_FIRST: return read_month(raw, false, cell);
    case CELL_MONTH_LAST: return read_month(raw, true, cell);
    case CELL_YEAR: return read_count(raw, YEAR_MIN, YEAR_MAX, cell);
    case CELL_COUNT: return read_count(raw, 0, CELL_MONEY_YUAN_MAX, cell);
    case CELL_YUAN:
    case CELL_HUNDREDTHS: return read_hundredths(raw, cell);
    case CELL_LABEL: return read_label(column, raw, cell);
    case CELL_PHONE: return phone_check(raw);
    case CELL_BANK_CARD: return bank_card_check(raw);
    case CELL_CORPORATE_ACCOUNT: return corporate_account_check(raw);
    case CELL_EDUCATION: return education_check(raw);
    case CELL_OCCUPATION: return occupation_check(raw);
    case CELL_INDUSTRY: return industry_check(raw);
    case CELL_TEXT: return read_text(raw);
    }
    return OK;
}

Check cell_read(Arena *arena, const ExtractColumn *column, Str raw, Date today, Cell *cell) {
    *cell = (Cell){.text = str_trim(raw), .number = DATE_ABSENT};
    if (cell->text.length == 0) {
        cell->text = (Str){NULL, 0};
        if (column->is_optional) return OK;
        return wrong("MISSING", "必填项为空，请补齐");
    }
    cell->present = true;
    return read_present(arena, column, today, cell);
}

const char *cell_kind_rule(CellKind kind) {
    static const char *const rules[] = {
        [CELL_ID_NUMBER] = "18位公民身份号码（GB 11643），校验位相符，出生日期真实",
        [CELL_PERSON_NAME] = "2至50个汉字（含间隔号），或拉丁字母",
        [CELL_UNIT_NAME] = "2至100个字，无乱码",
        [CELL_USCC] = "18位统一社会信用代码（GB 32100）；校验位不符的收下并标“存疑”",
        [CELL_DIVISION] = "6位行政区划代码（GB/T 2260）",
        [CELL_DATE] = "真实日期，如 2023-09-30",
        [CELL_MONTH_FIRST] = "年月，如 2023-09，指该月1日",
        [CELL_MONTH_LAST] = "年月，如 2023-09，指该月最后一天",
        [CELL_YEAR] = "4位年份",
        [CELL_COUNT] = "不带单位的整数，从0起",
        [CELL_YUAN] = "元，最多两位小数，不带分隔符",
        [CELL_HUNDREDTHS] = "最多两位小数的数",
        [CELL_LABEL] = "以下取值之一",
        [CELL_PHONE] = "11位手机号，或带区号的固定电话",
        [CELL_BANK_CARD] = "16至19位银行卡号，Luhn校验相符",
        [CELL_CORPORATE_ACCOUNT] = "8至32位数字和短横线",
        [CELL_EDUCATION] = "2位学历代码（GB/T 4658）",
        [CELL_OCCUPATION] = "职业代码（职业分类大典2022版），如 4-14-01-02",
        [CELL_INDUSTRY] = "行业代码（GB/T 4754-2017），2至4位",
        [CELL_TEXT] = "文字，不超过200个汉字",
    };
    return rules[kind];
}

const char *label_of(const ExtractColumn *column, const char *code) {
    for (const Label *label = column->labels; label != NULL && label->text != NULL; label++) {
        if (strcmp(label->code, code) == 0) return label->text;
    }
    return code;
}

// ---- Labels ----

#define END {NULL, NULL}
// clang-format off
static const Label YES_NO[] = {{"是", "1"}, {"否", "0"}, END};
static const Label SEXES[] = {{"男", "1"}, {"女", "2"}, END};
static const Label RURAL[] = {{"农业", "1"}, {"非农业", "0"}, END};
static const Label RELATIONS[] = {
    {"户主", "head"}, {"配偶", "spouse"}, {"子女", "child"}, {"父母", "parent"}, {"其他", "other"}, END};
static const Label HARDSHIP[] = {
    {"就业困难人员", "hardship"}, {"零就业家庭", "zero_employment_family"}, {"残疾", "disabled"}, END};
static const Label POVERTY[] = {
    {"脱贫人口", "poverty_lifted"}, {"易地搬迁", "relocated"}, {"监测对象", "monitored"}, END};
static const Label LOW_INCOME[] = {
    {"农村低收入人口", "rural_low_income"}, {"低保", "low_income"}, {"低保边缘", "low_income_margin"},
    {"特困", "destitute"}, END};
static const Label WORK_KINDS[] = {
    {"单位就业", "employee"}, {"灵活就业", "flexible"}, {"自主创业", "self_employed"}, END};
static const Label CONTRACTS[] = {
    {"固定期限", "fixed"}, {"无固定期限", "open"}, {"完成一定任务", "task"}, {"未签订", "none"}, END};
static const Label INSURANCES[] = {
    {"职工养老", "pension"}, {"职工医疗", "medical"}, {"失业", "unemployment"}, {"工伤", "injury"},
    {"生育", "maternity"}, END};
static const Label CERT_KINDS[] = {
    {"职业资格证书", "qualification"}, {"职业技能等级证书", "skill_level"}, END};
static const Label CERT_LEVELS[] = {
    {"五级/初级工", "5"}, {"四级/中级工", "4"}, {"三级/高级工", "3"}, {"二级/技师", "2"},
    {"一级/高级技师", "1"}, END};
static const Label ORG_KINDS[] = {
    {"企业", "enterprise"}, {"个体工商户", "individual_biz"}, {"社会团体", "social_org"},
    {"基金会", "foundation"}, {"社会服务机构", "social_service"}, {"律师事务所", "law_firm"},
    {"会计师事务所", "cpa_firm"}, {"事业单位", "public_institution"}, {"机关", "government"}, END};
static const Label ORG_STATUSES[] = {
    {"存续", "active"}, {"经营异常", "abnormal"}, {"吊销", "revoked"}, {"注销", "cancelled"}, END};
static const Label SIZES[] = {
    {"大型", "large"}, {"中型", "medium"}, {"小型", "small"}, {"微型", "micro"}, END};
static const Label ACCOUNT_KINDS[] = {{"对公账户", "corporate"}, {"缴费账户", "premium"}, END};
static const Label INTERNSHIP_ENDS[] = {
    {"期满", "completed"}, {"提前签约", "hired_early"}, {"中途退出", "left"}, END};
static const Label ORG_ROLES[] = {
    {"法定代表人", "legal_representative"}, {"经营者", "operator"}, {"合伙人", "partner"}, END};
static const Label POST_KINDS[] = {
    {"事业单位", "public_institution"}, {"机关", "government"}, {"基层服务项目", "grassroots_service"},
    {"社区工作者", "community"}, {"公益性岗位", "public_welfare"}, END};
static const Label UNIT_LEVELS[] = {
    {"自治区", "province"}, {"市", "city"}, {"县", "county"}, {"乡镇街道", "township"},
    {"村社区", "village"}, END};
static const Label ORGANISERS[] = {{"劳务中介组织", "intermediary"}, {"劳务经纪人", "broker"}, END};

// ---- Columns: header, kind, is_optional, labels ----

#define DATA_DATE {"数据日期", CELL_DATE, false, NULL}
#define COUNTY {"区划", CELL_DIVISION, false, NULL}
#define PERSON {"公民身份号码", CELL_ID_NUMBER, false, NULL}, {"姓名", CELL_PERSON_NAME, false, NULL}
#define UNIT {"统一社会信用代码", CELL_USCC, false, NULL}

static const ExtractColumn POLICE_COLUMNS[] = {
    PERSON, {"性别", CELL_LABEL, false, SEXES}, {"户号", CELL_TEXT, true, NULL},
    {"与户主关系", CELL_LABEL, false, RELATIONS}, {"户口性质", CELL_LABEL, false, RURAL},
    {"户籍区划", CELL_DIVISION, false, NULL}, {"乡镇街道", CELL_UNIT_NAME, true, NULL},
    {"村社区", CELL_UNIT_NAME, true, NULL}, {"迁入日期", CELL_DATE, false, NULL},
    {"居住区划", CELL_DIVISION, false, NULL}, {"学历代码", CELL_EDUCATION, true, NULL},
    {"联系电话", CELL_PHONE, true, NULL}, {"死亡日期", CELL_DATE, true, NULL}, DATA_DATE};
static const ExtractColumn ORG_COLUMNS[] = {
    UNIT, {"名称", CELL_UNIT_NAME, false, NULL}, {"类型", CELL_LABEL, false, ORG_KINDS},
    {"行业代码", CELL_INDUSTRY, false, NULL}, {"登记状态", CELL_LABEL, false, ORG_STATUSES},
    {"成立日期", CELL_DATE, false, NULL}, {"状态日期", CELL_DATE, true, NULL},
    {"联系电话", CELL_PHONE, true, NULL}, {"住所", CELL_TEXT, true, NULL},
    {"严重违法失信", CELL_LABEL, false, YES_NO}, {"劳务派遣", CELL_LABEL, false, YES_NO}, COUNTY,
    DATA_DATE};
static const ExtractColumn ORG_SIZE_COLUMNS[] = {
    UNIT, {"年度", CELL_YEAR, false, NULL}, {"行业代码", CELL_INDUSTRY, false, NULL},
    {"从业人员", CELL_COUNT, false, NULL}, {"营业收入万元", CELL_COUNT, false, NULL},
    {"资产总额万元", CELL_COUNT, false, NULL}, {"统计划型", CELL_LABEL, true, SIZES}, COUNTY,
    DATA_DATE};
static const ExtractColumn ORG_ACCOUNT_COLUMNS[] = {
    UNIT, {"账号", CELL_CORPORATE_ACCOUNT, false, NULL}, {"户名", CELL_UNIT_NAME, false, NULL},
    {"开户行", CELL_UNIT_NAME, false, NULL}, {"账户类型", CELL_LABEL, false, ACCOUNT_KINDS},
    {"有效", CELL_LABEL, false, YES_NO}, COUNTY, DATA_DATE};
static const ExtractColumn ORG_INSURANCE_COLUMNS[] = {
    UNIT, {"年度", CELL_YEAR, false, NULL}, {"月平均参保人数", CELL_HUNDREDTHS, false, NULL},
    {"年末参保人数", CELL_COUNT, false, NULL}, {"新增领金人数", CELL_COUNT, false, NULL},
    {"实缴失业保险费", CELL_YUAN, false, NULL}, {"足额缴费月数", CELL_COUNT, false, NULL},
    {"欠费", CELL_YUAN, false, NULL}, COUNTY, DATA_DATE};
#define CATEGORY_COLUMNS(labels)                                                                  \
    {PERSON, {"类别", CELL_LABEL, false, labels}, {"证件编号", CELL_TEXT, true, NULL},              \
     {"认定日期", CELL_DATE, false, NULL}, {"终止日期", CELL_DATE, true, NULL}, COUNTY, DATA_DATE}
static const ExtractColumn HARDSHIP_COLUMNS[] = CATEGORY_COLUMNS(HARDSHIP);
static const ExtractColumn POVERTY_COLUMNS[] = CATEGORY_COLUMNS(POVERTY);
static const ExtractColumn LOW_INCOME_COLUMNS[] = CATEGORY_COLUMNS(LOW_INCOME);
static const ExtractColumn GRADUATE_COLUMNS[] = {
    PERSON, {"学校", CELL_UNIT_NAME, false, NULL}, {"学校代码", CELL_USCC, true, NULL},
    {"专业", CELL_TEXT, true, NULL},
    {"学历代码", CELL_EDUCATION, false, NULL}, {"毕业日期", CELL_DATE, false, NULL},
    {"证书编号", CELL_TEXT, true, NULL}, {"学信网核验", CELL_LABEL, false, YES_NO}, COUNTY,
    DATA_DATE};
static const ExtractColumn VETERAN_COLUMNS[] = {
    PERSON, {"入伍日期", CELL_DATE, false, NULL}, {"退役日期", CELL_DATE, false, NULL},
    {"证件编号", CELL_TEXT, false, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn EMPLOYMENT_COLUMNS[] = {
    PERSON, {"统一社会信用代码", CELL_USCC, true, NULL}, {"单位名称", CELL_UNIT_NAME, false, NULL},
    {"就业形式", CELL_LABEL, false, WORK_KINDS}, {"就业日期", CELL_DATE, false, NULL},
    {"离职日期", CELL_DATE, true, NULL}, {"合同类型", CELL_LABEL, false, CONTRACTS},
    {"合同起始", CELL_DATE, true, NULL}, {"合同终止", CELL_DATE, true, NULL},
    {"月工资", CELL_YUAN, true, NULL}, {"首次登记", CELL_LABEL, false, YES_NO},
    {"就业地区划", CELL_DIVISION, false, NULL}, DATA_DATE};
static const ExtractColumn HIRE_COLUMNS[] = {
    UNIT, PERSON, {"合同起始", CELL_DATE, false, NULL}, {"合同类型", CELL_LABEL, false, CONTRACTS},
    {"合同终止", CELL_DATE, true, NULL}, {"岗位", CELL_TEXT, true, NULL},
    {"月工资", CELL_YUAN, true, NULL}, {"离职日期", CELL_DATE, true, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn INSURANCE_COLUMNS[] = {
    PERSON, {"险种", CELL_LABEL, false, INSURANCES}, {"统一社会信用代码", CELL_USCC, true, NULL},
    {"缴费起始", CELL_MONTH_FIRST, false, NULL}, {"缴费截止", CELL_MONTH_LAST, true, NULL},
    {"月缴费基数", CELL_YUAN, false, NULL}, {"参保地区划", CELL_DIVISION, false, NULL}, DATA_DATE};
static const ExtractColumn UNEMPLOYMENT_COLUMNS[] = {
    PERSON, {"失业原因", CELL_TEXT, false, NULL}, {"登记日期", CELL_DATE, false, NULL},
    {"注销日期", CELL_DATE, true, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn BENEFIT_COLUMNS[] = {
    PERSON, {"原单位统一社会信用代码", CELL_USCC, true, NULL}, {"月标准", CELL_YUAN, false, NULL},
    {"起领月份", CELL_MONTH_FIRST, false, NULL}, {"停领月份", CELL_MONTH_LAST, true, NULL}, COUNTY,
    DATA_DATE};
static const ExtractColumn SKILL_CERT_COLUMNS[] = {
    PERSON, {"证书编号", CELL_TEXT, false, NULL}, {"证书类型", CELL_LABEL, false, CERT_KINDS},
    {"职业代码", CELL_OCCUPATION, false, NULL}, {"职业名称", CELL_TEXT, false, NULL},
    {"等级", CELL_LABEL, false, CERT_LEVELS}, {"核发日期", CELL_DATE, false, NULL},
    {"发证机构", CELL_UNIT_NAME, false, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn PERSON_ACCOUNT_COLUMNS[] = {
    PERSON, {"账号", CELL_BANK_CARD, false, NULL}, {"户名", CELL_PERSON_NAME, false, NULL},
    {"开户行", CELL_UNIT_NAME, false, NULL}, {"有效", CELL_LABEL, false, YES_NO}, COUNTY, DATA_DATE};
static const ExtractColumn INTERNSHIP_UNIT_COLUMNS[] = {
    UNIT, {"认定日期", CELL_DATE, false, NULL}, {"见习岗位", CELL_COUNT, false, NULL}, COUNTY,
    DATA_DATE};
static const ExtractColumn INTERNSHIP_COLUMNS[] = {
    UNIT, PERSON, {"见习起始", CELL_DATE, false, NULL}, {"协议月数", CELL_COUNT, false, NULL},
    {"见习结束", CELL_DATE, true, NULL}, {"结束情形", CELL_LABEL, true, INTERNSHIP_ENDS},
    {"签订合同日期", CELL_DATE, true, NULL}, {"月补贴标准", CELL_YUAN, false, NULL}, COUNTY,
    DATA_DATE};
static const ExtractColumn ORGANISER_COLUMNS[] = {
    {"组织者编号", CELL_TEXT, false, NULL}, {"类型", CELL_LABEL, false, ORGANISERS},
    {"名称", CELL_UNIT_NAME, false, NULL}, {"公民身份号码", CELL_ID_NUMBER, true, NULL},
    {"备案日期", CELL_DATE, false, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn ROSTER_COLUMNS[] = {
    {"批次号", CELL_TEXT, false, NULL}, {"组织者编号", CELL_TEXT, false, NULL},
    {"年度", CELL_YEAR, false, NULL}, {"转移地区划", CELL_DIVISION, false, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn ROSTER_LINE_COLUMNS[] = {
    {"批次号", CELL_TEXT, false, NULL}, PERSON, {"用工单位", CELL_UNIT_NAME, false, NULL},
    {"上岗日期", CELL_DATE, false, NULL}, {"离岗日期", CELL_DATE, true, NULL},
    {"月平均工资", CELL_YUAN, false, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn ENTITLEMENT_COLUMNS[] = {
    {"政策项", CELL_COUNT, false, NULL}, {"措施", CELL_TEXT, false, NULL},
    {"公民身份号码", CELL_ID_NUMBER, true, NULL},
    {"统一社会信用代码", CELL_USCC, true, NULL}, {"享受期间", CELL_TEXT, false, NULL},
    {"序号", CELL_TEXT, false, NULL}, {"金额", CELL_YUAN, false, NULL},
    {"享受日期", CELL_DATE, false, NULL}, COUNTY, DATA_DATE};

static const ExtractColumn ORG_PERSON_COLUMNS[] = {
    UNIT, PERSON, {"身份", CELL_LABEL, false, ORG_ROLES}, {"起始日期", CELL_DATE, false, NULL},
    {"终止日期", CELL_DATE, true, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn POST_COLUMNS[] = {
    PERSON, UNIT, {"单位名称", CELL_UNIT_NAME, false, NULL}, {"岗位类别", CELL_LABEL, false, POST_KINDS},
    {"单位层级", CELL_LABEL, false, UNIT_LEVELS}, {"到岗日期", CELL_DATE, false, NULL},
    {"离岗日期", CELL_DATE, true, NULL}, {"约定服务截止", CELL_DATE, true, NULL}, COUNTY, DATA_DATE};
static const ExtractColumn SENTENCE_COLUMNS[] = {
    PERSON, {"收监日期", CELL_DATE, false, NULL}, {"释放日期", CELL_DATE, true, NULL}, COUNTY,
    DATA_DATE};
static const ExtractColumn LATE_PAYMENT_COLUMNS[] = {
    PERSON, {"险种", CELL_LABEL, false, INSURANCES}, {"统一社会信用代码", CELL_USCC, true, NULL},
    {"补缴起始", CELL_MONTH_FIRST, false, NULL}, {"补缴截止", CELL_MONTH_LAST, false, NULL},
    {"到账日期", CELL_DATE, false, NULL}, {"参保地区划", CELL_DIVISION, false, NULL}, DATA_DATE};

// ---- Extracts, in the order in which they can be loaded ----

#define COLUMNS(columns) columns, sizeof(columns) / sizeof(columns)[0]
#define HRSS "市人力资源社会保障局"

const Extract extracts[EXTRACT_COUNT] = {
    [EXTRACT_POLICE] = {"公安户籍", "市公安局", "People, households, registration",
        COLUMNS(POLICE_COLUMNS), {0}, 1},
    [EXTRACT_ORG] = {"工商登记", "市市场监管局", "Units of every kind",
        COLUMNS(ORG_COLUMNS), {0}, 1},
    [EXTRACT_ORG_SIZE] = {"企业划型", "市统计局", "Figures that decide a unit's size",
        COLUMNS(ORG_SIZE_COLUMNS), {0, 1}, 2},
    [EXTRACT_ORG_ACCOUNT] = {"对公账户", "市财政局", "Bank accounts of units",
        COLUMNS(ORG_ACCOUNT_COLUMNS), {0, 1}, 2},
    [EXTRACT_ORG_INSURANCE] = {"税务失业保险费", "国家税务总局中卫市税务局",
        "Unemployment insurance of a unit in a year", COLUMNS(ORG_INSURANCE_COLUMNS), {0, 1}, 2},
    [EXTRACT_HARDSHIP] = {"困难认定", HRSS, "People with difficulty in finding work",
        COLUMNS(HARDSHIP_COLUMNS), {0, 2, 4}, 3},
    [EXTRACT_POVERTY] = {"脱贫搬迁", "市乡村振兴局", "People lifted from poverty, relocated",
        COLUMNS(POVERTY_COLUMNS), {0, 2, 4}, 3},
    [EXTRACT_LOW_INCOME] = {"低收入", "市民政局", "People of low income",
        COLUMNS(LOW_INCOME_COLUMNS), {0, 2, 4}, 3},
    [EXTRACT_GRADUATE] = {"毕业生", "市教育局", "Graduations",
        COLUMNS(GRADUATE_COLUMNS), {0, 6, 5}, 3},
    [EXTRACT_VETERAN] = {"退役军人", "市退役军人局", "Veterans",
        COLUMNS(VETERAN_COLUMNS), {0}, 1},
    [EXTRACT_EMPLOYMENT] = {"就业登记", HRSS, "Periods of work, here and elsewhere",
        COLUMNS(EMPLOYMENT_COLUMNS), {0, 5, 3}, 3},
    [EXTRACT_HIRE] = {"招用备案", HRSS, "Units taking people on",
        COLUMNS(HIRE_COLUMNS), {0, 1, 3}, 3},
    [EXTRACT_INSURANCE] = {"社保参保", HRSS, "Periods of paid-up insurance",
        COLUMNS(INSURANCE_COLUMNS), {0, 2, 4, 3}, 4},
    [EXTRACT_UNEMPLOYMENT] = {"失业登记", HRSS, "Periods of registered unemployment",
        COLUMNS(UNEMPLOYMENT_COLUMNS), {0, 3}, 2},
    [EXTRACT_BENEFIT] = {"失业保险金", HRSS, "Periods of unemployment benefit",
        COLUMNS(BENEFIT_COLUMNS), {0, 4}, 2},
    [EXTRACT_SKILL_CERT] = {"技能证书", HRSS, "Certificates of skill",
        COLUMNS(SKILL_CERT_COLUMNS), {2}, 1},
    [EXTRACT_PERSON_ACCOUNT] = {"社保卡账户", HRSS, "Accounts of social security cards",
        COLUMNS(PERSON_ACCOUNT_COLUMNS), {0, 2}, 2},
    [EXTRACT_INTERNSHIP_UNIT] = {"见习单位", HRSS, "Units recognised for internships",
        COLUMNS(INTERNSHIP_UNIT_COLUMNS), {0}, 1},
    [EXTRACT_INTERNSHIP] = {"见习人员", HRSS, "Internships",
        COLUMNS(INTERNSHIP_COLUMNS), {0, 1, 3}, 3},
    [EXTRACT_ORGANISER] = {"劳务组织", HRSS, "Labour intermediaries and brokers",
        COLUMNS(ORGANISER_COLUMNS), {0}, 1},
    [EXTRACT_ROSTER] = {"转移就业批次", HRSS, "Batches of workers moved by an organiser",
        COLUMNS(ROSTER_COLUMNS), {0}, 1},
    [EXTRACT_ROSTER_LINE] = {"转移就业名册", HRSS, "The workers of each batch",
        COLUMNS(ROSTER_LINE_COLUMNS), {0, 1}, 2},
    [EXTRACT_ENTITLEMENT] = {"历史享受", HRSS, "What people and units have had already",
        COLUMNS(ENTITLEMENT_COLUMNS), {1, 2, 3, 4, 5}, 5},
    [EXTRACT_ORG_PERSON] = {"单位人员", "市市场监管局", "Who owns or runs a unit",
        COLUMNS(ORG_PERSON_COLUMNS), {0, 1, 3, 4}, 4},
    [EXTRACT_POST] = {"基层岗位", HRSS, "Posts with public units and of public welfare",
        COLUMNS(POST_COLUMNS), {0, 7, 2}, 3},
    [EXTRACT_SENTENCE] = {"服刑人员", "市司法局", "Sentences being served in prison",
        COLUMNS(SENTENCE_COLUMNS), {0, 2}, 2},
    [EXTRACT_LATE_PAYMENT] = {"社保补缴", HRSS, "Months of insurance paid when they were over",
        COLUMNS(LATE_PAYMENT_COLUMNS), {0, 2, 3, 4}, 4},
};
// clang-format on
