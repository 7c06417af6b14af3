// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_STORE_SAMPLE_H
#define TEST_STORE_SAMPLE_H
// The tables of the store's own tests, made on top of the program's catalogue.

#include "store/migration.h"
#include "test/store/sample.sql.c" // the queries of sample.sql, for this test alone

#include "database.h"

static const char sample_schema[] =
    "-- database: labour\n"
    "CREATE TABLE sample (\n"
    "    id IDENTITY_KEY,\n"
    "    name TEXT NOT NULL,\n"
    "    note TEXT,\n"
    "    number BIGINT,\n"
    "    flag BIGINT NOT NULL,\n"
    "    maybe BIGINT,\n"
    "    day TEXT,\n"
    "    data BYTEA,\n"
    "    CONSTRAINT sample_number_not_negative CHECK (number >= 0)\n"
    ");\n"
    "CREATE UNIQUE INDEX sample_name ON sample (name);\n"
    "-- database: policy\n"
    "CREATE TABLE part (\n"
    "    sample_id BIGINT NOT NULL REFERENCES sample (id),\n"
    "    kind TEXT NOT NULL\n"
    ");\n"
    "CREATE TABLE owed_part (\n"
    "    sample_id BIGINT NOT NULL REFERENCES sample (id) DEFERRABLE INITIALLY DEFERRED\n"
    ");\n"
    "CREATE TABLE kind (\n"
    "    name TEXT NOT NULL PRIMARY KEY,\n"
    "    sort_order BIGINT NOT NULL UNIQUE\n"
    ");\n"
    "CREATE UNIQUE INDEX part_once ON part (sample_id, kind) WHERE kind <> 'void';\n"
    "-- @sqlite\n"
    "CREATE TRIGGER part_stays BEFORE DELETE ON part\n"
    "BEGIN SELECT RAISE(ABORT, 'PART_STAYS'); END;\n"
    "-- @postgres\n"
    "CREATE FUNCTION part_stays() RETURNS trigger LANGUAGE plpgsql AS\n"
    "$$ BEGIN RAISE EXCEPTION 'PART_STAYS'; END $$;\n"
    "CREATE TRIGGER part_stays BEFORE DELETE ON part\n"
    "FOR EACH ROW EXECUTE FUNCTION part_stays();\n"
    "-- @both\n";

// The program's first migration and the sample tables.
static inline void sample_migrate(Store *store) {
    Arena arena = {0};
    Error error = {0};
    MigrationList all, list = {0};
    assert_ok(migration_list_embedded(&arena, &all, &error), error);
    assert_true(all.count >= 1);
    PUSH(&arena, &list, all.items[0]);
    Migration sample = {9000, STR("9000-sample"), str_from_c(sample_schema)};
    PUSH(&arena, &list, sample);
    assert_ok(store_migrate(store, &list, NULL, &error), error);
    arena_release(&arena);
}

static inline Store *sample_open(void **state, int connections) {
    Store *store = test_store_open(*state, connections);
    sample_migrate(store);
    return store;
}

static inline bool count_samples(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleCountRow count;
    (void)in;
    if (!sample_count(tx, NULL, arena, &count, error)) return false;
    *(int64_t *)out = count.total;
    return true;
}

static inline int64_t sample_total(Store *store) {
    Arena arena = {0};
    Error error = {0};
    int64_t total = -1;
    assert_ok(store_read(store, count_samples, NULL, &total, &arena, &error), error);
    arena_release(&arena);
    return total;
}

#endif
