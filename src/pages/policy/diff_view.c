// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/diff_view.h"

#include "base/diff.h"

#define CONTEXT_LINES 2

static DiffRowView row_view(const DiffLine *line) {
    DiffRowView row = {.line = line->after > 0 ? line->after : line->before, .text = line->text,
                       .class_name = "", .sign = "", .word = ""};
    switch (line->kind) {
    case DIFF_SAME: break;
    case DIFF_SKIPPED: row.is_skipped = true; break;
    case DIFF_REMOVED:
        row.class_name = "is-removed";
        row.sign = "−";
        row.word = "删去：";
        break;
    case DIFF_ADDED:
        row.class_name = "is-added";
        row.sign = "＋";
        row.word = "加上：";
        break;
    }
    return row;
}

DiffView diff_view(Arena *arena, Str before, Str after) {
    DiffLines lines = diff_lines(arena, before, after, CONTEXT_LINES);
    DiffView view = {.rows = {NEW_ARRAY(arena, DiffRowView, lines.count), lines.count},
                     .removed = lines.removed, .added = lines.added};
    for (size_t i = 0; i < lines.count; i++) view.rows.items[i] = row_view(&lines.items[i]);
    return view;
}
