// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_TARGET_COUNT_H
#define PUBLISH_TARGET_COUNT_H
// What targets count from the rows of a fact view (目标 视图, 筛选, 进度), kept by county.
//
// To count a city takes a walk through it, so it is done by a scan (publish/scan.h) and kept with
// its day; nobody types a number in. Rows are those whose filter is true; what is unknown does not
// count. What was counted by other words than the file now has is not shown.

#include "policy/pack.h"
#include "store/store.h"

// Counts every target of the pack that counts rows, a page in a transaction each; `policy_number` 0
// = of all policies.
bool target_count_run(Store *store, const Pack *pack, int policy_number, Date on, Error *error)
    MUST_USE;

typedef struct TargetCount {
    Decimal part;
    Decimal whole;    // of a share; 0 otherwise
    Date counted_on;
} TargetCount;

// Of a county, or of the city when `division_code` is empty; `*found` is false when it has not been
// counted. A county without a row of the view comes to nought.
bool target_count_find(Tx *tx, const Policy *policy, const Target *target, Str division_code,
                       Arena *arena, TargetCount *count, bool *found, Error *error) MUST_USE;

#endif
