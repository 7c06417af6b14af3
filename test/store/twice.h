// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_STORE_TWICE_H
#define TEST_STORE_TWICE_H
// Every transaction run twice, as the store may run any: what a first run left in the caller's
// memory must not show. JIUYE_TEST_TWICE makes test_store_open do so, for whole suites:
//
//     contended    each transaction is refused at its end, as for a rival (SQLSTATE 40001)
//     lost         its connection is lost there
//     lost:3       before its third query, or at its end when it has fewer
//
// On PostgreSQL the server itself refuses or hangs up, and the store repeats by its own rules. On
// SQLite the transaction is rolled back and run again, as one is whose neighbour in a group fails.

#include "server.h"
#include "store/postgres.h"

#include <string.h>

typedef struct TwiceMode {
    bool is_lost;
    int query; // before which; 0 = at the end
} TwiceMode;

// One transaction; the driver that its first run goes through stands first.
typedef struct Twice {
    StoreDriver counting; // the true one, but for what begins a query
    const StoreDriver *driver;
    const StoreCall *call;
    TwiceMode mode;
    int runs;
    int queries;
    bool is_cut; // the connection of the first run
} Twice;

// False: once, as ever.
static inline bool twice_mode(TwiceMode *mode) {
    const char *text = getenv("JIUYE_TEST_TWICE");
    if (!text || !*text) return false;
    bool is_lost = strncmp(text, "lost", 4) == 0;
    if (!is_lost && strcmp(text, "contended") != 0) {
        fail_msg("JIUYE_TEST_TWICE=%s: it is contended, lost or lost:N", text);
    }
    *mode = (TwiceMode){.is_lost = is_lost};
    if (strncmp(text, "lost:", 5) == 0) mode->query = (int)strtol(text + 5, NULL, 10);
    return true;
}

// The server hangs up; who asks it next finds out.
static inline void twice_cut(Twice *twice, const Tx *tx) {
    if (twice->is_cut) return;
    twice->is_cut = true;
    if (!tx->driver->is_postgres) return;
    char sql[120];
    const PostgresConnection *connection = tx->connection;
    snprintf(sql, sizeof sql, "DO $$ BEGIN PERFORM pg_terminate_backend(%d, 5000); END $$",
             PQbackendPID(connection->pg));
    test_postgres_command(sql);
}

static inline bool twice_fail(Error *error) {
    return error_set(error, ERROR_UNAVAILABLE, "the first of two runs is undone");
}

// ---- Before the n-th query of the first run ----

static inline Twice *twice_of(const Tx *tx) {
    return (Twice *)(uintptr_t)tx->driver;
}

// False when it must not begin: on SQLite nothing else would stop it.
static inline bool twice_begin_query(const Tx *tx, Error *error) {
    Twice *twice = twice_of(tx);
    if (++twice->queries != twice->mode.query) return true;
    twice_cut(twice, tx);
    return tx->driver->is_postgres || twice_fail(error);
}

static inline QueryRun *twice_start(Tx *tx, const Query *query, const void *in, bool streams,
                                    Error *error) {
    if (!twice_begin_query(tx, error)) return NULL;
    return twice_of(tx)->driver->start(tx, query, in, streams, error);
}

static inline bool twice_bulk(Tx *tx, const Query *query, const char *rows, size_t count,
                              QueryBulk *bulk, Error *error) {
    return twice_begin_query(tx, error) &&
           twice_of(tx)->driver->bulk(tx, query, rows, count, bulk, error);
}

static inline bool twice_send(Tx *tx, const Query *query, const char *rows, size_t count,
                              Error *error) {
    return twice_begin_query(tx, error) &&
           twice_of(tx)->driver->send(tx, query, rows, count, error);
}

static inline StoreDriver twice_counting(const StoreDriver *driver) {
    StoreDriver counting = *driver;
    counting.start = twice_start;
    counting.bulk = twice_bulk;
    if (driver->send) counting.send = twice_send;
    counting.aside = NULL; // numbers stay taken there, and tests know which are next
    return counting;
}

// ---- At its end ----

static const char twice_rival_sql[] =
    "DO $$ BEGIN RAISE EXCEPTION 'a rival' USING ERRCODE = 'serialization_failure'; END $$";

// Whatever the function came to. What a query has failed already can only lose its connection.
static inline bool twice_break(Twice *twice, Tx *tx, Error *error) {
    if (!tx->driver->is_postgres) return twice_fail(error);
    if (twice->mode.is_lost || tx->has_failed) twice_cut(twice, tx);
    return tx->has_failed ? twice_fail(error) : tx->driver->script(tx, twice_rival_sql, error);
}

static inline bool twice_run(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Twice *twice = (Twice *)(uintptr_t)in;
    const StoreCall *call = twice->call;
    if (twice->runs++ > 0) return call->function(tx, call->in, out, arena, error);
    Error ignored = {0};
    tx->driver = &twice->counting;
    (void)!call->function(tx, call->in, out, arena, &ignored);
    tx->driver = twice->driver;
    return twice_break(twice, tx, error);
}

// ---- The store ----

typedef bool TwiceTransaction(void *state, const StoreCall *call, Error *error);

static inline bool twice_call(const StoreDriver *driver, TwiceTransaction *transaction, void *state,
                              const StoreCall *call, Error *error) {
    Twice twice = {.counting = twice_counting(driver), .driver = driver, .call = call};
    StoreCall both = *call;
    both.function = twice_run;
    both.in = &twice;
    if (!twice_mode(&twice.mode)) return transaction(state, call, error);
    Error failure = {0};
    bool ok = transaction(state, &both, &failure);
    bool is_undone = !ok && twice.runs == 1 && !driver->is_postgres;
    if (is_undone) ok = transaction(state, &both, &failure); // alone in its group
    if (!ok && error) *error = failure;
    return ok;
}

static inline bool twice_write_sqlite(void *state, const StoreCall *call, Error *error) {
    return twice_call(&sqlite_driver, sqlite_driver.write, state, call, error);
}
static inline bool twice_read_sqlite(void *state, const StoreCall *call, Error *error) {
    return twice_call(&sqlite_driver, sqlite_driver.read, state, call, error);
}
static inline bool twice_write_postgres(void *state, const StoreCall *call, Error *error) {
    return twice_call(&postgres_driver, postgres_driver.write, state, call, error);
}
static inline bool twice_read_postgres(void *state, const StoreCall *call, Error *error) {
    return twice_call(&postgres_driver, postgres_driver.read, state, call, error);
}

// From here on the store runs everything twice, if the suites are to.
static inline void twice_begin(Store *store) {
    static StoreDriver drivers[2];
    TwiceMode mode;
    if (!twice_mode(&mode)) return;
    bool is_postgres = store->driver->is_postgres;
    StoreDriver driver = *store->driver;
    driver.write = is_postgres ? twice_write_postgres : twice_write_sqlite;
    driver.read = is_postgres ? twice_read_postgres : twice_read_sqlite;
    drivers[is_postgres] = driver;
    store->driver = &drivers[is_postgres];
}

#endif
