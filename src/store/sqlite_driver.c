// SPDX-License-Identifier: Apache-2.0
// Transactions on SQLite. Writes queue up for one thread, which takes all that wait, runs each in
// a savepoint and commits them together: while one commit is on its way to the disk the next
// group gathers, so that a busy server pays one sync for many writes. A caller is woken when its
// commit is durable. Readers are connections of their own and see the last commit.

#include "store/dump.sql.h"
#include "store/pool.h"
#include "store/sqlite.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

// A write that waits; lives on its caller's stack.
typedef struct Job {
    const StoreCall *call;
    Error error;
    bool ok;
    sem_t done; // its own, so that waking many callers makes no crowd at one mutex
    struct Job *next;
} Job;

typedef struct SqliteState {
    char *path;
    pthread_mutex_t mutex; // guards the queue and is_closing
    Job *first, *last;     // the queue
    bool is_closing;
    pthread_cond_t queued;
    Pool readers;
    pthread_t thread;
    SqliteConnection *writer; // of that thread
} SqliteState;

// ---- The writer thread ----

// Runs one write in its savepoint. False when the whole transaction is gone.
static bool run_job(SqliteConnection *connection, Job *job) {
    Tx tx = {.driver = &sqlite_driver, .connection = connection};
    job->error = (Error){0};
    job->ok = sqlite_control(connection, CONTROL_SAVEPOINT, &job->error);
    if (!job->ok) return false;
    job->ok = tx_call(&tx, job->call, &job->error);
    // A full disk or an I/O error makes SQLite roll back everything.
    if (sqlite3_get_autocommit(connection->db)) return false;
    Error undoing;
    if (!job->ok && !sqlite_control(connection, CONTROL_UNDO, &undoing)) return false;
    return sqlite_control(connection, CONTROL_RELEASE, &job->error);
}

// Runs the only write of its group: the transaction itself is the savepoint, which saves SQLite
// copying every page that it changes. False when it is to be rolled back.
static bool run_alone(SqliteConnection *connection, Job *job) {
    Tx tx = {.driver = &sqlite_driver, .connection = connection};
    job->error = (Error){0};
    job->ok = tx_call(&tx, job->call, &job->error);
    return job->ok;
}

typedef enum GroupResult {
    GROUP_COMMITTED,
    GROUP_SPLIT, // one of the writes broke it: each may be tried alone
    GROUP_FAILED,
} GroupResult;

// Runs `jobs` in one transaction. When it could not be committed, `error` says why.
static GroupResult run_group(SqliteConnection *connection, Job *jobs, Error *error) {
    if (!sqlite_control(connection, CONTROL_BEGIN_WRITE, error)) return GROUP_FAILED;
    bool ok = true, is_alone = !jobs->next;
    for (Job *job = jobs; ok && job; job = job->next) {
        ok = is_alone ? run_alone(connection, job) : run_job(connection, job);
        if (!ok) *error = job->error;
    }
    if (ok && sqlite_control(connection, CONTROL_COMMIT, error)) return GROUP_COMMITTED;
    int code = sqlite3_errcode(connection->db);
    Error ending;
    if (!sqlite3_get_autocommit(connection->db) &&
        !sqlite_control(connection, CONTROL_ROLLBACK, &ending)) {
        *error = ending;
        return GROUP_FAILED;
    }
    // After a failed read or write of the file nothing is tried again on trust.
    bool splits = code == SQLITE_FULL || code == SQLITE_CONSTRAINT || code == SQLITE_NOMEM;
    return splits && jobs->next ? GROUP_SPLIT : GROUP_FAILED;
}

// When one write breaks its group (too large for the disk, say), the others need not suffer.
static void run_jobs(SqliteConnection *connection, Job *jobs) {
    Error error = {0};
    GroupResult result = run_group(connection, jobs, &error);
    if (result == GROUP_COMMITTED) return;
    for (Job *job = jobs, *next; job; job = next) {
        next = job->next;
        if (result == GROUP_SPLIT) {
            job->next = NULL;
            run_jobs(connection, job); // alone, so it does not split again
            job->next = next;
        } else {
            // Also to whoever was refused: it may have been for what a neighbour had not kept.
            job->error = error;
            job->ok = false;
        }
    }
}

// Takes up to STORE_GROUP_MAX writes off the queue; the mutex is held.
static Job *take_group(SqliteState *state) {
    Job *group = state->first, *last = group;
    for (int count = 1; last->next && count < STORE_GROUP_MAX; count++) last = last->next;
    state->first = last->next;
    if (!state->first) state->last = NULL;
    last->next = NULL;
    return group;
}

static void *writer_main(void *argument) {
    SqliteState *state = argument;
    pthread_mutex_lock(&state->mutex);
    for (;;) {
        while (!state->first && !state->is_closing) {
            pthread_cond_wait(&state->queued, &state->mutex);
        }
        if (!state->first) break;
        Job *group = take_group(state);
        pthread_mutex_unlock(&state->mutex);
        run_jobs(state->writer, group);
        for (Job *job = group, *next; job; job = next) {
            next = job->next; // the job may be gone as soon as its caller wakes
            sem_post(&job->done);
        }
        pthread_mutex_lock(&state->mutex);
    }
    pthread_mutex_unlock(&state->mutex);
    return NULL;
}

static bool sqlite_write(void *argument, const StoreCall *call, Error *error) {
    SqliteState *state = argument;
    assert(!pthread_equal(pthread_self(), state->thread)); // a write inside a write never ends
    Job job = {.call = call};
    sem_init(&job.done, 0, 0);
    pthread_mutex_lock(&state->mutex);
    bool is_first = !state->first;
    if (is_first) state->first = &job;
    else state->last->next = &job;
    state->last = &job;
    if (is_first) pthread_cond_signal(&state->queued);
    pthread_mutex_unlock(&state->mutex);
    while (sem_wait(&job.done) != 0) continue; // interrupted by a signal
    sem_destroy(&job.done);
    if (!job.ok && error) *error = job.error;
    return job.ok;
}

// ---- Readers ----

static bool open_reader(const void *path, void **connection, Error *error) {
    SqliteConnection *reader;
    if (!sqlite_connect(path, true, &reader, error)) return false;
    *connection = reader;
    return true;
}

static void close_reader(void *connection) {
    sqlite_disconnect(connection);
}

static bool sqlite_read(void *argument, const StoreCall *call, Error *error) {
    SqliteState *state = argument;
    void *taken;
    if (!pool_take(&state->readers, &taken, error)) return false;
    SqliteConnection *reader = taken;
    Tx tx = {.driver = &sqlite_driver, .connection = reader};
    bool ok = sqlite_control(reader, CONTROL_BEGIN_READ, error);
    if (ok) {
        ok = tx_call(&tx, call, error);
        Error ending;
        if (!sqlite3_get_autocommit(reader->db) &&
            !sqlite_control(reader, CONTROL_ROLLBACK, &ending) && ok) {
            if (error) *error = ending;
            ok = false;
        }
    }
    pool_give(&state->readers, reader);
    return ok;
}

static bool sqlite_savepoint(Tx *tx, SavepointStep step, Error *error) {
    if (step == SAVEPOINT_SET) return sqlite_control(tx->connection, CONTROL_SAVEPOINT, error);
    bool is_undo = step == SAVEPOINT_UNDO;
    if (is_undo && !sqlite_control(tx->connection, CONTROL_UNDO, error)) return false;
    return sqlite_control(tx->connection, CONTROL_RELEASE, error);
}

// ---- Migrations ----

// SQLite does not look again by itself: by the statistics of a table that was small when it did, it
// would go on reading all of it. One without statistics it takes to be large, and uses the indexes.
static const char analyze_sql[] = "ANALYZE;"
                                  "DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < 10000;"
                                  // Reads them again, and forgets what it made of the others.
                                  "PRAGMA writable_schema = RESET";

static bool sqlite_script(Tx *tx, const char *sql, Error *error) {
    return sqlite_execute(tx->connection, sql, error);
}

// The write lock is held from BEGIN IMMEDIATE on.
static bool sqlite_begin_migration(Tx *tx, Error *error) {
    (void)tx;
    (void)error;
    return true;
}

// The four databases are one file, so that a decision and its payment commit together.
static bool sqlite_use_database(Tx *tx, Str database, Error *error) {
    (void)tx;
    (void)database;
    (void)error;
    return true;
}

// ---- Loading a dump ----

// SQLite has no switch for triggers: they are dropped, and made again of their own text.
static bool sqlite_begin_load(Tx *tx, Arena *arena, const char **ending, Error *error) {
    DumpTriggerRows triggers;
    StrBuilder drop, make;
    if (!dump_trigger_list(tx, NULL, arena, &triggers, error)) return false;
    str_builder_init(&drop, arena, 0);
    str_builder_init(&make, arena, 0);
    str_put(&drop, STR("PRAGMA defer_foreign_keys = ON;"));
    for (size_t i = 0; i < triggers.count; i++) {
        const DumpTriggerRow *trigger = &triggers.items[i];
        str_put_format(&drop, "DROP TRIGGER \"%.*s\";", STR_ARG(trigger->name));
        str_put_format(&make, "%.*s;\n", STR_ARG(trigger->text));
    }
    *ending = str_to_c(arena, str_built(&make));
    return sqlite_execute(tx->connection, str_to_c(arena, str_built(&drop)), error);
}

// ---- Opening and closing ----

static void sqlite_close_state(void *argument) {
    SqliteState *state = argument;
    if (state->writer) {
        pthread_mutex_lock(&state->mutex);
        state->is_closing = true;
        pthread_cond_signal(&state->queued);
        pthread_mutex_unlock(&state->mutex);
        pthread_join(state->thread, NULL);
    }
    pool_release(&state->readers);
    if (state->writer) sqlite_disconnect(state->writer); // last: it folds the log into the file
    pthread_cond_destroy(&state->queued);
    pthread_mutex_destroy(&state->mutex);
    free(state->path);
    free(state);
}

static bool sqlite_open_state(Str url, const StoreOptions *options, void **result, Error *error) {
    SqliteState *state = calloc(1, sizeof *state);
    char *path = strndup(url.data, url.length);
    if (!state || !path) {
        free(state);
        free(path);
        return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    }
    state->path = path;
    pool_init(&state->readers, open_reader, close_reader, path, options->connections);
    pthread_mutex_init(&state->mutex, NULL);
    pthread_cond_init(&state->queued, NULL);
    SqliteConnection *writer;
    bool ok = sqlite_connect(path, false, &writer, error);
    if (ok) {
        state->writer = writer;
        ok = pthread_create(&state->thread, NULL, writer_main, state) == 0;
        if (!ok) {
            error_set(error, ERROR_UNAVAILABLE, "不能启动数据库写入线程");
            sqlite_disconnect(writer);
            state->writer = NULL;
        }
    }
    if (!ok) sqlite_close_state(state);
    else *result = state;
    return ok;
}

const StoreDriver sqlite_driver = {
    .open = sqlite_open_state,
    .close = sqlite_close_state,
    .write = sqlite_write,
    .read = sqlite_read,
    .prepare = sqlite_prepare,
    .start = sqlite_start,
    .step = sqlite_step,
    .finish = sqlite_finish,
    .bulk = sqlite_bulk,
    .savepoint = sqlite_savepoint,
    .script = sqlite_script,
    .analyze = analyze_sql,
    .begin_migration = sqlite_begin_migration,
    .use_database = sqlite_use_database,
    .begin_load = sqlite_begin_load,
};
