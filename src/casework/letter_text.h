// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_LETTER_TEXT_H
#define CASEWORK_LETTER_TEXT_H
// The wording of letters, for casework/letter.c: from the record to a document with holes.

#include "casework/letter_core.h"

// Where the personal words of a claim go when a letter is made: they are kept once, in the claim.
#define HOLE_NAME "{{name}}"
#define HOLE_IDENTITY "{{identity}}"
#define HOLE_SUBJECT "{{subject}}"
// What people wrote in a clawback or an appeal: kept once, there.
#define HOLE_NOTE "{{note}}" // of the step
#define HOLE_STATEMENT "{{statement}}"
#define HOLE_GROUNDS "{{grounds}}"
#define HOLE_EVIDENCE "{{evidence.%zu}}"

typedef struct LetterSource {
    const Pack *pack;      // of the decision; NULL for a notice
    const Pack *current;   // in effect at issue: where money is paid back to
    const ClaimFile *file; // NULL for a notice
    const Notice *notice;  // NULL for a claim
    const LetterCourse *course; // of a letter about a clawback or an appeal; else NULL
    Date on;
    Str from_state, note;   // of the step; may be absent
    Str number, code, site; // of the letter
} LetterSource;

typedef void LetterCompose(const LetterSource *source, Arena *arena, PaperDocument *document);

LetterCompose letter_compose_acceptance, letter_compose_correction, letter_compose_refusal,
    letter_compose_approval, letter_compose_notice, letter_compose_clawback_notice,
    letter_compose_clawback_decision, letter_compose_appeal_acceptance,
    letter_compose_appeal_review;

// 「海原县人力资源和社会保障局」.
Str letter_issuer(Arena *arena, Str division_code);
// A sum as letters write it, 「人民币捌佰元整（800.00 元）」, and the total of a notice.
Str letter_sum(Arena *arena, int64_t fen);
Str letter_total(Arena *arena, int64_t fen);

#endif
