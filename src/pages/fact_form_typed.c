// SPDX-License-Identifier: Apache-2.0
// Stated facts as they would be typed into the form: the way back from fact_form_json.
#include "pages/fact_form_core.h"

#include "base/json.h"

typedef struct Typing {
    Arena *arena;
    JsonWriter writer;
} Typing;

// Amounts are typed in yuan.
static Str number_typed(Arena *arena, Str text, bool is_fen) {
    Decimal number;
    if (!is_fen || !decimal_from_str(text, &number)) return text;
    return decimal_to_str(arena, decimal_divide(number, decimal_from_int64(100)));
}

// Empty for what no field holds.
static Str value_typed(Arena *arena, const JsonValue *value, bool is_fen) {
    switch (value->kind) {
    case JSON_STRING: return value->text;
    case JSON_NUMBER: return number_typed(arena, value->text, is_fen);
    case JSON_BOOLEAN: return value->boolean ? STR("true") : STR("false");
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT: break;
    }
    return STR("");
}

static void put_value(Typing *typing, Str name, const JsonValue *value) {
    Str text = value_typed(typing->arena, value, str_ends_with(name, STR("_fen")));
    json_key(&typing->writer, name);
    json_string(&typing->writer, text);
}

static void put_plain_list(Typing *typing, const Fact *fact, const JsonValue *list) {
    StrBuilder line;
    str_builder_init(&line, typing->arena, 0);
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) str_put(&line, STR(", "));
        str_put(&line, value_typed(typing->arena, list->items[i], is_fen_list(fact)));
    }
    json_key(&typing->writer, fact->key);
    json_string(&typing->writer, str_built(&line));
}

// `row` 0: of a record, which has no rows.
static void put_record(Typing *typing, const Fact *fact, const JsonValue *record, size_t row) {
    for (size_t i = 0; i < record->count; i++) {
        const JsonMember *member = &record->members[i];
        const Fact *field = fact_find(&fact->fields, member->key); // by name or by key
        Str key = field ? field->key : member->key;
        Str name = row > 0 ? str_format(typing->arena, "%.*s.%zu.%.*s", STR_ARG(fact->key), row,
                                        STR_ARG(key))
                           : str_format(typing->arena, "%.*s.%.*s", STR_ARG(fact->key),
                                        STR_ARG(key));
        put_value(typing, name, member->value);
    }
}

static void put_fact(Typing *typing, const Fact *fact, const JsonValue *value) {
    if (is_plain_list(fact)) {
        put_plain_list(typing, fact, value);
    } else if (value->kind == JSON_ARRAY) {
        for (size_t i = 0; i < value->count; i++) {
            put_record(typing, fact, value->items[i], i + 1);
        }
    } else if (value->kind == JSON_OBJECT) {
        put_record(typing, fact, value, 0);
    } else {
        put_value(typing, fact->key, value);
    }
}

bool fact_form_typed(Arena *arena, const Policy *policy, Str stated_json, const JsonValue **typed,
                     Error *error) {
    const JsonValue *stated;
    StrBuilder text;
    if (!json_parse(arena, stated_json, &stated, error)) return false;
    Typing typing = {.arena = arena};
    str_builder_init(&text, arena, 0);
    json_writer_init(&typing.writer, &text);
    json_open_object(&typing.writer);
    for (size_t i = 0; i < stated->count; i++) {
        const Fact *fact = fact_find(&policy->facts, stated->members[i].key);
        if (fact) put_fact(&typing, fact, stated->members[i].value);
    }
    json_close_object(&typing.writer);
    return json_parse(arena, str_built(&text), typed, error);
}
