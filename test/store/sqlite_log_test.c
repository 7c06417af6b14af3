// SPDX-License-Identifier: Apache-2.0
// Protects: what a commit adds to SQLite's log reaches the file in few writes before its sync; a
// transaction larger than the cache reads what it wrote, and may be undone; a write that fails then
// fails the commit and nothing else.

#include "sample.h"

#include <sqlite3.h>

// ---- The file system below, counted ----

static struct {
    int (*write)(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset);
    int (*sync)(sqlite3_file *file, int flags);
    int (*open)(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out);
    sqlite3_vfs vfs;
    sqlite3_io_methods methods;
    int writes, syncs;
    int64_t bytes;
    bool is_full;
} disk;

static int disk_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset) {
    if (disk.is_full) return SQLITE_FULL;
    disk.writes++;
    disk.bytes += size;
    return disk.write(file, bytes, size, offset);
}

static int disk_sync(sqlite3_file *file, int flags) {
    disk.syncs++;
    return disk.sync(file, flags);
}

static int disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                     int *out) {
    int code = disk.open(vfs, name, file, flags, out);
    if (code != SQLITE_OK || !(flags & SQLITE_OPEN_WAL)) return code;
    disk.write = file->pMethods->xWrite;
    disk.sync = file->pMethods->xSync;
    disk.methods = *file->pMethods;
    disk.methods.xWrite = disk_write;
    disk.methods.xSync = disk_sync;
    file->pMethods = &disk.methods;
    return code;
}

static Store *counted_open(void **state) {
    static bool is_registered;
    if (!is_registered) {
        disk.vfs = *sqlite3_vfs_find(NULL);
        disk.open = disk.vfs.xOpen;
        disk.vfs.zName = "counted";
        disk.vfs.xOpen = disk_open;
        assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
        is_registered = true;
    }
    Store *store = sample_open(state, 2);
    disk.writes = disk.syncs = 0;
    disk.bytes = 0;
    return store;
}

// ---- Rows of a page each ----

typedef struct Adding {
    int64_t rows;
    bool is_undone;
} Adding;

static bool add_rows(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Adding *adding = in;
    char filling[3000];
    memset(filling, 'x', sizeof filling);
    for (int64_t i = 0; i < adding->rows; i++) {
        SampleInsertIn row = {.name = str_format(arena, "%lld", (long long)i),
                              .note = {filling, sizeof filling}, .day = DATE_ABSENT};
        if (!sample_insert(tx, &row, NULL, error)) return false;
    }
    if (!count_samples(tx, NULL, out, arena, error)) return false;
    return !adding->is_undone || error_set(error, ERROR_CONFLICT, "不要了");
}

static void test_sqlite_log__writes_a_commit_at_once(void **state) {
    Store *store = counted_open(state);
    Arena arena = {0};
    Error error = {0};
    int64_t total;
    assert_ok(store_write(store, add_rows, &(Adding){.rows = 300}, &total, &arena, &error), error);
    assert_int_equal(sample_total(store), 300);
    assert_int_equal(disk.syncs, 1);
    assert_true(disk.bytes > 300 * 4096);
    assert_true(disk.writes <= 2 + disk.bytes / (100 * 1024));
    arena_release(&arena);
    store_close(store);
}

static void test_sqlite_log__larger_than_the_cache(void **state) {
    Store *store = counted_open(state);
    Arena arena = {0};
    Error error = {0};
    int64_t total = 0;
    Adding adding = {.rows = 14000, .is_undone = true}; // 55 MiB of pages
    assert_false(store_write(store, add_rows, &adding, &total, &arena, &error));
    assert_int_equal(total, 14000);
    assert_int_equal(sample_total(store), 0);
    adding.is_undone = false;
    assert_ok(store_write(store, add_rows, &adding, &total, &arena, &error), error);
    assert_int_equal(sample_total(store), 14000);
    arena_release(&arena);
    store_close(store);
}

static void test_sqlite_log__a_full_disk_fails_the_commit(void **state) {
    Store *store = counted_open(state);
    Arena arena = {0};
    Error error = {0};
    int64_t total;
    Adding few = {.rows = 3};
    disk.is_full = true;
    assert_false(store_write(store, add_rows, &few, &total, &arena, &error));
    disk.is_full = false;
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_non_null(strstr(error.message, "磁盘已满"));
    assert_int_equal(sample_total(store), 0);
    assert_ok(store_write(store, add_rows, &few, &total, &arena, &error), error);
    assert_int_equal(sample_total(store), 3);
    arena_release(&arena);
    store_close(store);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        ON_SQLITE(test_sqlite_log__writes_a_commit_at_once),
        ON_SQLITE(test_sqlite_log__larger_than_the_cache),
        ON_SQLITE(test_sqlite_log__a_full_disk_fails_the_commit),
    };
    return RUN_TESTS(tests);
}
