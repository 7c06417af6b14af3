// SPDX-License-Identifier: Apache-2.0
// Values as text: as string() gives them, and as FEEL source that reads back.
#include "feel/builtin.h"
#include "feel/temporal.h"

typedef enum TextForm { AS_STRING, AS_SOURCE } TextForm;

static void put_value(StrBuilder *out, FeelValue value, TextForm form, int depth);

// ---- Pieces ----

static void put_quoted(StrBuilder *out, Str text) {
    str_put_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        switch (c) {
        case '"': str_put(out, STR("\\\"")); break;
        case '\\': str_put(out, STR("\\\\")); break;
        case '\n': str_put(out, STR("\\n")); break;
        case '\r': str_put(out, STR("\\r")); break;
        case '\t': str_put(out, STR("\\t")); break;
        default:
            if ((unsigned char)c < ' ') str_put_format(out, "\\u%04X", (unsigned)c);
            else str_put_char(out, c);
        }
    }
    str_put_char(out, '"');
}

static bool is_plain_key(Str key) {
    if (str_is_empty(key) || (key.data[0] >= '0' && key.data[0] <= '9')) return false;
    for (size_t i = 0; i < key.length; i++) {
        unsigned char c = (unsigned char)key.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        if (!is_letter && !(c >= '0' && c <= '9') && c != ' ') return false;
    }
    return true;
}

static void put_key(StrBuilder *out, Str key, TextForm form) {
    bool is_plain = is_plain_key(key);
    // Inside source a space may part two names or join one; quotes leave no doubt.
    if (form == AS_SOURCE && str_find(key, STR(" "), 0) != SIZE_MAX) is_plain = false;
    if (is_plain) str_put(out, key);
    else put_quoted(out, key);
}

static void put_list(StrBuilder *out, FeelList list, TextForm form, int depth) {
    str_put_char(out, '[');
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0) str_put(out, STR(", "));
        put_value(out, list.items[i], form, depth);
    }
    str_put_char(out, ']');
}

static void put_context(StrBuilder *out, FeelContext context, TextForm form, int depth) {
    str_put_char(out, '{');
    for (size_t i = 0; i < context.count; i++) {
        if (i > 0) str_put(out, STR(", "));
        put_key(out, context.entries[i].name, form);
        str_put(out, STR(": "));
        put_value(out, context.entries[i].value, form, depth);
    }
    str_put_char(out, '}');
}

static void put_range(StrBuilder *out, const FeelRange *range, TextForm form, int depth) {
    if (range->form == FEEL_RANGE_INTERVAL) {
        str_put_char(out, range->low_included ? '[' : '(');
        put_value(out, range->low, form, depth);
        str_put(out, STR(".."));
        put_value(out, range->high, form, depth);
        str_put_char(out, range->high_included ? ']' : ')');
        return;
    }
    FeelValue end = feel_is_null(range->low) ? range->high : range->low;
    const char *sign = "!=";
    if (range->form == FEEL_RANGE_EQUAL) sign = "=";
    else if (range->form == FEEL_RANGE_COMPARISON && feel_is_null(range->low)) {
        sign = range->high_included ? "<=" : "<";
    } else if (range->form == FEEL_RANGE_COMPARISON) {
        sign = range->low_included ? ">=" : ">";
    }
    str_put_format(out, "(%s ", sign);
    put_value(out, end, form, depth);
    str_put_char(out, ')');
}

static void put_temporal(StrBuilder *out, FeelValue value) {
    char date[DATE_TEXT_BYTES_MAX];
    if (value.kind == FEEL_DATE) str_put(out, (Str){date, date_to_text(value.date, date)});
    else if (value.kind == FEEL_TIME) feel_put_time(out, *value.time);
    else if (value.kind == FEEL_DATE_TIME) feel_put_date_time(out, *value.date_time);
    else if (value.kind == FEEL_DAYS_DURATION) feel_put_days_duration(out, value.days_duration);
    else feel_put_months_duration(out, value.months_duration);
}

// ---- Whole values ----

static void put_number(StrBuilder *out, Decimal number) {
    int64_t whole; // most numbers are
    if (decimal_to_int64(number, &whole)) str_put_int(out, whole);
    else str_put(out, decimal_to_str(out->arena, number));
}

static void put_value(StrBuilder *out, FeelValue value, TextForm form, int depth) {
    if (depth > FEEL_NESTING_MAX) {
        str_put(out, STR("..."));
        return;
    }
    switch (value.kind) {
    case FEEL_NULL: str_put(out, STR("null")); break;
    case FEEL_BOOLEAN: str_put(out, value.boolean ? STR("true") : STR("false")); break;
    case FEEL_NUMBER: put_number(out, value.number); break;
    case FEEL_STRING:
        if (form == AS_STRING && depth == 0) str_put(out, value.string);
        else put_quoted(out, value.string);
        break;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        if (form == AS_SOURCE) str_put(out, STR("@\""));
        put_temporal(out, value);
        if (form == AS_SOURCE) str_put_char(out, '"');
        break;
    case FEEL_LIST: put_list(out, value.list, form, depth + 1); break;
    case FEEL_CONTEXT: put_context(out, value.context, form, depth + 1); break;
    case FEEL_RANGE: put_range(out, value.range, form, depth + 1); break;
    case FEEL_FUNCTION: str_put(out, STR("function")); break;
    }
}

static Str value_to_str(Arena *arena, FeelValue value, TextForm form) {
    StrBuilder out;
    str_builder_init(&out, arena, FEEL_STRING_BYTES_MAX);
    put_value(&out, value, form, 0);
    return str_built(&out);
}

Str feel_to_str(Arena *arena, FeelValue value) {
    // What columns are made of goes without a builder's spare room.
    int64_t whole;
    if (value.kind == FEEL_STRING) return value.string;
    if (value.kind == FEEL_DATE) return date_to_str(arena, value.date);
    if (value.kind == FEEL_NUMBER && decimal_to_int64(value.number, &whole)) {
        return str_format(arena, "%lld", (long long)whole);
    }
    return value_to_str(arena, value, AS_STRING);
}

void feel_put_str(StrBuilder *out, FeelValue value) { put_value(out, value, AS_STRING, 0); }

Str feel_to_source(Arena *arena, FeelValue value) { return value_to_str(arena, value, AS_SOURCE); }
