// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_WORD_H
#define BASE_WORD_H
// Words of a closed list: what a database, an API or a file calls each (ASCII, never changed once
// written), and what people read. A list is a `const` table indexed by its enum.

#include "base/str.h"

typedef struct Word {
    const char *code;
    const char *label;
} Word;

// The place of a code among `count` words. When it is none of them, false and the first.
bool word_find(const Word *words, int count, Str code, int *index);

#endif
