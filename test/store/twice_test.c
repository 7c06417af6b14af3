// SPDX-License-Identifier: Apache-2.0
// Protects what suites are run twice with (twice.h): each transaction is, as far as it says, what
// the first run wrote is gone, and what it left in the caller's memory shows.

#include "sample.h"

#define NAMES_MAX 3

typedef struct Runs {
    int count;
    int names[2]; // added by each of the first two
} Runs;

// Adds so many samples, and counts where it must not.
static bool add_names(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    static const Str names[NAMES_MAX] = {STR_INIT("one"), STR_INIT("two"),
                                         STR_INIT("three")};
    Runs *runs = out;
    int run = runs->count++;
    for (int i = 0; i < *(const int *)in; i++) {
        SampleIdRow id;
        if (!sample_add(tx, &(SampleAddIn){names[i]}, arena, &id, error)) return false;
        runs->names[run]++;
    }
    return true;
}

static Store *open_twice(void **state, const char *mode) {
    store_close(sample_open(state, 1));
    setenv("JIUYE_TEST_TWICE", mode, 1);
    Store *store = test_store_open(*state, 2);
    return store;
}

static void close_twice(Store *store) {
    store_close(store);
    unsetenv("JIUYE_TEST_TWICE");
}

// The first run has added `first` names when it is broken.
static void assert_runs(void **state, const char *mode, int first) {
    Store *store = open_twice(state, mode);
    Arena arena = {0};
    Error error = {0};
    Runs runs = {0};
    int count = NAMES_MAX;
    assert_ok(store_write(store, add_names, &count, &runs, &arena, &error), error);
    assert_int_equal(error.kind, ERROR_NONE);
    assert_int_equal(runs.count, 2);
    assert_int_equal(runs.names[0], first);
    assert_int_equal(runs.names[1], NAMES_MAX);
    close_twice(store);
    store = test_store_open(*state, 1);
    assert_int_equal(sample_total(store), NAMES_MAX);
    store_close(store);
    arena_release(&arena);
}

static void test_twice__at_the_end_contended(void **state) { assert_runs(state, "contended", 3); }
static void test_twice__at_the_end_lost(void **state) { assert_runs(state, "lost", 3); }
static void test_twice__before_the_first_query(void **state) { assert_runs(state, "lost:1", 0); }
static void test_twice__before_the_third_query(void **state) { assert_runs(state, "lost:3", 2); }
static void test_twice__behind_the_last_query(void **state) { assert_runs(state, "lost:9", 3); }

static bool count_reads(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleCountRow row;
    (void)in;
    *(int *)out += 1;
    return sample_count(tx, NULL, arena, &row, error);
}

static void test_twice__reads_too(void **state) {
    static const char *const modes[] = {"contended", "lost", "lost:1"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        setenv("JIUYE_TEST_TWICE", modes[i], 1);
        Store *store = i == 0 ? open_twice(state, modes[i]) : test_store_open(*state, 1);
        Arena arena = {0};
        Error error = {0};
        int reads = 0;
        assert_ok(store_read(store, count_reads, NULL, &reads, &arena, &error), error);
        assert_int_equal(reads, 2);
        close_twice(store);
        arena_release(&arena);
    }
}

static bool add_twins(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleIdRow id;
    (void)in;
    *(int *)out += 1;
    return sample_add(tx, &(SampleAddIn){STR("twin")}, arena, &id, error) &&
           sample_add(tx, &(SampleAddIn){STR("twin")}, arena, &id, error);
}

// What is refused is refused for the same reason, after two runs.
static void test_twice__says_why_it_was_refused(void **state) {
    Store *store = open_twice(state, "contended");
    Arena arena = {0};
    Error error = {0};
    int runs = 0;
    assert_false(store_write(store, add_twins, NULL, &runs, &arena, &error));
    assert_string_equal(error.code, "UNIQUE:sample_name");
    assert_int_equal(runs, 2);
    close_twice(store);
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_twice__at_the_end_contended), BOTH(test_twice__at_the_end_lost),
        BOTH(test_twice__before_the_first_query), BOTH(test_twice__before_the_third_query),
        BOTH(test_twice__behind_the_last_query), BOTH(test_twice__reads_too),
        BOTH(test_twice__says_why_it_was_refused),
    };
    return RUN_TESTS(tests);
}
