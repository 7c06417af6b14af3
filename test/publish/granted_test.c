// SPDX-License-Identifier: Apache-2.0
// Protects: what was granted counts for those whom a source names: an item or one measure of it,
// the person, the unit or the very subject, in the year or ever.
#include "publish/granted.h"

#include "test.h"

#define UNIT "91640502MA76GRANT1"

static Arena arena;

static FactGrant grants[] = {
    {.policy_number = 9, .measure = STR_INIT("repair"), .subject_kind = STR_INIT("facility"),
     .subject_key = STR_INIT("F1"), .period = STR_INIT("once"), .amount_fen = 600,
     .granted_on = 19000},
    {.policy_number = 9, .measure = STR_INIT("running"), .subject_kind = STR_INIT("facility"),
     .subject_key = STR_INIT("F1"), .period = STR_INIT("2022"), .amount_fen = 100,
     .granted_on = 19400},
    {.policy_number = 9, .measure = STR_INIT("running"), .subject_kind = STR_INIT("facility"),
     .subject_key = STR_INIT("F1"), .period = STR_INIT("2023"), .amount_fen = 100,
     .granted_on = 19600},
    {.policy_number = 7, .measure = STR_INIT("grant"), .subject_kind = STR_INIT("hire"),
     .subject_key = STR_INIT(UNIT ":1"), .period = STR_INIT("once"), .person_id = 5,
     .uscc = STR_INIT(UNIT), .amount_fen = 1500, .granted_on = 19600},
    {.policy_number = 24, .measure = STR_INIT("refund"), .subject_kind = STR_INIT("employer"),
     .subject_key = STR_INIT(UNIT), .period = STR_INIT("2023"), .uscc = STR_INIT(UNIT),
     .amount_fen = 9000, .granted_on = 19600},
};

static GrantTotal total(FactSource source, FactSubject subject, int64_t year) {
    FactGrants list = {.items = grants, .count = sizeof grants / sizeof *grants};
    GrantBook book = grant_book_new_in(&arena, &list);
    return grant_book_total(&book, &source, &subject, year);
}

static FactSource of_item(int item, const char *view, bool is_yearly) {
    return (FactSource){.view = str_from_c(view), .items = {item}, .item_count = 1,
                        .is_yearly = is_yearly};
}

static FactSource of_measure(const char *measure, bool is_yearly) {
    return (FactSource){.view = STR("facility"), .measure = str_from_c(measure),
                        .is_yearly = is_yearly};
}

static const FactSubject facility = {.key = STR_INIT("F1")};

static void test_granted__an_item_counts_all_its_measures(void **state) {
    (void)state;
    assert_int_equal(total(of_item(9, "facility", false), facility, 2023).amount_fen, 800);
    assert_int_equal(total(of_item(9, "facility", true), facility, 2023).amount_fen, 100);
    assert_int_equal(total(of_item(11, "facility", false), facility, 2023).count, 0);
    FactSubject other = {.key = STR_INIT("F2")};
    assert_int_equal(total(of_item(9, "facility", false), other, 2023).count, 0);
}

static void test_granted__a_measure_counts_itself_alone(void **state) {
    (void)state;
    assert_int_equal(total(of_measure("repair", false), facility, 2023).amount_fen, 600);
    assert_int_equal(total(of_measure("running", false), facility, 2023).count, 2);
    assert_int_equal(total(of_measure("running", true), facility, 2023).count, 1);
    assert_int_equal(total(of_measure("running", true), facility, 2024).count, 0);
}

static void test_granted__a_stage_is_had_once(void **state) {
    (void)state;
    static FactGrant stages[] = {
        {.measure = STR_INIT("reward"), .subject_kind = STR_INIT("roster"),
         .subject_key = STR_INIT("R1"), .period = STR_INIT("2023"), .stage = STR_INIT("1"),
         .amount_fen = 100},
        {.measure = STR_INIT("reward"), .subject_kind = STR_INIT("roster"),
         .subject_key = STR_INIT("R1"), .period = STR_INIT("2023"), .stage = STR_INIT("3"),
         .amount_fen = 200},
    };
    FactGrants list = {.items = stages, .count = 2};
    GrantBook book = grant_book_new_in(&arena, &list);
    Measure measure = {.key = STR("reward"), .subject = STR("roster"), .stage = STR("stage")};
    FactSubject subject = {.key = STR_INIT("R1")};
    const FactView *view = fact_view_find(STR("roster"));
    const FactGrant *third = grant_book_claimed(
        &book, view, &measure, &(GrantTurn){STR("2023"), STR("3")}, &subject);
    assert_non_null(third);
    assert_int_equal(third->amount_fen, 200);
    assert_null(grant_book_claimed(&book, view, &measure, &(GrantTurn){STR("2023"), STR("6")},
                                   &subject));
    assert_null(grant_book_claimed(&book, view, &measure, &(GrantTurn){STR("2024"), STR("3")},
                                   &subject));
    assert_str_equal(measure_stage(&measure, feel_string(STR("6"))), "6");
    assert_str_equal(measure_stage(&measure, feel_null()), "");
    measure.stage = (Str){0};
    assert_non_null(grant_book_claimed(&book, view, &measure,
                                       &(GrantTurn){STR("2023"), STR("")}, &subject));
    assert_str_equal(measure_stage(&measure, feel_string(STR("6"))), "");
}

static void test_granted__a_unit_is_not_what_it_had_for_a_person(void **state) {
    (void)state;
    FactSubject hire = {.key = STR_INIT(UNIT ":1"), .person_id = 5, .uscc = STR_INIT(UNIT)};
    assert_int_equal(total(of_item(7, "employer", false), hire, 2023).count, 0);
    assert_int_equal(total(of_item(7, "person", false), hire, 2023).amount_fen, 1500);
    assert_int_equal(total(of_item(24, "employer", true), hire, 2023).amount_fen, 9000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_granted__an_item_counts_all_its_measures),
        cmocka_unit_test(test_granted__a_measure_counts_itself_alone),
        cmocka_unit_test(test_granted__a_stage_is_had_once),
        cmocka_unit_test(test_granted__a_unit_is_not_what_it_had_for_a_person),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
