// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_BATCH_H
#define CASEWORK_BATCH_H
// Automatic batches (免申即享, domain.md §6.4): the platform finds who is entitled, they only confirm.
//
// A batch decides every subject of a policy in a county on one day and sorts them into three
// columns: payable,
// needs a look (undetermined, `review` says so, or a risk rule finds something high), not (with
// reasons). The rows of the same
// snapshot and pack are the same, line by line: `rows_hash` proves it. Confirming a payable row
// makes a claim
// that is accepted already; from there it goes the way of every claim.

#include "casework/claim.h"

typedef enum BatchColumn { BATCH_PAYABLE, BATCH_LOOK, BATCH_NOT } BatchColumn;

typedef struct BatchRow {
    int64_t index;       // from 1, by subject key
    Str subject_key;
    Str subject_label;   // masked
    BatchColumn column;
    int64_t amount_fen;
    Str codes;           // reason or review codes, comma-separated
    Str sentences;       // the same in words
    Str claim_number;    // once confirmed
    PayeeAccount account; // that the databases know; absent when none
} BatchRow;

typedef struct Batch {
    Str number;
    int policy_number;
    Str policy_title;
    Str division_code;
    Date snapshot_on;
    Str pack_hash;
    Str rows_hash;       // SHA-256 over the rows
    Str state;           // matching, reviewing, closed, rolled_back
    int64_t counts[3];   // by BatchColumn
    int64_t payable_fen;
    int64_t confirmed;
    BatchRow *rows;      // of a page
    size_t row_count;
} Batch;

typedef struct Batches {
    Batch *items;
    size_t count;
    size_t capacity;
} Batches;

// Decides the subjects chunk by chunk, each chunk in a transaction of its own. The same policy,
// county,
// snapshot day and pack again: the same batch, with its rows proved equal.
bool batch_run(Store *store, const Actor *actor, const CaseContext *context, int policy_number,
               Str division_code, Arena *arena, Batch *batch, Error *error) MUST_USE;
bool batch_list(Tx *tx, const Actor *actor, Arena *arena, Batches *batches, Error *error) MUST_USE;
bool batch_find(Tx *tx, const Actor *actor, Str number, BatchColumn column, int64_t after_index,
                int64_t row_count, Arena *arena, Batch *batch, Error *error) MUST_USE;
// Open batch rows of the actor's own organisation or person, to be confirmed.
bool batch_rows_own(Tx *tx, const Actor *actor, Arena *arena, Batches *batches, Error *error)
    MUST_USE;
// By the organisation or person itself, who names or confirms the account.
bool batch_confirm(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                   int64_t index, const PayeeAccount *account, Arena *arena, Claim *claim,
                   Error *error) MUST_USE;
// Before anything was confirmed.
bool batch_roll_back(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) MUST_USE;

#endif
