// SPDX-License-Identifier: Apache-2.0
#include "policy/nearest.h"

#include "base/utf8.h"

static size_t decode(Str word, uint32_t out[NEAREST_CODE_POINTS_MAX]) {
    size_t count = 0, offset = 0;
    while (offset < word.length && count < NEAREST_CODE_POINTS_MAX) {
        out[count++] = utf8_next(word, &offset);
    }
    return offset < word.length ? SIZE_MAX : count;
}

static size_t least(size_t a, size_t b, size_t c) {
    size_t low = a < b ? a : b;
    return low < c ? low : c;
}

// Edits are insertions, deletions, substitutions and swaps of neighbours.
static size_t distance_between(const uint32_t *a, size_t a_count, const uint32_t *b,
                               size_t b_count) {
    size_t rows[3][NEAREST_CODE_POINTS_MAX + 1];
    for (size_t j = 0; j <= b_count; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a_count; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *far = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_count; j++) {
            size_t substitution = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(above[j] + 1, row[j - 1] + 1, substitution);
            bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (is_swap && far[j - 2] + 1 < row[j]) row[j] = far[j - 2] + 1;
        }
    }
    return rows[a_count % 3][b_count];
}

Nearest nearest_to(Str word) { return (Nearest){.word = word, .distance = SIZE_MAX}; }

void nearest_offer(Nearest *nearest, Str candidate) {
    uint32_t a[NEAREST_CODE_POINTS_MAX], b[NEAREST_CODE_POINTS_MAX];
    size_t a_count = decode(nearest->word, a), b_count = decode(candidate, b);
    if (a_count == SIZE_MAX || b_count == SIZE_MAX) return;
    size_t longer = a_count > b_count ? a_count : b_count;
    size_t allowed = longer / 3 > 1 ? longer / 3 : 1;
    size_t distance = distance_between(a, a_count, b, b_count);
    if (distance > allowed || distance >= longer || distance >= nearest->distance) return;
    nearest->best = candidate;
    nearest->distance = distance;
}
