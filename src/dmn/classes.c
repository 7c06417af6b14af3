// SPDX-License-Identifier: Apache-2.0
#include "dmn/classes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// Integers near the ends that are looked up instead of searched.
#define NEAR_MAX 4096
// Ends up to which counting all of them beats a binary search.
#define COUNTED_ENDS_MAX 8

// ---- Building ----

static int compare_ends(const void *left, const void *right) {
    const FeelValue *a = left, *b = right;
    if (a->kind == FEEL_BOOLEAN) return (int)a->boolean - (int)b->boolean;
    if (a->kind == FEEL_STRING) return str_compare(a->string, b->string);
    int order = 0;
    bool is_comparable = feel_compare(*a, *b, &order);
    assert(is_comparable);
    return order;
}

static size_t collect_ends(const DmnCell *cells, size_t count, FeelValue *ends) {
    size_t end_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (cells[i].kind != DMN_CELL_SET) continue;
        for (size_t k = 0; k < cells[i].span_count; k++) {
            const FeelRange *range = &cells[i].spans[k].range;
            if (!feel_is_null(range->low)) ends[end_count++] = range->low;
            if (!feel_is_null(range->high)) ends[end_count++] = range->high;
        }
    }
    return end_count;
}

static size_t sort_ends(FeelValue *ends, size_t count) {
    if (count == 0) return 0;
    qsort(ends, count, sizeof *ends, compare_ends);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (compare_ends(&ends[kept - 1], &ends[i]) != 0) ends[kept++] = ends[i];
    }
    return kept;
}

static void scale_ends(Arena *arena, DmnClasses *classes) {
    if (classes->kind != FEEL_NUMBER && classes->kind != FEEL_DATE) return;
    int64_t *scaled = NEW_ARRAY(arena, int64_t, classes->end_count);
    for (int scale = 0; scale <= FEEL_SCALE_MAX; scale++) {
        size_t i = 0;
        for (; i < classes->end_count; i++) {
            const FeelValue *end = &classes->ends[i];
            if (classes->kind == FEEL_DATE) {
                scaled[i] = end->date;
            } else if (!decimal_to_scaled(end->number, scale, &scaled[i])) {
                break;
            }
        }
        if (i == classes->end_count) {
            classes->scaled = scaled;
            classes->scale = scale;
            return;
        }
    }
}

// ---- Classifying ----

static uint32_t class_of_integer(const DmnClasses *classes, int64_t value) {
    const int64_t *ends = classes->scaled;
    size_t low = 0, high = classes->end_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ends[middle] < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_end = low < classes->end_count && ends[low] == value;
    return (uint32_t)(2 * low + is_end);
}

static void plan_near(Arena *arena, DmnClasses *classes) {
    int64_t first = classes->scaled[0], last = classes->scaled[classes->end_count - 1];
    bool is_small = first > INT64_MIN / 2 && last < INT64_MAX / 2 && last - first < NEAR_MAX - 2;
    if (!is_small) return;
    classes->near_from = first - 1;
    classes->near_count = (size_t)(last - first) + 3;
    uint32_t *near = NEW_ARRAY(arena, uint32_t, classes->near_count);
    for (size_t i = 0; i < classes->near_count; i++) {
        near[i] = class_of_integer(classes, classes->near_from + (int64_t)i);
    }
    classes->near = near;
}

bool dmn_classes_build(Arena *arena, const DmnCell *cells, size_t count, DmnClasses *classes) {
    *classes = (DmnClasses){0};
    size_t span_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (cells[i].kind != DMN_CELL_SET) continue;
        span_count += cells[i].span_count;
        if (cells[i].value_kind == FEEL_NULL) continue;
        if (classes->kind != FEEL_NULL && classes->kind != cells[i].value_kind) return false;
        classes->kind = cells[i].value_kind;
    }
    FeelValue *ends = NEW_ARRAY(arena, FeelValue, 2 * span_count);
    classes->end_count = sort_ends(ends, collect_ends(cells, count, ends));
    classes->ends = ends;
    classes->null_class = (uint32_t)(2 * classes->end_count + 1);
    classes->other_class = classes->null_class + 1;
    classes->count = classes->null_class + 2;
    if (classes->end_count > 0) scale_ends(arena, classes);
    if (classes->scaled != NULL) plan_near(arena, classes);
    return true;
}

static uint32_t class_of_ordered(const DmnClasses *classes, const FeelValue *value) {
    size_t low = 0, high = classes->end_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare_ends(&classes->ends[middle], value);
        if (order == 0) return (uint32_t)(2 * middle + 1);
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (uint32_t)(2 * low);
}

uint32_t dmn_classes_of(const DmnClasses *classes, FeelValue value) {
    if (feel_is_null(value)) return classes->null_class;
    if (classes->kind == FEEL_NULL) return 0;
    if (value.kind != classes->kind) return classes->other_class;
    if (classes->scaled != NULL) {
        int64_t integer = value.date;
        bool is_exact =
            value.kind == FEEL_DATE || decimal_to_scaled(value.number, classes->scale, &integer);
        if (is_exact) return class_of_integer(classes, integer);
    }
    return class_of_ordered(classes, &value);
}

// ---- Columns ----

// The ends as integers at another scale; false when one is none.
static bool rescale(Arena *arena, const DmnClasses *classes, int scale, DmnClasses *result) {
    int64_t *scaled = NEW_ARRAY(arena, int64_t, classes->end_count);
    for (size_t i = 0; i < classes->end_count; i++) {
        if (!decimal_to_scaled(classes->ends[i].number, scale, &scaled[i])) return false;
    }
    *result = *classes;
    result->scaled = scaled;
    result->scale = scale;
    result->near_count = 0;
    return true;
}

static bool has_matching_integers(Arena *arena, const DmnClasses *classes, const FeelColumn *column,
                                  DmnClasses *integers) {
    *integers = *classes;
    if (classes->kind == FEEL_DATE) return column->form == FEEL_COLUMN_DATES;
    if (classes->kind != FEEL_NUMBER || column->form != FEEL_COLUMN_SCALED) return false;
    if (classes->scaled != NULL && classes->scale == column->scale) return true;
    return rescale(arena, classes, column->scale, integers);
}

static const uint32_t *classify_dictionary(Arena *arena, const DmnClasses *classes,
                                           const FeelColumn *column) {
    uint32_t *of_code = NEW_ARRAY(arena, uint32_t, column->dictionary_count);
    for (size_t i = 0; i < column->dictionary_count; i++) {
        of_code[i] = dmn_classes_of(classes, feel_string(column->dictionary[i]));
    }
    return of_code;
}

DmnClassifier dmn_classifier(Arena *arena, const DmnClasses *classes, const FeelColumn *column,
                             size_t row_count) {
    DmnClassifier classifier = {.classes = classes, .column = column};
    if (row_count == 0) return classifier;
    classifier.is_constant = column->is_constant || row_count == 1;
    if (classifier.is_constant) {
        classifier.constant_class = dmn_classes_of(classes, feel_column_get(column, 0));
    } else if (column->form == FEEL_COLUMN_CODES && column->dictionary_count <= row_count) {
        classifier.of_code = classify_dictionary(arena, classes, column);
    } else if (classes->end_count > 0) {
        classifier.has_integers =
            has_matching_integers(arena, classes, column, &classifier.integers);
    }
    return classifier;
}

static inline uint32_t class_near(const DmnClasses *classes, int64_t value) {
    int64_t last = classes->near_from + (int64_t)classes->near_count - 1;
    int64_t clamped = value < classes->near_from ? classes->near_from : value > last ? last : value;
    return classes->near[clamped - classes->near_from];
}

// Few ends: no branch a row, which compilers turn into vector code.
static void count_ends(const DmnClasses *classes, const int64_t *data, size_t count,
                       uint32_t *result) {
    memset(result, 0, count * sizeof *result);
    for (size_t i = 0; i < classes->end_count; i++) {
        int64_t end = classes->scaled[i];
        for (size_t row = 0; row < count; row++) {
            result[row] += (uint32_t)(data[row] >= end) + (uint32_t)(data[row] > end);
        }
    }
}

static void classify_integers(const DmnClasses *classes, const int64_t *data, size_t count,
                              uint32_t *result) {
    if (classes->near_count > 0) {
        for (size_t row = 0; row < count; row++) result[row] = class_near(classes, data[row]);
    } else if (classes->end_count <= COUNTED_ENDS_MAX) {
        count_ends(classes, data, count, result);
    } else {
        for (size_t row = 0; row < count; row++) {
            result[row] = class_of_integer(classes, data[row]);
        }
    }
}

static void classify_truths(const DmnClasses *classes, const uint8_t *truths, size_t count,
                            uint32_t *result) {
    uint32_t of_truth[3] = {dmn_classes_of(classes, feel_boolean(false)),
                            dmn_classes_of(classes, feel_boolean(true)), classes->null_class};
    for (size_t row = 0; row < count; row++) result[row] = of_truth[truths[row]];
}

void dmn_classify(const DmnClassifier *classifier, size_t from, size_t count, uint32_t *result) {
    const FeelColumn *column = classifier->column;
    if (classifier->is_constant) {
        for (size_t row = 0; row < count; row++) result[row] = classifier->constant_class;
        return;
    }
    if (column->form == FEEL_COLUMN_TRUTH) {
        classify_truths(classifier->classes, (const uint8_t *)column->data + from, count, result);
        return;
    }
    if (classifier->of_code != NULL) {
        const int32_t *codes = (const int32_t *)column->data + from;
        for (size_t row = 0; row < count; row++) result[row] = classifier->of_code[codes[row]];
    } else if (classifier->classes->kind == FEEL_NULL && column->form != FEEL_COLUMN_VALUES) {
        memset(result, 0, count * sizeof *result); // no constant to compare with
    } else if (classifier->has_integers) {
        const int64_t *data = (const int64_t *)column->data + from;
        classify_integers(&classifier->integers, data, count, result);
    } else {
        for (size_t row = 0; row < count; row++) {
            result[row] = dmn_classes_of(classifier->classes, feel_column_get(column, from + row));
        }
        return;
    }
    for (size_t row = 0; column->nulls != NULL && row < count; row++) {
        if (column->nulls[from + row] != 0) result[row] = classifier->classes->null_class;
    }
}

// ---- Truth by class ----

static size_t end_index(const DmnClasses *classes, FeelValue end) {
    return dmn_classes_of(classes, end) / 2;
}

static DmnClassRange range_of_span(const DmnClasses *classes, const FeelRange *range) {
    size_t from = 0, to = 2 * classes->end_count;
    if (!feel_is_null(range->low)) {
        from = 2 * end_index(classes, range->low) + (range->low_included ? 1 : 2);
    }
    if (!feel_is_null(range->high)) {
        to = 2 * end_index(classes, range->high) + (range->high_included ? 1 : 0);
    }
    return (DmnClassRange){(uint32_t)from, (uint32_t)to};
}

DmnClassSet dmn_class_set(Arena *arena, const DmnClasses *classes, const DmnCell *cell) {
    DmnClassSet set = {.ranges = NEW_ARRAY(arena, DmnClassRange, cell->span_count),
                       .is_negated = cell->is_negated};
    for (size_t i = 0; i < cell->span_count; i++) {
        const FeelRange *range = &cell->spans[i].range;
        bool is_null_point = feel_is_null(range->low) && feel_is_null(range->high);
        if (!is_null_point) set.ranges[set.count++] = range_of_span(classes, range);
    }
    bool is_text = classes->kind == FEEL_STRING;
    FeelValue other = is_text ? feel_boolean(true) : feel_string(STR(""));
    set.of_null = dmn_cell_truth(cell, feel_null());
    set.of_other = dmn_cell_truth(cell, other);
    return set;
}

FeelTruth dmn_class_set_truth(const DmnClassSet *set, const DmnClasses *classes,
                              uint32_t class_id) {
    if (class_id == classes->null_class) return set->of_null;
    if (class_id == classes->other_class) return set->of_other;
    bool is_in = false;
    for (size_t i = 0; i < set->count && !is_in; i++) {
        is_in = set->ranges[i].from <= class_id && class_id <= set->ranges[i].to;
    }
    return is_in != set->is_negated ? FEEL_TRUE : FEEL_FALSE;
}

// ---- Samples ----

static bool sample_beside(const DmnClasses *classes, size_t gap, FeelValue *value) {
    bool has_low = gap > 0, has_high = gap < classes->end_count;
    FeelValue low = has_low ? classes->ends[gap - 1] : feel_null();
    FeelValue high = has_high ? classes->ends[gap] : feel_null();
    if (classes->kind == FEEL_NUMBER) {
        Decimal two = decimal_from_int64(2);
        if (has_low && has_high) {
            Decimal middle = decimal_divide(decimal_add(low.number, high.number), two);
            Decimal above = decimal_add(decimal_round(low.number, 0, DECIMAL_FLOOR), DECIMAL_ONE);
            bool is_inside = decimal_compare(above, high.number) < 0;
            *value = feel_number(is_inside ? above : middle);
        } else {
            *value = feel_number(has_low ? decimal_add(low.number, DECIMAL_ONE)
                                         : decimal_subtract(high.number, DECIMAL_ONE));
        }
        return true;
    }
    if (classes->kind == FEEL_DATE) {
        *value = feel_date(has_low ? low.date + 1 : high.date - 1);
        return !has_low || !has_high || low.date + 1 < high.date;
    }
    return false;
}

bool dmn_classes_sample(const DmnClasses *classes, uint32_t class_id, FeelValue *value) {
    *value = feel_null();
    if (class_id == classes->null_class) return true;
    if (class_id == classes->other_class || classes->end_count == 0) return false;
    if (class_id % 2 == 1) {
        *value = classes->ends[class_id / 2];
        return true;
    }
    return sample_beside(classes, class_id / 2, value);
}
