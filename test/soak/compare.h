// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_COMPARE_H
#define TEST_SOAK_COMPARE_H
// What a database says after all: the proof of `jiuye verify`, and the reads of the pages against
// the model.

#include "model.h"

// Exit status 0 of `jiuye verify --db`, which opens the database anew; else the test fails.
void compare_verify(const TestDatabase *database);
// How many numbers of claims of a policy were taken in a year of the model: on PostgreSQL also for
// requests that came to nothing.
int compare_claims_numbered(const TestDatabase *database, int policy, int year);
// How often runners began a batch and did not end it, and whether they left rows; true when one has
// ended it.
bool compare_learn_batch(const TestDatabase *database, ModelBatch *batch);
// Reads every claim, budget, file, clawback, notice, month, batch, appeal, draw and enrolment. What
// differs first, in `why`; false when nothing does.
bool compare_differs(const TestDatabase *database, const Town *town, const Model *model,
                     char why[200]);

#endif
