// SPDX-License-Identifier: Apache-2.0
// Columns of some rows each, put together as one typed column of all rows where their forms agree.
#include "dmn/table_plan.h"

typedef struct Scatter {
    Arena *arena;
    const DmnScatterPart *parts;
    size_t part_count, row_count;
    uint8_t *nulls; // 1 = null; starts with all
    FeelColumn *result;
} Scatter;

// A part that is null in all rows fits any form.
static bool is_all_null(const FeelColumn *column) {
    return column->is_constant && feel_column_is_null(column, 0);
}

static bool common_form(const Scatter *scatter, FeelColumnForm *form, int *scale) {
    bool has_form = false;
    *form = FEEL_COLUMN_VALUES;
    *scale = 0;
    for (size_t i = 0; i < scatter->part_count; i++) {
        const FeelColumn *column = &scatter->parts[i].column;
        if (is_all_null(column)) continue;
        if (column->form == FEEL_COLUMN_VALUES || column->divisors) return false;
        if (has_form && column->form != *form) return false;
        has_form = true;
        *form = column->form;
        if (column->form == FEEL_COLUMN_SCALED && column->scale > *scale) *scale = column->scale;
    }
    return has_form;
}

static size_t source_row(const FeelColumn *column, size_t index) {
    return column->is_constant ? 0 : index;
}

static bool is_null_at(const FeelColumn *column, size_t index) {
    return column->nulls != NULL && column->nulls[source_row(column, index)] != 0;
}

// SCALED and DATES; false when a number does not fit the common scale.
static bool scatter_integers(Scatter *scatter, int scale) {
    int64_t *to = NEW_ARRAY(scatter->arena, int64_t, scatter->row_count);
    for (size_t i = 0; i < scatter->part_count; i++) {
        const DmnScatterPart *part = &scatter->parts[i];
        if (is_all_null(&part->column)) continue;
        const int64_t *from = part->column.data;
        int64_t factor = 1;
        for (int k = part->column.scale; k < scale; k++) factor *= 10;
        for (size_t k = 0; k < part->count; k++) {
            size_t row = part->rows[k];
            if (is_null_at(&part->column, k)) continue;
            int64_t value = from[source_row(&part->column, k)];
            if (__builtin_mul_overflow(value, factor, &to[row])) return false;
            scatter->nulls[row] = 0;
        }
    }
    scatter->result->data = to;
    return true;
}

static void scatter_truths(Scatter *scatter) {
    uint8_t *to = NEW_ARRAY(scatter->arena, uint8_t, scatter->row_count);
    for (size_t row = 0; row < scatter->row_count; row++) to[row] = FEEL_UNKNOWN;
    for (size_t i = 0; i < scatter->part_count; i++) {
        const DmnScatterPart *part = &scatter->parts[i];
        if (is_all_null(&part->column)) continue;
        const uint8_t *from = part->column.data;
        for (size_t k = 0; k < part->count; k++) {
            to[part->rows[k]] = from[source_row(&part->column, k)];
        }
    }
    scatter->result->data = to;
}

static void scatter_codes(Scatter *scatter) {
    size_t text_count = 0;
    for (size_t i = 0; i < scatter->part_count; i++) {
        text_count += scatter->parts[i].column.dictionary_count;
    }
    Str *dictionary = NEW_ARRAY(scatter->arena, Str, text_count);
    int32_t *to = NEW_ARRAY(scatter->arena, int32_t, scatter->row_count);
    Map seen = {.arena = scatter->arena};
    for (size_t i = 0; i < scatter->part_count; i++) {
        const DmnScatterPart *part = &scatter->parts[i];
        if (is_all_null(&part->column)) continue;
        const FeelColumn *column = &part->column;
        int32_t *codes = NEW_ARRAY(scatter->arena, int32_t, column->dictionary_count);
        for (size_t k = 0; k < column->dictionary_count; k++) {
            codes[k] = (int32_t)dmn_distinct_index(&seen, column->dictionary[k]);
            dictionary[codes[k]] = column->dictionary[k];
        }
        const int32_t *from = column->data;
        for (size_t k = 0; k < part->count; k++) {
            if (is_null_at(column, k)) continue;
            to[part->rows[k]] = codes[from[source_row(column, k)]];
            scatter->nulls[part->rows[k]] = 0;
        }
    }
    scatter->result->data = to;
    scatter->result->dictionary = dictionary;
    scatter->result->dictionary_count = seen.count;
}

bool dmn_column_scatter(Arena *arena, const DmnScatterPart *parts, size_t part_count,
                        size_t row_count, FeelColumn *result) {
    Scatter scatter = {.arena = arena,
                       .parts = parts,
                       .part_count = part_count,
                       .row_count = row_count,
                       .result = result};
    FeelColumnForm form;
    int scale;
    if (!common_form(&scatter, &form, &scale)) return false;
    scatter.nulls = NEW_ARRAY(arena, uint8_t, row_count);
    for (size_t row = 0; row < row_count; row++) scatter.nulls[row] = 1;
    *result = (FeelColumn){.form = form, .scale = scale};
    if (form == FEEL_COLUMN_TRUTH) {
        scatter_truths(&scatter);
        return true;
    }
    if (form == FEEL_COLUMN_CODES) {
        scatter_codes(&scatter);
    } else if (!scatter_integers(&scatter, scale)) {
        return false;
    }
    uint8_t has_null = 0;
    for (size_t row = 0; row < row_count; row++) has_null |= scatter.nulls[row];
    if (has_null != 0) result->nulls = scatter.nulls;
    return true;
}
