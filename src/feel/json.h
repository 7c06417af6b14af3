// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_JSON_H
#define FEEL_JSON_H
// FEEL values from JSON and to JSON. Dates, times and durations are JSON strings; a type tells them
// apart on reading. Numbers keep every digit. Functions, ranges, and what is nested deeper than
// JSON_DEPTH_MAX write as their FEEL text. A null fits every type; members that a context type does
// not name are read without a type, and those it names may be missing. Texts are borrowed from the
// JSON document.

#include "base/json.h"
#include "feel/type.h"

// Without a type (NULL or Any) strings stay strings. On a value that does not fit: ERROR_INVALID
// with the path ("名册[2].人数", items counted from 1) and what was expected.
bool feel_from_json(Arena *arena, const JsonValue *json, const FeelType *type, FeelValue *value,
                    Error *error) MUST_USE;
void feel_to_json(JsonWriter *writer, FeelValue value);

#endif
