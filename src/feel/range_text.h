// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_RANGE_TEXT_H
#define FEEL_RANGE_TEXT_H
// The text of a range, as range() takes it. Private to this folder.
//
// Ends are literals only: numbers, strings, "@" literals, and date, time, date and time or duration
// applied to a string. Both ends are there, of one ordered kind, and the lower one is not above the
// other. Nothing is evaluated.

#include "feel/value.h"

// NULL when the text is a range, else why it is none.
const char *feel_range_from_str(Arena *arena, Str text, FeelRange *range) MUST_USE;

#endif
