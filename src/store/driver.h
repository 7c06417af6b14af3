// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H
// Inside the store: what the two drivers have in common. No other folder includes this.
//
// A driver opens connections, runs transactions (tx_call inside them calls the domain's function)
// and runs queries. Everything that does not depend on the database is in store.c and query.c.

#include "store/keyring.h"
#include "store/store.h"

typedef struct StoreDriver StoreDriver;

// What a read sealed for the write that follows it (store_write_foreseen). Begins as {0}.
typedef struct SealedAhead {
    Arena arena;
    struct SealedValue *items;
    size_t count, capacity;
    size_t next; // where the next to be looked for probably is
} SealedAhead;

// One transaction to run.
typedef struct StoreCall {
    StoreFunction *function;
    const void *in;
    void *out;
    Arena *arena;
    Keyring *keys; // NULL: sealed fields can be neither written nor read
    bool admits_plain;
    SealedAhead *ahead; // NULL = none
    bool seals_ahead;   // keeps there what it seals, for a write
} StoreCall;

// A query being run. A driver's own struct begins with it.
struct QueryRun {
    Tx *tx;
    const Query *query;
    int64_t affected;        // rows changed, known when there are no more rows
    int depth;               // of store_attempt where it began
    struct QueryRun **owner; // the pointer that leads here, so that it can be taken out
    struct QueryRun *older;
    Arena sealed;            // the parameters as they are bound, when they have guards
};

struct Tx {
    const StoreDriver *driver;
    void *state;      // the driver's
    void *connection; // the driver's
    Keyring *keys;     // of the call, as the next three
    bool admits_plain; // a sealed column may hold plaintext still: while it is being sealed
    SealedAhead *ahead;
    bool seals_ahead;
    QueryRun *runs;   // not yet finished, newest first
    bool has_failed;  // a query failed, nothing more may run
    bool is_contended; // it failed because of another transaction: run again
    bool has_collided; // a unique index refused a row of it, perhaps for one it cannot see
    bool is_lost;      // it failed because the connection broke
    bool is_unsure;    // the connection broke during COMMIT: it must not run again by itself
    int depth;         // of store_attempt
    Error failure;     // of the query that failed
};

typedef enum SavepointStep { SAVEPOINT_SET, SAVEPOINT_KEEP, SAVEPOINT_UNDO } SavepointStep;

// A pipeline: queries are started one after the other, PIPELINE_SENT, then stepped in that order.
// PIPELINE_END comes whatever happened.
typedef enum PipelineStep { PIPELINE_BEGIN, PIPELINE_SENT, PIPELINE_END } PipelineStep;

struct StoreDriver {
    bool is_postgres;
    bool (*open)(Str url, const StoreOptions *options, void **state, Error *error);
    void (*close)(void *state);
    bool (*write)(void *state, const StoreCall *call, Error *error);
    bool (*read)(void *state, const StoreCall *call, Error *error);
    bool (*prepare)(Tx *tx, const Query *query, Error *error);
    // Starts a query, not yet linked into tx->runs; NULL with `error` set when that fails.
    QueryRun *(*start)(Tx *tx, const Query *query, const void *in, bool streams, Error *error);
    // The next row into the struct `row` (which may be NULL when none is expected).
    bool (*step)(QueryRun *run, Arena *arena, void *row, bool *found, Error *error);
    void (*finish)(QueryRun *run);
    bool (*bulk)(Tx *tx, const Query *query, const char *rows, size_t count, QueryBulk *bulk,
                 Error *error);
    // Sends a query for `count` parameter structs without waiting for the answers, and takes all
    // answers that are out: the first failure. NULL where there is nothing to wait for.
    bool (*send)(Tx *tx, const Query *query, const char *rows, size_t count, Error *error);
    bool (*settle)(Tx *tx, Error *error);
    // NULL where there is nothing to wait for between queries.
    bool (*pipeline)(Tx *tx, PipelineStep step, Error *error);
    bool (*savepoint)(Tx *tx, SavepointStep step, Error *error);
    // Runs one query's function aside from `tx`: it stays, whatever becomes of `tx`. NULL where
    // writers do not meet anyway.
    bool (*aside)(Tx *tx, const StoreCall *call, Error *error);
    // Statements without parameters or rows, of the store's own: migrations, `analyze`.
    bool (*script)(Tx *tx, const char *sql, Error *error);
    const char *analyze; // refreshes the statistics
    // Before a migration: holds off other programs, makes `database` the place of new tables.
    bool (*begin_migration)(Tx *tx, Error *error);
    bool (*use_database)(Tx *tx, Str database, Error *error);
    // Lets rows be loaded as they are; `ending` is the script that puts everything back.
    bool (*begin_load)(Tx *tx, Arena *arena, const char **ending, Error *error);
};

extern const StoreDriver sqlite_driver;
extern const StoreDriver postgres_driver;

struct Store {
    const StoreDriver *driver;
    void *state;
    Keyring *keys;
    bool admits_plain;
};

// ---- store.c: for the drivers ----

// Runs the function of `call` in `tx`, finishes what it left open, and settles whether it
// succeeded. Memory that runs out under a guarded arena is ERROR_LIMIT, not a jump.
bool tx_call(Tx *tx, const StoreCall *call, Error *error) MUST_USE;

// Takes a run out of its transaction and gives back what it holds (query.c).
void query_finish(QueryRun *run);

// ERROR_CONFLICT with code "<kind>:<name>" (or just the kind) and its message. All return false.
bool fail_conflict(Error *error, const char *kind, Str name);
// ERROR_UNAVAILABLE: the query and the schema do not fit together.
bool fail_query(Error *error, const Query *query, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// A column that should not be NULL.
bool fail_null(Error *error, const Query *query, const QueryField *field);

#endif
