// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_SIMULATE_H
#define PUBLISH_SIMULATE_H
// What a change of policy would cost: the whole population decided on one day by two packs, or by
// one pack and the same with parameters moved, a reason lifted or a measure left out, and compared
// subject by subject.
//
// Works as a scan does (publish/scan.h): page by page, so memory is bounded by the page; whoever
// was served already keeps what was granted, on both sides. Nothing is written.

#include "policy/decide.h"
#include "store/store.h"

typedef struct SimulatedCount {
    int policy_number;
    Str division_code;
    int64_t subjects;                 // looked at
    int64_t before_count, before_fen; // entitled by the baseline
    int64_t after_count, after_fen;   // entitled by the reform
    int64_t gaining, gained_fen;      // subjects that get more than before, nothing included
    int64_t losing, lost_fen;         // and less; lost_fen is positive
    int64_t undetermined;             // by the reform: facts are missing
    int64_t refused;                  // whom the lifted reason turns away, alone or among others
} SimulatedCount;

typedef struct SimulatedCounts {
    SimulatedCount *items; // by policy, then county
    size_t count;
    size_t capacity;
} SimulatedCounts;

typedef struct SimulateOptions {
    const Pack *baseline, *reform; // may be the same pack
    Date on;
    int policy_number;             // 0 = all whose files differ
    const PolicyOverride *moved;   // parameters of that policy of the reform, moved within their
    size_t moved_count;            // bounds; then policy_number is not 0
    Str lifted;                    // code of that policy that turns nobody away in the reform, so
                                   // that who gains is whom it alone turns away; absent = none
    Str left_out;                  // key of its one measure that is looked at, and that the reform
                                   // is without; absent = none
    // Called after each page with the subjects looked at so far; may be NULL. False stops.
    bool (*progress)(void *user, int64_t subjects, Error *error);
    void *user;
} SimulateOptions;

// Policies that neither pack can decide, or in which nothing differs, have no counts.
bool simulate_run(Store *store, const SimulateOptions *options, Arena *arena,
                  SimulatedCounts *counts, Error *error) MUST_USE;
// Adds up a list's counts of one policy; 0 = of all. The division code of the sum is absent.
SimulatedCount simulated_sum(const SimulatedCounts *counts, int policy_number);

#endif
