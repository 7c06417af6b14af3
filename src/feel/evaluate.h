// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_EVALUATE_H
#define FEEL_EVALUATE_H
// Running a plan: each instruction on all rows of a frame. Private to this folder.
//
// A frame is one block being run over some rows. Its registers are columns. Columns of registers
// live in the run's scratch memory; parts of values (lists, texts) live in the arena for results,
// because results may share them. An instruction looks for a typed kernel first (kernels.h) and
// else goes row by row over tagged values. What has only constant operands is computed once and
// stays constant, unless somebody listens: then each row gets its own warnings. A limit that was
// hit sets `has_failed`, and everything returns.

#include "feel/function.h"
#include "feel/plan.h"
#include "feel/regex.h"

#define CHUNK_ROWS ((size_t)1024) // rows taken at a time, so that registers stay in the cache

typedef struct Frame {
    const PlanBlock *block;
    FeelColumn *registers;
    size_t rows;
    bool shares_constants;  // constant operands are computed once for all rows
    const uint32_t *origin; // the row of the batch for each row; NULL = `base` and up
    size_t base;
} Frame;

// The code of a constant text in a dictionary; -1 = it is not there.
typedef struct CodeCache {
    const Str *dictionary;
    Str text;
    int32_t code;
} CodeCache;

#define CODE_CACHE_SIZE 16

struct FeelRun {
    FeelRunOptions options;
    Arena scratch;
    int64_t steps_left;
    int depth;       // of calls
    bool has_failed; // a limit was hit: `error`
    Error error;
    CodeCache codes[CODE_CACHE_SIZE]; // of this batch
    size_t codes_next;
    const uint32_t *origins; // of the rows of a batch, for warnings; NULL = their places
    const Frame *frame; // where evaluation stands, for warnings
    const Instruction *instruction;
    size_t row;
    RegexCache regexes; // of matches, replace and split
};

// Runs the instructions of a frame whose parameters and captures are set.
bool frame_run(FeelRun *run, Frame *frame);
void frame_init(FeelRun *run, Frame *frame, const PlanBlock *block, size_t rows);
// Sets the captures from the registers around; `map` gives the row there for each row here, or is
// NULL for the same rows.
void frame_capture(FeelRun *run, Frame *frame, const Frame *outer, const uint32_t *map);
FeelColumn frame_result(const Frame *frame);
size_t frame_origin(const Frame *frame, size_t row);
// Ends the run with ERROR_LIMIT.
void run_fail(FeelRun *run, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool run_list_fits(FeelRun *run, size_t count);
bool run_enter(FeelRun *run);
void run_leave(FeelRun *run);
bool run_step(FeelRun *run, size_t rows);

// ---- Operands and results ----

// The column of an operand, a constant in its densest form.
static inline const FeelColumn *operand_column(const Frame *frame, Operand operand) {
    if (operand_is_constant(operand)) {
        return &frame->block->program->constants[operand & ~OPERAND_CONSTANT];
    }
    return &frame->registers[operand];
}

// One row of an operand as a tagged value.
static inline FeelValue operand_value(const Frame *frame, Operand operand, size_t row) {
    if (operand_is_constant(operand)) {
        return frame->block->program->values[operand & ~OPERAND_CONSTANT];
    }
    const FeelColumn *column = &frame->registers[operand];
    if (column->form != FEEL_COLUMN_VALUES) return feel_column_get(column, row);
    return ((const FeelValue *)column->data)[column->is_constant ? 0 : row];
}

// 1 when all operands are constant and that is shared, else the rows of the frame.
size_t instruction_rows(const Frame *frame, const Instruction *instruction);
// Stores what was computed for `rows` rows, 1 of which makes a constant.
void store_values(FeelRun *run, Frame *frame, const Instruction *instruction,
                  const FeelValue *values, size_t rows);
void store_truths(Frame *frame, const Instruction *instruction, const uint8_t *truths, size_t rows);
static inline void store_column(Frame *frame, const Instruction *instruction, FeelColumn column) {
    frame->registers[instruction->result] = column;
}

// A boolean column of an operand; what is not boolean is unknown.
FeelColumn operand_truths(FeelRun *run, const Frame *frame, Operand operand);
// Divides the quotients of a register, for instructions that read the numbers more than once.
void operand_settle(FeelRun *run, Frame *frame, Operand operand);

// A part that was skipped has no column.
static inline FeelColumn column_skipped(void) { return (FeelColumn){.is_constant = true}; }
static inline bool is_skipped(const Frame *frame, Operand guard) {
    return guard != OPERAND_NONE && frame->registers[guard].is_constant &&
           !frame->registers[guard].data;
}

// ---- One row at a time ----

typedef FeelValue RowFunction(FeelRun *run, const Instruction *instruction,
                              const FeelValue *operands);
typedef FeelTruth TruthFunction(FeelRun *run, const Instruction *instruction,
                                const FeelValue *operands);
void each_row(FeelRun *run, Frame *frame, const Instruction *instruction, RowFunction *function);
void each_truth(FeelRun *run, Frame *frame, const Instruction *instruction,
                TruthFunction *function);
// A kernel computes nulls without a word; the row functions, one of which is NULL, then say why.
void explain_nulls(FeelRun *run, Frame *frame, const Instruction *instruction,
                   RowFunction *function, TruthFunction *truth);
// What is not boolean is unknown.
uint8_t truth_of(FeelValue value);

// ---- Instructions, by file ----

typedef void Execute(FeelRun *run, Frame *frame, const Instruction *instruction);

Execute execute_logic, execute_guard, execute_select;                         // evaluate_logic.c
bool skip_is_taken(FeelRun *run, Frame *frame, const Instruction *instruction);
Execute execute_loop, execute_filter, execute_sequence;                       // evaluate_loop.c
Execute execute_builtin, execute_definition, execute_call, execute_closure;   // evaluate_call.c

RowFunction row_path, row_field, row_index, row_range, row_list, row_context; // evaluate_parts.c
TruthFunction truth_in, truth_in_range, truth_test, truth_instance_of;
// Whether the ends of a range go together.
bool range_is_valid(const FeelRange *range);
// The elements an iteration runs over; false with a warning when the value cannot be iterated.
bool value_elements(FeelRun *run, FeelValue value, FeelList *elements);

#endif
