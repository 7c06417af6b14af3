// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_KINDS_ENROLMENT_H
#define PAGES_KINDS_ENROLMENT_H
// One enrolment from clause to result: how it stands, who signs next, what was delivered, what
// happened; and the list of them, of one's own or of the office.

#include "kinds/enrolment.h"
#include "pages/casework/wording.h"

// ---- The list ----

typedef struct EnrolmentRowView {
    Str number;
    Str policy;
    Str measure;
    Str subject;
    Str county;
    Str state;
    const char *state_class;
    int64_t seq;        // 0 = none
    Str next_step;      // absent = none
    DueView due;
} EnrolmentRowView;

typedef struct EnrolmentRowViews {
    EnrolmentRowView *items;
    size_t count;
} EnrolmentRowViews;

// The table of rows, on several screens.
typedef struct EnrolmentTableView {
    EnrolmentRowViews rows;
} EnrolmentTableView;

typedef struct EnrolmentListView {
    Str title;
    bool is_own;
    bool is_mine;       // what waits for this actor
    bool is_empty;
    EnrolmentTableView table;
    bool has_more;
    Str next_path;
} EnrolmentListView;

// Rows of a page, for other screens too.
EnrolmentRowViews enrolment_rows(Context *context, const Enrolments *enrolments);
const char *enrolment_state_class(EnrolmentState state);
void enrolment_to_json(JsonWriter *writer, const Enrolment *enrolment);

// ---- One ----

typedef struct EnrolmentStepView {
    Str name, parties, signed_by;
    const char *mark;   // ✓ ● ○
    bool is_next;
    DueView due;
} EnrolmentStepView;

typedef struct EnrolmentStepViews {
    EnrolmentStepView *items;
    size_t count;
} EnrolmentStepViews;

typedef struct EnrolmentServiceView {
    Str name, key, note;
    int64_t due, delivered;
    bool is_done;
} EnrolmentServiceView;

typedef struct EnrolmentServiceViews {
    EnrolmentServiceView *items;
    size_t count;
} EnrolmentServiceViews;

typedef struct EnrolmentEventView {
    Day on;
    Str action, detail; // 「验收 财政局」
    Str to, who, role, note;
} EnrolmentEventView;

typedef struct EnrolmentEventViews {
    EnrolmentEventView *items;
    size_t count;
} EnrolmentEventViews;

typedef struct EnrolmentFactView {
    Str name, value, source;
} EnrolmentFactView;

typedef struct EnrolmentFactViews {
    EnrolmentFactView *items;
    size_t count;
} EnrolmentFactViews;

typedef struct EnrolmentActionView {
    Str code, label;
    const char *class_name;
} EnrolmentActionView;

typedef struct EnrolmentActionViews {
    EnrolmentActionView *items;
    size_t count;
} EnrolmentActionViews;

typedef struct EnrolmentView {
    FaultBoxView fault;
    Enrolment enrolment;
    Str policy;
    const char *state_class;
    Str county;
    Day applied_on;
    Str period; // 「2023年度」, 「一次性」
    bool is_office;     // links to the office's lists
    bool has_amount, has_limit;
    Fen amount, limit;
    DueView due;
    EnrolmentStepViews steps;
    EnrolmentServiceViews services;
    EnrolmentEventViews events;
    EnrolmentFactViews facts;
    Str sources;        // 「工信局、商务局」; absent = none
    EnrolmentActionViews actions;
    bool grants_amount; // the signature may carry an amount
    bool may_assess, may_deliver, may_amend;
    FormView form;
    FieldView note, amount_field, is_passed, year;
    FieldView service, outcome, delivered_on, delivered_by, delivery_note;
} EnrolmentView;

extern const RouteList enrolment_pages;

#endif
