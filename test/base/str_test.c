// SPDX-License-Identifier: Apache-2.0
// Protects text: slices never leave their bytes, builders stop at their limit, numbers do not wrap.
#include "test.h"

#include <string.h>

static void test_str__compares_by_bytes(void **state) {
    (void)state;
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("b"), STR("ab")) > 0);
    assert_int_equal(str_compare(STR("中卫"), STR("中卫")), 0);
    assert_true(str_compare(STR("z"), STR("中")) < 0);
    assert_true(str_equal((Str){0}, STR(""))); // the same bytes, though only one is absent
    assert_true(str_is_absent((Str){0}) && !str_is_absent(STR("")));
}

static void test_str__slice_is_clamped(void **state) {
    (void)state;
    assert_str_equal(str_slice(STR("abcdef"), 2, 4), "cd");
    assert_str_equal(str_slice(STR("abc"), 1, 99), "bc");
    assert_str_equal(str_slice(STR("abc"), 7, 9), "");
    assert_str_equal(str_slice(STR("abc"), 2, 1), "");
    assert_true(str_is_absent(str_slice((Str){0}, 1, 2)));
}

static void test_str__find_starts_at_an_offset(void **state) {
    (void)state;
    assert_int_equal(str_find(STR("abcabc"), STR("bc"), 0), 1);
    assert_int_equal(str_find(STR("abcabc"), STR("bc"), 2), 4);
    assert_true(str_find(STR("abcabc"), STR("bc"), 5) == SIZE_MAX);
    assert_true(str_find(STR("abc"), STR("abcd"), 0) == SIZE_MAX);
    assert_true(str_find(STR("abc"), STR("a"), 9) == SIZE_MAX);
    assert_int_equal(str_find(STR("abc"), STR(""), 3), 3);
}

static void test_str__cut_ends_with_an_absent_rest(void **state) {
    (void)state;
    Str rest = STR("a,,b");
    assert_str_equal(str_cut(&rest, ','), "a");
    assert_str_equal(str_cut(&rest, ','), "");
    assert_str_equal(str_cut(&rest, ','), "b");
    assert_true(str_is_absent(rest));
    rest = STR("a,");
    assert_str_equal(str_cut(&rest, ','), "a");
    assert_true(!str_is_absent(rest) && str_is_empty(rest));
}

static void test_str__trim_and_affixes(void **state) {
    (void)state;
    assert_str_equal(str_trim(STR(" \t\r\n a b \n")), "a b");
    assert_str_equal(str_trim(STR("  \n")), "");
    assert_true(str_starts_with(STR("policy"), STR("pol")) && str_starts_with(STR("p"), STR("")));
    assert_false(str_starts_with(STR("po"), STR("pol")));
    assert_true(str_ends_with(STR("07.md"), STR(".md")));
    assert_false(str_ends_with(STR("md"), STR(".md")));
}

static void test_str__int64_is_exact(void **state) {
    (void)state;
    int64_t value = 7;
    assert_true(str_to_int64(STR("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_true(str_to_int64(STR("9223372036854775807"), &value));
    assert_true(value == INT64_MAX);
    assert_true(str_to_int64(STR("007"), &value) && value == 7);
    static const char *const wrong[] = {"", "-", "+1", "1 ", " 1", "1.0", "0x1", "1e3", "--1",
                                        "9223372036854775808", "-9223372036854775809",
                                        "99999999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(str_to_int64(str_from_c(wrong[i]), &value));
    }
    assert_int_equal(value, 7);
}

static void test_str__copies_live_in_the_arena(void **state) {
    (void)state;
    Arena arena = {0};
    Str copy = str_copy(&arena, STR("abc"));
    assert_str_equal(copy, "abc");
    assert_true(str_is_absent(str_copy(&arena, (Str){0})));
    assert_int_equal(strlen(str_to_c(&arena, STR("abc"))), 3);
    assert_str_equal(str_format(&arena, "%d-%s", 42, "中"), "42-中");
    arena_release(&arena);
}

static void test_str__hash_sees_every_byte_and_the_length(void **state) {
    (void)state;
    char bytes[40] = {0};
    uint64_t all = str_hash((Str){bytes, sizeof bytes});
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = 1;
        assert_true(str_hash((Str){bytes, sizeof bytes}) != all);
        bytes[i] = 0;
        assert_true(str_hash((Str){bytes, i}) != all);
    }
    assert_true(str_hash(STR("a")) != str_hash_seeded(STR("a"), 1));
    assert_true(str_hash((Str){0}) == str_hash(STR("")));
}

static void test_str_builder__grows_and_formats(void **state) {
    (void)state;
    Arena arena = {0};
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    assert_str_equal(str_built(&out), "");
    for (int i = 0; i < 1000; i++) str_put_char(&out, 'x');
    str_put_int(&out, INT64_MIN);
    str_put_int(&out, 0);
    str_put_format(&out, "|%0300d|", 7);
    Str built = str_built(&out);
    assert_int_equal(built.length, 1000 + 20 + 1 + 302);
    assert_str_equal(str_slice(built, 1000, 1022), "-92233720368547758080|");
    assert_str_equal(str_slice(built, built.length - 3, built.length), "07|");
    arena_release(&arena);
}

static void test_str_builder__separates_what_it_joins(void **state) {
    (void)state;
    static const Str parts[] = {STR_INIT(""), STR_INIT("户籍"), STR_INIT(""), STR_INIT("年龄")};
    Arena arena = {0};
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    for (int i = 0; i < 4; i++) str_put_joined(&out, parts[i], STR("、"));
    assert_str_equal(str_built(&out), "户籍、年龄");
    arena_release(&arena);
}

static void test_str_builder__stops_at_its_limit(void **state) {
    (void)state;
    Arena arena = {0};
    StrBuilder out;
    str_builder_init(&out, &arena, 10);
    str_put(&out, STR("中卫市"));
    assert_false(out.overflowed);
    str_put(&out, STR("中"));
    assert_true(out.overflowed);
    str_put_char(&out, 'a'); // would fit, but the text must stay a prefix
    assert_str_equal(str_built(&out), "中卫市");
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_str__compares_by_bytes),
        cmocka_unit_test(test_str__slice_is_clamped),
        cmocka_unit_test(test_str__find_starts_at_an_offset),
        cmocka_unit_test(test_str__cut_ends_with_an_absent_rest),
        cmocka_unit_test(test_str__trim_and_affixes),
        cmocka_unit_test(test_str__int64_is_exact),
        cmocka_unit_test(test_str__copies_live_in_the_arena),
        cmocka_unit_test(test_str__hash_sees_every_byte_and_the_length),
        cmocka_unit_test(test_str_builder__grows_and_formats),
        cmocka_unit_test(test_str_builder__separates_what_it_joins),
        cmocka_unit_test(test_str_builder__stops_at_its_limit),
    };
    return RUN_TESTS(tests);
}
