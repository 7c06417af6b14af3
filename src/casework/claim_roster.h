// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_ROSTER_H
#define CASEWORK_CLAIM_ROSTER_H
// A roster (名册): one file with many people, for a benefit whose 方式 has `roster`.
//
// Its columns are made from the policy: the key of the measure's subjects, then what must be
// asked. A check decides every row on the data of the day and keeps the result, but claims nothing:
// a fault stands at its cell, a row that was had before names the other claim. Confirming makes one
// claim for each payable row, in transactions of at most ROSTER_CLAIM_ROWS, each row decided anew
// in the transaction that claims it; what was stopped in the middle is confirmed again and goes on
// behind the last row. Rows that are not payable are left out with their reasons. A row that lacks
// nothing but what departments state becomes a claim without an amount, which asks them
// (casework/fact_request.h).
//
// A monthly measure is decided on the last day of the month chosen, or today in this month.
// Subjects of the view `roster` differ: the rows become one batch of an organiser and one claim.
// The same file of the same owner for the same turn is the same roster, so nothing comes twice.
//
// Whose row it is: a unit claims for subjects of its own; for a person, if the person works, is
// insured or is an intern there in the turn, or holds a place under the same policy. Where the
// measure says who reports (代报), that unit alone claims, for whom the register says are its own and
// who allow it (casework/consent.h), and each confirms their claim before money moves. The counter
// claims for its county. The money goes to each person's own account, never to who brings the file.
// Scope: a roster is seen by its owner and by the office of its county; else ERROR_NOT_FOUND.

#include "casework/claim.h"
#include "casework/fact_cell.h"

#define ROSTER_ROWS_MAX 2000
#define ROSTER_BYTES_MAX ((size_t)4 * 1024 * 1024) // of the file
#define ROSTER_COLUMNS_MAX 60
#define ROSTER_CELL_LENGTH_MAX FACT_CELL_LENGTH_MAX
#define ROSTER_CLAIM_ROWS 100      // claims of one transaction; STORE_CHUNK_ROWS is the ceiling
#define ROSTER_PAGE_ROWS_MAX ROSTER_ROWS_MAX
#define ROSTER_LIST_MAX 100

typedef enum RosterResult {
    ROSTER_PAYABLE, // 可以申报
    ROSTER_LOOK,    // something is missing
    ROSTER_NOT,     // not eligible, with reasons
    ROSTER_HAD,     // claimed or had in this turn
    ROSTER_FAULTY,  // a cell is wrong
    ROSTER_RESULT_COUNT
} RosterResult;

// ---- What a file looks like ----

typedef enum RosterColumnKind {
    ROSTER_COLUMN_PERSON, // 公民身份号码
    ROSTER_COLUMN_NAME,
    ROSTER_COLUMN_UNIT,   // 统一社会信用代码
    ROSTER_COLUMN_START,  // first day, of a key that has one
    ROSTER_COLUMN_KEY,    // any other key
    ROSTER_COLUMN_FACT,
    ROSTER_COLUMN_LINE,   // of an organiser's batch
} RosterColumnKind;

typedef struct RosterColumn {
    RosterColumnKind kind;
    Str key;             // in JSON
    Str name;
    Str help;            // what to write, for people
    const Str *choices;
    size_t choice_count;
    bool is_required;
    FactCell cell;       // of a fact
    int line_column;     // of the extract
} RosterColumn;

typedef struct RosterForm {
    const Policy *policy;
    const Measure *measure;
    bool is_batch;       // the rows are one batch of an organiser
    bool is_monthly;
    RosterColumn columns[ROSTER_COLUMNS_MAX];
    size_t count;
} RosterForm;

// ERROR_NOT_FOUND unless it is a benefit that takes rosters.
bool roster_form_make(Arena *arena, const Actor *actor, const Pack *pack, Str measure_key,
                      RosterForm *form, Error *error) MUST_USE;
// Whether a unit finds its own people filled in: subjects of the turn whose keys begin with its
// code, or whom it may report (代报) and who allow it.
bool roster_form_is_filled(const RosterForm *form, const Actor *actor);
// A workbook to fill in.
bool roster_template(Tx *tx, const Actor *actor, const RosterForm *form, Arena *arena, Str *bytes,
                     Error *error) MUST_USE;

// ---- Checking and confirming ----

typedef struct ClaimRosterRow {
    int64_t sequence, line;
    Str subject_label;
    Str *cells;          // by column of the roster
    Str *faults;         // the same; absent = none
    size_t cell_count;
    RosterResult result;
    int64_t amount_fen;
    Str sentences;
    Str claim_number;    // absent until claimed
    Str claim_state;     // of it, 中文; absent without
} ClaimRosterRow;

typedef struct ClaimRoster {
    Str number;
    int policy_number;
    Str policy_title, measure_key, measure_name, period;
    Date decided_on;
    Str owner_name;
    Str division_code;
    Str file_name;
    Str state;           // checked, confirming, done
    Date created_on;
    bool is_batch;       // the three below hold
    bool is_whole_eligible;
    int64_t whole_fen;
    Str whole_sentences, claim_number;
    int64_t counts[ROSTER_RESULT_COUNT];
    int64_t row_count;
    int64_t awaiting;    // rows that departments decide: claims without an amount
    int64_t payable_fen; // of the payable rows, or of the whole
    int64_t claimed;     // rows that became claims
    int64_t submitted;   // claims that wait to be accepted
    bool is_own;         // the actor may confirm it
    Str *columns;
    size_t column_count;
    ClaimRosterRow *rows; // of a page
    size_t rows_shown;
} ClaimRoster;

typedef struct ClaimRosters {
    ClaimRoster *items;
    size_t count;
    size_t capacity;
} ClaimRosters;

typedef struct ClaimRosterIn {
    Str measure_key;
    Str month;           // "2023-09" of a monthly measure; absent otherwise
    Str organiser_code;  // a batch entered at the counter: whose; else absent
    Str work_division;   // a batch: where the people went, as it was typed
    Str file_name;
    Str bytes;
} ClaimRosterIn;

// Reads and decides the file and keeps the result, replacing that of an earlier check.
bool claim_roster_check(Store *store, const Actor *actor, const CaseContext *context,
                        const ClaimRosterIn *in, Arena *arena, Str *number, Error *error) MUST_USE;
// Claims what is payable; again: the rest. `*claimed` counts what this call made.
bool claim_roster_confirm(Store *store, const Actor *actor, const CaseContext *context, Str number,
                          Arena *arena, int64_t *claimed, Error *error) MUST_USE;

// ---- Reading ----

typedef struct ClaimRosterQuery {
    Str number;
    int result;             // RosterResult; -1 = all
    int64_t after_sequence;
    int64_t row_count;      // at most ROSTER_PAGE_ROWS_MAX; 0 = the head alone
} ClaimRosterQuery;

bool claim_roster_find(Tx *tx, const Actor *actor, const ClaimRosterQuery *query, Arena *arena,
                       ClaimRoster *roster, Error *error) MUST_USE;
bool claim_roster_list(Tx *tx, const Actor *actor, Arena *arena, ClaimRosters *rosters,
                       Error *error) MUST_USE;
// All rows with their faults marked and the result in words.
bool claim_roster_workbook(Tx *tx, const Actor *actor, Str number, Arena *arena, Str *bytes,
                           Error *error) MUST_USE;
Str roster_result_label(RosterResult result);
Str roster_result_code(RosterResult result);

// ---- The office ----

// Accepts every claim of the roster that still waits and is of the clerk's county.
bool claim_roster_accept(Store *store, const Actor *actor, const CaseContext *context, Str number,
                         Arena *arena, int64_t *accepted, Error *error) MUST_USE;

#endif
