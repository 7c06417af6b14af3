// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_PUBLISH_SETTLERS_H
#define TEST_PUBLISH_SETTLERS_H
// People and units made by hand, so that every fact of theirs can be worked out on paper.
//
//     static void settle(Tx *tx) { int64_t wang = put_person(tx, WANG, 19880315, "640522"); … }
//     settlers_write(&population, settle);
#include "population.h"

#include "publish/fact_view.h"
#include "registry/certificate.sql.h"
#include "registry/employer.sql.h"
#include "registry/employment.sql.h"
#include "registry/entitlement.sql.h"
#include "registry/hire.sql.h"
#include "registry/insurance.sql.h"
#include "registry/internship.sql.h"
#include "registry/organiser.sql.h"

#define S(text) str_from_c(text)
#define TAIL(county) S(county), STR("测试"), boundary_date(20230930)
#define COMPANY "91640502MA7000001A"
#define OTHER_COMPANY "91640502MA7000002B"

typedef void Settle(Tx *tx);

static inline bool settle_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Settle *const *settle = in;
    (void)out;
    (void)arena;
    (void)error;
    (*settle)(tx);
    return true;
}

static inline void settlers_write(Population *population, Settle *settle) {
    Error error = {0};
    assert_ok(store_write(population->store, settle_write, &settle, NULL, &population->arena,
                          &error),
              error);
}

// ---- People ----

// Lives and is registered in a county of the city.
static inline int64_t put_person(Tx *tx, const char *id_number, int born, const char *county) {
    Error error = {0};
    Arena arena = {0};
    PersonRow person;
    bool is_found;
    PersonPutIn in = {S(id_number), STR("王试"), day(born), 1, {0}, DATE_ABSENT, TAIL(county)};
    assert_ok(person_put(tx, &in, NULL, &error), error);
    PersonHukouPutIn hukou = {S(id_number), {0}, STR("head"), true, day(born), TAIL(county)};
    assert_ok(person_hukou_put(tx, &hukou, NULL, &error), error);
    assert_ok(person_find(tx, &(PersonFindIn){S(id_number)}, &arena, &person, &is_found, &error),
              error);
    arena_release(&arena);
    return person.id;
}

typedef struct Job {
    const char *division;
    int from, to;          // to 0 = going on
    bool is_unsigned;
    bool is_uninsured;
    bool is_unregistered;  // known by insurance alone
    const char *uscc;      // NULL = an employer elsewhere
} Job;

static inline void put_insurance(Tx *tx, int64_t person, const char *kind, const char *uscc,
                                 int from, int to, const char *division) {
    Error error = {0};
    InsurancePutIn in = {person, S(kind), S(uscc), day(from), day(to), 400000, TAIL(division)};
    assert_ok(insurance_put(tx, &in, NULL, &error), error);
}

static inline void put_job(Tx *tx, int64_t person, Job job) {
    Error error = {0};
    const char *uscc = job.uscc ? job.uscc : "91110105MA7000009Z";
    EmploymentPutIn in = {.person_id = person, .employer_uscc = S(uscc),
                          .employer_name = STR("某公司"), .kind = STR("employee"),
                          .from_date = day(job.from), .to_date = day(job.to),
                          .contract_kind = job.is_unsigned ? STR("none") : STR("open"),
                          .contract_from = DATE_ABSENT, .contract_to = DATE_ABSENT,
                          .division_code = S(job.division), .source = STR("测试"),
                          .data_date = day(20230930)};
    if (!job.is_unregistered) assert_ok(employment_put(tx, &in, NULL, &error), error);
    if (job.is_uninsured) return;
    put_insurance(tx, person, "pension", uscc, job.from, job.to, job.division);
    put_insurance(tx, person, "unemployment", uscc, job.from, job.to, job.division);
}

static inline void put_graduation(Tx *tx, int64_t person, const char *level, int date,
                                  bool is_verified) {
    Error error = {0};
    GraduatePutIn in = {.person_id = person, .school = STR("某学院"), .level_code = S(level),
                        .graduation_date = day(date), .is_verified = is_verified,
                        .division_code = STR("640521"), .source = STR("测试"),
                        .data_date = day(20230930)};
    assert_ok(graduate_put(tx, &in, NULL, &error), error);
}

static inline void put_category(Tx *tx, int64_t person, const char *category, int from, int to) {
    Error error = {0};
    PersonCategoryPutIn in = {.person_id = person, .category = S(category),
                              .from_date = day(from), .to_date = day(to),
                              .division_code = STR("640522"), .source = STR("测试"),
                              .data_date = day(20230930)};
    assert_ok(person_category_put(tx, &in, NULL, &error), error);
}

static inline void put_unemployment(Tx *tx, int64_t person, int from, int to) {
    Error error = {0};
    UnemploymentPutIn in = {person, STR("个人原因"), day(from), day(to), TAIL("640521")};
    assert_ok(unemployment_put(tx, &in, NULL, &error), error);
}

static inline void put_certificate(Tx *tx, int64_t person, const char *number, int level,
                                   int issued) {
    Error error = {0};
    SkillCertPutIn in = {S(number), person, STR("skill_level"), STR("6-31-01-03"), STR("电工"),
                         level, day(issued), STR("某机构"), TAIL("640502")};
    assert_ok(skill_cert_put(tx, &in, NULL, &error), error);
}

// ---- Units ----

static inline void put_unit(Tx *tx, const char *uscc, const char *kind) {
    Error error = {0};
    OrgPutIn in = {.uscc = S(uscc), .name = STR("某某有限公司"), .kind = S(kind),
                   .industry_code = STR("1373"), .industry_category = STR("C"),
                   .status = STR("active"), .registered_on = day(20150601),
                   .status_date = DATE_ABSENT, .division_code = STR("640521"),
                   .source = STR("测试"), .data_date = day(20230930)};
    assert_ok(org_put(tx, &in, NULL, &error), error);
}

static inline void put_hire(Tx *tx, int64_t person, int start, const char *contract, int to) {
    Error error = {0};
    HirePutIn in = {.uscc = STR(COMPANY), .person_id = person, .start_date = day(start),
                    .contract_kind = S(contract), .contract_to = day(to),
                    .ended_on = DATE_ABSENT, .division_code = STR("640521"),
                    .source = STR("测试"), .data_date = day(20230930)};
    assert_ok(hire_put(tx, &in, NULL, &error), error);
}

// Who owns or runs a unit.
static inline void put_owner(Tx *tx, int64_t person, const char *uscc, int from, int to) {
    Error error = {0};
    OrgPersonPutIn in = {S(uscc), person, STR("legal_representative"), day(from), day(to),
                         TAIL("640521")};
    assert_ok(org_person_put(tx, &in, NULL, &error), error);
}

// ---- Entitlements ----

static inline void put_grant(Tx *tx, EntitlementInsertIn grant) {
    Error error = {0};
    Arena arena = {0};
    EntitlementKeyRow key;
    grant.stage = STR("");
    grant.division_code = STR("640522");
    grant.source = STR("测试");
    grant.data_date = day(20230930);
    assert_ok(entitlement_insert(tx, &grant, &arena, &key, &error), error);
    arena_release(&arena);
}

// ---- Looking at a view ----

typedef struct ViewIn {
    const FactView *view;
    FactRange range;
} ViewIn;

static inline bool view_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ViewIn *query = in;
    return fact_view_load(tx, query->view, &query->range, arena, out, error);
}

static inline FactRows view_rows(Population *population, const char *view, FactRange range) {
    Error error = {0};
    FactRows rows;
    ViewIn in = {fact_view_find(S(view)), range};
    assert_non_null(in.view);
    assert_ok(store_read(population->store, view_read, &in, &rows, &population->arena, &error),
              error);
    return rows;
}

static inline FactRows view_one(Population *population, const char *view, const char *key,
                                int on) {
    return view_rows(population, view, fact_range_one(S(key), day(on)));
}

static inline FeelValue cell(const FactRows *rows, const char *column) {
    size_t place = fact_view_column(rows->view, S(column));
    assert_int_equal(rows->count, 1);
    if (place == SIZE_MAX) fail_msg("no column %s", column);
    return feel_column_get(&rows->columns[place], 0);
}

static inline void assert_cell(const FactRows *rows, const char *column, const char *json) {
    Arena arena = {0};
    FeelValue value = cell(rows, column);
    Str text = value.kind == FEEL_NULL      ? STR("null")
               : value.kind == FEEL_NUMBER  ? decimal_to_str(&arena, value.number)
               : value.kind == FEEL_BOOLEAN ? (value.boolean ? STR("true") : STR("false"))
               : value.kind == FEEL_DATE    ? date_to_str(&arena, value.date)
                                            : value.string;
    if (!str_equal(text, S(json))) {
        fail_msg("%.*s: %s.%s is %.*s, should be %s", STR_ARG(rows->subjects[0].key),
                 rows->view->name, column, STR_ARG(text), json);
    }
    arena_release(&arena);
}

#endif
