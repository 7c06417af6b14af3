// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_CLAIM_ROSTER_H
#define PAGES_CLAIM_CLAIM_ROSTER_H
// Rosters: download a template, upload it, see what becomes of every row, confirm; and the office's
// view of them. claim_roster_api.c answers the same as JSON under /api.

#include "casework/claim_roster.h"
#include "pages/casework/select.h"
#include "pages/casework/wording.h"

#define ROSTER_PAGE_ROWS 50

typedef struct RosterColumnView {
    Str name;
    Str help;
    bool is_required;
} RosterColumnView;

typedef struct RosterColumnViews {
    RosterColumnView *items;
    size_t count;
} RosterColumnViews;

typedef struct RosterStartView {
    FaultBoxView fault;
    Str title, measure_name, measure_key;
    bool is_monthly, is_batch, is_office;
    bool is_filled;      // the template holds the unit's own people
    SelectView month;
    FieldView organiser, work_division, file;
    RosterColumnViews columns;
    int64_t rows_max;
    FormView form;
} RosterStartView;

typedef struct RosterHeadView {
    Str number, title, period, owner, file_name;
    Day created_on, decided_on;
    const char *state, *state_class;
    int64_t rows, claimed, submitted;
    Fen amount;
    Str claim;           // the one of a batch
} RosterHeadView;

typedef struct RosterHeadViews {
    RosterHeadView *items;
    size_t count;
} RosterHeadViews;

// A measure that takes rosters, to begin one.
typedef struct RosterDoorView {
    Str policy, measure, path;
} RosterDoorView;

typedef struct RosterDoorViews {
    RosterDoorView *items;
    size_t count;
    size_t capacity;
} RosterDoorViews;

typedef struct RosterListView {
    RosterHeadViews rosters;
    RosterDoorViews doors; // none for who may only read
    bool is_office;
} RosterListView;

typedef struct RosterTabView {
    Str code, label;
    int64_t count;
    bool is_current;
} RosterTabView;

typedef struct RosterTabViews {
    RosterTabView *items;
    size_t count;
} RosterTabViews;

typedef struct RosterItemView {
    int64_t line;
    Str subject;
    Str own_key;         // as it stands in the file, for who brought it
    Str result;
    const char *result_class;
    Fen amount;
    bool has_amount;
    Str why;
    Str claim, claim_state;
} RosterItemView;

typedef struct RosterItemViews {
    RosterItemView *items;
    size_t count;
} RosterItemViews;

typedef struct RosterPageView {
    FaultBoxView fault;
    RosterHeadView head;
    Str measure_key;
    bool is_batch, is_whole_eligible;
    Str whole_sentences;
    RosterTabViews tabs;
    RosterItemViews rows;
    int64_t payable, awaiting; // rows that become claims now; for departments to decide
    int64_t left_out;          // the others
    bool has_more;
    Str next_path;
    bool may_confirm, may_upload, may_accept, is_office;
    FieldView claim, note; // to refuse one
    FormView form;
} RosterPageView;

extern const RouteList claim_roster_pages;
extern const RouteList claim_roster_api;

// ---- What the screens and the API share ----

extern const Form roster_upload_form;
extern const Form roster_rows_form;
extern const Form roster_refuse_form;

#define ROSTER_UPLOAD_BYTES_MAX (ROSTER_BYTES_MAX + (size_t)64 * 1024) // with the other fields

bool roster_upload(Context *context, Str *number, Error *error) MUST_USE;
bool roster_read_page(Context *context, ClaimRoster *roster, Error *error) MUST_USE;
bool roster_read_list(Context *context, ClaimRosters *rosters, Error *error) MUST_USE;
bool roster_confirm(Context *context, int64_t *claimed, Error *error) MUST_USE;
bool roster_accept(Context *context, int64_t *accepted, Error *error) MUST_USE;
// One claim of the roster; `number` is that of the roster again.
bool roster_refuse(Context *context, Str *number, Error *error) MUST_USE;
bool roster_form_of(Context *context, RosterForm *form, Error *error) MUST_USE;
// The faults of the cells and what there is to say of the row, in one line.
Str roster_row_why(Arena *arena, const ClaimRoster *roster, const ClaimRosterRow *row);

#endif
