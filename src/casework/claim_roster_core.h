// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_ROSTER_CORE_H
#define CASEWORK_CLAIM_ROSTER_CORE_H
// What the files of casework/claim_roster share: a row on its way from text to a decision.

#include "casework/claim_make.h"
#include "casework/claim_roster.h"
#include "casework/claim_roster.sql.h"
#include "publish/assessment_set.h"
#include "registry/extract.h"
#include "registry/person.sql.h"
#include "registry/spreadsheet.h"

// A row as it was read. Faults stand at the columns of the form.
typedef struct RosterRead {
    int64_t line;
    int64_t sequence;    // of a row that was kept
    Str *cells, *faults;
    Str row_fault;       // of the whole row; absent = none
    bool is_faulty;
    Str id_number, name, unit, key;
    Date start;
    Str stated_json;
    Cell line_cells[EXTRACT_COLUMNS_MAX]; // of a batch
} RosterRead;

// What became of it.
typedef struct RosterDecision {
    RosterResult result;
    Str subject_key, subject_label;
    bool awaits;         // ROSTER_LOOK for nothing but what departments state
    int64_t amount_fen;
    Str sentences;
    int64_t person_id;
} RosterDecision;

// ---- Form (roster_form.c) ----

Str roster_period(Arena *arena, const RosterForm *form, Date on);
// The names and what stands in each; ERROR_INVALID for a missing column or one that is there twice.
bool roster_form_read(Arena *arena, const RosterForm *form, const ClaimRosterIn *in, Date today,
                      RosterRead **rows, size_t *count, Error *error) MUST_USE;
// A row of a roster that was kept, under the same columns.
void roster_row_reread(Arena *arena, const RosterForm *form, Date today, int64_t line, Str *cells,
                       size_t count, RosterRead *row);
void roster_fault(RosterRead *row, const RosterForm *form, RosterColumnKind kind, Str sentence);
Str roster_subject_key(Arena *arena, const RosterForm *form, const Actor *actor,
                       const RosterRead *row);

// ---- Deciding (roster_decide.c) ----

typedef struct RosterCase {
    const Actor *actor;
    const CaseContext *context;
    const Policy *policy;
    const Measure *measure;
    Date on;
    Str stated_json;
    Str subject_key;
    AssessmentSet *set; // that it is one of; NULL = read alone
} RosterCase;

// Decides a subject as it would be claimed now. `decision` is lasting, the assessment and payee
// live in `scratch`. Fails for the database alone: what is wrong with the row is its decision.
bool roster_decide(Tx *tx, const RosterCase *in, Arena *scratch, Arena *arena,
                   Assessment *assessment, Payee *payee, RosterDecision *decision, Error *error)
    MUST_USE;
// 「句子：细节」 of an error that is a decision; false for any other.
bool roster_refusal(Arena *arena, const Error *refusal, RosterDecision *decision);
// What is reported for somebody is theirs to confirm, whoever brings it.
Str roster_channel(const Actor *actor, const Measure *measure);
bool roster_is_office(const Actor *actor);

// Who stands in the rows, read at once: NULL for a row with a fault, without a number, or of whom
// nobody is recorded.
bool roster_people(Tx *tx, const RosterRead *rows, size_t count, Arena *arena,
                   const PersonRow ***people, Error *error) MUST_USE;

// ---- A batch of an organiser (roster_batch.c) ----

typedef struct RosterBatch {
    Str number;
    Str organiser_code, work_division, division_code;
    const RosterForm *form;
    RosterRead *rows;
    size_t count;
} RosterBatch;

// Checks the workers against the database, and says what is counted of each.
bool roster_batch_check(Tx *tx, const Actor *actor, RosterBatch *batch, Arena *arena,
                        RosterDecision *decisions, Error *error) MUST_USE;
// Writes the batch into the registry: the rows without faults.
bool roster_batch_write(Tx *tx, const Actor *actor, const RosterBatch *batch, Arena *arena,
                        Error *error) MUST_USE;
// The organiser of the actor, or the named one at the counter, with its county.
bool roster_organiser(Tx *tx, const Actor *actor, Str code, Arena *arena, Str *organiser,
                      Str *division_code, Error *error) MUST_USE;

// ---- Rows as JSON (claim_roster_read.c) ----

Str roster_texts_to_json(Arena *arena, const Str *texts, size_t count);
bool roster_texts_from_json(Arena *arena, Str json, Str **texts, size_t *count, Error *error)
    MUST_USE;
// By scope: the owner's key, absent for the office.
Str roster_owner_key(Arena *arena, const Actor *actor);
Str roster_faults_json(Arena *arena, const RosterRead *row, size_t count);
bool roster_head(Tx *tx, const Actor *actor, Str number, Arena *arena, RosterHeadRow *head,
                 Error *error) MUST_USE;

#endif
