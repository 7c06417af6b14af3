// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_SCAN_PAGE_H
#define PUBLISH_SCAN_PAGE_H
// One page of a scan: loaded in one transaction for all measures over a view, decided as columns.

#include "policy/decide.h"
#include "publish/known.h"
#include "store/store.h"

#define SCAN_KEY_BYTES_MAX 200 // of a subject's key

// ---- Loading ----

typedef struct ScanPage {
    const FactView *view;
    Date on;
    Str after_key;    // of the page before; absent at the start
    KnownPage *pages; // one for each measure: the same rows, its own columns
    size_t *places;   // of their plans
    size_t count;
    size_t row_limit; // 0 = FACT_PAGE_ROWS
} ScanPage;

// Reads the next page into `arena`; `rows` 0 = the end. Where subjects are few among many people,
// what belongs to a page's range of keys may be more than a query gives: then the pages of this
// view become smaller.
bool scan_page_load(Store *store, ScanPage *page, Arena *arena, size_t *rows, Error *error)
    MUST_USE;
// Moves on behind the last row; its key is copied to `after`. ERROR_LIMIT when it is too long.
bool scan_page_after(ScanPage *page, char after[SCAN_KEY_BYTES_MAX], Error *error) MUST_USE;

// ---- Deciding ----

typedef struct ScanDecider {
    const Policy *policy;
    const Measure *measure;
    Date on;
    PolicyRun *run;
    size_t amount; // conclusion `amount_fen`; SIZE_MAX = the policy has none
    bool is_part;  // of an application for several measures: of nothing nobody is entitled
    size_t stage;  // conclusion that names the stage; SIZE_MAX = there is one stage
    const PolicyOverride *overrides; // parameters that a simulation moves; none unless set
    size_t override_count;
    Str noted;     // reason code whose firing is noted; absent = none
} ScanDecider;

typedef struct ScanOutcome {
    FeelTruth eligible; // unknown as well when the amount is
    int64_t amount_fen; // of those entitled
    Str stage;          // empty = the measure has one
    bool is_selected;   // by the condition of the measure
    bool is_entitled;   // eligible, or served already
    bool is_claimed;
    bool is_noted;      // a reason of the code that is noted turns it away
} ScanOutcome;

void scan_decider_open(ScanDecider *decider, Arena *arena, const Pack *pack, const Policy *policy,
                       const Measure *measure, Date on);
void scan_decider_close(ScanDecider *decider);
// One outcome for each row of the page.
bool scan_decider_run(ScanDecider *decider, Arena *arena, const KnownPage *page,
                      const ScanOutcome **outcomes, Error *error) MUST_USE;

#endif
