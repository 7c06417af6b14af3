// SPDX-License-Identifier: Apache-2.0
// Scaled numbers divided by one number, and rounded.
#include "feel/kernels.h"

#include <string.h>

// ---- Division by a constant ----

// The factor and the digits by which to multiply instead: a / c = a * factor / 10^digits. False
// when no power of ten is a multiple of the divisor.
static bool reciprocal(int64_t divisor, int64_t *factor, int *digits) {
    if (divisor == 0 || divisor == INT64_MIN) return false;
    for (*digits = 0; *digits <= FEEL_SCALE_MAX; ++*digits) {
        int64_t power = kernel_power_of_ten(*digits);
        if (power % divisor != 0) continue;
        *factor = power / divisor;
        return true;
    }
    return false;
}

bool kernel_divide(FeelRun *run, Frame *frame, const Instruction *instruction) {
    if (instruction->opcode != OPCODE_DIVIDE) return false; // others may have one operand
    const FeelColumn *a = operand_column(frame, instruction->operands[0]);
    const FeelColumn *b = operand_column(frame, instruction->operands[1]);
    if (a->is_constant || !b->is_constant) return false;
    if (a->form != FEEL_COLUMN_SCALED || b->form != FEEL_COLUMN_SCALED || b->nulls) return false;
    int64_t factor;
    int digits;
    if (!reciprocal(((const int64_t *)b->data)[0], &factor, &digits)) return false;
    int scale = a->scale + digits - b->scale;
    if (scale < 0 || scale > FEEL_SCALE_MAX) return false;
    const int64_t *from = a->data;
    int64_t *out = NEW_ROOM(&run->scratch, int64_t, frame->rows);
    bool overflows = false;
    for (size_t row = 0; row < frame->rows; row++) {
        overflows |= __builtin_mul_overflow(from[row], factor, &out[row]);
    }
    if (overflows) return false;
    store_column(frame, instruction,
                 (FeelColumn){.form = FEEL_COLUMN_SCALED, .scale = scale, .data = out,
                              .nulls = a->nulls});
    return true;
}

// ---- Rounding ----

// The whole part of value / factor, given the rest; factor is at least 10.
typedef int64_t Rounding(int64_t whole, int64_t rest, int64_t factor);

static int64_t away(int64_t whole, int64_t rest) { return rest < 0 ? whole - 1 : whole + 1; }

static int64_t twice(int64_t rest) { return rest < 0 ? -2 * rest : 2 * rest; }

static int64_t round_half_up(int64_t whole, int64_t rest, int64_t factor) {
    return twice(rest) >= factor ? away(whole, rest) : whole;
}

static int64_t round_half_down(int64_t whole, int64_t rest, int64_t factor) {
    return twice(rest) > factor ? away(whole, rest) : whole;
}

static int64_t round_half_even(int64_t whole, int64_t rest, int64_t factor) {
    bool is_up = twice(rest) > factor || (twice(rest) == factor && whole % 2 != 0);
    return is_up ? away(whole, rest) : whole;
}

static int64_t round_up(int64_t whole, int64_t rest, int64_t factor) {
    (void)factor;
    return rest == 0 ? whole : away(whole, rest);
}

static int64_t round_down(int64_t whole, int64_t rest, int64_t factor) {
    (void)rest;
    (void)factor;
    return whole;
}

static int64_t round_floor(int64_t whole, int64_t rest, int64_t factor) {
    (void)factor;
    return rest < 0 ? whole - 1 : whole;
}

static int64_t round_ceiling(int64_t whole, int64_t rest, int64_t factor) {
    (void)factor;
    return rest > 0 ? whole + 1 : whole;
}

static Rounding *rounding_find(const char *name) {
    static const struct {
        const char *name;
        Rounding *round;
    } roundings[] = {
        {"round half up", round_half_up}, {"round half down", round_half_down},
        {"round up", round_up},           {"round down", round_down},
        {"decimal", round_half_even},     {"floor", round_floor},
        {"ceiling", round_ceiling},
    };
    for (size_t i = 0; i < sizeof roundings / sizeof roundings[0]; i++) {
        if (strcmp(name, roundings[i].name) == 0) return roundings[i].round;
    }
    return NULL;
}

// The digits to keep: the second argument, or none.
static bool digits_find(const Frame *frame, const Instruction *instruction, int *digits) {
    *digits = 0;
    if (instruction->count == 1) return true;
    const FeelColumn *column = operand_column(frame, instruction->operands[1]);
    if (instruction->count != 2 || !column->is_constant || column->nulls) return false;
    if (column->form != FEEL_COLUMN_SCALED || column->scale != 0) return false;
    int64_t value = ((const int64_t *)column->data)[0];
    *digits = (int)value;
    return value >= 0 && value <= FEEL_SCALE_MAX;
}

bool kernel_round(FeelRun *run, Frame *frame, const Instruction *instruction) {
    Rounding *round = rounding_find(instruction->call->builtin->name);
    int digits;
    if (!round || instruction->call->names || !digits_find(frame, instruction, &digits)) {
        return false;
    }
    const FeelColumn *column = operand_column(frame, instruction->operands[0]);
    bool is_silent = !column->nulls || !run->options.warn; // of nulls the rows speak
    if (column->form != FEEL_COLUMN_SCALED || column->is_constant || !is_silent) return false;
    if (column->scale <= digits) {
        store_column(frame, instruction, *column);
        return true;
    }
    int64_t factor = kernel_power_of_ten(column->scale - digits);
    const int64_t *from = column->data;
    int64_t *out = NEW_ROOM(&run->scratch, int64_t, frame->rows);
    for (size_t row = 0; row < frame->rows; row++) {
        out[row] = round(from[row] / factor, from[row] % factor, factor);
    }
    store_column(frame, instruction,
                 (FeelColumn){.form = FEEL_COLUMN_SCALED, .scale = digits, .data = out,
                              .nulls = column->nulls});
    return true;
}
