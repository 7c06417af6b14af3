// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_RECONCILE_H
#define PAGES_FUND_RECONCILE_H
// Three sides beside each other: approved, paid by the fund, answered by the bank; and the pieces
// of work where they differ.

#include "pages/casework/select.h"
#include "pages/casework/wording.h"

typedef struct SideRowView {
    Str fund, county;
    Str month;   // 2023-10; absent for a file
    Str name;    // of the month, or of the file
    Str path;    // of the file's vouchers; absent for a month
    Day released;
    int64_t count; // files of a month, lines of a file
    Fen approved, voucher, paid, returned;
    bool agrees;       // all three sides
    const char *state; // 三方相符, 基金支付不符, 等基金凭证 …
    const char *state_class;
    Fen gap;     // 0 = none
} SideRowView;

typedef struct SideRowViews {
    SideRowView *items;
    size_t count;
} SideRowViews;

typedef struct SideTableView {
    Str label;        // of the table
    Str first_column;
    SideRowViews rows;
} SideTableView;

typedef struct DifferenceRowView {
    Str number;
    const char *kind;
    bool ends_itself; // when the sides agree; the others end by somebody's word
    Str file;    // absent = none that we know
    Str fund, county;
    Str detail;
    Day opened;
    Day closed;
    Str resolution;
} DifferenceRowView;

typedef struct DifferenceRowViews {
    DifferenceRowView *items;
    size_t count;
} DifferenceRowViews;

typedef struct ReconcileView {
    FaultBoxView fault;
    Str done;    // what the last step did; absent = nothing
    SelectView month;
    SideTableView totals;
    SideTableView files;
    bool has_more;
    size_t unlisted; // files shown that do not agree and are no difference yet
    DifferenceRowViews open;
    DifferenceRowViews closed;
    bool may_write;
    FormView form;
} ReconcileView;

extern const RouteList reconcile_pages;

#endif
