// SPDX-License-Identifier: Apache-2.0
// Loaders of the labour database: one convert function and one flush per extract. Column numbers
// are those of registry/extract.c.
#include "registry/import_row.h"

#include "registry/certificate.sql.h"
#include "registry/employment.sql.h"
#include "registry/insurance.sql.h"
#include "registry/person.sql.h"
#include "registry/post.sql.h"

// ---- 公安户籍: a person, the household, the registration, the phone ----

typedef struct PoliceRecord {
    PersonPutIn person;
    HouseholdPutIn household; // its number is absent when the row names none
    PersonHukouPutIn hukou;
    PersonContactPutIn contact;
    bool is_known; // from an earlier delivery: may have moved since
} PoliceRecord;

enum {
    POLICE_ID, POLICE_NAME, POLICE_SEX, POLICE_HOUSEHOLD, POLICE_RELATION, POLICE_RURAL,
    POLICE_HUKOU, POLICE_TOWN, POLICE_VILLAGE, POLICE_SINCE, POLICE_RESIDENCE, POLICE_EDUCATION,
    POLICE_PHONE, POLICE_DECEASED, POLICE_DATA_DATE
};

static Check convert_police(const ImportRow *row, void *out) {
    PoliceRecord *record = out;
    const Cell *cell = row->cells;
    const Cell *id = &cell[POLICE_ID], *deceased = &cell[POLICE_DECEASED];
    if ((cell[POLICE_SEX].number == 1) != (id->sex == SEX_MALE)) {
        return import_wrong("SEX_DIFFERS", "性别与公民身份号码第17位不一致，请核对");
    }
    if (deceased->present && deceased->number < id->birth_date) {
        return import_wrong("PERIOD_ORDER", "死亡日期早于出生日期，请核对");
    }
    bool is_whole = cell[POLICE_TOWN].present && cell[POLICE_VILLAGE].present;
    if (cell[POLICE_HOUSEHOLD].present && !is_whole) {
        return import_wrong("MISSING", "有户号的行应有乡镇街道和村社区，请补齐");
    }
    Check check = import_period(&cell[POLICE_SINCE], NULL, &cell[POLICE_DATA_DATE]);
    if (check.verdict == VERDICT_WRONG) return check;
    record->person = (PersonPutIn){
        id->text, cell[POLICE_NAME].text, id->birth_date, id->sex, cell[POLICE_EDUCATION].text,
        deceased->number, IMPORT_TAIL(row, POLICE_RESIDENCE, POLICE_DATA_DATE)};
    record->household = (HouseholdPutIn){
        cell[POLICE_HOUSEHOLD].text, cell[POLICE_TOWN].text, cell[POLICE_VILLAGE].text,
        IMPORT_TAIL(row, POLICE_HUKOU, POLICE_DATA_DATE)};
    record->hukou = (PersonHukouPutIn){
        id->text, cell[POLICE_HOUSEHOLD].text, cell[POLICE_RELATION].text,
        cell[POLICE_RURAL].number == 1, cell[POLICE_SINCE].number,
        IMPORT_TAIL(row, POLICE_HUKOU, POLICE_DATA_DATE)};
    record->contact = (PersonContactPutIn){
        id->text, cell[POLICE_PHONE].text, IMPORT_TAIL(row, POLICE_RESIDENCE, POLICE_DATA_DATE)};
    const KeyEntry *known = key_table_find(&row->known->people, key_of_id_number(id->text));
    record->is_known = known != NULL && known->value > 0;
    return import_ok();
}

// The bulk functions take arrays of one struct: gathered here, part by part.
static bool flush_police(Tx *tx, const void *records, size_t count, int64_t *affected,
                         Error *error) {
    const PoliceRecord *from = records;
    Arena arena = {0};
    PersonPutIn *people = NEW_ARRAY(&arena, PersonPutIn, count);
    HouseholdPutIn *households = NEW_ARRAY(&arena, HouseholdPutIn, count);
    PersonHukouPutIn *hukous = NEW_ARRAY(&arena, PersonHukouPutIn, count);
    PersonContactPutIn *contacts = NEW_ARRAY(&arena, PersonContactPutIn, count);
    PersonHukouCloseIn *closings = NEW_ARRAY(&arena, PersonHukouCloseIn, count);
    size_t household_count = 0, closing_count = 0;
    for (size_t i = 0; i < count; i++) {
        people[i] = from[i].person;
        hukous[i] = from[i].hukou;
        contacts[i] = from[i].contact;
        if (from[i].is_known) {
            closings[closing_count++] = (PersonHukouCloseIn){
                hukous[i].id_number, hukous[i].from_date, hukous[i].from_date - 1};
        }
        Str number = from[i].household.household_number;
        bool is_same = household_count > 0 &&
                       str_equal(number, households[household_count - 1].household_number);
        if (!str_is_absent(number) && !is_same) households[household_count++] = from[i].household;
    }
    QueryBulk bulk[5] = {0};
    bool is_done =
        household_put_bulk(tx, households, household_count, &bulk[0], error) &&
        person_put_bulk(tx, people, count, &bulk[1], error) &&
        person_hukou_put_bulk(tx, hukous, count, &bulk[2], error) &&
        person_contact_put_bulk(tx, contacts, count, &bulk[3], error) &&
        person_hukou_close_bulk(tx, closings, closing_count, &bulk[4], error);
    for (size_t i = 0; i < 5; i++) *affected += bulk[i].affected;
    arena_release(&arena);
    return is_done;
}

// ---- 困难认定, 脱贫搬迁, 低收入 ----

static Check convert_category(const ImportRow *row, void *out) {
    enum { ID, NAME, CATEGORY, CERTIFICATE, FROM, TO, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(PersonCategoryPutIn *)out = (PersonCategoryPutIn){
        row->person_id, cell[CATEGORY].text, cell[CERTIFICATE].text, cell[FROM].number,
        cell[TO].number, IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(person_category_put, PersonCategoryPutIn)

// ---- 毕业生 ----

static Check convert_graduate(const ImportRow *row, void *out) {
    enum {
        ID, NAME, SCHOOL, SCHOOL_CODE, MAJOR, LEVEL, DATE, CERTIFICATE, VERIFIED, DIVISION,
        DATA_DATE
    };
    const Cell *cell = row->cells; // the date may lie in the future: 应届
    *(GraduatePutIn *)out = (GraduatePutIn){
        row->person_id, cell[SCHOOL].text, cell[SCHOOL_CODE].text, cell[MAJOR].text,
        cell[LEVEL].text, cell[DATE].number, cell[CERTIFICATE].text, cell[VERIFIED].number == 1,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_ok();
}
IMPORT_FLUSH(graduate_put, GraduatePutIn)

// ---- 退役军人 ----

static Check convert_veteran(const ImportRow *row, void *out) {
    enum { ID, NAME, FROM, TO, CERTIFICATE, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(VeteranPutIn *)out = (VeteranPutIn){
        row->person_id, cell[FROM].number, cell[TO].number, cell[CERTIFICATE].text,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(veteran_put, VeteranPutIn)

// ---- 就业登记 ----

static Check convert_employment(const ImportRow *row, void *out) {
    enum {
        ID, NAME, USCC, EMPLOYER, KIND, FROM, TO, CONTRACT, CONTRACT_FROM, CONTRACT_TO, WAGE,
        FIRST, DIVISION, DATA_DATE
    };
    const Cell *cell = row->cells;
    bool is_signed = !str_equal(cell[CONTRACT].text, STR("none"));
    if (is_signed && !cell[CONTRACT_FROM].present) {
        return import_wrong("MISSING", "签了合同的行应有合同起始日期，请补齐");
    }
    bool is_fixed = str_equal(cell[CONTRACT].text, STR("fixed"));
    if (is_fixed && !cell[CONTRACT_TO].present) {
        return import_wrong("MISSING", "固定期限合同应有合同终止日期，请补齐");
    }
    if (cell[CONTRACT_TO].present && cell[CONTRACT_TO].number < cell[CONTRACT_FROM].number) {
        return import_wrong("PERIOD_ORDER", "合同终止早于合同起始，请核对");
    }
    *(EmploymentPutIn *)out = (EmploymentPutIn){
        row->person_id, cell[USCC].text, cell[EMPLOYER].text, cell[KIND].text, cell[FROM].number,
        cell[TO].number, cell[CONTRACT].text, cell[CONTRACT_FROM].number,
        cell[CONTRACT_TO].number, import_optional(&cell[WAGE]), cell[FIRST].number == 1,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(employment_put, EmploymentPutIn)

// ---- 社保参保 ----

static Check convert_insurance(const ImportRow *row, void *out) {
    enum { ID, NAME, KIND, USCC, FROM, TO, BASE, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(InsurancePutIn *)out = (InsurancePutIn){
        row->person_id, cell[KIND].text, cell[USCC].present ? cell[USCC].text : STR(""),
        cell[FROM].number, cell[TO].number, cell[BASE].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(insurance_put, InsurancePutIn)

// ---- 失业登记, 失业保险金 ----

static Check convert_unemployment(const ImportRow *row, void *out) {
    enum { ID, NAME, REASON, FROM, TO, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(UnemploymentPutIn *)out = (UnemploymentPutIn){
        row->person_id, cell[REASON].text, cell[FROM].number, cell[TO].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(unemployment_put, UnemploymentPutIn)

static Check convert_benefit(const ImportRow *row, void *out) {
    enum { ID, NAME, USCC, MONTHLY, FROM, TO, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(BenefitPutIn *)out = (BenefitPutIn){
        row->person_id, cell[USCC].present ? cell[USCC].text : STR(""), cell[MONTHLY].number,
        cell[FROM].number, cell[TO].number, IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(benefit_put, BenefitPutIn)

// ---- 技能证书, 社保卡账户 ----

static Check convert_skill_cert(const ImportRow *row, void *out) {
    enum { ID, NAME, NUMBER, KIND, CODE, OCCUPATION, LEVEL, ISSUED, ISSUER, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(SkillCertPutIn *)out = (SkillCertPutIn){
        cell[NUMBER].text, row->person_id, cell[KIND].text, cell[CODE].text,
        cell[OCCUPATION].text, cell[LEVEL].text.data[0] - '0', cell[ISSUED].number,
        cell[ISSUER].text, IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[ISSUED], NULL, &cell[DATA_DATE]);
}
IMPORT_FLUSH(skill_cert_put, SkillCertPutIn)

static Check convert_person_account(const ImportRow *row, void *out) {
    enum { ID, NAME, NUMBER, HOLDER, BANK, ACTIVE, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(PersonAccountPutIn *)out = (PersonAccountPutIn){
        row->person_id, cell[NUMBER].text, cell[BANK].text, cell[HOLDER].text,
        cell[ACTIVE].number == 1, IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_ok();
}
IMPORT_FLUSH(person_account_put, PersonAccountPutIn)

// ---- 基层岗位, 服刑人员, 社保补缴 ----

static Check convert_post(const ImportRow *row, void *out) {
    enum {
        ID, NAME, USCC, UNIT_NAME, KIND, LEVEL, FROM, TO, AGREED_TO, DIVISION, DATA_DATE
    };
    const Cell *cell = row->cells;
    *(PostPutIn *)out = (PostPutIn){
        row->person_id, cell[USCC].text, cell[UNIT_NAME].text, cell[KIND].text, cell[LEVEL].text,
        cell[FROM].number, cell[TO].number, cell[AGREED_TO].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    Check check = import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
    if (check.verdict == VERDICT_WRONG) return check;
    return import_period(&cell[FROM], &cell[AGREED_TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(post_put, PostPutIn)

static Check convert_sentence(const ImportRow *row, void *out) {
    enum { ID, NAME, FROM, TO, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(SentencePutIn *)out = (SentencePutIn){row->person_id, cell[FROM].number, cell[TO].number,
                                            IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    return import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
}
IMPORT_FLUSH(sentence_put, SentencePutIn)

static Check convert_late_payment(const ImportRow *row, void *out) {
    enum { ID, NAME, KIND, USCC, FROM, TO, PAID_ON, DIVISION, DATA_DATE };
    const Cell *cell = row->cells;
    *(InsuranceLatePutIn *)out = (InsuranceLatePutIn){
        row->person_id, cell[KIND].text, cell[USCC].present ? cell[USCC].text : STR(""),
        cell[FROM].number, cell[TO].number, cell[PAID_ON].number,
        IMPORT_TAIL(row, DIVISION, DATA_DATE)};
    if (cell[PAID_ON].number <= cell[TO].number) {
        return import_wrong("PAID_IN_TIME", "到账日期不晚于补缴的月份，不是补缴，请核对");
    }
    Check check = import_period(&cell[FROM], &cell[TO], &cell[DATA_DATE]);
    if (check.verdict == VERDICT_WRONG) return check;
    return import_period(&cell[PAID_ON], NULL, &cell[DATA_DATE]);
}
IMPORT_FLUSH(insurance_late_put, InsuranceLatePutIn)

// ---- The table ----

static const Loader POLICE = {sizeof(PoliceRecord), -1, -1, convert_police, flush_police};
static const Loader CATEGORY = {sizeof(PersonCategoryPutIn), 0, -1, convert_category,
                                flush_person_category_put};
static const Loader GRADUATE = {sizeof(GraduatePutIn), 0, -1, convert_graduate,
                                flush_graduate_put};
static const Loader VETERAN = {sizeof(VeteranPutIn), 0, -1, convert_veteran, flush_veteran_put};
static const Loader EMPLOYMENT = {sizeof(EmploymentPutIn), 0, -1, convert_employment,
                                  flush_employment_put};
static const Loader INSURANCE = {sizeof(InsurancePutIn), 0, -1, convert_insurance,
                                 flush_insurance_put};
static const Loader UNEMPLOYMENT = {sizeof(UnemploymentPutIn), 0, -1, convert_unemployment,
                                    flush_unemployment_put};
static const Loader BENEFIT = {sizeof(BenefitPutIn), 0, -1, convert_benefit, flush_benefit_put};
static const Loader SKILL_CERT = {sizeof(SkillCertPutIn), 0, -1, convert_skill_cert,
                                  flush_skill_cert_put};
static const Loader PERSON_ACCOUNT = {sizeof(PersonAccountPutIn), 0, -1, convert_person_account,
                                      flush_person_account_put};
static const Loader POST = {sizeof(PostPutIn), 0, -1, convert_post, flush_post_put};
static const Loader SENTENCE = {sizeof(SentencePutIn), 0, -1, convert_sentence,
                                flush_sentence_put};
static const Loader LATE_PAYMENT = {sizeof(InsuranceLatePutIn), 0, -1, convert_late_payment,
                                    flush_insurance_late_put};

const Loader *const labour_loaders[EXTRACT_COUNT] = {
    [EXTRACT_POLICE] = &POLICE,
    [EXTRACT_HARDSHIP] = &CATEGORY,
    [EXTRACT_POVERTY] = &CATEGORY,
    [EXTRACT_LOW_INCOME] = &CATEGORY,
    [EXTRACT_GRADUATE] = &GRADUATE,
    [EXTRACT_VETERAN] = &VETERAN,
    [EXTRACT_EMPLOYMENT] = &EMPLOYMENT,
    [EXTRACT_INSURANCE] = &INSURANCE,
    [EXTRACT_UNEMPLOYMENT] = &UNEMPLOYMENT,
    [EXTRACT_BENEFIT] = &BENEFIT,
    [EXTRACT_SKILL_CERT] = &SKILL_CERT,
    [EXTRACT_PERSON_ACCOUNT] = &PERSON_ACCOUNT,
    [EXTRACT_POST] = &POST,
    [EXTRACT_SENTENCE] = &SENTENCE,
    [EXTRACT_LATE_PAYMENT] = &LATE_PAYMENT,
};
