// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_TABLE_PLAN_H
#define DMN_TABLE_PLAN_H
// The inside of a compiled table, for the files that compile, run and verify it.
//
// Rules are bits. For each input the index holds, per class of its values, the set of rules whose
// cell is true (`matched`) and, in three-valued tables, not false (`possible`). Cells that are
// programs are "loose": each is run once a batch and adds its rules where it is true.

#include "base/map.h"
#include "dmn/classes.h"
#include "feel/builtin.h"

// Largest index kept for one input; beyond it its cells are loose and tested by class.
#define DMN_INDEX_BYTES_MAX ((size_t)16 * 1024 * 1024)

typedef struct DmnCellRules {
    const uint32_t *rules; // ascending
    size_t count;
} DmnCellRules;

typedef struct DmnInputPlan {
    const FeelProgram *expression;  // NULL: the value of `source_slot` as it is
    size_t source_slot;
    size_t slot;                    // where cells find `?`
    const FeelType *type;
    const DmnCell *cells;           // distinct
    size_t cell_count;
    const uint32_t *rule_cells;     // per rule, index of its cell
    const DmnCellRules *cell_rules; // per cell
    bool is_any;                    // all cells are "-"
    bool has_loose;                 // some cells are not in the index
    bool has_classes;               // false: sets of mixed kinds, each tested by value
    DmnClasses classes;
    const DmnClassSet *sets;        // per cell, for sets with classes
    const uint64_t *matched;        // per class `words` words; NULL = no index
    const uint64_t *possible;       // likewise; NULL unless three-valued
    const uint64_t *any;            // `words` words: rules whose cell is "-"
    bool has_allowed;
    DmnCell allowed;
    const size_t *slots;            // that expression and cells read, own ones not among them
    size_t slot_count;
} DmnInputPlan;

typedef struct DmnOutputCell {
    const FeelProgram *program; // NULL: `constant`
    FeelValue constant;
    uint32_t rank;              // of a constant among the allowed values; 0 is highest
} DmnOutputCell;

typedef struct DmnOutputPlan {
    const DmnOutputCell *cells;  // distinct
    size_t cell_count;
    const uint32_t *rule_cells;  // per rule, index of its cell
    const FeelType *type;
    bool has_fallback;
    DmnOutputCell fallback;
    bool has_allowed;
    DmnCell allowed;             // its spans are the values in order of priority
} DmnOutputPlan;

// Results of single-hit tables whose outputs are constants of one kind: one per rule, then the
// fallback, then null. Columns are filled by looking up. Outputs that only read constants of the
// batch (parameters) are made so when the batch is run.
typedef struct DmnTypedOutputs {
    bool is_typed;
    FeelColumnForm form;
    int scale;
    const int64_t *integers;   // SCALED, DATES, CODES, TRUTH
    const uint8_t *nulls;
    const Str *dictionary;
    size_t dictionary_count;
} DmnTypedOutputs;

struct DmnTable {
    const DmnTableDefinition *definition;
    DmnTableOptions options;
    const DmnInputPlan *inputs;
    const DmnOutputPlan *outputs;
    DmnTypedOutputs typed;
    bool has_fallback;          // some output has one
    size_t words;               // uint64_t a set of rules
    bool is_by_rule;            // how it is run: see table_runner.h
    const uint64_t *all_rules;
    const FeelType *type;
    const size_t *slots;
    size_t slot_count;
    const FeelDefinition *const *calls;
    size_t call_count;
};

// Builds cell_rules, classes, truths and index of an input whose cells are compiled.
void dmn_input_index(Arena *arena, const DmnTable *table, DmnInputPlan *input);
// Fills `typed` when what each rule gives is one constant of one kind.
void dmn_table_plan_typed(Arena *arena, DmnTable *table);
// Looks the results up in a column of their kind, when each rule gives one constant in this batch.
bool dmn_typed_value(const DmnTable *table, const DmnTableRun *options, const DmnFrame *frame,
                     const uint8_t *invalid, bool *is_done, DmnTableResult *result,
                     Error *error) MUST_USE;
// The first rule of a set of rules, at or after `from`; SIZE_MAX when there is none.
size_t dmn_first_rule(const uint64_t *set, size_t words, size_t from);
// The index of `text` among the distinct texts seen so far, to which it is added.
size_t dmn_distinct_index(Map *seen, Str text);
// Rank of a value among allowed values, their count when it is not among them.
uint32_t dmn_output_rank(const DmnOutputPlan *output, FeelValue value);
// Makes the value column from the fired rules. `invalid`: rows that are null whatever fired.
bool dmn_table_hits(const DmnTable *table, const DmnTableRun *options, DmnFrame *frame,
                    const uint8_t *invalid, DmnTableResult *result, Error *error) MUST_USE;
// A frame with the given rows only, holding the slots a program reads.
DmnFrame dmn_frame_gather(Arena *arena, const DmnFrame *frame, const FeelProgram *program,
                          const uint32_t *rows, size_t count);
// The origins of some rows of a frame.
const uint32_t *dmn_origins_gather(Arena *arena, const DmnFrame *frame, const uint32_t *rows,
                                   size_t count);
// Runs a program over a frame.
bool dmn_frame_run(FeelRun *run, const FeelProgram *program, const DmnFrame *frame,
                   FeelColumn *result, Error *error) MUST_USE;
// Values for some rows of a batch: element k of `column` belongs to row rows[k].
typedef struct DmnScatterPart {
    FeelColumn column;
    const uint32_t *rows;
    size_t count;
} DmnScatterPart;
// One typed column from parts that do not overlap; rows in none are null. False when the parts
// have no typed form in common.
bool dmn_column_scatter(Arena *arena, const DmnScatterPart *parts, size_t part_count,
                        size_t row_count, FeelColumn *result) MUST_USE;
// The truth of a program's boolean result in each row.
void dmn_truths_of_column(const FeelColumn *column, size_t row_count, uint8_t *truths);
// "1、3、5": the labels of rules, at most `count_max` of them.
Str dmn_rule_labels(Arena *arena, const DmnTable *table, const uint32_t *rules, size_t count);
// A value as FEEL text, cut to a length that fits a message.
Str dmn_value_text(Arena *arena, FeelValue value);
Str dmn_rule_label(Arena *arena, const DmnTable *table, size_t rule);

#endif
