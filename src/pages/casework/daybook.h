// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_DAYBOOK_H
#define PAGES_CASEWORK_DAYBOOK_H
// The daily register on the screen, on paper, and as a CSV file that proves itself: its last line
// has the number of rows, what was asked for, the versions, and the SHA-256 of all lines before it.

#include "pages/casework/wording.h"
#include "web/leaf.h"

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
    LeafView leaf;
    Str export_path;
    Str hash;         // of the file
    Str versions;
    Str printed_by;
} DaybookView;

extern const RouteList daybook_pages;

#endif
