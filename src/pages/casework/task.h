// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_TASK_H
#define PAGES_CASEWORK_TASK_H
// What a member of the office has to do: counts by state, a search, and the list by due date.

#include "pages/casework/course.h"
#include "pages/casework/select.h"
#include "pages/casework/wording.h"
#include "pages/monitor/supervision.h"
#include "web/layout.h"

typedef struct TaskRowView {
    Str number;
    Str policy;
    Str applicant; // masked
    Str subject;   // absent when it is the applicant
    Str county;
    Str channel;
    Fen amount;
    Day submitted;
    DueView due;
    Str state;
    const char *state_class;
    bool is_held;
} TaskRowView;

typedef struct TaskRowViews {
    TaskRowView *items;
    size_t count;
} TaskRowViews;

typedef struct TaskCountView {
    Str code;
    Str label;
    Str count;     // 「52」, or 「1000以上」 where counting stopped
    bool is_shown; // the list below shows this state
} TaskCountView;

typedef struct TaskCountViews {
    TaskCountView *items;
    size_t count;
} TaskCountViews;

typedef struct TaskView {
    Str county;
    SupervisionBoxView supervisions;
    Str heading;     // 「待我办理 12件」
    TaskCountViews counts;
    NavViews links;  // to the other lists of casework
    SelectView policy;
    SelectView state;
    Str search;
    TaskRowViews rows;
    CourseTableView aftercare; // clawbacks and appeals with a step due
    int64_t total;
    Fen total_amount;
    bool is_counted; // false: there are more than `total`, and no amount
    bool is_filtered;
    bool has_more;
    Str next_path;   // of the next page
    bool shows_county;
} TaskView;

extern const RouteList task_pages;

#endif
