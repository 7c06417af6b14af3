// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_PRIVACY_SEALED_H
#define TEST_PRIVACY_SEALED_H
// A database with keys of its own, and all its bytes as one text.

#include "../fund/raw.h"
#include "base/file.h"
#include "store/key_check.h"
#include "store/mould.h"

#define FILE_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef struct Fixture {
    const TestDatabase *database;
    Keyring *keys;
    Store *store;
    Arena arena;
    Error error;
} Fixture;

static inline Store *open_with(Fixture *f, Keyring *keys, bool admits_plain) {
    Store *store = NULL;
    StoreOptions options = {.connections = 4, .keys = keys, .admits_plain = admits_plain};
    assert_ok(store_open(str_from_c(f->database->url), &options, &store, &f->error), f->error);
    return store;
}

// The first keys are international, as the test makes them; new ones are 国密.
static inline Fixture fixture_open(void **state) {
    Fixture f = {.database = *state};
    assert_ok(keyring_open(str_from_c(f.database->folder), CIPHER_GUOMI, &f.keys, &f.error),
              f.error);
    test_database_fill(f.database, migrated_make);
    f.store = open_with(&f, f.keys, false);
    assert_ok(store_keys_settle(f.store, f.keys, &f.error), f.error);
    return f;
}

static inline void fixture_close(Fixture *f) {
    store_close(f->store);
    keyring_close(f->keys);
    arena_release(&f->arena);
}

// ---- The bytes of the database ----

// Everything that it holds, as bytes: the file and its log, or the text of every row.
static inline Str bytes_of(Fixture *f) {
    StrBuilder out;
    str_builder_init(&out, &f->arena, 0);
    if (!f->database->is_postgres) {
        static const char *const ends[] = {"", "-wal"};
        for (size_t i = 0; i < 2; i++) {
            Str content = {0};
            Error none = {0};
            Str path = str_format(&f->arena, "%s%s", f->database->url + strlen("sqlite:"), ends[i]);
            if (file_read(&f->arena, path, FILE_BYTES_MAX, &content, &none)) str_put(&out, content);
        }
        return str_built(&out);
    }
    Raw raw = raw_open(f->database);
    StrBuilder tables;
    str_builder_init(&tables, &f->arena, 0);
    raw_dump(&raw,
             "SELECT 'SELECT t::text FROM ' || schemaname || '.' || tablename || ' t'"
             " FROM pg_tables WHERE schemaname IN ('labour', 'employer', 'policy', 'monitor')",
             &tables);
    for (Str rest = str_built(&tables); rest.length > 0;) {
        raw_dump(&raw, str_to_c(&f->arena, str_cut(&rest, '\n')), &out);
    }
    raw_close(&raw);
    return str_built(&out);
}

static inline bool is_found(Str bytes, Str text) {
    return memmem(bytes.data, bytes.length, text.data, text.length) != NULL;
}

#endif
