// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_DECIDE_H
#define POLICY_DECIDE_H
// Deciding: facts of N subjects in as columns, conclusions out as columns.
//
// A PolicyRun belongs to one thread and is used for many batches; a single case is a batch of one.
// What is not known stays null: `符合` is false if any reason fires, else null if any is
// undetermined, else true, and a conclusion that needs a null 符合 is null. Parameters hold as of the
// date of the decision, or of the fact that dates them, row by row. Facts come checked
// (policy/fact_value.h); codes that a text fact may not have are taken as unknown. Results live in
// the arena of the call. Deciding fails only at a limit of FEEL.

#include "dmn/trace.h"
#include "policy/program.h"

typedef struct PolicyRun PolicyRun;

typedef struct PolicyRunOptions {
    const DmnTraceSink *trace;  // NULL = no trace
    const size_t *conclusions;  // indexes of those wanted; NULL = all
    size_t conclusion_count;
    const Measure *measure;     // whose condition is asked for as well; NULL = of none
    const size_t *elements;     // of the model, asked for as well
    size_t element_count;
} PolicyRunOptions;

// The policy must be compiled. Close the run to release its scratch memory.
PolicyRun *policy_run_new_in(Arena *arena, const Pack *pack, const Policy *policy,
                             const PolicyRunOptions *options) MUST_USE;
void policy_run_close(PolicyRun *run);
// From now on reasons of this code are taken as refuted where they would fire: what comes of those
// whom they turn away. Whom they leave undetermined stays so. Absent = all reasons count.
void policy_run_lift(PolicyRun *run, Str code);

typedef struct PolicyOverride {
    const Parameter *parameter;
    FeelValue value;
} PolicyOverride;

typedef struct PolicyBatch {
    const FeelColumn *facts; // by fact of the policy; an all-zero column is not given
    size_t row_count;
    Date on;                 // for all rows; DATE_ABSENT = by as_of, else the reference date
    const PolicyOverride *overrides; // parameters that the caller sets; bounds hold
    size_t override_count;
} PolicyBatch;

typedef struct PolicyResult {
    const FeelColumn *conclusions; // by conclusion; all-zero when not wanted
    const FeelColumn *elements;    // by element asked for
    const uint8_t *eligible;       // FeelTruth of 符合, one a row
    const uint8_t *selected;       // 1 where the condition of the measure asked for holds; NULL =
                                   // there is none
    const uint64_t *fired;         // by reason: a set of rows each (base/bits.h)
    const uint64_t *undetermined;  // likewise
    size_t words;                  // uint64_t a set
    size_t row_count;
    FeelColumn on;                 // the date of each decision
    bool is_config_invalid;        // an override is out of its bounds: nothing was decided
    Str message;                   // then why
} PolicyResult;

bool policy_run_batch(PolicyRun *run, Arena *arena, const PolicyBatch *batch, PolicyResult *result,
                      Error *error) MUST_USE;

static inline bool policy_result_fired(const PolicyResult *result, size_t row, size_t reason) {
    return bits_has(result->fired + reason * result->words, row);
}

// The facts that must become known before row `row` of the last batch can be decided: those that
// undetermined reasons need, and when no reason fires those that null conclusions need. In the
// policy's order. Only for batches in which all rows had the same parameters.
bool policy_run_missing(PolicyRun *run, Arena *arena, const PolicyResult *result, size_t row,
                        const Fact ***facts, size_t *count, Error *error) MUST_USE;

// The run of the model below, for explanations of the last batch.
DmnRun *policy_run_model(PolicyRun *run);

#endif
