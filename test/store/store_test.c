// SPDX-License-Identifier: Apache-2.0
// Protects what all domain code stands on: that values come back as they went in, that a failed
// write leaves nothing, that an acknowledged one stays, and that both databases answer alike.

#include "sample.h"

#include <pthread.h>
#include <sqlite3.h>

#define SAMPLE_DAY ((Date)19646) // 2023-10-16

// ---- Values ----

static bool insert_samples(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    const SampleInsertIn *rows = in;
    int64_t affected = 0;
    for (int i = 0; i < 3; i++) {
        if (!sample_insert(tx, &rows[i], &affected, error)) return false;
        assert_int_equal(affected, 1);
    }
    return true;
}

static bool read_sample(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    bool found = false;
    SampleByNameIn name = {*(const Str *)in};
    return sample_by_name(tx, &name, arena, out, &found, error) &&
           (found || error_set(error, ERROR_NOT_FOUND, "none"));
}

static void assert_same(const SampleInsertIn *put, const SampleRow *got) {
    assert_true(str_equal(put->name, got->name));
    assert_int_equal(str_is_absent(put->note), str_is_absent(got->note));
    assert_true(str_equal(put->note, got->note));
    assert_int_equal(put->number.present, got->number.present);
    if (put->number.present) assert_int_equal(put->number.value, got->number.value);
    assert_int_equal(put->flag, got->flag);
    assert_int_equal(put->maybe.present, got->maybe.present);
    if (put->maybe.present) assert_int_equal(put->maybe.value, got->maybe.value);
    assert_int_equal(put->day, got->day);
    assert_int_equal(str_is_absent(put->data), str_is_absent(got->data));
    assert_int_equal(put->data.length, got->data.length);
    assert_memory_equal(put->data.data, got->data.data, put->data.length);
}

static void test_store__values_come_back_as_they_went_in(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    const SampleInsertIn rows[] = {
        {STR("张三"), STR("引号'和\"与\\"), {true, INT64_MAX}, true, {true, 0}, SAMPLE_DAY,
         {"\0\xff\n", 3}},
        {.name = STR("nulls"), .day = DATE_ABSENT},
        {STR("empty"), STR(""), {true, 0}, false, {true, 1}, -719162, STR("")}, // 0001-01-01
    };
    assert_ok(store_write(store, insert_samples, rows, NULL, &arena, &error), error);
    for (int i = 0; i < 3; i++) {
        SampleRow got;
        assert_ok(store_read(store, read_sample, &rows[i].name, &got, &arena, &error), error);
        assert_same(&rows[i], &got);
    }
    arena_release(&arena);
    store_close(store);
}

static bool various_queries(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    SampleCountRow count;
    SampleRows rows;
    SampleIdRows ids;
    SampleIdRow id;
    SampleRow row;
    bool found = true;
    bool ok = sample_count(tx, NULL, arena, &count, error) &&
              sample_list(tx, &(SampleListIn){.row_count = 10}, arena, &rows, error) &&
              sample_by_name(tx, &(SampleByNameIn){STR("none")}, arena, &row, &found, error);
    if (!ok) return false;
    assert_int_equal(count.total, 0);
    assert_false(count.has_any || rows.count || found);
    ok = sample_add(tx, &(SampleAddIn){STR("a")}, arena, &id, error) &&
         sample_add(tx, &(SampleAddIn){STR("b")}, arena, &id, error) &&
         sample_insert(tx,
                       &(SampleInsertIn){.name = STR("c"), .flag = true, .day = SAMPLE_DAY,
                                         .number = {true, 7}},
                       NULL, error) &&
         sample_count(tx, NULL, arena, &count, error) &&
         sample_list(tx, &(SampleListIn){.row_count = 2}, arena, &rows, error) &&
         sample_by_day(tx, &(SampleByDayIn){SAMPLE_DAY, true, 7}, arena, &ids, error);
    if (!ok) return false;
    assert_int_equal(count.total, 3);
    assert_true(count.has_any);
    assert_int_equal(rows.count, 2);
    assert_str_equal(rows.items[1].name, "b");
    assert_int_equal(rows.items[1].id, id.id);
    assert_int_equal(ids.count, 1);
    // No row where one is due is an error, but not one that ends the transaction.
    SampleValueRow value;
    Error missing = {0};
    assert_false(sample_number(tx, &(SampleNumberIn){STR("none")}, arena, &value, &missing));
    assert_int_equal(missing.kind, ERROR_NOT_FOUND);
    return sample_count(tx, NULL, arena, &count, error);
}

static void test_store__every_shape_of_query(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    assert_ok(store_write(store, various_queries, NULL, NULL, &arena, &error), error);
    arena_release(&arena);
    store_close(store);
}

// ---- Failure ----

// Inserts `in`, then fails of its own accord.
static bool insert_and_fail(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleIdRow id;
    (void)out;
    if (!sample_add(tx, &(SampleAddIn){*(const Str *)in}, arena, &id, error)) return false;
    error_set(error, ERROR_FORBIDDEN, "no");
    return error_code(error, "MINE");
}

static bool add_sample(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    SampleIdRow id;
    return sample_add(tx, &(SampleAddIn){*(const Str *)in}, arena, &id, error);
}

// A failed query ends the transaction even when the function overlooks it.
static bool overlook_failure(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Error ignored = {0};
    int64_t total = 0;
    if (!add_sample(tx, &STR("overlooked"), NULL, arena, error)) return false;
    assert_false(add_sample(tx, in, out, arena, &ignored));
    assert_string_equal(ignored.code, "UNIQUE:sample_name");
    assert_false(count_samples(tx, NULL, &total, arena, &ignored));
    assert_string_equal(ignored.code, "UNIQUE:sample_name");
    return true;
}

static void test_store__a_failed_write_leaves_nothing(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str first = STR("first"), second = STR("second");
    assert_ok(store_write(store, add_sample, &first, NULL, &arena, &error), error);
    assert_false(store_write(store, insert_and_fail, &second, NULL, &arena, &error));
    assert_string_equal(error.code, "MINE");
    assert_int_equal(error.kind, ERROR_FORBIDDEN);
    assert_int_equal(sample_total(store), 1);
    assert_false(store_write(store, overlook_failure, &first, NULL, &arena, &error));
    assert_string_equal(error.code, "UNIQUE:sample_name");
    assert_int_equal(sample_total(store), 1);
    assert_ok(store_write(store, add_sample, &second, NULL, &arena, &error), error);
    assert_int_equal(sample_total(store), 2);
    arena_release(&arena);
    store_close(store);
}

typedef struct Breach {
    int which;
    const char *code;
} Breach;

static bool commit_breach(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Breach *breach = in;
    SampleIdRow id;
    (void)out;
    if (!sample_add(tx, &(SampleAddIn){STR("whole")}, arena, &id, error) ||
        !part_insert(tx, &(PartInsertIn){id.id, STR("a")}, NULL, error)) {
        return false;
    }
    SampleInsertIn row = {.name = STR("x"), .number = {true, -1}, .day = DATE_ABSENT};
    switch (breach->which) {
    case 0: return sample_add(tx, &(SampleAddIn){STR("whole")}, arena, &id, error);
    case 1: return part_insert(tx, &(PartInsertIn){id.id, STR("a")}, NULL, error);
    case 2: return sample_insert(tx, &row, NULL, error);
    case 3: return part_insert(tx, &(PartInsertIn){id.id, {0}}, NULL, error);
    case 4: return part_insert(tx, &(PartInsertIn){id.id + 99, STR("b")}, NULL, error);
    case 5: return part_remove(tx, &(PartRemoveIn){id.id}, NULL, error);
    case 6: return sample_delete(tx, &(SampleDeleteIn){id.id}, NULL, error);
    case 8: return part_insert(tx, &(PartInsertIn){id.id, {"\xe4\xb8", 2}}, NULL, error);
    case 9: return kind_insert(tx, &(KindInsertIn){STR("k"), 1}, NULL, error) &&
                   kind_insert(tx, &(KindInsertIn){STR("l"), 1}, NULL, error);
    case 10: return kind_insert(tx, &(KindInsertIn){STR("k"), 1}, NULL, error) &&
                    kind_insert(tx, &(KindInsertIn){STR("k"), 2}, NULL, error);
    case 7: return part_insert(tx, &(PartInsertIn){id.id, {"a\0b", 3}}, NULL, error);
    default: break;
    }
    bool found;
    SampleRow row_out;
    if (!sample_add(tx, &(SampleAddIn){STR("other")}, arena, &id, error)) return false;
    return sample_lie(tx, &(SampleLieIn){STR("-")}, arena, (SampleIdRow *)(void *)&row_out, &found,
                      error);
}

static void test_store__both_databases_name_a_breach_alike(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    const Breach breaches[] = {
        {0, "UNIQUE:sample_name"}, {1, "UNIQUE:part_once"}, {2, "CHECK:sample_number_not_negative"},
        {3, "NOT_NULL:part.kind"}, {4, "FOREIGN_KEY"},      {5, "RULE:PART_STAYS"},
        {6, "FOREIGN_KEY"},        {9, "UNIQUE:kind_sort_order_key"},
        {10, "UNIQUE:kind_pkey"},  {7, ""},                 {8, ""},
        {11, ""},
    };
    const ErrorKind kinds[] = {[9] = ERROR_INVALID, [10] = ERROR_INVALID, [11] = ERROR_UNAVAILABLE};
    for (size_t i = 0; i < sizeof breaches / sizeof *breaches; i++) {
        Error error = {0};
        assert_false(store_write(store, commit_breach, &breaches[i], NULL, &arena, &error));
        assert_string_equal(error.code, breaches[i].code);
        assert_int_equal(error.kind, i < 9 ? ERROR_CONFLICT : kinds[i]);
        assert_int_equal(sample_total(store), 0);
    }
    arena_release(&arena);
    store_close(store);
}

// Keeps "kept", tries a row that conflicts, goes on with a third.
static bool attempt_rows(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Error refused = {0};
    Str kept = STR("kept"), third = STR("third");
    (void)in;
    (void)out;
    if (!store_attempt(tx, add_sample, &kept, NULL, arena, error)) return false;
    assert_false(store_attempt(tx, add_sample, &kept, NULL, arena, &refused));
    assert_string_equal(refused.code, "UNIQUE:sample_name");
    assert_false(store_attempt(tx, insert_and_fail, &third, NULL, arena, &refused));
    assert_string_equal(refused.code, "MINE");
    return store_attempt(tx, add_sample, &third, NULL, arena, error);
}

static void test_store__an_attempt_undoes_only_itself(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    assert_ok(store_write(store, attempt_rows, NULL, NULL, &arena, &error), error);
    assert_int_equal(sample_total(store), 2);
    arena_release(&arena);
    store_close(store);
}

static void test_store__a_read_cannot_write(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str name = STR("x");
    assert_false(store_read(store, add_sample, &name, NULL, &arena, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_int_equal(sample_total(store), 0);
    arena_release(&arena);
    store_close(store);
}

static bool fill_memory(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    if (!add_sample(tx, in, out, arena, error)) return false;
    for (;;) memset(arena_alloc(arena, 4096), 1, 4096);
}

static void test_store__memory_that_runs_out_is_an_error(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena;
    arena_init(&arena, NULL, (size_t)1024 * 1024);
    Error error = {0};
    Str name = STR("x");
    jmp_buf guard;
    if (setjmp(guard) != 0) fail_msg("jumped out of the store");
    arena.on_failure = &guard;
    assert_false(store_write(store, fill_memory, &name, NULL, &arena, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    assert_ptr_equal(arena.on_failure, &guard);
    arena_release(&arena);
    assert_int_equal(sample_total(store), 0);
    store_close(store);
}

// ---- Many at once ----

#define THREADS 32
#define WRITES_EACH 25

typedef struct Worker {
    Store *store;
    int number;
    int failures;
} Worker;

static void *write_many(void *argument) {
    Worker *worker = argument;
    Arena arena = {0};
    for (int i = 0; i < WRITES_EACH; i++) {
        Error error = {0};
        Str name = str_format(&arena, "worker %d row %d", worker->number, i);
        // Every fifth write fails on purpose, in the middle of other people's groups.
        StoreFunction *function = i % 5 == 4 ? insert_and_fail : add_sample;
        bool ok = store_write(worker->store, function, &name, NULL, &arena, &error);
        if (ok != (i % 5 != 4)) {
            fprintf(stderr, "worker %d row %d: %s\n", worker->number, i, error.message);
            worker->failures++;
        }
    }
    arena_release(&arena);
    return NULL;
}

static int run_threads_of(Store *const *stores, int store_count, void *(*body)(void *),
                          int count) {
    pthread_t threads[THREADS];
    Worker workers[THREADS];
    int failures = 0;
    for (int i = 0; i < count; i++) {
        workers[i] = (Worker){stores[i % store_count], i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, body, &workers[i]), 0);
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        failures += workers[i].failures;
    }
    return failures;
}

static int run_threads(Store *store, void *(*body)(void *), int count) {
    return run_threads_of(&store, 1, body, count);
}

static void test_store__32_threads_write_together(void **state) {
    Store *store = sample_open(state, 4);
    assert_int_equal(run_threads(store, write_many, THREADS), 0);
    assert_int_equal(sample_total(store), THREADS * WRITES_EACH * 4 / 5);
    store_close(store);
}

// Reads, thinks, writes: a lost update unless the store orders such writes.
static bool increment(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleValueRow row;
    (void)in;
    ++*(int *)out;
    if (!sample_number(tx, &(SampleNumberIn){STR("shared")}, arena, &row, error)) return false;
    SampleSetNumberIn next = {STR("shared"), {true, row.number.value + 1}};
    return sample_set_number(tx, &next, NULL, error);
}

static void *increment_many(void *argument) {
    Worker *worker = argument;
    Arena arena = {0};
    for (int i = 0; i < 20; i++) {
        Error error = {0};
        int runs = 0; // abreast of the others at first, then alone
        bool ok = store_write(worker->store, increment, NULL, &runs, &arena, &error);
        worker->failures += !ok || runs > 4;
    }
    arena_release(&arena);
    return NULL;
}

// Writes of one server wait for each other, those of two do not.
static void test_store__no_update_is_lost_between_servers(void **state) {
    Store *stores[2] = {sample_open(state, 16), test_store_open(*state, 16)};
    Arena arena = {0};
    Error error = {0};
    Str name = STR("shared");
    SampleRow row;
    assert_ok(store_write(stores[0], add_sample, &name, NULL, &arena, &error), error);
    assert_int_equal(run_threads_of(stores, 2, increment_many, THREADS), 0);
    assert_ok(store_read(stores[1], read_sample, &name, &row, &arena, &error), error);
    assert_int_equal(row.number.value, THREADS * 20);
    arena_release(&arena);
    store_close(stores[0]);
    store_close(stores[1]);
}

static void test_store__no_update_is_lost_under_contention(void **state) {
    Store *store = sample_open(state, 16);
    Arena arena = {0};
    Error error = {0};
    Str name = STR("shared");
    assert_ok(store_write(store, add_sample, &name, NULL, &arena, &error), error);
    assert_int_equal(run_threads(store, increment_many, THREADS), 0);
    SampleRow row;
    assert_ok(store_read(store, read_sample, &name, &row, &arena, &error), error);
    assert_int_equal(row.number.value, THREADS * 20);
    arena_release(&arena);
    store_close(store);
}

// ---- Cursors and bulk ----

#define SERIES 100000

static bool read_series(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Arena batch = {0};
    QueryCursor cursor;
    int64_t expected = 0, total = 0;
    size_t bytes_max = 0;
    bool ok = sample_series_open(tx, in, &cursor, error);
    for (SampleNumberRows rows = {.count = 1}; ok && rows.count > 0;) {
        arena_reset(&batch);
        ok = sample_series_next(&cursor, &batch, &rows, error) &&
             count_samples(tx, NULL, &total, arena, error); // another query in between
        for (size_t i = 0; ok && i < rows.count; i++) assert_int_equal(rows.items[i].n, ++expected);
        if (batch.bytes_used > bytes_max) bytes_max = batch.bytes_used;
    }
    sample_series_close(&cursor);
    arena_release(&batch);
    *(int64_t *)out = expected;
    assert_true(bytes_max < (size_t)1024 * 1024);
    return ok;
}

static void test_store__a_cursor_streams_in_bounded_memory(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    int64_t count = 0;
    SampleSeriesIn in = {SERIES};
    assert_ok(store_read(store, read_series, &in, &count, &arena, &error), error);
    assert_int_equal(count, SERIES);
    in.last = 2000; // ends with a full batch
    assert_ok(store_read(store, read_series, &in, &count, &arena, &error), error);
    assert_int_equal(count, 2000);
    in.last = 0;
    assert_ok(store_read(store, read_series, &in, &count, &arena, &error), error);
    assert_int_equal(count, 0);
    arena_release(&arena);
    store_close(store);
}

// Two cursors of one query side by side, one left open; and a result over the limit.
static bool open_two(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    QueryCursor first, second;
    SampleNumberRows rows;
    (void)in;
    (void)out;
    if (!sample_series_open(tx, &(SampleSeriesIn){3000}, &first, error) ||
        !sample_series_open(tx, &(SampleSeriesIn){5}, &second, error) ||
        !sample_series_next(&first, arena, &rows, error)) {
        return false;
    }
    assert_int_equal(rows.count, QUERY_BATCH_ROWS);
    if (!sample_series_next(&second, arena, &rows, error)) return false;
    assert_int_equal(rows.count, 5);
    if (!sample_series(tx, &(SampleSeriesIn){QUERY_ROWS_MAX}, arena, &rows, error)) return false;
    assert_int_equal(rows.count, QUERY_ROWS_MAX);
    Error limit = {0};
    assert_false(sample_series(tx, &(SampleSeriesIn){QUERY_ROWS_MAX + 1}, arena, &rows, &limit));
    assert_int_equal(limit.kind, ERROR_LIMIT);
    return true;
}

static void test_store__cursors_may_overlap_and_stay_open(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    assert_ok(store_read(store, open_two, NULL, NULL, &arena, &error), error);
    assert_ok(store_read(store, open_two, NULL, NULL, &arena, &error), error);
    arena_release(&arena);
    store_close(store);
}

typedef struct BulkRows {
    const SampleInsertIn *rows;
    size_t count;
} BulkRows;

static bool insert_bulk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BulkRows *bulk = in;
    (void)arena;
    return sample_insert_bulk(tx, bulk->rows, bulk->count, out, error);
}

static void test_store__bulk_is_whole_or_nothing(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    QueryBulk result = {0};
    SampleInsertIn *rows = NEW_ARRAY(&arena, SampleInsertIn, 1700);
    for (int i = 0; i < 1700; i++) {
        rows[i] = (SampleInsertIn){.name = str_format(&arena, "row %d", i), .day = SAMPLE_DAY + i};
    }
    Str name = rows[1234].name;
    rows[1234].name = rows[7].name; // a conflict in the third pipeline
    BulkRows bulk = {rows, 1700};
    assert_false(store_write(store, insert_bulk, &bulk, &result, &arena, &error));
    assert_string_equal(error.code, "UNIQUE:sample_name");
    assert_int_equal(result.failed_row, 1234);
    assert_int_equal(sample_total(store), 0);
    rows[1234].name = name;
    assert_ok(store_write(store, insert_bulk, &bulk, &result, &arena, &error), error);
    assert_int_equal(result.affected, 1700);
    assert_int_equal(sample_total(store), 1700);
    arena_release(&arena);
    store_close(store);
}

static int64_t sqlite_ask(const TestDatabase *database, const char *sql) {
    sqlite3 *db;
    sqlite3_stmt *statement;
    Str path;
    assert_true(store_url_file(str_from_c(database->url), &path));
    assert_int_equal(sqlite3_open(path.data, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return answer;
}

// By the statistics of a young table SQLite would read all of an old one.
static void test_store__small_tables_keep_no_statistics(void **state) {
    const TestDatabase *database = *state;
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    QueryBulk result = {0};
    SampleInsertIn *rows = NEW_ARRAY(&arena, SampleInsertIn, 12000);
    BulkRows bulk = {rows, 0};
    for (int i = 0; i < 12000; i++) {
        rows[i] = (SampleInsertIn){.name = str_format(&arena, "row %d", i), .day = SAMPLE_DAY};
    }
    for (size_t count = 100; count <= 10000; count += 9900) {
        bulk.count = count;
        assert_ok(store_write(store, insert_bulk, &bulk, &result, &arena, &error), error);
        assert_ok(store_analyze(store, &error), error);
        bulk.rows += count;
        if (database->is_postgres) continue; // looks again by itself
        int64_t kept = sqlite_ask(database, "SELECT count(*) FROM sqlite_stat1 WHERE idx <> ''");
        assert_int_equal(kept > 0, count > 100);
    }
    arena_release(&arena);
    store_close(store);
}

static bool read_compiles(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleCompilesRow row;
    (void)in;
    if (!sample_compiles(tx, NULL, arena, &row, error)) return false;
    *(int64_t *)out = row.compiles;
    return true;
}

static bool read_planned(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SamplePlannedRow row;
    (void)in;
    if (!sample_is_planned_once(tx, NULL, arena, &row, error)) return false;
    *(int64_t *)out = row.once;
    return true;
}

// A list has a plan for its values; what is looked for of one subject is not worth one.
static void test_store__plans_once_what_is_of_one(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    int64_t read = 1, read_ahead = 0, written = 0;
    bool is_foreseen = false;
    StoreForesight foresight = {read_planned, read_planned, NULL, &read_ahead, &is_foreseen};
    assert_ok(store_write_foreseen(store, &foresight, &written, &arena, &error), error);
    assert_true(is_foreseen);
    assert_int_equal(read_ahead, store_is_postgres(store));
    assert_int_equal(written, store_is_postgres(store));
    assert_ok(store_read(store, read_planned, NULL, &read, &arena, &error), error);
    assert_int_equal(read, 0);
    arena_release(&arena);
    store_close(store);
}

#define PARTS 5000

static bool insert_parts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in, (void)out;
    for (int i = 0; i < PARTS; i++) {
        SampleIdRow sample;
        PartInsertIn part = {.kind = STR("wheel")};
        Str name = str_format(arena, "sample %d", i);
        if (!sample_add(tx, &(SampleAddIn){name}, arena, &sample, error)) return false;
        part.sample_id = sample.id;
        if (!part_insert(tx, &part, NULL, error)) return false;
    }
    return true;
}

// How often it read all of them.
static bool read_own_parts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SamplePartRows rows;
    SampleScansRow row;
    Str name = *(const Str *)in;
    if (!sample_parts(tx, &(SamplePartsIn){name, name}, arena, &rows, error)) return false;
    assert_int_equal(rows.count, 1);
    if (!sample_scans(tx, NULL, arena, &row, error)) return false;
    *(int64_t *)out = row.scans;
    return true;
}

// Planned once for a page of nobody knows whom, a query of one had PostgreSQL read a whole table:
// 8 ms for each claim.
static void test_store__what_is_of_one_reads_no_whole_table(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    int64_t read_ahead = -1, written = -1;
    bool is_foreseen = false;
    Str name = STR("sample 42");
    StoreForesight foresight = {read_own_parts, read_own_parts, &name, &read_ahead, &is_foreseen};
    assert_ok(store_write(store, insert_parts, NULL, NULL, &arena, &error), error);
    assert_ok(store_analyze(store, &error), error);
    assert_ok(store_write_foreseen(store, &foresight, &written, &arena, &error), error);
    assert_true(is_foreseen);
    assert_int_equal(read_ahead, 0);
    assert_int_equal(written, 0);
    arena_release(&arena);
    store_close(store);
}

static bool find_nothing(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)tx, (void)in, (void)out, (void)arena;
    return error_set(error, ERROR_NOT_FOUND, "没有");
}

static bool write_unforeseen(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)tx, (void)arena, (void)error;
    *(bool *)out = !*(const bool *)in;
    return true;
}

// What could not be decided ahead is decided in the write, which says what is wrong.
static void test_store__writes_what_was_not_foreseen(void **state) {
    Store *store = sample_open(state, 2);
    Error error = {0};
    bool is_foreseen = true, was_told = false;
    StoreForesight foresight = {find_nothing, write_unforeseen, &is_foreseen, NULL, &is_foreseen};
    assert_ok(store_write_foreseen(store, &foresight, &was_told, NULL, &error), error);
    assert_true(was_told);
    assert_int_equal(error.kind, ERROR_NONE);
    store_close(store);
}

// Closing a month took seconds of compiling on PostgreSQL, and milliseconds of work.
static void test_store__a_write_is_not_compiled(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    int64_t compiles = 1;
    assert_ok(store_write(store, read_compiles, NULL, &compiles, &arena, &error), error);
    assert_int_equal(compiles, 0);
    arena_release(&arena);
    store_close(store);
}

// ---- Numbers and repeats ----

static bool next_number(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)arena;
    return store_next_number(tx, *(const Str *)in, out, error);
}

static bool number_aside(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return store_public_number_aside(tx, STR("ZW-2023-07"), arena, out, error);
}

static void *take_number_aside(void *argument) {
    Arena arena = {0};
    Error error = {0};
    Str number;
    assert_ok(store_write(argument, number_aside, NULL, &number, &arena, &error), error);
    assert_str_equal(number, "ZW-2023-07-000002");
    arena_release(&arena);
    return NULL;
}

static bool number_while_another_takes_one(Tx *tx, const void *in, void *out, Arena *arena,
                                           Error *error) {
    pthread_t other;
    if (!number_aside(tx, NULL, out, arena, error)) return false;
    pthread_create(&other, NULL, take_number_aside, (void *)(uintptr_t)in);
    pthread_join(other, NULL);
    return true;
}

// On PostgreSQL, where writers are many: who took a number and goes on does not hold up the next.
static void test_store__a_number_aside_holds_nobody_up(void **state) {
    const TestDatabase *database = *state;
    if (!database->is_postgres) return;
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str number;
    assert_ok(store_write(store, number_while_another_takes_one, store, &number, &arena, &error),
              error);
    assert_str_equal(number, "ZW-2023-07-000001");
    arena_release(&arena);
    store_close(store);
}

static bool number_and_fail(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    int64_t number;
    (void)out;
    (void)arena;
    return store_next_number(tx, *(const Str *)in, &number, error) &&
           error_set(error, ERROR_CONFLICT, "no");
}

static void test_store__a_failed_write_leaves_no_gap(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str name = STR("ZF-640522-2023");
    int64_t number;
    assert_false(store_write(store, number_and_fail, &name, NULL, &arena, &error));
    assert_ok(store_write(store, next_number, &name, &number, &arena, &error), error);
    assert_int_equal(number, 1);
    arena_release(&arena);
    store_close(store);
}

static void test_store__numbers_of_a_series_ascend(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    int64_t last = 0, number = 0;
    Str seventh = STR("ZW-2023-07"), eighth = STR("ZW-2023-08");
    for (int i = 0; i < 5; i++) {
        assert_ok(store_write(store, next_number, &seventh, &number, &arena, &error), error);
        assert_true(number > last);
        last = number;
    }
    assert_ok(store_write(store, next_number, &eighth, &number, &arena, &error), error);
    assert_int_equal(number, 1);
    arena_release(&arena);
    store_close(store);
}

// Adds a sample and answers with its name and how many there are.
static bool add_and_answer(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    int64_t total = 0;
    if (!add_sample(tx, in, NULL, arena, error) ||
        !count_samples(tx, NULL, &total, arena, error)) {
        return false;
    }
    *(Str *)out = str_format(arena, "%.*s is number %d", STR_ARG(*(const Str *)in), (int)total);
    return true;
}

static bool run_request(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return store_idempotent(tx, in, out, arena, error);
}

static void test_store__a_repeated_request_runs_once(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str name = STR("a"), result;
    StoreRequest request = {.key = STR("actor 1:k"),
                            .body = STR("{\"name\":\"a\"}"),
                            .function = insert_and_fail,
                            .in = &name};
    assert_false(store_write(store, run_request, &request, &result, &arena, &error));
    request.function = add_and_answer;
    for (int i = 0; i < 3; i++) {
        assert_ok(store_write(store, run_request, &request, &result, &arena, &error), error);
        assert_str_equal(result, "a is number 1");
    }
    assert_int_equal(sample_total(store), 1);
    request.body = STR("{\"name\":\"b\"}");
    assert_false(store_write(store, run_request, &request, &result, &arena, &error));
    assert_string_equal(error.code, "KEY_REUSED");
    assert_int_equal(error.kind, ERROR_CONFLICT);
    arena_release(&arena);
    store_close(store);
}

static bool ask_whether_new(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return store_request_is_new(tx, *(const Str *)in, arena, out, error);
}

static void test_store__a_request_is_new_until_it_was_kept(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str name = STR("a"), result;
    bool is_new;
    StoreRequest request = {.key = STR("k"), .body = STR("b"), .function = add_and_answer,
                            .in = &name};
    assert_ok(store_read(store, ask_whether_new, &request.key, &is_new, &arena, &error), error);
    assert_true(is_new);
    request.is_new = true;
    assert_ok(store_write(store, run_request, &request, &result, &arena, &error), error);
    assert_ok(store_read(store, ask_whether_new, &request.key, &is_new, &arena, &error), error);
    assert_false(is_new);
    name = STR("twin"); // it looks for nothing, and is not kept
    assert_false(store_write(store, run_request, &request, &result, &arena, &error));
    assert_int_equal(error.kind, ERROR_CONFLICT);
    assert_int_equal(sample_total(store), 1);
    arena_release(&arena);
    store_close(store);
}

// A request that another one overtakes: it begins and ends while the first is at work.
typedef struct Race {
    Store *store;
    Str name;           // of the sample that the first adds
    StoreRequest other;
    int runs;           // of what adds it
} Race;

static bool add_neighbour(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    *(Str *)out = STR("answer");
    return add_sample(tx, in, NULL, arena, error);
}

static void *request_other(void *argument) {
    const Race *race = argument;
    Arena arena = {0};
    Error error = {0};
    Str answer;
    assert_ok(store_write(race->store, run_request, &race->other, &answer, &arena, &error), error);
    arena_release(&arena);
    return NULL;
}

static bool add_overtaken(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Race *race = *(Race *const *)in;
    pthread_t other;
    if (race->runs++ == 0) {
        pthread_create(&other, NULL, request_other, race);
        pthread_join(other, NULL);
    }
    return add_neighbour(tx, &race->name, out, arena, error);
}

// On PostgreSQL, where writers are many; SQLite's other request waits until the first is done. The
// first stands before the row of its twin without seeing it.
static void test_store__a_double_click_has_one_answer(void **state) {
    const TestDatabase *database = *state;
    if (!database->is_postgres) return;
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str answer;
    Race race = {.store = store, .name = STR("once")}, *in = &race;
    race.other = (StoreRequest){.key = STR("account 1:a"), .body = STR("once"),
                                .function = add_overtaken, .in = &in};
    assert_ok(store_write(store, run_request, &race.other, &answer, &arena, &error), error);
    assert_str_equal(answer, "answer");
    assert_int_equal(race.runs, 2); // one each; the first then found the answer of its twin
    assert_int_equal(sample_total(store), 1);
    arena_release(&arena);
    store_close(store);
}

// Keys that are neighbours in their index are no rivals.
static void test_store__new_requests_do_not_overtake_each_other(void **state) {
    const TestDatabase *database = *state;
    if (!database->is_postgres) return;
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str answer, second = STR("second");
    Race race = {.store = store, .name = STR("first")}, *in = &race;
    race.other = (StoreRequest){.key = STR("account 2:b"), .body = second,
                                .function = add_neighbour, .in = &second, .is_new = true};
    StoreRequest request = {.key = STR("account 1:a"), .body = STR("first"),
                            .function = add_overtaken, .in = &in, .is_new = true};
    assert_ok(store_write(store, run_request, &request, &answer, &arena, &error), error);
    assert_int_equal(race.runs, 1);
    assert_int_equal(sample_total(store), 2);
    arena_release(&arena);
    store_close(store);
}

// A row that stands in the way for good is refused as ever.
static void test_store__a_collision_is_looked_at_once_more(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str answer;
    for (int i = 0; i < 2; i++) {
        bool ok = store_write(store, add_and_answer, &STR("once"), &answer, &arena, &error);
        assert_int_equal(ok, i == 0);
    }
    assert_string_equal(error.code, "UNIQUE:sample_name");
    assert_int_equal(sample_total(store), 1);
    arena_release(&arena);
    store_close(store);
}

static void test_store__a_bad_address_is_explained(void **state) {
    (void)state;
    Store *store = NULL;
    Error error = {0};
    assert_false(store_open(STR("sqlite:/nowhere/at/all.db"), NULL, &store, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_true(error.detail[0]);
    assert_false(store_open(STR("postgresql:///x?host=/nowhere"), NULL, &store, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_true(error.detail[0]);
    assert_false(store_open(STR("sqlite:"), NULL, &store, &error));
    assert_int_equal(error.kind, ERROR_INVALID);
    assert_null(store);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_store__values_come_back_as_they_went_in),
        BOTH(test_store__every_shape_of_query),
        BOTH(test_store__a_failed_write_leaves_nothing),
        BOTH(test_store__both_databases_name_a_breach_alike),
        BOTH(test_store__an_attempt_undoes_only_itself),
        BOTH(test_store__a_read_cannot_write),
        BOTH(test_store__memory_that_runs_out_is_an_error),
        BOTH(test_store__32_threads_write_together),
        BOTH(test_store__no_update_is_lost_under_contention),
        BOTH(test_store__no_update_is_lost_between_servers),
        BOTH(test_store__a_cursor_streams_in_bounded_memory),
        BOTH(test_store__cursors_may_overlap_and_stay_open),
        BOTH(test_store__bulk_is_whole_or_nothing),
        BOTH(test_store__small_tables_keep_no_statistics),
        BOTH(test_store__a_write_is_not_compiled),
        BOTH(test_store__plans_once_what_is_of_one),
        BOTH(test_store__what_is_of_one_reads_no_whole_table),
        BOTH(test_store__writes_what_was_not_foreseen),
        BOTH(test_store__numbers_of_a_series_ascend),
        BOTH(test_store__a_number_aside_holds_nobody_up),
        BOTH(test_store__a_failed_write_leaves_no_gap),
        BOTH(test_store__a_repeated_request_runs_once),
        BOTH(test_store__a_request_is_new_until_it_was_kept),
        BOTH(test_store__new_requests_do_not_overtake_each_other),
        BOTH(test_store__a_double_click_has_one_answer),
        BOTH(test_store__a_collision_is_looked_at_once_more),
        cmocka_unit_test(test_store__a_bad_address_is_explained),
    };
    return RUN_TESTS(tests);
}
