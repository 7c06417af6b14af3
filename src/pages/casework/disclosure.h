// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_DISCLOSURE_H
#define PAGES_CASEWORK_DISCLOSURE_H
// Details of people on the screens of the office: whoever opens a case, one of its papers or a
// letter about it, by whatever door, is noted behind their back (access/read_log.h). A party that
// reads its own is not.

#include "casework/letter.h"
#include "web/context.h"

// After the facts of a claim were read.
void disclosure_note_case(Context *context, const Claim *claim);
// Before a letter goes out. That of a public notice is public.
void disclosure_note_letter(Context *context, const Letter *letter);

// A paper on its way out. A door's reader, a StoreFunction with the Context as `in`, fills it.
typedef struct Paper {
    Str claim_number; // absent: it is no paper of a claim, and nobody is noted
    Str content_type, name, content;
} Paper;

// A paper of a claim by its place there; ERROR_NOT_FOUND as evidence_read.
bool paper_of_claim(Tx *tx, const Context *context, Str claim_number, Str index, Arena *arena,
                    Paper *paper, Error *error) MUST_USE;
// Reads, notes, sends.
bool paper_send(Context *context, StoreFunction *read, Error *error) MUST_USE;

#endif
