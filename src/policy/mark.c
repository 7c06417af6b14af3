// SPDX-License-Identifier: Apache-2.0
#include "policy/mark.h"

static const Mark marks[] = {MARK_DOCUMENT, MARK_OTHER, MARK_READING};
#define MARK_COUNT (sizeof marks / sizeof marks[0])
#define MARK_BYTES 3 // "[D]"

static Mark mark_at(Str text, size_t at) {
    if (at + MARK_BYTES > text.length || text.data[at] != '[' || text.data[at + 2] != ']') {
        return MARK_NONE;
    }
    for (size_t i = 0; i < MARK_COUNT; i++) {
        if (text.data[at + 1] == (char)marks[i]) return marks[i];
    }
    return MARK_NONE;
}

Mark mark_find(Str text) {
    for (size_t i = 0; i + MARK_BYTES <= text.length; i++) {
        if (mark_at(text, i) != MARK_NONE) return mark_at(text, i);
    }
    return MARK_NONE;
}

Str mark_cut(Str text, Mark *mark) {
    *mark = MARK_NONE;
    text = str_trim(text);
    while (text.length >= MARK_BYTES) {
        Mark last = mark_at(text, text.length - MARK_BYTES);
        if (last == MARK_NONE) break;
        *mark = last;
        text = str_trim(str_slice(text, 0, text.length - MARK_BYTES));
    }
    return text;
}

Str mark_letter(Mark mark) {
    for (size_t i = 0; i < MARK_COUNT; i++) {
        if (marks[i] == mark) return mark == MARK_DOCUMENT ? STR("D")
                                     : mark == MARK_OTHER  ? STR("O") : STR("R");
    }
    return (Str){0};
}
