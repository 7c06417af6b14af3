// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_APPEAL_CORE_H
#define CASEWORK_APPEAL_CORE_H
// What the files of appeals share: the row, the one way to move it, and what a decision brings.

#include "casework/appeal.h"
#include "casework/appeal.sql.h"
#include "casework/claim_anew.h"

// Within the actor's scope, or ERROR_NOT_FOUND.
bool appeal_load(Tx *tx, const Actor *actor, Str number, Arena *arena, Appeal *appeal,
                 Error *error) MUST_USE;
// The appeal as its course sees it.
CourseCase appeal_case(const Appeal *appeal);
// `change` names what the step writes beside state, version and due date.
bool appeal_take_step(Tx *tx, const Actor *actor, const CaseContext *context, Appeal *appeal,
                      const CourseMove *move, AppealMoveRowIn *change, Arena *arena, Error *error)
    MUST_USE;
AppealMoveRowIn appeal_change(void);
Str appeal_subject_code(AppealSubject subject);

// ---- What a decision brings each right (appeal_part.c) ----

typedef enum PartChange {
    PART_SAME,
    PART_REOPENED,     // it was refused
    PART_FOLLOWS,      // it is on its way, and not reviewed yet
    PART_SUPPLEMENTED, // it was paid too little
    PART_TAKEN_BACK,   // it was paid too much
    PART_MADE,         // it came to nothing before, and was not claimed
} PartChange;

typedef struct AppealPart {
    ClaimRow claim;    // of PART_MADE: the contested one
    ClaimAnew anew;
    PartChange change;
    int64_t held_fen;  // that the right is weighed against
} AppealPart;

typedef struct AppealParts {
    AppealPart *items; // the contested one first
    size_t count;
} AppealParts;

// Nothing is written.
bool appeal_part_weigh(Tx *tx, const ClaimRow *row, const Assessment *whole, Arena *arena,
                       AppealPart *part, Error *error) MUST_USE;
// `own` and the others of its application.
bool appeal_parts_weigh(Tx *tx, const AppealPart *own, const Assessment *whole, Arena *arena,
                        AppealParts *parts, Error *error) MUST_USE;

typedef struct AppealBring {
    Tx *tx;
    const Actor *actor;
    const CaseContext *context;
    const Appeal *appeal;
    Str reasons;
    Arena *arena;
} AppealBring;

// `number` is what came of it, and stays as it was when nothing did. "SUPPLEMENT_OPEN",
// "COMPANION_REVIEWED", "PART_MISSING" when something stands in the way.
bool appeal_part_bring(const AppealBring *bring, AppealPart *part, const Assessment *whole,
                       Str *number, Error *error) MUST_USE;
bool appeal_part_supplement(const AppealBring *bring, const AppealPart *part, int64_t amount_fen,
                            Str *number, Error *error) MUST_USE;
Str appeal_part_words(Arena *arena, const AppealPart *part);

#endif
