// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_COMPARE_H
#define TEST_SOAK_COMPARE_H
// What a database says after all: the proof of `jiuye verify`, the reads of the pages against the
// model, and a dump of everything that was recorded.

#include "model.h"

// Exit status 0 of `jiuye verify --db`, which opens the database anew; else the test fails.
void compare_verify(const TestDatabase *database);
// Reads every claim, budget, file, clawback, notice and month. What differs first, in `why`; false
// when nothing does.
bool compare_differs(const TestDatabase *database, const Model *model, char why[200]);
// Every table, row by row, in a form that does not depend on the database: keys of rows become
// ranks, and the few columns that hold real time are left out.
Str compare_dump(const TestDatabase *database, const Town *town, Arena *arena);

#endif
