// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_VERIFY_H
#define DMN_VERIFY_H
// Checks a table against itself, without any data: gaps, overlaps, rules that can never count.
//
// Every input's values fall into finitely many classes (each constant its own, and the stretches
// between them), so going through the combinations of classes decides each question exactly, and an
// answer comes with concrete values. Null is left out: facts that are missing are another matter.
// A cell that is no constant (it uses names, or calls) makes its rule opaque: it may hold anywhere,
// so what is reported holds whatever it does. Beyond DMN_VERIFY_NODES_MAX steps the check says that
// it did not decide.
//
// Findings, by hit policy: gaps (U, A, P, F without default output); overlaps (errors: U; A with
// different outputs; P of one rank with different outputs; on request notes for all others, with
// what happens then); rules never reached (F, P: masked by others); duplicates; rules subsumed by
// another with the same outputs; cells that no allowed value satisfies; cells and outputs of a type
// or value that is not allowed. The values of an example are such as the input may have.

#include "dmn/table.h"

#define DMN_VERIFY_NODES_MAX 2000000
#define DMN_VERIFY_PAIRED_RULES_MAX 1000 // more rules are not compared pair by pair
#define DMN_VERIFY_FINDINGS_MAX 10
#define DMN_VERIFY_NOTES_MAX 3 // overlaps that the hit policy settles, of one table

typedef struct DmnVerifyOptions {
    bool is_gap_allowed;    // the table may be silent
    bool wants_notes;       // also tell overlaps that the hit policy settles
    const bool *is_integer; // per input: only whole numbers occur; NULL = none
    size_t findings_max;    // of one kind; 0 = DMN_VERIFY_FINDINGS_MAX
} DmnVerifyOptions;

// Adds warnings (errors for what is wrong whatever the data) placed at the rules and cells they
// speak of. `options` may be NULL. Scratch memory comes from `arena`.
void dmn_table_verify(Arena *arena, const DmnTable *table, const DmnVerifyOptions *options,
                      Diagnostics *diagnostics);

#endif
