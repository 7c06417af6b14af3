// SPDX-License-Identifier: Apache-2.0
// Protects that a scan decides as a single case does: all examples of a policy that share their day
// and parameters, as columns of one batch, give the conclusions that each gives alone.
#include "feel/json.h"
#include "policy/decision.h"

#include "test.h"

static Arena arena;

static void assert_ok(bool done, Error error) {
    if (!done) fail_msg("%s [%s]", error.message, error.detail);
}

static Str as_json(FeelValue value) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &arena, 0);
    json_writer_init(&writer, &out);
    feel_to_json(&writer, value);
    return str_built(&out);
}

typedef struct Rows {
    PolicyCase *cases;
    const Example **examples;
    size_t count;
} Rows;

// The examples of a day without parameters of their own.
static Rows rows_of(const Policy *policy, Date on) {
    Rows rows = {NEW_ARRAY(&arena, PolicyCase, policy->examples.count),
                 NEW_ARRAY(&arena, const Example *, policy->examples.count), 0};
    for (size_t i = 0; i < policy->examples.count; i++) {
        const Example *example = &policy->examples.items[i];
        if (example->on != on || example->override_count > 0) continue;
        rows.examples[rows.count] = example;
        rows.cases[rows.count++] = policy_case_from_example(&arena, policy, example);
    }
    return rows;
}

static FeelColumn *columns_of(const Policy *policy, const Rows *rows) {
    FeelColumn *columns = NEW_ARRAY(&arena, FeelColumn, policy->facts.count);
    for (size_t i = 0; i < policy->facts.count; i++) {
        FeelValue *values = NEW_ARRAY(&arena, FeelValue, rows->count);
        for (size_t row = 0; row < rows->count; row++) values[row] = rows->cases[row].facts[i];
        columns[i] = feel_column_values(values);
    }
    return columns;
}

static size_t compare_rows(const Pack *pack, const Policy *policy, const Rows *rows, Date on) {
    PolicyRun *batch_run = policy_run_new_in(&arena, pack, policy, &(PolicyRunOptions){0});
    PolicyRun *single_run = policy_run_new_in(&arena, pack, policy, &(PolicyRunOptions){0});
    PolicyBatch batch = {.facts = columns_of(policy, rows), .row_count = rows->count, .on = on};
    PolicyResult result;
    Error error = {0};
    assert_ok(policy_run_batch(batch_run, &arena, &batch, &result, &error), error);
    for (size_t row = 0; row < rows->count; row++) {
        Decision alone;
        assert_ok(decision_make(single_run, policy, &arena, &rows->cases[row], on, &alone, &error),
                  error);
        for (size_t i = 0; i < policy->conclusions.count; i++) {
            Str expected = as_json(alone.values[i]);
            Str actual = as_json(feel_column_get(&result.conclusions[i], row));
            if (str_equal(expected, actual)) continue;
            fail_msg("item %d, %.*s: %.*s is %.*s alone and %.*s in the batch", policy->number,
                     STR_ARG(rows->examples[row]->title),
                     STR_ARG(policy->conclusions.items[i].key), STR_ARG(expected),
                     STR_ARG(actual));
        }
    }
    policy_run_close(single_run);
    policy_run_close(batch_run);
    return rows->count;
}

static bool is_first_of_day(const Policy *policy, size_t place) {
    for (size_t i = 0; i < place; i++) {
        if (policy->examples.items[i].on == policy->examples.items[place].on) return false;
    }
    return true;
}

static void test_columns__decide_as_single_cases_do(void **state) {
    (void)state;
    PackFiles files;
    Diagnostics diagnostics = {.arena = &arena};
    Error error = {0};
    assert_ok(pack_files_from_folder(&arena, STR("policies/zhongwei-2023"), &files, &error),
              error);
    const Pack *pack = pack_load(&arena, &files, &diagnostics);
    assert_non_null(pack);
    size_t compared = 0;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program) continue;
        for (size_t j = 0; j < policy->examples.count; j++) {
            Date on = policy->examples.items[j].on;
            if (!is_first_of_day(policy, j)) continue;
            Rows rows = rows_of(policy, on);
            if (rows.count > 0) compared += compare_rows(pack, policy, &rows, on);
        }
    }
    assert_true(compared > 500);
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns__decide_as_single_cases_do),
    };
    return RUN_TESTS(tests);
}
