// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_TRACE_H
#define DMN_TRACE_H
// What happened in a run, told while it happens: each element's value, and each table's rules.
//
// A sink listens to the same run that decides; nothing is evaluated twice for it but the single
// cells it asks to see. DmnTrace is the sink that collects one row and writes it as JSON in a
// stable form.

#include "base/json.h"
#include "dmn/model.h"

typedef struct DmnTableEvent {
    const DmnTable *table;
    const DmnTableRun *run;
    DmnFrame *frame;
    const DmnTableResult *result;
} DmnTableEvent;

typedef struct DmnTraceSink {
    // An input was given or a decision evaluated.
    void (*value)(void *user, const DmnElementDefinition *element, const DmnFrame *frame,
                  const FeelColumn *value);
    // A table was run for `element`, in its logic at any depth.
    void (*table)(void *user, const DmnElementDefinition *element, const DmnTableEvent *event);
    void *user;
} DmnTraceSink;

// ---- Collecting one row ----

typedef struct DmnTrace DmnTrace;

typedef struct DmnTraceOptions {
    bool keeps_refuted;     // also rules that did not fire, with the cells that failed
    size_t rules_max;       // refuted rules kept per table; 0 = DMN_TRACE_RULES_MAX
} DmnTraceOptions;

#define DMN_TRACE_RULES_MAX 100

// Follows row `row` of each batch. Text lives in `arena`.
DmnTrace *dmn_trace_new_in(Arena *arena, size_t row, const DmnTraceOptions *options) MUST_USE;
const DmnTraceSink *dmn_trace_sink(DmnTrace *trace);
// Forgets what was collected.
void dmn_trace_reset(DmnTrace *trace);
// Likewise; what comes lives in another arena, one of a batch say.
void dmn_trace_restart(DmnTrace *trace, Arena *arena);

typedef struct DmnTraceCell {
    Str input;        // label, or the text of its expression
    FeelValue value;  // what was tested
    Str text;         // the cell
    FeelTruth truth;
} DmnTraceCell;

typedef struct DmnTraceRule {
    size_t index;            // from 0
    Str label;
    DmnRuleState state;
    const Str *annotations;
    const DmnTraceCell *cells; // fired: those that are not "-"; otherwise those not true
    size_t cell_count;
} DmnTraceRule;

typedef struct DmnTraceStep {
    const DmnElementDefinition *element;
    FeelValue value;
    const DmnTable *table;     // NULL: no table
    const DmnTraceRule *rules;
    size_t rule_count;
    size_t dropped_count;      // rules over the limit
} DmnTraceStep;

// The steps in the order of evaluation. A table inside a boxed expression comes before the step of
// its element, with a null value of its own.
const DmnTraceStep *dmn_trace_steps(const DmnTrace *trace, size_t *count);
// {"steps":[{"name","kind","value","rules":[{"rule","state","cells":[...]}]}]}
void dmn_trace_to_json(const DmnTrace *trace, JsonWriter *writer);

#endif
