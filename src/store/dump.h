// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_DUMP_H
#define STORE_DUMP_H
// The rows of a database as text that is the same on SQLite and PostgreSQL, and back: for backups,
// and to compare two databases.
//
// A table is a header, "id:int<TAB>name:text", and a line per row in the order of its key. Columns
// are int (decimal), text, and blob (lower-case hexadecimal). \N is NULL; in texts a backslash,
// tab, line feed and carriage return are \\ \t \n \r. Tables come in the order in which the
// migrations made them, so that a row stands behind those it refers to.
//
// This is the one place of the program that writes SQL at run time: of names that the database's
// own catalogue gives, quoted.
// Memory is bounded by a batch of rows. Failure: as in store/query.h; ERROR_INVALID with the table
// and line for text that is no dump.

#include "store/migration.h"

#define DUMP_BATCH_ROWS 500
#define DUMP_BATCH_BYTES ((size_t)4 * 1024 * 1024) // of values, after which rows are written
#define DUMP_BLOB_ROWS 8                           // read at a time where a table holds files

typedef struct DumpColumn {
    Str name;
    SqlType type; // SQL_INT, SQL_TEXT, SQL_BLOB
    bool is_required;
    int key_position; // in the primary key, from 1; 0 = not in it
} DumpColumn;

typedef struct DumpTable {
    Str name, database;
    Str key;    // its columns, quoted, as ORDER BY has them
    Str header; // without the line end
    DumpColumn *columns;
    size_t column_count, column_capacity;
    Query select, insert;
} DumpTable;

typedef struct DumpTables {
    DumpTable *items;
    size_t count, capacity;
} DumpTables;

// The tables that `list` made. They live in `arena`, which must outlive readers and loaders.
bool dump_tables(Tx *tx, const MigrationList *list, Arena *arena, DumpTables *tables,
                 Error *error) MUST_USE;

// ---- Rows to text ----

typedef struct DumpReader {
    const DumpTable *table;
    QueryCursor cursor;
    bool has_begun, has_ended;
    int64_t rows;
} DumpReader;

// Some whole lines of the table, the header first; empty at the end. Zeroed but for `table`, a
// reader is ready. It ends with the transaction.
bool dump_next(Tx *tx, DumpReader *reader, Arena *arena, Str *lines, Error *error) MUST_USE;

// ---- Text to rows ----

// Empties the tables and makes the database take rows as they are: no trigger fires, and what rows
// refer to is looked at by dump_load_end, which puts everything back. Both in one transaction.
bool dump_load_begin(Tx *tx, const DumpTables *tables, Arena *arena, const char **ending,
                     Error *error) MUST_USE;
bool dump_load_end(Tx *tx, const char *ending, Error *error) MUST_USE;

typedef struct DumpLoader DumpLoader;

DumpLoader *dump_loader_open(Tx *tx, const DumpTable *table) MUST_USE;
// Takes text in pieces, cut anywhere.
bool dump_loader_put(DumpLoader *loader, Str text, Error *error) MUST_USE;
// Writes the last rows. The text must have ended with a line.
bool dump_loader_finish(DumpLoader *loader, int64_t *rows, Error *error) MUST_USE;
void dump_loader_close(DumpLoader *loader);

#endif
