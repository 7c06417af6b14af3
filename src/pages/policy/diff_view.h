// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_DIFF_VIEW_H
#define PAGES_POLICY_DIFF_VIEW_H
// Two texts of a policy compared, as a table of lines: a sign, a word for those who hear it, and a
// ground, never colour alone.

#include "web/html.h"

typedef struct DiffRowView {
    bool is_skipped;
    const char *class_name;
    const char *sign; // "−", "＋" or nothing
    const char *word; // 删去, 加上
    size_t line;      // in the newer text where it is there, else in the older
    Str text;
} DiffRowView;

typedef struct DiffRowViews {
    DiffRowView *items;
    size_t count;
} DiffRowViews;

typedef struct DiffView {
    DiffRowViews rows;
    size_t removed, added;
} DiffView;

DiffView diff_view(Arena *arena, Str before, Str after);

#endif
