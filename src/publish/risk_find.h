// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_RISK_FIND_H
#define PUBLISH_RISK_FIND_H
// What the risk rules of a pack find about claims (疑点), from what the databases know on a day.
//
// A rule that cannot be decided for want of a fact finds nothing: doubt needs evidence. Nothing is
// written. Results live in the arena of the call.

#include "policy/decide.h"
#include "policy/pack.h"
#include "publish/fact_claim.h"

typedef struct RiskFound {
    size_t claim;       // index of the claim
    const Policy *rule;
    Str code;
    bool is_high;
    Str sentence;
    Str facts_json;     // what it rests on: [{"key", "name", "value", "source"}], canonical
} RiskFound;

typedef struct RiskFoundList {
    RiskFound *items;   // by rule, then by claim, then in the order of the rule's table
    size_t count;
    size_t capacity;
} RiskFoundList;

// ERROR_INVALID when a parameter of a rule is out of its bounds.
bool risk_find(Tx *tx, const Pack *pack, const FactClaim *claims, size_t count, Date on,
               Arena *arena, RiskFoundList *found, Error *error) MUST_USE;

// The same by one rule of the pack, of rows of the view that were filled before (fact_claim_rows):
// for a rule beside the one it is to replace.
typedef struct RiskRule {
    const Pack *pack;
    const Policy *rule;
    Date on;
    const PolicyOverride *moved; // a parameter of the rule at another value; NULL = none
    Str lifted;                  // code that the rule does not find; absent = it finds all
} RiskRule;
bool risk_find_by_rule(Tx *tx, const RiskRule *by, const FactRows *rows, Arena *arena,
                       RiskFoundList *found, Error *error) MUST_USE;

#endif
