// SPDX-License-Identifier: Apache-2.0
// Protects: a unit's report of a hire is checked against people and units, is kept once, and never
// changes what is registered.
#include "../city/extracts.h"
#include "../store/mould.h"

#include "city/boundary.h"
#include "registry/hire.h"
#include "registry/import.h"

typedef struct Call {
    HireReport report;
    Date today;
} Call;

static Date on(int year, int month, int day) {
    return date_from_civil((CivilDate){year, month, day});
}

// A database with the smallest city.
static Store *open_city(void **state) {
    Store *store = test_store_open_migrated(*state, 2);
    Error error = {0};
    City city;
    city_make(&city, 1, 1);
    ImportOptions options = {.folder = str_from_c(city.folder), .today = on(2023, 10, 16)};
    ImportSummary summary;
    assert_ok(import_folder(store, &options, &summary, &error), error);
    city_remove(&city);
    return store;
}

static bool run_report(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    return hire_report(tx, &call->report, call->today, arena, out, error);
}

static bool report(Store *store, const Call *call, HireId *id, Error *error) {
    Arena arena = {0};
    *error = (Error){0};
    bool is_done = store_write(store, run_report, call, id, &arena, error);
    arena_release(&arena);
    return is_done;
}

// The migrant of journey 1 comes home and is taken on by the employer of journey 2.
static Call good_call(void) {
    return (Call){
        .report = {.uscc = STR(JOURNEY_EMPLOYER_USCC), .id_number = STR(JOURNEY_MIGRANT_ID),
                   .name = STR("王明远"), .start_date = on(2023, 10, 9),
                   .contract_kind = STR("fixed"), .contract_to = on(2024, 10, 8),
                   .monthly_wage_fen = {true, 400000}},
        .today = on(2023, 10, 16),
    };
}

static void test_hire__reported_twice_is_one_hire(void **state) {
    Store *store = open_city(state);
    Call call = good_call();
    HireId first = {0}, second = {0};
    Error error;
    assert_ok(report(store, &call, &first, &error), error);
    assert_ok(report(store, &call, &second, &error), error);
    assert_true(first.value > 0);
    assert_int_equal(first.value, second.value);
    store_close(store);
}

static void test_hire__never_changes_what_is_registered(void **state) {
    Store *store = open_city(state);
    Call call = good_call();
    HireId id;
    Error error;
    assert_ok(report(store, &call, &id, &error), error);
    call.report.contract_to = on(2025, 10, 8);
    assert_false(report(store, &call, &id, &error));
    assert_string_equal(error.code, "HIRE_DIFFERS");
    assert_int_equal(error.kind, ERROR_CONFLICT);
    store_close(store);
}

static void expect_refusal(Store *store, const Call *call, ErrorKind kind, const char *code) {
    HireId id;
    Error error;
    assert_false(report(store, call, &id, &error));
    assert_string_equal(error.code, code);
    assert_int_equal(error.kind, kind);
    assert_true(strlen(error.message) > 0);
}

static void test_hire__refuses_with_the_reason(void **state) {
    Store *store = open_city(state);
    Call call = good_call();
    call.report.id_number = STR("640522199910100411");
    expect_refusal(store, &call, ERROR_INVALID, "ID_CHECKSUM");
    call = good_call();
    call.report.id_number = STR("640502199901010012");
    expect_refusal(store, &call, ERROR_NOT_FOUND, "PERSON_UNKNOWN");
    call = good_call();
    call.report.name = STR("王明");
    expect_refusal(store, &call, ERROR_CONFLICT, "NAME_DIFFERS");
    call = good_call();
    call.report.uscc = STR("91110105MC0000071D"); // an employer elsewhere
    expect_refusal(store, &call, ERROR_NOT_FOUND, "UNIT_UNKNOWN");
    call = good_call();
    call.report.contract_to = DATE_ABSENT;
    expect_refusal(store, &call, ERROR_INVALID, "MISSING");
    call = good_call();
    call.report.contract_to = on(2023, 10, 8);
    expect_refusal(store, &call, ERROR_INVALID, "PERIOD_ORDER");
    call = good_call();
    call.report.start_date = on(2023, 10, 17);
    expect_refusal(store, &call, ERROR_INVALID, "DATE_FUTURE");
    call = good_call();
    call.report.contract_kind = STR("forever");
    expect_refusal(store, &call, ERROR_INVALID, "LABEL_UNKNOWN");
    store_close(store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_hire__reported_twice_is_one_hire),
        BOTH(test_hire__never_changes_what_is_registered),
        BOTH(test_hire__refuses_with_the_reason),
    };
    return RUN_TESTS(tests);
}
