// SPDX-License-Identifier: Apache-2.0
// Protects sets of rows: what goes in as flags comes out as rows and flags, at every length.
#include "test.h"

#include "base/bits.h"

#include <string.h>

#define ROWS 300

static void check_length(size_t count, uint8_t mask, uint64_t *random) {
    uint8_t flags[ROWS] = {0}, back[ROWS + 1];
    uint64_t bits[(ROWS + 63) / 64], joined[(ROWS + 63) / 64], all[(ROWS + 63) / 64] = {0};
    uint32_t rows[ROWS];
    size_t expected = 0;
    memset(bits, 0xAA, sizeof bits);
    for (size_t row = 0; row < count; row++) {
        *random = *random * 6364136223846793005u + 1442695040888963407u;
        flags[row] = (uint8_t)(*random >> 60);
        expected += (flags[row] & mask) != 0;
    }
    back[count] = 7;
    bits_from_flags(flags, mask, count, bits);
    bits_to_flags(bits, count, back);
    assert_int_equal(back[count], 7);
    assert_int_equal(bits_to_rows(bits, count, rows), expected);
    for (size_t row = 0, at = 0; row < count; row++) {
        assert_int_equal(back[row], (flags[row] & mask) != 0);
        assert_int_equal(bits_has(bits, row), back[row]);
        if (back[row]) assert_int_equal(rows[at++], row);
    }
    assert_int_equal(bits_any(bits, count), expected > 0);
    bits_fill(all, count);
    memcpy(joined, bits, sizeof joined);
    bits_join(joined, all, count);
    for (size_t i = 0; i < bits_words(count); i++) assert_int_equal(joined[i], all[i]);
    if (count % 64) assert_int_equal(bits[count / 64] >> (count % 64), 0);
}

static void test_bits__agree_with_flags_at_every_length(void **state) {
    (void)state;
    uint64_t random = 1;
    for (size_t count = 0; count <= ROWS; count++) {
        for (uint8_t mask = 1; mask <= 3; mask++) check_length(count, mask, &random);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bits__agree_with_flags_at_every_length),
    };
    return RUN_TESTS(tests);
}
