// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_FACT_REQUEST_H
#define PAGES_CASEWORK_FACT_REQUEST_H
// What claims, enrolments and rows of batches wait for from the officer's department: the list of
// sheets and cases, and one form for all that a case asks of it.

#include "pages/casework/fact_sheet.h"
#include "pages/fact_form.h"

typedef struct FactRequestView {
    Str case_number;
    Str policy;
    Str subject;   // people masked
    Str county;
    Str facts;     // 「结业合格、目录补贴标准」
    Day asked;
    DueView due;   // of the first
} FactRequestView;

typedef struct FactRequestViews {
    FactRequestView *items;
    size_t count;
} FactRequestViews;

typedef struct FactRequestListView {
    Str department; // absent: the account signs for none
    FactSheetCardViews sheets;
    FactRequestViews requests;
    bool has_more; // that are due later
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

// The name of a fact in the policy; its key when the policy does not know it, or is NULL.
Str fact_request_name(const Policy *policy, Str key);

extern const RouteList fact_request_pages;

#endif
