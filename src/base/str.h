// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_STR_H
#define BASE_STR_H
// Text that carries its length: bytes, normally valid UTF-8, not terminated.
//
// A Str never owns its bytes. {NULL, 0} is the absent text; an empty text has a pointer. Functions
// that make new text take the arena it lives in. StrBuilder is the one way to build text piece by
// piece; it grows in its arena up to a limit, beyond which it is marked `overflowed` and drops.

#include "base/arena.h"

#include <stdarg.h>

typedef struct Str {
    const char *data;
    size_t length; // bytes
} Str;

#define STR(literal) ((Str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal) {"" literal, sizeof(literal) - 1} // in a static table, where C wants it
#define STR_ARG(s) (int)(s).length, (s).data // for "%.*s"

Str str_from_c(const char *text);
Str str_from_range(const char *begin, const char *end);
bool str_is_absent(Str s);
bool str_is_empty(Str s);
bool str_equal(Str a, Str b);
// By bytes, which for UTF-8 is by code point. Negative, zero or positive.
int str_compare(Str a, Str b);
bool str_starts_with(Str s, Str prefix);
bool str_ends_with(Str s, Str suffix);
// Offset of the first occurrence at or after `from`; SIZE_MAX when there is none.
size_t str_find(Str s, Str needle, size_t from);
// Bytes [from, to); both are clamped to the length.
Str str_slice(Str s, size_t from, size_t to);
// Without leading and trailing spaces, tabs and line ends.
Str str_trim(Str s);
// The part before the next `separator`; `*rest` becomes what follows it, absent at the end.
Str str_cut(Str *rest, char separator);
Str str_copy(Arena *arena, Str s) MUST_USE;
// A terminated copy, for the C library.
const char *str_to_c(Arena *arena, Str s) MUST_USE;
Str str_format(Arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3))) MUST_USE;
Str str_format_list(Arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0))) MUST_USE;
// The same on every machine and in every run.
uint64_t str_hash(Str s);
// With a secret seed, for tables whose keys a stranger chooses.
uint64_t str_hash_seeded(Str s, uint64_t seed);
// Decimal digits with an optional '-', nothing else; false when it is not one or does not fit.
bool str_to_int64(Str s, int64_t *value) MUST_USE;

// ---- Building text ----

#define STR_BUILDER_BYTES_MAX ((size_t)256 * 1024 * 1024)

typedef struct StrBuilder {
    Arena *arena;
    char *items;
    size_t count;
    size_t capacity;
    size_t bytes_max; // 0 = STR_BUILDER_BYTES_MAX
    bool overflowed;  // something did not fit and was dropped
} StrBuilder;

void str_builder_init(StrBuilder *builder, Arena *arena, size_t bytes_max);
void str_put(StrBuilder *builder, Str s);
void str_put_char(StrBuilder *builder, char c);
void str_put_format(StrBuilder *builder, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// With `separator` before it unless it is the first; nothing at all of an empty text.
void str_put_joined(StrBuilder *builder, Str s, Str separator);
void str_put_int(StrBuilder *builder, int64_t value);
// What was built so far; stays valid only until the next put.
Str str_built(const StrBuilder *builder);

#endif
