// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_SCAN_H
#define PUBLISH_SCAN_H
// The whole population through the policies: who is entitled, and who has not claimed (应享未享).
//
// Subjects come from their fact view page by page and are decided as columns, so memory is bounded
// by the page; policies over the same view share it. Whoever has an entitlement for the period
// counts as entitled, with what was granted. The latest complete scan of each policy is kept in
// scan, scan_count and scan_row (one row an entitled subject that has not claimed), from which the
// one screen and the lists are served. A scan that is kept counts as well what targets count from
// rows of a view (publish/target_count.h).

#include "access/actor.h"
#include "policy/pack.h"
#include "store/store.h"

typedef struct ScanCount {
    int policy_number;
    Str division_code;
    int64_t subjects;       // looked at
    int64_t entitled;       // eligible
    int64_t entitled_fen;
    int64_t unclaimed;      // of them without an entitlement
    int64_t unclaimed_fen;
    int64_t undetermined;   // facts are missing, for the decision or for the amount
    Date scanned_on;        // by the latest scan of this policy
    Str pack_hash;          // of the pack that decided it
} ScanCount;

typedef struct ScanCounts {
    ScanCount *items;       // by policy, then county
    size_t count;
    size_t capacity;
    Date scanned_on;        // the latest of them; DATE_ABSENT = never
    int64_t read_ns;        // of scan_run: what reading the facts took,
    int64_t decide_ns;      // and what deciding and counting took
} ScanCounts;

typedef struct ScanOptions {
    const Pack *pack;
    Date on;
    int policy_number;      // 0 = all that decide
    bool keeps;             // write scan, scan_count, scan_row, replacing the former ones
    int64_t now_ms;         // real time, for the audit log
    // Called for each entitled subject, in order; may be NULL. Returning false stops the scan.
    bool (*each)(void *user, int policy_number, Str subject_key, Str division_code,
                 int64_t amount_fen, bool is_claimed, Error *error);
    void *user;
} ScanOptions;

// Whether a scan looks at a measure: money for subjects of a fact view. Who might join a programme,
// ask for a service or take a loan is not owed anything.
bool scan_covers(const Measure *measure);
bool scan_run(Store *store, const ScanOptions *options, Arena *arena, ScanCounts *counts,
              Error *error) MUST_USE;
// The latest counts within the actor's scope.
bool scan_counts(Tx *tx, const Actor *actor, Arena *arena, ScanCounts *counts, Error *error)
    MUST_USE;

typedef struct UnclaimedRow {
    Str subject_label;      // masked
    Str subject_kind;
    Str subject_key;        // for staff who may open it; pages do not print it
    Str division_code;
    int64_t amount_fen;
    Str page_key;           // names the row within its list
} UnclaimedRow;

typedef struct UnclaimedRows {
    UnclaimedRow *items;
    size_t count;
    size_t capacity;
} UnclaimedRows;

// ERROR_FORBIDDEN for an actor that sees no people. Keyed paging: `after_key` is the
// page_key of the last row seen, absent or empty for the first page.
bool scan_unclaimed(Tx *tx, const Actor *actor, int policy_number, Str division_code,
                    Str after_key, int64_t row_count, Arena *arena, UnclaimedRows *rows,
                    Error *error) MUST_USE;

#endif
