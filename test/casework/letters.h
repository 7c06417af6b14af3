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

#endif
