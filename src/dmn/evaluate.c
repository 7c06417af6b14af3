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
    size_t origin = evaluation->origins == NULL ? row : evaluation->origins[row];
    options->warn(options->warn_user, origin, source, range, message);
}

static FeelColumn null_column(void) {
    static const FeelValue null = {0};
    FeelColumn column = feel_column_values(&null);
    column.is_constant = true;
    return column;
}

bool dmn_part_run(DmnEvaluation *evaluation, const DmnNode *node, size_t index, DmnFrame *frame,
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
    if (!dmn_part_run(evaluation, node, index, frame, result)) return false;
    const DmnPart *part = &node->expression->parts[index];
    if (part->item != NULL) {
        dmn_column_check(evaluation, dmn_item_type(part->item), NULL, frame->row_count, result);
    }
    return true;
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
    DmnTableEvent event = {.table = node->table, .run = options, .frame = frame, .result = result};
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
    options.wants_value = !evaluation->element->has_states_only;
    DmnTableResult *table = NEW(evaluation->arena, DmnTableResult);
    if (!run_table(evaluation, &options, node, frame, table)) return false;
    *result =
        options.wants_value ? table->value : feel_column_constant(evaluation->arena, feel_null());
    size_t element = (size_t)(evaluation->element - evaluation->run->model->definition->elements);
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
    FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, frame->row_count);
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
    FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelValue *items = NEW_ARRAY(evaluation->arena, FeelValue, node->part_count);
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
    FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) {
        FeelValue *items = NEW_ARRAY(evaluation->arena, FeelValue, height);
        for (size_t i = 0; i < height; i++) {
            items[i] = relation_row(evaluation, node, columns + i * width, row);
        }
        values[row] = feel_list(items, height);
    }
    *result = feel_column_values(values);
    return true;
}

// ---- Invocation, conditional ----

static bool run_program(DmnEvaluation *evaluation, const FeelProgram *program, DmnFrame *frame,
                        FeelColumn *result) {
    return dmn_frame_run(evaluation->feel, program, frame, result, evaluation->error);
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
    part.origins = dmn_origins_gather(evaluation->arena, frame, rows, count);
    for (size_t i = 0; i < branch->read_count; i++) {
        const FeelColumn *column = &frame->slots[branch->reads[i]];
        part.slots[branch->reads[i]] = feel_column_gather(evaluation->arena, column, rows, count);
    }
    FeelColumn column;
    if (!dmn_node_run(evaluation, branch, &part, &column)) return false;
    for (size_t i = 0; i < count; i++) values[rows[i]] = feel_column_get(&column, i);
    return true;
}

static bool run_conditional(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                            FeelColumn *result) {
    FeelColumn condition;
    if (!dmn_part_run(evaluation, node, 0, frame, &condition)) return false;
    size_t row_count = frame->row_count, when_count = 0, otherwise_count = 0;
    uint32_t *when = NEW_ARRAY(evaluation->arena, uint32_t, row_count);
    uint32_t *otherwise = NEW_ARRAY(evaluation->arena, uint32_t, row_count);
    FeelValue *values = NEW_ARRAY(evaluation->arena, FeelValue, row_count);
    for (size_t row = 0; row < row_count; row++) {
        FeelValue value = feel_column_get(&condition, row);
        if (feel_is_true(value)) {
            when[when_count++] = (uint32_t)row;
        } else if (feel_is_false(value) || feel_is_null(value)) {
            otherwise[otherwise_count++] = (uint32_t)row;
        } else {
            dmn_run_warn(evaluation, row, "条件不是布尔值，结果为空（null）");
        }
    }
    *result = feel_column_values(values);
    return run_branch(evaluation, node->parts[1], frame, when, when_count, values) &&
           run_branch(evaluation, node->parts[2], frame, otherwise, otherwise_count, values);
}

// ---- Nodes ----

static bool run_kind(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                     FeelColumn *result) {
    switch (node->kind) {
    case DMN_LITERAL:
        return run_program(evaluation, node->program, frame, result);
    case DMN_TABLE:
        return run_table_node(evaluation, node, frame, result);
    case DMN_CONTEXT:
        return run_context(evaluation, node, frame, result);
    case DMN_LIST:
        return run_list(evaluation, node, frame, result);
    case DMN_RELATION:
        return run_relation(evaluation, node, frame, result);
    case DMN_FUNCTION:
        return dmn_function_run(evaluation, node, frame, result);
    case DMN_INVOCATION:
        return run_invocation(evaluation, node, frame, result);
    case DMN_CONDITIONAL:
        return run_conditional(evaluation, node, frame, result);
    case DMN_FILTER:
    case DMN_FOR:
    case DMN_SOME:
    case DMN_EVERY:
        return dmn_iteration_run(evaluation, node, frame, result);
    }
    return false;
}

static void warn_fault(DmnEvaluation *evaluation, const Diagnostic *fault, const DmnFrame *frame) {
    const DmnRunOptions *options = &evaluation->run->options;
    for (size_t row = 0; options->warn != NULL && row < frame->row_count; row++) {
        options->warn(options->warn_user, dmn_frame_origin(frame, row), fault->source, fault->range,
                      fault->message);
    }
}

bool dmn_node_run(DmnEvaluation *evaluation, const DmnNode *node, DmnFrame *frame,
                  FeelColumn *result) {
    if (node->fault != NULL) {
        warn_fault(evaluation, node->fault, frame);
        *result = null_column();
        return true;
    }
    const uint32_t *around = evaluation->origins;
    evaluation->origins = frame->origins;
    bool ok = run_kind(evaluation, node, frame, result);
    if (ok) dmn_column_check(evaluation, node->expected, node->item, frame->row_count, result);
    evaluation->origins = around;
    return ok;
}
