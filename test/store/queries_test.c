// SPDX-License-Identifier: Apache-2.0
// Protects every SQL statement of the program: each is prepared on both databases against the
// real schema, so that a misspelt column or a type that only one database accepts fails here.

#include "store/migration.h"

#include "base/map.h"
#include "database.h"

#define SQLITE_ENABLE_COLUMN_METADATA // as the library was built
#include <sqlite3.h>

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

// ---- Guards ----

// A column and how the first query that reads it says it is guarded.
typedef struct Origin {
    const Query *query;
    const QueryField *field;
} Origin;

static bool is_same_guard(const QueryField *a, const QueryField *b) {
    if (a->guard != b->guard) return false;
    return a->guard != GUARD_SEALED || strcmp(a->guard_name, b->guard_name) == 0;
}

// Every query that reads a column of personal data says so, or it would show ciphertext; a field
// named former_ is the ciphertext itself, by which sealing finds a row again (privacy/sealing.sql).
static int check_guards(sqlite3 *db, const Query *query, Map *origins, Arena *arena) {
    sqlite3_stmt *statement;
    int faults = 0;
    assert_int_equal(sqlite3_prepare_v2(db, query->sqlite, -1, &statement, NULL), SQLITE_OK);
    for (int i = 0; i < query->row.count; i++) {
        const QueryField *field = &query->row.fields[i];
        const char *table = sqlite3_column_table_name(statement, i);
        const char *column = sqlite3_column_origin_name(statement, i);
        if (!table || !column || strncmp(field->name, "former_", 7) == 0) continue;
        Str name = str_format(arena, "%s.%s", table, column);
        Origin *first = map_get(origins, name);
        if (!first) {
            first = NEW(arena, Origin);
            *first = (Origin){query, field};
            (void)map_put(origins, name, first);
        }
        if (is_same_guard(first->field, field)) continue;
        print_error("%.*s is guarded in one of %s:%d and %s:%d only\n", STR_ARG(name),
                    query->file, query->line, first->query->file, first->query->line);
        faults++;
    }
    sqlite3_finalize(statement);
    return faults;
}

static void test_queries__agree_on_what_is_guarded(void **state) {
    const TestDatabase *database = *state;
    Store *store = test_store_open(database, 1);
    Arena arena = {0};
    Map origins = {.arena = &arena};
    Error error = {0};
    sqlite3 *db;
    int faults = 0;
    assert_ok(store_migrate_embedded(store, &error), error);
    assert_int_equal(sqlite3_open(database->url + strlen("sqlite:"), &db), SQLITE_OK);
    for (const QueryList *const *list = query_lists; *list; list++) {
        for (size_t i = 0; i < (*list)->count; i++) {
            faults += check_guards(db, (*list)->items[i], &origins, &arena);
        }
    }
    assert_int_equal(faults, 0);
    const Origin *name = map_get(&origins, STR("person.name"));
    assert_true(name && name->field->guard == GUARD_SEALED);
    sqlite3_close(db);
    arena_release(&arena);
    store_close(store);
}

// What prepares on one database and must not pass: a query whose columns differ from its row.
static void test_queries__a_lying_header_is_found(void **state) {
    static const QueryField wrong_name[] = {{"other", SQL_INT, false, 0, GUARD_NONE, NULL}};
    static const QueryField two[] = {{"n", SQL_INT, false, 0, GUARD_NONE, NULL},
                                     {"m", SQL_INT, false, 8, GUARD_NONE, NULL}};
    static const char *const text = "SELECT 1 AS n";
    const Query queries[] = {
        {"liar_name", "x.sql", 1, QUERY_ONE, text, text, {0}, {wrong_name, 1, 8, false}, false,
         0},
        {"liar_count", "x.sql", 2, QUERY_ONE, text, text, {0}, {two, 2, 16, false}, false, 0},
        {"liar_syntax", "x.sql", 3, QUERY_ONE, "SELEC 1", "SELEC 1", {0}, {two, 2, 16, false},
         false, 0},
        {"liar_quotes", "x.sql", 4, QUERY_ONE, "SELECT \"n\" AS n", "SELECT \"n\" AS n", {0},
         {two, 1, 16, false}, false, 0},
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
        {"test_queries__agree_on_what_is_guarded", test_queries__agree_on_what_is_guarded,
         test_make_sqlite, test_remove, NULL},
        BOTH(test_queries__a_lying_header_is_found),
    };
    return RUN_TESTS(tests);
}
