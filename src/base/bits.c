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

#ifdef __SSE2__

// The lowest 16 bits as flags: each byte looks at its own bit of its half.
static inline void flags_store(uint64_t bits, uint8_t *flags) {
    const __m128i own = _mm_set1_epi64x((long long)UINT64_C(0x8040201008040201));
    uint64_t low = (bits & 0xFF) * LOWEST, high = (bits >> 8 & 0xFF) * LOWEST;
    __m128i halves = _mm_set_epi64x((long long)high, (long long)low);
    __m128i is_set = _mm_cmpeq_epi8(_mm_and_si128(halves, own), own);
    _mm_storeu_si128((void *)flags, _mm_and_si128(is_set, _mm_set1_epi8(1)));
}

#else

static inline void flags_store(uint64_t bits, uint8_t *flags) {
    for (size_t i = 0; i < 16; i++) flags[i] = bits >> i & 1;
}

#endif

void bits_to_flags(const uint64_t *bits, size_t count, uint8_t *flags) {
    size_t row = 0;
    for (; row + 16 <= count; row += 16) {
        flags_store(bits[row / 64] >> (row % 64), flags + row);
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
