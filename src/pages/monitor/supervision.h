// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_MONITOR_SUPERVISION_H
#define PAGES_MONITOR_SUPERVISION_H
// Orders of the leading group: the list, one order with its history and the steps that the reader
// may take, the form for a new one, and the box at the top of a county's task list.

#include "monitor/supervision.h"
#include "pages/casework/select.h"
#include "pages/casework/wording.h"

typedef struct SupervisionRowView {
    Str number;
    Str about; // 「第11项 …：村社区平台」
    Str addressee;
    Str standing;
    Day due;
    Str state;
    const char *state_class;
    bool is_overdue;
    int64_t urged;
} SupervisionRowView;

typedef struct SupervisionRowViews {
    SupervisionRowView *items;
    size_t count;
} SupervisionRowViews;

typedef struct SupervisionListView {
    int64_t open, answered, overdue;
    bool shows_all;
    bool may_issue;
    SupervisionRowViews rows;
    bool has_more;
    Str next_path;
} SupervisionListView;

typedef struct SupervisionEventView {
    Day on, due;
    Str action, who, note;
} SupervisionEventView;

typedef struct SupervisionEventViews {
    SupervisionEventView *items;
    size_t count;
} SupervisionEventViews;

typedef struct SupervisionButtonView {
    Str action, label;
    bool is_first; // the likely one
} SupervisionButtonView;

typedef struct SupervisionButtonViews {
    SupervisionButtonView items[SUPERVISION_ACTION_COUNT];
    size_t count;
} SupervisionButtonViews;

typedef struct SupervisionView {
    FaultBoxView fault;
    SupervisionRowView head;
    int policy_number;
    Day issued;
    Str body;
    Str bulletin_number;
    SupervisionEventViews events;
    SupervisionButtonViews buttons;
    bool asks_due;
    FormView form;
    FieldView note, due_on;
} SupervisionView;

typedef struct SupervisionNewView {
    FaultBoxView fault;
    Str about, standing; // of the target that it is about; absent = the item is chosen here
    Str policy, target;  // hidden
    Str bulletin;
    bool has_target;
    SelectView policies;
    SelectView addressee;
    FormView form;
    FieldView body, due_on;
} SupervisionNewView;

// What the reader's county or department has to answer; nothing is shown when it is nothing.
typedef struct SupervisionBoxView {
    SupervisionRowViews rows;
} SupervisionBoxView;
SupervisionBoxView supervision_box(Arena *arena, const Supervisions *owed);

extern const RouteList supervision_pages;

#endif
