// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_TABLE_RUNNER_H
#define DMN_TABLE_RUNNER_H
// One table on its way through one batch, for the files that run it.
//
// Every input takes away the rules that it refutes. There are two ways, chosen when the table is
// compiled (DmnTable.is_by_rule). By rule (table_by_rule.c): the set of rows of each cell is found
// by a loop over the column, and rules are cut 64 rows at a time; for few cells. By row
// (table_by_row.c): each value is looked up in the index of its input, which knows the set of rules
// that it satisfies; for many.

#include "dmn/table_plan.h"

typedef struct TableRunner {
    const DmnTable *table;
    const DmnTableRun *options;
    DmnFrame *frame;
    Arena *arena;
    Error *error;
    uint64_t *fired;    // laid out as in DmnTableResult
    uint64_t *possible; // not refuted so far; by row NULL while that is `fired`
    bool is_three_valued;
    bool has_unknown;   // three-valued, and some fact may be unknown
    uint8_t *invalid;   // rows with an input outside its allowed values; NULL = none
} TableRunner;

// Frees what was allocated since `mark`, unless somebody hears warnings and may have kept them in
// this arena.
static inline void table_rewind(const TableRunner *runner, ArenaMark mark) {
    if (!feel_run_warns(runner->options->run)) arena_rewind(runner->arena, mark);
}

// The rows in which an input that was evaluated is or depends on an unknown fact; NULL = none.
const uint64_t *table_input_unknown(const TableRunner *runner, const DmnInputPlan *input);
// The rows in which a program reads an unknown fact; NULL = none.
const uint64_t *table_program_unknown(const TableRunner *runner, const FeelProgram *program);
// The truth of a cell in each row.
bool table_cell_truths(TableRunner *runner, const DmnInputPlan *input, const DmnCell *cell,
                       bool is_unscalar, uint8_t *truths) MUST_USE;
// Whether some value is a list or the like, which only FEEL can test.
bool table_has_unscalar(const DmnInputPlan *input, const FeelColumn *column, size_t row_count);

// All rules in all rows.
void table_start_by_row(TableRunner *runner);
void table_start_by_rule(TableRunner *runner);
// Takes away what an input refutes.
bool table_narrow_by_row(TableRunner *runner, const DmnInputPlan *input) MUST_USE;
bool table_narrow_by_rule(TableRunner *runner, const DmnInputPlan *input) MUST_USE;

#endif
