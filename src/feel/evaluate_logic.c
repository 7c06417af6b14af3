// SPDX-License-Identifier: Apache-2.0
// Three-valued logic, and parts of a plan that only some rows need.
#include "feel/evaluate.h"
#include "feel/kernels.h"

#include <string.h>

// ---- Which rows need a part ----

// Indexed by mode and truth: whether a row of that condition needs what follows.
static const uint8_t needed_by_mode[][3] = {
    [SKIP_UNLESS_TRUE] = {[FEEL_TRUE] = 1},
    [SKIP_IF_TRUE] = {[FEEL_FALSE] = 1, [FEEL_UNKNOWN] = 1},
    [SKIP_IF_FALSE] = {[FEEL_TRUE] = 1, [FEEL_UNKNOWN] = 1},
};

static bool any_row_needs(const FeelColumn *condition, size_t rows, SkipMode mode) {
    const uint8_t *truths = condition->data;
    if (condition->is_constant) rows = 1;
    for (size_t row = 0; row < rows; row++) {
        if (needed_by_mode[mode][truths[row]]) return true;
    }
    return false;
}

// The rows that need the part, of those that need the part around; for warnings only.
static const uint8_t *mark_rows(FeelRun *run, const Frame *frame, const Instruction *instruction,
                                const FeelColumn *condition) {
    if (!run->options.warn) return NULL;
    const uint8_t *around = instruction->guard == OPERAND_NONE
                                ? NULL
                                : frame->registers[instruction->guard].data;
    const uint8_t *truths = condition->data;
    uint8_t *needed = NEW_ARRAY(&run->scratch, uint8_t, frame->rows);
    for (size_t row = 0; row < frame->rows; row++) {
        needed[row] = needed_by_mode[instruction->mode][truths[condition->is_constant ? 0 : row]] &&
                      (!around || around[row]);
    }
    return needed;
}

bool skip_is_taken(FeelRun *run, Frame *frame, const Instruction *instruction) {
    FeelColumn condition = operand_truths(run, frame, instruction->operands[0]);
    if (!any_row_needs(&condition, frame->rows, instruction->mode)) {
        store_column(frame, instruction, column_skipped());
        return true;
    }
    FeelColumn guard = {.form = FEEL_COLUMN_TRUTH,
                        .data = mark_rows(run, frame, instruction, &condition)};
    store_column(frame, instruction, guard);
    return false;
}

// ---- Blocks for some rows ----

static size_t rows_needing(FeelRun *run, const Frame *frame, const FeelColumn *condition,
                           SkipMode mode, uint32_t **rows) {
    const uint8_t *truths = condition->data;
    if (condition->is_constant) return needed_by_mode[mode][truths[0]] ? frame->rows : 0;
    *rows = NEW_ARRAY(&run->scratch, uint32_t, frame->rows);
    size_t count = 0;
    for (size_t row = 0; row < frame->rows; row++) {
        (*rows)[count] = (uint32_t)row;
        count += needed_by_mode[mode][truths[row]];
    }
    return count;
}

// Puts the rows of a column where they came from; the others stay null.
static FeelColumn column_scatter(FeelRun *run, const FeelColumn *column, const uint32_t *rows,
                                 size_t count, size_t total) {
    if (column->is_constant) return *column; // rows that do not need it are not looked at
    size_t width = feel_column_width(column->form);
    char *data = arena_alloc_array(&run->scratch, total, width);
    const char *from = column->data;
    for (size_t i = 0; i < count; i++) memcpy(data + rows[i] * width, from + i * width, width);
    FeelColumn scattered = *column;
    scattered.data = data;
    if (column->divisors) {
        int64_t *divisors = NEW_ARRAY(&run->scratch, int64_t, total);
        for (size_t i = 0; i < count; i++) divisors[rows[i]] = column->divisors[i];
        scattered.divisors = divisors;
    }
    if (!column->nulls) return scattered;
    uint8_t *nulls = NEW_ARRAY(&run->scratch, uint8_t, total);
    for (size_t i = 0; i < count; i++) nulls[rows[i]] = column->nulls[i];
    scattered.nulls = nulls;
    return scattered;
}

void execute_guard(FeelRun *run, Frame *frame, const Instruction *instruction) {
    FeelColumn condition = operand_truths(run, frame, instruction->operands[0]);
    uint32_t *rows = NULL;
    size_t count = rows_needing(run, frame, &condition, instruction->mode, &rows);
    if (count == 0) {
        store_column(frame, instruction, column_skipped());
        return;
    }
    bool all = count == frame->rows;
    Frame inner;
    frame_init(run, &inner, instruction->block, count);
    frame_capture(run, &inner, frame, all ? NULL : rows);
    if (!frame_run(run, &inner)) return;
    FeelColumn result = frame_result(&inner);
    store_column(frame, instruction,
                 all ? result : column_scatter(run, &result, rows, count, frame->rows));
}

// ---- Selecting ----

// A column in a form that both sides of a selection can take.
static bool forms_agree(const FeelColumn *a, const FeelColumn *b) {
    if (a->form != b->form || a->form == FEEL_COLUMN_VALUES || a->divisors) return false;
    if (a->form == FEEL_COLUMN_CODES) return a->dictionary == b->dictionary;
    return a->scale == b->scale;
}

static void select_bytes(const FeelColumn *condition, const FeelColumn *sides[2], size_t rows,
                         char *out) {
    size_t width = feel_column_width(sides[0]->form);
    const uint8_t *truths = condition->data;
    for (size_t row = 0; row < rows; row++) {
        const FeelColumn *side = sides[truths[row] != FEEL_TRUE];
        const char *from = side->data;
        memcpy(out + row * width, from + (side->is_constant ? 0 : row) * width, width);
    }
}

VECTORISED static void select_int64(const FeelColumn *condition, const FeelColumn *sides[2],
                                    size_t rows, int64_t *out) {
    const uint8_t *truths = condition->data;
    const int64_t *then = sides[0]->data, *otherwise = sides[1]->data;
    if (sides[0]->is_constant && sides[1]->is_constant) {
        int64_t a = then[0], b = otherwise[0];
        for (size_t row = 0; row < rows; row++) out[row] = truths[row] == FEEL_TRUE ? a : b;
        return;
    }
    size_t then_step = !sides[0]->is_constant, otherwise_step = !sides[1]->is_constant;
    for (size_t row = 0; row < rows; row++) {
        int64_t a = then[row * then_step], b = otherwise[row * otherwise_step];
        out[row] = truths[row] == FEEL_TRUE ? a : b;
    }
}

VECTORISED static void select_flags(const uint8_t *truths, const uint8_t *then,
                                    const uint8_t *otherwise, size_t rows, uint8_t *out) {
    for (size_t row = 0; row < rows; row++) {
        uint8_t a = then ? then[row] : 0, b = otherwise ? otherwise[row] : 0;
        out[row] = truths[row] == FEEL_TRUE ? a : b;
    }
}

static const uint8_t *side_nulls(FeelRun *run, const FeelColumn *side, size_t rows) {
    if (!side->nulls || !side->is_constant) return side->nulls;
    uint8_t *all = NEW_ROOM(&run->scratch, uint8_t, rows);
    return memset(all, side->nulls[0], rows);
}

static const uint8_t *select_nulls(FeelRun *run, const FeelColumn *condition,
                                   const FeelColumn *sides[2], size_t rows) {
    if (!sides[0]->nulls && !sides[1]->nulls) return NULL;
    uint8_t *nulls = NEW_ROOM(&run->scratch, uint8_t, rows);
    select_flags(condition->data, side_nulls(run, sides[0], rows), side_nulls(run, sides[1], rows),
                 rows, nulls);
    return nulls;
}

static bool both_rescaled(FeelRun *run, FeelColumn sides[2], size_t rows) {
    if (sides[0].form != FEEL_COLUMN_SCALED || sides[1].form != FEEL_COLUMN_SCALED) return false;
    int scale = sides[0].scale > sides[1].scale ? sides[0].scale : sides[1].scale;
    return column_rescale(run, &sides[0], rows, scale) &&
           column_rescale(run, &sides[1], rows, scale);
}

static FeelColumn select_rows(FeelRun *run, const Frame *frame, const FeelColumn *condition,
                              const FeelColumn *sides[2]) {
    size_t rows = frame->rows;
    FeelColumn rescaled[2] = {*sides[0], *sides[1]};
    if (both_rescaled(run, rescaled, rows)) {
        sides[0] = &rescaled[0];
        sides[1] = &rescaled[1];
    }
    if (forms_agree(sides[0], sides[1])) {
        FeelColumn result = *sides[0];
        void *data = arena_room(&run->scratch, rows, feel_column_width(result.form));
        if (feel_column_width(result.form) == sizeof(int64_t)) {
            select_int64(condition, sides, rows, data);
        } else {
            select_bytes(condition, sides, rows, data);
        }
        result.data = data;
        result.is_constant = false;
        result.nulls = select_nulls(run, condition, sides, rows);
        return result;
    }
    const uint8_t *truths = condition->data;
    FeelValue *values = NEW_ARRAY(&run->scratch, FeelValue, rows);
    for (size_t row = 0; row < rows; row++) {
        values[row] = feel_column_get(sides[truths[row] != FEEL_TRUE], row);
    }
    return feel_column_values(values);
}

// select condition then otherwise then-guard otherwise-guard
void execute_select(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const Operand *operands = instruction->operands;
    FeelColumn condition = operand_truths(run, frame, operands[0]);
    const uint8_t *truths = condition.data;
    bool all_then = is_skipped(frame, operands[4]);
    bool all_otherwise = is_skipped(frame, operands[3]);
    if (condition.is_constant) {
        all_then = truths[0] == FEEL_TRUE;
        all_otherwise = !all_then;
    }
    if (all_then || all_otherwise) {
        store_column(frame, instruction, *operand_column(frame, operands[all_then ? 1 : 2]));
        return;
    }
    const FeelColumn *sides[2] = {operand_column(frame, operands[1]),
                                  operand_column(frame, operands[2])};
    store_column(frame, instruction, select_rows(run, frame, &condition, sides));
}

// ---- And, or, not ----

static void execute_not(FeelRun *run, Frame *frame, const Instruction *instruction) {
    FeelColumn operand = operand_truths(run, frame, instruction->operands[0]);
    size_t rows = operand.is_constant ? 1 : frame->rows;
    uint8_t *truths = NEW_ROOM(&run->scratch, uint8_t, rows);
    kernel_not(operand.data, truths, rows);
    store_truths(frame, instruction, truths, rows);
}

// The truths of a constant for as many rows as the other side has.
static const uint8_t *truths_for(FeelRun *run, const FeelColumn *column, size_t rows) {
    if (!column->is_constant || rows == 1) return column->data;
    uint8_t *truths = NEW_ROOM(&run->scratch, uint8_t, rows);
    return memset(truths, ((const uint8_t *)column->data)[0], rows);
}

// Why rows are unknown: a side is null, or no boolean at all.
static void explain_logic(FeelRun *run, const Frame *frame, const Instruction *instruction,
                          size_t side_count) {
    static const char *const sides[] = {"左边", "右边"};
    if (!run->options.warn) return;
    const char *sign = instruction->opcode == OPCODE_AND ? "and" : "or";
    const FeelColumn *result = &frame->registers[instruction->result];
    for (size_t row = 0; row < frame->rows; row++) {
        if (!feel_column_is_null(result, row)) continue;
        run->row = row;
        for (size_t i = 0; i < side_count; i++) {
            FeelValue value = operand_value(frame, instruction->operands[i], row);
            if (feel_is_null(value)) {
                feel_run_null(run, "“%s”：%s是空值", sign, sides[i]);
            } else if (value.kind != FEEL_BOOLEAN) {
                feel_run_null(run, "“%s”：%s应为真假，实为%.*s", sign, sides[i],
                              STR_ARG(feel_kind_to_chinese(value.kind)));
            }
        }
    }
}

// and/or left right guard-of-right
void execute_logic(FeelRun *run, Frame *frame, const Instruction *instruction) {
    if (instruction->opcode == OPCODE_NOT) {
        execute_not(run, frame, instruction);
        return;
    }
    FeelColumn left = operand_truths(run, frame, instruction->operands[0]);
    if (is_skipped(frame, instruction->operands[2])) {
        store_column(frame, instruction, left);
        explain_logic(run, frame, instruction, 1);
        return;
    }
    FeelColumn right = operand_truths(run, frame, instruction->operands[1]);
    size_t rows = left.is_constant && right.is_constant ? 1 : frame->rows;
    const uint8_t *a = truths_for(run, &left, rows), *b = truths_for(run, &right, rows);
    uint8_t *truths = NEW_ROOM(&run->scratch, uint8_t, rows);
    if (instruction->opcode == OPCODE_AND) kernel_and(a, b, truths, rows);
    else kernel_or(a, b, truths, rows);
    store_truths(frame, instruction, truths, rows);
    explain_logic(run, frame, instruction, 2);
}
