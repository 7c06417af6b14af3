// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_CASE_H
#define PAGES_CASEWORK_CASE_H
// One claim as the office works on it: facts and decision side by side, evidence, payments,
// history, and at the bottom the steps that this actor may take now.

#include "pages/casework/escalation.h"
#include "pages/casework/claim_archive.h"
#include "pages/casework/course.h"
#include "pages/casework/letter.h"
#include "pages/casework/risk.h"

typedef struct CaseFactView {
    Str name;
    Str value; // absent = unknown
    Str source;
    bool is_stated;
} CaseFactView;

typedef struct CaseFactViews {
    CaseFactView *items;
    size_t count;
} CaseFactViews;

typedef struct CaseReasonView {
    Str code;
    Str sentence; // absent for a review code
} CaseReasonView;

typedef struct CaseReasonViews {
    CaseReasonView *items;
    size_t count;
} CaseReasonViews;

typedef struct CaseStepView {
    Day on;
    Str action, to;
    Str who, role;
    Str note;
} CaseStepView;

typedef struct CaseStepViews {
    CaseStepView *items;
    size_t count;
} CaseStepViews;

typedef struct CaseEvidenceView {
    Str name;
    int64_t index;
    Str size; // 「120 KB」
    Str sha256;
} CaseEvidenceView;

typedef struct CaseEvidenceViews {
    CaseEvidenceView *items;
    size_t count;
} CaseEvidenceViews;

typedef struct CasePaymentView {
    Str number;
    Str account; // masked
    Str bank;
    Fen amount;
    Str state;
    const char *state_class;
    Str reason;
} CasePaymentView;

typedef struct CasePaymentViews {
    CasePaymentView *items;
    size_t count;
} CasePaymentViews;

typedef struct CaseActionView {
    Str code;
    Str label;
    const char *class_name; // of the button
    bool is_usual;          // the step that has a key
} CaseActionView;

typedef struct CaseActionViews {
    CaseActionView *items;
    size_t count;
} CaseActionViews;

// A fact that a department still has to state.
typedef struct CaseWaitView {
    Str fact, department;
    DueView due;
} CaseWaitView;

typedef struct CaseWaitViews {
    CaseWaitView *items;
    size_t count;
} CaseWaitViews;

typedef struct CaseView {
    FaultBoxView fault;
    Str number;
    Str policy;
    int policy_number;
    Str measure;
    Str applicant;
    bool is_anonymous; // its period of keeping is over
    Str subject;
    Str identity;  // id number masked, or the uscc
    Str county;
    Str channel;
    Str period;
    Str fund;
    Str state;
    const char *state_class;
    bool is_held;
    bool awaits_confirmation;
    bool is_paid;
    bool is_stopped; // nothing is paid
    bool is_decided; // else it waits for departments
    CaseWaitViews waits;
    Fen amount;
    Day submitted;
    DueView due;
    Str account, bank, holder;
    bool pays_lender;
    CompanionsView companions;
    Str last_note;
    Str inspection_fault; // what was found not in order; absent = nothing
    bool has_notice;
    Day notice_opens, notice_closes;
    Str clause;
    Str pack_hash;
    CaseFactViews facts;
    CaseReasonViews reasons;
    CaseReasonViews reviews;
    RiskViews risks;
    CaseStepViews steps;
    UrgeListView urges; // of the present step
    CaseEvidenceViews evidence;
    CasePaymentViews payments;
    LetterListView letters;
    ArchiveView archive;
    CaseActionViews actions;
    CourseTableView courses; // appeals and clawbacks of this claim
    bool may_open_clawback;
    bool has_usual; // one of the actions has a key
    bool may_open_notice;
    bool may_release;
    bool may_fix_account;
    bool may_add_evidence;
    FormView form;
    FieldView note;
    FieldView file;
    FieldView account_number, bank_name; // of a corrected account
} CaseView;

extern const RouteList case_pages;

#endif
