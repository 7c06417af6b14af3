// SPDX-License-Identifier: Apache-2.0
// Protects UTF-8: every code point survives the round trip, every malformed form is refused.
#include "test.h"

#include "base/utf8.h"

static void test_utf8__every_code_point_round_trips(void **state) {
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        char bytes[4];
        Str s = {bytes, utf8_encode(c, bytes)};
        size_t offset = 0;
        assert_true(utf8_next(s, &offset) == c);
        assert_int_equal(offset, s.length);
    }
}

static void test_utf8__malformed_bytes_are_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
        "\xE4\xB8", "\xF0\x9F\x98", "\xC3", "\xE4\x41\xAD", "\xC3\xC3\xA9"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Str s = str_from_c(wrong[i]);
        size_t offset = 0;
        assert_true(utf8_next(s, &offset) == UTF8_INVALID);
        assert_int_equal(offset, 1);
        assert_false(utf8_is_valid(s));
    }
    size_t end = 0;
    assert_true(utf8_next(STR(""), &end) == UTF8_INVALID);
    assert_int_equal(end, 0);
}

static void test_utf8__the_first_invalid_byte_is_found(void **state) {
    (void)state;
    assert_int_equal(utf8_find_invalid(STR("abcdefghijklmnop\xFFq")), 16);
    assert_int_equal(utf8_find_invalid(STR("中卫\xE4\xB8")), 6);
    assert_true(utf8_find_invalid(STR("沙坡头区 abcdefghijklm")) == SIZE_MAX);
    assert_true(utf8_is_valid((Str){0}));
}

// Three bytes have a way of their own: it must take exactly what is one code point, or none.
static void test_utf8__three_bytes_are_judged_as_one_by_one(void **state) {
    (void)state;
    for (int lead = 0xE0; lead <= 0xEF; lead++) {
        for (int rest = 0; rest <= 0xFFFF; rest++) {
            char bytes[] = {(char)lead, (char)(rest >> 8), (char)rest};
            Str s = {bytes, sizeof bytes};
            size_t offset = 0;
            bool is_one = utf8_next(s, &offset) != UTF8_INVALID && offset == s.length;
            if (utf8_is_valid(s) != is_one) fail_msg("%02X %04X", (unsigned)lead, (unsigned)rest);
        }
    }
}

static void test_utf8__encoding_replaces_what_is_no_code_point(void **state) {
    (void)state;
    char bytes[4];
    assert_str_equal(((Str){bytes, utf8_encode(0xD800, bytes)}), "\xEF\xBF\xBD");
    assert_str_equal(((Str){bytes, utf8_encode(0x110000, bytes)}), "\xEF\xBF\xBD");
    assert_str_equal(((Str){bytes, utf8_encode(UTF8_INVALID, bytes)}), "\xEF\xBF\xBD");
}

static void test_utf8__counts_and_offsets(void **state) {
    (void)state;
    Str s = STR("a中😀b");
    assert_int_equal(utf8_count(s), 4);
    assert_int_equal(utf8_offset(s, 0), 0);
    assert_int_equal(utf8_offset(s, 2), 4);
    assert_int_equal(utf8_offset(s, 3), 8);
    assert_int_equal(utf8_offset(s, 99), 9);
}

static void test_utf8__head_cuts_between_code_points(void **state) {
    (void)state;
    static const char *const heads[] = {"", "a", "a", "a", "a中", "a中", "a中", "a中", "a中😀", "a中😀b"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        assert_str_equal(utf8_head(STR("a中😀b"), i), heads[i]);
    }
}

static void test_utf8__width_is_in_columns(void **state) {
    (void)state;
    assert_int_equal(utf8_width(STR("abc")), 3);
    assert_int_equal(utf8_width(STR("中卫")), 4);
    assert_int_equal(utf8_width(STR("，ａ")), 4);     // full-width comma and letter
    assert_int_equal(utf8_width(STR("e\u0301")), 1); // a combining mark takes no column
    assert_int_equal(utf8_width(STR("😀")), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8__every_code_point_round_trips),
        cmocka_unit_test(test_utf8__malformed_bytes_are_refused),
        cmocka_unit_test(test_utf8__the_first_invalid_byte_is_found),
        cmocka_unit_test(test_utf8__three_bytes_are_judged_as_one_by_one),
        cmocka_unit_test(test_utf8__encoding_replaces_what_is_no_code_point),
        cmocka_unit_test(test_utf8__counts_and_offsets),
        cmocka_unit_test(test_utf8__head_cuts_between_code_points),
        cmocka_unit_test(test_utf8__width_is_in_columns),
    };
    return RUN_TESTS(tests);
}
