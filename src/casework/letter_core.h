// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_LETTER_CORE_H
#define CASEWORK_LETTER_CORE_H
// What issuing a letter and checking one share.

#include "casework/appeal.h"
#include "casework/claim_core.h"
#include "casework/clawback.h"
#include "casework/letter.h"
#include "casework/letter.sql.h"

// Without I, L, O and U: read aloud, and typed from paper.
#define LETTER_CODE_ALPHABET "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#define LETTER_CODE_CHARACTERS 32

// Without its document.
Letter letter_from_row(const LetterRow *row);
// With its document, the holes filled, when the actor may see it.
bool letter_open(Tx *tx, const Actor *actor, const LetterRow *row, Arena *arena, Letter *letter,
                 Error *error) MUST_USE;
// Whether the amount that a check shows stands in the words.
bool letter_says_its_amount(const LetterRow *row, Arena *arena);
// Whether a later step took back the one that the letter documents.
bool letter_is_undone(Tx *tx, const LetterRow *row, Arena *arena, bool *is_undone, Error *error)
    MUST_USE;

// ---- Letters of a clawback or an appeal ----

#define LETTER_HOLES_MAX (8 + CLAWBACK_EVIDENCE_MAX)

// What goes where in a letter: each text of a document has one hole at most.
typedef struct LetterHoles {
    struct {
        Str hole, value;
    } items[LETTER_HOLES_MAX];
    size_t count;
} LetterHoles;

void letter_hole(LetterHoles *holes, Str hole, Str value);

// A clawback or an appeal with all that a letter says of it.
typedef struct LetterCourse {
    bool is_clawback;
    ClawbackFile clawback; // of one
    AppealRecord appeal;   // of the other
    const CourseSteps *steps; // of either, by version
    Str claim_number;
} LetterCourse;

// Within the actor's scope, or ERROR_NOT_FOUND.
bool letter_course_find(Tx *tx, const Actor *actor, Str number, Arena *arena, LetterCourse *course,
                        Error *error) MUST_USE;
// The version of the latest step that a kind of letter documents; false when there is none.
bool letter_course_step(const LetterCourse *course, LetterKind kind, int64_t *version) MUST_USE;
bool letter_course_is_undone(const LetterCourse *course, LetterKind kind, int64_t version);
void letter_course_holes(const LetterCourse *course, int64_t version, Arena *arena,
                         LetterHoles *holes);

#endif
