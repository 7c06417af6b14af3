// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_MODEL_TEXT_H
#define POLICY_MODEL_TEXT_H
// Elements of a DMN model as a policy file writes them: a heading, and under it a decision table or
// a block of FEEL. Boxed expressions become the FEEL they stand for.

#include "dmn/model.h"

typedef struct ModelText {
    Arena *arena;
    StrBuilder *out;
    Diagnostics *diagnostics;
    const DmnElementDefinition *element; // being written, for findings
} ModelText;

// "## 名称(参数)" and what stands under it. False, with a finding at the element, for what a policy
// file cannot say.
bool model_put_element(ModelText *text, const DmnElementDefinition *element) MUST_USE;
// A cell of a table: on one line, with `|` escaped.
void model_put_cell(StrBuilder *out, Str text);
// A finding at the element: "<名称>：…".
bool model_refuse(ModelText *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
