// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_VERIFIER_H
#define DMN_VERIFIER_H
// What the files that verify a table share.

#include "dmn/table_plan.h"
#include "dmn/verify.h"

typedef struct Verifier {
    Arena *arena;
    const DmnTable *table;
    const DmnVerifyOptions *options;
    Diagnostics *diagnostics;
    size_t findings_max;
} Verifier;

void verifier_report(const Verifier *verifier, Severity severity, SourceRange range, Str message);
// The label of an input, else its expression.
Str verifier_input_name(const Verifier *verifier, size_t input);
Str verifier_rule_name(const Verifier *verifier, size_t rule);

// Whether any value of an input that is allowed falls into a class, and one that does; null when it
// cannot be named (texts between texts). Between two whole numbers there may be none
// (verify_sample.c).
bool verifier_sample(const Verifier *verifier, size_t input, uint32_t class_id, FeelValue *sample)
    MUST_USE;
// Whether two rules give the same constants.
bool verifier_same_outputs(const DmnTable *table, size_t a, size_t b);

// Gaps, overlaps, rules never reached (verify_walk.c).
void verifier_walk(const Verifier *verifier);

#endif
