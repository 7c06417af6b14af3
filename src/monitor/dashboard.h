// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_DASHBOARD_H
#define MONITOR_DASHBOARD_H
// The one screen: every item of the document, its claims, its money, and who is entitled and has
// not claimed (应享未享).
//
// Invariant: an item's total is the sum of its counties, a county's total the sum of its items, and
// both add up to the same whole. Everything lies within actor->scope. Claims are counted from the
// claims themselves, money is what the ledger's budgets of the business year stand at, entitlements
// are what the latest scan kept, targets are counted from records (monitor/pace.h); nothing is
// estimated. It holds counts and amounts only, never a person, so the leading head may see all.
// Failure: ERROR_FORBIDDEN for who acts for one person or organisation.

#include "casework/transition.h"
#include "monitor/pace.h"
#include "store/store.h"

typedef struct Figures {
    int64_t claims[CLAIM_STATE_COUNT];
    int64_t overdue;       // claims whose next step was due before today
    int64_t allotted_fen;  // the ledger's: available + reserved + paid
    int64_t available_fen;
    int64_t reserved_fen;
    int64_t paid_fen;
    int64_t subjects;      // the scan's: looked at
    int64_t entitled;
    int64_t entitled_fen;
    int64_t unclaimed;
    int64_t unclaimed_fen;
    int64_t undetermined;  // facts are missing
} Figures;

// The way of a claim in the few stages that a screen has room for.
// X(enumerator, 中文)
#define CLAIM_STAGES(X)                                                                           \
    X(STAGE_ACCEPTANCE, "待受理")                                                                 \
    X(STAGE_REVIEW, "待复核")                                                                     \
    X(STAGE_NOTICE, "公示")                                                                       \
    X(STAGE_PAYMENT, "待到账")                                                                    \
    X(STAGE_PAID, "已到账")                                                                       \
    X(STAGE_ENDED, "未办成")

typedef enum ClaimStage {
#define X(name, label) name,
    CLAIM_STAGES(X)
#undef X
    CLAIM_STAGE_COUNT
} ClaimStage;

typedef struct DashboardItem {
    int number;
    Str title;
    const Policy *policy;  // NULL: claims or budgets of an item that the pack no longer has
    Date scanned_on;       // DATE_ABSENT = no scan has looked at it
    Str pack_hash;         // of the pack that the scan decided by
    Str unit;              // what one entitlement is: 人, 户, 家
    bool is_of_people;     // the unit is a person
    Figures total;
    Figures *counties;     // parallel to Dashboard.counties
    const Pace *targets;   // of `paces`, side by side
    size_t target_count;
} DashboardItem;

typedef struct CountyFigures {
    Str division_code;
    Figures total;
} CountyFigures;

typedef struct Dashboard {
    Date scanned_on;       // the latest scan of any item; DATE_ABSENT = never
    int64_t year;          // of the budgets
    Figures total;
    int64_t unclaimed_people;        // of total.unclaimed, those whose unit is a person
    int64_t unclaimed_organisations; // and the others
    CountyFigures *counties;         // by code
    size_t county_count;
    DashboardItem *items;            // by number
    size_t item_count;
    Paces paces;                     // of every target, and the time that has passed
} Dashboard;

bool dashboard_read(Tx *tx, const Actor *actor, const Pack *pack, Arena *arena,
                    Dashboard *dashboard, Error *error) MUST_USE;
// NULL when there is no such item.
const DashboardItem *dashboard_item(const Dashboard *dashboard, int number);

// ---- Reading figures ----

ClaimStage claim_stage(ClaimState state);
Str claim_stage_label(ClaimStage stage);
int64_t figures_stage(const Figures *figures, ClaimStage stage);
// Claims on their way: neither paid nor ended.
int64_t figures_open(const Figures *figures);

#endif
