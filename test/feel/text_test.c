// SPDX-License-Identifier: Apache-2.0
// Protects the two texts of a value: string() for people, source that reads back for programs.
#include "test.h"

#include "feel/builtin.h"
#include "feel/temporal.h"

static Arena arena;

static FeelValue range_of(FeelValue low, FeelValue high, FeelRangeForm form) {
    FeelRange *range = NEW(&arena, FeelRange);
    *range = (FeelRange){low, high, !feel_is_null(low), false, form};
    return (FeelValue){.kind = FEEL_RANGE, .range = range};
}

static void test_text__strings_are_quoted_inside_only(void **state) {
    (void)state;
    FeelValue plain = feel_string(STR("他说\"好\"\n"));
    assert_str_equal(feel_to_str(&arena, plain), "他说\"好\"\n");
    assert_str_equal(feel_to_str(&arena, feel_list(&plain, 1)), "[\"他说\\\"好\\\"\\n\"]");
    assert_str_equal(feel_to_source(&arena, plain), "\"他说\\\"好\\\"\\n\"");
}

static void test_text__dates_are_literals_in_source(void **state) {
    (void)state;
    assert_str_equal(feel_to_str(&arena, feel_date(0)), "1970-01-01");
    assert_str_equal(feel_to_source(&arena, feel_date(0)), "@\"1970-01-01\"");
    assert_str_equal(feel_to_source(&arena, feel_days_duration(-90, 0)), "@\"-PT1M30S\"");
}

static void test_text__contexts_quote_keys_that_are_no_names(void **state) {
    (void)state;
    const FeelEntry entries[] = {{STR("姓名"), feel_string(STR("马兰"))},
                                 {STR("start position"), feel_int(1)},
                                 {STR("a+b"), feel_null()}};
    FeelValue context = {.kind = FEEL_CONTEXT, .context = {entries, 3}};
    assert_str_equal(feel_to_str(&arena, context),
                     "{姓名: \"马兰\", start position: 1, \"a+b\": null}");
    assert_str_equal(feel_to_source(&arena, context),
                     "{姓名: \"马兰\", \"start position\": 1, \"a+b\": null}");
}

static void test_text__ranges_write_as_they_were_written(void **state) {
    (void)state;
    assert_str_equal(feel_to_str(&arena, range_of(feel_int(1), feel_int(3), FEEL_RANGE_INTERVAL)),
                     "[1..3)");
    assert_str_equal(
        feel_to_str(&arena, range_of(feel_null(), feel_int(3), FEEL_RANGE_COMPARISON)), "(< 3)");
    assert_str_equal(
        feel_to_str(&arena, range_of(feel_int(3), feel_null(), FEEL_RANGE_COMPARISON)), "(>= 3)");
    assert_str_equal(feel_to_str(&arena, range_of(feel_int(3), feel_int(3), FEEL_RANGE_UNEQUAL)),
                     "(!= 3)");
}

static void test_text__nesting_beyond_the_limit_is_cut(void **state) {
    (void)state;
    FeelValue value = feel_int(1);
    for (int i = 0; i < 100000; i++) {
        FeelValue *item = NEW(&arena, FeelValue);
        *item = value;
        value = feel_list(item, 1);
    }
    Str text = feel_to_str(&arena, value);
    assert_true(str_find(text, STR("[...]"), 0) != SIZE_MAX);
    assert_true(text.length < 10 * FEEL_NESTING_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text__strings_are_quoted_inside_only),
        cmocka_unit_test(test_text__dates_are_literals_in_source),
        cmocka_unit_test(test_text__contexts_quote_keys_that_are_no_names),
        cmocka_unit_test(test_text__ranges_write_as_they_were_written),
        cmocka_unit_test(test_text__nesting_beyond_the_limit_is_cut),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
