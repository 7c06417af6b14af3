// SPDX-License-Identifier: Apache-2.0
// Comparing a conclusion with the plain text of an example.
#include "feel/builtin.h"
#include "policy/check.h"
#include "policy/constant.h"

#define NOTHING "无"

static bool text_is_value(Arena *arena, Str text, FeelValue value) {
    FeelValue expected;
    if (!constant_from_plain(text, feel_type_of_value(arena, value), &expected)) return false;
    return feel_equal(value, expected) == FEEL_TRUE;
}

static bool feel_is_value(Arena *arena, Str text, FeelValue value) {
    Source source = {STR("<期望>"), text};
    Diagnostics findings = {.arena = arena};
    FeelValue expected;
    DmnText feel = {&source, {0, text.length}};
    if (!constant_value(arena, feel, &expected, &findings)) return false;
    return feel_equal(value, expected) == FEEL_TRUE;
}

// "A, B" against a list, item by item.
static bool list_holds(Arena *arena, Str text, FeelList list) {
    size_t count = 0;
    if (str_equal(text, STR(NOTHING))) return list.count == 0;
    Str rest = text;
    while (!str_is_absent(rest)) {
        Str word = str_trim(str_cut(&rest, ','));
        if (count == list.count || !text_is_value(arena, word, list.items[count])) return false;
        count++;
    }
    return count == list.count;
}

bool expectation_holds(Arena *arena, Str text, FeelValue value) {
    if (str_equal(text, STR("null"))) return feel_is_null(value);
    bool is_feel = str_starts_with(text, STR("[")) || str_starts_with(text, STR("{"));
    if (value.kind == FEEL_LIST && !is_feel) return list_holds(arena, text, value.list);
    if (value.kind == FEEL_LIST || value.kind == FEEL_CONTEXT) {
        return feel_is_value(arena, text, value);
    }
    return text_is_value(arena, text, value);
}

static bool is_plain(FeelValue value) {
    return value.kind != FEEL_LIST && value.kind != FEEL_CONTEXT;
}

Str expectation_text(Arena *arena, FeelValue value) {
    if (is_plain(value)) return feel_to_str(arena, value);
    if (value.kind == FEEL_CONTEXT) return feel_to_source(arena, value);
    if (value.list.count == 0) return STR(NOTHING);
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < value.list.count; i++) {
        if (!is_plain(value.list.items[i])) return feel_to_source(arena, value);
        if (i > 0) str_put(&out, STR(", "));
        feel_put_str(&out, value.list.items[i]);
    }
    return str_built(&out);
}
