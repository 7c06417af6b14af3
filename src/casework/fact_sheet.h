// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_FACT_SHEET_H
#define CASEWORK_FACT_SHEET_H
// What a roster or a batch asks of a department, answered as a whole: a workbook with a row for
// each case, filled in and sent back as .xlsx or .csv.
//
// Every fault stands at its cell, and while there is one nothing is written. Then each case is
// answered as it would be alone (claim_state_facts, batch_state_facts), in transactions of at most
// FACT_SHEET_CASES_EACH. The same file again answers nothing twice, so what was stopped in the
// middle goes on. A case in whose way something stands is left out with the reason, and the others
// go on. An empty cell answers nothing; what fits no cell is answered case by case.
//
// Scope: a sheet holds what the actor's department is asked within the actor's counties; a roster
// or batch that asks nothing of it is ERROR_NOT_FOUND.

#include "casework/fact_cell.h"
#include "casework/fact_request.h"

#define FACT_SHEET_CASE_COLUMN "办理编号"
#define FACT_SHEETS_MAX 100       // of the page of work
#define FACT_SHEET_ROWS_MAX 2000  // of a workbook: what is due first
#define FACT_SHEET_BYTES_MAX ((size_t)4 * 1024 * 1024) // of the file
#define FACT_SHEET_CASES_EACH 100 // answered in one transaction; STORE_CHUNK_ROWS is the ceiling

// ---- Work ----

typedef struct FactSheetCard {
    Str number;          // of the roster or batch
    int policy_number;
    Str *fact_keys;
    size_t fact_count;
    int64_t cases;       // that wait
    Date asked_on, due_on; // of the first
} FactSheetCard;

typedef struct FactSheetCards {
    FactSheetCard *items;
    size_t count;
    size_t capacity;
} FactSheetCards;

bool fact_sheet_cards(Tx *tx, const Actor *actor, Arena *arena, FactSheetCards *cards, Error *error)
    MUST_USE;

// ---- One sheet ----

typedef struct FactSheetCase {
    Str case_number;
    bool is_batch_row;   // else a claim
    Str subject_label;   // people masked
    int64_t person_id;   // 0 = none
    Str uscc;            // absent = none
    Date due_on;
    bool is_open;        // something is not answered yet
    bool is_living;      // an answer may still come, or another
    bool *is_asked;      // by column
    Str *answers;        // by column, as JSON; absent = none
    FactSubjectIdentity identity; // once identified
} FactSheetCase;

typedef struct FactSheet {
    Str number;
    const Policy *policy;
    FactCell *columns;
    size_t column_count;
    FactSheetCase *cases; // what is due first comes first
    size_t count;
    int64_t waiting;     // living and open
} FactSheet;

// `pack` is the version of the batch (batch_version), or that in effect for a roster.
bool fact_sheet_find(Tx *tx, const Actor *actor, const Pack *pack, Str number, Arena *arena,
                     FactSheet *sheet, Error *error) MUST_USE;
// Keeps the first `count` cases that wait, and says whom they are about, so that the department can
// look them up; that it was looked at is written to the audit log.
bool fact_sheet_identify(Tx *tx, const Actor *actor, size_t count, Arena *arena, FactSheet *sheet,
                         Error *error) MUST_USE;
// An identified sheet, to be filled in.
bool fact_sheet_workbook(Arena *arena, const FactSheet *sheet, Str *bytes, Error *error) MUST_USE;

// ---- Answering ----

typedef struct FactSheetFault {
    int64_t line;
    Str column, text;    // empty: of the whole row
    Str sentence;
} FactSheetFault;

typedef struct FactSheetFaults {
    FactSheetFault *items;
    size_t count;
    size_t capacity;
} FactSheetFaults;

typedef struct FactSheetLeft {
    Str case_number, sentence;
} FactSheetLeft;

typedef struct FactSheetLefts {
    FactSheetLeft *items;
    size_t count;
    size_t capacity;
} FactSheetLefts;

typedef struct FactSheetResult {
    int64_t answered;      // cases
    int64_t unchanged;     // cases of which nothing new was said
    FactSheetFaults faults; // with any of them nothing was written
    FactSheetLefts left;    // cases that could not be answered, with the reason
} FactSheetResult;

typedef struct FactSheetIn {
    Str number;
    Str bytes;
} FactSheetIn;

// ERROR_INVALID for a file that is no such table.
bool fact_sheet_answer(Store *store, const Actor *actor, const CaseContext *context,
                       const FactSheetIn *in, Arena *arena, FactSheetResult *result, Error *error)
    MUST_USE;

#endif
