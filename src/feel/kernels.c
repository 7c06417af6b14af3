// SPDX-License-Identifier: Apache-2.0
// Arithmetic over scaled numbers: value = data / 10^scale.
#include "feel/kernels.h"

#include <string.h>

int64_t kernel_power_of_ten(int exponent) {
    static const int64_t powers[FEEL_SCALE_MAX + 1] = {
        1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
        100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
        10000000000000000, 100000000000000000, 1000000000000000000,
    };
    return powers[exponent];
}

// ---- Nulls ----

VECTORISED static void nulls_add(uint8_t *nulls, const FeelColumn *column, size_t rows) {
    if (!column->nulls) return;
    if (column->is_constant) {
        if (column->nulls[0]) memset(nulls, 1, rows);
        return;
    }
    for (size_t row = 0; row < rows; row++) nulls[row] |= column->nulls[row];
}

const uint8_t *kernel_nulls(FeelRun *run, const FeelColumn *a, const FeelColumn *b, size_t rows) {
    if (!a->nulls && !b->nulls) return NULL;
    if (!b->nulls && !a->is_constant) return a->nulls;
    if (!a->nulls && !b->is_constant) return b->nulls;
    uint8_t *nulls = NEW_ARRAY(&run->scratch, uint8_t, rows);
    nulls_add(nulls, a, rows);
    nulls_add(nulls, b, rows);
    return nulls;
}

VECTORISED void kernel_clear_nulls(int64_t *data, const uint8_t *nulls, size_t rows) {
    for (size_t row = 0; nulls && row < rows; row++) data[row] = nulls[row] ? 0 : data[row];
}

// ---- Scales ----

bool column_rescale(FeelRun *run, FeelColumn *column, size_t rows, int scale) {
    if (column->scale == scale) return true;
    if (scale > FEEL_SCALE_MAX) return false;
    int64_t factor = kernel_power_of_ten(scale - column->scale);
    if (column->is_constant) rows = 1;
    const int64_t *from = column->data;
    int64_t *to = NEW_ROOM(&run->scratch, int64_t, rows);
    bool overflows = false;
    for (size_t row = 0; row < rows; row++) {
        overflows |= __builtin_mul_overflow(from[row], factor, &to[row]);
    }
    column->data = to;
    column->scale = scale;
    return !overflows;
}

// ---- Loops ----

typedef bool Loop(const int64_t *a, size_t a_step, const int64_t *b, size_t b_step, int64_t *out,
                  size_t rows);

// The steps are 0 for a constant and 1 for a column; a loop for each keeps them out of the way.
#define OVERFLOW_LOOP(name, operation)                                                             \
    static bool name(const int64_t *a, size_t a_step, const int64_t *b, size_t b_step,             \
                     int64_t *out, size_t rows) {                                                  \
        bool overflows = false;                                                                    \
        if (a_step && b_step) {                                                                    \
            for (size_t i = 0; i < rows; i++) overflows |= operation(a[i], b[i], &out[i]);         \
        } else if (a_step) {                                                                       \
            int64_t constant = b[0];                                                               \
            for (size_t i = 0; i < rows; i++) overflows |= operation(a[i], constant, &out[i]);     \
        } else {                                                                                   \
            int64_t constant = a[0];                                                               \
            for (size_t i = 0; i < rows; i++) {                                                    \
                overflows |= operation(constant, b[i * b_step], &out[i]);                          \
            }                                                                                      \
        }                                                                                          \
        return !overflows;                                                                         \
    }

OVERFLOW_LOOP(loop_add, __builtin_add_overflow)
OVERFLOW_LOOP(loop_subtract, __builtin_sub_overflow)
OVERFLOW_LOOP(loop_multiply, __builtin_mul_overflow)

static void store_scaled(Frame *frame, const Instruction *instruction, FeelColumn column,
                         size_t rows) {
    column.form = FEEL_COLUMN_SCALED;
    column.is_constant = rows == 1 && frame->rows != 1;
    store_column(frame, instruction, column);
}

static bool kernel_negate(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const FeelColumn *a = operand_column(frame, instruction->operands[0]);
    if (a->form != FEEL_COLUMN_SCALED) return false;
    static const int64_t zero = 0;
    size_t rows = instruction_rows(frame, instruction);
    int64_t *out = NEW_ROOM(&run->scratch, int64_t, rows);
    if (!loop_subtract(&zero, 0, a->data, !a->is_constant, out, rows)) return false;
    store_scaled(frame, instruction,
                 (FeelColumn){.scale = a->scale,
                              .data = out,
                              .nulls = kernel_nulls(run, a, a, rows)},
                 rows);
    return true;
}

static bool kernel_binary(FeelRun *run, Frame *frame, const Instruction *instruction,
                          Loop *loop) {
    FeelColumn a = *operand_column(frame, instruction->operands[0]);
    FeelColumn b = *operand_column(frame, instruction->operands[1]);
    if (a.form != FEEL_COLUMN_SCALED || b.form != FEEL_COLUMN_SCALED) return false;
    size_t rows = instruction_rows(frame, instruction);
    int scale = a.scale + b.scale;
    if (loop != loop_multiply) {
        scale = a.scale > b.scale ? a.scale : b.scale;
        if (!column_rescale(run, &a, rows, scale) || !column_rescale(run, &b, rows, scale)) {
            return false;
        }
    }
    if (scale > FEEL_SCALE_MAX) return false;
    int64_t *out = NEW_ROOM(&run->scratch, int64_t, rows);
    if (!loop(a.data, !a.is_constant, b.data, !b.is_constant, out, rows)) return false;
    const uint8_t *nulls = kernel_nulls(run, &a, &b, rows);
    kernel_clear_nulls(out, nulls, rows);
    store_scaled(frame, instruction, (FeelColumn){.scale = scale, .data = out, .nulls = nulls},
                 rows);
    return true;
}

bool kernel_arithmetic(FeelRun *run, Frame *frame, const Instruction *instruction) {
    switch ((int)instruction->opcode) {
    case OPCODE_NEGATE: return kernel_negate(run, frame, instruction);
    case OPCODE_ADD: return kernel_binary(run, frame, instruction, loop_add);
    case OPCODE_SUBTRACT: return kernel_binary(run, frame, instruction, loop_subtract);
    case OPCODE_MULTIPLY: return kernel_binary(run, frame, instruction, loop_multiply);
    default: return false;
    }
}

// ---- Logic ----

// Without branches: false is 0, true 1, unknown 2, and 3 stands for unknown on its way.

VECTORISED void kernel_and(const uint8_t *a, const uint8_t *b, uint8_t *out, size_t rows) {
    for (size_t i = 0; i < rows; i++) {
        uint8_t either = a[i] | b[i];
        uint8_t settled = either == 3 ? FEEL_UNKNOWN : either;
        out[i] = ((a[i] != FEEL_FALSE) & (b[i] != FEEL_FALSE)) ? settled : FEEL_FALSE;
    }
}

VECTORISED void kernel_or(const uint8_t *a, const uint8_t *b, uint8_t *out, size_t rows) {
    for (size_t i = 0; i < rows; i++) {
        uint8_t either = a[i] | b[i];
        out[i] = ((a[i] == FEEL_TRUE) | (b[i] == FEEL_TRUE)) ? FEEL_TRUE : either;
    }
}

VECTORISED void kernel_not(const uint8_t *a, uint8_t *out, size_t rows) {
    for (size_t i = 0; i < rows; i++) out[i] = a[i] == FEEL_UNKNOWN ? a[i] : a[i] ^ 1;
}

// ---- min and max ----

static bool extreme_columns(FeelRun *run, const Frame *frame, const Instruction *instruction,
                            FeelColumn *columns) {
    int scale = 0;
    for (uint32_t i = 0; i < instruction->count; i++) {
        columns[i] = *operand_column(frame, instruction->operands[i]);
        bool is_silent = !columns[i].nulls || !run->options.warn; // of nulls the rows speak
        if (columns[i].form != FEEL_COLUMN_SCALED || !is_silent) return false;
        if (columns[i].scale > scale) scale = columns[i].scale;
    }
    for (uint32_t i = 0; i < instruction->count; i++) {
        if (!column_rescale(run, &columns[i], frame->rows, scale)) return false;
    }
    return true;
}

// One null among them makes the row null.
static const uint8_t *extreme_nulls(FeelRun *run, const FeelColumn *columns, size_t count,
                                    size_t rows) {
    FeelColumn joined = columns[0];
    for (size_t i = 1; i < count; i++) {
        joined.nulls = kernel_nulls(run, &joined, &columns[i], rows);
        if (joined.nulls) joined.is_constant = false;
    }
    return joined.nulls;
}

VECTORISED static void keep_least(const int64_t *data, size_t step, size_t rows, int64_t *out) {
    for (size_t i = 0; i < rows; i++) out[i] = data[i * step] < out[i] ? data[i * step] : out[i];
}

VECTORISED static void keep_greatest(const int64_t *data, size_t step, size_t rows,
                                     int64_t *out) {
    for (size_t i = 0; i < rows; i++) out[i] = data[i * step] > out[i] ? data[i * step] : out[i];
}

#define EXTREME_COLUMNS_MAX 8

bool kernel_builtin(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const char *name = instruction->call->builtin->name;
    bool is_min = strcmp(name, "min") == 0;
    if (instruction->count < 2 || instruction->count > EXTREME_COLUMNS_MAX) return false;
    if (!is_min && strcmp(name, "max") != 0) return false;
    FeelColumn columns[EXTREME_COLUMNS_MAX];
    if (!extreme_columns(run, frame, instruction, columns)) return false;
    size_t rows = instruction_rows(frame, instruction);
    int64_t *out = NEW_ROOM(&run->scratch, int64_t, rows);
    for (size_t row = 0; row < rows; row++) out[row] = is_min ? INT64_MAX : INT64_MIN;
    for (uint32_t i = 0; i < instruction->count; i++) {
        size_t step = !columns[i].is_constant;
        if (is_min) keep_least(columns[i].data, step, rows, out);
        else keep_greatest(columns[i].data, step, rows, out);
    }
    const uint8_t *nulls = extreme_nulls(run, columns, instruction->count, rows);
    kernel_clear_nulls(out, nulls, rows);
    store_scaled(frame, instruction,
                 (FeelColumn){.scale = columns[0].scale, .data = out, .nulls = nulls}, rows);
    return true;
}
