// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_MIGRATION_H
#define STORE_MIGRATION_H
// The schema: numbered, forward-only, checksummed migrations, each in one transaction.
//
// A migration is a file migrations/NNNN-name.sql, written once for both databases;
// docs/howto/add-a-migration.md is its grammar. Applied ones are rows of schema_migration. A
// database with migrations that the program does not know is refused (it is newer), and so is one
// whose applied migrations differ from the program's text.
// Failure: ERROR_CONFLICT "SCHEMA_NEWER", "SCHEMA_CHANGED", "SCHEMA_OLD"; ERROR_INVALID with
// file:line for a fault in a migration.

#include "store/catalogue.sql.h"
#include "store/store.h"

#define MIGRATIONS_MAX 1000

typedef struct Migration {
    int number;  // from the file name, ascending without repeats
    Str name;    // "0001-catalogue"
    Str text;
} Migration;

typedef struct MigrationList {
    Migration *items;
    size_t count;
    size_t capacity;
} MigrationList;

// The migrations that the program carries.
bool migration_list_embedded(Arena *arena, MigrationList *list, Error *error) MUST_USE;
// Applies what is missing, in order; `applied` (may be NULL) counts it. Several programs may do
// this at once.
bool store_migrate(Store *store, const MigrationList *list, int *applied, Error *error) MUST_USE;
// The applied migrations must be the first of `list`, unchanged; `*count` is how many they are.
bool migration_compare(const MigrationRows *applied, const MigrationList *list, size_t *count,
                       Error *error) MUST_USE;
// Refuses unless exactly these migrations are applied; changes nothing.
bool store_check_schema(Store *store, const MigrationList *list, Error *error) MUST_USE;
// The embedded migrations, in one call.
bool store_migrate_embedded(Store *store, Error *error) MUST_USE;
// Applies the whole list to a database without any tables, in the transaction at hand, so that it
// and its rows come together or not at all. ERROR_CONFLICT "DATABASE_IN_USE" where there are some.
bool migration_apply_all(Tx *tx, const MigrationList *list, Arena *arena, Error *error) MUST_USE;

// A table and the database it belongs to.
typedef struct MigrationTable {
    Str name, database;
} MigrationTable;

typedef struct MigrationTables {
    MigrationTable *items;
    size_t count;
    size_t capacity;
} MigrationTables;

// The tables that the list makes, in its order.
bool migration_tables(const MigrationList *list, Arena *arena, MigrationTables *tables,
                      Error *error) MUST_USE;

// ---- For tests: the text as one database runs it ----

// A piece of a migration that belongs to one of the four databases.
typedef struct MigrationPart {
    Str database; // labour, employer, policy, monitor
    Str sql;
    Str *tables; // that it creates
    size_t table_count;
} MigrationPart;

typedef struct MigrationParts {
    MigrationPart *items;
    size_t count;
    size_t capacity;
} MigrationParts;

bool migration_translate(Arena *arena, const Migration *migration, bool for_postgres,
                         MigrationParts *parts, Error *error) MUST_USE;

#endif
