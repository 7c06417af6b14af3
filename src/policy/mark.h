// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_MARK_H
#define POLICY_MARK_H
// Where a statement comes from: [D] the document itself, [O] another rule or public source, [R] our
// own reading. A mark stands at the end of a value or at the start of a reason.

#include "base/str.h"

typedef enum Mark { MARK_NONE = 0, MARK_DOCUMENT = 'D', MARK_OTHER = 'O', MARK_READING = 'R' } Mark;

// The first mark in a text.
Mark mark_find(Str text);
// The text without marks at its end, trimmed; `*mark` is the first of those cut.
Str mark_cut(Str text, Mark *mark);
// "D", "O", "R"; absent for none.
Str mark_letter(Mark mark);

#endif
