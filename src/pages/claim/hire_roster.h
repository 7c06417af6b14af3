// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_HIRE_ROSTER_H
#define PAGES_CLAIM_HIRE_ROSTER_H
// An organisation uploads a roster of the people it took on, sees what would become of every row,
// and reports them. Nothing is kept between the two steps: the checked rows travel in the form
// and are checked again when they are reported.

#include "web/context.h"
#include "web/html.h"

typedef struct RosterCellView {
    Str label;
    Str text;
    Str fault; // what is wrong with it; absent = good
} RosterCellView;

typedef struct RosterCellViews {
    RosterCellView *items;
    size_t count;
} RosterCellViews;

typedef struct RosterRowView {
    int64_t line;
    RosterCellViews cells;
    bool is_taken, is_refused; // neither: registered already
    Str fault;                 // of the whole row; absent = none
} RosterRowView;

typedef struct RosterRowViews {
    RosterRowView *items;
    size_t count;
} RosterRowViews;

typedef struct RosterTitleViews {
    Str *items;
    size_t count;
} RosterTitleViews;

typedef struct HireRosterView {
    bool is_checked;         // a file was read: the table is shown
    size_t taken, known, refused;
    bool was_held_back;      // somebody was refused between the two steps, so nobody was reported
    RosterTitleViews titles;
    RosterRowViews rows;     // refused ones first
    Str mode;                // HIRE_ROSTER_ALL or HIRE_ROSTER_GOOD
    Str rows_json;           // the checked rows, to be sent with the confirmation
    size_t rows_max;
    FormView form;
    FieldView file;
} HireRosterView;

extern const RouteList hire_roster_pages;

#endif
