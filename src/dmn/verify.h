// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_VERIFY_H
#define DMN_VERIFY_H
// Checks a table against itself, without any data: gaps, overlaps, rules that can never count.
//
// Every input's values fall into finitely many classes (each constant its own, and the stretches
// between them), so going through the combinations of classes decides each question exactly, and an
// answer comes with concrete values. Cells that are no constants (they use names, or calls) make a
// rule opaque: an opaque rule covers nothing for gaps and hides nothing for reachability. Beyond
// DMN_VERIFY_BOXES_MAX combinations the check says that it did not decide.
//
// Findings, by hit policy: gaps (U, A, P, F without default output); overlaps (U: error; A: with
// different outputs: error); rules never reached (F, P: masked by others); duplicates; rules
// subsumed by another with the same outputs; cells that no allowed value satisfies; cells of a type
// that the input never has.

#include "dmn/table.h"

#define DMN_VERIFY_BOXES_MAX 2000000

typedef struct DmnVerifyOptions {
    bool is_gap_allowed;   // the table may be silent (a list of reasons)
    size_t findings_max;   // of one kind; 0 = DMN_VERIFY_FINDINGS_MAX
} DmnVerifyOptions;

#define DMN_VERIFY_FINDINGS_MAX 10

// Adds warnings (errors for contradictions) placed at the rules and cells they speak of.
void dmn_table_verify(Arena *arena, const DmnTable *table, const DmnVerifyOptions *options,
                      Diagnostics *diagnostics);

#endif
