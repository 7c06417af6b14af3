// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_COMPARE_H
#define TEST_SOAK_COMPARE_H
// What a database says after all: the proof of `jiuye verify`, and the reads of the pages against
// the model.

#include "model.h"

// Exit status 0 of `jiuye verify --db`, which opens the database anew; else the test fails.
void compare_verify(const TestDatabase *database);
// The answer that is kept under the key of a request; false: it was not done.
bool compare_kept_answer(const TestDatabase *database, int request, Answer *answer);
// How many numbers of claims of a policy were taken in a year of the model: on PostgreSQL also for
// requests that came to nothing.
int compare_claims_numbered(const TestDatabase *database, int policy, int year);
// How often runners began a batch and did not end it, and whether they left rows; true when one has
// ended it.
bool compare_learn_batch(const TestDatabase *database, ModelBatch *batch);
// What is there of a confirmation of a roster.
typedef struct RosterLeft {
    int pending; // rows
    bool is_done, is_confirming;
} RosterLeft;
RosterLeft compare_learn_roster(const TestDatabase *database, const ModelRoster *roster);
// The number, in its series, of the first claim of a roster's rows behind so many; 0: none is.
int compare_roster_numbered(const TestDatabase *database, const ModelRoster *roster, int behind);
// How often rosters were checked.
int compare_rosters_checked(const TestDatabase *database);
// Reads every claim, budget, file, clawback, notice, month, batch, roster, appeal, draw and
// enrolment. What differs first, in `why`; false when nothing does.
bool compare_differs(const TestDatabase *database, const Town *town, const Model *model,
                     char why[200]);

#endif
