// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_ESCALATION_H
#define PAGES_CASEWORK_ESCALATION_H
// What is overdue and was raised to who looks: which step, owed by whom, since when. No names.

#include "casework/escalation.h"
#include "pages/casework/wording.h"

typedef struct UrgeView {
    Day on;
    Str who, role;
    Str body;
} UrgeView;

typedef struct UrgeViews {
    UrgeView *items;
    size_t count;
} UrgeViews;

// Part of another page: {{include pages/casework/urge_list.html view.urges}}
typedef struct UrgeListView {
    UrgeViews urges;
} UrgeListView;

UrgeListView urge_list_view(Arena *arena, const Urges *urges);
// Of the step that a clawback or an appeal is at; for its party none.
bool urge_course_view(Context *context, Str number, UrgeListView *view, Error *error) MUST_USE;

typedef struct EscalationRowView {
    Str number;
    Str path;      // of its page
    bool may_open; // the case itself
    Str policy, county;
    Str state, owed_by;
    Day due;
    int64_t late;
    Str level;     // where it has got to
    int64_t urges;
    Str last_urge;
} EscalationRowView;

typedef struct EscalationRowViews {
    EscalationRowView *items;
    size_t count;
} EscalationRowViews;

typedef struct EscalationView {
    FaultBoxView fault;
    Str county;
    Str rule; // after how many days it goes to whom
    int64_t total;
    EscalationRowViews rows;
    FormView form;
    FieldView body;
} EscalationView;

extern const RouteList escalation_pages;

#endif
