// SPDX-License-Identifier: Apache-2.0
// What has only constant operands is computed when the plan is made, by the evaluator itself.
//
// An instruction that warns stays, so that its warning comes at run time, once for each row.
#include "feel/plan_build.h"

#include "feel/evaluate.h"

#include <string.h>

#define FOLD_STEPS_MAX 100000

static bool depends_on_run(const Instruction *instruction) {
    if (instruction->opcode != OPCODE_CALL_BUILTIN) return false;
    const char *name = instruction->call->builtin->name;
    return strcmp(name, "today") == 0 || strcmp(name, "now") == 0;
}

static bool is_foldable(const Instruction *instruction) {
    switch ((int)instruction->opcode) {
    case OPCODE_NEGATE:
    case OPCODE_ADD:
    case OPCODE_SUBTRACT:
    case OPCODE_MULTIPLY:
    case OPCODE_DIVIDE:
    case OPCODE_POWER:
    case OPCODE_EQUAL:
    case OPCODE_UNEQUAL:
    case OPCODE_LESS:
    case OPCODE_LESS_EQUAL:
    case OPCODE_GREATER:
    case OPCODE_GREATER_EQUAL:
    case OPCODE_BETWEEN:
    case OPCODE_IN_RANGE:
    case OPCODE_IN:
    case OPCODE_INSTANCE_OF:
    case OPCODE_PATH:
    case OPCODE_INDEX: return true;
    case OPCODE_CALL_BUILTIN: return !depends_on_run(instruction);
    default: return false;
    }
}

// Functions are left alone: the program their bodies belong to is not finished.
static bool has_constant_operands(const Builder *builder, const Instruction *instruction) {
    for (uint32_t i = 0; i < instruction->count; i++) {
        FeelValue value;
        if (!plan_operand_value(builder, instruction->operands[i], &value)) return false;
        if (value.kind == FEEL_FUNCTION) return false;
    }
    return true;
}

static void note_warning(void *user, size_t row, const Source *source, SourceRange range,
                         Str message) {
    (void)row;
    (void)source;
    (void)range;
    (void)message;
    *(bool *)user = true;
}

// A program of the instruction's operands alone, which are numbered anew.
static FeelProgram operands_only(Builder *builder, Instruction *instruction) {
    Arena *arena = builder->planner->arena;
    FeelColumn *columns = NEW_ARRAY(arena, FeelColumn, instruction->count);
    FeelValue *values = NEW_ARRAY(arena, FeelValue, instruction->count);
    Operand *operands = NEW_ARRAY(arena, Operand, instruction->count);
    for (uint32_t i = 0; i < instruction->count; i++) {
        (void)plan_operand_value(builder, instruction->operands[i], &values[i]);
        columns[i] = feel_column_constant(arena, values[i]);
        operands[i] = OPERAND_CONSTANT | i;
    }
    instruction->operands = operands;
    return (FeelProgram){.constants = columns,
                         .values = values,
                         .constant_count = instruction->count,
                         .source = builder->planner->source};
}

typedef struct Folding {
    const PlanBlock *block;
    FeelValue *value;
    bool has_warned;
    bool ok;
} Folding;

static void fold(FeelRun *run, void *job) {
    Folding *folding = job;
    Frame frame;
    frame_init(run, &frame, folding->block, 1);
    folding->ok = frame_run(run, &frame) && !folding->has_warned;
    if (folding->ok) *folding->value = feel_column_get(&frame.registers[0], 0);
}

static bool compute(Builder *builder, Instruction instruction, FeelValue *value) {
    Arena *arena = builder->planner->arena;
    FeelProgram program = operands_only(builder, &instruction);
    instruction.result = 0;
    instruction.guard = OPERAND_NONE;
    PlanBlock block = {.program = &program,
                       .instructions = &instruction,
                       .count = 1,
                       .register_count = 1,
                       .result = 0};
    Folding folding = {.block = &block, .value = value};
    int64_t steps_left = FOLD_STEPS_MAX;
    FeelRunOptions options = {.arena = arena,
                              .today = DATE_ABSENT,
                              .steps_left = &steps_left,
                              .warn = note_warning,
                              .warn_user = &folding.has_warned};
    feel_run_during(arena, &options, fold, &folding);
    return folding.ok;
}

Operand plan_fold(Builder *builder, Operand result) {
    Instructions *code = &builder->code;
    if (code->count == 0) return result;
    const Instruction *last = &code->items[code->count - 1];
    FeelValue value;
    if (last->result != result || !is_foldable(last)) return result;
    if (!has_constant_operands(builder, last) || !compute(builder, *last, &value)) return result;
    code->count--;
    if (result + 1 == builder->register_count) builder->register_count--;
    return plan_constant(builder, value);
}
