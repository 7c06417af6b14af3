// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_VOUCHER_H
#define PAGES_FUND_VOUCHER_H
// What the fund paid out for one payment file: vouchers entered, and taken back when wrong.

#include "pages/casework/wording.h"

typedef struct VoucherRowView {
    Str voucher;
    Fen amount;
    Day paid;
    bool is_reversed;
    bool may_reverse;
} VoucherRowView;

typedef struct VoucherRowViews {
    VoucherRowView *items;
    size_t count;
} VoucherRowViews;

typedef struct VoucherView {
    FaultBoxView fault;
    Str file_number;
    VoucherRowViews rows;
    bool may_write;
    FormView form;
    FieldView voucher, amount, paid_on;
} VoucherView;

extern const RouteList voucher_pages;

#endif
