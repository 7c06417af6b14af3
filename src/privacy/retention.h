// SPDX-License-Identifier: Apache-2.0
#ifndef PRIVACY_RETENTION_H
#define PRIVACY_RETENTION_H
// Periods of keeping, and what happens when they are over.
//
// A claim that has been closed (paid, refused, withdrawn) for ten years keeps its number, sums,
// steps, hands and reasons for being there, and loses whom it was about: names, account, facts,
// papers, messages, objectors. Kept beside it: payments and bank files, which are vouchers and
// prove the ledger, and the entitlement, by which what is granted once is refused a second time.
// The log and the steps are append-only; what somebody wrote into a note stays. Deleted without a
// trace: drafts past their day, cells of old rosters, answers to requests. Each run ends with one
// row of the audit log that has its counts.

#include "access/actor.h"
#include "store/store.h"

// domain.md §8 [R], after 会计档案管理办法; a claim in dispute is not closed.
#define RETENTION_CLAIM_YEARS 10
// domain.md §8 [R] gives two years to what its owner no longer uses; a roster's rows have become
// claims by then.
#define RETENTION_ROSTER_YEARS 2
// [R] Long after any browser or program would repeat a request.
#define RETENTION_REQUEST_DAYS 30

typedef struct RetentionCounts {
    int64_t claims;
    int64_t drafts;
    int64_t roster_rows;
    int64_t request_keys;
} RetentionCounts;

// What is due by actor->today; changes nothing.
bool retention_count(Store *store, const Actor *actor, RetentionCounts *counts,
                     Error *error) MUST_USE;
// Does it, in chunks, and may be run again at any point.
bool retention_run(Store *store, const Actor *actor, RetentionCounts *counts,
                   Error *error) MUST_USE;

#endif
