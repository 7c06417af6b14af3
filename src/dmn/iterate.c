// SPDX-License-Identifier: Apache-2.0
// Boxed iterations: the elements of one row's list are the rows of a frame of their own.
#include "dmn/model_plan.h"

// A frame of `row_count` rows in which the slots a node reads are those of one row of `frame`.
static DmnFrame frame_of_row(DmnEvaluation *evaluation, const DmnFrame *frame, const DmnNode *node,
                             size_t row, size_t row_count) {
    DmnFrame one = {.slot_count = frame->slot_count, .row_count = row_count};
    uint32_t *rows = NEW_ARRAY(evaluation->arena, uint32_t, row_count);
    for (size_t i = 0; i < row_count; i++) rows[i] = (uint32_t)row;
    one.origins = dmn_origins_gather(evaluation->arena, frame, rows, row_count);
    one.slots = NEW_ARRAY(evaluation->arena, FeelColumn, frame->slot_count);
    for (size_t i = 0; node != NULL && i < node->read_count; i++) {
        size_t slot = node->reads[i];
        if (frame->slots[slot].data == NULL) continue; // a local, set later
        FeelValue value = feel_column_get(&frame->slots[slot], row);
        one.slots[slot] = feel_column_constant(evaluation->arena, value);
    }
    return one;
}

// The list to go through: a single value counts as a list of one, null gives no list. Loops go
// through the numbers and dates of a range; to a filter it is a single value, as in FEEL.
static bool row_items(DmnEvaluation *evaluation, const DmnNode *node, const FeelColumn *column,
                      size_t row, FeelList *list) {
    FeelValue value = feel_column_get(column, row);
    if (feel_is_null(value)) {
        dmn_run_warn(evaluation, row, "要遍历的清单是空（null）");
        return false;
    }
    if (value.kind == FEEL_LIST) {
        *list = value.list;
        return true;
    }
    if (value.kind == FEEL_RANGE && node->kind != DMN_FILTER) {
        if (feel_range_items(evaluation->arena, value.range, list)) return true;
        dmn_run_warn(evaluation, row, "只能遍历整数或日期的区间，不超过 %d 个", FEEL_LIST_MAX);
        return false;
    }
    FeelValue *one = NEW_ARRAY(evaluation->arena, FeelValue, 1);
    one[0] = value;
    *list = (FeelList){one, 1};
    return true;
}

static DmnFrame element_frame(DmnEvaluation *evaluation, const DmnNode *node, const DmnFrame *frame,
                              size_t row, const FeelList *list) {
    DmnFrame inner = frame_of_row(evaluation, frame, node->parts[1], row, list->count);
    inner.slots[node->slot] = feel_column_values(list->items);
    for (size_t i = 0; i < node->field_count; i++) {
        FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, list->count);
        for (size_t k = 0; k < list->count; k++) {
            const FeelValue *item = &list->items[k], *value = NULL;
            if (item->kind == FEEL_CONTEXT) {
                value = feel_context_get(item->context, node->fields[i].name);
            }
            if (value != NULL) values[k] = *value;
        }
        inner.slots[node->slot + 1 + i] = feel_column_values(values);
    }
    return inner;
}

static bool filter_row(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame, size_t row,
                       const FeelList *list, FeelValue *value) {
    DmnFrame inner = element_frame(evaluation, node, frame, row, list);
    FeelColumn match;
    if (!dmn_part_run(evaluation, node, 1, &inner, &match)) return false;
    FeelValue *kept = NEW_ARRAY(evaluation->arena, FeelValue, list->count);
    size_t kept_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        FeelValue truth = feel_column_get(&match, i);
        if (feel_is_true(truth)) kept[kept_count++] = list->items[i];
        if (truth.kind == FEEL_BOOLEAN || feel_is_null(truth)) continue;
        dmn_run_warn(evaluation, row, "筛选条件不是布尔值，结果为空（null）");
        return true;
    }
    *value = feel_list(kept, kept_count);
    return true;
}

static bool reads_slot(const DmnNode *node, size_t slot) {
    for (size_t i = 0; node != NULL && i < node->read_count; i++) {
        if (node->reads[i] == slot) return true;
    }
    return false;
}

// `partial` is the list so far, so the elements must go one after another.
static bool for_row_partial(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                            size_t row, const FeelList *list, FeelValue *results) {
    for (size_t i = 0; i < list->count; i++) {
        FeelList one = {&list->items[i], 1};
        DmnFrame inner = element_frame(evaluation, node, frame, row, &one);
        FeelValue partial = feel_list(results, i);
        inner.slots[node->slot + 1] = feel_column_constant(evaluation->arena, partial);
        FeelColumn column;
        if (!dmn_part_run(evaluation, node, 1, &inner, &column)) return false;
        results[i] = feel_column_get(&column, 0);
    }
    return true;
}

static bool for_row(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame, size_t row,
                    const FeelList *list, FeelValue *value) {
    FeelValue *results = NEW_ARRAY(evaluation->arena, FeelValue, list->count);
    *value = feel_list(results, list->count);
    if (reads_slot(node->parts[1], node->slot + 1)) {
        return for_row_partial(evaluation, node, frame, row, list, results);
    }
    DmnFrame inner = element_frame(evaluation, node, frame, row, list);
    FeelColumn column;
    if (!dmn_part_run(evaluation, node, 1, &inner, &column)) return false;
    for (size_t i = 0; i < list->count; i++) results[i] = feel_column_get(&column, i);
    return true;
}

// some: true if one is true, else null if one is no boolean; every: the mirror image.
static bool quantified_row(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                           size_t row, const FeelList *list, FeelValue *value) {
    DmnFrame inner = element_frame(evaluation, node, frame, row, list);
    FeelColumn column;
    if (!dmn_part_run(evaluation, node, 1, &inner, &column)) return false;
    bool decisive = node->kind == DMN_SOME, has_other = false;
    for (size_t i = 0; i < list->count; i++) {
        FeelValue truth = feel_column_get(&column, i);
        if (truth.kind == FEEL_BOOLEAN && truth.boolean == decisive) {
            *value = feel_boolean(decisive);
            return true;
        }
        has_other |= truth.kind != FEEL_BOOLEAN;
    }
    if (has_other) dmn_run_warn(evaluation, row, "满足条件不是布尔值，结果为空（null）");
    *value = has_other ? feel_null() : feel_boolean(!decisive);
    return true;
}

bool dmn_iteration_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                       FeelColumn *result) {
    FeelColumn domain;
    if (!dmn_part_run(evaluation, node, 0, frame, &domain)) return false;
    FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelList list;
        if (!row_items(evaluation, node, &domain, row, &list)) continue;
        bool ok = node->kind == DMN_FILTER
                      ? filter_row(evaluation, node, frame, row, &list, &values[row])
                  : node->kind == DMN_FOR
                      ? for_row(evaluation, node, frame, row, &list, &values[row])
                      : quantified_row(evaluation, node, frame, row, &list, &values[row]);
        if (!ok) return false;
    }
    *result = feel_column_values(values);
    return true;
}
