// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_RECEIVABLE_H
#define PAGES_FUND_RECEIVABLE_H
// What is to come back, what came, and the rate of recovery; repayments are entered here.

#include "pages/casework/wording.h"
#include "web/leaf.h"

typedef struct ReceivableRowView {
    Str number;
    Str claim;
    Str payee; // masked
    Str fund, county;
    Str decision;
    int64_t instalments;
    Fen amount, repaid, open;
    Fen overdue; // due by today and not paid
    bool is_overdue, is_settled;
} ReceivableRowView;

typedef struct ReceivableRowViews {
    ReceivableRowView *items;
    size_t count;
} ReceivableRowViews;

typedef struct CountyRateView {
    Str county;
    Fen amount, repaid;
    Str rate;
} CountyRateView;

typedef struct CountyRateViews {
    CountyRateView *items;
    size_t count;
} CountyRateViews;

typedef struct ReceivableView {
    FaultBoxView fault;
    bool is_done; // a repayment was entered just now
    ReceivableRowViews rows;
    LeafView leaf;
    Fen amount, repaid;
    Str rate;     // 62.5%; absent when nothing is asked for
    CountyRateViews counties;
    bool may_write;
    FormView form;
    FieldView number, receipt, paid_amount, paid_on;
} ReceivableView;

extern const RouteList receivable_pages;

#endif
