// SPDX-License-Identifier: Apache-2.0
// Which rules fire in each row. Sets of rules are rows of `words` bits; every input narrows them.
#include "dmn/table_plan.h"

#include <string.h>

#define DIRECT_CODES_MAX 256 // texts of a dictionary mapped to rules on the stack

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

// ---- Narrowing ----

// Up to 64 rules and a typed column: from the value straight to the rules, no classes between.
// False when the column has another form.
static bool narrow_direct(const DmnInputPlan *input, const FeelColumn *column, size_t row_count,
                          const uint64_t *index, uint64_t *rules) {
    const DmnClasses *classes = &input->classes;
    const uint8_t *nulls = column->nulls;
    uint64_t of_null = index[classes->null_class];
    if (column->is_constant) return false;
    if (column->form == FEEL_COLUMN_TRUTH) {
        const uint8_t *truths = column->data;
        uint64_t of_truth[3] = {index[dmn_classes_of(classes, feel_boolean(false))],
                                index[dmn_classes_of(classes, feel_boolean(true))], of_null};
        for (size_t row = 0; row < row_count; row++) rules[row] &= of_truth[truths[row]];
        return true;
    }
    uint64_t of_code[DIRECT_CODES_MAX];
    bool has_few_codes = column->form == FEEL_COLUMN_CODES &&
                         column->dictionary_count <= DIRECT_CODES_MAX &&
                         column->dictionary_count < row_count;
    bool is_near = dmn_classes_fit(classes, column) && classes->near_count > 0;
    if (has_few_codes) {
        const int32_t *codes = column->data;
        for (size_t i = 0; i < column->dictionary_count; i++) {
            of_code[i] = index[dmn_classes_of(classes, feel_string(column->dictionary[i]))];
        }
        for (size_t row = 0; row < row_count; row++) {
            bool is_null = nulls != NULL && nulls[row] != 0;
            rules[row] &= is_null ? of_null : of_code[codes[row]];
        }
    } else if (is_near) {
        const int64_t *data = column->data;
        for (size_t row = 0; row < row_count; row++) {
            bool is_null = nulls != NULL && nulls[row] != 0;
            rules[row] &= is_null ? of_null : index[dmn_classes_near(classes, data[row])];
        }
    }
    return has_few_codes || is_near;
}

static void narrow_indexed(TableRunner *runner, const DmnInputPlan *input,
                           const uint32_t *classes) {
    size_t words = runner->table->words, row_count = runner->frame->row_count;
    for (size_t row = 0; row < row_count; row++) {
        for (size_t word = 0; word < words; word++) {
            size_t at = row * words + word, from = classes[row] * words + word;
            runner->fired[at] &= input->matched[from];
            if (runner->possible != NULL) runner->possible[at] &= input->possible[from];
        }
    }
}

// Rows whose input is unknown: only rules that do not look at it may fire, none is refuted by it.
static void narrow_unknown(TableRunner *runner, const DmnInputPlan *input, const uint8_t *unknown,
                           uint64_t *fired, uint64_t *possible) {
    size_t words = runner->table->words;
    for (size_t row = 0; row < runner->frame->row_count; row++) {
        if (unknown[row] == 0) continue;
        memcpy(fired + row * words, input->any, words * sizeof *fired);
        memcpy(possible + row * words, runner->table->all_rules, words * sizeof *possible);
    }
}

static void add_cell(const TableRunner *runner, const DmnCellRules *rules, const uint8_t *truths,
                     uint64_t *fired, uint64_t *possible) {
    size_t words = runner->table->words;
    for (size_t row = 0; row < runner->frame->row_count; row++) {
        if (truths[row] == FEEL_FALSE) continue;
        for (size_t i = 0; i < rules->count; i++) {
            if (truths[row] == FEEL_TRUE) dmn_bit_set(fired + row * words, rules->rules[i]);
            if (possible != NULL) dmn_bit_set(possible + row * words, rules->rules[i]);
        }
    }
}

static void start_from_index(const TableRunner *runner, const DmnInputPlan *input,
                             const uint32_t *classes, uint64_t *fired, uint64_t *possible) {
    size_t words = runner->table->words, bytes = words * sizeof *fired;
    for (size_t row = 0; row < runner->frame->row_count; row++) {
        memcpy(fired + row * words, input->matched + classes[row] * words, bytes);
        if (possible == NULL) continue;
        memcpy(possible + row * words, input->possible + classes[row] * words, bytes);
    }
}

// Cell by cell, starting from what the index knows of the sets when there is one.
static bool narrow_loose(TableRunner *runner, const DmnInputPlan *input, const uint32_t *classes,
                         const uint8_t *unknown) {
    size_t words = runner->table->words, row_count = runner->frame->row_count;
    size_t size = words * row_count;
    bool is_indexed = classes != NULL && input->matched != NULL;
    bool is_unscalar = has_unscalar(input, &runner->frame->slots[input->slot], row_count);
    if (is_unscalar) is_indexed = false;
    uint64_t *fired = NEW_ARRAY(runner->arena, uint64_t, size);
    uint64_t *possible = NULL;
    if (runner->possible != NULL) possible = NEW_ARRAY(runner->arena, uint64_t, size);
    if (is_indexed) start_from_index(runner, input, classes, fired, possible);
    uint8_t *truths = NEW_ARRAY(runner->arena, uint8_t, row_count);
    for (size_t i = 0; i < input->cell_count; i++) {
        const DmnCell *cell = &input->cells[i];
        if (is_indexed && cell->kind != DMN_CELL_PROGRAM) continue;
        if (!cell_truths(runner, input, cell, is_unscalar, truths)) return false;
        add_cell(runner, &input->cell_rules[i], truths, fired, possible);
    }
    if (unknown != NULL) narrow_unknown(runner, input, unknown, fired, possible);
    for (size_t i = 0; i < size; i++) {
        runner->fired[i] &= fired[i];
        if (possible != NULL) runner->possible[i] &= possible[i];
    }
    return true;
}

// An unknown input fires only rules that do not look at it, and refutes none.
static void narrow_indexed_unknown(TableRunner *runner, const DmnInputPlan *input,
                                   const uint32_t *classes, const uint8_t *unknown) {
    size_t words = runner->table->words;
    for (size_t row = 0; row < runner->frame->row_count; row++) {
        const uint64_t *matched = input->matched + classes[row] * words;
        const uint64_t *possible = input->possible + classes[row] * words;
        for (size_t word = 0; word < words; word++) {
            size_t at = row * words + word;
            runner->fired[at] &= unknown[row] != 0 ? input->any[word] : matched[word];
            if (unknown[row] == 0) runner->possible[at] &= possible[word];
        }
    }
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

static bool narrow_by_input(TableRunner *runner, size_t index) {
    const DmnInputPlan *input = &runner->table->inputs[index];
    size_t row_count = runner->frame->row_count;
    if (!evaluate_input(runner, input)) return false;
    if (input->has_allowed && !narrow_allowed(runner, index)) return false;
    if (input->is_any) return true;
    const FeelColumn *column = &runner->frame->slots[input->slot];
    const uint8_t *unknown = input_unknown(runner, input);
    bool is_plain = runner->table->words == 1 && !input->has_loose && unknown == NULL;
    if (unknown != NULL || !is_plain || has_nulls(column, row_count)) diverge(runner);
    if (is_plain && narrow_direct(input, column, row_count, input->matched, runner->fired)) {
        return runner->possible == NULL ||
               narrow_direct(input, column, row_count, input->possible, runner->possible);
    }
    diverge(runner);
    uint32_t *classes = NULL;
    if (input->has_classes && input->matched != NULL) {
        classes = NEW_ARRAY(runner->arena, uint32_t, row_count);
        dmn_classes_column(&input->classes, column, row_count, classes);
    }
    if (input->has_loose || has_unscalar(input, column, row_count)) {
        return narrow_loose(runner, input, classes, unknown);
    }
    if (unknown != NULL) {
        narrow_indexed_unknown(runner, input, classes, unknown);
    } else {
        narrow_indexed(runner, input, classes);
    }
    return true;
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

static bool any_bit(const uint64_t *set, size_t words) {
    for (size_t i = 0; i < words; i++) {
        if (set[i] != 0) return true;
    }
    return false;
}

bool dmn_result_any_fired(const DmnTableResult *result, size_t row) {
    return any_bit(result->fired + row * result->words, result->words);
}

bool dmn_result_any_undetermined(const DmnTableResult *result, size_t row) {
    if (result->undetermined == NULL) return false;
    return any_bit(result->undetermined + row * result->words, result->words);
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
