// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_CLAWBACK_H
#define PAGES_CASEWORK_CLAWBACK_H
// Clawbacks, for the office under /clawbacks and for the party under /me/clawbacks: the same page,
// with the steps that each may take.

#include "pages/casework/course.h"
#include "pages/casework/escalation.h"
#include "pages/casework/letter.h"

typedef struct ClawbackListView {
    FaultBoxView fault;
    bool is_own;
    CourseTableView table;
    LeafView leaf;
    bool may_open;
    FormView form;
    FieldView claim, cause, note;
} ClawbackListView;

typedef struct ClawbackEvidenceView {
    Str source;
    Str description;
    int64_t file;        // of the evidence; 0 = none
    Day on;
} ClawbackEvidenceView;

typedef struct ClawbackEvidenceViews {
    ClawbackEvidenceView *items;
    size_t count;
} ClawbackEvidenceViews;

typedef struct InstalmentView {
    int64_t index;
    Day due;
    Fen amount;
} InstalmentView;

typedef struct InstalmentViews {
    InstalmentView *items;
    size_t count;
} InstalmentViews;

typedef struct StepButtonView {
    Str code, label;
    const char *class_name;
} StepButtonView;

typedef struct StepButtonViews {
    StepButtonView *items;
    size_t count;
} StepButtonViews;

typedef struct ClawbackView {
    FaultBoxView fault;
    bool is_own;
    Str number;
    Str base;            // /clawbacks or /me/clawbacks
    Str claim, claim_path;
    Str policy;
    Str subject, county;
    Str cause;
    Str note;
    Str state;
    const char *state_class;
    Str owed_by;         // who owes the next step; absent = nobody
    DueView due;
    Fen claim_amount;
    bool is_notified;
    Day statement_until;
    Str statement;
    Day stated;
    bool is_decided;
    Str decision;
    Str penalty;
    Fen amount, waived, repaid, open, overdue;
    Str receivable;
    bool has_refund;     // where to pay back to is known
    FundAccount refund;
    InstalmentViews instalments;
    ClawbackEvidenceViews evidence;
    CourseHistoryView history;
    LetterListView letters;
    UrgeListView urges;
    bool may_add_evidence, may_state, may_decide, may_appeal;
    StepButtonViews buttons;
    FormView form;
    FieldView source, description, file;
    FieldView step_note;
    FieldView statement_text;
    FieldView amount_field, instalments_field, first_due, decision_number, penalty_field, reasons;
} ClawbackView;

extern const RouteList clawback_pages;

#endif
