// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CASEWORK_LETTERS_H
#define TEST_CASEWORK_LETTERS_H
// Letters, issued and proven.
#include "desk.h"

#include "casework/letter.h"

#define SITE "https://jiuye.example.cn"

static inline bool issue(Desk *desk, Actor actor, LetterKind kind, Str number, Letter *letter) {
    LetterIn in = {&actor, kind, number, STR(SITE)};
    desk->error = (Error){0};
    return letter_issue(desk->city.store, desk->city.catalogue, &in, &desk->city.arena, letter,
                        &desk->error);
}

static inline Letter issued(Desk *desk, Actor actor, LetterKind kind, Str number) {
    Letter letter;
    assert_ok(issue(desk, actor, kind, number, &letter), desk->error);
    return letter;
}

static inline bool run_letter_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return letter_prove(tx, arena, out, error);
}

static inline LetterProof proof_of(Desk *desk) {
    LetterProof proof;
    DeskCall call = {.desk = desk};
    assert_ok(desk_read(desk, run_letter_prove, &call, &proof), desk->error);
    return proof;
}

static inline bool run_check(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return call->flag ? letter_check_pdf(tx, call->text, arena, out, error)
                      : letter_check_code(tx, call->text, arena, out, error);
}

static inline bool check_letter(Desk *desk, Str text, bool is_pdf, LetterCheck *result) {
    return desk_read(desk, run_check, &(DeskCall){.desk = desk, .text = text, .flag = is_pdf},
                     result);
}

// All text of a document.
static inline bool document_says(Desk *desk, const Letter *letter, const char *words) {
    Str json = paper_to_json(&letter->document, &desk->city.arena);
    return str_find(json, str_from_c(words), 0) != SIZE_MAX;
}

#endif
