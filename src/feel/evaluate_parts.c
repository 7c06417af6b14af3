// SPDX-License-Identifier: Apache-2.0
// Paths, elements, ranges and tests: one row at a time.
#include "feel/evaluate.h"

#include <string.h>

// ---- Paths ----

static FeelValue path_of(FeelRun *run, FeelValue value, Str name, int depth);

static FeelValue list_path(FeelRun *run, FeelList list, Str name, int depth) {
    FeelValue *items = NEW_ARRAY(run->options.arena, FeelValue, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const FeelValue *entry = list.items[i].kind == FEEL_CONTEXT
                                     ? feel_context_get(list.items[i].context, name)
                                     : NULL;
        if (entry) items[i] = *entry;
        else if (list.items[i].kind != FEEL_CONTEXT && depth < FEEL_DEPTH_MAX) {
            items[i] = path_of(run, list.items[i], name, depth + 1);
        }
    }
    return feel_list(items, list.count);
}

static FeelValue path_of(FeelRun *run, FeelValue value, Str name, int depth) {
    if (value.kind == FEEL_CONTEXT) {
        const FeelValue *entry = feel_context_get(value.context, name);
        if (entry) return *entry;
        return feel_run_null(run, "没有 “%.*s” 这一项", STR_ARG(name));
    }
    if (value.kind == FEEL_LIST) return list_path(run, value.list, name, depth);
    if (value.kind == FEEL_NULL) {
        return feel_run_null(run, "空值没有 “%.*s” 这一项", STR_ARG(name));
    }
    FeelValue result;
    if (feel_property(run, value, name, &result)) return result;
    return feel_run_null(run, "%.*s没有 “%.*s” 这一项",
                         STR_ARG(feel_kind_to_chinese(value.kind)), STR_ARG(name));
}

FeelValue row_path(FeelRun *run, const Instruction *instruction, const FeelValue *operands) {
    return path_of(run, operands[0], instruction->name, 0);
}

FeelValue row_field(FeelRun *run, const Instruction *instruction, const FeelValue *operands) {
    (void)run;
    if (operands[0].kind == FEEL_CONTEXT) {
        const FeelValue *entry = feel_context_get(operands[0].context, instruction->name);
        if (entry) return *entry;
    }
    return operands[1];
}

// ---- Elements ----

static FeelList list_from_value(FeelRun *run, FeelValue value) {
    if (value.kind == FEEL_LIST) return value.list;
    if (value.kind == FEEL_NULL) return (FeelList){0};
    FeelValue *item = NEW(run->options.arena, FeelValue);
    *item = value;
    return (FeelList){item, 1};
}

// Positions count from 1, negative ones from the end.
static FeelValue element_at(FeelRun *run, FeelList list, Decimal position) {
    int64_t index;
    if (!decimal_to_int64(position, &index)) return feel_run_null(run, "位置应为整数");
    if (index > 0 && (uint64_t)index <= list.count) return list.items[index - 1];
    if (index < 0 && index >= -(int64_t)list.count) return list.items[(int64_t)list.count + index];
    return feel_run_null(run, "列表有 %zu 个元素，没有第 %lld 个", list.count, (long long)index);
}

FeelValue row_index(FeelRun *run, const Instruction *instruction, const FeelValue *operands) {
    (void)instruction;
    FeelList list = list_from_value(run, operands[0]);
    FeelValue index = operands[1];
    if (index.kind == FEEL_NUMBER) return element_at(run, list, index.number);
    if (feel_is_true(index)) return feel_list(list.items, list.count);
    if (feel_is_false(index) || feel_is_null(index)) return feel_list(NULL, 0);
    return feel_run_null(run, "筛选条件应为真假或位置，实为%.*s",
                         STR_ARG(feel_kind_to_chinese(index.kind)));
}

FeelValue row_list(FeelRun *run, const Instruction *instruction, const FeelValue *operands) {
    FeelValue *items = NEW_ARRAY(run->options.arena, FeelValue, instruction->count);
    if (instruction->count) memcpy(items, operands, instruction->count * sizeof *items);
    return feel_list(items, instruction->count);
}

FeelValue row_context(FeelRun *run, const Instruction *instruction, const FeelValue *operands) {
    FeelEntry *entries = NEW_ARRAY(run->options.arena, FeelEntry, instruction->count);
    for (uint32_t i = 0; i < instruction->count; i++) {
        entries[i] = (FeelEntry){instruction->names[i], operands[i]};
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, instruction->count}};
}

// ---- Ranges ----

// A null end that is included, or ends of two kinds or in the wrong order, make no range.
bool range_is_valid(const FeelRange *range) {
    if (range->form != FEEL_RANGE_INTERVAL) return true;
    bool low_is_null = feel_is_null(range->low), high_is_null = feel_is_null(range->high);
    if (low_is_null && high_is_null) return false;
    if ((low_is_null && range->low_included) || (high_is_null && range->high_included)) {
        return false;
    }
    int order;
    if (low_is_null) return feel_compare(range->high, range->high, &order);
    if (high_is_null) return feel_compare(range->low, range->low, &order);
    return feel_compare(range->low, range->high, &order) && order <= 0;
}

static FeelRange range_of(const Instruction *instruction, FeelValue low, FeelValue high) {
    return (FeelRange){.low = low,
                       .high = high,
                       .form = instruction->form,
                       .low_included = instruction->low_included,
                       .high_included = instruction->high_included};
}

static FeelValue refuse_range(FeelRun *run, const FeelRange *range) {
    int order;
    if (feel_compare(range->low, range->high, &order)) {
        return feel_run_null(run, "区间的下限大于上限");
    }
    return feel_run_null(run, "不是区间：下限是%.*s，上限是%.*s",
                         STR_ARG(feel_kind_to_chinese(range->low.kind)),
                         STR_ARG(feel_kind_to_chinese(range->high.kind)));
}

FeelValue row_range(FeelRun *run, const Instruction *instruction, const FeelValue *operands) {
    FeelRange range = range_of(instruction, operands[0], operands[1]);
    if (!range_is_valid(&range)) return refuse_range(run, &range);
    FeelRange *made = NEW(run->options.arena, FeelRange);
    *made = range;
    return (FeelValue){.kind = FEEL_RANGE, .range = made};
}

// ---- Tests ----

static FeelTruth range_has(FeelRun *run, const FeelRange *range, FeelValue value) {
    FeelTruth truth = feel_range_includes(range, value);
    if (truth == FEEL_UNKNOWN) {
        feel_run_null(run, "“in”：%.*s与区间不能比较", STR_ARG(feel_kind_to_chinese(value.kind)));
    }
    return truth;
}

FeelTruth truth_in_range(FeelRun *run, const Instruction *instruction,
                         const FeelValue *operands) {
    FeelRange range = range_of(instruction, operands[1], operands[2]);
    if (!range_is_valid(&range)) {
        refuse_range(run, &range);
        return FEEL_UNKNOWN;
    }
    return range_has(run, &range, operands[0]);
}

// An element of another kind is not the one that is looked for.
static FeelTruth list_has(FeelRun *run, FeelList list, FeelValue value) {
    bool is_unknown = false;
    for (size_t i = 0; i < list.count; i++) {
        FeelValue item = list.items[i];
        bool is_range = item.kind == FEEL_RANGE && value.kind != FEEL_RANGE;
        FeelTruth truth = is_range ? range_has(run, item.range, value) : feel_equal(value, item);
        if (truth == FEEL_TRUE) return FEEL_TRUE;
        if (truth == FEEL_UNKNOWN && is_range) is_unknown = true;
    }
    return is_unknown ? FEEL_UNKNOWN : FEEL_FALSE;
}

static FeelTruth value_in(FeelRun *run, FeelValue value, FeelValue test) {
    if (test.kind == FEEL_RANGE && value.kind != FEEL_RANGE) {
        return range_has(run, test.range, value);
    }
    if (test.kind == FEEL_LIST) {
        if (value.kind == FEEL_LIST && feel_equal(value, test) == FEEL_TRUE) return FEEL_TRUE;
        return list_has(run, test.list, value);
    }
    FeelTruth truth = feel_equal(value, test);
    if (truth == FEEL_UNKNOWN) {
        feel_run_null(run, "“in”：%.*s与%.*s不能比较", STR_ARG(feel_kind_to_chinese(value.kind)),
                      STR_ARG(feel_kind_to_chinese(test.kind)));
    }
    return truth;
}

FeelTruth truth_in(FeelRun *run, const Instruction *instruction, const FeelValue *operands) {
    (void)instruction;
    return value_in(run, operands[0], operands[1]);
}

FeelTruth truth_test(FeelRun *run, const Instruction *instruction, const FeelValue *operands) {
    (void)instruction;
    if (operands[1].kind == FEEL_BOOLEAN) return operands[1].boolean ? FEEL_TRUE : FEEL_FALSE;
    return value_in(run, operands[0], operands[1]);
}

FeelTruth truth_instance_of(FeelRun *run, const Instruction *instruction,
                            const FeelValue *operands) {
    (void)run;
    if (feel_is_null(operands[0])) {
        return instruction->type->kind == FEEL_TYPE_NULL ? FEEL_TRUE : FEEL_FALSE;
    }
    return feel_type_has(instruction->type, operands[0]) ? FEEL_TRUE : FEEL_FALSE;
}
