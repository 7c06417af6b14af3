// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_RECORDS_H
#define TEST_SOAK_RECORDS_H
// What a database says, as text that is the same from SQLite and PostgreSQL when the same was done:
// every column of every table, a line a row. Keys become ranks, what is sealed is opened, for its
// seal follows from the keys of rows, and real time is left out.

#include "town.h"

Str records_dump(const TestDatabase *database, const Town *town, Arena *arena);

#endif
