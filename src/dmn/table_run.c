// SPDX-License-Identifier: Apache-2.0
// Which rules fire in each row. Sets of rules are rows of `words` bits; every input narrows them.
#include "dmn/table_plan.h"

#include <string.h>

#define BLOCK_ROWS 1024 // rows narrowed at a time: what they need stays in the nearest cache

typedef struct TableRunner {
    const DmnTable *table;
    const DmnTableRun *options;
    DmnFrame *frame;
    Arena *arena;
    Error *error;
    uint64_t *fired;
    bool is_three_valued;
    uint64_t *possible; // not refuted so far; NULL while that is `fired`
    bool has_unknown;   // three-valued, and some fact may be unknown
    uint8_t *invalid;   // rows with an input outside its allowed values; NULL = none
} TableRunner;

// ---- Unknown facts ----

static void join_unknown(const TableRunner *runner, size_t slot, uint8_t **joined) {
    const uint8_t *unknown = runner->options->unknown[slot];
    if (unknown == NULL) return;
    size_t row_count = runner->frame->row_count;
    if (*joined == NULL) *joined = NEW_ARRAY(runner->arena, uint8_t, row_count);
    for (size_t row = 0; row < row_count; row++) (*joined)[row] |= unknown[row];
}

// One byte a row: whether a program reads an unknown fact; NULL = nowhere.
static const uint8_t *program_unknown(const TableRunner *runner, const FeelProgram *program) {
    if (!runner->has_unknown) return NULL;
    size_t own = runner->table->options.slot_first, count;
    const size_t *slots = feel_program_slots(program, &count);
    uint8_t *joined = NULL;
    for (size_t i = 0; i < count; i++) {
        bool is_own = slots[i] >= own && slots[i] - own < runner->table->definition->input_count;
        if (!is_own) join_unknown(runner, slots[i], &joined);
    }
    return joined;
}

static const uint8_t *input_unknown(const TableRunner *runner, const DmnInputPlan *input) {
    if (!runner->has_unknown) return NULL;
    if (input->expression != NULL) return program_unknown(runner, input->expression);
    uint8_t *joined = NULL;
    join_unknown(runner, input->source_slot, &joined);
    return joined;
}

// ---- Truth of cells ----

void dmn_truths_of_column(const FeelColumn *column, size_t row_count, uint8_t *truths) {
    if (column->form == FEEL_COLUMN_TRUTH && !column->is_constant) {
        memcpy(truths, column->data, row_count);
        return;
    }
    for (size_t row = 0; row < row_count; row++) {
        if (row > 0 && column->is_constant) {
            truths[row] = truths[0];
            continue;
        }
        FeelValue value = feel_column_get(column, row);
        truths[row] = value.kind != FEEL_BOOLEAN ? FEEL_UNKNOWN
                      : value.boolean            ? FEEL_TRUE
                                                 : FEEL_FALSE;
    }
}

static bool program_truths(TableRunner *runner, const FeelProgram *program, uint8_t *truths) {
    size_t row_count = runner->frame->row_count;
    FeelColumn column;
    if (!dmn_frame_run(runner->options->run, program, runner->frame, &column, runner->error)) {
        return false;
    }
    dmn_truths_of_column(&column, row_count, truths);
    const uint8_t *unknown = program_unknown(runner, program);
    for (size_t row = 0; unknown != NULL && row < row_count; row++) {
        if (unknown[row] != 0) truths[row] = FEEL_UNKNOWN;
    }
    return true;
}

static bool has_unscalar(const DmnInputPlan *input, const FeelColumn *column, size_t row_count) {
    if (dmn_type_is_scalar(input->type) || column->form != FEEL_COLUMN_VALUES) return false;
    const FeelValue *values = column->data;
    size_t count = column->is_constant && row_count > 0 ? 1 : row_count;
    for (size_t row = 0; row < count; row++) {
        if (values[row].kind >= FEEL_LIST) return true;
    }
    return false;
}

static bool cell_truths(TableRunner *runner, const DmnInputPlan *input, const DmnCell *cell,
                        bool is_unscalar, uint8_t *truths) {
    size_t row_count = runner->frame->row_count;
    const FeelColumn *column = &runner->frame->slots[input->slot];
    if (cell->kind == DMN_CELL_ANY) {
        memset(truths, FEEL_TRUE, row_count);
        return true;
    }
    if (cell->kind == DMN_CELL_PROGRAM || is_unscalar) {
        return program_truths(runner, cell->program, truths);
    }
    for (size_t row = 0; row < row_count; row++) {
        truths[row] = (uint8_t)dmn_cell_truth(cell, feel_column_get(column, row));
    }
    return true;
}

// ---- Narrowing: each input takes away the rules that it refutes, block by block ----

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
    const uint8_t *unknown; // NULL: known in all rows
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
        if (!cell_truths(runner, input, &input->cells[i], is_unscalar, truths)) return false;
        loose[narrowing->loose_count++] = (LooseCell){truths, &input->cell_rules[i]};
    }
    return true;
}

static uint64_t rules_word(const DmnCellRules *rules) {
    uint64_t word = 0;
    for (size_t i = 0; i < rules->count; i++) dmn_bit_set(&word, rules->rules[i]);
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
        bool is_unknown = narrowing->unknown[from + i] != 0;
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
    if (narrowing->unknown != NULL && narrowing->unknown[row] != 0) {
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
            if (truth == FEEL_TRUE) dmn_bit_set(matched, rules->rules[i]);
            dmn_bit_set(possible, rules->rules[i]);
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

static bool narrow(TableRunner *runner, const DmnInputPlan *input, const uint8_t *unknown) {
    size_t row_count = runner->frame->row_count;
    const FeelColumn *column = &runner->frame->slots[input->slot];
    bool is_unscalar = has_unscalar(input, column, row_count);
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

static void refuse_value(TableRunner *runner, size_t row, const DmnInputPlan *input, size_t index,
                         FeelValue value) {
    runner->invalid[row] = 1;
    if (runner->options->warn == NULL) return;
    const DmnTableInput *defined = &runner->table->definition->inputs[index];
    DmnText text = dmn_text_trim(defined->expression);
    Str label = str_is_empty(defined->label) ? dmn_text_str(text) : defined->label;
    Str message = str_format(runner->arena, "输入“%.*s”的值 %.*s 不在允许的取值 %.*s 之内",
                             STR_ARG(label), STR_ARG(dmn_value_text(runner->arena, value)),
                             STR_ARG(dmn_text_str(input->allowed.text)));
    size_t origin = dmn_frame_origin(runner->frame, row);
    runner->options->warn(runner->options->warn_user, origin, text.source, text.range, message);
}

static bool narrow_allowed(TableRunner *runner, size_t index) {
    const DmnInputPlan *input = &runner->table->inputs[index];
    size_t row_count = runner->frame->row_count;
    const FeelColumn *column = &runner->frame->slots[input->slot];
    uint8_t *truths = NEW_ARRAY(runner->arena, uint8_t, row_count);
    bool is_unscalar = has_unscalar(input, column, row_count);
    if (!cell_truths(runner, input, &input->allowed, is_unscalar, truths)) return false;
    for (size_t row = 0; row < row_count; row++) {
        FeelValue value = feel_column_get(column, row);
        if (truths[row] == FEEL_TRUE || feel_is_null(value)) continue;
        if (runner->invalid == NULL) runner->invalid = NEW_ARRAY(runner->arena, uint8_t, row_count);
        refuse_value(runner, row, input, index, value);
    }
    return true;
}

// ---- The whole ----

static bool evaluate_input(TableRunner *runner, const DmnInputPlan *input) {
    FeelColumn *slot = &runner->frame->slots[input->slot];
    if (input->expression == NULL) {
        *slot = runner->frame->slots[input->source_slot];
        return true;
    }
    return dmn_frame_run(runner->options->run, input->expression, runner->frame, slot,
                         runner->error);
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
                       const uint8_t *unknown) {
    const FeelColumn *column = &runner->frame->slots[input->slot];
    FeelKind kind = input->classes.kind;
    bool is_plain = unknown == NULL && !input->has_loose && !column->is_constant &&
                    column->form != FEEL_COLUMN_VALUES &&
                    (kind == FEEL_NULL || kind == kind_of_form(column->form));
    return is_plain && !has_nulls(column, runner->frame->row_count);
}

static bool narrow_by_input(TableRunner *runner, size_t index) {
    const DmnInputPlan *input = &runner->table->inputs[index];
    if (!evaluate_input(runner, input)) return false;
    if (input->has_allowed && !narrow_allowed(runner, index)) return false;
    if (input->is_any) return true;
    const uint8_t *unknown = input_unknown(runner, input);
    if (!is_settled(runner, input, unknown)) diverge(runner);
    ArenaMark mark = arena_mark(runner->arena);
    bool ok = narrow(runner, input, unknown);
    arena_rewind(runner->arena, mark);
    return ok;
}

static void start_with_all(TableRunner *runner) {
    size_t words = runner->table->words, row_count = runner->frame->row_count;
    runner->fired = NEW_ARRAY(runner->arena, uint64_t, words * row_count);
    for (size_t i = 0; i < words * row_count; i++) {
        runner->fired[i] = runner->table->all_rules[words == 1 ? 0 : i % words];
    }
}

static const FeelColumn *input_columns(const TableRunner *runner) {
    size_t count = runner->table->definition->input_count;
    FeelColumn *columns = NEW_ARRAY(runner->arena, FeelColumn, count);
    for (size_t i = 0; i < count; i++) {
        columns[i] = runner->frame->slots[runner->table->inputs[i].slot];
    }
    return columns;
}

bool dmn_table_run(const DmnTable *table, const DmnTableRun *options, DmnFrame *frame,
                   DmnTableResult *result, Error *error) {
    TableRunner runner = {.table = table, .options = options, .frame = frame, .error = error};
    runner.arena = feel_run_arena(options->run);
    start_with_all(&runner);
    runner.is_three_valued = table->options.is_three_valued;
    runner.has_unknown = runner.is_three_valued && options->unknown != NULL;
    for (size_t i = 0; i < table->definition->input_count; i++) {
        if (!narrow_by_input(&runner, i)) return false;
    }
    *result = (DmnTableResult){
        .fired = runner.fired, .words = table->words, .row_count = frame->row_count};
    if (options->wants_states) result->inputs = input_columns(&runner);
    if (runner.possible != NULL) {
        size_t size = table->words * frame->row_count;
        for (size_t i = 0; i < size; i++) runner.possible[i] &= ~runner.fired[i];
        result->undetermined = runner.possible;
    }
    return !options->wants_value ||
           dmn_table_hits(table, options, frame, runner.invalid, result, error);
}

// ---- States ----

DmnRuleState dmn_result_state(const DmnTableResult *result, size_t row, size_t rule) {
    if (dmn_bit(result->fired + row * result->words, rule)) return DMN_FIRED;
    if (result->undetermined == NULL) return DMN_REFUTED;
    bool is_open = dmn_bit(result->undetermined + row * result->words, rule);
    return is_open ? DMN_UNDETERMINED : DMN_REFUTED;
}

bool dmn_result_any_undetermined(const DmnTableResult *result, size_t row) {
    if (result->undetermined == NULL) return false;
    const uint64_t *set = result->undetermined + row * result->words;
    for (size_t i = 0; i < result->words; i++) {
        if (set[i] != 0) return true;
    }
    return false;
}

static bool cell_truth_by_program(const DmnTableRun *options, const DmnFrame *frame,
                                  const DmnInputPlan *input, const DmnCell *cell,
                                  DmnCellState *state, uint32_t row, Error *error) {
    Arena *arena = feel_run_arena(options->run);
    DmnFrame one = dmn_frame_gather(arena, frame, cell->program, &row, 1);
    one.slots[input->slot] = feel_column_constant(arena, state->value);
    FeelColumn column;
    if (!dmn_frame_run(options->run, cell->program, &one, &column, error)) return false;
    uint8_t truth;
    dmn_truths_of_column(&column, 1, &truth);
    state->truth = (FeelTruth)truth;
    return true;
}

bool dmn_table_cell(const DmnTable *table, const DmnTableRun *options, DmnFrame *frame,
                    const DmnCellQuestion *question, DmnCellState *state, Error *error) {
    const DmnInputPlan *input = &table->inputs[question->input];
    const DmnCell *cell = &input->cells[input->rule_cells[question->rule]];
    uint32_t row = (uint32_t)question->row;
    *state = (DmnCellState){.text = cell->text, .truth = FEEL_TRUE};
    state->value = feel_column_get(&question->result->inputs[question->input], row);
    state->is_any = cell->kind == DMN_CELL_ANY;
    if (state->is_any) return true;
    if (cell->kind == DMN_CELL_SET && state->value.kind < FEEL_LIST) {
        state->truth = dmn_cell_truth(cell, state->value);
    } else if (!cell_truth_by_program(options, frame, input, cell, state, row, error)) {
        return false;
    }
    TableRunner runner = {.table = table, .options = options, .frame = frame};
    runner.arena = feel_run_arena(options->run);
    runner.has_unknown = table->options.is_three_valued && options->unknown != NULL;
    const uint8_t *unknown = input_unknown(&runner, input);
    const uint8_t *program =
        cell->kind == DMN_CELL_PROGRAM ? program_unknown(&runner, cell->program) : NULL;
    bool is_unknown =
        (unknown != NULL && unknown[row] != 0) || (program != NULL && program[row] != 0);
    if (is_unknown) state->truth = FEEL_UNKNOWN;
    return true;
}
