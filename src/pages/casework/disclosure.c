// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/disclosure.h"

#include "casework/evidence.h"
#include "pages/platform.h"

static void note(Context *context, const ReadNote *read) {
    if (!context_may(context, PERMISSION_CLAIMANT)) platform_note_read(context, read);
}

void disclosure_note_case(Context *context, const Claim *claim) {
    note(context,
         &(ReadNote){"case.read", "application", claim->number, claim->division_code});
}

void disclosure_note_letter(Context *context, const Letter *letter) {
    if (str_is_absent(letter->claim_number)) return;
    note(context,
         &(ReadNote){"letter.read", "application", letter->claim_number, letter->division_code});
}

bool paper_of_claim(Tx *tx, const Context *context, Str claim_number, Str index, Arena *arena,
                    Paper *paper, Error *error) {
    int64_t place;
    if (!str_to_int64(index, &place)) return error_set(error, ERROR_NOT_FOUND, "没有这份材料");
    paper->claim_number = claim_number;
    return evidence_read(tx, context->actor, claim_number, place, arena, &paper->content_type,
                         &paper->name, &paper->content, error);
}

bool paper_send(Context *context, StoreFunction *read, Error *error) {
    Paper paper = {0};
    if (!platform_read(context, read, context, &paper, error)) return false;
    if (!str_is_absent(paper.claim_number)) {
        note(context, &(ReadNote){"evidence.read", "application", paper.claim_number, {0}});
    }
    return context_file(context, paper.name, paper.content_type, paper.content);
}
