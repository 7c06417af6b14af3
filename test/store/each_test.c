// SPDX-License-Identifier: Apache-2.0
// Protects asking the same for many: each gets its own rows in its own place, a failure in the
// middle is the failure of all, and the connection serves the next transaction.

#include "sample.h"

#define ASKED 350 // more than are sent at once

static bool fill(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleInsertIn *rows = NEW_ARRAY(arena, SampleInsertIn, ASKED);
    (void)in;
    (void)out;
    for (int i = 0; i < ASKED; i++) {
        rows[i] = (SampleInsertIn){.name = str_format(arena, "name %d", i),
                                   .number = {true, i}, .day = DATE_ABSENT};
    }
    return sample_insert_bulk(tx, rows, ASKED, NULL, error);
}

static Store *filled(void **state) {
    Store *store = sample_open(state, 1);
    Arena arena = {0};
    Error error = {0};
    assert_ok(store_write(store, fill, NULL, NULL, &arena, &error), error);
    arena_release(&arena);
    return store;
}

static bool look_for_all(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleByNameIn names[2 * ASKED];
    QueryRows *rows = out;
    (void)in;
    for (int i = 0; i < 2 * ASKED; i++) { // every other one is not there
        names[i].name = str_format(arena, "name %d", i % 2 ? -i : i / 2);
    }
    return sample_by_name_each(tx, names, 2 * ASKED, arena, rows, error);
}

static void test_each__answers_stand_in_their_places(void **state) {
    Store *store = filled(state);
    Arena arena = {0};
    Error error = {0};
    static QueryRows rows[2 * ASKED];
    for (int again = 0; again < 2; again++) {
        assert_ok(store_read(store, look_for_all, NULL, rows, &arena, &error), error);
        for (int i = 0; i < 2 * ASKED; i++) {
            const SampleRow *row = rows[i].items;
            assert_int_equal(rows[i].count, i % 2 ? 0 : 1);
            if (i % 2 == 0) assert_int_equal(row->number.value, i / 2);
        }
    }
    arena_release(&arena);
    store_close(store);
}

static bool look_for_lists(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleListIn lists[] = {{.row_count = 3}, {.name = STR("name 7"), .row_count = 3},
                            {.row_count = ASKED}, {.name = STR("-"), .row_count = 3}};
    (void)in;
    return sample_list_each(tx, lists, 4, arena, out, error);
}

static void test_each__a_list_for_each(void **state) {
    Store *store = filled(state);
    Arena arena = {0};
    Error error = {0};
    QueryRows rows[4];
    assert_ok(store_read(store, look_for_lists, NULL, rows, &arena, &error), error);
    assert_int_equal(rows[0].count, 3);
    assert_int_equal(rows[1].count, 1);
    assert_str_equal(((const SampleRow *)rows[1].items)->name, "name 7");
    assert_int_equal(rows[2].count, ASKED);
    assert_int_equal(rows[3].count, 0);
    arena_release(&arena);
    store_close(store);
}

// The tenth adds a name that is there already.
static bool add_some(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleAddIn names[20];
    QueryRows rows[20];
    (void)in;
    (void)out;
    for (int i = 0; i < 20; i++) names[i].name = str_format(arena, "name %d", i == 10 ? 0 : -i - 1);
    return sample_add_each(tx, names, 20, arena, rows, error);
}

static void test_each__a_failure_in_the_middle_is_that_of_all(void **state) {
    Store *store = filled(state);
    Arena arena = {0};
    Error error = {0};
    static QueryRows rows[2 * ASKED];
    assert_false(store_write(store, add_some, NULL, NULL, &arena, &error));
    assert_string_equal(error.code, "UNIQUE:sample_name");
    error = (Error){0};
    assert_ok(store_read(store, look_for_all, NULL, rows, &arena, &error), error);
    assert_int_equal(rows[0].count, 1);
    arena_release(&arena);
    store_close(store);
}

static bool try_some(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Error failure = {0};
    (void)in;
    if (store_attempt(tx, add_some, NULL, NULL, arena, &failure)) return false;
    return look_for_all(tx, NULL, out, arena, error);
}

static void test_each__an_attempt_goes_on_after_it(void **state) {
    Store *store = filled(state);
    Arena arena = {0};
    Error error = {0};
    static QueryRows rows[2 * ASKED];
    assert_ok(store_write(store, try_some, NULL, rows, &arena, &error), error);
    assert_int_equal(rows[2].count, 1);
    arena_release(&arena);
    store_close(store);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_each__answers_stand_in_their_places),
        BOTH(test_each__a_list_for_each),
        BOTH(test_each__a_failure_in_the_middle_is_that_of_all),
        BOTH(test_each__an_attempt_goes_on_after_it),
    };
    return RUN_TESTS(tests);
}
