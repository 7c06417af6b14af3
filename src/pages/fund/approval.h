// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_APPROVAL_H
#define PAGES_FUND_APPROVAL_H
// Cleared claims that wait for finance: one at a time, or all that a page shows, together.

#include "pages/casework/select.h"
#include "pages/casework/wording.h"

typedef struct ApprovalRowView {
    Str number;
    Str policy;
    Str applicant; // masked
    Str county;
    Str fund;
    Fen amount;
    bool is_drawn;   // of the sample that is looked at before this list is approved
} ApprovalRowView;

typedef struct ApprovalRowViews {
    ApprovalRowView *items;
    size_t count;
} ApprovalRowViews;

typedef struct ApprovalView {
    FaultBoxView fault;
    bool is_done;    // some were approved just now
    bool has_held;   // none was: something doubtful was found just now
    SelectView policy;
    ApprovalRowViews rows;
    Str numbers;     // of the rows, for the button that approves them all
    Fen page_amount;
    int64_t drawn;   // of the rows
    int64_t total;
    Fen total_amount;
    bool is_counted; // false: there are more than `total`, and no amount
    bool has_more;
    Str next_path;
    FormView form;
} ApprovalView;

extern const RouteList approval_pages;

#endif
