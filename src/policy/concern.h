// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_CONCERN_H
#define POLICY_CONCERN_H
// Which facts a measure of a policy can ever need, so that a form asks for nothing else.
//
// What is applied for (case.claim) is what a measure's 当 allows; whatever the other facts turn out
// to be, rules and branches for another claim are never reached, and their facts are not asked. It
// is the larger set on purpose: need.h says which of these a given case still lacks.

#include "policy/pack.h"

// The fact that says what is applied for (case.claim); NULL when the policy has none.
const Fact *concern_claim_fact(const Policy *policy);

// Whether the measure can be meant when this is applied for; true when its 当 does not say.
bool concern_admits_claim(const Policy *policy, const Measure *measure, Str code);

// Sets `is_concerned` (by fact of the policy, false before) for what the measure's 当, 准入, 金额,
// 分段 and 择优 may read, and what another policy reads of those enrolled in it. The only measure of a
// policy, a register, a service, and one that has none of these, is concerned by all conclusions.
void concern_facts(const Policy *policy, const Measure *measure, bool *is_concerned);

// Finds all that out for the measures of a pack once it has been read: forms ask for it at every
// request. Until then, and where a policy has not compiled, everything is of concern.
void concern_settle(Arena *arena, Pack *pack);

#endif
