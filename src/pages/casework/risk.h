// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_RISK_H
#define PAGES_CASEWORK_RISK_H
// Doubts about claims: the list of those that wait, and the same with its form on a case.

#include "casework/risk.h"
#include "pages/casework/wording.h"

typedef struct RiskFactView {
    Str name;
    Str value; // of a list, its records
    Str source;
} RiskFactView;

typedef struct RiskFactViews {
    RiskFactView *items;
    size_t count;
} RiskFactViews;

typedef struct RiskView {
    Str id; // in the form that answers it
    Str claim_number;
    Str policy;
    Str county;
    Fen amount;
    Str title;
    Str code;
    Str rule_file;
    const char *level;
    const char *level_class;
    Str sentence;
    const char *state;
    const char *state_class;
    Str claim_state;
    Day found;
    RiskFactViews facts;
    bool is_open;
    bool may_answer;
    Str answer, answered_by;
    Day answered;
    FormView form;
} RiskView;

typedef struct RiskViews {
    RiskView *items;
    size_t count;
} RiskViews;

typedef struct RiskListView {
    FaultBoxView fault;
    Str county;
    RiskViews risks;
    int64_t open, open_high;
    bool is_answered; // the answered ones are shown
    bool has_more;
    Str next_path;
} RiskListView;

RiskViews risk_views(Context *context, const RiskFindings *findings);
// "risks": [...], a member of whatever object is open.
void risks_to_json(Context *context, JsonWriter *writer, const RiskFindings *findings);

extern const RouteList risk_pages;

#endif
