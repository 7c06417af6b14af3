// SPDX-License-Identifier: Apache-2.0
// Transactions on PostgreSQL. A write is SERIALIZABLE: the server lets it commit only if some
// order of the concurrent writes, one after the other, explains it, and otherwise says so; then
// the function runs again after a short random wait; after a few runs it does so alone, while all
// other writes wait at an advisory lock that they share, so that it gets through. A unique index
// may speak before that: for a row of a rival, which the function did not find since its snapshot
// is older. It runs once more and sees what there is; so a repeated request is told of its twin
// and not that somebody was faster. A connection that breaks before the commit is made anew and
// the function runs again; one that breaks during the commit leaves the outcome unknown, which
// only the caller's request key can settle.

#include "store/pool.h"
#include "store/postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define BACKOFF_MS_MAX 256
#define RUNS_ABREAST 3 // of a write; then it runs alone

typedef struct PostgresState {
    char *url;
    Pool readers;
    Pool writers;
    Pool of_one; // what is about one subject, reads and writes
    Pool aside; // one connection, for what must not be held until a transaction ends
} PostgresState;

typedef struct Beginning {
    const char *statements[2]; // the second may be missing
    bool is_read;              // there is nothing to be kept
} Beginning;

static const Beginning begin_write = {
    .statements = {"BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
                   "SELECT pg_advisory_xact_lock_shared(7420117)"},
};
static const Beginning begin_read = {
    .statements = {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    .is_read = true,
};

// Goes with the first query.
static bool send_beginning(const Beginning *beginning, Tx *tx, Error *error) {
    for (int i = 0; i < 2 && beginning->statements[i]; i++) {
        if (!postgres_send_statement(tx, beginning->statements[i], error)) return false;
    }
    return true;
}

static bool commit(const Beginning *beginning, Tx *tx, Error *error) {
    if (!postgres_settle(tx, error)) return false; // it may be repeated still
    if (postgres_execute(tx->connection, tx, "COMMIT", error)) return true;
    if (!tx->is_lost || beginning->is_read) return false;
    tx->is_unsure = true;
    error_set(error, ERROR_UNAVAILABLE, "提交时与数据库断开，不知道是否已保存");
    error_detail(error, "查看是否已有这条记录，或用同一请求编号再提交一次");
    return error_code(error, "COMMIT_UNKNOWN");
}

// One run of the function in one transaction. `tx` says why it failed.
static bool run_once(const Beginning *beginning, const StoreCall *call, Tx *tx, Error *error) {
    PostgresConnection *connection = tx->connection;
    if (send_beginning(beginning, tx, error) && tx_call(tx, call, error) &&
        commit(beginning, tx, error)) {
        return true;
    }
    Error ignored; // unless it was another transaction
    if (!tx->is_lost) (void)!postgres_settle(tx, &ignored);
    if (PQtransactionStatus(connection->pg) != PQTRANS_IDLE && !tx->is_lost) {
        Error ending;
        if (!postgres_execute(connection, tx, "ROLLBACK", &ending)) tx->is_lost = true;
    }
    return false;
}

// Twice as long each time, at random, so that rivals fall out of step.
static void back_off(int run) {
    unsigned random = 0;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random) random = 12345;
    unsigned ceiling_ms = run < 8 ? 2u << run : BACKOFF_MS_MAX;
    long wait_us = (long)(random % (ceiling_ms * 1000));
    nanosleep(&(struct timespec){.tv_sec = 0, .tv_nsec = wait_us * 1000}, NULL);
}

// A lock of the session, taken before BEGIN, so that what runs under it sees all that was done
// before. It is no matter of right but of progress: one who waited for it in vain goes on without.
static bool begin_alone(PostgresConnection *connection) {
    Tx tx = {0};
    Error ignored;
    return postgres_execute(connection, &tx, "SELECT pg_advisory_lock(7420117)", &ignored);
}

static void end_alone(PostgresConnection *connection) {
    Tx tx = {0};
    Error ignored; // a session that was lost holds nothing
    (void)!postgres_execute(connection, &tx, "SELECT pg_advisory_unlock(7420117)", &ignored);
}

static bool run(PostgresState *state, Pool *pool, const Beginning *beginning,
                const StoreCall *call, Error *error) {
    void *taken;
    if (!pool_take(pool, &taken, error)) return false;
    PostgresConnection *connection = taken;
    ArenaMark mark = call->arena ? arena_mark(call->arena) : (ArenaMark){0};
    Error failure = {0};
    bool ok = false, is_broken = false, is_alone = false, has_looked_again = false;
    for (int count = 0; count < STORE_RETRIES_MAX; count++) {
        Tx tx = {.driver = &postgres_driver, .state = state, .connection = connection};
        if (count > 0 && call->arena) arena_rewind(call->arena, mark);
        ok = run_once(beginning, call, &tx, &failure);
        is_broken = tx.is_lost;
        bool looks_again = tx.has_collided && !has_looked_again;
        has_looked_again |= looks_again;
        if (ok || tx.is_unsure || !(tx.is_contended || tx.is_lost || looks_again)) break;
        if (!is_alone) back_off(count);
        is_alone &= !tx.is_lost;
        is_broken = tx.is_lost && !postgres_reconnect(connection, &failure);
        if (is_broken) break;
        if (count + 1 >= RUNS_ABREAST && !is_alone) is_alone = begin_alone(connection);
    }
    if (is_alone && !is_broken) end_alone(connection);
    if (is_broken) pool_drop(pool, connection);
    else pool_give(pool, connection);
    if (!ok && error) *error = failure;
    return ok;
}

static bool postgres_write(void *argument, const StoreCall *call, Error *error) {
    PostgresState *state = argument;
    Pool *pool = call->ahead ? &state->of_one : &state->writers;
    return run(state, pool, &begin_write, call, error);
}

static bool postgres_read(void *argument, const StoreCall *call, Error *error) {
    PostgresState *state = argument;
    Pool *pool = call->ahead ? &state->of_one : &state->readers;
    return run(state, pool, &begin_read, call, error);
}

static bool postgres_aside(Tx *tx, const StoreCall *call, Error *error) {
    Pool *aside = &((PostgresState *)tx->state)->aside;
    for (int count = 0;; count++) { // again when the connection was found broken
        void *connection;
        if (!pool_take(aside, &connection, error)) return false;
        Tx own = {.driver = &postgres_driver, .connection = connection};
        bool ok = tx_call(&own, call, error);
        if (!own.is_lost) {
            pool_give(aside, connection);
            return ok;
        }
        pool_drop(aside, connection);
        if (count > 0) return false;
    }
}

static bool postgres_savepoint(Tx *tx, SavepointStep step, Error *error) {
    static const char *const texts[] = {
        [SAVEPOINT_SET] = "SAVEPOINT step",
        [SAVEPOINT_KEEP] = "RELEASE step",
        [SAVEPOINT_UNDO] = "ROLLBACK TO step; RELEASE step",
    };
    Error undone; // with what was sent since
    if (step == SAVEPOINT_UNDO) (void)!postgres_settle(tx, &undone);
    return postgres_execute(tx->connection, tx, texts[step], error);
}

// ---- Migrations ----

static bool postgres_script(Tx *tx, const char *sql, Error *error) {
    return postgres_execute(tx->connection, tx, sql, error);
}

// Begun anew as READ COMMITTED, so that what is read after waiting for the lock is what its holder
// left.
static bool postgres_begin_migration(Tx *tx, Error *error) {
    return postgres_execute(tx->connection, tx,
                            "ROLLBACK; BEGIN ISOLATION LEVEL READ COMMITTED;"
                            "SELECT pg_advisory_xact_lock(7420116);"
                            "CREATE SCHEMA IF NOT EXISTS labour;"
                            "CREATE SCHEMA IF NOT EXISTS employer;"
                            "CREATE SCHEMA IF NOT EXISTS policy;"
                            "CREATE SCHEMA IF NOT EXISTS monitor",
                            error);
}

static bool postgres_use_database(Tx *tx, Str database, Error *error) {
    char sql[160];
    snprintf(sql, sizeof sql,
             "SET LOCAL search_path = %.*s, labour, employer, policy, monitor, public",
             STR_ARG(database)); // one of four names, checked by migration_text.c
    return postgres_execute(tx->connection, tx, sql, error);
}

// ---- Loading a dump ----

// An owner may not switch off foreign keys, so they are taken away and made again, which also looks
// at all rows at once instead of one by one.
static const char begin_load_sql[] =
    "CREATE TEMP TABLE load_key ON COMMIT DROP AS SELECT CAST(CAST(conrelid AS regclass) AS TEXT)"
    " AS owner, conname AS name, pg_get_constraintdef(oid) AS text FROM pg_constraint"
    " WHERE contype = 'f' AND conrelid IN (SELECT to_regclass(table_name) FROM database_table);"
    "CREATE TEMP TABLE load_table ON COMMIT DROP AS SELECT table_name FROM database_table;"
    "DO $$ DECLARE r RECORD; BEGIN"
    " FOR r IN SELECT * FROM load_key LOOP"
    "  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.owner, r.name);"
    " END LOOP;"
    " FOR r IN SELECT * FROM load_table LOOP"
    "  EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', r.table_name);"
    " END LOOP; END $$";

// An identity goes on behind the highest id.
static const char end_load_sql[] =
    "DO $$ DECLARE r RECORD; BEGIN"
    " FOR r IN SELECT * FROM load_key LOOP"
    "  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', r.owner, r.name, r.text);"
    " END LOOP;"
    " FOR r IN SELECT * FROM load_table LOOP"
    "  EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', r.table_name);"
    " END LOOP;"
    " FOR r IN SELECT t.table_name, a.attname FROM load_table AS t JOIN pg_attribute AS a"
    "   ON a.attrelid = to_regclass(t.table_name) AND a.attidentity <> '' LOOP"
    "  EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L),"
    " coalesce(max(%I), 0) + 1, false) FROM %I', r.table_name, r.attname, r.attname,"
    " r.table_name);"
    " END LOOP; END $$";

static bool postgres_begin_load(Tx *tx, Arena *arena, const char **ending, Error *error) {
    (void)arena;
    *ending = end_load_sql;
    return postgres_execute(tx->connection, tx, begin_load_sql, error);
}

// ---- Opening and closing ----

static bool open_with(const char *url, const char *setting, void **connection, Error *error) {
    PostgresConnection *opened;
    if (!postgres_connect(url, setting, &opened, error)) return false;
    *connection = opened;
    return true;
}

static bool open_reader(const void *url, void **connection, Error *error) {
    return open_with(url, "", connection, error);
}

// A write that reads a small table from end to end would conflict with whoever adds to it. Where it
// must all the same, PostgreSQL takes the plan for so dear that it would compile it, for seconds.
static bool open_writer(const void *url, void **connection, Error *error) {
    return open_with(url, "SET enable_seqscan = off; SET jit = off", connection, error);
}

// Queries are made for pages of subjects, and planning one of them anew takes longer than reading
// it for one: each is planned once, without the values. For all that PostgreSQL knows then it is to
// read a page, and must not be led to read whole tables for that. Connections of their own, since a
// session keeps the plan that it has made first, under whatever settings.
static bool open_of_one(const void *url, void **connection, Error *error) {
    return open_with(url,
                     "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
                     "SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off",
                     connection, error);
}

// Nothing waits for the disk here: what a transaction took aside is there before its own commit.
static bool open_aside(const void *url, void **connection, Error *error) {
    return open_with(url, "SET synchronous_commit = off", connection, error);
}

static void close_connection(void *connection) {
    postgres_disconnect(connection);
}

static void postgres_close_state(void *argument) {
    PostgresState *state = argument;
    pool_release(&state->readers);
    pool_release(&state->writers);
    pool_release(&state->of_one);
    pool_release(&state->aside);
    free(state->url);
    free(state);
}

// Connects once, so that a wrong address is found at once.
static bool postgres_open_state(Str url, const StoreOptions *options, void **result,
                                Error *error) {
    PostgresState *state = calloc(1, sizeof *state);
    char *copy = strndup(url.data, url.length);
    if (!state || !copy) {
        free(state);
        free(copy);
        return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    }
    state->url = copy;
    pool_init(&state->readers, open_reader, close_connection, copy, options->connections);
    pool_init(&state->writers, open_writer, close_connection, copy, options->connections);
    pool_init(&state->of_one, open_of_one, close_connection, copy, options->connections);
    pool_init(&state->aside, open_aside, close_connection, copy, 1);
    void *first;
    if (!pool_take(&state->readers, &first, error)) {
        postgres_close_state(state);
        return false;
    }
    pool_give(&state->readers, first);
    *result = state;
    return true;
}

const StoreDriver postgres_driver = {
    .is_postgres = true,
    .open = postgres_open_state,
    .close = postgres_close_state,
    .write = postgres_write,
    .read = postgres_read,
    .prepare = postgres_prepare,
    .start = postgres_start,
    .step = postgres_step,
    .finish = postgres_finish,
    .bulk = postgres_bulk,
    .send = postgres_send,
    .settle = postgres_settle,
    .pipeline = postgres_pipeline,
    .savepoint = postgres_savepoint,
    .aside = postgres_aside,
    .script = postgres_script,
    .analyze = "ANALYZE",
    .begin_migration = postgres_begin_migration,
    .use_database = postgres_use_database,
    .begin_load = postgres_begin_load,
};
