// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_STORE_H
#define STORE_STORE_H
// The database, SQLite or PostgreSQL, behind two functions: store_write and store_read.
//
// A transaction is a function handed to the store. It sees a Tx, runs named queries on it
// (store/query.h), does no other I/O, and may run twice: it must set all of `out` and keep
// nothing between runs. What it allocates lives in the caller's arena. Returning false rolls back
// all that it did and nothing else.
//
// SQLite: writes run on one writer thread, each in a savepoint, several to a commit; the caller
// is woken when its commit is on disk. Reads have connections of their own.
// PostgreSQL: connections that read and connections that write; writes are SERIALIZABLE and
// repeated on conflict. A write that was overtaken a few times runs alone, over all servers.
//
// A Store may be used from any thread. It must not be used inside a transaction function.
// Failure: as in store/query.h; ERROR_UNAVAILABLE when the database cannot be reached, is full,
// or stays contended. Code "COMMIT_UNKNOWN": the connection was lost during commit, and only a
// repeat with the same request key tells what happened.

#include "store/keyring.h"
#include "store/query.h"

#define STORE_CONNECTIONS_MAX 64      // of one Store
#define STORE_CONNECTIONS_DEFAULT 8
#define STORE_CHUNK_ROWS 500          // rows that one transaction of long work writes at most
#define STORE_IMPORT_CHUNK_ROWS 10000 // the same for bulk imports
#define STORE_RETRIES_MAX 20          // runs of one write under contention
#define STORE_WAIT_MS_MAX 10000       // for a connection or for another process's write
#define STORE_GROUP_MAX 128           // writes to one SQLite commit
#define STORE_KEY_BYTES_MAX 200       // of a request key or the name of a counter

typedef struct Store Store;

typedef struct StoreOptions {
    int connections; // that read, on PostgreSQL as many that write, and for what is of one subject;
                     // 0 = STORE_CONNECTIONS_DEFAULT
    Keyring *keys;   // of personal fields, the caller's; NULL: queries that have such fields fail
    bool admits_plain; // only while they are being sealed: a sealed column may hold plaintext
} StoreOptions;

// `url`: "postgresql://…" (any libpq URL, several hosts too), "sqlite:PATH", or a path. A missing
// SQLite file is made. `options` may be NULL. Does not look at the schema: store_migrate does.
bool store_open(Str url, const StoreOptions *options, Store **store, Error *error) MUST_USE;
// The file that a URL of SQLite names; false for PostgreSQL.
bool store_url_file(Str url, Str *path);
// Waits for running transactions. NULL is allowed.
void store_close(Store *store);
bool store_is_postgres(const Store *store);

typedef bool StoreFunction(Tx *tx, const void *in, void *out, Arena *arena, Error *error);

bool store_write(Store *store, StoreFunction *function, const void *in, void *out, Arena *arena,
                 Error *error) MUST_USE;
// A read-only snapshot: all queries of one call see the same state. A query that writes fails.
bool store_read(Store *store, StoreFunction *function, const void *in, void *out, Arena *arena,
                Error *error) MUST_USE;

// A write about one subject, decided just before in a read, so that those who write at the same
// time do not wait for each other's decisions: the write looks only whether that stands.
typedef struct StoreForesight {
    StoreFunction *foresee; // the read
    StoreFunction *write;
    const void *in;         // of both
    void *foreseen;         // what the read fills
    bool *is_foreseen;      // told before the write: false when the read failed, whose error the
                            // write says itself
} StoreForesight;

// Both. The read keeps what it seals for the write: keys and blind values that it looks for, and
// what it is asked to with the name_ahead functions of queries (store/query.h); what is not kept
// the write seals as ever. PostgreSQL plans the queries of both once and for all, so that they
// read no whole table: many are made for pages of subjects, and planning a page of one anew takes
// longer than reading it.
bool store_write_foreseen(Store *store, const StoreForesight *foresight, void *out, Arena *arena,
                          Error *error) MUST_USE;

// Runs `function` inside a transaction so that its failure undoes its own work only: for a row
// that may conflict while the others go on. A lost connection still ends the transaction.
bool store_attempt(Tx *tx, StoreFunction *function, const void *in, void *out, Arena *arena,
                   Error *error) MUST_USE;

// Refreshes the statistics by which the database plans queries, after much was loaded. On SQLite
// a table that may still grow a lot gets none.
bool store_analyze(Store *store, Error *error) MUST_USE;

// ---- Public numbers ----

// The next number of a named series, from 1 and without gaps; `name` is such as "ZF-640522-2023".
// Writers of one series wait for each other until their transactions end.
bool store_next_number(Tx *tx, Str name, int64_t *number, Error *error) MUST_USE;
// The next as people read it: "ZW-2023-07-000123".
bool store_public_number(Tx *tx, Str name, Arena *arena, Str *number, Error *error) MUST_USE;
// The same for a series of which many are taken at once: on PostgreSQL it is taken aside, at once
// and for good, so that nobody waits. What then fails leaves a gap: take it last.
bool store_public_number_aside(Tx *tx, Str name, Arena *arena, Str *number, Error *error) MUST_USE;

// ---- Idempotency ----

// A write that its client may repeat. `function` writes a Str through `out`: the result that a
// repeat returns again (an id, a JSON text).
typedef struct StoreRequest {
    Str key;  // chosen by the client, unique per actor: "account 42:7f3c…"
    Str body; // the whole request in canonical form; its hash is kept
    StoreFunction *function;
    const void *in;
    bool is_new; // store_request_is_new said so just before: nobody looks again
} StoreRequest;

// The same key and body: the first result, and `function` does not run. The same key with another
// body: ERROR_CONFLICT "KEY_REUSED". A function that fails leaves the key unused.
bool store_idempotent(Tx *tx, const StoreRequest *request, Str *result, Arena *arena,
                      Error *error) MUST_USE;
// In a read ahead of that write: whether the key is used for nothing yet. A write with many others
// at its side then need not look, which on PostgreSQL would make rivals of those whose keys are
// neighbours. What fails must be asked again without `is_new`: the same request may have come in
// between.
bool store_request_is_new(Tx *tx, Str key, Arena *arena, bool *is_new, Error *error) MUST_USE;

#endif
