// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_PERIOD_H
#define PAGES_FUND_PERIOD_H
// Months and years with what moved in them: closed, or to be closed; and what a year left.

#include "pages/casework/select.h"
#include "pages/casework/wording.h"

typedef struct PeriodRowView {
    Str fund_key, division;
    Str period, period_label; // 2023-10, 「2023年10月」
    Str fund, county;
    int64_t count;
    Fen allotted;   // less withdrawn
    Fen reserved;   // less voided
    Fen paid;
    Fen recovered;
    bool is_closed;
    Day closed;
    bool may_close; // it is over
} PeriodRowView;

typedef struct PeriodRowViews {
    PeriodRowView *items;
    size_t count;
} PeriodRowViews;

typedef struct PeriodView {
    FaultBoxView fault;
    Str done;          // what the last step did; absent = nothing
    PeriodRowViews rows;
    bool may_write;
    bool has_year_end; // something of a year that is over is to be carried over or closed
    int64_t year;      // the oldest such
    SelectView fund, division;
    FormView form;
    FieldView document;
} PeriodView;

extern const RouteList period_pages;

#endif
