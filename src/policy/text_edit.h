// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_TEXT_EDIT_H
#define POLICY_TEXT_EDIT_H
// Changing pieces of a text and nothing else: what no edit names stays byte for byte.

#include "base/diagnostic.h"

typedef struct TextEdit {
    SourceRange range; // replaced; empty = inserted there
    Str text;
} TextEdit;

typedef struct TextEdits {
    TextEdit *items;
    size_t count;
    size_t capacity;
} TextEdits;

void text_edit_add(Arena *arena, TextEdits *edits, SourceRange range, Str text);
// The text with all edits made, in any order; no two may overlap. Insertions at one place keep the
// order in which they were added.
Str text_edits_apply(Arena *arena, Str text, TextEdits *edits);

#endif
