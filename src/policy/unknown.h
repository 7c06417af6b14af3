// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_UNKNOWN_H
#define POLICY_UNKNOWN_H
// What deciding does about unknown facts, said in FEEL itself: for models that run elsewhere, where
// null is only a value (policy/model_export.h).
//
// Texts mean what policy/need.h and three-valued tables (dmn/table.h) compute, over the names of
// the policy's model. A decision whose own test is long gets a helper, a decision of its own named
// "X是否不详", so that texts stay short.

#include "policy/program.h"

typedef struct UnknownHelper {
    Str name;
    Str text;
} UnknownHelper;

typedef struct UnknownHelperList {
    UnknownHelper *items;
    size_t count;
    size_t capacity;
} UnknownHelperList;

typedef struct UnknownTexts UnknownTexts;

// The policy must be compiled.
UnknownTexts *unknown_texts_new_in(Arena *arena, const Policy *policy) MUST_USE;
// "A = null or B是否不详": true where the value of an expression rests on an unknown fact. Absent
// when it never does.
Str unknown_in_expression(UnknownTexts *texts, DmnText expression);
// "(if A = null then null else A in (\"x\")) and …": true where a rule fires, false where it is
// refuted, null where it is undetermined.
Str unknown_rule_truth(UnknownTexts *texts, const DmnTableDefinition *table, size_t rule);
// A cell that fires only where its rule may: the text as it is, or with what must be known before.
Str unknown_safe_cell(UnknownTexts *texts, const DmnTableDefinition *table, size_t rule,
                      size_t input);
// `value` tested by unary tests, as an expression: "value in (tests)".
Str unknown_test_text(Arena *arena, Str value, Str tests);
// The helpers that texts made so far mention.
const UnknownHelperList *unknown_helpers(const UnknownTexts *texts);

#endif
