// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_APPROVAL_FORM_H
#define PAGES_FUND_APPROVAL_FORM_H
// 资金拨付审批表: what a payment file pays, by policy, with documents and subject, to be printed and
// signed.

#include "pages/casework/wording.h"

typedef struct PurposeView {
    Str policy;
    Str purpose;
    int64_t year;
    Str documents;
    Day from, to; // of approval
    int64_t count;
    Fen amount;
} PurposeView;

typedef struct PurposeViews {
    PurposeView *items;
    size_t count;
} PurposeViews;

typedef struct ApprovalFormView {
    Str number;
    Str fund, county, channel, subject;
    Day released;
    Str releaser, approvers; // who did it here; who signs is the office's to say
    PurposeViews rows;
    int64_t count;
    Fen total;
    Str capitals; // 人民币肆仟元整
    Str sha256; // of the file as it is kept
} ApprovalFormView;

extern const RouteList approval_form_pages;

#endif
