// SPDX-License-Identifier: Apache-2.0
// Quotients that are compared without being divided.
//
// In FEEL a quotient is rounded to 34 digits. a / b is compared with c = C / 10^k by multiplying
// through, exactly: A * 10^x with B * C * 10^y. The two can only differ when the rounding makes an
// unequal quotient equal to c. But an unequal one is away from c by at least one part in
// |B * C * 10^y|, and the rounding reaches one part in 2 * 10^33; with |B| below 2^63 that cannot
// be as long as |C * 10^y| stays below 10^14. A chunk in which it does not is divided and compared
// as tagged numbers. So 2/31, 11/200 and 6/30 are right at their limits, and so is every input.
#include "feel/kernels.h"

#include <string.h>

__extension__ typedef __int128 Wide;

#define FACTOR_MAX INT64_C(99999999999999)

// ---- Making quotients ----

// A constant side is written out, so that quotients have one shape.
static const int64_t *spread(FeelRun *run, const FeelColumn *column, size_t rows) {
    if (!column->is_constant) return column->data;
    int64_t value = ((const int64_t *)column->data)[0];
    int64_t *all = NEW_ROOM(&run->scratch, int64_t, rows);
    for (size_t row = 0; row < rows; row++) all[row] = value;
    return all;
}

VECTORISED static bool has_zero(const int64_t *numbers, size_t rows) {
    bool found = false;
    for (size_t row = 0; row < rows; row++) found |= numbers[row] == 0;
    return found;
}

// Division by zero is null.
VECTORISED static void add_zeros(uint8_t *nulls, const int64_t *divisors, size_t rows) {
    for (size_t row = 0; row < rows; row++) nulls[row] |= (uint8_t)(divisors[row] == 0);
}

bool kernel_quotient(FeelRun *run, Frame *frame, const Instruction *instruction) {
    if (instruction->opcode != OPCODE_DIVIDE) return false; // others may have one operand
    const FeelColumn *a = operand_column(frame, instruction->operands[0]);
    const FeelColumn *b = operand_column(frame, instruction->operands[1]);
    if (a->form != FEEL_COLUMN_SCALED || b->form != FEEL_COLUMN_SCALED) return false;
    if (a->is_constant && b->is_constant) return false;
    size_t rows = frame->rows;
    FeelColumn quotient = {.form = FEEL_COLUMN_QUOTIENTS,
                           .scale = a->scale,
                           .divisor_scale = b->scale,
                           .data = spread(run, a, rows),
                           .divisors = spread(run, b, rows),
                           .nulls = kernel_nulls(run, a, b, rows)};
    if (has_zero(quotient.divisors, rows)) {
        uint8_t *nulls = NEW_ARRAY(&run->scratch, uint8_t, rows);
        if (quotient.nulls) memcpy(nulls, quotient.nulls, rows);
        add_zeros(nulls, quotient.divisors, rows);
        quotient.nulls = nulls;
    }
    store_column(frame, instruction, quotient);
    return true;
}

// ---- Comparing them ----

typedef struct Ratio { // a * by_a <op> b * (c * by_c), with the sign of b taken out
    const int64_t *a, *b, *c;
    size_t c_step; // 0 = constant
    int64_t by_a, by_c;
    int64_t c_max; // |c| up to which this is what comparing 34 digits gives
} Ratio;

static bool ratio_init(const FeelColumn *quotient, const FeelColumn *c, Ratio *ratio) {
    int by_a = quotient->divisor_scale + c->scale;
    if (by_a > FEEL_SCALE_MAX) return false;
    *ratio = (Ratio){.a = quotient->data,
                     .b = quotient->divisors,
                     .c = c->data,
                     .c_step = !c->is_constant,
                     .by_a = kernel_power_of_ten(by_a),
                     .by_c = kernel_power_of_ten(quotient->scale)};
    ratio->c_max = FACTOR_MAX / ratio->by_c;
    return ratio->c_max > 0;
}

#define RATIO_LOOP(operator)                                                                       \
    for (size_t i = 0; i < rows; i++) {                                                            \
        int64_t b = ratio->b[i], c = ratio->c[i * ratio->c_step];                                  \
        fits &= c >= -ratio->c_max && c <= ratio->c_max;                                           \
        Wide left = (Wide)ratio->a[i] * ratio->by_a;                                               \
        Wide right = (Wide)b * (int64_t)((uint64_t)c * (uint64_t)ratio->by_c);                     \
        out[i] = (uint8_t)(b < 0 ? right operator left : left operator right);                     \
    }

// False when some c is too large.
static bool loop_ratio(const Ratio *ratio, Opcode opcode, uint8_t *out, size_t rows) {
    bool fits = true;
    switch ((int)opcode) {
    case OPCODE_EQUAL: RATIO_LOOP(==) break;
    case OPCODE_UNEQUAL: RATIO_LOOP(!=) break;
    case OPCODE_LESS: RATIO_LOOP(<) break;
    case OPCODE_LESS_EQUAL: RATIO_LOOP(<=) break;
    case OPCODE_GREATER: RATIO_LOOP(>) break;
    default: RATIO_LOOP(>=) break;
    }
    return fits;
}

bool kernel_quotient_truths(const FeelColumn *quotient, Opcode opcode, const FeelColumn *number,
                            size_t rows, uint8_t *truths) {
    Ratio ratio;
    return number->form == FEEL_COLUMN_SCALED && ratio_init(quotient, number, &ratio) &&
           loop_ratio(&ratio, opcode, truths, rows);
}

// The same with nulls; NULL when it cannot be told.
static uint8_t *compare(FeelRun *run, const FeelColumn *quotient, Opcode opcode,
                        const FeelColumn *number, size_t rows) {
    bool is_equality = opcode == OPCODE_EQUAL || opcode == OPCODE_UNEQUAL;
    if (number->nulls && is_equality) return NULL; // null equals null
    uint8_t *truths = NEW_ROOM(&run->scratch, uint8_t, rows);
    if (!kernel_quotient_truths(quotient, opcode, number, rows, truths)) return NULL;
    if (!is_equality) {
        kernel_unknown_where_null(truths, kernel_nulls(run, quotient, number, rows), rows);
        return truths;
    }
    uint8_t unequal = opcode == OPCODE_UNEQUAL;
    for (size_t i = 0; quotient->nulls && i < rows; i++) {
        truths[i] = quotient->nulls[i] ? unequal : truths[i];
    }
    return truths;
}

// low <= quotient <= high, each end included or not.
static bool compare_range(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const FeelColumn *quotient = operand_column(frame, instruction->operands[0]);
    const FeelColumn *low = operand_column(frame, instruction->operands[1]);
    const FeelColumn *high = operand_column(frame, instruction->operands[2]);
    if (quotient->form != FEEL_COLUMN_QUOTIENTS) return false;
    if (low->nulls || high->nulls) return false; // each row warns of its null, even when false
    bool low_included = true, high_included = true;
    if (instruction->opcode == OPCODE_IN_RANGE) {
        FeelRange range = {.low = feel_column_get(low, 0), .high = feel_column_get(high, 0)};
        if (!low->is_constant || !high->is_constant || !range_is_valid(&range)) return false;
        low_included = instruction->low_included;
        high_included = instruction->high_included;
    }
    uint8_t *above = compare(run, quotient, low_included ? OPCODE_GREATER_EQUAL : OPCODE_GREATER,
                             low, frame->rows);
    uint8_t *below = compare(run, quotient, high_included ? OPCODE_LESS_EQUAL : OPCODE_LESS, high,
                             frame->rows);
    if (!above || !below) return false;
    kernel_and(above, below, above, frame->rows);
    store_truths(frame, instruction, above, frame->rows);
    return true;
}

bool kernel_compare_quotient(FeelRun *run, Frame *frame, const Instruction *instruction) {
    if (instruction->opcode == OPCODE_BETWEEN || instruction->opcode == OPCODE_IN_RANGE) {
        return compare_range(run, frame, instruction);
    }
    const FeelColumn *left = operand_column(frame, instruction->operands[0]);
    const FeelColumn *right = operand_column(frame, instruction->operands[1]);
    Opcode opcode = instruction->opcode;
    if (right->form == FEEL_COLUMN_QUOTIENTS) {
        const FeelColumn *swapped = left;
        left = right;
        right = swapped;
        opcode = kernel_mirrored(opcode);
    }
    if (left->form != FEEL_COLUMN_QUOTIENTS) return false;
    uint8_t *truths = compare(run, left, opcode, right, frame->rows);
    if (!truths) return false;
    store_truths(frame, instruction, truths, frame->rows);
    return true;
}
