// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_FACT_REQUEST_H
#define PAGES_CASEWORK_FACT_REQUEST_H
// What claims and enrolments wait for from the officer's department: the list of cases, and one
// form for all that a case asks of it.

#include "pages/casework/wording.h"
#include "pages/fact_form.h"

typedef struct FactRequestView {
    Str case_number;
    Str policy;
    Str subject;   // people masked
    Str county;
    Str facts;     // 「结业合格、目录补贴标准」
    Str roster;    // of a card that stands for all cases of a roster; absent otherwise
    int64_t cases; // of that roster
    Day asked;
    DueView due;   // of the first
} FactRequestView;

typedef struct FactRequestViews {
    FactRequestView *items;
    size_t count;
} FactRequestViews;

typedef struct FactRequestListView {
    Str department; // absent: the account signs for none
    Str roster;     // whose cases alone are listed; empty = all, a roster as one card
    FactRequestViews requests;
} FactRequestListView;

typedef struct FactAnswerView {
    FaultBoxView fault;
    FactRequestView request;
    Str person, id_number; // whom to look up; empty = nobody
    Str unit, uscc;
    Str clause;
    FormView form;
    FactFormView asked;
} FactAnswerView;

extern const RouteList fact_request_pages;

#endif
