// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_DIFF_H
#define BASE_DIFF_H
// Two texts compared line by line: the fewest lines to take away and to add (E. W. Myers, An O(ND)
// difference algorithm). Texts that differ in more than DIFF_EDITS_MAX lines are shown as one piece
// taken away and one added, with what they begin and end with in common.

#include "base/str.h"

#define DIFF_EDITS_MAX 2000

typedef enum DiffKind {
    DIFF_SAME,
    DIFF_REMOVED,
    DIFF_ADDED,
    DIFF_SKIPPED, // equal lines that are left out; `text` is absent
} DiffKind;

typedef struct DiffLine {
    DiffKind kind;
    size_t before, after; // line numbers from 1; 0 where the line is not
    Str text;             // without its line end
} DiffLine;

typedef struct DiffLines {
    DiffLine *items;
    size_t count;
    size_t capacity;
    size_t removed, added; // of all lines
} DiffLines;

// With `context` equal lines around each change; SIZE_MAX keeps all. Equal texts give no lines
// (with SIZE_MAX: all of them).
DiffLines diff_lines(Arena *arena, Str before, Str after, size_t context);

#endif
