// SPDX-License-Identifier: Apache-2.0
// Protects: a view that a fact dates (按) is read as of that date wherever a decision is made, but
// not later than the day of the decision; the period of a measure is that of what dates it.
#include "settlers.h"

#include "base/file.h"
#include "publish/assessment_set.h"
#include "publish/scan.h"
#include "publish/target_count.h"

// ---- The award of a year, claimed in the next ----

static AssessmentIn award_on(Population *population, int on, const char *assessed_on) {
    AssessmentIn in = query_of(population, 33, JOURNEY_INTERNSHIP_USCC);
    in.on = day(on);
    in.measure_key = STR("internship_award");
    in.stated_json = str_format(&population->arena, "{\"claim\":\"award\"%s%s%s}",
                                assessed_on ? ",\"assessed_on\":\"" : "",
                                assessed_on ? assessed_on : "", assessed_on ? "\"" : "");
    return in;
}

static Assessment award(Population *population, int on, const char *assessed_on) {
    AssessmentIn in = award_on(population, on, assessed_on);
    return assess(population, &in);
}

static void test_dated__award_of_the_old_year(void **state) {
    Population population = population_open(state);
    Assessment now = award(&population, 20240115, NULL);
    assert_str_equal(fact_of(&now, "accepted_in_year")->json, "0");
    assert_true(has_reason(&now, "TRAINEES_BELOW_10"));
    assert_str_equal(now.period, "2024");
    Assessment old = award(&population, 20240115, "2023-12-31");
    assert_str_equal(fact_of(&old, "accepted_in_year")->json, "10");
    assert_str_equal(fact_of(&old, "accepted_in_year")->source, "来自市人力资源社会保障局");
    assert_int_equal(old.eligible, FEEL_TRUE);
    assert_int_equal(old.amount_fen, 1000000);
    assert_str_equal(old.period, "2023");
    assert_int_equal(old.on, day(20240115));
    // a day of the claimant's choice is refused, and a later one shows nothing that is to come
    Assessment chosen = award(&population, 20240115, "2023-10-31");
    assert_true(has_reason(&chosen, "ASSESSED_ON_WRONG_DAY"));
    Assessment ahead = award(&population, 20240115, "2024-12-31");
    assert_true(has_reason(&ahead, "ASSESSED_ON_WRONG_DAY"));
    assert_str_equal(ahead.period, "2024");
    Assessment before = award(&population, 20240115, "2022-12-31");
    assert_true(has_reason(&before, "YEAR_BEFORE_POLICY"));
    population_close(&population);
}

static void settle_award(Tx *tx) {
    put_grant(tx, (EntitlementInsertIn){.policy_number = 33, .measure = STR("internship_award"),
                                        .subject_kind = STR("base"),
                                        .subject_key = STR(JOURNEY_INTERNSHIP_USCC),
                                        .uscc = STR(JOURNEY_INTERNSHIP_USCC),
                                        .period = STR("2023"), .amount_fen = 1000000,
                                        .granted_on = day(20240120)});
}

static void test_dated__a_year_is_had_once(void **state) {
    Population population = population_open(state);
    settlers_write(&population, settle_award);
    Assessment old = award(&population, 20240131, "2023-12-31");
    assert_true(has_reason(&old, "ALREADY_PAID_THIS_YEAR"));
    assert_true(old.is_claimed);
    Assessment now = award(&population, 20240131, NULL); // of 2024, though paid in 2024
    assert_false(has_reason(&now, "ALREADY_PAID_THIS_YEAR"));
    assert_false(now.is_claimed);
    population_close(&population);
}

// What a review of an appeal finds dates the views as well.
static void test_dated__by_what_was_found(void **state) {
    Population population = population_open(state);
    AssessmentIn in = award_on(&population, 20240115, NULL);
    in.found_json = STR("{\"assessed_on\":\"2023-12-31\"}");
    Assessment found = assess(&population, &in);
    assert_int_equal(found.eligible, FEEL_TRUE);
    assert_str_equal(found.period, "2023");
    population_close(&population);
}

// ---- Any view, by any date ----

#define HIRE(person) COMPANY ":" person ":2023-03-01"
#define YOUNG "640522200003150010"

// The sample pack with a policy that reads views as of other days.
static const Pack *dated_pack(Arena *arena) {
    PackFiles files;
    Error error = {0};
    Diagnostics diagnostics = {.arena = arena};
    assert_ok(pack_files_from_folder(arena, STR("test/policy/pack"), &files, &error), error);
    for (size_t i = 0; i < files.count; i++) {
        if (!str_equal(files.items[i].name, STR("01-sample.md"))) continue;
        assert_ok(file_read(arena, STR("test/publish/dated.md"), 1 << 16, &files.items[i].content,
                            &error),
                  error);
    }
    const Pack *pack = pack_load(arena, &files, &diagnostics);
    assert_int_equal(diagnostics.error_count, 0);
    return pack;
}

// Three are insured when the young one comes, five now; one hire is of a unit that had only one.
static void settle_hires(Tx *tx) {
    static const int FIRST_DAYS[] = {20200101, 20200101, 20230301, 20230701, 20230801};
    put_unit(tx, COMPANY, "enterprise");
    for (size_t i = 0; i < sizeof FIRST_DAYS / sizeof *FIRST_DAYS; i++) {
        char id_number[32];
        snprintf(id_number, sizeof id_number, "64052219880315%04zu", 1000 + i);
        int64_t person = i == 2 ? put_person(tx, YOUNG, 20000315, "640522")
                                : put_person(tx, id_number, 19880315, "640522");
        put_insurance(tx, person, "unemployment", COMPANY, FIRST_DAYS[i], 0, "640521");
        put_insurance(tx, person, "pension", COMPANY, FIRST_DAYS[i], 0, "640521");
        put_hire(tx, person, FIRST_DAYS[i], "open", 0);
    }
}

static AssessmentIn hire_query(const Population *population, const char *stated) {
    AssessmentIn in = query_of(population, 1, HIRE(YOUNG));
    in.stated_json = stated ? S(stated) : (Str){0};
    return in;
}

static void test_dated__by_a_column_and_by_a_statement(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_hires);
    population.pack = dated_pack(&population.arena);
    AssessmentIn in = hire_query(&population, NULL);
    Assessment now = assess(&population, &in);
    assert_str_equal(fact_of(&now, "insured_then")->json, "3");
    assert_str_equal(fact_of(&now, "insured_now")->json, "5");
    assert_str_equal(fact_of(&now, "months")->json, "7"); // to 16 October
    assert_str_equal(now.period, "2023-10");
    in = hire_query(&population, "{\"assessed_on\":\"2023-06-30\"}"); // its own view
    Assessment june = assess(&population, &in);
    assert_str_equal(fact_of(&june, "months")->json, "4");
    assert_str_equal(fact_of(&june, "insured_now")->json, "5"); // nothing dates it
    assert_str_equal(june.period, "2023-06");
    in = hire_query(&population, "{\"assessed_on\":\"2023-02-28\"}"); // the hire is not there yet
    Assessment early = assess(&population, &in);
    assert_str_equal(fact_of(&early, "months")->json, "null");
    assert_int_equal(early.eligible, FEEL_UNKNOWN); // and nobody is paid on a null
    in = hire_query(&population, "{\"assessed_on\":\"2030-01-31\"}"); // not to be seen yet
    Assessment late = assess(&population, &in);
    assert_str_equal(fact_of(&late, "months")->json, "7");
    population_close(&population);
}

// ---- One by one, as a set, in a scan ----

static bool run_set(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AssessmentIn *one = in;
    AssessmentSet *set;
    if (!assessment_set_open(tx, one, &one->subject_key, 1, arena, &set, error)) return false;
    bool is_done = assessment_set_subject(set, one->subject_key, one->stated_json, arena, out,
                                          error);
    assessment_set_close(set);
    return is_done;
}

static void test_dated__alike_in_a_set(void **state) {
    Population population = population_open(state);
    AssessmentIn in = award_on(&population, 20240115, "2023-12-31");
    Assessment alone = assess(&population, &in), together;
    Error error = {0};
    assert_ok(store_read(population.store, run_set, &in, &together, &population.arena, &error),
              error);
    assert_true(str_equal(alone.decision_json, together.decision_json));
    assert_str_equal(together.period, "2023");
    population_close(&population);
}

typedef struct Tally {
    int64_t count, fen;
} Tally;

static bool add(void *user, int policy_number, Str subject_key, Str division_code,
                int64_t amount_fen, bool is_claimed, Error *error) {
    Tally *tally = user;
    (void)policy_number, (void)subject_key, (void)division_code, (void)is_claimed, (void)error;
    tally->count++;
    tally->fen += amount_fen;
    return true;
}

static Tally scan_hires(Population *population, int on) {
    Tally tally = {0};
    ScanCounts counts;
    Error error = {0};
    ScanOptions options = {.pack = population->pack, .on = day(on), .policy_number = 1,
                           .each = add, .user = &tally};
    assert_ok(scan_run(population->store, &options, &population->arena, &counts, &error), error);
    return tally;
}

// Of the five hires, on their days the unit had 2, 2, 3, 4 and 5; of the months each had by then
// (45, 45, 7, 3, 2 on 16 October) all have one.
static void test_dated__alike_in_a_scan(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_hires);
    population.pack = dated_pack(&population.arena);
    Tally tally = scan_hires(&population, 20231016);
    assert_int_equal(tally.count, 5);
    assert_int_equal(tally.fen, (2 + 2 + 3 + 4 + 5) * 100 + 45 + 45 + 7 + 3 + 2);
    tally = scan_hires(&population, 20230815); // the fifth has been there for no full month
    assert_int_equal(tally.count, 4);
    assert_int_equal(tally.fen, (2 + 2 + 3 + 4) * 100 + 43 + 43 + 5 + 1);
    population_close(&population);
}

// ---- Rows that a target counts, each by the parameters of its own date ----

typedef struct CountQuery {
    const Policy *policy;
    const Target *target;
} CountQuery;

static bool run_count(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const CountQuery *query = in;
    bool is_found = false;
    if (!target_count_find(tx, query->policy, query->target, STR(""), arena, out, &is_found,
                           error)) {
        return false;
    }
    return is_found || error_set(error, ERROR_NOT_FOUND, "not counted");
}

static TargetCount counted(Population *population, const Policy *policy, size_t target) {
    TargetCount count;
    Error error = {0};
    CountQuery query = {policy, &policy->targets.items[target]};
    assert_ok(store_read(population->store, run_count, &query, &count, &population->arena, &error),
              error);
    return count;
}

static int64_t whole_number(Decimal number) {
    int64_t value = -1;
    assert_true(decimal_to_int64(number, &value));
    return value;
}

// Two hires of 2020 weigh one each, three of 2023 ten each; the fifth has two months.
static void test_dated__target_counts_rows_of_all_dates(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_hires);
    population.pack = dated_pack(&population.arena);
    const Policy *policy = pack_policy(population.pack, 1);
    Error error = {0};
    assert_ok(target_count_run(population.store, population.pack, 1, today(), &error), error);
    assert_int_equal(whole_number(counted(&population, policy, 0).part), 1 + 1 + 10 + 10);
    TargetCount share = counted(&population, policy, 1);
    assert_int_equal(whole_number(share.part), 1 + 1 + 10 + 10 + 10);
    assert_int_equal(whole_number(share.whole), 5);
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_dated__award_of_the_old_year),
        BOTH(test_dated__a_year_is_had_once),
        BOTH(test_dated__by_what_was_found),
        BOTH(test_dated__by_a_column_and_by_a_statement),
        BOTH(test_dated__alike_in_a_set),
        BOTH(test_dated__alike_in_a_scan),
        BOTH(test_dated__target_counts_rows_of_all_dates),
    };
    return RUN_TESTS(tests);
}
