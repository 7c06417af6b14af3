// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H
// One PostgreSQL connection with its prepared statements (postgres.c), for the transactions of
// postgres_driver.c. A connection is used by one thread at a time.

#include "store/driver.h"

#include <libpq-fe.h>

#define POSTGRES_STATEMENTS_MAX 4096 // slots of the set of prepared queries; a power of two
#define POSTGRES_FIELDS_MAX 64       // parameters of a query
#define POSTGRES_PIPELINE_ROWS 500   // sent before answers are read; they fit a socket's buffer

typedef struct PostgresConnection {
    PGconn *pg;
    const Query *prepared[POSTGRES_STATEMENTS_MAX]; // open addressing
    size_t prepared_count;
    const char *setting; // of this kind of connection, a statement
    int cursor_number;
    bool is_pipelining; // statements are sent, their answers are taken later
    bool is_synced;     // and the last of them too
    int sent;           // statements that are out and nobody waits for
} PostgresConnection;

// `setting`: a statement that every session begins with; it outlives the connection.
bool postgres_connect(const char *url, const char *setting, PostgresConnection **connection,
                      Error *error) MUST_USE;
void postgres_disconnect(PostgresConnection *connection);
// After the connection broke: connects again, with nothing prepared.
bool postgres_reconnect(PostgresConnection *connection, Error *error) MUST_USE;
// Statements of the driver's own, which wait. Failure also marks `tx` (which may be NULL).
bool postgres_execute(PostgresConnection *connection, Tx *tx, const char *sql, Error *error)
    MUST_USE;

// Fills `error` from a failed answer, which it takes over, and marks `tx` (which may be NULL) as
// contended or lost where it is; false.
bool postgres_fail(PostgresConnection *connection, Tx *tx, PGresult *result, Error *error);
// A field of a failed answer; absent when it has none.
Str postgres_field(const PGresult *result, int code);

// The parts of the driver's table that run queries.
bool postgres_prepare(Tx *tx, const Query *query, Error *error) MUST_USE;
QueryRun *postgres_start(Tx *tx, const Query *query, const void *in, bool streams, Error *error);
bool postgres_step(QueryRun *run, Arena *arena, void *row, bool *found, Error *error) MUST_USE;
void postgres_finish(QueryRun *run);
bool postgres_send(Tx *tx, const Query *query, const char *rows, size_t count, Error *error)
    MUST_USE;
// One of the driver's own, of which it wants no rows.
bool postgres_send_statement(Tx *tx, const char *sql, Error *error) MUST_USE;
bool postgres_settle(Tx *tx, Error *error) MUST_USE;
bool postgres_pipeline(Tx *tx, PipelineStep step, Error *error) MUST_USE;
bool postgres_bulk(Tx *tx, const Query *query, const char *rows, size_t count, QueryBulk *bulk,
                   Error *error) MUST_USE;

#endif
