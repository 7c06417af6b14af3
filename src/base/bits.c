// SPDX-License-Identifier: Apache-2.0
#include "base/bits.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

void bits_fill(uint64_t *bits, size_t count) {
    memset(bits, 0xFF, count / 64 * sizeof *bits);
    if (count % 64) bits[count / 64] = ((uint64_t)1 << (count % 64)) - 1;
}

void bits_join(uint64_t *to, const uint64_t *from, size_t count) {
    for (size_t i = 0; i < bits_words(count); i++) to[i] |= from[i];
}

bool bits_any(const uint64_t *bits, size_t count) {
    for (size_t i = 0; i < bits_words(count); i++) {
        if (bits[i]) return true;
    }
    return false;
}

// ---- Flags ----

#define LOWEST UINT64_C(0x0101010101010101)

#ifdef __SSE2__

static uint64_t word_from_flags(const uint8_t *flags, uint8_t mask) {
    const __m128i wanted = _mm_set1_epi8((char)mask), zero = _mm_setzero_si128();
    uint64_t word = 0;
    for (size_t i = 0; i < 64; i += 16) {
        __m128i some = _mm_and_si128(_mm_loadu_si128((const void *)(flags + i)), wanted);
        int absent = _mm_movemask_epi8(_mm_cmpeq_epi8(some, zero));
        word |= (uint64_t)(uint16_t)~absent << i;
    }
    return word;
}

#else

// Eight flags in the order of memory, the first row lowest.
static inline uint64_t flags_load(const uint8_t *flags) {
    uint64_t word = 0;
    for (size_t i = 0; i < 8; i++) word |= (uint64_t)flags[i] << (8 * i);
    return word;
}

static uint64_t word_from_flags(const uint8_t *flags, uint8_t mask) {
    uint64_t word = 0;
    for (size_t i = 0; i < 64; i += 8) {
        uint64_t eight = flags_load(flags + i), shifted = 0;
        for (int bit = 0; bit < 8; bit++) {
            if (mask >> bit & 1) shifted |= eight >> bit;
        }
        // Multiplying gathers the lowest bits of the bytes in the highest byte.
        word |= ((shifted & LOWEST) * UINT64_C(0x0102040810204080) >> 56) << i;
    }
    return word;
}

#endif

void bits_from_flags(const uint8_t *flags, uint8_t mask, size_t count, uint64_t *bits) {
    size_t whole = count / 64;
    for (size_t i = 0; i < whole; i++) bits[i] = word_from_flags(flags + 64 * i, mask);
    if (count % 64 == 0) return;
    bits[whole] = 0;
    for (size_t row = 64 * whole; row < count; row++) {
        bits[whole] |= (uint64_t)((flags[row] & mask) != 0) << (row % 64);
    }
}

// Eight bits as eight flags: each byte keeps its own bit, which adding 0x7F carries to its highest.
static inline uint64_t eight_flags(uint64_t eight) {
    uint64_t own = (eight * LOWEST) & UINT64_C(0x8040201008040201);
    return (own + 0x7F * LOWEST) >> 7 & LOWEST;
}

void bits_to_flags(const uint64_t *bits, size_t count, uint8_t *flags) {
    size_t row = 0;
    for (; row + 8 <= count; row += 8) {
        uint64_t eight = eight_flags(bits[row / 64] >> (row % 64) & 0xFF);
        for (size_t i = 0; i < 8; i++) flags[row + i] = (uint8_t)(eight >> (8 * i));
    }
    for (; row < count; row++) flags[row] = bits_has(bits, row);
}

// ---- Rows ----

size_t bits_to_rows(const uint64_t *bits, size_t count, uint32_t *rows) {
    size_t found = 0;
    for (size_t i = 0; i < bits_words(count); i++) {
        for (uint64_t left = bits[i]; left; left &= left - 1) {
            rows[found++] = (uint32_t)(64 * i + (size_t)__builtin_ctzll(left));
        }
    }
    return found;
}
