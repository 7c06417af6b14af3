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
    Day asked;
    DueView due;
} FactRequestView;

typedef struct FactRequestViews {
    FactRequestView *items;
    size_t count;
} FactRequestViews;

typedef struct FactRequestListView {
    Str department; // absent: the account signs for none
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
