// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_BATCH_H
#define CASEWORK_BATCH_H
// Automatic batches (免申即享, domain.md §6.4): the platform finds who is entitled, they only confirm.
//
// A batch decides every subject of a policy in a county on one day and sorts them into three
// columns: payable, needs a look (undetermined, `review` says so, or a risk rule finds something
// high), not (with reasons). The rows of the same snapshot and pack are the same, line by line:
// `rows_hash` proves it. Confirming a payable row makes a claim that is accepted already; from
// there it goes the way of every claim. What would go to the officer who had the batch matched, or
// to a unit for which they act, needs a look and is not confirmed.
//
// A row that lacks nothing but what departments state asks them (casework/fact_request.h), under a
// number of its own; by the schema it has no amount and becomes no claim meanwhile. Their answers
// decide it again, on the day and by the version of the batch. `rows_hash` is of the rows as they
// were matched, before any answer.
//
// Matching is a job (queue/job.h): asked for here, run by a thread of any server, chunk by chunk,
// seen and stopped meanwhile. Whoever takes it over goes on behind the last row.

#include "casework/claim.h"
#include "publish/catalogue.h"
#include "queue/job.h"

#define BATCH_JOB "batch"
#define BATCH_SERIES "PC" // of their numbers: PC-2023-00001

// BATCH_FIRST asks for the first of the others that has rows.
typedef enum BatchColumn { BATCH_PAYABLE, BATCH_LOOK, BATCH_NOT, BATCH_FIRST } BatchColumn;

typedef struct BatchRow {
    int64_t index;       // from 1, by subject key
    Str subject_key;
    Str subject_label;   // masked
    BatchColumn column;
    int64_t amount_fen;
    Str codes;           // reason or review codes, comma-separated
    Str sentences;       // the same in words
    Str claim_number;    // once confirmed
    bool awaits;         // a department, and has no amount
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
    int64_t awaiting;    // rows of BATCH_LOOK that departments decide
    bool has_job;        // not when it was matched by a program that knew no jobs
    Job job;             // the latest: matching, or proving that the rows are the same
    BatchColumn column;  // which `rows` are of
    BatchRow *rows;      // of a page
    size_t row_count;
} Batch;

typedef struct Batches {
    Batch *items;
    size_t count;
    size_t capacity;
} Batches;

// Whether a policy pays something that nobody has to apply for. A register that fills by itself
// is none (kinds/register.h).
bool batch_is_for(const Policy *policy);
// Asks for the batch of a policy and a county on the actor's day under this pack. The same again is
// the same batch: what was left in the middle goes on; while nothing has come of it, its rows are
// decided again and proved equal, or else the job fails. One whose job is open is left to it.
bool batch_ask(Tx *tx, const Actor *actor, const CaseContext *context, int policy_number,
               Str division_code, Arena *arena, Str *number, Error *error) MUST_USE;
// One that was left in the middle goes on, on whatever day: by its own day and version. What is
// written is decided once more first, and when the data of its day were changed since, the job
// fails with "ROWS_DIFFER". "WRONG_STATE" when it is whole or taken back.
bool batch_go_on(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) MUST_USE;
// By who asked. What is matched stays, and can be gone on with or taken back.
bool batch_stop(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) MUST_USE;
// What a thread needs to match them.
typedef struct BatchWork {
    Catalogue *catalogue;
    const WorkdayCalendar *calendar;
} BatchWork;

// `work` outlives it.
JobKind batch_job(BatchWork *work);
bool batch_list(Tx *tx, const Actor *actor, Arena *arena, Batches *batches, Error *error) MUST_USE;
bool batch_find(Tx *tx, const Actor *actor, Str number, BatchColumn column, int64_t after_index,
                int64_t row_count, Arena *arena, Batch *batch, Error *error) MUST_USE;
// Open batch rows of the actor's own organisation or person, to be confirmed.
bool batch_rows_own(Tx *tx, const Actor *actor, Arena *arena, Batches *batches, Error *error)
    MUST_USE;
// Hash of the version that decides the rows of a batch; absent when the number is none of a batch.
bool batch_version(Tx *tx, Str number, Arena *arena, Str *pack_hash, Error *error) MUST_USE;
typedef struct BatchForeseen {
    Str answers; // of departments, that it was decided with
    Assessment assessment;
} BatchForeseen;

typedef struct BatchConfirmation {
    Str number;
    int64_t index;
    PayeeAccount account; // absent fields: the account that the databases know
    const BatchForeseen *foreseen; // what batch_apply found just before; NULL = none
} BatchConfirmation;

// By the organisation or person itself, who names or confirms the account; `context->pack` is the
// version of the batch.
bool batch_confirm(Tx *tx, const Actor *actor, const CaseContext *context,
                   const BatchConfirmation *in, Arena *arena, Claim *claim, Error *error) MUST_USE;
// Decides a row ahead, in a read. It is of use while departments have not answered anew and nothing
// was granted since.
bool batch_foresee(Tx *tx, const Actor *actor, const CaseContext *context,
                   const BatchConfirmation *in, Arena *arena, BatchForeseen *foreseen,
                   Error *error) MUST_USE;
// Both, each in a transaction of its own, as claim_apply.
bool batch_apply(Store *store, const Actor *actor, const CaseContext *context,
                 const BatchConfirmation *in, Arena *arena, Claim *claim, Error *error) MUST_USE;
// An officer states facts about a row for the department that they sign for, as claim_state_facts:
// the row is decided again. `context->pack` is the version of the batch. "OWN_CLAIM" for who would
// be paid, "WRONG_STATE" when the batch was taken back.
bool batch_state_facts(Tx *tx, const Actor *actor, const CaseContext *context, Str case_number,
                       Str department_json, Arena *arena, BatchRow *row, Error *error) MUST_USE;
// Before anything was confirmed; stops what is still matched.
bool batch_roll_back(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) MUST_USE;

typedef struct BatchProof {
    int64_t batches;
    int64_t changed; // not hashed again: a department answered, or a line became anonymous
    int64_t faults;
    Str first_fault; // absent when there is none
} BatchProof;

// Whether the rows that every whole batch has are those of its `rows_hash`.
bool batch_prove(Tx *tx, Arena *arena, BatchProof *proof, Error *error) MUST_USE;

#endif
