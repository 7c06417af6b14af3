// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_STORE_DATABASE_H
#define TEST_STORE_DATABASE_H
// Fresh databases for tests: a temporary SQLite file, and a new database on the throwaway
// PostgreSQL of tools/with-postgres.sh. Without that server a suite fails; it is never skipped.
//
//     static const struct CMUnitTest tests[] = {BOTH(test_claim__is_paid_once), ...};
//     int main(void) { return RUN_TESTS(tests); }
// Each test gets a `const TestDatabase *` in `*state`: a database of its own without any tables.

#include "base/file.h"
#include "base/folder.h"
#include "privacy/sealing.h"
#include "server.h"
#include "store/store.h"
#include "twice.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <string.h>
#include <unistd.h>

typedef struct TestDatabase {
    bool is_postgres;
    char url[600];
    char folder[TEST_FOLDER_SIZE]; // of the SQLite file and of the keys
    char name[64];                 // of the PostgreSQL database
} TestDatabase;

// The same keys for every test, so that the same data has the same order in each run.
static inline void test_keys_make(const char *folder) {
    static const char *const files[][2] = {
        {"field-1.key", "international 000102030405060708090a0b0c0d0e0f"
                        "101112131415161718191a1b1c1d1e1f\n"},
        {"blind-1.key", "international 202122232425262728292a2b2c2d2e2f"
                        "303132333435363738393a3b3c3d3e3f\n"},
    };
    Error error = {0};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[100];
        snprintf(path, sizeof path, "%s/%s", folder, files[i][0]);
        if (!file_write_secret(str_from_c(path), str_from_c(files[i][1]), &error)) {
            fail_msg("%s", error.message);
        }
    }
}

// Its keys, open until the program ends.
static inline Keyring *test_keys(const TestDatabase *database) {
    static Keyring *keys;
    Error error = {0};
    if (!keys && !keyring_open(str_from_c(database->folder), CIPHER_INTERNATIONAL, &keys, &error)) {
        fail_msg("%s: %s", error.message, error.detail);
    }
    return keys;
}

static inline void test_database_make(TestDatabase *database, bool is_postgres) {
    static int number;
    *database = (TestDatabase){.is_postgres = is_postgres};
    test_folder_make(database->folder);
    test_keys_make(database->folder);
    if (!is_postgres) {
        snprintf(database->url, sizeof database->url, "sqlite:%s/test.db", database->folder);
        return;
    }
    char sql[200];
    snprintf(database->name, sizeof database->name, "test_%d_%d", (int)getpid(), number++);
    snprintf(sql, sizeof sql,
             "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
             database->name);
    test_postgres_command(sql);
    const char *server = test_postgres_url(), *options = strchr(server, '?');
    size_t head = options ? (size_t)(options - server) : strlen(server);
    while (head > 0 && server[head - 1] != '/') head--;
    snprintf(database->url, sizeof database->url, "%.*s%s%s", (int)head, server, database->name,
             options ? options : "");
}

static inline void test_database_remove(TestDatabase *database) {
    if (database->is_postgres) {
        char sql[200];
        snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)", database->name);
        test_postgres_command(sql);
    }
    test_folder_remove(database->folder);
}

// Opens a store or fails the test.
static inline Store *test_store_open(const TestDatabase *database, int connections) {
    Store *store = NULL;
    Error error = {0};
    StoreOptions options = {.connections = connections, .keys = test_keys(database)};
    if (!store_open(str_from_c(database->url), &options, &store, &error)) {
        fail_msg("%s: %s", error.message, error.detail);
    }
    twice_begin(store);
    return store;
}

// Seals what stands in plaintext, as the program does after a migration.
static inline void test_seal(const TestDatabase *database) {
    Store *store = NULL;
    Error error = {0};
    StoreOptions admitting = {.keys = test_keys(database), .admits_plain = true};
    if (!store_open(str_from_c(database->url), &admitting, &store, &error) ||
        !sealing_finish(store, admitting.keys, &error)) {
        fail_msg("%s: %s", error.message, error.detail);
    }
    store_close(store);
}

// The condition must hold; `error` says why it does not.
#define assert_ok(condition, error)                                                               \
    do {                                                                                          \
        if (!(condition)) fail_msg("%s: %s [%s]", (error).message, (error).detail, (error).code);  \
    } while (0)

static inline int test_make_sqlite(void **state) {
    static TestDatabase database;
    test_database_make(&database, false);
    *state = &database;
    return 0;
}

static inline int test_make_postgres(void **state) {
    static TestDatabase database;
    test_database_make(&database, true);
    *state = &database;
    return 0;
}

static inline int test_remove(void **state) {
    test_database_remove(*state);
    return 0;
}

// clang-format off
#define ON_SQLITE(test) {#test " on SQLite", test, test_make_sqlite, test_remove, NULL}
#define ON_POSTGRES(test) {#test " on PostgreSQL", test, test_make_postgres, test_remove, NULL}
#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)
// clang-format on

#endif
