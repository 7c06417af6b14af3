// SPDX-License-Identifier: Apache-2.0
#include "policy/bounds.h"

#include "feel/builtin.h"
#include "policy/constant.h"
#include "policy/policy.h"

#include <stdio.h>

#define FEN_SUFFIX "_fen"

static bool is_money(Str key, const FeelType *type) {
    return str_ends_with(key, STR(FEN_SUFFIX)) && type->kind == FEEL_TYPE_NUMBER;
}

const ParameterRow *parameter_row_from(const Parameter *parameter, Date from) {
    const ParameterRow *row = parameter_on(parameter, from);
    if (row || parameter->rows.count == 0) return row;
    for (size_t i = 0; i < parameter->rows.count; i++) {
        const ParameterRow *candidate = &parameter->rows.items[i];
        bool is_ended = candidate->to != DATE_ABSENT && candidate->to < from;
        if (is_ended && (!row || candidate->to > row->to)) row = candidate;
    }
    return row ? row : &parameter->rows.items[0];
}

// ---- Reading ----

// The value of a text of FEEL; false when it is none.
static bool feel_read(Arena *arena, Str text, FeelValue *value) {
    Source *source = NEW(arena, Source);
    *source = (Source){STR("<值>"), text};
    Diagnostics findings = {.arena = arena};
    return constant_value(arena, (DmnText){source, {0, text.length}}, value, &findings);
}

static bool yuan_read(Str typed, FeelValue *value) {
    Decimal yuan, fen;
    if (!decimal_from_str(typed, &yuan)) return false;
    fen = decimal_multiply(yuan, decimal_from_int64(100));
    int64_t whole;
    *value = feel_number(fen);
    return decimal_to_int64(fen, &whole);
}

static bool plain_read(Arena *arena, const Parameter *parameter, Str typed, FeelValue *value) {
    if (is_money(parameter->key, parameter->feel_type)) return yuan_read(typed, value);
    FeelTypeKind kind = parameter->feel_type->kind;
    if (kind == FEEL_TYPE_BOOLEAN && str_equal(typed, STR("是"))) typed = STR("true");
    if (kind == FEEL_TYPE_BOOLEAN && str_equal(typed, STR("否"))) typed = STR("false");
    if (kind == FEEL_TYPE_BOOLEAN || kind == FEEL_TYPE_NUMBER || kind == FEEL_TYPE_STRING ||
        kind == FEEL_TYPE_DATE) {
        return constant_from_plain(typed, parameter->feel_type, value);
    }
    return feel_read(arena, typed, value) && feel_type_has(parameter->feel_type, *value);
}

static bool refuse_value(const Parameter *parameter, Str typed, Error *error) {
    error_set(error, ERROR_INVALID, "“%.*s”不能作参数“%.*s”的值", STR_ARG(typed),
              STR_ARG(parameter->name));
    bool is_yuan = is_money(parameter->key, parameter->feel_type);
    error_detail(error, is_yuan ? "金额以元计，最多两位小数，如 1000 或 1000.50"
                                : "和现在的值写成一样的格式");
    return error_code(error, "PARAMETER_INVALID");
}

bool parameter_value_typed(Arena *arena, const Parameter *parameter, const ParameterRow *row,
                           Str typed, FeelValue *value, Error *error) {
    if (!plain_read(arena, parameter, typed, value)) return refuse_value(parameter, typed, error);
    if (!row || parameter_allows(row, *value)) return true;
    Str shown = parameter_shown(arena, parameter, *value);
    Str bounds = parameter_bounds_shown(arena, parameter, row);
    error_set(error, ERROR_INVALID, "%.*s不能是%.*s，只能是%.*s", STR_ARG(parameter->name),
              STR_ARG(shown), STR_ARG(bounds));
    error_detail(error, "依据：%.*s", STR_ARG(row->basis));
    return error_code(error, "PARAMETER_OUT_OF_BOUNDS");
}

// ---- Showing ----

#define YUAN_TEXT_BYTES 40

// 「1,500.00 元」.
static Str money_shown(Arena *arena, int64_t fen) {
    char digits[YUAN_TEXT_BYTES];
    uint64_t size = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)(size / 100));
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    if (fen < 0) str_put_char(&out, '-');
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) str_put_char(&out, ',');
        str_put_char(&out, digits[i]);
    }
    str_put_format(&out, ".%02d 元", (int)(size % 100));
    return str_built(&out);
}

static Str value_shown(Arena *arena, bool is_money, FeelValue value) {
    if (feel_is_null(value)) return STR("空");
    int64_t fen;
    if (is_money && value.kind == FEEL_NUMBER && decimal_to_int64(value.number, &fen)) {
        return money_shown(arena, fen);
    }
    if (value.kind == FEEL_BOOLEAN) return value.boolean ? STR("是") : STR("否");
    if (value.kind == FEEL_DATE) return date_to_chinese(arena, value.date);
    return feel_to_str(arena, value);
}

Str parameter_shown(Arena *arena, const Parameter *parameter, FeelValue value) {
    return value_shown(arena, is_money(parameter->key, parameter->feel_type), value);
}

Str parameter_typed(Arena *arena, const Parameter *parameter, FeelValue value) {
    int64_t fen;
    bool is_yuan = is_money(parameter->key, parameter->feel_type);
    if (is_yuan && value.kind == FEEL_NUMBER && decimal_to_int64(value.number, &fen)) {
        if (fen % 100 == 0) return str_format(arena, "%lld", (long long)(fen / 100));
        return str_format(arena, "%lld.%02lld", (long long)(fen / 100), (long long)(fen % 100));
    }
    if (value.kind == FEEL_LIST || value.kind == FEEL_CONTEXT) return feel_to_source(arena, value);
    return feel_to_str(arena, value);
}

// The interval that the bounds are; false when they are anything else.
static bool interval_of(Arena *arena, DmnText bounds, FeelRange *range) {
    FeelValue value;
    if (!bounds.source || !feel_read(arena, policy_text(bounds), &value)) return false;
    if (value.kind != FEEL_RANGE || value.range->form != FEEL_RANGE_INTERVAL) return false;
    *range = *value.range;
    return true;
}

Str bounds_shown(Arena *arena, Str key, const FeelType *type, DmnText bounds) {
    FeelRange range;
    bool is_yuan = is_money(key, type);
    if (!bounds.source) return (Str){0};
    if (!interval_of(arena, bounds, &range)) return policy_text(bounds);
    Str from = value_shown(arena, is_yuan, range.low);
    if (feel_equal(range.low, range.high) == FEEL_TRUE) return from;
    Str to = value_shown(arena, is_yuan, range.high);
    return str_format(arena, "%.*s 至 %.*s", STR_ARG(from), STR_ARG(to));
}

Str parameter_bounds_shown(Arena *arena, const Parameter *parameter, const ParameterRow *row) {
    return bounds_shown(arena, parameter->key, parameter->feel_type, row->bounds);
}

// ---- What else is allowed ----

typedef struct ValueList {
    FeelValue *items;
    size_t count;
    size_t capacity;
} ValueList;

static void other_add(Arena *arena, const ParameterRow *row, ValueList *list, FeelValue value) {
    if (feel_equal(value, row->value) == FEEL_TRUE || !parameter_allows(row, value)) return;
    PUSH(arena, list, value);
}

void parameter_others(Arena *arena, const ParameterRow *row, FeelValue **values, size_t *count) {
    ValueList list = {0};
    FeelRange range;
    FeelValue listed;
    if (row->value.kind == FEEL_BOOLEAN) {
        other_add(arena, row, &list, feel_boolean(!row->value.boolean));
    } else if (interval_of(arena, row->bounds, &range)) {
        other_add(arena, row, &list, range.low);
        other_add(arena, row, &list, range.high);
    } else if (row->bounds.source) {
        Str written = policy_text(row->bounds);
        Str text = str_format(arena, "[%.*s]", STR_ARG(written));
        if (feel_read(arena, text, &listed) && listed.kind == FEEL_LIST) {
            for (size_t i = 0; i < listed.list.count; i++) {
                other_add(arena, row, &list, listed.list.items[i]);
            }
        }
    }
    *values = list.items;
    *count = list.count;
}
