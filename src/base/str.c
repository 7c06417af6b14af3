// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

Str str_from_c(const char *text) {
    return (Str){text, text ? strlen(text) : 0};
}

Str str_from_range(const char *begin, const char *end) {
    assert(begin <= end);
    return (Str){begin, (size_t)(end - begin)};
}

bool str_is_absent(Str s) {
    return s.data == NULL;
}

bool str_is_empty(Str s) {
    return s.length == 0;
}

bool str_equal(Str a, Str b) {
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

int str_compare(Str a, Str b) {
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common ? memcmp(a.data, b.data, common) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

bool str_starts_with(Str s, Str prefix) {
    return s.length >= prefix.length && str_equal(str_slice(s, 0, prefix.length), prefix);
}

bool str_ends_with(Str s, Str suffix) {
    return s.length >= suffix.length &&
           str_equal(str_slice(s, s.length - suffix.length, s.length), suffix);
}

size_t str_find(Str s, Str needle, size_t from) {
    if (from > s.length) return SIZE_MAX;
    if (needle.length == 0) return from;
    if (needle.length > s.length - from) return SIZE_MAX;
    const char *found = memmem(s.data + from, s.length - from, needle.data, needle.length);
    return found ? (size_t)(found - s.data) : SIZE_MAX;
}

Str str_slice(Str s, size_t from, size_t to) {
    if (!s.data) return s;
    if (to > s.length) to = s.length;
    if (from > to) from = to;
    return (Str){s.data + from, to - from};
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

Str str_trim(Str s) {
    size_t from = 0, to = s.length;
    while (from < to && is_blank(s.data[from])) from++;
    while (to > from && is_blank(s.data[to - 1])) to--;
    return str_slice(s, from, to);
}

Str str_cut(Str *rest, char separator) {
    Str whole = *rest;
    const char *found = whole.length ? memchr(whole.data, separator, whole.length) : NULL;
    if (!found) {
        *rest = (Str){0};
        return whole;
    }
    *rest = str_from_range(found + 1, whole.data + whole.length);
    return str_from_range(whole.data, found);
}

Str str_copy(Arena *arena, Str s) {
    if (!s.data) return s;
    char *copy = arena_alloc(arena, s.length);
    if (s.length) memcpy(copy, s.data, s.length);
    return (Str){copy, s.length};
}

const char *str_to_c(Arena *arena, Str s) {
    char *copy = arena_alloc(arena, s.length + 1); // zeroed: the terminator is there
    if (s.length) memcpy(copy, s.data, s.length);
    return copy;
}

Str str_format(Arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Str result = str_format_list(arena, format, arguments);
    va_end(arguments);
    return result;
}

Str str_format_list(Arena *arena, const char *format, va_list arguments) {
    char small[512]; // most fit, and are formatted once
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, again);
    va_end(again);
    assert(length >= 0);
    Str done = {small, (size_t)length};
    if (done.length < sizeof small) return (Str){str_to_c(arena, done), done.length};
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return (Str){text, (size_t)length};
}

// ---- Hashing: sixteen bytes a round, folded by a 128-bit product (the idea of wyhash) ----

__extension__ typedef unsigned __int128 Wide;

#define HASH_A UINT64_C(0xa0761d6478bd642f)
#define HASH_B UINT64_C(0xe7037ed1a0b428db)
#define HASH_C UINT64_C(0x8ebc6af09c88c6e3)

static uint64_t hash_fold(uint64_t a, uint64_t b) {
    Wide product = (Wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t str_hash_seeded(Str s, uint64_t seed) {
    uint64_t hash = seed ^ HASH_A;
    for (size_t at = 0; at < s.length; at += 16) {
        uint64_t words[2] = {0, 0};
        size_t left = s.length - at;
        memcpy(words, s.data + at, left < 16 ? left : 16);
        hash = hash_fold(words[0] ^ HASH_B, words[1] ^ hash);
    }
    return hash_fold(hash ^ HASH_A, (uint64_t)s.length ^ HASH_C);
}

uint64_t str_hash(Str s) {
    return str_hash_seeded(s, 0);
}

bool str_to_int64(Str s, int64_t *value) {
    bool negative = s.length > 0 && s.data[0] == '-';
    size_t at = negative ? 1 : 0;
    if (at == s.length) return false;
    int64_t result = 0;
    for (; at < s.length; at++) {
        if (s.data[at] < '0' || s.data[at] > '9') return false;
        int digit = s.data[at] - '0';
        // Counting downwards reaches INT64_MIN, which has no positive counterpart.
        if (__builtin_mul_overflow(result, 10, &result)) return false;
        if (__builtin_sub_overflow(result, digit, &result)) return false;
    }
    if (!negative && __builtin_sub_overflow((int64_t)0, result, &result)) return false;
    *value = result;
    return true;
}

// ---- Building text ----

#define BUILDER_BYTES_FIRST ((size_t)256)

static size_t builder_limit(const StrBuilder *builder) {
    return builder->bytes_max ? builder->bytes_max : STR_BUILDER_BYTES_MAX;
}

// Makes room for `wanted` more bytes. A piece that does not fit is dropped whole, and so is all
// that follows: the text stays a prefix of what was meant and is never cut inside a code point.
static bool builder_reserve(StrBuilder *builder, size_t wanted) {
    if (builder->overflowed) return false;
    if (wanted <= builder->capacity - builder->count) return true;
    size_t limit = builder_limit(builder);
    if (wanted > limit - builder->count) {
        builder->overflowed = true;
        return false;
    }
    size_t needed = builder->count + wanted;
    size_t larger = builder->capacity ? builder->capacity * 2 : BUILDER_BYTES_FIRST;
    if (larger < needed) larger = needed;
    if (larger > limit) larger = limit;
    builder->items =
        arena_resize(builder->arena, builder->items, builder->count, builder->capacity, larger);
    builder->capacity = larger;
    return true;
}

void str_builder_init(StrBuilder *builder, Arena *arena, size_t bytes_max) {
    *builder = (StrBuilder){.arena = arena, .bytes_max = bytes_max};
}

void str_put(StrBuilder *builder, Str s) {
    if (s.length == 0 || !builder_reserve(builder, s.length)) return;
    memcpy(builder->items + builder->count, s.data, s.length);
    builder->count += s.length;
}

void str_put_char(StrBuilder *builder, char c) {
    if (!builder_reserve(builder, 1)) return;
    builder->items[builder->count++] = c;
}

void str_put_format(StrBuilder *builder, const char *format, ...) {
    char small[256];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    if ((size_t)length < sizeof small) {
        str_put(builder, (Str){small, (size_t)length});
    } else if (builder_reserve(builder, (size_t)length)) {
        str_put(builder, str_format_list(builder->arena, format, again));
    }
    va_end(again);
}

void str_put_joined(StrBuilder *builder, Str s, Str separator) {
    if (s.length == 0) return;
    if (builder->count > 0) str_put(builder, separator);
    str_put(builder, s);
}

void str_put_int(StrBuilder *builder, int64_t value) {
    char digits[20]; // INT64_MIN has 19 digits and a sign
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0) digits[--at] = '-';
    str_put(builder, (Str){digits + at, sizeof digits - at});
}

Str str_built(const StrBuilder *builder) {
    return builder->items ? (Str){builder->items, builder->count} : STR("");
}
