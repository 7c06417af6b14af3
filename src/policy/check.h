// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_CHECK_H
#define POLICY_CHECK_H
// `jiuye check`: what loading alone does not find. Tables are checked against themselves, facts and
// parameters for use, examples are decided and compared, rules for being covered by an example.

#include "policy/pack.h"

typedef struct PolicyCheck {
    const Policy *policy;
    size_t example_count;
    size_t example_failed_count;
    size_t rule_count;      // of the reason tables
    size_t rule_covered_count;
} PolicyCheck;

typedef struct PackCheck {
    PolicyCheck *policies; // the items of the pack, then its rules
    size_t policy_count;
    size_t example_count;
} PackCheck;

// Adds findings to those of loading and puts all in the order of the files. Errors among them
// forbid publication.
PackCheck pack_check(Arena *arena, const Pack *pack, Diagnostics *diagnostics);
// The same, and notes: overlaps that a hit policy settles, what cannot be decided although all
// facts are there (policy/probe.h), examples that show no rule.
PackCheck pack_check_with_notes(Arena *arena, const Pack *pack, Diagnostics *diagnostics);

// Whether a conclusion is what an example's cell says: `true`, `150000`, `A, B`, `无`, `null`.
bool expectation_holds(Arena *arena, Str text, FeelValue value);
// What such a cell would say of a conclusion.
Str expectation_text(Arena *arena, FeelValue value);

#endif
