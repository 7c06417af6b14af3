// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_QUERY_H
#define STORE_QUERY_H
// Named queries: what tools/embed_sql.c makes of a .sql file, and how a query is run.
//
// A query is a constant: a text per database, typed parameters, typed columns. Callers use the
// typed functions that the macros below declare (`vacancy_search(tx, &in, arena, &rows, error)`);
// the query_… functions behind them are for generated code. No function takes SQL text.
// Results live in the arena that is passed in. Parameters are borrowed until return; those of an
// open cursor until it is closed, and meanwhile nobody changes the rows that it reads.
// Absent values: Str {NULL, 0}, DATE_ABSENT, OptionalInt {false}.
//
// Failure: ERROR_CONFLICT with code "UNIQUE:<index>", "CHECK:<name>", "RULE:<text of a trigger>",
// "FOREIGN_KEY" or "NOT_NULL:<table>.<column>"; ERROR_UNAVAILABLE when the database itself
// failed. After any failed query the transaction is lost: the function should return false, and
// further queries fail the same way. store_attempt (store/store.h) is the way around.
// `-> nothing later` is sent without waiting for the answer: its failure is that of the next query
// that waits, of the attempt, or of the transaction. It is for rows that fail only by a fault of
// the program; whoever wants to know what it changed waits for it as for any other.

#include "base/date.h"
#include "base/error.h"

#include <stddef.h>

#define QUERY_ROWS_MAX ((size_t)100000)     // of one result; more is for a cursor
#define QUERY_BATCH_ROWS ((size_t)2000)     // rows that a cursor returns at a time
#define QUERY_VALUE_BYTES_MAX ((size_t)64 * 1024 * 1024) // of one text or blob
#define QUERY_BULK_ROWS_MAX ((size_t)20000) // rows of one bulk call; ordinary work keeps to 500

typedef struct Tx Tx; // a transaction, valid inside the function that received it

typedef struct OptionalInt {
    bool present;
    int64_t value;
} OptionalInt;

// int is BIGINT; bool is BIGINT 0 or 1; date is TEXT 'YYYY-MM-DD'; text is TEXT; blob is BYTEA.
typedef enum SqlType { SQL_INT, SQL_TEXT, SQL_BOOL, SQL_DATE, SQL_BLOB } SqlType;

// How a text or blob of personal data stands in its column; C sees the plaintext. store/guard.h.
typedef enum QueryGuard { GUARD_NONE, GUARD_SEALED, GUARD_BLIND, GUARD_KEY } QueryGuard;

typedef struct QueryField {
    const char *name;
    SqlType type;
    bool nullable;
    size_t offset; // in the struct of parameters or the struct of the row
    QueryGuard guard;
    const char *guard_name; // table.column of what is sealed, the domain of what is blind
} QueryField;

typedef struct QueryRecord {
    const QueryField *fields;
    int count;
    size_t size;     // of the struct
    bool is_guarded; // one of its fields is
} QueryRecord;

typedef enum QueryShape {
    QUERY_NOTHING,
    QUERY_LATER, // nothing, and nobody waits for it where waiting costs; see below
    QUERY_ONE,
    QUERY_OPTIONAL,
    QUERY_MANY,
} QueryShape;

typedef struct Query {
    const char *name; // unique in the program
    const char *file; // where it stands
    int line;
    QueryShape shape;
    const char *sqlite;   // its text for SQLite
    const char *postgres; // and for PostgreSQL, mostly the same
    QueryRecord in;
    QueryRecord row;
    bool is_passing; // made at run time for one use (store/dump.h): nobody keeps it prepared
    int batch_rows;  // that a cursor returns at a time; 0 = QUERY_BATCH_ROWS
} Query;

typedef struct QueryList {
    const Query *const *items;
    size_t count;
} QueryList;

// Every query of the program, one list per .sql file, ended by NULL. Written by the build.
extern const QueryList *const query_lists[];

typedef struct QueryRows {
    void *items;
    size_t count;
    size_t capacity;
} QueryRows;

typedef struct QueryRun QueryRun;

// A result that is read in batches, in bounded memory. A cursor ends with the transaction (or
// store_attempt) in which it was opened; closing it earlier frees the server's side.
typedef struct QueryCursor {
    QueryRun *run; // NULL = closed
} QueryCursor;

typedef struct QueryBulk {
    int64_t affected;
    size_t failed_row; // index of the row that failed
} QueryBulk;

// Checks a query against the database without running it: syntax, names, types of columns.
bool query_prepare(Tx *tx, const Query *query, Error *error) MUST_USE;

// ---- For generated code ----

bool query_run(Tx *tx, const Query *query, const void *in, int64_t *affected, Error *error)
    MUST_USE;
// `rows` are `count` structs of the query's parameters.
bool query_bulk(Tx *tx, const Query *query, const void *rows, size_t count, QueryBulk *bulk,
                Error *error) MUST_USE;
// Seals those rows now, for the write that follows (store_write_foreseen); elsewhere it does
// nothing. `context` tells the record, as its first field does when it is bound: not known yet.
bool query_ahead(Tx *tx, const Query *query, const void *rows, size_t count, Str context,
                 Error *error) MUST_USE;
bool query_one(Tx *tx, const Query *query, const void *in, Arena *arena, void *row, Error *error)
    MUST_USE;
bool query_optional(Tx *tx, const Query *query, const void *in, Arena *arena, void *row,
                    bool *found, Error *error) MUST_USE;
bool query_all(Tx *tx, const Query *query, const void *in, Arena *arena, QueryRows *rows,
               Error *error) MUST_USE;
bool query_open(Tx *tx, const Query *query, const void *in, QueryCursor *cursor, Error *error)
    MUST_USE;
bool query_next(QueryCursor *cursor, const Query *query, Arena *arena, QueryRows *rows,
                Error *error) MUST_USE;
void query_close(QueryCursor *cursor);
// The same query for many parameter structs, as if one after the other but without waiting or
// planning between them: for looking up many by their keys. `rows` has a list for each.
bool query_each(Tx *tx, const Query *query, const void *ins, size_t count, Arena *arena,
                QueryRows *rows, Error *error) MUST_USE;

// ---- The typed functions of a query, by its shape ----

#define QUERY_EACH_FUNCTION(name, In)                                                             \
    MUST_USE static inline bool name##_each(Tx *tx, const In *ins, size_t count, Arena *arena,    \
                                            QueryRows *rows, Error *error) {                      \
        return query_each(tx, &name##_query, ins, count, arena, rows, error);                     \
    }

// Seals what the parameter structs will be bound as (store_write_foreseen).
#define QUERY_AHEAD_FUNCTION(name, In)                                                            \
    MUST_USE static inline bool name##_ahead(Tx *tx, const In *rows, size_t count, Str context,   \
                                             Error *error) {                                      \
        return query_ahead(tx, &name##_query, rows, count, context, error);                       \
    }

#define QUERY_ROWS(Row)                                                                           \
    typedef struct Row##s {                                                                       \
        Row *items;                                                                               \
        size_t count;                                                                             \
        size_t capacity;                                                                          \
    } Row##s;

// `-> nothing`: name(tx, &in, &affected, error); `affected` may be NULL.
// name_bulk runs it for many parameter structs, pipelined; `bulk` may be NULL.
#define QUERY_NOTHING_FUNCTIONS(name, In)                                                         \
    extern const Query name##_query;                                                              \
    MUST_USE static inline bool name(Tx *tx, const In *in, int64_t *affected, Error *error) {     \
        return query_run(tx, &name##_query, in, affected, error);                                 \
    }                                                                                             \
    MUST_USE static inline bool name##_bulk(Tx *tx, const In *rows, size_t count,                 \
                                            QueryBulk *bulk, Error *error) {                      \
        return query_bulk(tx, &name##_query, rows, count, bulk, error);                           \
    }                                                                                             \
    QUERY_AHEAD_FUNCTION(name, In)

#define QUERY_LATER_FUNCTIONS QUERY_NOTHING_FUNCTIONS

// `-> Row`: exactly one row, such as a count or what RETURNING gives; none is ERROR_NOT_FOUND.
#define QUERY_ONE_FUNCTIONS(name, In, Row)                                                        \
    extern const Query name##_query;                                                              \
    MUST_USE static inline bool name(Tx *tx, const In *in, Arena *arena, Row *row,                \
                                     Error *error) {                                              \
        return query_one(tx, &name##_query, in, arena, row, error);                               \
    }                                                                                             \
    QUERY_EACH_FUNCTION(name, In)                                                                 \
    QUERY_AHEAD_FUNCTION(name, In)

// `-> Row?`: none or one row. `row` is untouched when none was found. name_each looks for many at
// once: `rows` has a list of none or one for each of `count` parameter structs.
#define QUERY_OPTIONAL_FUNCTIONS(name, In, Row)                                                   \
    extern const Query name##_query;                                                              \
    MUST_USE static inline bool name(Tx *tx, const In *in, Arena *arena, Row *row, bool *found,   \
                                     Error *error) {                                              \
        return query_optional(tx, &name##_query, in, arena, row, found, error);                   \
    }                                                                                             \
    QUERY_EACH_FUNCTION(name, In)

// `-> Row*`: all rows, up to QUERY_ROWS_MAX (name_each: for each of many parameter structs); or a
// cursor. name_next gives up to QUERY_BATCH_ROWS rows at a time, and 0 rows at the end; reset the
// arena between batches.
#define QUERY_MANY_FUNCTIONS(name, In, Row)                                                       \
    extern const Query name##_query;                                                              \
    MUST_USE static inline bool name(Tx *tx, const In *in, Arena *arena, Row##s *rows,            \
                                     Error *error) {                                              \
        QueryRows all = {0};                                                                      \
        if (!query_all(tx, &name##_query, in, arena, &all, error)) return false;                  \
        *rows = (Row##s){all.items, all.count, all.capacity};                                     \
        return true;                                                                              \
    }                                                                                             \
    MUST_USE static inline bool name##_open(Tx *tx, const In *in, QueryCursor *cursor,            \
                                            Error *error) {                                       \
        return query_open(tx, &name##_query, in, cursor, error);                                  \
    }                                                                                             \
    MUST_USE static inline bool name##_next(QueryCursor *cursor, Arena *arena, Row##s *rows,      \
                                            Error *error) {                                       \
        QueryRows batch = {0};                                                                    \
        if (!query_next(cursor, &name##_query, arena, &batch, error)) return false;               \
        *rows = (Row##s){batch.items, batch.count, batch.capacity};                               \
        return true;                                                                              \
    }                                                                                             \
    static inline void name##_close(QueryCursor *cursor) {                                        \
        query_close(cursor);                                                                      \
    }                                                                                             \
    QUERY_EACH_FUNCTION(name, In)

#endif
