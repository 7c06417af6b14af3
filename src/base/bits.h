// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_BITS_H
#define BASE_BITS_H
// Sets of rows, one bit a row: row r is bit r % 64 of word r / 64. Bits behind the last row are 0.
//
// Sets of a batch are joined and cut 64 rows at a time. Flags are the same as one byte a row, which
// is what loops over columns write.

#include "base/arena.h"

#include <stdbool.h>

static inline size_t bits_words(size_t count) { return (count + 63) / 64; }

static inline bool bits_has(const uint64_t *bits, size_t row) {
    return (bits[row / 64] >> (row % 64) & 1) != 0;
}
static inline void bits_set(uint64_t *bits, size_t row) {
    bits[row / 64] |= (uint64_t)1 << (row % 64);
}

// Rows 0 to count - 1.
void bits_fill(uint64_t *bits, size_t count);
// `to` or `from`.
void bits_join(uint64_t *to, const uint64_t *from, size_t count);
bool bits_any(const uint64_t *bits, size_t count);
// The rows whose flag has a bit of `mask`: 1 for nulls and truths that hold.
void bits_from_flags(const uint8_t *flags, uint8_t mask, size_t count, uint64_t *bits);
// 1 where the row is in the set, else 0.
void bits_to_flags(const uint64_t *bits, size_t count, uint8_t *flags);
// The rows of the set, ascending; `rows` has room for as many as the set holds.
size_t bits_to_rows(const uint64_t *bits, size_t count, uint32_t *rows);

#endif
