// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_BATCH_CORE_H
#define CASEWORK_BATCH_CORE_H
// What matching a batch and reading it share.

#include "casework/batch.h"
#include "casework/batch.sql.h"
#include "casework/stake.h"

#include <sodium.h>

BatchColumn batch_column_from_code(Str code);
// The head with its counts and its job, without rows.
bool batch_summary(Tx *tx, const BatchHeadRow *head, Arena *arena, Batch *batch, Error *error)
    MUST_USE;
// Within the scope, or ERROR_NOT_FOUND.
bool batch_load(Tx *tx, const Actor *actor, Str number, Arena *arena, BatchHeadRow *head,
                Error *error) MUST_USE;

// ---- Whose row may not be confirmed: what belongs to the officer who had the batch matched ----

#define BATCH_OWN_CODE "OWN_CLAIM"

// Whether the row is about who holds the account, or paid to a unit that they act for.
bool batch_row_is_own(Tx *tx, int64_t account_id, const BatchItemRow *item, Arena *arena,
                      bool *is_own, Error *error) MUST_USE;

// What departments answered about a row, and `department_json`, which may be absent, over it.
bool batch_answers(Tx *tx, const BatchItemRow *item, Str department_json, Arena *arena,
                   Str *answers, Error *error) MUST_USE;

// ---- Deciding (batch_decide.c) ----

typedef struct BatchDecide {
    const Pack *pack;
    const StakeRows *stakes; // of who had the batch matched
    Date on;
} BatchDecide;

// A row for each assessment, without place. What would be paid needs a look when a risk rule finds
// something high in it or it is the officer's own; what lacks nothing but facts of departments
// awaits them, without an amount.
bool batch_decide(Tx *tx, const BatchDecide *in, const Assessments *assessments, Arena *arena,
                  BatchInsertRowIn **rows, Error *error) MUST_USE;

// ---- The hash of the rows (batch_prove.c) ----

// All that a row says, a line a row, in their order.
void batch_hash_row(crypto_hash_sha256_state *state, const BatchInsertRowIn *row, Arena *arena);
void batch_hash_item(crypto_hash_sha256_state *state, const BatchItemRow *item, Arena *arena);
Str batch_hash_text(const crypto_hash_sha256_state *state, Arena *arena);

// ---- Matching (batch_match.c) ----

typedef struct BatchMatched {
    Str rows_hash;
    int64_t rows;
} BatchMatched;

// Decides the subjects of a batch chunk by chunk, each chunk in a transaction of its own that notes
// its progress: the rows that an earlier runner left out, or, when all are there, all of them again
// without writing. Departments are asked with the chunk that awaits them.
bool batch_match(const JobRun *job, const CaseContext *context, const BatchHeadRow *head,
                 Arena *arena, BatchMatched *matched, Error *error) MUST_USE;

#endif
