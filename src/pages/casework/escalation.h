// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_ESCALATION_H
#define PAGES_CASEWORK_ESCALATION_H
// What is overdue and was raised to who looks: which step, owed by whom, since when. No names.

#include "pages/casework/wording.h"

typedef struct EscalationRowView {
    Str number;
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
