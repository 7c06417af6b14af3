// SPDX-License-Identifier: Apache-2.0
// Protects: the views of students, people without work and former interns say what can be worked
// out on paper, on the day itself and beside it; and their pages hold the candidates alone.
#include "settlers.h"

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

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_fact_people__student),
        BOTH(test_fact_people__jobless),
        BOTH(test_fact_people__intern),
        BOTH(test_fact_people__relief),
    };
    return RUN_TESTS(tests);
}
