// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_YUAN_H
#define FUND_YUAN_H
// Money as people and banks write it: "1600.00", yuan with two decimals, from and to fen.

#include "base/error.h"

#define YUAN_DIGITS_MAX 15 // before the point

// "1600.00", "-0.05"; two decimals always, nothing between the thousands.
Str yuan_from_fen(Arena *arena, int64_t fen) MUST_USE;
// Digits, then perhaps a point and one or two more; no sign, no spaces, no separators. False when
// it is anything else.
bool yuan_to_fen(Str text, int64_t *fen) MUST_USE;

// 「壹仟陆佰元整」, as decisions and receipts write an amount that nobody may alter. A negative amount
// is none.
Str yuan_in_capitals(Arena *arena, int64_t fen) MUST_USE;

#endif
