// SPDX-License-Identifier: Apache-2.0
// One row at a time: what no kernel does, and the reasons for nulls that kernels make.
#include "feel/evaluate.h"

#include <string.h>

// ---- Operands ----

#define OPERANDS_INLINE 8

static void fetch(const Frame *frame, const Instruction *instruction, size_t row,
                  FeelValue *operands) {
    for (uint32_t i = 0; i < instruction->count; i++) {
        operands[i] = operand_value(frame, instruction->operands[i], row);
    }
}

static FeelValue *operand_room(FeelRun *run, const Instruction *instruction,
                               FeelValue inlined[OPERANDS_INLINE]) {
    if (instruction->count <= OPERANDS_INLINE) return inlined;
    return NEW_ARRAY(&run->scratch, FeelValue, instruction->count);
}

// ---- Quotients ----

void operand_settle(FeelRun *run, Frame *frame, Operand operand) {
    if (operand == OPERAND_NONE || operand_is_constant(operand)) return;
    FeelColumn *column = &frame->registers[operand];
    if (column->form != FEEL_COLUMN_QUOTIENTS) return;
    FeelValue *values = NEW_ARRAY(&run->scratch, FeelValue, frame->rows);
    for (size_t row = 0; row < frame->rows; row++) values[row] = feel_column_get(column, row);
    *column = feel_column_values(values);
}

static void settle_all(FeelRun *run, Frame *frame, const Instruction *instruction) {
    for (uint32_t i = 0; i < instruction->count; i++) {
        operand_settle(run, frame, instruction->operands[i]);
    }
}

// ---- Functions of codes ----

// A function of one column of codes is computed once for each code, not for each row. While
// somebody listens each row is to give its own warnings.
static const FeelColumn *sole_codes(const Frame *frame, const Instruction *instruction) {
    const FeelColumn *codes = NULL;
    bool is_pure = instruction->opcode != OPCODE_CALL_VALUE &&
                   instruction->opcode != OPCODE_CALL_DEFINITION;
    if (!is_pure || !frame->shares_constants || frame->rows == 1) return NULL;
    for (uint32_t i = 0; i < instruction->count; i++) {
        const FeelColumn *column = operand_column(frame, instruction->operands[i]);
        if (column->is_constant) continue;
        if (codes || column->form != FEEL_COLUMN_CODES) return NULL;
        codes = column;
    }
    return codes && codes->dictionary_count < frame->rows ? codes : NULL;
}

// For each row, the first row of the frame with the same code. NULL = every row for itself.
static const uint32_t *first_rows(FeelRun *run, const Frame *frame,
                                  const Instruction *instruction) {
    const FeelColumn *codes = sole_codes(frame, instruction);
    if (!codes) return NULL;
    uint32_t *first = NEW_ARRAY(&run->scratch, uint32_t, frame->rows);
    uint32_t *seen = NEW_ARRAY(&run->scratch, uint32_t, codes->dictionary_count + 1);
    const int32_t *data = codes->data;
    for (size_t row = 0; row < frame->rows; row++) {
        bool is_null = codes->nulls && codes->nulls[row];
        uint32_t *slot = &seen[is_null ? codes->dictionary_count : (size_t)data[row]];
        if (*slot == 0) *slot = (uint32_t)row + 1;
        first[row] = *slot - 1;
    }
    return first;
}

// Texts computed from codes are codes again, as long as few differ. Their dictionary goes to the
// results, which may refer to it, and so never takes the place of another one in this batch.
#define DERIVED_CODES_MAX 64

static bool store_codes(FeelRun *run, Frame *frame, const Instruction *instruction,
                        const FeelValue *values, const uint32_t *first) {
    Str texts[DERIVED_CODES_MAX];
    int32_t *codes = NEW_ARRAY(&run->scratch, int32_t, frame->rows);
    size_t count = 0;
    for (size_t row = 0; row < frame->rows; row++) {
        if (first[row] != row) {
            codes[row] = codes[first[row]];
            continue;
        }
        if (values[row].kind != FEEL_STRING) return false;
        size_t code = 0;
        while (code < count && !str_equal(texts[code], values[row].string)) code++;
        if (code == DERIVED_CODES_MAX) return false;
        if (code == count) texts[count++] = values[row].string;
        codes[row] = (int32_t)code;
    }
    Str *dictionary = NEW_ARRAY(run->options.arena, Str, count);
    memcpy(dictionary, texts, count * sizeof *texts);
    store_column(frame, instruction,
                 (FeelColumn){.form = FEEL_COLUMN_CODES,
                              .data = codes,
                              .dictionary = dictionary,
                              .dictionary_count = count});
    return true;
}

static bool store_flags(FeelRun *run, Frame *frame, const Instruction *instruction,
                        const FeelValue *values, const uint32_t *first) {
    uint8_t *truths = NEW_ARRAY(&run->scratch, uint8_t, frame->rows);
    for (size_t row = 0; row < frame->rows; row++) {
        if (first[row] != row) {
            truths[row] = truths[first[row]];
            continue;
        }
        if (values[row].kind != FEEL_BOOLEAN && values[row].kind != FEEL_NULL) return false;
        truths[row] = truth_of(values[row]);
    }
    store_truths(frame, instruction, truths, frame->rows);
    return true;
}

// Stores values that stand in the first row of each code only.
static void store_first_rows(FeelRun *run, Frame *frame, const Instruction *instruction,
                             FeelValue *values, const uint32_t *first) {
    if (store_codes(run, frame, instruction, values, first)) return;
    if (store_flags(run, frame, instruction, values, first)) return;
    for (size_t row = 0; row < frame->rows; row++) values[row] = values[first[row]];
    store_values(run, frame, instruction, values, frame->rows);
}

// ---- All rows ----

void each_row(FeelRun *run, Frame *frame, const Instruction *instruction, RowFunction *function) {
    const uint32_t *first = first_rows(run, frame, instruction);
    FeelValue inlined[OPERANDS_INLINE];
    FeelValue *operands = operand_room(run, instruction, inlined);
    size_t rows = instruction_rows(frame, instruction);
    FeelValue *results = NEW_ARRAY(&run->scratch, FeelValue, rows);
    settle_all(run, frame, instruction);
    for (size_t row = 0; row < rows && !run->has_failed; row++) {
        if (first && first[row] != row) continue;
        run->row = row;
        fetch(frame, instruction, row, operands);
        results[row] = function(run, instruction, operands);
    }
    if (first) store_first_rows(run, frame, instruction, results, first);
    else store_values(run, frame, instruction, results, rows);
}

void each_truth(FeelRun *run, Frame *frame, const Instruction *instruction,
                TruthFunction *function) {
    const uint32_t *first = first_rows(run, frame, instruction);
    FeelValue inlined[OPERANDS_INLINE];
    FeelValue *operands = operand_room(run, instruction, inlined);
    size_t rows = instruction_rows(frame, instruction);
    uint8_t *truths = NEW_ARRAY(&run->scratch, uint8_t, rows);
    settle_all(run, frame, instruction);
    for (size_t row = 0; row < rows && !run->has_failed; row++) {
        if (first && first[row] != row) {
            truths[row] = truths[first[row]];
            continue;
        }
        run->row = row;
        fetch(frame, instruction, row, operands);
        truths[row] = (uint8_t)function(run, instruction, operands);
    }
    store_truths(frame, instruction, truths, rows);
}

void explain_nulls(FeelRun *run, Frame *frame, const Instruction *instruction,
                          RowFunction *function, TruthFunction *truth) {
    if (!run->options.warn) return;
    const FeelColumn *column = &frame->registers[instruction->result];
    FeelValue operands[OPERANDS_INLINE];
    size_t rows = column->is_constant ? 1 : frame->rows;
    for (size_t row = 0; row < rows; row++) {
        if (!feel_column_is_null(column, row)) continue;
        run->row = row;
        fetch(frame, instruction, row, operands);
        if (function) (void)function(run, instruction, operands);
        else (void)truth(run, instruction, operands);
    }
}
