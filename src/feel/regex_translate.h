// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_REGEX_TRANSLATE_H
#define FEEL_REGEX_TRANSLATE_H
// From the grammar of XPath regular expressions to ICU's. Private to regex.c; see regex.h.

#include "base/error.h"

typedef struct RegexFlags {
    bool dot_all, multi_line, ignore_case, skip_space, literal;
} RegexFlags;

#define REGEX_DEPTH_MAX 100 // nesting of groups and of class subtractions

bool regex_translate(Arena *arena, Str pattern, RegexFlags flags, Str *result, Error *error)
    MUST_USE;

#endif
