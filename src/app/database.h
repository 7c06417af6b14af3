// SPDX-License-Identifier: Apache-2.0
#ifndef APP_DATABASE_H
#define APP_DATABASE_H
// A database opened together with the keys of its personal fields, as every command and the server
// need it.
//
// The keys live in a folder outside the database. A database without keys gets them at its first
// opening; one that was sealed with other keys is refused (store/key_check.h).

#include "access/suite.h"
#include "store/store.h"

#define KEY_FOLDER_DEFAULT "keys"

typedef struct DatabaseOptions {
    Str url;
    Str key_folder; // absent = KEY_FOLDER_DEFAULT
    Suite suite;    // of keys that are made
} DatabaseOptions;

typedef struct Database {
    Store *store;
    Keyring *keys;
} Database;

// Migrates the schema, settles the keys and seals what stands in plaintext still. On failure
// nothing is left open.
bool database_open(const DatabaseOptions *options, Database *database, Error *error) MUST_USE;
// A database that must be there already, with the schema of this program, the right keys and
// everything sealed: for commands that change nothing.
bool database_open_existing(const DatabaseOptions *options, Database *database,
                            Error *error) MUST_USE;
// An all-zero Database is allowed.
void database_close(Database *database);

#endif
