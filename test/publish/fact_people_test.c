// SPDX-License-Identifier: Apache-2.0
// Protects: the views of students, people without work and former interns say what can be worked
// out on paper, on the day itself and beside it; and their pages hold the candidates alone.
#include "settlers.h"

#include "registry/post.sql.h"

#define STUDENT "640522200601010019"
#define PARENT "640522197801010018"
#define WORKER "640522198803150011"
#define INTERN "640522200101010011"

static FactRows page(Population *population, const char *view, int on) {
    return view_rows(population, view,
                     fact_range_page(&population->arena, (Str){0}, (Str){0}, 0, day(on)));
}

// ---- Students ----

static void put_in_household(Tx *tx, const char *id_number, const char *number) {
    Error error = {0};
    HouseholdPutIn household = {S(number), STR("某镇"), STR("某村"), TAIL("640522")};
    assert_ok(household_put(tx, &household, NULL, &error), error);
    PersonHukouPutIn in = {S(id_number), S(number), STR("child"), true, day(20060101),
                           TAIL("640522")};
    assert_ok(person_hukou_put(tx, &in, NULL, &error), error);
}

static void settle_students(Tx *tx) {
    int64_t parent = put_person(tx, PARENT, 19780101, "640522");
    int64_t student = put_person(tx, STUDENT, 20060101, "640522");
    int64_t graduate = put_person(tx, WORKER, 19880315, "640522");
    put_in_household(tx, STUDENT, "6405220001");
    put_in_household(tx, PARENT, "6405220001");
    put_category(tx, parent, "low_income", 20230101, 20231231);
    put_graduation(tx, student, "47", 20240630, false); // lies ahead
    put_graduation(tx, graduate, "41", 20060701, true);
    put_graduation(tx, graduate, "21", 20100625, true);
}

static void test_fact_people__student(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_students);
    FactRows rows = view_one(&population, "student", STUDENT, 20231015);
    assert_cell(&rows, "person_id", STUDENT);
    assert_cell(&rows, "school_type", "technical");
    assert_cell(&rows, "graduation_date", "2024-06-30");
    assert_cell(&rows, "low_income_family", "true"); // by the parent
    rows = view_one(&population, "student", STUDENT, 20221231);
    assert_cell(&rows, "low_income_family", "false");
    rows = view_one(&population, "student", STUDENT, 20240101);
    assert_cell(&rows, "low_income_family", "false");
    rows = view_one(&population, "student", WORKER, 20231015);
    assert_cell(&rows, "school_type", "college"); // the latest
    assert_cell(&rows, "low_income_family", "false");
    rows = view_one(&population, "student", PARENT, 20231015);
    assert_cell(&rows, "school_type", "null");
    assert_cell(&rows, "graduation_date", "null");
    assert_cell(&rows, "low_income_family", "true");
    rows = page(&population, "student", 20241231);
    assert_int_equal(rows.count, 1);
    assert_str_equal(rows.subjects[0].key, STUDENT);
    rows = page(&population, "student", 20250101);
    assert_int_equal(rows.count, 0);
    population_close(&population);
}

// ---- People without work ----

static void put_registration(Tx *tx, int64_t person, const char *reason, int from, int to) {
    Error error = {0};
    UnemploymentPutIn in = {person, S(reason), day(from), day(to), TAIL("640522")};
    assert_ok(unemployment_put(tx, &in, NULL, &error), error);
}

static void put_benefit(Tx *tx, int64_t person, int from, int to) {
    Error error = {0};
    BenefitPutIn in = {person, STR(COMPANY), 150000, day(from), day(to), TAIL("640522")};
    assert_ok(benefit_put(tx, &in, NULL, &error), error);
}

static void settle_jobless(Tx *tx) {
    int64_t worker = put_person(tx, WORKER, 19880315, "640522");
    int64_t leaver = put_person(tx, PARENT, 19780101, "640521");
    // paid for a year, drew for three months; paid for another year and a half
    put_job(tx, worker, (Job){.division = "640522", .from = 20190101, .to = 20191231});
    put_benefit(tx, worker, 20200201, 20200430);
    put_job(tx, worker, (Job){.division = "640522", .from = 20220101, .to = 20230630});
    put_registration(tx, worker, "合同期满", 20230705, 0);
    put_benefit(tx, worker, 20230801, 0);
    put_registration(tx, leaver, "个人原因", 20230101, 20230930);
    put_job(tx, leaver, (Job){.division = "640521", .from = 20231001, .to = 0});
}

static void test_fact_people__jobless(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_jobless);
    FactRows rows = view_one(&population, "jobless", WORKER, 20231031);
    assert_cell(&rows, "person_id", WORKER);
    assert_cell(&rows, "division", "640522");
    assert_cell(&rows, "registered_unemployed", "true");
    assert_cell(&rows, "involuntary", "true");
    assert_cell(&rows, "months_ui_paid", "18"); // not the year before the earlier benefit
    assert_cell(&rows, "months_drawn", "3");
    assert_cell(&rows, "is_employed", "false");
    rows = view_one(&population, "jobless", WORKER, 20231030);
    assert_cell(&rows, "months_drawn", "2");
    rows = view_one(&population, "jobless", WORKER, 20230630);
    assert_cell(&rows, "registered_unemployed", "false");
    assert_cell(&rows, "involuntary", "null");
    assert_cell(&rows, "months_drawn", "0");
    assert_cell(&rows, "is_employed", "true");
    rows = view_one(&population, "jobless", WORKER, 20191231);
    assert_cell(&rows, "months_ui_paid", "12");
    rows = view_one(&population, "jobless", PARENT, 20230930);
    assert_cell(&rows, "involuntary", "false");
    assert_cell(&rows, "is_employed", "false");
    rows = view_one(&population, "jobless", PARENT, 20231001);
    assert_cell(&rows, "registered_unemployed", "false");
    assert_cell(&rows, "is_employed", "true");
    assert_int_equal(page(&population, "jobless", 20230930).count, 2);
    assert_int_equal(page(&population, "jobless", 20231001).count, 1);
    population_close(&population);
}

// ---- Former interns ----

static void put_internship(Tx *tx, int64_t person, int from, int ended) {
    Error error = {0};
    InternshipPutIn in = {STR(COMPANY), person, day(from), 6, day(ended),
                          ended ? STR("completed") : (Str){0}, DATE_ABSENT, 184000,
                          TAIL("640521")};
    assert_ok(internship_put(tx, &in, NULL, &error), error);
}

static void settle_interns(Tx *tx) {
    int64_t intern = put_person(tx, INTERN, 20010101, "640522");
    (void)put_person(tx, WORKER, 19880315, "640522");
    put_unit(tx, COMPANY, "enterprise");
    put_internship(tx, intern, 20220901, 20230228);
    put_internship(tx, intern, 20230901, 0);
    put_insurance(tx, intern, "pension", "", 20230101, 20230831, "640522");
    put_insurance(tx, intern, "pension", COMPANY, 20230901, 0, "640522");
}

static void test_fact_people__intern(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_interns);
    FactRows rows = view_one(&population, "intern", INTERN, 20230831);
    assert_cell(&rows, "person_id", INTERN);
    assert_cell(&rows, "internship_months", "6");
    assert_cell(&rows, "flexible_insured", "true");
    assert_cell(&rows, "flexible_months", "6"); // from March: not what was paid during it
    rows = view_one(&population, "intern", INTERN, 20231031);
    assert_cell(&rows, "internship_months", "2"); // of the one that goes on
    assert_cell(&rows, "flexible_insured", "false");
    assert_cell(&rows, "flexible_months", "6");
    rows = view_one(&population, "intern", INTERN, 20230227);
    assert_cell(&rows, "internship_months", "5"); // the day before it ended
    assert_cell(&rows, "flexible_months", "0");
    rows = view_one(&population, "intern", WORKER, 20230831);
    assert_cell(&rows, "internship_months", "0");
    assert_cell(&rows, "flexible_insured", "false");
    rows = page(&population, "intern", 20230831);
    assert_int_equal(rows.count, 1);
    assert_str_equal(rows.subjects[0].key, INTERN);
    assert_int_equal(page(&population, "intern", 20220831).count, 0);
    population_close(&population);
}

// ---- Relief ----

static void settle_relief(Tx *tx) {
    int64_t drawer = put_person(tx, WORKER, 19880315, "640522");
    int64_t parent = put_person(tx, PARENT, 19780101, "640522");
    (void)put_person(tx, STUDENT, 20060101, "640522");
    put_benefit(tx, drawer, 20230801, 20231031);
    put_category(tx, drawer, "low_income", 20230101, 0);
    put_category(tx, parent, "destitute", 20230101, 20231016);
}

static void test_fact_people__relief(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_relief);
    FactRows rows = view_one(&population, "relief", WORKER, 20231031);
    assert_cell(&rows, "person_id", WORKER);
    assert_cell(&rows, "group", "ui_recipient");
    assert_cell(&rows, "group_count", "2");
    assert_cell(&rows, "benefit_fen", "150000");
    rows = view_one(&population, "relief", WORKER, 20231101);
    assert_cell(&rows, "group", "min_living");
    assert_cell(&rows, "group_count", "1");
    assert_cell(&rows, "benefit_fen", "null");
    rows = view_one(&population, "relief", PARENT, 20231016);
    assert_cell(&rows, "group", "extremely_poor");
    rows = view_one(&population, "relief", PARENT, 20231017);
    assert_cell(&rows, "group", "null");
    assert_cell(&rows, "group_count", "0");
    assert_int_equal(page(&population, "relief", 20231016).count, 2);
    assert_int_equal(page(&population, "relief", 20231017).count, 1);
    population_close(&population);
}

// ---- A business ----

#define OWNER "640522198803150411"
#define HELPER "640522199001010015"
#define CLOSED "91640521MA7000005E"

static void put_business(Tx *tx, const char *uscc, const char *kind, const char *status,
                         int registered, int status_on) {
    Error error = {0};
    OrgPutIn in = {.uscc = S(uscc), .name = STR("某某商店"), .kind = S(kind),
                   .industry_code = STR("5211"), .industry_category = STR("F"),
                   .status = S(status), .registered_on = day(registered),
                   .status_date = day(status_on), .division_code = STR("640521"),
                   .source = STR("测试"), .data_date = day(20230930)};
    assert_ok(org_put(tx, &in, NULL, &error), error);
}

// The owner's company is of July 2022; it has two partners and one helper, who is insured and
// registered there alike; another helper has left.
static void settle_business(Tx *tx) {
    int64_t owner = put_person(tx, OWNER, 19880315, "640522");
    int64_t helper = put_person(tx, HELPER, 19900101, "640522");
    int64_t gone = put_person(tx, WORKER, 19880315, "640522");
    put_business(tx, COMPANY, "enterprise", "active", 20220701, 0);
    put_owner(tx, owner, COMPANY, 20220701, 0);
    put_owner(tx, gone, COMPANY, 20220701, 20230831);
    put_insurance(tx, helper, "pension", COMPANY, 20230101, 0, "640521");
    put_job(tx, helper, (Job){.division = "640521", .from = 20230101, .uscc = COMPANY});
    put_job(tx, owner, (Job){.division = "640521", .from = 20220701, .uscc = COMPANY});
    put_job(tx, gone, (Job){.division = "640521", .from = 20230101, .to = 20230831,
                            .uscc = COMPANY});
}

static void test_fact_people__venture(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_business);
    FactRows rows = view_one(&population, "venture", OWNER, 20230630);
    assert_cell(&rows, "person_id", OWNER);
    assert_cell(&rows, "uscc", COMPANY);
    assert_cell(&rows, "registration_date", "2022-07-01");
    assert_cell(&rows, "industry_code", "5211");
    assert_cell(&rows, "is_first", "true");
    assert_cell(&rows, "is_operating", "true");
    assert_cell(&rows, "operating_months", "12"); // on the last day of the twelfth
    assert_cell(&rows, "jobs_created", "2");      // not the owner
    assert_cell(&rows, "partners", "2");
    rows = view_one(&population, "venture", OWNER, 20230629);
    assert_cell(&rows, "operating_months", "11");
    rows = view_one(&population, "venture", OWNER, 20230901); // one has gone, as helper and partner
    assert_cell(&rows, "jobs_created", "1");
    assert_cell(&rows, "partners", "1");
    rows = view_one(&population, "venture", WORKER, 20230831);
    assert_int_equal(rows.count, 1);
    rows = view_one(&population, "venture", WORKER, 20230901);
    assert_int_equal(rows.count, 0);
    rows = view_one(&population, "venture", OWNER, 20220630); // not registered yet
    assert_int_equal(rows.count, 0);
    rows = page(&population, "venture", 20230630);
    assert_int_equal(rows.count, 2); // owners alone
    population_close(&population);
}

// An older shop was closed in 2021: the company goes on, and is not the first. The helper took over
// a shop that somebody else had registered; an association is no business.
static void settle_second(Tx *tx) {
    settle_business(tx);
    int64_t owner = put_person(tx, OWNER, 19880315, "640522");
    int64_t helper = put_person(tx, HELPER, 19900101, "640522");
    put_business(tx, CLOSED, "individual_biz", "cancelled", 20190101, 20211231);
    put_owner(tx, owner, CLOSED, 20190101, 0);
    put_business(tx, OTHER_COMPANY, "individual_biz", "abnormal", 20200101, 20230901);
    put_owner(tx, helper, OTHER_COMPANY, 20220101, 0);
    put_business(tx, "51640521MA7000006F", "social_org", "active", 20150101, 0);
    put_owner(tx, helper, "51640521MA7000006F", 20150101, 0);
}

static void test_fact_people__second_venture(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_second);
    FactRows rows = view_one(&population, "venture", OWNER, 20230630);
    assert_cell(&rows, "uscc", COMPANY);
    assert_cell(&rows, "is_first", "false");
    rows = view_one(&population, "venture", OWNER, 20211230); // still open, and the only one
    assert_cell(&rows, "uscc", CLOSED);
    assert_cell(&rows, "is_operating", "true");
    assert_cell(&rows, "is_first", "true");
    rows = view_one(&population, "venture", OWNER, 20220101); // closed, and nothing else yet
    assert_cell(&rows, "is_operating", "false");
    assert_cell(&rows, "operating_months", "35"); // to 30 December
    rows = view_one(&population, "venture", HELPER, 20231016);
    assert_cell(&rows, "uscc", OTHER_COMPANY);
    assert_cell(&rows, "is_first", "false"); // taken over
    assert_cell(&rows, "is_operating", "false");
    rows = view_one(&population, "venture", HELPER, 20230831);
    assert_cell(&rows, "is_operating", "true"); // listed as abnormal tomorrow
    population_close(&population);
}

// ---- A public post ----

static void put_post(Tx *tx, int64_t person, const char *kind, const char *level, int from, int to,
                     int agreed_to) {
    Error error = {0};
    PostPutIn in = {person, STR(COMPANY), STR("某镇中心小学"), S(kind), S(level), day(from), day(to),
                    day(agreed_to), TAIL("640521")};
    assert_ok(post_put(tx, &in, NULL, &error), error);
}

// A year of service in a township, the day after that a public institution there; a month's gap to
// an earlier post; what was in the county does not count.
static void settle_posts(Tx *tx) {
    int64_t teacher = put_person(tx, WORKER, 19880315, "640522");
    int64_t clerk = put_person(tx, OWNER, 19880315, "640522");
    put_post(tx, teacher, "community", "village", 20200601, 20200715, 0);
    put_post(tx, teacher, "grassroots_service", "township", 20200901, 20210831, 20230831);
    put_post(tx, teacher, "public_institution", "township", 20210901, 20220831, 20240831);
    put_post(tx, teacher, "public_institution", "county", 20220901, 0, 0);
    put_post(tx, clerk, "public_welfare", "village", 20230101, 0, 20251231);
}

static void test_fact_people__post(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_posts);
    FactRows rows = view_one(&population, "post", WORKER, 20220831);
    assert_cell(&rows, "person_id", WORKER);
    assert_cell(&rows, "uscc", COMPANY);
    assert_cell(&rows, "kind", "public_institution");
    assert_cell(&rows, "unit_level", "township");
    assert_cell(&rows, "from_date", "2021-09-01");
    assert_cell(&rows, "service_months", "25"); // 1 and, without a day between, 24
    assert_cell(&rows, "agreed_months", "36");
    assert_cell(&rows, "grassroots_institution", "true");
    assert_cell(&rows, "county_institution", "false");
    assert_cell(&rows, "division", "640521");
    rows = view_one(&population, "post", WORKER, 20220830);
    assert_cell(&rows, "service_months", "24");
    rows = view_one(&population, "post", WORKER, 20220901);
    assert_cell(&rows, "county_institution", "true");
    assert_cell(&rows, "grassroots_institution", "false");
    assert_cell(&rows, "service_months", "25");
    assert_cell(&rows, "agreed_months", "null");
    rows = view_one(&population, "post", WORKER, 20210831);
    assert_cell(&rows, "kind", "grassroots_service");
    assert_cell(&rows, "grassroots_institution", "false"); // below the county, but no institution
    rows = view_one(&population, "post", WORKER, 20200801);
    assert_int_equal(rows.count, 0); // between two posts
    rows = view_one(&population, "post", OWNER, 20231016);
    assert_cell(&rows, "kind", "public_welfare");
    assert_cell(&rows, "service_months", "9");
    rows = page(&population, "post", 20231016);
    assert_int_equal(rows.count, 2);
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_fact_people__student),
        BOTH(test_fact_people__jobless),
        BOTH(test_fact_people__intern),
        BOTH(test_fact_people__relief),
        BOTH(test_fact_people__venture),
        BOTH(test_fact_people__second_venture),
        BOTH(test_fact_people__post),
    };
    return RUN_TESTS(tests);
}
