// SPDX-License-Identifier: Apache-2.0
#ifndef PRIVACY_RETENTION_H
#define PRIVACY_RETENTION_H
// Periods of keeping, and what happens when they are over.
//
// A claim that has been closed (paid, refused, withdrawn) for ten years keeps its number, sums,
// steps and the hands of the office, and loses whom it was about and what was written of them:
// names, account, facts, papers, messages, objectors, notes, what risk rules and inspections found,
// what departments answered, the texts of its clawbacks, appeals and letters. It is not closed
// while a clawback or an appeal goes on, and the ten years begin after their last step.
//
// Its archive keeps the hashes of its packages, by which one that somebody holds is proven, and
// loses its manifests, which name files.
//
// Kept beside it: payments and bank files, which are vouchers and prove the ledger; the
// entitlement, by which what is granted once is refused a second time; the log. Rosters lose their
// cells, whose they were and what their file was called; lines of batches that became no claim lose
// whom they were about. Deleted without a trace: drafts past their day, answers to requests. Each
// run ends with one row of the audit log that has its counts.

#include "access/actor.h"
#include "store/store.h"

// domain.md §8 [R], after 会计档案管理办法; a claim in dispute is not closed.
#define RETENTION_CLAIM_YEARS 10
// domain.md §8 [R] gives two years to what its owner no longer uses; a roster's rows have become
// claims by then.
#define RETENTION_ROSTER_YEARS 2
// [R] The same two years: what a batch offered and nobody took up is not used any more.
#define RETENTION_BATCH_YEARS 2
// [R] Long after any browser or program would repeat a request.
#define RETENTION_REQUEST_DAYS 30

// X(count, 中文 with its measure word): rows; the first block goes with its claims.
#define RETENTION_CLAIM_COUNTS(X)                                                                  \
    X(claims, "申请", "件")                                                                        \
    X(clawbacks, "追回", "件")                                                                     \
    X(appeals, "复查", "件")                                                                       \
    X(answers, "部门答复", "条")                                                                   \
    X(findings, "疑点", "条")                                                                      \
    X(inspections, "抽查结果", "件")
#define RETENTION_COUNTS(X)                                                                        \
    RETENTION_CLAIM_COUNTS(X)                                                                      \
    X(archives, "案卷清单", "份")                                                                  \
    X(drafts, "草稿", "份")                                                                        \
    X(roster_rows, "名册", "行")                                                                   \
    X(rosters, "名册的主人和文件名", "份")                                                         \
    X(batch_rows, "没有申请的批次", "行")                                                          \
    X(request_keys, "请求应答", "条")

typedef struct RetentionCounts {
#define X(name, label, unit) int64_t name;
    RETENTION_COUNTS(X)
#undef X
} RetentionCounts;

// What is due by actor->today; changes nothing.
bool retention_count(Store *store, const Actor *actor, RetentionCounts *counts,
                     Error *error) MUST_USE;
// Does it, in chunks, and may be run again at any point.
bool retention_run(Store *store, const Actor *actor, RetentionCounts *counts,
                   Error *error) MUST_USE;

#endif
