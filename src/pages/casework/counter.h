// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_COUNTER_H
#define PAGES_CASEWORK_COUNTER_H
// The counter: find who stands there, see what they can have, apply for them, print a receipt.

#include "pages/casework/wording.h"
#include "pages/claim/apply.h"

typedef struct CounterOfferView {
    int number; // of the policy
    Str title;
    Str subject;
    Str subject_key;
    Fen amount;
    bool is_ready;   // can be applied for now
    Str enrols_in;   // the measure that one enrols in instead; absent: none
    bool is_claimed;
    Str why;         // why not, or what is missing
} CounterOfferView;

typedef struct CounterOfferViews {
    CounterOfferView *items;
    size_t count;
} CounterOfferViews;

typedef struct CounterView {
    FaultBoxView fault;
    FormView form;
    FieldView key;
    bool is_found;
    bool is_missing; // looked for, and not there
    Str name;
    Str identity;    // masked for a person
    Str county;
    CounterOfferViews offers;
} CounterView;

typedef struct CounterApplyView {
    FaultBoxView fault;
    ApplyView apply;
} CounterApplyView;

typedef struct ReceiptView {
    Str number;
    Str policy;
    Str applicant;
    Str subject;
    Str county;
    bool is_decided; // else departments are asked first
    Str account; // masked
    Str bank;
    CompanionsView companions;
    Fen amount;
    Day submitted;
    Day due;
    Str clerk;
    bool sees_case; // the link to the case is shown
    bool may_undo;  // a slip, within minutes
    Str state;      // of the claim, once it is no longer on its way
    FaultBoxView fault;
    FormView form;
} ReceiptView;

extern const RouteList counter_pages;

#endif
