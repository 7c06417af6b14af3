// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_NOTE_H
#define FEEL_NOTE_H
// The notes of a public handle (include/feel.h, include/dmn.h), collected from the three channels
// of the inside: diagnostics, errors, and warnings of a run.

#include "base/error.h"
#include "feel/program.h"

typedef struct FeelNotes {
    Arena *arena;
    FeelNote *items;
    size_t count;
    size_t capacity;
    StrBuilder report; // the same for people to read
} FeelNotes;

void feel_notes_init(FeelNotes *notes, Arena *arena);
// What was said already, with the same words of the same place, is not said again.
void feel_notes_add(FeelNotes *notes, const Diagnostic *diagnostic);
void feel_notes_add_all(FeelNotes *notes, const Diagnostics *diagnostics);
// An error that belongs to no text.
void feel_notes_add_error(FeelNotes *notes, const Error *error);
// A FeelWarn whose `user` is the notes.
void feel_notes_warn(void *user, size_t row, const Source *source, SourceRange range, Str message);
// Whether one of them names a limit.
bool feel_notes_name_limit(const FeelNotes *notes);
// Terminated, in the arena.
const char *feel_notes_report(const FeelNotes *notes);

// The one note of a handle whose memory limit is used up, and its report; they need no memory.
extern const FeelNote feel_note_bytes;
extern const char feel_note_bytes_report[];

#endif
