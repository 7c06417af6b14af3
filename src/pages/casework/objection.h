// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_OBJECTION_H
#define PAGES_CASEWORK_OBJECTION_H
// Objecting to a line of a notice, for anybody; reading and answering objections, for the office.

#include "pages/casework/wording.h"
#include "web/leaf.h"

typedef struct ObjectionFormView {
    FaultBoxView fault;
    bool is_filed;
    Str notice_number;
    Str index; // within the notice
    FormView form;
    FieldView name, phone, text;
} ObjectionFormView;

typedef struct ObjectionView {
    Str id; // in the form that answers it
    Str notice_number;
    int64_t index;
    Str claim_number;
    Str who, phone; // of the objector, for the office alone
    Str text;
    const char *state;
    const char *state_class;
    bool is_open;
    Str answer;
    Day filed;
} ObjectionView;

typedef struct ObjectionViews {
    ObjectionView *items;
    size_t count;
} ObjectionViews;

typedef struct ObjectionListView {
    FaultBoxView fault;
    ObjectionViews objections;
    LeafView leaf;
    bool may_answer;
    FormView form;
} ObjectionListView;

extern const RouteList objection_pages;

#endif
