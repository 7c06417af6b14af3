// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_RISK_TRIAL_H
#define PUBLISH_RISK_TRIAL_H
// What a change of a risk rule, or of one of its parameters or codes, would find: the claims that
// are still to be assessed, looked at by the rule as it was published and as it would be, and
// compared claim by claim.
//
// The newest RISK_TRIAL_CLAIMS_MAX claims are looked at, page by page, so memory is bounded by the
// page. Nothing is written, and no claim is held by it.

#include "policy/decide.h"
#include "policy/pack.h"
#include "store/store.h"

#define RISK_TRIAL_CLAIMS_MAX 20000
#define RISK_TRIAL_PAGE_CLAIMS 500

// Claims about which a rule finds something of a level.
typedef struct RiskTrialCount {
    Str division_code;
    bool is_high;
    int64_t before, after;
    int64_t gaining, losing; // found by the reform alone, by the baseline alone
} RiskTrialCount;

typedef struct RiskTrialCounts {
    RiskTrialCount *items; // by county, high before normal; without those of which nothing is found
    size_t count;
    size_t capacity;
} RiskTrialCounts;

typedef struct RiskTrial {
    const Pack *baseline, *reform;
    Str file;          // of the rule; a pack without it finds nothing
    const PolicyOverride *moved; // a parameter of the reform's rule at another value; NULL = none
    Str lifted;        // code that the reform's rule does not find; absent = none
    Date on;
    size_t claims_max; // 0 = RISK_TRIAL_CLAIMS_MAX
    // Called after each page with the claims looked at so far; may be NULL. False stops.
    bool (*progress)(void *user, int64_t claims, Error *error);
    void *user;
} RiskTrial;

bool risk_trial_run(Store *store, const RiskTrial *trial, Arena *arena, RiskTrialCounts *counts,
                    Error *error) MUST_USE;
// Adds up a list's counts of one level. The division code of the sum is absent.
RiskTrialCount risk_trial_sum(const RiskTrialCounts *counts, bool is_high);

#endif
