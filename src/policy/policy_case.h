// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_POLICY_CASE_H
#define POLICY_POLICY_CASE_H
// The facts of one subject, read and checked: what `jiuye decide` gets in its JSON file, what an
// application form or an example holds.

#include "base/json.h"
#include "policy/decide.h"

typedef struct PolicyCase {
    FeelValue *facts; // by fact of the policy; null = not given
    PolicyOverride *overrides;
    size_t override_count;
} PolicyCase;

// An object with facts by key or by Chinese name, and perhaps `params`, an object with parameters.
// An unknown key, a value of the wrong type or outside its codes or range: ERROR_INVALID that names
// it.
bool policy_case_from_json(Arena *arena, const Policy *policy, const JsonValue *json,
                           PolicyCase *result, Error *error) MUST_USE;
// The same object back: facts that are known under their keys, and `params`.
void policy_case_to_json(const Policy *policy, const PolicyCase *facts, JsonWriter *writer);
PolicyCase policy_case_from_example(Arena *arena, const Policy *policy, const Example *example);

#endif
