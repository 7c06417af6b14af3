// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_FACT_VALUE_H
#define POLICY_FACT_VALUE_H
// Values of facts: from JSON, from the plain text of a table, from FEEL; checked against the
// declared type, codes and range. What does not fit is refused with the fact's name, the value, and
// what is allowed. Records get their fields by key or by name, and absent fields their defaults.
//
// Null stands for "not known". A list with a record that lacks a field without default is not known
// as a whole: nobody is paid on half a list.

#include "base/json.h"
#include "policy/fact.h"

bool fact_value_from_json(Arena *arena, const Fact *fact, const JsonValue *json, FeelValue *value,
                          Error *error) MUST_USE;
// Plain text (`2023-07-01`, `true`, `enterprise`), and FEEL for lists and records.
bool fact_value_from_text(Arena *arena, const Fact *fact, Str text, FeelValue *value, Error *error)
    MUST_USE;
// Checks a FEEL value, and puts its records in order.
bool fact_value_check(Arena *arena, const Fact *fact, FeelValue *value, Error *error) MUST_USE;
// The value when nothing is given: the default, else null.
FeelValue fact_value_default(const Fact *fact);

#endif
