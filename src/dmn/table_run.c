// SPDX-License-Identifier: Apache-2.0
// Which rules fire in each row: inputs are evaluated, and each takes away the rules it refutes.
#include "dmn/table_runner.h"

#include <string.h>

// ---- Unknown facts ----

static void join_unknown(const TableRunner *runner, size_t slot, uint64_t **joined) {
    const uint64_t *unknown = runner->options->unknown[slot];
    if (unknown == NULL) return;
    size_t row_count = runner->frame->row_count;
    if (*joined == NULL) *joined = NEW_ARRAY(runner->arena, uint64_t, bits_words(row_count));
    bits_join(*joined, unknown, row_count);
}

const uint64_t *table_program_unknown(const TableRunner *runner, const FeelProgram *program) {
    if (!runner->has_unknown) return NULL;
    size_t own = runner->table->options.slot_first, count;
    const size_t *slots = feel_program_slots(program, &count);
    uint64_t *joined = NULL;
    for (size_t i = 0; i < count; i++) {
        bool is_own = slots[i] >= own && slots[i] - own < runner->table->definition->input_count;
        if (!is_own) join_unknown(runner, slots[i], &joined);
    }
    return joined;
}

const uint64_t *table_input_unknown(const TableRunner *runner, const DmnInputPlan *input) {
    if (!runner->has_unknown) return NULL;
    if (input->expression != NULL) return table_program_unknown(runner, input->expression);
    uint64_t *joined = NULL;
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
    const uint64_t *unknown = table_program_unknown(runner, program);
    for (size_t row = 0; unknown != NULL && row < row_count; row++) {
        truths[row] = bits_has(unknown, row) ? FEEL_UNKNOWN : truths[row];
    }
    return true;
}

bool table_has_unscalar(const DmnInputPlan *input, const FeelColumn *column, size_t row_count) {
    if (dmn_type_is_scalar(input->type) || column->form != FEEL_COLUMN_VALUES) return false;
    const FeelValue *values = column->data;
    size_t count = column->is_constant && row_count > 0 ? 1 : row_count;
    for (size_t row = 0; row < count; row++) {
        if (values[row].kind >= FEEL_LIST) return true;
    }
    return false;
}

bool table_cell_truths(TableRunner *runner, const DmnInputPlan *input, const DmnCell *cell,
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
    bool is_unscalar = table_has_unscalar(input, column, row_count);
    if (!table_cell_truths(runner, input, &input->allowed, is_unscalar, truths)) return false;
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

static bool narrow_by_input(TableRunner *runner, size_t index) {
    const DmnInputPlan *input = &runner->table->inputs[index];
    if (!evaluate_input(runner, input)) return false;
    if (input->has_allowed && !narrow_allowed(runner, index)) return false;
    if (input->is_any) return true;
    return runner->table->is_by_rule ? table_narrow_by_rule(runner, input)
                                     : table_narrow_by_row(runner, input);
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
    runner.is_three_valued = table->options.is_three_valued;
    if (table->is_by_rule) table_start_by_rule(&runner);
    else table_start_by_row(&runner);
    runner.has_unknown = runner.is_three_valued && options->unknown != NULL;
    for (size_t i = 0; i < table->definition->input_count; i++) {
        if (!narrow_by_input(&runner, i)) return false;
    }
    size_t rules = table->definition->rule_count, words = bits_words(frame->row_count);
    *result = (DmnTableResult){.fired = runner.fired,
                               .is_by_rule = table->is_by_rule,
                               .words = table->is_by_rule ? words : table->words,
                               .rule_count = rules,
                               .row_count = frame->row_count};
    if (options->wants_states) result->inputs = input_columns(&runner);
    if (runner.possible != NULL) {
        size_t size = table->is_by_rule ? rules * words : table->words * frame->row_count;
        for (size_t i = 0; i < size; i++) runner.possible[i] &= ~runner.fired[i];
        result->undetermined = runner.possible;
    }
    return !options->wants_value ||
           dmn_table_hits(table, options, frame, runner.invalid, result, error);
}

// ---- States ----

static bool state_has(const DmnTableResult *result, const uint64_t *states, size_t row,
                      size_t rule) {
    return result->is_by_rule ? bits_has(states + rule * result->words, row)
                              : bits_has(states + row * result->words, rule);
}

DmnRuleState dmn_result_state(const DmnTableResult *result, size_t row, size_t rule) {
    if (state_has(result, result->fired, row, rule)) return DMN_FIRED;
    if (result->undetermined == NULL) return DMN_REFUTED;
    return state_has(result, result->undetermined, row, rule) ? DMN_UNDETERMINED : DMN_REFUTED;
}

void dmn_result_rows(const DmnTableResult *result, const uint64_t *states, size_t rule,
                     uint64_t *rows) {
    if (states == NULL) return;
    if (result->is_by_rule) {
        bits_join(rows, states + rule * result->words, result->row_count);
        return;
    }
    for (size_t row = 0; row < result->row_count; row++) {
        rows[row / 64] |= (uint64_t)state_has(result, states, row, rule) << (row % 64);
    }
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
    const uint64_t *unknown = table_input_unknown(&runner, input);
    const uint64_t *program =
        cell->kind == DMN_CELL_PROGRAM ? table_program_unknown(&runner, cell->program) : NULL;
    bool is_unknown =
        (unknown != NULL && bits_has(unknown, row)) || (program != NULL && bits_has(program, row));
    if (is_unknown) state->truth = FEEL_UNKNOWN;
    return true;
}
