// SPDX-License-Identifier: Apache-2.0
#include "policy/fill.h"

#include "base/map.h"
#include "base/vectorise.h"

#include <assert.h>
#include <string.h>

// ---- Defaults ----

static bool has_null(const FeelColumn *column, size_t row_count) {
    if (column->form == FEEL_COLUMN_TRUTH) {
        return memchr(column->data, FEEL_UNKNOWN, row_count) != NULL;
    }
    if (column->form != FEEL_COLUMN_VALUES) {
        return column->nulls && memchr(column->nulls, 1, row_count) != NULL;
    }
    for (size_t row = 0; row < row_count; row++) {
        if (feel_column_is_null(column, row)) return true;
    }
    return false;
}

VECTORISED static void fill_truths(const uint8_t *from, uint8_t value, size_t count,
                                   uint8_t *to) {
    for (size_t row = 0; row < count; row++) {
        to[row] = from[row] == FEEL_UNKNOWN ? value : from[row];
    }
}

VECTORISED static void fill_integers(const int64_t *from, const uint8_t *nulls, int64_t value,
                                     size_t count, int64_t *to) {
    for (size_t row = 0; row < count; row++) to[row] = nulls[row] ? value : from[row];
}

static FeelColumn filled_truth(Arena *arena, const FeelColumn *column, bool value, size_t count) {
    uint8_t *to = NEW_ROOM(arena, uint8_t, count);
    fill_truths(column->data, value, count, to);
    return (FeelColumn){.form = FEEL_COLUMN_TRUTH, .data = to};
}

static FeelColumn filled_integers(Arena *arena, const FeelColumn *column, int64_t value,
                                  size_t count) {
    int64_t *to = NEW_ROOM(arena, int64_t, count);
    fill_integers(column->data, column->nulls, value, count, to);
    return (FeelColumn){.form = column->form, .scale = column->scale, .data = to};
}

static FeelColumn filled_values(Arena *arena, const FeelColumn *column, FeelValue value,
                                size_t count) {
    FeelValue *to = NEW_ARRAY(arena, FeelValue, count);
    for (size_t row = 0; row < count; row++) {
        to[row] = feel_column_is_null(column, row) ? value : feel_column_get(column, row);
    }
    return feel_column_values(to);
}

FeelColumn fill_with(Arena *arena, const FeelColumn *column, FeelValue value, size_t count) {
    int64_t scaled;
    if (column->form == FEEL_COLUMN_TRUTH && value.kind == FEEL_BOOLEAN) {
        return filled_truth(arena, column, value.boolean, count);
    }
    if (column->form == FEEL_COLUMN_DATES && value.kind == FEEL_DATE) {
        return filled_integers(arena, column, value.date, count);
    }
    if (column->form == FEEL_COLUMN_SCALED && value.kind == FEEL_NUMBER &&
        decimal_to_scaled(value.number, column->scale, &scaled)) {
        return filled_integers(arena, column, scaled, count);
    }
    return filled_values(arena, column, value, count);
}

// Codes that the fact does not have become unknown; most dictionaries hold none.
static FeelColumn without_unknown_codes(Arena *arena, const FeelColumn *column, const Fact *fact,
                                        size_t row_count) {
    bool *is_unknown = NEW_ARRAY(arena, bool, column->dictionary_count);
    bool any = false;
    for (size_t i = 0; i < column->dictionary_count; i++) {
        is_unknown[i] = str_is_absent(fact_label(fact, column->dictionary[i]));
        any |= is_unknown[i];
    }
    if (!any) return *column;
    const int32_t *from = column->data;
    size_t count = column->is_constant ? 1 : row_count;
    uint8_t *nulls = NEW_ARRAY(arena, uint8_t, count);
    for (size_t row = 0; row < count; row++) {
        nulls[row] = (column->nulls && column->nulls[row]) || is_unknown[from[row]];
    }
    FeelColumn result = *column;
    result.nulls = nulls;
    return result;
}

FeelColumn fill_default(Arena *arena, const FeelColumn *column, const Fact *fact,
                               size_t row_count) {
    FeelValue value = fact->has_default ? fact->default_value : feel_null();
    if (!column->data) return feel_column_constant(arena, value);
    FeelColumn known = *column;
    if (column->form == FEEL_COLUMN_CODES && fact->codes.count > 0) {
        known = without_unknown_codes(arena, column, fact, row_count);
    }
    if (feel_is_null(value)) return known;
    if (known.is_constant) {
        return feel_column_is_null(&known, 0) ? feel_column_constant(arena, value) : known;
    }
    return has_null(&known, row_count) ? fill_with(arena, &known, value, row_count) : known;
}

// ---- Unknown results ----

FeelColumn fill_null_where(Arena *arena, const FeelColumn *column, const uint64_t *is_null,
                           size_t row_count) {
    if (!is_null || !bits_any(is_null, row_count)) return *column;
    if (column->form != FEEL_COLUMN_SCALED || column->is_constant) {
        FeelValue *values = NEW_ARRAY(arena, FeelValue, row_count);
        for (size_t row = 0; row < row_count; row++) {
            if (!bits_has(is_null, row)) values[row] = feel_column_get(column, row);
        }
        return feel_column_values(values);
    }
    int64_t *to = NEW_ROOM(arena, int64_t, row_count);
    uint8_t *nulls = NEW_ROOM(arena, uint8_t, row_count);
    bits_to_flags(is_null, row_count, nulls);
    for (size_t row = 0; column->nulls && row < row_count; row++) nulls[row] |= column->nulls[row];
    fill_integers(column->data, nulls, 0, row_count, to);
    FeelColumn result = *column;
    result.data = to;
    result.nulls = nulls;
    return result;
}

// ---- Codes ----

struct FillCodes {
    Arena *arena;
    const ReasonList *reasons;
    Map lists; // from the bytes of a set to its list
};

FillCodes *fill_codes_new_in(Arena *arena, const ReasonList *reasons) {
    FillCodes *texts = NEW(arena, FillCodes);
    *texts = (FillCodes){.arena = arena, .reasons = reasons, .lists = {.arena = arena}};
    return texts;
}

static bool has_code(const FeelValue *items, size_t count, Str code) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(items[i].string, code)) return true;
    }
    return false;
}

static FeelValue *codes_list(FillCodes *texts, const uint64_t *fired) {
    const ReasonList *reasons = texts->reasons;
    FeelValue *list = NEW(texts->arena, FeelValue);
    FeelValue *items = NEW_ARRAY(texts->arena, FeelValue, reasons->count);
    size_t count = 0;
    for (size_t i = 0; i < reasons->count; i++) {
        if (!bits_has(fired, i) || has_code(items, count, reasons->items[i].code)) continue;
        items[count++] = feel_string(reasons->items[i].code);
    }
    *list = feel_list(items, count);
    return list;
}

size_t fill_codes_words(const FillCodes *texts) { return texts->reasons->count / 64 + 1; }

FeelValue fill_codes(FillCodes *texts, const uint64_t *fired) {
    Str key = {(const char *)fired, fill_codes_words(texts) * sizeof *fired};
    FeelValue *list = map_get(&texts->lists, key);
    if (list) return *list;
    list = codes_list(texts, fired);
    map_put(&texts->lists, str_copy(texts->arena, key), list);
    return *list;
}
