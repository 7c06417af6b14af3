// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_EXPLAIN_H
#define POLICY_EXPLAIN_H
// Why a subject is refused, in words: each reason that fired, its sentence with the holes filled,
// and the facts it rests on with where they come from.

#include "policy/decide.h"

typedef struct ExplainedFact {
    const Fact *fact;
    FeelValue value; // as it was decided on, defaults included
    Str label;       // of a code; absent otherwise
} ExplainedFact;

typedef struct ExplainedReason {
    const Reason *reason;
    Str table; // title of the table it stands in; absent when there is only one
    Str sentence;
    const ExplainedFact *facts;
    size_t fact_count;
} ExplainedReason;

// The reasons that fired for row `row` of the run's last batch, in the order of the rules. Only for
// batches in which all rows had the same parameters.
bool explain_reasons(PolicyRun *run, const Policy *policy, Arena *arena,
                     const PolicyResult *result, size_t row, const ExplainedReason **reasons,
                     size_t *count, Error *error) MUST_USE;
// As a paragraph for people, one line a reason.
Str explain_text(Arena *arena, const ExplainedReason *reasons, size_t count);
// Where a fact comes from, in words: 「市公安局」, 「本人填报」, 「平台享受记录」.
Str explain_source(const Fact *fact);

#endif
