// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_INSPECTION_H
#define PAGES_CASEWORK_INSPECTION_H
// Inspections: how far each month is covered, a draw with what was found, and one drawn claim with
// everything that it was decided and paid on.

#include "casework/inspection.h"
#include "pages/casework/risk.h"

typedef struct InspectionCoverView {
    Str month, month_label, county, fund; // 2023-10, 「2023年10月」
    Str fund_key, division_code; // for the form that draws
    Str number;                  // absent: not drawn
    bool may_draw;
    int64_t approved, drawn, checked, not_in_order;
    Str rate;                    // 「7.3%」 drawn of those approved; absent: nothing was
} InspectionCoverView;

typedef struct InspectionCoverViews {
    InspectionCoverView *items;
    size_t count;
} InspectionCoverViews;

typedef struct InspectionListView {
    FaultBoxView fault;
    Str county;
    InspectionCoverViews covers;
    InspectionCoverView total;
    FormView form;
} InspectionListView;

typedef struct InspectionRowView {
    int64_t index;
    Str claim_number;
    Str policy;
    Str applicant;   // masked
    Fen amount;
    bool is_for_finding;
    const char *result;
    const char *result_class;
    bool is_checked;
} InspectionRowView;

typedef struct InspectionRowViews {
    InspectionRowView *items;
    size_t count;
} InspectionRowViews;

typedef struct InspectionView {
    Str number;
    InspectionCoverView list; // of the month
    int64_t population, sample, high;
    Str seed, pack_hash;
    Str drawn_by;
    Day drawn;
    InspectionRowViews rows;
} InspectionView;

typedef struct InspectionFactView {
    Str name, value, source;
} InspectionFactView;

typedef struct InspectionFactViews {
    InspectionFactView *items;
    size_t count;
} InspectionFactViews;

typedef struct InspectionFileView {
    Str name;
    int64_t index;
} InspectionFileView;

typedef struct InspectionFileViews {
    InspectionFileView *items;
    size_t count;
} InspectionFileViews;

typedef struct InspectionItemView {
    FaultBoxView fault;
    Str number;
    InspectionRowView row;
    Str state;
    InspectionFactViews facts;
    InspectionFileViews files;
    RiskViews risks;
    Str note;          // of the result
    Str evidence_name; // absent = none
    Str checked_by;
    Day checked;
    bool may_check;
    bool may_open_case;
    FormView form;
    FieldView note_field, file_field;
} InspectionItemView;

extern const RouteList inspection_pages;

#endif
