// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_DAYBOOK_H
#define PAGES_CASEWORK_DAYBOOK_H
// The daily register on the screen, on paper, and as a CSV file that proves itself: its last line
// has the number of rows, what was asked for, the versions, and the SHA-256 of all lines before it.

#include "pages/casework/wording.h"

typedef struct DaybookRowView {
    Str time; // 「09:05」
    Str number;
    Str path; // of its page
    Str policy;
    Str applicant;
    Str county;
    Str action, to;
    Str who, role;
    Fen amount;
    Str note;
} DaybookRowView;

typedef struct DaybookRowViews {
    DaybookRowView *items;
    size_t count;
} DaybookRowViews;

typedef struct DaybookView {
    Day on;
    Str on_text;      // for the field
    Str county;
    bool only_mine;
    bool shows_county;
    DaybookRowViews rows;
    int64_t count;       // of the day
    int64_t first, last; // shown here, from 1
    bool is_part;        // some are not shown here
    bool has_more;       // behind the last
    Str next_path, whole_path;
    Str export_path;
    Str hash;         // of the file
    Str versions;
    Str printed_by;
} DaybookView;

extern const RouteList daybook_pages;

#endif
