// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_READER_ROLE_H
#define STORE_READER_ROLE_H
// Roles of PostgreSQL that read one of the four databases and write nothing, for analysts, replicas
// and exchange: "jiuye_reads_labour" of the database "jiuye", and so _employer, _policy, _monitor.
// Nobody signs in as one; an administrator grants it to whoever should read (docs/readers.md).
//
// A role may read the tables and views of its schema, those of later migrations too, and nothing of
// the other three; personal fields are ciphertext to it. It does not read what signing in rests on:
// hashes of passwords and tokens, second factors, answers to requests. Roles belong to the whole
// server, so their names begin with that of the database, whose grants they have.
//
// SQLite has no roles; whoever reads the file reads it all.

#include "store/store.h"

// Makes the roles that are missing and grants what they lack; may be run at any time, by several
// programs at once. Where the account may not create roles, those that an administrator made are
// granted theirs, and `missing` names the others; absent = all four are there. It lives in `arena`.
bool store_readers_grant(Store *store, Arena *arena, Str *missing, Error *error) MUST_USE;

#endif
