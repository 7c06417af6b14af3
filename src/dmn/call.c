// SPDX-License-Identifier: Apache-2.0
// Calling boxed functions, knowledge models and decision services, one row at a time.
#include "dmn/model_plan.h"

typedef struct Closure {
    FeelDefinition definition;
    const DmnFunctionPlan *function;
    const FeelValue *captured;
} Closure;

bool dmn_function_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                      FeelColumn *result) {
    const DmnFunctionPlan *function = node->function;
    FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelValue *captured = NEW_ARRAY(evaluation->arena, FeelValue, function->captured_count);
        for (size_t i = 0; i < function->captured_count; i++) {
            captured[i] = feel_column_get(&frame->slots[function->captured[i]], row);
        }
        Closure *closure = NEW(evaluation->arena, Closure);
        *closure = (Closure){function->definition, function, captured};
        closure->definition.call = dmn_closure_call;
        closure->definition.user = closure;
        values[row] = feel_definition_value(evaluation->arena, &closure->definition);
    }
    *result = feel_column_values(values);
    return true;
}

// The row of the batch from which a call comes.
static const uint32_t *call_origins(Arena *arena, const FeelRun *feel) {
    uint32_t *origins = NEW(arena, uint32_t);
    *origins = (uint32_t)feel_run_row(feel);
    return origins;
}

static bool run_function_body(DmnEvaluation *evaluation, const DmnFunctionPlan *function,
                              const FeelValue *captured, const FeelValue *arguments,
                              FeelValue *result) {
    size_t parameter_count = function->definition.type->field_count;
    DmnFrame frame = {
        .slot_count = function->slot_count, .row_count = 1, .origins = evaluation->origins};
    frame.slots = NEW_ARRAY(evaluation->arena, FeelColumn, frame.slot_count);
    for (size_t i = 0; i < parameter_count; i++) {
        FeelValue value =
            dmn_value_check(evaluation, NULL, function->parameter_items[i], 0, arguments[i]);
        frame.slots[i] = feel_column_constant(evaluation->arena, value);
    }
    for (size_t i = 0; i < function->captured_count; i++) {
        frame.slots[function->captured_to[i]] =
            feel_column_constant(evaluation->arena, captured[i]);
    }
    FeelColumn column;
    if (!dmn_node_run(evaluation, function->body, &frame, &column)) return false;
    *result = feel_column_get(&column, 0);
    return true;
}

// A level of its own for a call: a FeelRun is busy while the expression that calls is.
static bool enter_call(DmnRun *run, FeelRun *feel, DmnEvaluation *evaluation) {
    if (run->depth >= DMN_CALL_DEPTH_MAX) return false;
    run->depth++;
    FeelRun **level = &run->levels[run->depth];
    Arena *arena = feel_run_arena(feel);
    if (*level == NULL) {
        FeelRunOptions options = {.arena = arena,
                                  .today = run->options.today,
                                  .now_ns = run->options.now_ns,
                                  .steps_max = run->options.steps_max,
                                  .steps_left = &run->steps_left,
                                  .warn = run->options.warn,
                                  .warn_user = run->options.warn_user,
                                  .user = run};
        *level = feel_run_new_in(run->arena, &options);
    }
    feel_run_set_arena(*level, arena);
    *evaluation = (DmnEvaluation){
        .run = run, .feel = *level, .arena = arena, .origins = call_origins(arena, feel)};
    return true;
}

FeelValue dmn_closure_call(void *user, FeelRun *feel, const FeelValue *arguments) {
    const Closure *closure = user;
    const DmnFunctionPlan *function = closure->function;
    if (!str_is_absent(function->unsupported)) {
        return feel_run_null(feel, "%.*s", STR_ARG(function->unsupported));
    }
    if (function->body == NULL) return feel_null();
    DmnRun *run = feel_run_user(feel);
    DmnEvaluation evaluation;
    Error error = {0};
    if (!enter_call(run, feel, &evaluation)) {
        return feel_run_null(feel, "函数调用嵌套超过 %d 层", DMN_CALL_DEPTH_MAX);
    }
    evaluation.element = function->element;
    evaluation.error = &error;
    FeelValue result = feel_null();
    bool ok = run_function_body(&evaluation, function, closure->captured, arguments, &result);
    run->depth--;
    return ok ? result : feel_run_fail(feel, &error);
}

// ---- Elements that are functions ----

static bool run_service(DmnEvaluation *evaluation, size_t element, const FeelValue *arguments,
                        FeelValue *result) {
    const DmnModel *model = evaluation->run->model;
    const DmnElementDefinition *service = &model->definition->elements[element];
    size_t element_count = model->definition->element_count;
    DmnStore store = {
        .frame = {.slot_count = model->slot_count, .row_count = 1, .origins = evaluation->origins}};
    store.frame.slots = NEW_ARRAY(evaluation->arena, FeelColumn, model->slot_count);
    store.is_known = NEW_ARRAY(evaluation->arena, uint8_t, element_count);
    store.tables = NEW_ARRAY(evaluation->arena, const DmnTableResult *, element_count);
    store.unknown = NEW_ARRAY(evaluation->arena, const uint64_t *, model->slot_count);
    store.is_unknown_known = NEW_ARRAY(evaluation->arena, uint8_t, element_count);
    for (size_t i = 0; i < service->input_count; i++) {
        size_t input = service->inputs[i];
        const DmnElementPlan *plan = &model->elements[input];
        FeelValue value = dmn_value_check(evaluation, plan->type, plan->item, 0, arguments[i]);
        store.frame.slots[input] = feel_column_constant(evaluation->arena, value);
        store.is_known[input] = 1;
    }
    evaluation->store = &store;
    if (!dmn_store_evaluate(evaluation, service->outputs, service->output_count)) return false;
    FeelEntry *entries = NEW_ARRAY(evaluation->arena, FeelEntry, service->output_count);
    for (size_t i = 0; i < service->output_count; i++) {
        size_t output = service->outputs[i];
        entries[i].name = model->definition->elements[output].name;
        entries[i].value = feel_column_get(&store.frame.slots[output], 0);
    }
    bool is_single = service->output_count == 1;
    *result = is_single
                  ? entries[0].value
                  : (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, service->output_count}};
    return true;
}

// The constants of the model that a function element reads, as set for this run.
static FeelValue *captured_constants(const DmnEvaluation *evaluation,
                                     const DmnFunctionPlan *function) {
    const DmnStore *store = &evaluation->run->store;
    FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, function->captured_count);
    for (size_t i = 0; i < function->captured_count; i++) {
        size_t slot = function->captured[i];
        if (store->is_known[slot]) values[i] = feel_column_get(&store->frame.slots[slot], 0);
    }
    return values;
}

FeelValue dmn_element_call(void *user, FeelRun *feel, const FeelValue *arguments) {
    const DmnCallee *callee = user;
    DmnRun *run = feel_run_user(feel);
    const DmnElementDefinition *element = &callee->model->definition->elements[callee->element];
    const DmnElementPlan *plan = &callee->model->elements[callee->element];
    if (plan->function != NULL && !str_is_absent(plan->function->unsupported)) {
        return feel_run_null(feel, "%.*s", STR_ARG(plan->function->unsupported));
    }
    if (plan->function != NULL && plan->function->body == NULL) return feel_null();
    DmnEvaluation evaluation;
    Error error = {0};
    if (!enter_call(run, feel, &evaluation)) {
        return feel_run_null(feel, "“%.*s”调用嵌套超过 %d 层", STR_ARG(element->name),
                             DMN_CALL_DEPTH_MAX);
    }
    evaluation.element = element;
    evaluation.error = &error;
    FeelValue result = feel_null();
    bool ok = element->kind == DMN_SERVICE
                  ? run_service(&evaluation, callee->element, arguments, &result)
                  : run_function_body(&evaluation, plan->function,
                                      captured_constants(&evaluation, plan->function), arguments,
                                      &result);
    if (ok) {
        evaluation.element = element;
        result = dmn_value_check(&evaluation, plan->type, plan->item, 0, result);
    }
    run->depth--;
    return ok ? result : feel_run_fail(feel, &error);
}
