// SPDX-License-Identifier: Apache-2.0
// Narrowing by row: each value falls into a class of its input, and a class knows its rules. Sets
// of rules are rows of `words` bits.
#include "dmn/table_runner.h"

#include <string.h>

#define BLOCK_ROWS 1024 // rows narrowed at a time: what they need stays in the nearest cache

typedef struct LooseCell { // a cell that the index does not know, over the whole batch
    const uint8_t *truths;
    const DmnCellRules *rules;
} LooseCell;

typedef struct Narrowing {
    const TableRunner *runner;
    const DmnInputPlan *input;
    const DmnClassifier *classifier; // NULL: no index
    const LooseCell *loose;
    size_t loose_count;
    const uint64_t *unknown; // NULL: known in all rows
} Narrowing;

static bool is_indexed_cell(const Narrowing *narrowing, const DmnCell *cell) {
    return narrowing->classifier != NULL && cell->kind != DMN_CELL_PROGRAM;
}

static bool find_loose(TableRunner *runner, Narrowing *narrowing, bool is_unscalar) {
    const DmnInputPlan *input = narrowing->input;
    LooseCell *loose = NEW_ARRAY(runner->arena, LooseCell, input->cell_count);
    narrowing->loose = loose;
    for (size_t i = 0; i < input->cell_count; i++) {
        if (is_indexed_cell(narrowing, &input->cells[i])) continue;
        uint8_t *truths = NEW_ARRAY(runner->arena, uint8_t, runner->frame->row_count);
        if (!table_cell_truths(runner, input, &input->cells[i], is_unscalar, truths)) return false;
        loose[narrowing->loose_count++] = (LooseCell){truths, &input->cell_rules[i]};
    }
    return true;
}

static uint64_t rules_word(const DmnCellRules *rules) {
    uint64_t word = 0;
    for (size_t i = 0; i < rules->count; i++) bits_set(&word, rules->rules[i]);
    return word;
}

// Up to 64 rules: one word a row, and no branch.
static void narrow_block_indexed(const Narrowing *narrowing, size_t from, size_t count) {
    uint32_t classes[BLOCK_ROWS];
    dmn_classify(narrowing->classifier, from, count, classes);
    uint64_t *fired = narrowing->runner->fired + from;
    const uint64_t *matched = narrowing->input->matched;
    for (size_t i = 0; i < count; i++) fired[i] &= matched[classes[i]];
    if (narrowing->runner->possible == NULL) return;
    uint64_t *possible = narrowing->runner->possible + from;
    for (size_t i = 0; i < count; i++) possible[i] &= narrowing->input->possible[classes[i]];
}

// What the index says of a block, or nothing.
static void start_block(const Narrowing *narrowing, size_t from, size_t count, uint64_t *matched,
                        uint64_t *possible) {
    bool has_possible = narrowing->runner->possible != NULL;
    if (narrowing->classifier == NULL) {
        memset(matched, 0, count * sizeof *matched);
        memset(possible, 0, count * sizeof *possible);
        return;
    }
    uint32_t classes[BLOCK_ROWS];
    dmn_classify(narrowing->classifier, from, count, classes);
    for (size_t i = 0; i < count; i++) matched[i] = narrowing->input->matched[classes[i]];
    for (size_t i = 0; i < count; i++) {
        possible[i] = has_possible ? narrowing->input->possible[classes[i]] : 0;
    }
}

static void narrow_block_word(const Narrowing *narrowing, size_t from, size_t count) {
    const DmnInputPlan *input = narrowing->input;
    if (narrowing->loose_count == 0 && narrowing->unknown == NULL) {
        narrow_block_indexed(narrowing, from, count);
        return;
    }
    uint64_t matched[BLOCK_ROWS], possible[BLOCK_ROWS];
    start_block(narrowing, from, count, matched, possible);
    for (size_t k = 0; k < narrowing->loose_count; k++) {
        const uint8_t *truths = narrowing->loose[k].truths + from;
        uint64_t rules = rules_word(narrowing->loose[k].rules);
        for (size_t i = 0; i < count; i++) {
            matched[i] |= truths[i] == FEEL_TRUE ? rules : 0;
            possible[i] |= truths[i] != FEEL_FALSE ? rules : 0;
        }
    }
    for (size_t i = 0; narrowing->unknown != NULL && i < count; i++) {
        bool is_unknown = bits_has(narrowing->unknown, from + i);
        matched[i] = is_unknown ? input->any[0] : matched[i];
        possible[i] |= is_unknown ? ~(uint64_t)0 : 0;
    }
    uint64_t *fired = narrowing->runner->fired + from;
    for (size_t i = 0; i < count; i++) fired[i] &= matched[i];
    for (size_t i = 0; narrowing->runner->possible != NULL && i < count; i++) {
        narrowing->runner->possible[from + i] &= possible[i];
    }
}

static void narrow_row_words(const Narrowing *narrowing, size_t row, uint32_t class_id,
                             uint64_t *matched, uint64_t *possible) {
    const DmnInputPlan *input = narrowing->input;
    const TableRunner *runner = narrowing->runner;
    size_t words = runner->table->words, bytes = words * sizeof *matched;
    bool is_indexed = narrowing->classifier != NULL, has_possible = runner->possible != NULL;
    if (narrowing->unknown != NULL && bits_has(narrowing->unknown, row)) {
        for (size_t i = 0; i < words; i++) runner->fired[row * words + i] &= input->any[i];
        return;
    }
    if (is_indexed && narrowing->loose_count == 0) {
        for (size_t i = 0; i < words; i++) {
            runner->fired[row * words + i] &= input->matched[class_id * words + i];
            if (!has_possible) continue;
            runner->possible[row * words + i] &= input->possible[class_id * words + i];
        }
        return;
    }
    memset(matched, 0, bytes);
    memset(possible, 0, bytes);
    if (is_indexed) memcpy(matched, input->matched + class_id * words, bytes);
    if (is_indexed && has_possible) memcpy(possible, input->possible + class_id * words, bytes);
    for (size_t k = 0; k < narrowing->loose_count; k++) {
        uint8_t truth = narrowing->loose[k].truths[row];
        const DmnCellRules *rules = narrowing->loose[k].rules;
        for (size_t i = 0; truth != FEEL_FALSE && i < rules->count; i++) {
            if (truth == FEEL_TRUE) bits_set(matched, rules->rules[i]);
            bits_set(possible, rules->rules[i]);
        }
    }
    for (size_t i = 0; i < words; i++) {
        runner->fired[row * words + i] &= matched[i];
        if (has_possible) runner->possible[row * words + i] &= possible[i];
    }
}

static void narrow_block_words(const Narrowing *narrowing, size_t from, size_t count) {
    size_t words = narrowing->runner->table->words;
    uint64_t *spare = NEW_ARRAY(narrowing->runner->arena, uint64_t, 2 * words);
    uint32_t classes[BLOCK_ROWS] = {0};
    if (narrowing->classifier != NULL) dmn_classify(narrowing->classifier, from, count, classes);
    for (size_t i = 0; i < count; i++) {
        narrow_row_words(narrowing, from + i, classes[i], spare, spare + words);
    }
}

static bool narrow(TableRunner *runner, const DmnInputPlan *input, const uint64_t *unknown) {
    size_t row_count = runner->frame->row_count;
    const FeelColumn *column = &runner->frame->slots[input->slot];
    bool is_unscalar = table_has_unscalar(input, column, row_count);
    Narrowing narrowing = {.runner = runner, .input = input, .unknown = unknown};
    DmnClassifier classifier;
    if (input->matched != NULL && !is_unscalar) {
        classifier = dmn_classifier(runner->arena, &input->classes, column, row_count);
        narrowing.classifier = &classifier;
    }
    bool has_loose = input->has_loose || is_unscalar;
    if (has_loose && !find_loose(runner, &narrowing, is_unscalar)) return false;
    for (size_t from = 0; from < row_count; from += BLOCK_ROWS) {
        size_t count = row_count - from < BLOCK_ROWS ? row_count - from : BLOCK_ROWS;
        if (runner->table->words == 1) {
            narrow_block_word(&narrowing, from, count);
        } else {
            narrow_block_words(&narrowing, from, count);
        }
    }
    return true;
}

static bool has_nulls(const FeelColumn *column, size_t row_count) {
    if (column->form != FEEL_COLUMN_TRUTH) return column->nulls != NULL;
    const uint8_t *truths = column->data;
    uint8_t joined = 0;
    for (size_t row = 0; row < row_count && !column->is_constant; row++) joined |= truths[row];
    return joined >= FEEL_UNKNOWN;
}

// From here on some rule may be neither fired nor refuted.
static void diverge(TableRunner *runner) {
    if (!runner->is_three_valued || runner->possible != NULL) return;
    size_t size = runner->table->words * runner->frame->row_count;
    runner->possible = NEW_ARRAY(runner->arena, uint64_t, size);
    memcpy(runner->possible, runner->fired, size * sizeof *runner->possible);
}

static FeelKind kind_of_form(FeelColumnForm form) {
    switch (form) {
    case FEEL_COLUMN_VALUES:
        return FEEL_NULL;
    case FEEL_COLUMN_TRUTH:
        return FEEL_BOOLEAN;
    case FEEL_COLUMN_SCALED:
    case FEEL_COLUMN_QUOTIENTS:
        return FEEL_NUMBER;
    case FEEL_COLUMN_DATES:
        return FEEL_DATE;
    case FEEL_COLUMN_CODES:
        return FEEL_STRING;
    }
    return FEEL_NULL;
}

// Whether every cell is true or false in every row, so that nothing stays open.
static bool is_settled(const TableRunner *runner, const DmnInputPlan *input,
                       const uint64_t *unknown) {
    const FeelColumn *column = &runner->frame->slots[input->slot];
    FeelKind kind = input->classes.kind;
    bool is_plain = unknown == NULL && !input->has_loose && !column->is_constant &&
                    column->form != FEEL_COLUMN_VALUES &&
                    (kind == FEEL_NULL || kind == kind_of_form(column->form));
    return is_plain && !has_nulls(column, runner->frame->row_count);
}

bool table_narrow_by_row(TableRunner *runner, const DmnInputPlan *input) {
    const uint64_t *unknown = table_input_unknown(runner, input);
    if (!is_settled(runner, input, unknown)) diverge(runner);
    ArenaMark mark = arena_mark(runner->arena);
    bool ok = narrow(runner, input, unknown);
    table_rewind(runner, mark);
    return ok;
}

void table_start_by_row(TableRunner *runner) {
    size_t words = runner->table->words, row_count = runner->frame->row_count;
    runner->fired = NEW_ARRAY(runner->arena, uint64_t, words * row_count);
    for (size_t i = 0; i < words * row_count; i++) {
        runner->fired[i] = runner->table->all_rules[words == 1 ? 0 : i % words];
    }
}
