// SPDX-License-Identifier: Apache-2.0
// Narrowing by rule: the rows in which a cell is true and those in which it is unknown are found by
// one loop over the column, as bits, and taken from all rules that have the cell.
#include "base/vectorise.h"
#include "dmn/table_runner.h"

#include <string.h>

#define BLOCK_ROWS ((size_t)1024) // flags made at a time; whole words of bits
#define MASK_CODES_MAX 64         // codes whose truths fit in one word

typedef struct CellRows { // of one cell, over the whole batch
    uint64_t *is_true;
    uint64_t *is_unknown;
} CellRows;

typedef struct CellTest { // one input being tested
    TableRunner *runner;
    const DmnInputPlan *input;
    const FeelColumn *column;
    const uint64_t *unknown; // rows in which the input is; NULL = none
    size_t row_count, words;
    bool is_unscalar;
    CellRows rows;           // of the cell at hand
    uint8_t *flags;          // room for BLOCK_ROWS
    uint8_t *truths;         // room for all rows, made when needed
    uint64_t *nulls;         // rows in which a typed column is null, made when needed
} CellTest;

// ---- Rows of one truth ----

static void rows_join(CellTest *test, const uint64_t *rows, FeelTruth truth) {
    if (truth == FEEL_TRUE) bits_join(test->rows.is_true, rows, test->row_count);
    if (truth == FEEL_UNKNOWN) bits_join(test->rows.is_unknown, rows, test->row_count);
}

static void rows_remove(uint64_t *from, const uint64_t *rows, size_t words) {
    for (size_t i = 0; i < words; i++) from[i] &= ~rows[i];
}

// One truth for all rows.
static void rows_fill(CellTest *test, FeelTruth truth) {
    if (truth == FEEL_TRUE) bits_fill(test->rows.is_true, test->row_count);
    if (truth == FEEL_UNKNOWN) bits_fill(test->rows.is_unknown, test->row_count);
}

// Where the column is null, what the cell says of null.
static void settle_nulls(CellTest *test, const DmnCell *cell) {
    if (test->column->nulls == NULL) return;
    if (test->nulls == NULL) {
        test->nulls = NEW_ARRAY(test->runner->arena, uint64_t, test->words);
        bits_from_flags(test->column->nulls, 1, test->row_count, test->nulls);
    }
    rows_remove(test->rows.is_true, test->nulls, test->words);
    rows_join(test, test->nulls, dmn_cell_truth(cell, feel_null()));
}

// ---- Typed columns ----

static size_t block_count(const CellTest *test, size_t from) {
    return test->row_count - from < BLOCK_ROWS ? test->row_count - from : BLOCK_ROWS;
}

// The rows in one of a set's spans; false when the column cannot be compared with one of them.
static bool rows_in_spans(CellTest *test, const DmnCell *cell, size_t from) {
    FeelColumn block = feel_column_slice(test->column, from);
    size_t count = block_count(test, from);
    for (size_t i = 0; i < cell->span_count; i++) {
        const FeelRange *range = &cell->spans[i].range;
        uint64_t rows[BLOCK_ROWS / 64];
        if (feel_is_null(range->low) && feel_is_null(range->high)) continue; // null itself
        if (!feel_column_in_range(&block, range, count, test->flags)) return false;
        bits_from_flags(test->flags, 1, count, rows);
        bits_join(test->rows.is_true + from / 64, rows, count);
    }
    return true;
}

static bool test_numbers(CellTest *test, const DmnCell *cell) {
    for (size_t from = 0; from < test->row_count; from += BLOCK_ROWS) {
        if (!rows_in_spans(test, cell, from)) {
            memset(test->rows.is_true, 0, test->words * sizeof(uint64_t));
            return false;
        }
    }
    if (cell->is_negated) {
        uint64_t *rows = test->rows.is_true;
        for (size_t i = 0; i < test->words; i++) rows[i] = ~rows[i];
        if (test->row_count % 64) rows[test->words - 1] &= ~(~(uint64_t)0 << test->row_count % 64);
    }
    settle_nulls(test, cell);
    return true;
}

VECTORISED static void flag_codes(const int32_t *codes, uint64_t mask, size_t count,
                                  uint8_t *flags) {
    for (size_t i = 0; i < count; i++) flags[i] = (uint8_t)(mask >> (codes[i] & 63) & 1);
}

// Every code is tested once; texts are never unknown to a set of texts.
static bool test_codes(CellTest *test, const DmnCell *cell) {
    const FeelColumn *column = test->column;
    uint64_t mask = 0;
    if (column->dictionary_count > MASK_CODES_MAX) return false;
    if (cell->value_kind != FEEL_STRING && cell->value_kind != FEEL_NULL) return false;
    for (size_t i = 0; i < column->dictionary_count; i++) {
        FeelTruth truth = dmn_cell_truth(cell, feel_string(column->dictionary[i]));
        mask |= (uint64_t)(truth == FEEL_TRUE) << i;
    }
    for (size_t from = 0; from < test->row_count; from += BLOCK_ROWS) {
        const int32_t *codes = (const int32_t *)column->data + from;
        size_t count = block_count(test, from);
        flag_codes(codes, mask, count, test->flags);
        bits_from_flags(test->flags, 1, count, test->rows.is_true + from / 64);
    }
    settle_nulls(test, cell);
    return true;
}

static void test_booleans(CellTest *test, const DmnCell *cell) {
    const uint8_t *truths = test->column->data;
    size_t words = test->words;
    uint64_t *one = NEW_ROOM(test->runner->arena, uint64_t, 3 * words);
    uint64_t *unknown = one + words, *zero = unknown + words;
    bits_from_flags(truths, FEEL_TRUE, test->row_count, one);
    bits_from_flags(truths, FEEL_UNKNOWN, test->row_count, unknown);
    bits_fill(zero, test->row_count);
    for (size_t i = 0; i < words; i++) zero[i] &= ~(one[i] | unknown[i]);
    rows_join(test, one, dmn_cell_truth(cell, feel_boolean(true)));
    rows_join(test, zero, dmn_cell_truth(cell, feel_boolean(false)));
    rows_join(test, unknown, dmn_cell_truth(cell, feel_null()));
}

static bool test_typed(CellTest *test, const DmnCell *cell) {
    if (cell->kind != DMN_CELL_SET || test->is_unscalar) return false;
    if (test->column->is_constant) {
        rows_fill(test, dmn_cell_truth(cell, feel_column_get(test->column, 0)));
        return true;
    }
    switch (test->column->form) {
    case FEEL_COLUMN_SCALED:
    case FEEL_COLUMN_DATES:
    case FEEL_COLUMN_QUOTIENTS: return test_numbers(test, cell);
    case FEEL_COLUMN_CODES: return test_codes(test, cell);
    case FEEL_COLUMN_TRUTH: test_booleans(test, cell); return true;
    case FEEL_COLUMN_VALUES: break;
    }
    return false;
}

// ---- Cells ----

static void settle_unknown(CellTest *test, const uint64_t *unknown) {
    if (unknown == NULL) return;
    rows_remove(test->rows.is_true, unknown, test->words);
    bits_join(test->rows.is_unknown, unknown, test->row_count);
}

static bool test_program(CellTest *test, const FeelProgram *program) {
    TableRunner *runner = test->runner;
    FeelColumn column;
    if (!dmn_frame_run(runner->options->run, program, runner->frame, &column, runner->error)) {
        return false;
    }
    feel_column_truths(&column, FEEL_TRUE, test->row_count, test->rows.is_true);
    feel_column_truths(&column, FEEL_UNKNOWN, test->row_count, test->rows.is_unknown);
    settle_unknown(test, table_program_unknown(runner, program));
    return true;
}

// One by one, where no loop over the column knows how.
static bool test_each(CellTest *test, const DmnCell *cell) {
    TableRunner *runner = test->runner;
    if (test->truths == NULL) test->truths = NEW_ROOM(runner->arena, uint8_t, test->row_count);
    if (!table_cell_truths(runner, test->input, cell, test->is_unscalar, test->truths)) {
        return false;
    }
    bits_from_flags(test->truths, FEEL_TRUE, test->row_count, test->rows.is_true);
    bits_from_flags(test->truths, FEEL_UNKNOWN, test->row_count, test->rows.is_unknown);
    return true;
}

static bool test_cell(CellTest *test, const DmnCell *cell) {
    memset(test->rows.is_true, 0, test->words * sizeof(uint64_t));
    memset(test->rows.is_unknown, 0, test->words * sizeof(uint64_t));
    bool is_program = cell->kind == DMN_CELL_PROGRAM;
    if (is_program && !test_program(test, cell->program)) return false;
    if (!is_program && !test_typed(test, cell) && !test_each(test, cell)) return false;
    settle_unknown(test, test->unknown);
    return true;
}

static void cut_rule(const CellTest *test, size_t rule) {
    TableRunner *runner = test->runner;
    const uint64_t *is_true = test->rows.is_true, *is_unknown = test->rows.is_unknown;
    uint64_t *fired = runner->fired + rule * test->words;
    for (size_t i = 0; i < test->words; i++) fired[i] &= is_true[i];
    if (runner->possible == NULL) return;
    uint64_t *possible = runner->possible + rule * test->words;
    for (size_t i = 0; i < test->words; i++) possible[i] &= is_true[i] | is_unknown[i];
}

// Whether a rule with the cell is not refuted yet in some row.
static bool is_open(const CellTest *test, const DmnCellRules *rules) {
    const TableRunner *runner = test->runner;
    const uint64_t *open = runner->possible != NULL ? runner->possible : runner->fired;
    for (size_t i = 0; i < rules->count; i++) {
        if (bits_any(open + rules->rules[i] * test->words, test->row_count)) return true;
    }
    return false;
}

bool table_narrow_by_rule(TableRunner *runner, const DmnInputPlan *input) {
    size_t row_count = runner->frame->row_count, words = bits_words(row_count);
    const FeelColumn *column = &runner->frame->slots[input->slot];
    ArenaMark mark = arena_mark(runner->arena);
    CellTest test = {.runner = runner,
                     .input = input,
                     .column = column,
                     .unknown = table_input_unknown(runner, input),
                     .row_count = row_count,
                     .words = words,
                     .is_unscalar = table_has_unscalar(input, column, row_count),
                     .rows = {NEW_ARRAY(runner->arena, uint64_t, words),
                              NEW_ARRAY(runner->arena, uint64_t, words)},
                     .flags = NEW_ROOM(runner->arena, uint8_t, BLOCK_ROWS)};
    bool ok = true;
    for (size_t i = 0; ok && i < input->cell_count; i++) {
        const DmnCellRules *rules = &input->cell_rules[i];
        bool is_heard = feel_run_warns(runner->options->run);
        if (input->cells[i].kind == DMN_CELL_ANY) continue;
        if (!is_heard && !is_open(&test, rules)) continue;
        ok = test_cell(&test, &input->cells[i]);
        for (size_t k = 0; ok && k < rules->count; k++) cut_rule(&test, rules->rules[k]);
    }
    table_rewind(runner, mark);
    return ok;
}

void table_start_by_rule(TableRunner *runner) {
    size_t row_count = runner->frame->row_count, words = bits_words(row_count);
    size_t rule_count = runner->table->definition->rule_count;
    runner->fired = NEW_ARRAY(runner->arena, uint64_t, rule_count * words);
    for (size_t rule = 0; rule < rule_count; rule++) {
        bits_fill(runner->fired + rule * words, row_count);
    }
    if (!runner->is_three_valued) return;
    runner->possible = NEW_ARRAY(runner->arena, uint64_t, rule_count * words);
    size_t bytes = rule_count * words * sizeof *runner->possible;
    if (bytes > 0) memcpy(runner->possible, runner->fired, bytes);
}
