// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_BUDGET_H
#define PAGES_FUND_BUDGET_H
// The money: budgets by policy, fund and county, and what waits for approval against each.

#include "pages/casework/wording.h"

typedef struct BudgetRowView {
    Str policy;
    Str fund;
    Str county;
    int64_t year;
    Fen allotted, available, reserved, paid;
    int64_t waiting; // claims
    Fen waiting_amount;
    bool is_short; // what waits is more than what is available
} BudgetRowView;

typedef struct BudgetRowViews {
    BudgetRowView *items;
    size_t count;
} BudgetRowViews;

typedef struct BudgetView {
    BudgetRowViews rows;
    Fen allotted, available, reserved, paid, waiting_amount;
    int64_t waiting;
    bool may_approve;
} BudgetView;

extern const RouteList budget_pages;

#endif
