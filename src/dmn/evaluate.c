// SPDX-License-Identifier: Apache-2.0
// Evaluating compiled expressions over the rows of a frame. What FEEL can do runs on columns;
// boxed expressions that build values (contexts, lists, closures) go row by row.
#include "dmn/model_plan.h"

#include <string.h>

// ---- Helpers ----

void dmn_run_warn(DmnEvaluation *evaluation, size_t row, const char *format, ...) {
    const DmnRunOptions *options = &evaluation->run->options;
    if (options->warn == NULL) return;
    va_list arguments;
    va_start(arguments, format);
    Str message = str_format_list(evaluation->arena, format, arguments);
    va_end(arguments);
    const DmnElementDefinition *element = evaluation->element;
    const Source *source = element == NULL ? NULL : element->source;
    SourceRange range = element == NULL ? (SourceRange){0} : element->range;
    options->warn(options->warn_user, row, source, range, message);
}

static FeelColumn null_column(void) {
    static const FeelValue null = {0};
    FeelColumn column = feel_column_values(&null);
    column.is_constant = true;
    return column;
}

static bool run_part(DmnEvaluation *evaluation, const DmnNode *node, size_t index, DmnFrame *frame,
                     FeelColumn *result) {
    const DmnNode *part = node->parts[index];
    if (part == NULL) {
        *result = null_column();
        return true;
    }
    return dmn_node_run(evaluation, part, frame, result);
}

// Evaluates a part and brings it to its declared type.
static bool run_typed_part(DmnEvaluation *evaluation, const DmnNode *node, size_t index,
                           DmnFrame *frame, FeelColumn *result) {
    if (!run_part(evaluation, node, index, frame, result)) return false;
    const DmnPart *part = &node->expression->parts[index];
    if (part->item != NULL) {
        dmn_column_check(evaluation, dmn_item_type(part->item), NULL, frame->row_count, result);
    }
    return true;
}

static FeelValue *new_values(DmnEvaluation *evaluation, size_t count) {
    return NEW_ARRAY(evaluation->arena, FeelValue, count);
}

// A frame of `row_count` rows in which the slots a node reads are those of one row of `frame`.
static DmnFrame frame_of_row(DmnEvaluation *evaluation, const DmnFrame *frame,
                             const DmnNode *node, size_t row, size_t row_count) {
    DmnFrame one = {.slot_count = frame->slot_count, .row_count = row_count};
    one.slots = NEW_ARRAY(evaluation->arena, FeelColumn, frame->slot_count);
    for (size_t i = 0; node != NULL && i < node->read_count; i++) {
        size_t slot = node->reads[i];
        if (frame->slots[slot].data == NULL) continue; // a local, set later
        FeelValue value = feel_column_get(&frame->slots[slot], row);
        one.slots[slot] = feel_column_constant(evaluation->arena, value);
    }
    return one;
}

// ---- Tables ----

static void warn_table(void *user, size_t row, const Source *source, SourceRange range,
                       Str message) {
    const DmnRunOptions *options = user;
    if (options->warn != NULL) options->warn(options->warn_user, row, source, range, message);
}

static bool run_table(DmnEvaluation *evaluation, const DmnTableRun *options, const DmnNode *node,
                      DmnFrame *frame, DmnTableResult *result) {
    if (!dmn_table_run(node->table, options, frame, result, evaluation->error)) return false;
    const DmnTraceSink *sink = evaluation->run->options.trace;
    if (sink == NULL) return true;
    DmnTableEvent event = {.table = node->table, .run = options, .frame = frame,
                           .result = result};
    sink->table(sink->user, evaluation->element, &event);
    return true;
}

static DmnTableRun table_options(DmnEvaluation *evaluation) {
    DmnRunOptions *options = &evaluation->run->options;
    DmnTableRun run = {.run = evaluation->feel, .wants_value = true, .warn_user = options};
    run.wants_states = options->trace != NULL;
    if (options->warn != NULL) run.warn = warn_table;
    return run;
}

static bool run_table_node(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                           FeelColumn *result) {
    DmnTableRun options = table_options(evaluation);
    DmnTableResult table;
    if (!run_table(evaluation, &options, node, frame, &table)) return false;
    *result = table.value;
    return true;
}

bool dmn_element_table_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                           FeelColumn *result) {
    DmnTableRun options = table_options(evaluation);
    options.wants_states |= evaluation->run->options.wants_states;
    options.unknown = evaluation->store->unknown;
    DmnTableResult *table = NEW(evaluation->arena, DmnTableResult);
    if (!run_table(evaluation, &options, node, frame, table)) return false;
    *result = table->value;
    size_t element = (size_t)(evaluation->element -
                              evaluation->run->model->definition->elements);
    if (options.wants_states) evaluation->store->tables[element] = table;
    dmn_column_check(evaluation, node->expected, node->item, frame->row_count, result);
    return true;
}

// ---- Contexts, lists, relations ----

static bool run_context(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                        FeelColumn *result) {
    size_t named = 0;
    for (size_t i = 0; i < node->part_count; i++) {
        FeelColumn column;
        if (!run_typed_part(evaluation, node, i, frame, &column)) return false;
        if (str_is_absent(node->expression->parts[i].name)) {
            *result = column;
            return true;
        }
        frame->slots[node->slot + i] = column;
        named++;
    }
    FeelValue *values = new_values(evaluation, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelEntry *entries = NEW_ARRAY(evaluation->arena, FeelEntry, named);
        for (size_t i = 0; i < named; i++) {
            entries[i].name = node->expression->parts[i].name;
            entries[i].value = feel_column_get(&frame->slots[node->slot + i], row);
        }
        values[row] = (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, named}};
    }
    *result = feel_column_values(values);
    return true;
}

static bool run_parts(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                      FeelColumn **columns) {
    *columns = NEW_ARRAY(evaluation->arena, FeelColumn, node->part_count);
    for (size_t i = 0; i < node->part_count; i++) {
        if (!run_typed_part(evaluation, node, i, frame, &(*columns)[i])) return false;
    }
    return true;
}

static bool run_list(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                     FeelColumn *result) {
    FeelColumn *columns;
    if (!run_parts(evaluation, node, frame, &columns)) return false;
    FeelValue *values = new_values(evaluation, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelValue *items = new_values(evaluation, node->part_count);
        for (size_t i = 0; i < node->part_count; i++) items[i] = feel_column_get(&columns[i], row);
        values[row] = feel_list(items, node->part_count);
    }
    *result = feel_column_values(values);
    return true;
}

static FeelValue relation_row(DmnEvaluation *evaluation, const DmnNode *node,
                              const FeelColumn *columns, size_t row) {
    size_t width = node->expression->column_count;
    FeelEntry *entries = NEW_ARRAY(evaluation->arena, FeelEntry, width);
    for (size_t i = 0; i < width; i++) {
        entries[i] = (FeelEntry){node->expression->columns[i], feel_column_get(&columns[i], row)};
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, width}};
}

static bool run_relation(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                         FeelColumn *result) {
    FeelColumn *columns;
    if (!run_parts(evaluation, node, frame, &columns)) return false;
    size_t width = node->expression->column_count;
    size_t height = width == 0 ? 0 : node->part_count / width;
    FeelValue *values = new_values(evaluation, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelValue *items = new_values(evaluation, height);
        for (size_t i = 0; i < height; i++) {
            items[i] = relation_row(evaluation, node, columns + i * width, row);
        }
        values[row] = feel_list(items, height);
    }
    *result = feel_column_values(values);
    return true;
}

// ---- Functions ----

typedef struct Closure {
    FeelDefinition definition;
    const DmnFunctionPlan *function;
    const FeelValue *captured;
} Closure;

static bool run_function(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                         FeelColumn *result) {
    const DmnFunctionPlan *function = node->function;
    FeelValue *values = new_values(evaluation, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelValue *captured = new_values(evaluation, function->captured_count);
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

static bool run_function_body(DmnEvaluation *evaluation, const DmnFunctionPlan *function,
                              const FeelValue *captured, const FeelValue *arguments,
                              FeelValue *result) {
    size_t parameter_count = function->definition.type->field_count;
    DmnFrame frame = {.slot_count = function->slot_count, .row_count = 1};
    frame.slots = NEW_ARRAY(evaluation->arena, FeelColumn, frame.slot_count);
    for (size_t i = 0; i < parameter_count; i++) {
        FeelValue value = dmn_value_check(evaluation, NULL, function->parameter_items[i], 0,
                                          arguments[i]);
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
                                  .warn = run->options.warn,
                                  .warn_user = run->options.warn_user,
                                  .user = run};
        *level = feel_run_new_in(run->arena, &options);
    }
    feel_run_set_arena(*level, arena);
    *evaluation = (DmnEvaluation){.run = run, .feel = *level, .arena = arena};
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
    return ok ? result : feel_run_null(feel, "%s", error.message);
}

// ---- Elements that are functions ----

static bool run_service(DmnEvaluation *evaluation, size_t element, const FeelValue *arguments,
                        FeelValue *result) {
    const DmnModel *model = evaluation->run->model;
    const DmnElementDefinition *service = &model->definition->elements[element];
    size_t element_count = model->definition->element_count;
    DmnStore store = {.frame = {.slot_count = model->slot_count, .row_count = 1}};
    store.frame.slots = NEW_ARRAY(evaluation->arena, FeelColumn, model->slot_count);
    store.is_known = NEW_ARRAY(evaluation->arena, uint8_t, element_count);
    store.tables = NEW_ARRAY(evaluation->arena, const DmnTableResult *, element_count);
    store.unknown = NEW_ARRAY(evaluation->arena, const uint8_t *, model->slot_count);
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
    *result = is_single ? entries[0].value
                        : (FeelValue){.kind = FEEL_CONTEXT,
                                      .context = {entries, service->output_count}};
    return true;
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
                  : run_function_body(&evaluation, plan->function, NULL, arguments, &result);
    if (ok) {
        evaluation.element = element;
        result = dmn_value_check(&evaluation, plan->type, plan->item, 0, result);
    }
    run->depth--;
    return ok ? result : feel_run_null(feel, "%s", error.message);
}

// ---- Invocation, conditional ----

static bool run_program(DmnEvaluation *evaluation, const FeelProgram *program, DmnFrame *frame,
                        FeelColumn *result) {
    FeelBatch batch = {frame->slots, frame->slot_count, frame->row_count};
    return feel_run_batch(evaluation->feel, program, &batch, result, evaluation->error);
}

static bool run_invocation(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                           FeelColumn *result) {
    for (size_t i = 0; i < node->part_count; i++) {
        FeelColumn *slot = &frame->slots[node->slot + i];
        if (!run_typed_part(evaluation, node, i, frame, slot)) return false;
    }
    return run_program(evaluation, node->program, frame, result);
}

// Evaluates a branch for some rows only, so that the other rows neither cost nor warn.
static bool run_branch(DmnEvaluation *evaluation, const DmnNode *branch, DmnFrame *frame,
                       const uint32_t *rows, size_t count, FeelValue *values) {
    if (count == 0 || branch == NULL) return true;
    DmnFrame part = {.slot_count = frame->slot_count, .row_count = count};
    part.slots = NEW_ARRAY(evaluation->arena, FeelColumn, frame->slot_count);
    for (size_t i = 0; i < branch->read_count; i++) {
        const FeelColumn *column = &frame->slots[branch->reads[i]];
        part.slots[branch->reads[i]] =
            dmn_column_gather(evaluation->arena, column, rows, count);
    }
    FeelColumn column;
    if (!dmn_node_run(evaluation, branch, &part, &column)) return false;
    for (size_t i = 0; i < count; i++) values[rows[i]] = feel_column_get(&column, i);
    return true;
}

static bool run_conditional(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                            FeelColumn *result) {
    FeelColumn condition;
    if (!run_part(evaluation, node, 0, frame, &condition)) return false;
    size_t row_count = frame->row_count, when_count = 0, otherwise_count = 0;
    uint32_t *when = NEW_ARRAY(evaluation->arena, uint32_t, row_count);
    uint32_t *otherwise = NEW_ARRAY(evaluation->arena, uint32_t, row_count);
    FeelValue *values = new_values(evaluation, row_count);
    for (size_t row = 0; row < row_count; row++) {
        FeelValue value = feel_column_get(&condition, row);
        if (feel_is_true(value)) {
            when[when_count++] = (uint32_t)row;
            continue;
        }
        bool is_truth = feel_is_false(value) || feel_is_null(value);
        if (!is_truth) dmn_run_warn(evaluation, row, "条件不是布尔值，按“否则”处理");
        otherwise[otherwise_count++] = (uint32_t)row;
    }
    *result = feel_column_values(values);
    return run_branch(evaluation, node->parts[1], frame, when, when_count, values) &&
           run_branch(evaluation, node->parts[2], frame, otherwise, otherwise_count, values);
}

// ---- Iterations: one row's elements are the rows of a frame of their own ----

// The list to go through: a single value counts as a list of one, null gives no list.
static bool row_items(DmnEvaluation *evaluation, const FeelColumn *column, size_t row,
                      FeelList *list) {
    FeelValue value = feel_column_get(column, row);
    if (feel_is_null(value)) {
        dmn_run_warn(evaluation, row, "要遍历的清单是空（null）");
        return false;
    }
    if (value.kind == FEEL_LIST) {
        *list = value.list;
        return true;
    }
    FeelValue *one = new_values(evaluation, 1);
    one[0] = value;
    *list = (FeelList){one, 1};
    return true;
}

static DmnFrame element_frame(DmnEvaluation *evaluation, const DmnNode *node,
                              const DmnFrame *frame, size_t row, const FeelList *list) {
    DmnFrame inner = frame_of_row(evaluation, frame, node->parts[1], row, list->count);
    inner.slots[node->slot] = feel_column_values(list->items);
    for (size_t i = 0; i < node->field_count; i++) {
        FeelValue *values = new_values(evaluation, list->count);
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
    if (!run_part(evaluation, node, 1, &inner, &match)) return false;
    FeelValue *kept = new_values(evaluation, list->count);
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
        if (!run_part(evaluation, node, 1, &inner, &column)) return false;
        results[i] = feel_column_get(&column, 0);
    }
    return true;
}

static bool for_row(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame, size_t row,
                    const FeelList *list, FeelValue *value) {
    FeelValue *results = new_values(evaluation, list->count);
    *value = feel_list(results, list->count);
    if (reads_slot(node->parts[1], node->slot + 1)) {
        return for_row_partial(evaluation, node, frame, row, list, results);
    }
    DmnFrame inner = element_frame(evaluation, node, frame, row, list);
    FeelColumn column;
    if (!run_part(evaluation, node, 1, &inner, &column)) return false;
    for (size_t i = 0; i < list->count; i++) results[i] = feel_column_get(&column, i);
    return true;
}

// some: true if one is true, else null if one is no boolean; every: the mirror image.
static bool quantified_row(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                           size_t row, const FeelList *list, FeelValue *value) {
    DmnFrame inner = element_frame(evaluation, node, frame, row, list);
    FeelColumn column;
    if (!run_part(evaluation, node, 1, &inner, &column)) return false;
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

static bool run_iteration(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                          FeelColumn *result) {
    FeelColumn domain;
    if (!run_part(evaluation, node, 0, frame, &domain)) return false;
    FeelValue *values = new_values(evaluation, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelList list;
        if (!row_items(evaluation, &domain, row, &list)) continue;
        bool ok = node->kind == DMN_FILTER ? filter_row(evaluation, node, frame, row, &list,
                                                        &values[row])
                  : node->kind == DMN_FOR
                      ? for_row(evaluation, node, frame, row, &list, &values[row])
                      : quantified_row(evaluation, node, frame, row, &list, &values[row]);
        if (!ok) return false;
    }
    *result = feel_column_values(values);
    return true;
}

// ---- Nodes ----

static bool run_kind(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                     FeelColumn *result) {
    switch (node->kind) {
    case DMN_LITERAL: return run_program(evaluation, node->program, frame, result);
    case DMN_TABLE: return run_table_node(evaluation, node, frame, result);
    case DMN_CONTEXT: return run_context(evaluation, node, frame, result);
    case DMN_LIST: return run_list(evaluation, node, frame, result);
    case DMN_RELATION: return run_relation(evaluation, node, frame, result);
    case DMN_FUNCTION: return run_function(evaluation, node, frame, result);
    case DMN_INVOCATION: return run_invocation(evaluation, node, frame, result);
    case DMN_CONDITIONAL: return run_conditional(evaluation, node, frame, result);
    case DMN_FILTER:
    case DMN_FOR:
    case DMN_SOME:
    case DMN_EVERY: return run_iteration(evaluation, node, frame, result);
    }
    return false;
}

static void warn_fault(DmnEvaluation *evaluation, const Diagnostic *fault, size_t row_count) {
    const DmnRunOptions *options = &evaluation->run->options;
    for (size_t row = 0; options->warn != NULL && row < row_count; row++) {
        options->warn(options->warn_user, row, fault->source, fault->range, fault->message);
    }
}

bool dmn_node_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                  FeelColumn *result) {
    if (node->fault != NULL) {
        warn_fault(evaluation, node->fault, frame->row_count);
        *result = null_column();
        return true;
    }
    if (!run_kind(evaluation, node, frame, result)) return false;
    dmn_column_check(evaluation, node->expected, node->item, frame->row_count, result);
    return true;
}
