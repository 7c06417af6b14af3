// SPDX-License-Identifier: Apache-2.0
#include "casework/fact_cell.h"

#include "base/utf8.h"
#include "policy/fact_value.h"
#include "registry/code.h"
#include "registry/spreadsheet.h"

#include <string.h>

#define SHOWN_LENGTH 20 // code points of what was written, in a fault

static bool is_plain_list(const Fact *fact) {
    return fact->type == FACT_LIST && fact->fields.count == 0;
}

static bool is_fen(const Fact *fact) {
    return str_find(fact->key, STR("_fen"), 0) != SIZE_MAX;
}

bool fact_cell_fits(const Fact *fact) {
    return fact->type != FACT_IDENTIFIER && fact->type != FACT_RECORD &&
           (fact->type != FACT_LIST || is_plain_list(fact));
}

// ---- What may be written ----

static void offer(Arena *arena, FactCell *cell) {
    const Fact *fact = cell->fact;
    bool is_truth = fact->type == FACT_BOOLEAN;
    cell->choice_count = is_truth ? 2 : fact->codes.count;
    Str *choices = NEW_ARRAY(arena, Str, cell->choice_count + 1);
    for (size_t i = 0; i < cell->choice_count; i++) {
        Str label = is_truth ? (i ? STR("否") : STR("是")) : fact->codes.items[i].label;
        choices[i] = is_truth || !str_is_empty(label) ? label : fact->codes.items[i].code;
    }
    cell->choices = choices;
}

// 「[0..31]」 as people read it.
static Str range_in_words(Arena *arena, Str range) {
    size_t dots = str_find(range, STR(".."), 0);
    bool is_closed = str_starts_with(range, STR("[")) && str_ends_with(range, STR("]"));
    if (dots == SIZE_MAX || !is_closed) return range;
    return str_format(arena, "%.*s到%.*s", STR_ARG(str_slice(range, 1, dots)),
                      STR_ARG(str_slice(range, dots + 2, range.length - 1)));
}

static Str rule_of(Arena *arena, const FactCell *cell) {
    const Fact *fact = cell->fact;
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    if (cell->choice_count > 0) {
        str_put(&out, STR("只能填："));
        for (size_t i = 0; i < cell->choice_count; i++) {
            if (i) str_put(&out, STR("、"));
            str_put(&out, cell->choices[i]);
        }
    } else if (is_plain_list(fact)) {
        str_put(&out, STR("有几个就用逗号隔开"));
    } else if (fact_is_division(fact)) {
        str_put(&out, STR(FACT_PLACE_RULE));
    } else {
        str_put(&out, str_from_c(fact_type_label(fact->type)));
        Str allowed = is_fen(fact) ? (Str){0} : fact_allowed(arena, fact);
        if (!str_is_empty(allowed)) {
            str_put_format(&out, "，%.*s", STR_ARG(range_in_words(arena, allowed)));
        }
    }
    if (is_fen(fact)) str_put(&out, STR("，单位元"));
    return str_built(&out);
}

FactCell fact_cell_of(Arena *arena, const Fact *fact) {
    FactCell cell = {.fact = fact, .name = fact->name};
    if (is_fen(fact)) cell.name = str_format(arena, "%.*s(元)", STR_ARG(fact->name));
    offer(arena, &cell);
    cell.rule = rule_of(arena, &cell);
    return cell;
}

// ---- What was written ----

bool fact_text_stated(Arena *arena, const Fact *fact, Str text, Str *stated) {
    if (fact_is_division(fact)) return division_from_text(arena, text, stated);
    *stated = text;
    return true;
}

static Str code_of(const Fact *fact, Str text) {
    for (size_t i = 0; i < fact->codes.count; i++) {
        const FactCode *code = &fact->codes.items[i];
        if (str_equal(code->label, text)) return code->code;
    }
    return text;
}

// A number as JSON; false when it is none.
static bool put_number(Arena *arena, JsonWriter *writer, const Fact *fact, Str text) {
    Decimal number;
    if (!spreadsheet_number(arena, text, &number)) return false;
    json_decimal(writer, is_fen(fact) ? decimal_multiply(number, decimal_from_int64(100)) : number);
    return true;
}

static bool put_list(Arena *arena, JsonWriter *writer, const Fact *fact, Str text) {
    static const char separators[] = ",; ";
    bool is_good = true;
    json_open_array(writer);
    for (size_t from = 0, to = 0; from < text.length; from = to + 1) {
        for (to = from; to < text.length && !strchr(separators, text.data[to]) &&
                        (unsigned char)text.data[to] < 0x80;) {
            to++;
        }
        if (to > from) is_good &= put_number(arena, writer, fact, str_slice(text, from, to));
    }
    json_close_array(writer);
    return is_good;
}

// Writes what was typed as the fact's value; false when it is none.
static bool put_value(Arena *arena, JsonWriter *writer, const Fact *fact, Str text) {
    Date date;
    Str stated;
    switch (fact->type) {
    case FACT_BOOLEAN: {
        bool is_yes = str_equal(text, STR("是")) || str_equal(text, STR("true"));
        bool is_no = str_equal(text, STR("否")) || str_equal(text, STR("false"));
        json_boolean(writer, is_yes);
        return is_yes || is_no;
    }
    case FACT_NUMBER: return put_number(arena, writer, fact, text);
    case FACT_DATE:
        if (!spreadsheet_date(text, &date)) return false;
        json_string(writer, date_to_str(arena, date));
        return true;
    case FACT_LIST: return put_list(arena, writer, fact, text);
    case FACT_TEXT:
    case FACT_RECORD:
    case FACT_IDENTIFIER: break;
    }
    if (!fact_text_stated(arena, fact, code_of(fact, text), &stated)) return false;
    json_string(writer, stated);
    return true;
}

bool fact_cell_read(Arena *arena, const FactCell *cell, Str text, const JsonValue **json,
                    Str *fault) {
    StrBuilder out;
    JsonWriter writer;
    FeelValue value;
    Error why = {0};
    if (utf8_count(text) > FACT_CELL_LENGTH_MAX) {
        *fault = STR("内容太长，请改短");
        return false;
    }
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    if (put_value(arena, &writer, cell->fact, text) &&
        json_parse(arena, str_built(&out), json, &why) &&
        fact_value_from_json(arena, cell->fact, *json, &value, &why)) {
        return true;
    }
    Str shown = str_slice(text, 0, utf8_offset(text, SHOWN_LENGTH));
    *fault = str_format(arena, "“%.*s”不能填在这里，应为：%.*s", STR_ARG(shown),
                        STR_ARG(cell->rule));
    return false;
}
