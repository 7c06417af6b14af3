// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_TABLE_H
#define DMN_TABLE_H
// Decision tables (DMN 1.5, chapter 8) over columns: a batch in, a column out.
//
// A DmnTableDefinition holds the texts of a table; compiling it gives an immutable DmnTable that
// any number of threads may run. Cells with constants only are turned into classes: each value of
// an input falls into one class, and each class knows the set of rules it satisfies, so a row
// costs one look-up and one AND per input, however many rules there are. Where cells are few, the
// rows of each are found by a loop over its column instead, 64 rows a word. Other cells are FEEL
// programs, each run once per distinct text. What the standard calls an error (two rules of a
// UNIQUE table, an input outside its allowed values) makes the row null, with a warning that names
// the rules.
//
// Three-valued mode: a cell is unknown when its input depends on an unknown fact or when its test
// is null. A rule with a false cell is refuted, else with an unknown cell undetermined, else
// fired. Only fired rules count for the hit policy, in either mode.

#include "base/bits.h"
#include "dmn.h" // its limits
#include "feel/program.h"

typedef enum DmnHitPolicy {
    DMN_UNIQUE, DMN_ANY, DMN_PRIORITY, DMN_FIRST,       // one result
    DMN_RULE_ORDER, DMN_OUTPUT_ORDER, DMN_COLLECT,      // a list
    DMN_COLLECT_SUM, DMN_COLLECT_MIN, DMN_COLLECT_MAX, DMN_COLLECT_COUNT,
} DmnHitPolicy;

// "U", "C+", "COLLECT" with "SUM" ...: false when it is none. An empty policy is UNIQUE.
bool dmn_hit_policy_from_str(Str policy, Str aggregation, DmnHitPolicy *result) MUST_USE;
// "U", "C+".
const char *dmn_hit_policy_sign(DmnHitPolicy policy);

// ---- Definition: what stands in the file ----

// A piece of FEEL in a file; `source` NULL when there is none.
typedef struct DmnText {
    const Source *source;
    SourceRange range;
} DmnText;

typedef struct DmnTableInput {
    Str label;            // for people; may be absent
    DmnText expression;
    const FeelType *type; // NULL = as inferred
    DmnText allowed;      // unary tests that every input value must pass
} DmnTableInput;

typedef struct DmnTableOutput {
    Str name;             // key in the result; may be absent when it is the only output
    const FeelType *type; // NULL = as inferred
    DmnText allowed;      // values, highest priority first
    DmnText fallback;     // the default output entry
} DmnTableOutput;

typedef struct DmnTableRule {
    const DmnText *inputs;    // one per input; an empty text is "-"
    const DmnText *outputs;   // one per output
    const Str *annotations;   // one per annotation name
    Str label;                // how people call it: "3"; absent = its place
    SourceRange range;        // the whole rule
} DmnTableRule;

typedef struct DmnTableDefinition {
    Str name;
    const Source *source;
    DmnHitPolicy hit_policy;
    const DmnTableInput *inputs;
    size_t input_count;
    const DmnTableOutput *outputs; // at least one
    size_t output_count;
    const DmnTableRule *rules;
    size_t rule_count;
    const Str *annotation_names;
    size_t annotation_count;
} DmnTableDefinition;

// ---- Compiling ----

typedef struct DmnTable DmnTable;

typedef struct DmnTableOptions {
    size_t slot_first; // slots [slot_first, slot_first + input_count) are the table's own
    bool is_three_valued;
} DmnTableOptions;

// NULL when there are errors. The definition must live as long as the table.
const DmnTable *dmn_table_compile(Arena *arena, const FeelScope *scope,
                                  const DmnTableDefinition *definition,
                                  const DmnTableOptions *options, Diagnostics *diagnostics)
    MUST_USE;
const DmnTableDefinition *dmn_table_definition(const DmnTable *table);
const FeelType *dmn_table_type(const DmnTable *table);
// The slots its expressions and cells read (its own not among them), ascending, each once.
const size_t *dmn_table_slots(const DmnTable *table, size_t *count);
// The slots that input `input` and its cells read.
const size_t *dmn_table_input_slots(const DmnTable *table, size_t input, size_t *count);
// The definitions it calls, each once.
const FeelDefinition *const *dmn_table_calls(const DmnTable *table, size_t *count);

// ---- Running ----

// The values at hand: one column per slot. Runs write the slots that are their own.
typedef struct DmnFrame {
    FeelColumn *slots;
    size_t slot_count;
    size_t row_count;
    const uint32_t *origins; // what warnings and traces call each row; NULL = its place
} DmnFrame;

static inline size_t dmn_frame_origin(const DmnFrame *frame, size_t row) {
    return frame->origins == NULL ? row : frame->origins[row];
}

typedef enum DmnRuleState { DMN_REFUTED, DMN_UNDETERMINED, DMN_FIRED } DmnRuleState;

typedef struct DmnTableRun {
    FeelRun *run;                  // results live in its arena
    const uint64_t *const *unknown; // three-valued: per slot of the frame the rows (base/bits.h) in
                                    // which it is or depends on an unknown fact, or NULL = none;
                                    // NULL = all known
    bool wants_states;             // keep `states` (three-valued or not)
    bool wants_value;              // false: only states
    FeelWarn *warn;                // for violations of the hit policy; may be NULL
    void *warn_user;
} DmnTableRun;

typedef struct DmnTableResult {
    FeelColumn value;              // when wanted
    const FeelColumn *inputs;      // one per input: the values tested
    const uint64_t *fired;         // by rule: a set of rows each; else by row: a set of rules each
    const uint64_t *undetermined;  // likewise; NULL = none anywhere
    bool is_by_rule;
    size_t words;                  // uint64_t a set
    size_t rule_count, row_count;
} DmnTableResult;

// False only when a limit of FEEL was hit.
bool dmn_table_run(const DmnTable *table, const DmnTableRun *options, DmnFrame *frame,
                   DmnTableResult *result, Error *error) MUST_USE;

DmnRuleState dmn_result_state(const DmnTableResult *result, size_t row, size_t rule);
// Adds to `rows` those in which a rule is in `states`, which is `fired` or `undetermined`.
void dmn_result_rows(const DmnTableResult *result, const uint64_t *states, size_t rule,
                     uint64_t *rows);

// How one cell fared, for explanations and for naming what is missing: tested anew for one row, on
// the frame of the run that gave `result` (with states).
typedef struct DmnCellQuestion {
    const DmnTableResult *result;
    size_t row, rule, input;
} DmnCellQuestion;
typedef struct DmnCellState {
    FeelTruth truth;  // FEEL_UNKNOWN: null, or dependent on an unknown fact
    bool is_any;      // "-"
    FeelValue value;  // of the input
    DmnText text;
} DmnCellState;
bool dmn_table_cell(const DmnTable *table, const DmnTableRun *options, DmnFrame *frame,
                    const DmnCellQuestion *question, DmnCellState *state, Error *error) MUST_USE;

#endif
