// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_PROOF_H
#define CASEWORK_PROOF_H
// What the proofs of claims, clawbacks and appeals have in common: faults are counted, the first is
// named; a rule is a query that names those of which it is not true. Nothing is written.

#include "store/query.h"

typedef struct ProofFaults {
    int64_t count;
    Str first; // absent when there is none
} ProofFaults;

typedef struct ProofRule {
    const Query *query; // takes nothing; its rows are one text, the number of what is wrong
    const char *noun, *fault;
} ProofRule;

// "NOUN NUMBER：FAULT".
void proof_fault(ProofFaults *faults, Arena *arena, Str noun, Str number, const char *fault);
bool proof_rules(Tx *tx, const ProofRule *rules, size_t count, Arena *arena, ProofFaults *faults,
                 Error *error) MUST_USE;

#endif
