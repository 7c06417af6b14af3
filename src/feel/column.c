// SPDX-License-Identifier: Apache-2.0
#include "feel/column.h"

#include <assert.h>

bool feel_column_is_null(const FeelColumn *column, size_t row) {
    if (column->is_constant) row = 0;
    if (column->form == FEEL_COLUMN_VALUES) {
        return feel_is_null(((const FeelValue *)column->data)[row]);
    }
    if (column->form == FEEL_COLUMN_TRUTH) {
        return ((const uint8_t *)column->data)[row] == FEEL_UNKNOWN;
    }
    return column->nulls && column->nulls[row];
}

FeelValue feel_column_get(const FeelColumn *column, size_t row) {
    if (feel_column_is_null(column, row)) return feel_null();
    if (column->is_constant) row = 0;
    switch (column->form) {
    case FEEL_COLUMN_VALUES: return ((const FeelValue *)column->data)[row];
    case FEEL_COLUMN_TRUTH:
        return feel_boolean(((const uint8_t *)column->data)[row] == FEEL_TRUE);
    case FEEL_COLUMN_SCALED: {
        int64_t coefficient = ((const int64_t *)column->data)[row];
        return (FeelValue){.kind = FEEL_NUMBER,
                           .number = decimal_from_scaled(coefficient, column->scale)};
    }
    case FEEL_COLUMN_DATES: return feel_date(((const int64_t *)column->data)[row]);
    case FEEL_COLUMN_CODES: {
        int32_t code = ((const int32_t *)column->data)[row];
        assert(code >= 0 && (size_t)code < column->dictionary_count);
        return feel_string(column->dictionary[code]);
    }
    }
    return feel_null();
}

// ---- Constants ----

static const void *copy_in(Arena *arena, const void *value, size_t size) {
    unsigned char *copy = arena_alloc(arena, size);
    for (size_t i = 0; i < size; i++) copy[i] = ((const unsigned char *)value)[i];
    return copy;
}

// The smallest scale that holds the number exactly, if there is one.
static bool number_to_scaled(Decimal number, int *scale, int64_t *coefficient) {
    for (*scale = 0; *scale <= FEEL_SCALE_MAX; ++*scale) {
        if (decimal_to_scaled(number, *scale, coefficient)) return true;
    }
    return false;
}

FeelColumn feel_column_constant(Arena *arena, FeelValue value) {
    FeelColumn column = {.form = FEEL_COLUMN_VALUES, .is_constant = true};
    int64_t coefficient;
    if (value.kind == FEEL_BOOLEAN) {
        uint8_t truth = value.boolean ? FEEL_TRUE : FEEL_FALSE;
        column.form = FEEL_COLUMN_TRUTH;
        column.data = copy_in(arena, &truth, sizeof truth);
    } else if (value.kind == FEEL_NUMBER &&
               number_to_scaled(value.number, &column.scale, &coefficient)) {
        column.form = FEEL_COLUMN_SCALED;
        column.data = copy_in(arena, &coefficient, sizeof coefficient);
    } else if (value.kind == FEEL_DATE) {
        column.form = FEEL_COLUMN_DATES;
        column.data = copy_in(arena, &value.date, sizeof value.date);
    } else if (value.kind == FEEL_STRING) {
        int32_t code = 0;
        column.form = FEEL_COLUMN_CODES;
        column.data = copy_in(arena, &code, sizeof code);
        column.dictionary = copy_in(arena, &value.string, sizeof value.string);
        column.dictionary_count = 1;
    } else {
        column.scale = 0;
        column.data = copy_in(arena, &value, sizeof value);
    }
    return column;
}

FeelColumn feel_column_values(const FeelValue *values) {
    return (FeelColumn){.form = FEEL_COLUMN_VALUES, .data = values};
}
