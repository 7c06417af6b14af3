// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_PROBE_H
#define POLICY_PROBE_H
// Looks for cases in which a policy cannot decide although every fact is there: a rule that is
// neither true nor false (a comparison with nothing, an age before birth), or an amount that is
// null for someone who is eligible.
//
// The cases are made of the values that matter: codes, ends of ranges, dates of parameters and of
// the policy, and what its examples say, each with what lies just beside it. They are the same in
// every run. What is found is so, in the words of the values found; that nothing is found proves
// nothing.

#include "policy/pack.h"

#define PROBE_CASES 1000
#define PROBE_FINDINGS_MAX 20 // of one policy

// Adds notes. The policy must be compiled.
void policy_probe(const Pack *pack, const Policy *policy, Diagnostics *diagnostics);

#endif
