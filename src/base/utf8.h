// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_UTF8_H
#define BASE_UTF8_H
// UTF-8 by code point. Overlong forms, surrogates and values above U+10FFFF are invalid.

#include "base/str.h"

#define UTF8_INVALID UINT32_MAX

// Decodes the code point at `*offset` and moves past it. On invalid bytes: UTF8_INVALID, and
// `*offset` moves by one byte. At the end: UTF8_INVALID and no movement.
uint32_t utf8_next(Str s, size_t *offset);
// Writes 1 to 4 bytes to `out` and returns how many; an invalid code point writes U+FFFD.
size_t utf8_encode(uint32_t code_point, char out[4]);
bool utf8_is_valid(Str s);
// Offset of the first invalid byte; SIZE_MAX when all is valid.
size_t utf8_find_invalid(Str s);
// Number of code points.
size_t utf8_count(Str s);
// Byte offset of the code point with this index, clamped to the end.
size_t utf8_offset(Str s, size_t index);
// The beginning of a text, of up to so many bytes: no code point is cut through.
Str utf8_head(Str s, size_t bytes_max);
// Columns on a terminal: wide (CJK, full-width) code points count two.
size_t utf8_width(Str s);

#endif
