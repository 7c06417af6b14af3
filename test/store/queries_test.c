// SPDX-License-Identifier: Apache-2.0
// Protects every SQL statement of the program: each is prepared on both databases against the
// real schema, so that a misspelt column or a type that only one database accepts fails here.

#include "store/migration.h"

#include "database.h"

static bool prepare(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return query_prepare(tx, in, error);
}

static void test_queries__all_can_be_prepared(void **state) {
    Store *store = test_store_open(*state, 1);
    Arena arena = {0};
    Error error = {0};
    int count = 0, failures = 0;
    assert_ok(store_migrate_embedded(store, &error), error);
    for (const QueryList *const *list = query_lists; *list; list++) {
        for (size_t i = 0; i < (*list)->count; i++, count++) {
            const Query *query = (*list)->items[i];
            Error failure = {0};
            if (store_read(store, prepare, query, NULL, &arena, &failure)) continue;
            print_error("%s:%d: %s\n", query->file, query->line, failure.message);
            failures++;
        }
    }
    assert_int_equal(failures, 0);
    assert_true(count > 0);
    arena_release(&arena);
    store_close(store);
}

static void test_queries__names_are_unique(void **state) {
    (void)state;
    Arena arena = {0};
    struct {
        const char **items;
        size_t count, capacity;
    } names = {0};
    for (const QueryList *const *list = query_lists; *list; list++) {
        for (size_t i = 0; i < (*list)->count; i++) {
            for (size_t j = 0; j < names.count; j++) {
                assert_string_not_equal(names.items[j], (*list)->items[i]->name);
            }
            PUSH(&arena, &names, (*list)->items[i]->name);
        }
    }
    arena_release(&arena);
}

// What prepares on one database and must not pass: a query whose columns differ from its row.
static void test_queries__a_lying_header_is_found(void **state) {
    static const QueryField wrong_name[] = {{"other", SQL_INT, false, 0, GUARD_NONE, NULL}};
    static const QueryField two[] = {{"n", SQL_INT, false, 0, GUARD_NONE, NULL}, {"m", SQL_INT, false, 8, GUARD_NONE, NULL}};
    static const char *const text = "SELECT 1 AS n";
    const Query queries[] = {
        {"liar_name", "x.sql", 1, QUERY_ONE, text, text, {0}, {wrong_name, 1, 8, false}},
        {"liar_count", "x.sql", 2, QUERY_ONE, text, text, {0}, {two, 2, 16, false}},
        {"liar_syntax", "x.sql", 3, QUERY_ONE, "SELEC 1", "SELEC 1", {0}, {two, 2, 16, false}},
        {"liar_quotes", "x.sql", 4, QUERY_ONE, "SELECT \"n\" AS n", "SELECT \"n\" AS n", {0},
         {two, 1, 16, false}},
    };
    Store *store = test_store_open(*state, 1);
    Arena arena = {0};
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
            Error error = {0};
            assert_false(store_read(store, prepare, &queries[i], NULL, &arena, &error));
            assert_int_equal(error.kind, ERROR_UNAVAILABLE);
            assert_non_null(strstr(error.detail, "x.sql:"));
        }
    }
    arena_release(&arena);
    store_close(store);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_queries__all_can_be_prepared),
        cmocka_unit_test(test_queries__names_are_unique),
        BOTH(test_queries__a_lying_header_is_found),
    };
    return RUN_TESTS(tests);
}
