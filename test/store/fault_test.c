// SPDX-License-Identifier: Apache-2.0
// Protects the answers to trouble from outside: a server that drops its connections, a disk that
// is full, a file that is no database, another program that writes.

#include "sample.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

// ---- PostgreSQL ends our connections ----

static void end_connections(const TestDatabase *database) {
    char sql[200];
    snprintf(sql, sizeof sql,
             "DO $$ BEGIN PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
             "WHERE datname = '%s'; END $$",
             database->name);
    test_postgres_command(sql);
}

typedef struct Breaking {
    const TestDatabase *database;
    bool in_the_middle; // of the first run; else at its end
    int runs;
} Breaking;

static bool add_and_break(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Breaking *breaking = out;
    SampleIdRow id;
    (void)in;
    breaking->runs++;
    if (!sample_add(tx, &(SampleAddIn){STR("one")}, arena, &id, error)) return false;
    if (breaking->runs == 1 && breaking->in_the_middle) end_connections(breaking->database);
    if (!sample_add(tx, &(SampleAddIn){STR("two")}, arena, &id, error)) return false;
    if (breaking->runs == 1 && !breaking->in_the_middle) end_connections(breaking->database);
    return true;
}

static bool send_and_break(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Breaking *breaking = out;
    SampleIdRow id;
    Str one = str_format(arena, "one %d", (int)*(const int64_t *)in);
    Str two = str_format(arena, "two %d", (int)*(const int64_t *)in);
    breaking->runs++;
    if (!sample_send(tx, &(SampleSendIn){one, {0}}, NULL, error)) return false;
    if (breaking->runs == 1) end_connections(breaking->database);
    if (!sample_send(tx, &(SampleSendIn){two, {0}}, NULL, error)) return false;
    return !breaking->in_the_middle ||
           sample_add(tx, &(SampleAddIn){STR("three")}, arena, &id, error);
}

// Nothing was asked to be kept yet: it is run again, whoever finds out that the connection broke.
static void test_fault__a_connection_lost_with_rows_sent_is_made_anew(void **state) {
    Store *store = sample_open(state, 4);
    Arena arena = {0};
    for (int64_t i = 0; i < 2; i++) {
        Error error = {0};
        Breaking breaking = {.database = *state, .in_the_middle = i == 0};
        assert_ok(store_write(store, send_and_break, &i, &breaking, &arena, &error), error);
        assert_int_equal(breaking.runs, 2);
        assert_int_equal(sample_total(store), i == 0 ? 3 : 5);
    }
    arena_release(&arena);
    store_close(store);
}

static void test_fault__a_lost_connection_is_made_anew(void **state) {
    Store *store = sample_open(state, 4);
    Arena arena = {0};
    Error error = {0};
    end_connections(*state);
    assert_int_equal(sample_total(store), 0);
    Breaking breaking = {.database = *state, .in_the_middle = true};
    assert_ok(store_write(store, add_and_break, NULL, &breaking, &arena, &error), error);
    assert_int_equal(breaking.runs, 2);
    assert_int_equal(sample_total(store), 2);
    arena_release(&arena);
    store_close(store);
}

static void test_fault__a_connection_lost_at_commit_is_not_repeated(void **state) {
    Store *store = sample_open(state, 4);
    Arena arena = {0};
    Error error = {0};
    Breaking breaking = {.database = *state, .in_the_middle = false};
    assert_false(store_write(store, add_and_break, NULL, &breaking, &arena, &error));
    assert_string_equal(error.code, "COMMIT_UNKNOWN");
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_int_equal(breaking.runs, 1);
    assert_int_equal(sample_total(store), 0); // and the store works on
    arena_release(&arena);
    store_close(store);
}

static bool count_and_break(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Breaking *breaking = out;
    SampleCountRow count;
    (void)in;
    breaking->runs++;
    if (!sample_count(tx, NULL, arena, &count, error)) return false;
    if (breaking->runs == 1) end_connections(breaking->database);
    return true;
}

// A read keeps nothing, so nobody is told that it may not have been kept.
static void test_fault__a_read_whose_end_is_lost_is_repeated(void **state) {
    Store *store = sample_open(state, 4);
    Arena arena = {0};
    Error error = {0};
    Breaking breaking = {.database = *state};
    assert_ok(store_read(store, count_and_break, NULL, &breaking, &arena, &error), error);
    assert_int_equal(breaking.runs, 2);
    arena_release(&arena);
    store_close(store);
}

// The backends of the database end as they do when one of them crashes: with a word to the client,
// and without reading what it says. The server begins anew.
static void crash_server(const TestDatabase *database) {
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT pid FROM pg_stat_activity WHERE datname = '%s'",
             database->name);
    PGconn *server = PQconnectdb(test_postgres_url());
    PGresult *result = PQexec(server, sql);
    assert_true(PQntuples(result) > 0);
    for (int i = 0; i < PQntuples(result); i++) {
        // The first that goes takes the others with it.
        int sent = kill((pid_t)atol(PQgetvalue(result, i, 0)), SIGQUIT);
        assert_true(sent == 0 || (i > 0 && errno == ESRCH));
    }
    PQclear(result);
    while (PQstatus(server) == CONNECTION_OK) { // it goes down with the others
        PQclear(PQexec(server, "SELECT 1"));
        usleep(10000);
    }
    while (PQping(test_postgres_url()) != PQPING_OK) usleep(10000);
    PQfinish(server);
}

static bool send_and_crash(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Breaking *breaking = out;
    SampleIdRow id;
    (void)in;
    breaking->runs++;
    if (!sample_send(tx, &(SampleSendIn){STR("one"), {0}}, NULL, error)) return false;
    if (breaking->runs == 1) crash_server(breaking->database);
    return sample_add(tx, &(SampleAddIn){STR("two")}, arena, &id, error);
}

static void test_fault__a_server_that_crashes_over_sent_rows_is_connected_to_anew(void **state) {
    Store *store = sample_open(state, 4);
    Arena arena = {0};
    Error error = {0};
    Breaking breaking = {.database = *state};
    assert_ok(store_write(store, send_and_crash, NULL, &breaking, &arena, &error), error);
    assert_int_equal(breaking.runs, 2);
    assert_int_equal(sample_total(store), 2);
    arena_release(&arena);
    store_close(store);
}

static void test_fault__a_crashed_server_is_connected_to_anew(void **state) {
    Store *store = sample_open(state, 4);
    Arena arena = {0};
    Error error = {0};
    Breaking breaking = {.runs = 1}; // breaks nothing itself
    assert_int_equal(sample_total(store), 0);
    crash_server(*state);
    assert_ok(store_write(store, add_and_break, NULL, &breaking, &arena, &error), error);
    assert_int_equal(breaking.runs, 3); // the first query finds out
    assert_int_equal(sample_total(store), 2);
    arena_release(&arena);
    store_close(store);
}

// ---- SQLite's disk is full ----

#define WRITERS 8

typedef struct Filler {
    Store *store;
    int number;
    int64_t acknowledged;
    ErrorKind kind;
} Filler;

static bool add_large(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleInsertIn row = {
        .name = *(const Str *)in,
        .day = DATE_ABSENT,
        .note = {arena_alloc(arena, 20000), 20000},
    };
    (void)out;
    char *note = arena_alloc(arena, 20000);
    memset(note, 'x', 20000);
    row.note.data = note;
    return sample_insert(tx, &row, NULL, error);
}

static void *fill(void *argument) {
    Filler *filler = argument;
    Arena arena = {0};
    for (int i = 0; i < 10000; i++) {
        Error error = {0};
        arena_reset(&arena);
        Str name = str_format(&arena, "%d-%d", filler->number, i);
        if (!store_write(filler->store, add_large, &name, NULL, &arena, &error)) {
            filler->kind = error.kind;
            break;
        }
        filler->acknowledged++;
    }
    arena_release(&arena);
    return NULL;
}

static void test_fault__a_full_disk_loses_nothing(void **state) {
    Store *store = sample_open(state, 4);
    Filler fillers[WRITERS];
    pthread_t threads[WRITERS];
    struct rlimit limit, small;
    int64_t acknowledged = 0;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 3 * 1024 * 1024; // no file may grow beyond this
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; i < WRITERS; i++) {
        fillers[i] = (Filler){.store = store, .number = i};
        pthread_create(&threads[i], NULL, fill, &fillers[i]);
    }
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, handler);
    for (int i = 0; i < WRITERS; i++) {
        assert_int_equal(fillers[i].kind, ERROR_UNAVAILABLE);
        acknowledged += fillers[i].acknowledged;
    }
    assert_true(acknowledged > 0);
    assert_int_equal(sample_total(store), acknowledged);
    Arena arena = {0};
    Error error = {0};
    Str name = STR("after");
    assert_ok(store_write(store, add_large, &name, NULL, &arena, &error), error);
    arena_release(&arena);
    store_close(store);
    store = sample_open(state, 4);
    assert_int_equal(sample_total(store), acknowledged + 1);
    store_close(store);
}

// ---- A commit that fails takes the answers of its group with it ----

#define NEIGHBOUR "neighbour"
#define ATTEMPTS_MAX 200

typedef struct Neighbours {
    Store *store;
    sem_t is_open;      // the writer thread is at the gate
    sem_t is_queued[2]; // about to queue; there is no seeing when it has
    sem_t may_go;
    bool has_seen;      // the second saw what the first wrote: they were in one group
    Error errors[2];
} Neighbours;

static bool hold_gate(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Neighbours *neighbours = out;
    (void)tx;
    (void)in;
    (void)arena;
    (void)error;
    sem_post(&neighbours->is_open);
    sem_wait(&neighbours->may_go);
    return true;
}

// The neighbours may be taken into its own group, which fails with them.
static void *keep_gate(void *argument) {
    Neighbours *neighbours = argument;
    Error ignored = {0};
    (void)!store_write(neighbours->store, hold_gate, NULL, neighbours, NULL, &ignored);
    return NULL;
}

static bool add_neighbour(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleIdRow id;
    (void)in;
    (void)out;
    return sample_add(tx, &(SampleAddIn){STR(NEIGHBOUR)}, arena, &id, error);
}

static void *add_first(void *argument) {
    Neighbours *neighbours = argument;
    Arena arena = {0};
    sem_post(&neighbours->is_queued[0]);
    assert_false(store_write(neighbours->store, add_neighbour, NULL, NULL, &arena,
                             &neighbours->errors[0]));
    arena_release(&arena);
    return NULL;
}

static bool refuse_second(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Neighbours *neighbours = out;
    SampleRow row;
    bool found;
    (void)in;
    if (!sample_by_name(tx, &(SampleByNameIn){STR(NEIGHBOUR)}, arena, &row, &found, error)) {
        return false;
    }
    neighbours->has_seen = found;
    return !found || error_set(error, ERROR_CONFLICT, "there is one already");
}

static void *add_second(void *argument) {
    Neighbours *neighbours = argument;
    Arena arena = {0};
    sem_post(&neighbours->is_queued[1]);
    (void)!store_write(neighbours->store, refuse_second, NULL, neighbours, &arena,
                       &neighbours->errors[1]);
    arena_release(&arena);
    return NULL;
}

// Two writes that queue one after the other while the writer thread is held, and cannot be kept.
static void write_neighbours(Neighbours *neighbours) {
    static void *(*const work[])(void *) = {add_first, add_second};
    pthread_t gate, threads[2];
    pthread_create(&gate, NULL, keep_gate, neighbours);
    sem_wait(&neighbours->is_open);
    for (int i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, work[i], neighbours);
        sem_wait(&neighbours->is_queued[i]);
        sched_yield();
    }
    sem_post(&neighbours->may_go);
    pthread_join(gate, NULL);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
}

static void test_fault__nobody_is_refused_for_what_was_never_kept(void **state) {
    struct rlimit limit, none;
    Neighbours neighbours = {.store = sample_open(state, 2)};
    sem_t *all[] = {&neighbours.is_open, &neighbours.is_queued[0], &neighbours.is_queued[1],
                    &neighbours.may_go};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) sem_init(all[i], 0, 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    none = limit;
    none.rlim_cur = 1; // nothing can be written
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    for (int i = 0; i < ATTEMPTS_MAX && !neighbours.has_seen; i++) {
        memset(neighbours.errors, 0, sizeof neighbours.errors);
        write_neighbours(&neighbours);
    }
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, handler);
    assert_true(neighbours.has_seen);
    assert_int_equal(neighbours.errors[0].kind, ERROR_UNAVAILABLE);
    assert_int_equal(neighbours.errors[1].kind, ERROR_UNAVAILABLE);
    assert_int_equal(sample_total(neighbours.store), 0);
    store_close(neighbours.store);
}

// ---- Strange files and other programs ----

static void test_fault__a_file_that_is_no_database_is_refused(void **state) {
    const TestDatabase *database = *state;
    FILE *file = fopen(database->url + strlen("sqlite:"), "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) fputs("this is no database\n", file);
    fclose(file);
    Store *store = NULL;
    Error error = {0};
    assert_false(store_open(str_from_c(database->url), NULL, &store, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_true(error.detail[0]);
}

static void *commit_soon(void *db) {
    usleep(200 * 1000);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    return NULL;
}

// A write waits for another program's transaction, as long as that is short.
static void test_fault__a_write_waits_for_another_program(void **state) {
    const TestDatabase *database = *state;
    Store *store = sample_open(state, 2);
    sqlite3 *other;
    pthread_t thread;
    assert_int_equal(sqlite3_open(database->url + strlen("sqlite:"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other,
                                  "BEGIN IMMEDIATE;"
                                  "INSERT INTO sample (name, flag) VALUES ('theirs', 1)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    pthread_create(&thread, NULL, commit_soon, other);
    Arena arena = {0};
    Error error = {0};
    Str name = STR("ours");
    assert_ok(store_write(store, add_large, &name, NULL, &arena, &error), error);
    pthread_join(thread, NULL);
    sqlite3_close(other);
    assert_int_equal(sample_total(store), 2);
    arena_release(&arena);
    store_close(store);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        ON_POSTGRES(test_fault__a_lost_connection_is_made_anew),
        ON_POSTGRES(test_fault__a_connection_lost_at_commit_is_not_repeated),
        ON_POSTGRES(test_fault__a_read_whose_end_is_lost_is_repeated),
        ON_POSTGRES(test_fault__a_connection_lost_with_rows_sent_is_made_anew),
        ON_POSTGRES(test_fault__a_crashed_server_is_connected_to_anew),
        ON_POSTGRES(test_fault__a_server_that_crashes_over_sent_rows_is_connected_to_anew),
        ON_SQLITE(test_fault__a_full_disk_loses_nothing),
        ON_SQLITE(test_fault__nobody_is_refused_for_what_was_never_kept),
        ON_SQLITE(test_fault__a_file_that_is_no_database_is_refused),
        ON_SQLITE(test_fault__a_write_waits_for_another_program),
    };
    return RUN_TESTS(tests);
}
