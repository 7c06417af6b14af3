// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_STORE_MOULD_H
#define TEST_STORE_MOULD_H
// A database that many tests of a suite begin with is made once and copied for the others: a fresh
// one, with every migration, costs PostgreSQL more than most tests do.
#include "database.h"

#include "store/migration.h"

#define MOULDS_MAX 8

// Fills a database without tables, and leaves nothing of it open.
typedef void MouldMake(const TestDatabase *database);

typedef struct Mould {
    MouldMake *make; // what it holds
    TestDatabase database; // never opened again
} Mould;

static Mould moulds[MOULDS_MAX];
static int mould_count;
static pid_t mould_owner; // a child that ends leaves them alone

static inline void mould_file(const TestDatabase *database, char *path, size_t size) {
    snprintf(path, size, "%s/test.db", database->folder);
}

static inline void mould_copy(const TestDatabase *from, const TestDatabase *to) {
    if (from->is_postgres) {
        char sql[200];
        snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)", to->name);
        test_postgres_command(sql);
        snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY", to->name,
                 from->name);
        test_postgres_command(sql);
        return;
    }
    char path[160];
    Arena arena = {0};
    Error error = {0};
    Str content;
    mould_file(from, path, sizeof path);
    bool ok = file_read(&arena, str_from_c(path), SIZE_MAX / 2, &content, &error);
    mould_file(to, path, sizeof path);
    ok = ok && file_write(str_from_c(path), content, &error);
    assert_ok(ok, error);
    arena_release(&arena);
}

static inline void moulds_remove(void) {
    if (getpid() != mould_owner) return;
    for (int i = 0; i < mould_count; i++) test_database_remove(&moulds[i].database);
}

// What `make` makes, in a database without tables.
static inline void test_database_fill(const TestDatabase *database, MouldMake *make) {
    for (int i = 0; i < mould_count; i++) {
        const Mould *mould = &moulds[i];
        if (mould->make != make || mould->database.is_postgres != database->is_postgres) continue;
        mould_copy(&mould->database, database);
        return;
    }
    make(database);
    assert_true(mould_count < MOULDS_MAX);
    if (mould_count == 0) atexit(moulds_remove);
    mould_owner = getpid();
    Mould mould = {.make = make};
    test_database_make(&mould.database, database->is_postgres);
    mould_copy(database, &mould.database);
    moulds[mould_count++] = mould;
}

static inline void migrated_make(const TestDatabase *database) {
    Store *store = test_store_open(database, 1);
    Error error = {0};
    assert_ok(store_migrate_embedded(store, &error), error);
    store_close(store);
}

// With the tables of the program.
static inline Store *test_store_open_migrated(const TestDatabase *database, int connections) {
    test_database_fill(database, migrated_make);
    return test_store_open(database, connections);
}

#endif
