// SPDX-License-Identifier: Apache-2.0
// Transactions on SQLite. Writes queue up for one thread, which takes all that wait, and for some
// milliseconds those who come meanwhile, and commits them together, so that a busy server pays one
// sync for many writes. A caller is woken when its commit is durable. Readers are connections of
// their own and see the last commit.
//
// A group runs without savepoints, since most writes succeed and most refusals come before
// anything is changed: SQLite then need not copy each page that a write changes. When one fails
// that has changed something, the group is rolled back and run again, each in a savepoint.

#include "base/clock.h"
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
    struct Job *wakes[2]; // whom its caller wakes
} Job;

#define GROUP_JOIN_NS (INT64_C(5) * 1000000) // how long a group takes in whoever comes

// Writes that are committed together.
typedef struct Group {
    Job *first, *last;
    int count;
    int64_t started_ns;
} Group;

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
static bool run_kept(SqliteConnection *connection, Job *job) {
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

// Runs one write without. False when the transaction is gone or has to be: it failed after it had
// changed something.
static bool run_bare(SqliteConnection *connection, Job *job) {
    Tx tx = {.driver = &sqlite_driver, .connection = connection};
    sqlite3_int64 changes = sqlite3_total_changes64(connection->db);
    job->error = (Error){0};
    connection->has_script = false;
    job->ok = tx_call(&tx, job->call, &job->error);
    bool is_changed =
        connection->has_script || sqlite3_total_changes64(connection->db) != changes;
    return job->ok || (!is_changed && !sqlite3_get_autocommit(connection->db));
}

typedef enum GroupResult {
    GROUP_COMMITTED,
    GROUP_UNDONE, // by a write that failed: each may be run in its savepoint
    GROUP_SPLIT,  // one of the writes broke it: each may be tried alone
    GROUP_FAILED,
} GroupResult;

// Whether each write of a group that is rolled back may be tried alone; after a failed read or
// write of the file nothing is tried again on trust.
static bool splits_group(int code) {
    return code == SQLITE_FULL || code == SQLITE_CONSTRAINT || code == SQLITE_NOMEM;
}

static bool is_of_storage(int code) {
    return code == SQLITE_FULL || code == SQLITE_NOMEM || code == SQLITE_IOERR ||
           code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

// Takes what waits into the group, up to STORE_GROUP_MAX in all; the mutex is held.
static void group_fill(SqliteState *state, Group *group) {
    while (state->first && group->count < STORE_GROUP_MAX) {
        Job *job = state->first;
        state->first = job->next;
        job->next = NULL;
        if (group->last) group->last->next = job;
        else group->first = job;
        group->last = job;
        group->count++;
    }
    if (!state->first) state->last = NULL;
}

// Whoever comes while a group runs is taken in: nobody is woken before its commit, so that without
// it those who come back at once would always find themselves in the other one of two groups.
static void group_join(SqliteState *state, Group *group) {
    if (clock_monotonic_ns() - group->started_ns > GROUP_JOIN_NS) return;
    pthread_mutex_lock(&state->mutex);
    group_fill(state, group);
    pthread_mutex_unlock(&state->mutex);
}

// Runs the group in one transaction, without savepoints: a `bare` run takes in whoever comes
// meanwhile. When it could not be committed, `error` says why.
static GroupResult run_group(SqliteState *state, Group *group, bool is_bare, Error *error) {
    SqliteConnection *connection = state->writer;
    if (!sqlite_control(connection, CONTROL_BEGIN_WRITE, error)) return GROUP_FAILED;
    bool ok = true;
    for (Job *job = group->first; ok && job; job = job->next) {
        ok = is_bare ? run_bare(connection, job) : run_kept(connection, job);
        if (!ok) *error = job->error;
        if (ok && is_bare && !job->next) group_join(state, group);
    }
    if (ok && sqlite_control(connection, CONTROL_COMMIT, error)) return GROUP_COMMITTED;
    int code = sqlite3_errcode(connection->db) & 0xff;
    bool is_open = !sqlite3_get_autocommit(connection->db);
    bool is_undone = is_bare && !ok && is_open && !is_of_storage(code);
    Error ending;
    if (is_open && !sqlite_control(connection, CONTROL_ROLLBACK, &ending)) {
        *error = ending;
        return GROUP_FAILED;
    }
    if (group->count == 1) return GROUP_FAILED;
    if (is_undone) return GROUP_UNDONE;
    return splits_group(code) ? GROUP_SPLIT : GROUP_FAILED;
}

// When one write breaks its group (too large for the disk, say), the others need not suffer.
static void run_jobs(SqliteState *state, Group *group) {
    Error error = {0};
    GroupResult result = run_group(state, group, true, &error);
    if (result == GROUP_UNDONE) result = run_group(state, group, false, &error);
    if (result == GROUP_COMMITTED) return;
    for (Job *job = group->first, *next; job; job = next) {
        next = job->next;
        if (result == GROUP_SPLIT) {
            Group alone = {.first = job, .last = job, .count = 1}; // takes nobody in
            job->next = NULL;
            run_jobs(state, &alone);
            job->next = next;
        } else {
            // Also to whoever was refused: it may have been for what a neighbour had not kept.
            job->error = error;
            job->ok = false;
        }
    }
}

// Wakes the first, who wakes the next two, who wake two each: each call costs as much as a query,
// and the writer has others who wait.
static void wake(const Group *group) {
    Job *waker = group->first;
    int place = 0;
    for (Job *job = group->first->next; job; job = job->next) {
        waker->wakes[place] = job;
        if (place == 1) waker = waker->next;
        place = 1 - place;
    }
    sem_post(&group->first->done); // from here on the jobs go, one after the other
}

static void *writer_main(void *argument) {
    SqliteState *state = argument;
    pthread_mutex_lock(&state->mutex);
    for (;;) {
        while (!state->first && !state->is_closing) {
            pthread_cond_wait(&state->queued, &state->mutex);
        }
        if (!state->first) break;
        Group group = {.started_ns = clock_monotonic_ns()};
        group_fill(state, &group);
        pthread_mutex_unlock(&state->mutex);
        run_jobs(state, &group);
        wake(&group);
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
    for (int i = 0; i < 2 && job.wakes[i]; i++) sem_post(&job.wakes[i]->done);
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
    SqliteConnection *connection = tx->connection;
    connection->has_script = true;
    return sqlite_execute(connection, sql, error);
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
    return sqlite_script(tx, str_to_c(arena, str_built(&drop)), error);
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

// What a write is undone with stays in memory up to this size, which is one block of it: in a file
// each page that a write changes would cost a call of the system.
#define UNDO_BYTES_IN_MEMORY (1024 * 1024)

// Once for the process, before its first connection. Without counting memory: threads would wait
// for each other at the counters.
static void configure(void) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, UNDO_BYTES_IN_MEMORY);
}

static pthread_once_t is_configured = PTHREAD_ONCE_INIT;

static bool sqlite_open_state(Str url, const StoreOptions *options, void **result, Error *error) {
    pthread_once(&is_configured, configure);
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
