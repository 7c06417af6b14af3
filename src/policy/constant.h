// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_CONSTANT_H
#define POLICY_CONSTANT_H
// FEEL without facts: values written in tables (defaults, parameters, examples) and the bounds that
// they must keep. Evaluating one needs no names but FEEL's own functions and the house's.

#include "dmn/table.h"

// The value of a text. False, with findings, when it is no FEEL or yields null without being
// `null`.
bool constant_value(Arena *arena, DmnText text, FeelValue *value, Diagnostics *diagnostics)
    MUST_USE;
// Compiles unary tests on values of a type; NULL with findings.
const FeelProgram *constant_test(Arena *arena, DmnText text, const FeelType *type,
                                 Diagnostics *diagnostics) MUST_USE;
// Whether a value passes; FEEL_UNKNOWN when the test is null.
FeelTruth constant_passes(const FeelProgram *test, FeelValue value);

// The value a plain text stands for under a type: `2023-07-01`, `true`, `12.5`, any text. False
// when it does not fit. Lists and records are FEEL and go through constant_value.
bool constant_from_plain(Str text, const FeelType *type, FeelValue *value) MUST_USE;

#endif
