// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_LETTER_CORE_H
#define CASEWORK_LETTER_CORE_H
// What issuing a letter and checking one share.

#include "casework/claim_core.h"
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
// The step that takes the letter's own back; CLAIM_ACTION_COUNT = none does.
ClaimAction letter_undone_by(LetterKind kind);

#endif
