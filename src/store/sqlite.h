// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H
// One SQLite connection with its prepared statements (sqlite.c), for the writer thread and the
// readers (sqlite_driver.c). A connection is used by one thread at a time.

#include "store/driver.h"

#include <sqlite3.h>

#define SQLITE_STATEMENTS_MAX 4096 // slots of the statement cache; a power of two

typedef struct SqliteRun SqliteRun;

// The statements with which a transaction begins and ends.
typedef enum SqliteControl {
    CONTROL_BEGIN_READ,
    CONTROL_BEGIN_WRITE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVEPOINT,
    CONTROL_RELEASE,
    CONTROL_UNDO,
    CONTROLS,
} SqliteControl;

typedef struct SqliteConnection {
    sqlite3 *db;
    sqlite3_stmt *controls[CONTROLS];
    SqliteRun *statements[SQLITE_STATEMENTS_MAX]; // open addressing by the query's address
    size_t statement_count;
    bool is_reader;
    bool has_script; // the running write changed what sqlite3_total_changes does not count
} SqliteConnection;

bool sqlite_connect(const char *path, bool is_reader, SqliteConnection **connection, Error *error)
    MUST_USE;
void sqlite_disconnect(SqliteConnection *connection);
bool sqlite_control(SqliteConnection *connection, SqliteControl control, Error *error) MUST_USE;
// Statements without parameters or rows: settings and migrations.
bool sqlite_execute(SqliteConnection *connection, const char *sql, Error *error) MUST_USE;
// Fills `error` from the latest failure of the connection; false.
bool sqlite_fail(SqliteConnection *connection, Error *error);

// The parts of the driver's table that run queries.
bool sqlite_prepare(Tx *tx, const Query *query, Error *error) MUST_USE;
QueryRun *sqlite_start(Tx *tx, const Query *query, const void *in, bool streams, Error *error);
bool sqlite_step(QueryRun *run, Arena *arena, void *row, bool *found, Error *error) MUST_USE;
void sqlite_finish(QueryRun *run);
bool sqlite_bulk(Tx *tx, const Query *query, const char *rows, size_t count, QueryBulk *bulk,
                 Error *error) MUST_USE;

#endif
