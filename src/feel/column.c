// SPDX-License-Identifier: Apache-2.0
#include "feel/column.h"

#include <assert.h>
#include <string.h>

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
    case FEEL_COLUMN_QUOTIENTS: {
        int64_t numerator = ((const int64_t *)column->data)[row];
        Decimal quotient =
            decimal_divide(decimal_from_scaled(numerator, column->scale),
                           decimal_from_scaled(column->divisors[row], column->divisor_scale));
        return feel_number(quotient);
    }
    }
    return feel_null();
}

// ---- Rows ----

size_t feel_column_width(FeelColumnForm form) {
    switch (form) {
    case FEEL_COLUMN_VALUES: return sizeof(FeelValue);
    case FEEL_COLUMN_TRUTH: return sizeof(uint8_t);
    case FEEL_COLUMN_CODES: return sizeof(int32_t);
    case FEEL_COLUMN_SCALED:
    case FEEL_COLUMN_DATES:
    case FEEL_COLUMN_QUOTIENTS: break;
    }
    return sizeof(int64_t);
}

FeelColumn feel_column_slice(const FeelColumn *column, size_t from) {
    FeelColumn slice = *column;
    if (column->is_constant || !column->data) return slice;
    slice.data = (const char *)column->data + from * feel_column_width(column->form);
    if (column->nulls) slice.nulls = column->nulls + from;
    if (column->divisors) slice.divisors = column->divisors + from;
    return slice;
}

#define GATHER_LOOP(Type)                                                                          \
    for (size_t i = 0; i < count; i++) ((Type *)to)[i] = ((const Type *)from)[rows[i]];

static void *gather_items(Arena *arena, const void *from, size_t width, const uint32_t *rows,
                          size_t count) {
    void *to = arena_room(arena, count, width);
    switch (width) {
    case sizeof(uint8_t): GATHER_LOOP(uint8_t) break;
    case sizeof(int32_t): GATHER_LOOP(int32_t) break;
    case sizeof(int64_t): GATHER_LOOP(int64_t) break;
    default: GATHER_LOOP(FeelValue) break;
    }
    return to;
}

FeelColumn feel_column_gather(Arena *arena, const FeelColumn *column, const uint32_t *rows,
                              size_t count) {
    FeelColumn gathered = *column;
    if (column->is_constant || !column->data) return gathered;
    size_t width = feel_column_width(column->form);
    gathered.data = gather_items(arena, column->data, width, rows, count);
    if (column->nulls) {
        gathered.nulls = gather_items(arena, column->nulls, sizeof *column->nulls, rows, count);
    }
    if (column->divisors) {
        gathered.divisors =
            gather_items(arena, column->divisors, sizeof *column->divisors, rows, count);
    }
    return gathered;
}

bool feel_column_has_type(const FeelColumn *column, const FeelType *type) {
    switch (column->form) {
    case FEEL_COLUMN_TRUTH: return type->kind == FEEL_TYPE_BOOLEAN;
    case FEEL_COLUMN_SCALED:
    case FEEL_COLUMN_QUOTIENTS: return type->kind == FEEL_TYPE_NUMBER;
    case FEEL_COLUMN_DATES: return type->kind == FEEL_TYPE_DATE;
    case FEEL_COLUMN_CODES: return type->kind == FEEL_TYPE_STRING;
    case FEEL_COLUMN_VALUES: break;
    }
    return false;
}

// ---- Sets of rows ----

static bool fill_if(bool is_in, size_t rows, uint64_t *bits) {
    memset(bits, 0, bits_words(rows) * sizeof *bits);
    if (is_in) bits_fill(bits, rows);
    return is_in && rows > 0;
}

bool feel_column_nulls(const FeelColumn *column, size_t rows, uint64_t *bits) {
    if (column->is_constant) return fill_if(feel_column_is_null(column, 0), rows, bits);
    if (column->form == FEEL_COLUMN_TRUTH) {
        bits_from_flags(column->data, FEEL_UNKNOWN, rows, bits);
    } else if (column->form != FEEL_COLUMN_VALUES) {
        if (!column->nulls) return fill_if(false, rows, bits);
        bits_from_flags(column->nulls, 1, rows, bits);
    } else {
        fill_if(false, rows, bits);
        for (size_t row = 0; row < rows; row++) {
            if (feel_column_is_null(column, row)) bits_set(bits, row);
        }
    }
    return bits_any(bits, rows);
}

static FeelTruth truth_at(const FeelColumn *column, size_t row) {
    FeelValue value = feel_column_get(column, row);
    if (value.kind != FEEL_BOOLEAN) return FEEL_UNKNOWN;
    return value.boolean ? FEEL_TRUE : FEEL_FALSE;
}

void feel_column_truths(const FeelColumn *column, FeelTruth truth, size_t rows, uint64_t *bits) {
    if (column->is_constant) {
        fill_if(truth_at(column, 0) == truth, rows, bits);
        return;
    }
    if (column->form == FEEL_COLUMN_TRUTH && truth != FEEL_FALSE) {
        bits_from_flags(column->data, (uint8_t)truth, rows, bits);
        return;
    }
    fill_if(false, rows, bits);
    for (size_t row = 0; row < rows; row++) {
        if (truth_at(column, row) == truth) bits_set(bits, row);
    }
}

// ---- Constants ----

static const void *copy_in(Arena *arena, const void *value, size_t size) {
    unsigned char *copy = arena_alloc(arena, size);
    for (size_t i = 0; i < size; i++) copy[i] = ((const unsigned char *)value)[i];
    return copy;
}

bool feel_number_to_scaled(Decimal number, int *scale, int64_t *coefficient) {
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
               feel_number_to_scaled(value.number, &column.scale, &coefficient)) {
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
