// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_POLICY_JSON_TEXT_H
#define TEST_POLICY_JSON_TEXT_H
// Values as JSON texts, which tests compare.
#include "feel/json.h"

static inline Str test_value_json(Arena *arena, FeelValue value) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    feel_to_json(&writer, value);
    return str_built(&out);
}

// "(none)" when the object has no such member.
static inline Str test_member_json(Arena *arena, const JsonValue *object, Str key) {
    const JsonValue *value = json_get(object, str_to_c(arena, key));
    return value ? json_value_to_str(arena, value) : STR("(none)");
}

#endif
