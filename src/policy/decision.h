// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_DECISION_H
#define POLICY_DECISION_H
// One subject decided, as people and programs read it: the conclusions, what is missing, the
// clause, and on request why.

#include "policy/explain.h"
#include "policy/policy_case.h"

// Kept with every decision. To be raised when the same facts, pack and day would give other bytes.
#define DECISION_ENGINE "1"

typedef struct Decision {
    const Policy *policy;
    Date on;
    FeelTruth eligible;       // 符合
    const FeelValue *values;  // by conclusion
    const Fact **missing;
    size_t missing_count;
    bool is_config_invalid;
    Str message;              // then why; absent otherwise
    const ExplainedReason *reasons; // when explained
    size_t reason_count;
    const DmnTrace *trace;    // when explained; NULL otherwise
} Decision;

#define CODE_CONFIG_INVALID "CONFIG_INVALID"

// Decides one case with a run of the policy. ERROR_INVALID when an amount is not a whole number of
// fen, which is a fault of the policy.
bool decision_make(PolicyRun *run, const Policy *policy, Arena *arena, const PolicyCase *facts,
                   Date on, Decision *decision, Error *error) MUST_USE;
// The same with reasons and trace, by a run of its own.
bool decision_explain(const Pack *pack, const Policy *policy, Arena *arena, const PolicyCase *facts,
                      Date on, Decision *decision, Error *error) MUST_USE;
// One object; reasons and trace are members when the decision was explained.
void decision_to_json(Arena *arena, const Pack *pack, const Decision *decision,
                      JsonWriter *writer);

#endif
