// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_COMPARE_CORE_H
#define TEST_SOAK_COMPARE_CORE_H
// Inside the comparison: what the reads of claims (compare.c), money, batches, rosters, what comes
// after a decision and enrolments share.

#include "compare.h"

#define WHY_BYTES 200
#define ROWS_MAX 500

typedef struct Look {
    const Model *model;
    CaseContext context;
    Actor actor;
    char *why;
    bool differs;
} Look;

// A number that the database has.
int64_t read_number(const TestDatabase *database, const char *sql);
// Keeps the first difference.
void expect(Look *look, const char *what, int64_t wanted, int64_t found);
// The same of a text that the model has.
void expect_text(Look *look, const char *what, const char *wanted, Str found);

// One read of the pages; false: it failed.
typedef bool LookFunction(Tx *tx, Look *look, Arena *arena, Error *error);
LookFunction look_at_budgets, look_at_files, look_at_receivables, look_at_books;
LookFunction look_at_batches, look_at_rosters;
LookFunction look_at_clawbacks, look_at_appeals, look_at_doubts;
LookFunction look_at_enrolments;
LookFunction look_at_delegations;

#endif
