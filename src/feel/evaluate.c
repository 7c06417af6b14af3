// SPDX-License-Identifier: Apache-2.0
// Frames, operands, and the instructions that need no file of their own.
#include "feel/evaluate.h"

#include "feel/kernels.h"

#include <string.h>

// ---- Frames ----

void frame_init(FeelRun *run, Frame *frame, const PlanBlock *block, size_t rows) {
    *frame = (Frame){.block = block,
                     .rows = rows,
                     .shares_constants = !run->options.warn,
                     .registers = NEW_ARRAY(&run->scratch, FeelColumn, block->register_count)};
}

static const uint32_t *origins(FeelRun *run, const Frame *outer, const uint32_t *map,
                               size_t count) {
    uint32_t *origin = NEW_ARRAY(&run->scratch, uint32_t, count);
    for (size_t i = 0; i < count; i++) origin[i] = (uint32_t)frame_origin(outer, map[i]);
    return origin;
}

void frame_capture(FeelRun *run, Frame *frame, const Frame *outer, const uint32_t *map) {
    for (size_t i = 0; i < frame->block->capture_count; i++) {
        const Capture *capture = &frame->block->captures[i];
        const FeelColumn *column = operand_column(outer, capture->from);
        frame->registers[capture->to] =
            map ? feel_column_gather(&run->scratch, column, map, frame->rows) : *column;
    }
    frame->origin = outer->origin;
    frame->base = outer->base;
    if (map && run->options.warn) frame->origin = origins(run, outer, map, frame->rows);
}

FeelColumn frame_result(const Frame *frame) {
    return *operand_column(frame, frame->block->result);
}

// ---- Operands and results ----

size_t instruction_rows(const Frame *frame, const Instruction *instruction) {
    if (!frame->shares_constants) return frame->rows;
    for (uint32_t i = 0; i < instruction->count; i++) {
        if (!operand_column(frame, instruction->operands[i])->is_constant) return frame->rows;
    }
    return 1;
}

void store_values(FeelRun *run, Frame *frame, const Instruction *instruction,
                  const FeelValue *values, size_t rows) {
    bool is_constant = rows == 1 && frame->rows != 1;
    FeelColumn column = is_constant ? feel_column_constant(&run->scratch, values[0])
                                    : feel_column_values(values);
    store_column(frame, instruction, column);
}

void store_truths(Frame *frame, const Instruction *instruction, const uint8_t *truths,
                  size_t rows) {
    store_column(frame, instruction,
                 (FeelColumn){.form = FEEL_COLUMN_TRUTH,
                              .is_constant = rows == 1 && frame->rows != 1,
                              .data = truths});
}

uint8_t truth_of(FeelValue value) {
    if (value.kind != FEEL_BOOLEAN) return FEEL_UNKNOWN;
    return value.boolean ? FEEL_TRUE : FEEL_FALSE;
}

FeelColumn operand_truths(FeelRun *run, const Frame *frame, Operand operand) {
    const FeelColumn *column = operand_column(frame, operand);
    if (column->form == FEEL_COLUMN_TRUTH) return *column;
    size_t rows = column->is_constant ? 1 : frame->rows;
    uint8_t *truths = NEW_ARRAY(&run->scratch, uint8_t, rows);
    for (size_t row = 0; row < rows; row++) truths[row] = truth_of(feel_column_get(column, row));
    return (FeelColumn){
        .form = FEEL_COLUMN_TRUTH, .is_constant = column->is_constant, .data = truths};
}

// ---- Arithmetic ----

static FeelValue row_arithmetic(FeelRun *run, const Instruction *instruction,
                                const FeelValue *operands) {
    switch ((int)instruction->opcode) {
    case OPCODE_ADD: return feel_add(run, operands[0], operands[1]);
    case OPCODE_SUBTRACT: return feel_subtract(run, operands[0], operands[1]);
    case OPCODE_MULTIPLY: return feel_multiply(run, operands[0], operands[1]);
    case OPCODE_DIVIDE: return feel_divide(run, operands[0], operands[1]);
    case OPCODE_POWER: return feel_power(run, operands[0], operands[1]);
    default: return feel_negate(run, operands[0]);
    }
}

static void execute_arithmetic(FeelRun *run, Frame *frame, const Instruction *instruction) {
    if (kernel_arithmetic(run, frame, instruction) ||
        kernel_divide(run, frame, instruction) ||
        kernel_quotient(run, frame, instruction) ||
        kernel_date_arithmetic(run, frame, instruction)) {
        explain_nulls(run, frame, instruction, row_arithmetic, NULL);
    } else {
        each_row(run, frame, instruction, row_arithmetic);
    }
}

// ---- Comparison ----

static FeelTruth compare_refuse(FeelRun *run, const char *sign, FeelValue a, FeelValue b) {
    if (!run->options.warn) return FEEL_UNKNOWN;
    if (feel_is_null(a)) feel_run_null(run, "“%s”：左边是空值", sign);
    else if (feel_is_null(b)) feel_run_null(run, "“%s”：右边是空值", sign);
    else {
        feel_run_null(run, "“%s”：%.*s与%.*s不能比较", sign,
                      STR_ARG(feel_kind_to_chinese(a.kind)),
                      STR_ARG(feel_kind_to_chinese(b.kind)));
    }
    return FEEL_UNKNOWN;
}

static FeelTruth truth_from(bool b) { return b ? FEEL_TRUE : FEEL_FALSE; }

static FeelTruth compare(FeelRun *run, Operation operation, FeelValue a, FeelValue b) {
    static const char *const signs[] = {
        [OPERATION_EQUAL] = "=",       [OPERATION_UNEQUAL] = "!=",
        [OPERATION_LESS] = "<",        [OPERATION_LESS_EQUAL] = "<=",
        [OPERATION_GREATER] = ">",     [OPERATION_GREATER_EQUAL] = ">=",
    };
    int order;
    if (operation == OPERATION_EQUAL || operation == OPERATION_UNEQUAL) {
        FeelTruth equal = feel_equal(a, b);
        if (equal == FEEL_UNKNOWN) return compare_refuse(run, signs[operation], a, b);
        return truth_from((equal == FEEL_TRUE) == (operation == OPERATION_EQUAL));
    }
    if (!feel_compare(a, b, &order)) return compare_refuse(run, signs[operation], a, b);
    if (operation == OPERATION_LESS) return truth_from(order < 0);
    if (operation == OPERATION_LESS_EQUAL) return truth_from(order <= 0);
    if (operation == OPERATION_GREATER) return truth_from(order > 0);
    return truth_from(order >= 0);
}

static Operation operation_of(Opcode opcode) {
    return (Operation)(OPERATION_EQUAL + (opcode - OPCODE_EQUAL));
}

static FeelTruth truth_compare(FeelRun *run, const Instruction *instruction,
                               const FeelValue *operands) {
    return compare(run, operation_of(instruction->opcode), operands[0], operands[1]);
}

static FeelTruth truth_between(FeelRun *run, const Instruction *instruction,
                               const FeelValue *operands) {
    (void)instruction;
    FeelTruth low = compare(run, OPERATION_GREATER_EQUAL, operands[0], operands[1]);
    FeelTruth high = compare(run, OPERATION_LESS_EQUAL, operands[0], operands[2]);
    if (low == FEEL_FALSE || high == FEEL_FALSE) return FEEL_FALSE;
    return low == FEEL_UNKNOWN || high == FEEL_UNKNOWN ? FEEL_UNKNOWN : FEEL_TRUE;
}

static TruthFunction *truth_function(Opcode opcode) {
    switch ((int)opcode) {
    case OPCODE_BETWEEN: return truth_between;
    case OPCODE_IN_RANGE: return truth_in_range;
    default: return truth_compare;
    }
}

static void execute_comparison(FeelRun *run, Frame *frame, const Instruction *instruction) {
    TruthFunction *function = truth_function(instruction->opcode);
    if (kernel_comparison(run, frame, instruction) ||
        kernel_compare_quotient(run, frame, instruction)) {
        explain_nulls(run, frame, instruction, NULL, function);
    } else {
        each_truth(run, frame, instruction, function);
    }
}

static void execute_in(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_truth(run, frame, instruction, truth_in);
}

static void execute_test(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_truth(run, frame, instruction, truth_test);
}

static void execute_instance_of(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_truth(run, frame, instruction, truth_instance_of);
}

// ---- Parts ----

static void execute_path(FeelRun *run, Frame *frame, const Instruction *instruction) {
    if (kernel_date_part(run, frame, instruction)) {
        explain_nulls(run, frame, instruction, row_path, NULL);
    } else {
        each_row(run, frame, instruction, row_path);
    }
}

static void execute_field(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_row(run, frame, instruction, row_field);
}

static void execute_index(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_row(run, frame, instruction, row_index);
}

static void execute_range(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_row(run, frame, instruction, row_range);
}

static void execute_list(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_row(run, frame, instruction, row_list);
}

static void execute_context(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_row(run, frame, instruction, row_context);
}

static FeelValue row_coerce(FeelRun *run, const Instruction *instruction,
                            const FeelValue *operands) {
    FeelValue value = feel_type_coerce(run->options.arena, instruction->type, operands[0]);
    if (!feel_is_null(value) || feel_is_null(operands[0]) || !run->options.warn) return value;
    Str type = feel_type_to_str(&run->scratch, instruction->type);
    return feel_run_null(run, "结果应为 %.*s，实为%.*s", STR_ARG(type),
                         STR_ARG(feel_kind_to_chinese(operands[0].kind)));
}

static void execute_coerce(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const FeelColumn *column = operand_column(frame, instruction->operands[0]);
    if (feel_column_has_type(column, instruction->type)) store_column(frame, instruction, *column);
    else each_row(run, frame, instruction, row_coerce);
}

static FeelValue row_null(FeelRun *run, const Instruction *instruction,
                          const FeelValue *operands) {
    (void)operands;
    return feel_run_null(run, "%.*s", STR_ARG(instruction->name));
}

static void execute_null(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_row(run, frame, instruction, row_null);
}

static void execute_nothing(FeelRun *run, Frame *frame, const Instruction *instruction) {
    (void)run;
    (void)frame;
    (void)instruction;
}

// ---- The loop ----

static Execute *const execute_table[OPCODE_COUNT] = {
    [OPCODE_NEGATE] = execute_arithmetic,
    [OPCODE_ADD] = execute_arithmetic,
    [OPCODE_SUBTRACT] = execute_arithmetic,
    [OPCODE_MULTIPLY] = execute_arithmetic,
    [OPCODE_DIVIDE] = execute_arithmetic,
    [OPCODE_POWER] = execute_arithmetic,
    [OPCODE_EQUAL] = execute_comparison,
    [OPCODE_UNEQUAL] = execute_comparison,
    [OPCODE_LESS] = execute_comparison,
    [OPCODE_LESS_EQUAL] = execute_comparison,
    [OPCODE_GREATER] = execute_comparison,
    [OPCODE_GREATER_EQUAL] = execute_comparison,
    [OPCODE_BETWEEN] = execute_comparison,
    [OPCODE_IN_RANGE] = execute_comparison,
    [OPCODE_IN] = execute_in,
    [OPCODE_TEST] = execute_test,
    [OPCODE_INSTANCE_OF] = execute_instance_of,
    [OPCODE_AND] = execute_logic,
    [OPCODE_OR] = execute_logic,
    [OPCODE_NOT] = execute_logic,
    [OPCODE_SKIP] = execute_nothing,
    [OPCODE_GUARD] = execute_guard,
    [OPCODE_SELECT] = execute_select,
    [OPCODE_LIST] = execute_list,
    [OPCODE_CONTEXT] = execute_context,
    [OPCODE_RANGE] = execute_range,
    [OPCODE_SEQUENCE] = execute_sequence,
    [OPCODE_PATH] = execute_path,
    [OPCODE_FIELD] = execute_field,
    [OPCODE_INDEX] = execute_index,
    [OPCODE_FILTER] = execute_filter,
    [OPCODE_FOR] = execute_loop,
    [OPCODE_SOME] = execute_loop,
    [OPCODE_EVERY] = execute_loop,
    [OPCODE_NULL] = execute_null,
    [OPCODE_CALL_BUILTIN] = execute_builtin,
    [OPCODE_CALL_DEFINITION] = execute_definition,
    [OPCODE_CALL_VALUE] = execute_call,
    [OPCODE_CLOSURE] = execute_closure,
    [OPCODE_COERCE] = execute_coerce,
};

bool frame_run(FeelRun *run, Frame *frame) {
    const Frame *outer_frame = run->frame;
    const Instruction *outer_instruction = run->instruction;
    size_t outer_row = run->row;
    run->frame = frame;
    for (size_t i = 0; i < frame->block->count && !run->has_failed; i++) {
        const Instruction *instruction = &frame->block->instructions[i];
        run->instruction = instruction;
        if (instruction->opcode == OPCODE_SKIP) {
            if (skip_is_taken(run, frame, instruction)) i += instruction->skip_count;
            continue;
        }
        if (run_step(run, frame->rows)) execute_table[instruction->opcode](run, frame, instruction);
    }
    run->frame = outer_frame;
    run->instruction = outer_instruction;
    run->row = outer_row;
    return !run->has_failed;
}
