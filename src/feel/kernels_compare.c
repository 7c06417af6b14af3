// SPDX-License-Identifier: Apache-2.0
// Comparisons over typed columns.
//
// Comparing a column with a constant is asking whether an integer lies within bounds: at the
// column's own scale, x < 2.5 is x <= 2 and x >= 2.5 is x >= 3. So one loop serves every operator,
// `between` and ranges, and no scale is ever adjusted per row.
#include "feel/kernels.h"

#include <string.h>

__extension__ typedef __int128 Wide;

// ---- Bounds ----

// Inclusive bounds at a column's scale; nothing lies within when low > high.
typedef struct Bounds {
    Wide low, high;
} Bounds;

#define BOUNDS_ALL ((Bounds){INT64_MIN, INT64_MAX})

// The constant at another scale, rounded down; whether that is exact.
static Wide constant_floor(const FeelColumn *constant, int scale, bool *is_exact) {
    Wide value = ((const int64_t *)constant->data)[0];
    *is_exact = true;
    if (scale >= constant->scale) return value * kernel_power_of_ten(scale - constant->scale);
    Wide divisor = kernel_power_of_ten(constant->scale - scale);
    Wide quotient = value / divisor, remainder = value % divisor;
    *is_exact = remainder == 0;
    return remainder < 0 ? quotient - 1 : quotient;
}

static void bound_below(Bounds *bounds, const FeelColumn *constant, int scale, bool included) {
    bool is_exact;
    Wide low = constant_floor(constant, scale, &is_exact);
    if (!is_exact || !included) low++;
    if (low > bounds->low) bounds->low = low;
}

static void bound_above(Bounds *bounds, const FeelColumn *constant, int scale, bool included) {
    bool is_exact;
    Wide high = constant_floor(constant, scale, &is_exact);
    if (is_exact && !included) high--;
    if (high < bounds->high) bounds->high = high;
}

static void bound_equal(Bounds *bounds, const FeelColumn *constant, int scale) {
    bool is_exact;
    Wide value = constant_floor(constant, scale, &is_exact);
    bounds->low = is_exact ? value : 1;
    bounds->high = is_exact ? value : 0;
}

// One loop for all: x - low, taken as unsigned, is at most high - low.
VECTORISED static void loop_within(const int64_t *x, Bounds bounds, uint8_t outside, uint8_t *out,
                        size_t rows) {
    if (bounds.low > bounds.high || bounds.low > INT64_MAX || bounds.high < INT64_MIN) {
        memset(out, outside, rows);
        return;
    }
    uint64_t low = (uint64_t)(int64_t)bounds.low;
    uint64_t width = (uint64_t)(int64_t)bounds.high - low;
    for (size_t i = 0; i < rows; i++) {
        out[i] = (uint8_t)(((uint64_t)x[i] - low <= width) ^ outside);
    }
}

// ---- Nulls ----

VECTORISED void kernel_unknown_where_null(uint8_t *truths, const uint8_t *nulls, size_t rows) {
    if (!nulls) return;
    for (size_t i = 0; i < rows; i++) truths[i] = nulls[i] ? FEEL_UNKNOWN : truths[i];
}

// In equality null equals null only.
static void equal_where_null(uint8_t *truths, const FeelColumn *a, const FeelColumn *b,
                             bool is_equal, size_t rows) {
    if (!a->nulls && !b->nulls) return;
    for (size_t i = 0; i < rows; i++) {
        bool a_is_null = feel_column_is_null(a, i), b_is_null = feel_column_is_null(b, i);
        if (a_is_null || b_is_null) truths[i] = (a_is_null && b_is_null) == is_equal;
    }
}

static bool is_equality(Opcode opcode) {
    return opcode == OPCODE_EQUAL || opcode == OPCODE_UNEQUAL;
}

// ---- A column and a constant ----

Opcode kernel_mirrored(Opcode opcode) {
    switch ((int)opcode) {
    case OPCODE_LESS: return OPCODE_GREATER;
    case OPCODE_LESS_EQUAL: return OPCODE_GREATER_EQUAL;
    case OPCODE_GREATER: return OPCODE_LESS;
    case OPCODE_GREATER_EQUAL: return OPCODE_LESS_EQUAL;
    default: return opcode;
    }
}

static Bounds bounds_of(Opcode opcode, const FeelColumn *constant, int scale) {
    Bounds bounds = BOUNDS_ALL;
    switch ((int)opcode) {
    case OPCODE_LESS: bound_above(&bounds, constant, scale, false); break;
    case OPCODE_LESS_EQUAL: bound_above(&bounds, constant, scale, true); break;
    case OPCODE_GREATER: bound_below(&bounds, constant, scale, false); break;
    case OPCODE_GREATER_EQUAL: bound_below(&bounds, constant, scale, true); break;
    default: bound_equal(&bounds, constant, scale); break;
    }
    return bounds;
}

static bool is_integers(const FeelColumn *column) {
    return column->form == FEEL_COLUMN_SCALED || column->form == FEEL_COLUMN_DATES;
}

static bool has_null_constant(const FeelColumn *column) {
    return column->is_constant && feel_column_is_null(column, 0);
}

static void compare_with_constant(FeelRun *run, Frame *frame, const Instruction *instruction,
                                  Opcode opcode, const FeelColumn *sides[2]) {
    uint8_t *truths = NEW_ROOM(&run->scratch, uint8_t, frame->rows);
    Bounds bounds = bounds_of(opcode, sides[1], sides[0]->scale);
    loop_within(sides[0]->data, bounds, opcode == OPCODE_UNEQUAL, truths, frame->rows);
    if (is_equality(opcode)) {
        equal_where_null(truths, sides[0], sides[1], opcode == OPCODE_EQUAL, frame->rows);
    } else {
        kernel_unknown_where_null(truths, sides[0]->nulls, frame->rows);
    }
    store_truths(frame, instruction, truths, frame->rows);
}

// ---- Two columns ----

#define COMPARE_LOOPS(Type, a, b)                                                                  \
    switch ((int)opcode) {                                                                         \
    case OPCODE_EQUAL: for (size_t i = 0; i < rows; i++) out[i] = (Type)(a) == (Type)(b); break;   \
    case OPCODE_UNEQUAL: for (size_t i = 0; i < rows; i++) out[i] = (Type)(a) != (Type)(b); break; \
    case OPCODE_LESS: for (size_t i = 0; i < rows; i++) out[i] = (Type)(a) < (Type)(b); break;     \
    case OPCODE_LESS_EQUAL:                                                                        \
        for (size_t i = 0; i < rows; i++) out[i] = (Type)(a) <= (Type)(b);                         \
        break;                                                                                     \
    case OPCODE_GREATER: for (size_t i = 0; i < rows; i++) out[i] = (Type)(a) > (Type)(b); break;  \
    default: for (size_t i = 0; i < rows; i++) out[i] = (Type)(a) >= (Type)(b); break;             \
    }

VECTORISED static void loop_integers(Opcode opcode, const FeelColumn *left, const FeelColumn *right,
                          uint8_t *out, size_t rows) {
    const int64_t *a = left->data, *b = right->data;
    if (left->scale == right->scale) {
        COMPARE_LOOPS(int64_t, a[i], b[i])
        return;
    }
    int scale = left->scale > right->scale ? left->scale : right->scale;
    int64_t by_a = kernel_power_of_ten(scale - left->scale);
    int64_t by_b = kernel_power_of_ten(scale - right->scale);
    COMPARE_LOOPS(Wide, (Wide)a[i] * by_a, (Wide)b[i] * by_b)
}

static void compare_columns(FeelRun *run, Frame *frame, const Instruction *instruction,
                            const FeelColumn *sides[2]) {
    uint8_t *truths = NEW_ROOM(&run->scratch, uint8_t, frame->rows);
    loop_integers(instruction->opcode, sides[0], sides[1], truths, frame->rows);
    if (is_equality(instruction->opcode)) {
        equal_where_null(truths, sides[0], sides[1], instruction->opcode == OPCODE_EQUAL,
                         frame->rows);
    } else {
        const uint8_t *nulls = kernel_nulls(run, sides[0], sides[1], frame->rows);
        kernel_unknown_where_null(truths, nulls, frame->rows);
    }
    store_truths(frame, instruction, truths, frame->rows);
}

static bool compare_integers(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const FeelColumn *left = operand_column(frame, instruction->operands[0]);
    const FeelColumn *right = operand_column(frame, instruction->operands[1]);
    if (left->form != right->form || !is_integers(left)) return false;
    if (has_null_constant(left) || has_null_constant(right)) return false;
    if (left->is_constant && right->is_constant) return false;
    if (right->is_constant) {
        compare_with_constant(run, frame, instruction, instruction->opcode,
                              (const FeelColumn *[]){left, right});
    } else if (left->is_constant) {
        compare_with_constant(run, frame, instruction, kernel_mirrored(instruction->opcode),
                              (const FeelColumn *[]){right, left});
    } else {
        compare_columns(run, frame, instruction, (const FeelColumn *[]){left, right});
    }
    return true;
}

// ---- Codes, truths, and null itself: equality only ----

static int32_t find_code(FeelRun *run, const FeelColumn *column, Str text) {
    for (size_t i = 0; i < CODE_CACHE_SIZE; i++) {
        const CodeCache *entry = &run->codes[i];
        if (entry->dictionary == column->dictionary && entry->text.data == text.data &&
            entry->text.length == text.length) {
            return entry->code;
        }
    }
    int32_t code = -1;
    for (size_t i = 0; i < column->dictionary_count && code < 0; i++) {
        if (str_equal(column->dictionary[i], text)) code = (int32_t)i;
    }
    run->codes[run->codes_next++ % CODE_CACHE_SIZE] = (CodeCache){column->dictionary, text, code};
    return code;
}

static bool equal_codes(FeelRun *run, Frame *frame, const Instruction *instruction,
                        const FeelColumn *left, const FeelColumn *right) {
    if (left->is_constant) {
        const FeelColumn *swapped = left;
        left = right;
        right = swapped;
    }
    if (left->is_constant || has_null_constant(right)) return false;
    if (!right->is_constant && left->dictionary != right->dictionary) return false;
    uint8_t *out = NEW_ROOM(&run->scratch, uint8_t, frame->rows);
    const int32_t *a = left->data, *b = right->data;
    uint8_t flip = instruction->opcode == OPCODE_UNEQUAL;
    if (right->is_constant) {
        int32_t code = find_code(run, left, right->dictionary[b[0]]);
        for (size_t i = 0; i < frame->rows; i++) out[i] = (uint8_t)(a[i] == code) ^ flip;
    } else {
        for (size_t i = 0; i < frame->rows; i++) out[i] = (uint8_t)(a[i] == b[i]) ^ flip;
    }
    equal_where_null(out, left, right, !flip, frame->rows);
    store_truths(frame, instruction, out, frame->rows);
    return true;
}

// Truths have their null in themselves: unknown equals unknown only.
static bool equal_truths(FeelRun *run, Frame *frame, const Instruction *instruction,
                         const FeelColumn *left, const FeelColumn *right) {
    size_t rows = instruction_rows(frame, instruction);
    uint8_t *out = NEW_ROOM(&run->scratch, uint8_t, rows);
    const uint8_t *a = left->data, *b = right->data;
    size_t a_step = !left->is_constant, b_step = !right->is_constant;
    uint8_t flip = instruction->opcode == OPCODE_UNEQUAL;
    for (size_t i = 0; i < rows; i++) out[i] = (uint8_t)(a[i * a_step] == b[i * b_step]) ^ flip;
    store_truths(frame, instruction, out, rows);
    return true;
}

// `x = null`
static bool equal_null(FeelRun *run, Frame *frame, const Instruction *instruction,
                       const FeelColumn *left, const FeelColumn *right) {
    const FeelColumn *column = has_null_constant(right) ? left : right;
    if (column->is_constant) return false;
    uint8_t *out = NEW_ROOM(&run->scratch, uint8_t, frame->rows);
    uint8_t flip = instruction->opcode == OPCODE_UNEQUAL;
    for (size_t i = 0; i < frame->rows; i++) {
        out[i] = (uint8_t)feel_column_is_null(column, i) ^ flip;
    }
    store_truths(frame, instruction, out, frame->rows);
    return true;
}

static bool compare_equality(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const FeelColumn *left = operand_column(frame, instruction->operands[0]);
    const FeelColumn *right = operand_column(frame, instruction->operands[1]);
    if (has_null_constant(left) || has_null_constant(right)) {
        return equal_null(run, frame, instruction, left, right);
    }
    if (left->form != right->form) return false;
    if (left->form == FEEL_COLUMN_CODES) return equal_codes(run, frame, instruction, left, right);
    if (left->form == FEEL_COLUMN_TRUTH) return equal_truths(run, frame, instruction, left, right);
    return compare_integers(run, frame, instruction);
}

// ---- Ranges ----

static bool is_bound(const FeelColumn *column, const FeelColumn *constant) {
    return constant->is_constant && constant->form == column->form && !has_null_constant(constant);
}

static bool compare_range(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const FeelColumn *x = operand_column(frame, instruction->operands[0]);
    const FeelColumn *low = operand_column(frame, instruction->operands[1]);
    const FeelColumn *high = operand_column(frame, instruction->operands[2]);
    if (!is_integers(x) || x->is_constant || !is_bound(x, low) || !is_bound(x, high)) return false;
    bool is_between = instruction->opcode == OPCODE_BETWEEN;
    if (!is_between) {
        FeelRange range = {.low = feel_column_get(low, 0), .high = feel_column_get(high, 0)};
        if (!range_is_valid(&range)) return false;
    }
    Bounds bounds = BOUNDS_ALL;
    bound_below(&bounds, low, x->scale, is_between || instruction->low_included);
    bound_above(&bounds, high, x->scale, is_between || instruction->high_included);
    uint8_t *truths = NEW_ROOM(&run->scratch, uint8_t, frame->rows);
    loop_within(x->data, bounds, 0, truths, frame->rows);
    kernel_unknown_where_null(truths, x->nulls, frame->rows);
    store_truths(frame, instruction, truths, frame->rows);
    return true;
}

// ---- Ranges that decision tables ask for ----

// An end as a constant column; false when it is of another kind than the column.
static bool range_end(const FeelColumn *column, FeelValue value, int64_t *data, FeelColumn *end) {
    *end = (FeelColumn){.form = FEEL_COLUMN_SCALED, .is_constant = true, .data = data};
    if (column->form == FEEL_COLUMN_DATES) {
        *data = value.date;
        return value.kind == FEEL_DATE;
    }
    return value.kind == FEEL_NUMBER && feel_number_to_scaled(value.number, &end->scale, data);
}

#define RANGE_ROWS ((size_t)512) // compared at a time

static bool quotients_in_range(const FeelColumn *column, const FeelRange *range,
                               const FeelColumn *low, const FeelColumn *high, size_t rows,
                               uint8_t *flags) {
    Opcode above = range->low_included ? OPCODE_GREATER_EQUAL : OPCODE_GREATER;
    Opcode below = range->high_included ? OPCODE_LESS_EQUAL : OPCODE_LESS;
    for (size_t from = 0; from < rows; from += RANGE_ROWS) {
        size_t count = rows - from < RANGE_ROWS ? rows - from : RANGE_ROWS;
        FeelColumn part = feel_column_slice(column, from);
        uint8_t other[RANGE_ROWS];
        memset(other, 1, count);
        memset(flags + from, 1, count);
        if (low && !kernel_quotient_truths(&part, above, low, count, other)) return false;
        if (high && !kernel_quotient_truths(&part, below, high, count, flags + from)) return false;
        for (size_t i = 0; i < count; i++) flags[from + i] &= other[i];
    }
    return true;
}

bool feel_column_in_range(const FeelColumn *column, const FeelRange *range, size_t rows,
                          uint8_t *flags) {
    bool has_low = !feel_is_null(range->low), has_high = !feel_is_null(range->high);
    bool is_quotient = column->form == FEEL_COLUMN_QUOTIENTS;
    int64_t low_data, high_data;
    FeelColumn low, high;
    if (column->is_constant || (!is_integers(column) && !is_quotient)) return false;
    if (has_low && !range_end(column, range->low, &low_data, &low)) return false;
    if (has_high && !range_end(column, range->high, &high_data, &high)) return false;
    if (is_quotient) {
        return quotients_in_range(column, range, has_low ? &low : NULL, has_high ? &high : NULL,
                                  rows, flags);
    }
    Bounds bounds = BOUNDS_ALL;
    if (has_low) bound_below(&bounds, &low, column->scale, range->low_included);
    if (has_high) bound_above(&bounds, &high, column->scale, range->high_included);
    loop_within(column->data, bounds, 0, flags, rows);
    return true;
}

bool kernel_comparison(FeelRun *run, Frame *frame, const Instruction *instruction) {
    switch ((int)instruction->opcode) {
    case OPCODE_BETWEEN:
    case OPCODE_IN_RANGE: return compare_range(run, frame, instruction);
    case OPCODE_EQUAL:
    case OPCODE_UNEQUAL: return compare_equality(run, frame, instruction);
    default: return compare_integers(run, frame, instruction);
    }
}
