// SPDX-License-Identifier: Apache-2.0
// Calls: builtins and functions in C go row by row; FEEL functions run their block on all rows at
// once when every row calls the same one.
#include "feel/evaluate.h"
#include "feel/kernels.h"

#include <string.h>

// ---- Function values ----

static FeelValue function_value(Arena *arena, FeelFunction function) {
    FeelFunction *made = NEW(arena, FeelFunction);
    *made = function;
    return (FeelValue){.kind = FEEL_FUNCTION, .function = made};
}

FeelValue closure_value(Arena *arena, const PlanBlock *block, const FeelValue *captured) {
    return function_value(arena, (FeelFunction){.kind = FEEL_FUNCTION_CLOSURE,
                                                .type = block->type,
                                                .text = block->text,
                                                .block = block,
                                                .captured = captured});
}

static const FeelType *builtin_type(Arena *arena, const FeelBuiltin *builtin) {
    const FeelSignature *signature = &builtin->signatures[0];
    FeelField *parameters = NEW_ARRAY(arena, FeelField, (size_t)signature->total);
    for (int i = 0; i < signature->total; i++) {
        FeelTypeKind kind = signature->types[i];
        parameters[i].name = str_from_c(signature->parameters[i]);
        parameters[i].type =
            kind < FEEL_TYPE_SIMPLE_COUNT ? &feel_simple_types[kind] : FEEL_TYPE_OF(ANY);
    }
    const FeelType *result = builtin->result < FEEL_TYPE_SIMPLE_COUNT
                                 ? &feel_simple_types[builtin->result]
                                 : FEEL_TYPE_OF(ANY);
    return feel_type_function_of(arena, parameters, (size_t)signature->total, result);
}

FeelValue builtin_value(Arena *arena, const FeelBuiltin *builtin) {
    return function_value(arena, (FeelFunction){.kind = FEEL_FUNCTION_BUILTIN,
                                                .type = builtin_type(arena, builtin),
                                                .text = str_from_c(builtin->name),
                                                .builtin = builtin});
}

FeelValue definition_value(Arena *arena, const FeelDefinition *definition,
                           const FeelValue *captured) {
    return function_value(arena, (FeelFunction){.kind = FEEL_FUNCTION_DEFINITION,
                                                .type = definition->type,
                                                .text = definition->name,
                                                .definition = definition,
                                                .captured = captured});
}

FeelValue feel_definition_value(Arena *arena, const FeelDefinition *definition) {
    return definition_value(arena, definition, NULL);
}

static FeelValue row_closure(FeelRun *run, const Instruction *instruction,
                             const FeelValue *operands) {
    FeelValue *captured = NEW_ARRAY(run->options.arena, FeelValue, instruction->count);
    memcpy(captured, operands, instruction->count * sizeof *captured);
    if (instruction->block) return closure_value(run->options.arena, instruction->block, captured);
    return definition_value(run->options.arena, instruction->call->definition, captured);
}

void execute_closure(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_row(run, frame, instruction, row_closure);
}

// ---- Builtins ----

// A list of one stands for its element where a parameter wants one.
static FeelValue unwrap(FeelTypeKind wanted, FeelValue value) {
    bool wants_one = wanted != FEEL_TYPE_ANY && wanted != FEEL_TYPE_LIST;
    if (wants_one && value.kind == FEEL_LIST && value.list.count == 1) return value.list.items[0];
    return value;
}

static FeelValue call_builtin(FeelRun *run, const FeelSignature *signature,
                              FeelArguments arguments) {
    FeelValue unwrapped[FEEL_PARAMETERS_MAX];
    if (arguments.count <= (size_t)signature->total) {
        for (size_t i = 0; i < arguments.count; i++) {
            unwrapped[i] = unwrap(signature->types[i], arguments.values[i]);
        }
        arguments.values = unwrapped;
    }
    return arguments.builtin->call(run, &arguments);
}

static FeelValue row_builtin(FeelRun *run, const Instruction *instruction,
                             const FeelValue *operands) {
    const CallPlan *call = instruction->call;
    return call_builtin(run, call->signature,
                        (FeelArguments){.builtin = call->builtin,
                                        .values = operands,
                                        .count = instruction->count,
                                        .given = call->given,
                                        .named = call->names ? call->signature : NULL});
}

void execute_builtin(FeelRun *run, Frame *frame, const Instruction *instruction) {
    if (kernel_builtin(run, frame, instruction) || kernel_round(run, frame, instruction)) return;
    each_row(run, frame, instruction, row_builtin);
}

// ---- Arguments of FEEL functions ----

// The value a parameter takes; false with a warning when it has another type.
static bool take_argument(FeelRun *run, const FeelType *type, size_t index, FeelValue *value) {
    const FeelField *parameter = &type->fields[index];
    if (parameter->type->kind == FEEL_TYPE_ANY) return true;
    FeelValue coerced = feel_type_coerce(run->options.arena, parameter->type, *value);
    if (feel_is_null(coerced) && !feel_is_null(*value)) {
        Str wanted = feel_type_to_str(&run->scratch, parameter->type);
        feel_run_null(run, "参数 “%.*s” 应为 %.*s，实为%.*s", STR_ARG(parameter->name),
                      STR_ARG(wanted), STR_ARG(feel_kind_to_chinese(value->kind)));
        return false;
    }
    *value = coerced;
    return true;
}

// Coerces a whole column; marks the rows that do not fit.
static FeelColumn take_column(FeelRun *run, const FeelType *type, size_t index,
                              const FeelColumn *column, size_t rows, uint8_t **refused) {
    const FeelType *wanted = type->fields[index].type;
    if (wanted->kind == FEEL_TYPE_ANY || feel_column_has_type(column, wanted)) return *column;
    size_t count = column->is_constant ? 1 : rows;
    FeelValue *values = NEW_ARRAY(&run->scratch, FeelValue, count);
    for (size_t row = 0; row < count; row++) {
        run->row = row;
        values[row] = feel_column_get(column, row);
        if (take_argument(run, type, index, &values[row])) continue;
        if (!*refused) *refused = NEW_ARRAY(&run->scratch, uint8_t, rows);
        if (column->is_constant) memset(*refused, 1, rows);
        else (*refused)[row] = 1;
        values[row] = feel_null();
    }
    FeelColumn taken = feel_column_values(values);
    taken.is_constant = column->is_constant;
    return taken;
}

// ---- Running a body ----

// A FEEL function about to run: the columns of its arguments, and of what it closes over.
typedef struct Invocation {
    const FeelFunction *function;
    const FeelColumn *arguments;
    const FeelColumn *captured; // CLOSURE: for each capture of the block; DEFINITION: slot
    size_t rows;
    const uint32_t *origin;
    size_t base;
} Invocation;

static FeelColumn constant_of(FeelRun *run, FeelValue value) {
    FeelValue *data = NEW(&run->scratch, FeelValue);
    *data = value;
    FeelColumn column = feel_column_values(data);
    column.is_constant = true;
    return column;
}

static void set_closure(FeelRun *run, Frame *frame, const Invocation *invocation) {
    const PlanBlock *block = invocation->function->block;
    for (uint32_t i = 0; i < block->parameter_count; i++) {
        frame->registers[i] = invocation->arguments[i];
    }
    for (size_t i = 0; i < block->capture_count; i++) {
        frame->registers[block->captures[i].to] = invocation->captured[i];
    }
    if (block->self == OPERAND_NONE) return;
    frame->registers[block->self] = constant_of(
        run, (FeelValue){.kind = FEEL_FUNCTION, .function = invocation->function});
}

// The slots of a compiled body are the parameters, then what it captures.
static void set_body(FeelRun *run, Frame *frame, const Invocation *invocation) {
    const FeelDefinition *definition = invocation->function->definition;
    size_t parameters = definition->type->field_count;
    const PlanBlock *block = definition->body->block;
    for (size_t i = 0; i < block->capture_count; i++) {
        size_t slot = block->captures[i].from;
        FeelColumn column = constant_of(run, feel_null());
        if (slot < parameters) column = invocation->arguments[slot];
        else if (slot - parameters < definition->captured_count && invocation->captured) {
            column = invocation->captured[slot - parameters];
        }
        frame->registers[block->captures[i].to] = column;
    }
}

static bool invoke(FeelRun *run, const Invocation *invocation, FeelColumn *result) {
    const FeelFunction *function = invocation->function;
    bool is_closure = function->kind == FEEL_FUNCTION_CLOSURE;
    if (!run_enter(run)) return false;
    Frame frame;
    frame_init(run, &frame, is_closure ? function->block : function->definition->body->block,
               invocation->rows);
    frame.origin = invocation->origin;
    frame.base = invocation->base;
    if (is_closure) set_closure(run, &frame, invocation);
    else set_body(run, &frame, invocation);
    bool ok = frame_run(run, &frame);
    if (ok) *result = frame_result(&frame);
    run_leave(run);
    return ok;
}

static FeelColumn *slice_columns(FeelRun *run, const FeelColumn *columns, size_t count,
                                 size_t row) {
    FeelColumn *slices = NEW_ARRAY(&run->scratch, FeelColumn, count);
    for (size_t i = 0; i < count; i++) slices[i] = feel_column_slice(&columns[i], row);
    return slices;
}

static size_t captured_count(const FeelFunction *function) {
    if (function->kind == FEEL_FUNCTION_CLOSURE) return function->block->capture_count;
    return function->kind == FEEL_FUNCTION_DEFINITION && function->captured
               ? function->definition->captured_count
               : 0;
}

// Runs the rows whose arguments fit one by one; the others have no result.
static bool invoke_some(FeelRun *run, const Invocation *invocation, const uint8_t *refused,
                        FeelColumn *result) {
    FeelValue *values = NEW_ARRAY(&run->scratch, FeelValue, invocation->rows);
    size_t parameters = invocation->function->type->field_count;
    size_t captured = invocation->captured ? captured_count(invocation->function) : 0;
    for (size_t row = 0; row < invocation->rows; row++) {
        if (refused[row]) continue;
        ArenaMark mark = arena_mark(&run->scratch);
        Invocation one = *invocation;
        one.rows = 1;
        one.origin = NULL;
        one.base = invocation->origin ? invocation->origin[row] : invocation->base + row;
        one.arguments = slice_columns(run, invocation->arguments, parameters, row);
        one.captured = slice_columns(run, invocation->captured, captured, row);
        FeelColumn column;
        if (!invoke(run, &one, &column)) return false;
        values[row] = feel_column_get(&column, 0);
        arena_rewind(&run->scratch, mark);
    }
    *result = feel_column_values(values);
    return true;
}

// Coerces the arguments, runs the body, and stores its column.
static void execute_invocation(FeelRun *run, Frame *frame, const Instruction *instruction,
                               Invocation invocation) {
    const FeelType *type = invocation.function->type;
    FeelColumn *arguments = NEW_ARRAY(&run->scratch, FeelColumn, type->field_count);
    uint8_t *refused = NULL;
    for (size_t i = 0; i < type->field_count; i++) {
        arguments[i] =
            take_column(run, type, i, &invocation.arguments[i], invocation.rows, &refused);
    }
    invocation.arguments = arguments;
    invocation.origin = frame->origin;
    invocation.base = frame->base;
    FeelColumn result;
    bool ok = refused ? invoke_some(run, &invocation, refused, &result)
                      : invoke(run, &invocation, &result);
    if (!ok) return;
    if (invocation.rows == 1 && frame->rows != 1) {
        result = feel_column_constant(&run->scratch, feel_column_get(&result, 0));
    }
    store_column(frame, instruction, result);
}

// ---- Definitions ----

static FeelValue call_definition(FeelRun *run, const FeelDefinition *definition,
                                 const FeelValue *values) {
    size_t count = definition->type->field_count;
    FeelValue *arguments = NEW_ARRAY(&run->scratch, FeelValue, count);
    for (size_t i = 0; i < count; i++) {
        arguments[i] = values[i];
        if (!take_argument(run, definition->type, i, &arguments[i])) return feel_null();
    }
    if (!run_enter(run)) return feel_null();
    FeelValue result = definition->call(definition->user, run, arguments);
    run_leave(run);
    return result;
}

static FeelValue row_definition(FeelRun *run, const Instruction *instruction,
                                const FeelValue *operands) {
    return call_definition(run, instruction->call->definition, operands);
}

// A definition that knows how to work on typed columns.
static bool definition_columns(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const FeelDefinition *definition = instruction->call->definition;
    FeelColumn columns[FEEL_PARAMETERS_MAX], result;
    if (!definition->call_columns || run->options.warn) return false;
    if (instruction->count > FEEL_PARAMETERS_MAX) return false;
    for (uint32_t i = 0; i < instruction->count; i++) {
        columns[i] = *operand_column(frame, instruction->operands[i]);
    }
    if (!definition->call_columns(definition->user, &run->scratch, columns, frame->rows, &result)) {
        return false;
    }
    store_column(frame, instruction, result);
    return true;
}

void execute_definition(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const FeelDefinition *definition = instruction->call->definition;
    if (definition_columns(run, frame, instruction)) return;
    if (definition->call) {
        each_row(run, frame, instruction, row_definition);
        return;
    }
    FeelColumn *columns = NEW_ARRAY(&run->scratch, FeelColumn, instruction->count);
    for (uint32_t i = 0; i < instruction->count; i++) {
        columns[i] = *operand_column(frame, instruction->operands[i]);
    }
    FeelFunction function = {.kind = FEEL_FUNCTION_DEFINITION,
                             .type = definition->type,
                             .text = definition->name,
                             .definition = definition};
    execute_invocation(run, frame, instruction,
                       (Invocation){.function = &function,
                                    .arguments = columns,
                                    .captured = columns + definition->type->field_count,
                                    .rows = instruction_rows(frame, instruction)});
}

// ---- Function values ----

static bool argument_count_fits(FeelRun *run, const FeelFunction *function, size_t count) {
    if (function->type->field_count == count) return true;
    feel_run_null(run, "函数要 %zu 个参数，却给了 %zu 个", function->type->field_count, count);
    return false;
}

static FeelValue call_value_builtin(FeelRun *run, const FeelBuiltin *builtin,
                                    const FeelValue *values, size_t count) {
    const FeelSignature *signature = builtin_signature(builtin, NULL, count);
    if (!signature) return feel_run_null(run, "函数 “%s” 的参数个数不对", builtin->name);
    uint32_t given = count >= 32 ? UINT32_MAX : (1u << count) - 1;
    return call_builtin(
        run, signature,
        (FeelArguments){.builtin = builtin, .values = values, .count = count, .given = given});
}

static FeelColumn *constants_of(FeelRun *run, const FeelValue *values, size_t count) {
    FeelColumn *columns = NEW_ARRAY(&run->scratch, FeelColumn, count);
    for (size_t i = 0; i < count; i++) columns[i] = constant_of(run, values[i]);
    return columns;
}

static FeelValue call_body(FeelRun *run, const FeelFunction *function, const FeelValue *values,
                           size_t count) {
    FeelValue *taken = NEW_ARRAY(&run->scratch, FeelValue, count);
    for (size_t i = 0; i < count; i++) {
        taken[i] = values[i];
        if (!take_argument(run, function->type, i, &taken[i])) return feel_null();
    }
    Invocation invocation = {
        .function = function,
        .arguments = constants_of(run, taken, count),
        .captured = constants_of(run, function->captured, captured_count(function)),
        .rows = 1,
        .base = run->frame ? frame_origin(run->frame, run->row) : 0};
    FeelColumn result;
    return invoke(run, &invocation, &result) ? feel_column_get(&result, 0) : feel_null();
}

FeelValue feel_run_call(FeelRun *run, const FeelFunction *function, const FeelValue *arguments,
                        size_t count) {
    if (function->kind == FEEL_FUNCTION_BUILTIN) {
        return call_value_builtin(run, function->builtin, arguments, count);
    }
    if (run->has_failed || !argument_count_fits(run, function, count)) return feel_null();
    ArenaMark mark = arena_mark(&run->scratch);
    bool is_native = function->kind == FEEL_FUNCTION_DEFINITION && function->definition->call;
    FeelValue result = is_native ? call_definition(run, function->definition, arguments)
                                 : call_body(run, function, arguments, count);
    arena_rewind(&run->scratch, mark);
    return result;
}

// ---- Calls of function values ----

// The arguments in the order of the parameters; false with a warning when a name is unknown.
static bool order_arguments(FeelRun *run, const FeelFunction *function, const Str *names,
                            const FeelValue *given, size_t count, FeelValue *ordered) {
    for (size_t i = 0; i < count; i++) {
        size_t k = names ? 0 : i;
        while (names && k < count && !str_equal(function->type->fields[k].name, names[i])) k++;
        if (k == count) {
            feel_run_null(run, "函数没有参数 “%.*s”", STR_ARG(names[i]));
            return false;
        }
        ordered[k] = given[i];
    }
    return true;
}

static FeelValue row_call(FeelRun *run, const Instruction *instruction,
                          const FeelValue *operands) {
    size_t count = instruction->count - 1;
    if (operands[0].kind != FEEL_FUNCTION) {
        return feel_run_null(run, "%.*s不是函数，不能调用",
                             STR_ARG(feel_kind_to_chinese(operands[0].kind)));
    }
    const FeelFunction *function = operands[0].function;
    const Str *names = instruction->call->names;
    if (!names) return feel_run_call(run, function, operands + 1, count);
    if (!argument_count_fits(run, function, count)) return feel_null();
    FeelValue *ordered = NEW_ARRAY(&run->scratch, FeelValue, count);
    if (!order_arguments(run, function, names, operands + 1, count, ordered)) return feel_null();
    return feel_run_call(run, function, ordered, count);
}

// The closures of all rows when they share one body, so that it can run on all rows at once.
static const FeelFunction *shared_body(const Frame *frame, Operand operand, size_t rows,
                                       size_t count) {
    const FeelFunction *first = NULL;
    for (size_t row = 0; row < rows; row++) {
        FeelValue value = operand_value(frame, operand, row);
        if (value.kind != FEEL_FUNCTION) return NULL;
        const FeelFunction *function = value.function;
        if (function->kind != FEEL_FUNCTION_CLOSURE || function->type->field_count != count) {
            return NULL;
        }
        bool finds_itself = function->block->self != OPERAND_NONE;
        if (first && (function->block != first->block || (finds_itself && function != first))) {
            return NULL;
        }
        first = function;
    }
    return first;
}

static FeelColumn *captured_columns(FeelRun *run, const Frame *frame, Operand operand,
                                    const FeelFunction *function, size_t rows) {
    size_t count = function->block->capture_count;
    if (operand_column(frame, operand)->is_constant) {
        return constants_of(run, function->captured, count);
    }
    FeelColumn *columns = NEW_ARRAY(&run->scratch, FeelColumn, count);
    for (size_t i = 0; i < count; i++) {
        FeelValue *values = NEW_ARRAY(&run->scratch, FeelValue, rows);
        for (size_t row = 0; row < rows; row++) {
            values[row] = operand_value(frame, operand, row).function->captured[i];
        }
        columns[i] = feel_column_values(values);
    }
    return columns;
}

void execute_call(FeelRun *run, Frame *frame, const Instruction *instruction) {
    size_t rows = instruction_rows(frame, instruction), count = instruction->count - 1;
    Operand callee = instruction->operands[0];
    size_t callee_rows = operand_column(frame, callee)->is_constant ? 1 : rows;
    const FeelFunction *function = shared_body(frame, callee, callee_rows, count);
    if (!function || instruction->call->names) {
        each_row(run, frame, instruction, row_call);
        return;
    }
    FeelColumn *arguments = NEW_ARRAY(&run->scratch, FeelColumn, count);
    for (size_t i = 0; i < count; i++) {
        arguments[i] = *operand_column(frame, instruction->operands[i + 1]);
    }
    execute_invocation(
        run, frame, instruction,
        (Invocation){.function = function,
                     .arguments = arguments,
                     .captured = captured_columns(run, frame, callee, function, rows),
                     .rows = rows});
}
