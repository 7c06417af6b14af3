// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_OWN_CLAIM_H
#define PAGES_CLAIM_OWN_CLAIM_H
// The applicant's own claims: the list, the progress of one, its steps, evidence, messages.

#include "pages/casework/course.h"
#include "pages/casework/letter.h"

typedef struct OwnClaimRowView {
    Str number;
    Str title;
    Str subject;
    Str state;
    Fen amount;
    Day on;
} OwnClaimRowView;

typedef struct OwnClaimRowViews {
    OwnClaimRowView *items;
    size_t count;
} OwnClaimRowViews;

typedef struct OwnClaimListView {
    OwnClaimRowViews claims;
    int64_t total;
    bool has_more;
    Str after; // for the next page
} OwnClaimListView;

typedef struct ProgressView {
    Str label;
    bool is_done;
    bool is_now;
} ProgressView;

typedef struct ProgressViews {
    ProgressView *items;
    size_t count;
} ProgressViews;

typedef struct OwnStepView {
    Day on;
    Str action;
    Str to;
    Str note;
} OwnStepView;

typedef struct OwnStepViews {
    OwnStepView *items;
    size_t count;
} OwnStepViews;

typedef struct OwnFactView {
    Str name;
    Str value;
    Str source;
} OwnFactView;

typedef struct OwnFactViews {
    OwnFactView *items;
    size_t count;
} OwnFactViews;

typedef struct OwnEvidenceView {
    Str name;
    int64_t index;
    Str sha256;
} OwnEvidenceView;

typedef struct OwnEvidenceViews {
    OwnEvidenceView *items;
    size_t count;
} OwnEvidenceViews;

typedef struct OwnClaimView {
    Str number;
    Str title;
    Str measure; // which part of a joint application; absent when it is the only one
    Str lender;  // the bank that is paid; absent otherwise
    CompanionsView companions;
    Str subject;
    Str state;
    Str headline; // 「已拨 800.00 元」: the result first
    bool is_paid;
    bool is_stopped; // nothing is paid
    Fen amount;
    Str note;        // what is missing, or why
    bool has_due;
    Day due;
    bool has_notice;
    Day notice_opens, notice_closes;
    ProgressViews progress;
    OwnStepViews steps;
    OwnFactViews facts;
    OwnEvidenceViews evidence;
    LetterListView letters;
    bool may_withdraw, may_resubmit, may_confirm;
    bool may_appeal; // there is a decision that was not contested
    CourseTableView courses; // appeals and clawbacks of this claim
    bool may_rate;
    Str rated;       // 「满意」; absent when it was not rated
    FormView form;
    FieldView file;
    FieldView score, remark;
} OwnClaimView;

typedef struct OwnMessageView {
    Day on;
    Str text;
    Str claim_number;
} OwnMessageView;

typedef struct OwnMessageViews {
    OwnMessageView *items;
    size_t count;
} OwnMessageViews;

typedef struct OwnMessagesView {
    OwnMessageViews messages;
} OwnMessagesView;

extern const RouteList own_claim_pages;

#endif
