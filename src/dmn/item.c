// SPDX-License-Identifier: Apache-2.0
// Constraints of item definitions: compiled once each, checked on values part by part.
#include "dmn/model_plan.h"

const FeelType *dmn_item_type(const DmnItem *item) {
    if (item == NULL || item->type == NULL) return FEEL_TYPE_OF(ANY);
    return item->type;
}

// ---- Compiling ----

static DmnItemPlan *find_plan(const DmnItemPlans *plans, const DmnItem *item) {
    for (size_t i = 0; i < plans->count; i++) {
        if (plans->items[i]->item == item) return plans->items[i];
    }
    return NULL;
}

static bool compile_tests(DmnCompiler *compiler, DmnText text, const FeelType *type,
                          DmnCell *cell) {
    if (dmn_text_is_empty(text)) return false;
    FeelScope nothing = {0};
    DmnCellCompiler cells = {.arena = compiler->arena,
                             .scope = &nothing,
                             .scratch = compiler->scratch,
                             .diagnostics = compiler->diagnostics};
    return dmn_cell_compile(&cells, text, type, 0, cell);
}

static DmnItemPlan *plan_of(DmnCompiler *compiler, const DmnItem *item) {
    DmnItemPlan *plan = find_plan(&compiler->items, item);
    if (plan != NULL) return plan;
    plan = NEW(compiler->arena, DmnItemPlan);
    plan->item = item;
    PUSH(compiler->arena, &compiler->items, plan); // before its parts: types may be recursive
    const FeelType *type = dmn_item_type(item);
    const FeelType *element =
        item->is_collection && type->kind == FEEL_TYPE_LIST ? type->element : type;
    plan->has_allowed = compile_tests(compiler, item->allowed_values, element, &plan->allowed);
    plan->has_constraint = compile_tests(compiler, item->type_constraint, type, &plan->constraint);
    plan->is_bound = plan->has_allowed || plan->has_constraint;
    if (item->base != NULL) {
        plan->base = plan_of(compiler, item->base);
        plan->is_bound |= plan->base->is_bound;
    }
    plan->fields = NEW_ARRAY(compiler->arena, const DmnItemPlan *, item->field_count);
    for (size_t i = 0; i < item->field_count; i++) {
        if (item->fields[i].item == NULL) continue;
        plan->fields[i] = plan_of(compiler, item->fields[i].item);
        plan->is_bound |= plan->fields[i]->is_bound;
    }
    return plan;
}

const DmnItemPlan *dmn_item_plan(DmnCompiler *compiler, const DmnItem *item) {
    if (item == NULL) return NULL;
    const DmnItemPlan *plan = plan_of(compiler, item);
    return plan->is_bound ? plan : NULL;
}

// ---- Checking ----

typedef struct ItemCheck {
    DmnEvaluation *evaluation;
    size_t row;
    size_t depth;
} ItemCheck;

static bool test_value(ItemCheck *check, const DmnItemPlan *plan, const DmnCell *cell,
                       FeelValue value) {
    DmnEvaluation *evaluation = check->evaluation;
    FeelTruth truth = FEEL_UNKNOWN;
    if (cell->kind == DMN_CELL_ANY) return true;
    if (cell->kind == DMN_CELL_SET && value.kind < FEEL_LIST) {
        truth = dmn_cell_truth(cell, value);
    } else {
        FeelColumn slot = feel_column_constant(evaluation->arena, value), result;
        uint32_t origin = (uint32_t)check->row;
        if (evaluation->origins != NULL) origin = evaluation->origins[check->row];
        DmnFrame frame = {.slots = &slot, .slot_count = 1, .row_count = 1, .origins = &origin};
        Error error;
        if (dmn_frame_run(evaluation->feel, cell->program, &frame, &result, &error)) {
            FeelValue answer = feel_column_get(&result, 0);
            truth = feel_is_true(answer) ? FEEL_TRUE : FEEL_FALSE;
        }
    }
    if (truth == FEEL_TRUE) return true;
    Str name = str_is_absent(plan->item->name) ? STR("?") : plan->item->name;
    dmn_run_warn(evaluation, check->row, "值 %.*s 不符合类型“%.*s”的取值约束 %.*s",
                 STR_ARG(dmn_value_text(evaluation->arena, value)), STR_ARG(name),
                 STR_ARG(dmn_text_str(cell->text)));
    return false;
}

static bool check_value(ItemCheck *check, const DmnItemPlan *plan, FeelValue value);

static bool check_parts(ItemCheck *check, const DmnItemPlan *plan, FeelValue value) {
    if (value.kind != FEEL_CONTEXT) return true;
    for (size_t i = 0; i < plan->item->field_count; i++) {
        if (plan->fields[i] == NULL || !plan->fields[i]->is_bound) continue;
        const FeelValue *part = feel_context_get(value.context, plan->item->fields[i].name);
        if (part != NULL && !check_value(check, plan->fields[i], *part)) return false;
    }
    return true;
}

static bool check_elements(ItemCheck *check, const DmnItemPlan *plan, FeelValue value) {
    for (size_t i = 0; i < value.list.count; i++) {
        FeelValue item = value.list.items[i];
        if (plan->has_allowed && !feel_is_null(item) &&
            !test_value(check, plan, &plan->allowed, item)) {
            return false;
        }
        if (plan->base != NULL && !check_value(check, plan->base, item)) return false;
        if (!check_parts(check, plan, item)) return false;
    }
    return true;
}

static bool check_value(ItemCheck *check, const DmnItemPlan *plan, FeelValue value) {
    if (!plan->is_bound || feel_is_null(value)) return true;
    if (check->depth >= DMN_EXPRESSION_DEPTH_MAX) return false; // what is not checked does not fit
    check->depth++;
    bool ok = !plan->has_constraint || test_value(check, plan, &plan->constraint, value);
    if (ok && plan->item->is_collection && value.kind == FEEL_LIST) {
        ok = check_elements(check, plan, value);
    } else if (ok) {
        ok = (!plan->has_allowed || test_value(check, plan, &plan->allowed, value)) &&
             (plan->base == NULL || check_value(check, plan->base, value)) &&
             check_parts(check, plan, value);
    }
    check->depth--;
    return ok;
}

FeelValue dmn_value_check(DmnEvaluation *evaluation, const FeelType *expected,
                          const DmnItemPlan *item, size_t row, FeelValue value) {
    if (feel_is_null(value)) return value;
    if (expected != NULL) {
        FeelValue coerced = feel_type_coerce(evaluation->arena, expected, value);
        if (feel_is_null(coerced)) {
            dmn_run_warn(evaluation, row, "值 %.*s 不是 %.*s，结果为空（null）",
                         STR_ARG(dmn_value_text(evaluation->arena, value)),
                         STR_ARG(feel_type_to_str(evaluation->arena, expected)));
        }
        value = coerced;
    }
    if (item == NULL || feel_is_null(value)) return value;
    ItemCheck check = {.evaluation = evaluation, .row = row};
    return check_value(&check, item, value) ? value : feel_null();
}

void dmn_column_check(DmnEvaluation *evaluation, const FeelType *expected, const DmnItemPlan *item,
                      size_t row_count, FeelColumn *column) {
    bool is_any = expected == NULL || expected->kind == FEEL_TYPE_ANY;
    if (item == NULL && (is_any || feel_column_has_type(column, expected))) return;
    size_t count = column->is_constant && row_count > 0 ? 1 : row_count;
    FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, count);
    for (size_t row = 0; row < count; row++) {
        FeelValue value = feel_column_get(column, row);
        values[row] = dmn_value_check(evaluation, is_any ? NULL : expected, item, row, value);
    }
    bool is_constant = column->is_constant;
    *column = feel_column_values(values);
    column->is_constant = is_constant;
}
