// SPDX-License-Identifier: Apache-2.0
// Protects equality, identity, order and hashing of values: lists, tables and joins stand on them.
#include "test.h"

#include "feel/temporal.h"

static Arena arena;

static FeelValue number(const char *text) {
    Decimal value;
    assert_true(decimal_from_str(str_from_c(text), &value));
    return feel_number(value);
}

static FeelValue string(const char *text) { return feel_string(str_from_c(text)); }

static FeelValue date_time(const char *text) {
    FeelDateTime value;
    assert_true(feel_date_time_from_str(str_from_c(text), &value));
    return feel_date_time(&arena, value);
}

static FeelValue time_of_day(const char *text) {
    FeelTime value;
    bool next_day;
    assert_true(feel_time_from_str(str_from_c(text), &value, &next_day));
    return feel_time(&arena, value);
}

static FeelValue list_of(FeelValue a, FeelValue b) {
    FeelValue *items = NEW_ARRAY(&arena, FeelValue, 2);
    items[0] = a, items[1] = b;
    return feel_list(items, 2);
}

static FeelValue context_of(const char *first, FeelValue a, const char *second, FeelValue b) {
    FeelEntry *entries = NEW_ARRAY(&arena, FeelEntry, 2);
    entries[0] = (FeelEntry){str_from_c(first), a};
    entries[1] = (FeelEntry){str_from_c(second), b};
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, 2}};
}

static FeelValue range_of(FeelValue low, FeelValue high, FeelRangeForm form) {
    FeelRange *range = NEW(&arena, FeelRange);
    *range = (FeelRange){low, high, true, false, form};
    return (FeelValue){.kind = FEEL_RANGE, .range = range};
}

static void test_value__null_equals_only_null(void **state) {
    (void)state;
    assert_int_equal(feel_equal(feel_null(), feel_null()), FEEL_TRUE);
    assert_int_equal(feel_equal(feel_null(), feel_boolean(false)), FEEL_FALSE);
    assert_int_equal(feel_equal(feel_int(0), feel_null()), FEEL_FALSE);
}

static void test_value__other_kinds_are_unknown(void **state) {
    (void)state;
    assert_int_equal(feel_equal(feel_int(1), feel_boolean(true)), FEEL_UNKNOWN);
    assert_int_equal(feel_equal(string("1"), feel_int(1)), FEEL_UNKNOWN);
    assert_int_equal(feel_equal(feel_months_duration(12), feel_days_duration(0, 0)), FEEL_UNKNOWN);
}

static void test_value__numbers_compare_by_value(void **state) {
    (void)state;
    assert_int_equal(feel_equal(number("1.0"), number("1.00")), FEEL_TRUE);
    assert_true(feel_hash(number("1.0")) == feel_hash(number("1.00")));
    assert_int_equal(feel_equal(number("0.1"), number("0.10000000001")), FEEL_FALSE);
}

static void test_value__lists_compare_deeply(void **state) {
    (void)state;
    FeelValue a = list_of(feel_int(1), list_of(feel_int(2), string("x")));
    FeelValue b = list_of(number("1.0"), list_of(feel_int(2), string("x")));
    FeelValue c = list_of(feel_int(1), list_of(feel_int(2), string("y")));
    assert_int_equal(feel_equal(a, b), FEEL_TRUE);
    assert_true(feel_hash(a) == feel_hash(b));
    assert_int_equal(feel_equal(a, c), FEEL_FALSE);
    // One item that cannot be compared leaves the whole open, unless another settles it.
    FeelValue numbers = list_of(feel_int(1), feel_int(2));
    assert_int_equal(feel_equal(numbers, list_of(feel_int(1), string("2"))), FEEL_UNKNOWN);
    assert_int_equal(feel_equal(numbers, list_of(string("1"), feel_int(3))), FEEL_FALSE);
}

static void test_value__contexts_compare_in_any_order(void **state) {
    (void)state;
    FeelValue a = context_of("姓名", string("马兰"), "年龄", feel_int(23));
    FeelValue b = context_of("年龄", feel_int(23), "姓名", string("马兰"));
    assert_int_equal(feel_equal(a, b), FEEL_TRUE);
    assert_true(feel_hash(a) == feel_hash(b));
    assert_int_equal(feel_equal(a, context_of("姓名", string("马兰"), "岁", feel_int(23))), FEEL_FALSE);
}

static void test_value__date_times_compare_as_instants(void **state) {
    (void)state;
    FeelValue a = date_time("2023-10-16T08:00:00+08:00"), b = date_time("2023-10-16T00:00:00Z");
    FeelValue c = date_time("2023-10-16T08:00:00@Asia/Shanghai");
    FeelValue local = date_time("2023-10-16T08:00:00");
    int order;
    assert_int_equal(feel_equal(a, b), FEEL_TRUE);
    assert_int_equal(feel_equal(a, c), FEEL_TRUE);
    assert_true(feel_hash(a) == feel_hash(b));
    assert_false(feel_is_same(a, b));
    assert_false(feel_is_same(a, c));
    assert_int_equal(feel_equal(a, local), FEEL_FALSE);
    assert_false(feel_compare(a, local, &order)); // the same clock: neither before nor after
    assert_true(feel_compare(a, date_time("2023-10-16T08:00:01"), &order));
    assert_true(order < 0);
    assert_true(feel_compare(date_time("2023-10-16T09:00:00"), c, &order));
    assert_true(order > 0);
    assert_true(feel_compare(a, date_time("2023-10-16T00:00:01Z"), &order));
    assert_true(order < 0);
}

static void test_value__fractions_of_seconds_count_for_identity(void **state) {
    (void)state;
    FeelValue a = time_of_day("10:30:00.1"), b = time_of_day("10:30:00.2");
    assert_int_equal(feel_equal(a, b), FEEL_TRUE);
    assert_false(feel_is_same(a, b));
    assert_true(feel_is_same(time_of_day("10:30:00Z"), time_of_day("10:30:00+00:00")));
}

// Lists, contexts and ranges are the same when their parts are, down to what `=` passes over.
static void test_value__parts_decide_identity(void **state) {
    (void)state;
    FeelValue early = time_of_day("10:30:00.1"), late = time_of_day("10:30:00.2");
    FeelValue pairs[][3] = {
        {list_of(early, feel_null()), list_of(early, feel_null()), list_of(late, feel_null())},
        {context_of("a", early, "b", feel_int(1)), context_of("b", feel_int(1), "a", early),
         context_of("a", late, "b", feel_int(1))},
        {range_of(early, late, FEEL_RANGE_INTERVAL), range_of(early, late, FEEL_RANGE_INTERVAL),
         range_of(early, early, FEEL_RANGE_INTERVAL)},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_true(feel_is_same(pairs[i][0], pairs[i][1]));
        assert_false(feel_is_same(pairs[i][0], pairs[i][2]));
        assert_int_equal(feel_equal(pairs[i][0], pairs[i][2]), FEEL_TRUE);
        assert_true(feel_hash(pairs[i][0]) == feel_hash(pairs[i][1]));
        assert_true(feel_hash(pairs[i][0]) == feel_hash(pairs[i][2]));
    }
    assert_false(feel_is_same(list_of(early, late), feel_list(NULL, 0)));
    assert_false(feel_is_same(pairs[1][0], context_of("a", early, "c", feel_int(1))));
}

static void test_value__equal_values_have_equal_hashes(void **state) {
    (void)state;
    const FeelValue pairs[][2] = {
        {feel_null(), feel_null()},
        {feel_boolean(true), feel_boolean(true)},
        {string("甲"), string("甲")},
        {feel_date(19646), feel_date(19646)},
        {feel_months_duration(12), feel_months_duration(12)},
        {feel_days_duration(86400, 0), feel_days_duration(86399, 1000000000)},
        {date_time("2023-10-16T00:00:00Z"), date_time("2023-10-16T08:00:00@Asia/Shanghai")},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_int_equal(feel_equal(pairs[i][0], pairs[i][1]), FEEL_TRUE);
        assert_true(feel_hash(pairs[i][0]) == feel_hash(pairs[i][1]));
    }
    assert_true(feel_hash(feel_boolean(true)) != feel_hash(feel_boolean(false)));
    assert_true(feel_hash(feel_null()) != feel_hash(feel_boolean(false)));
}

static void test_value__only_ordered_kinds_compare(void **state) {
    (void)state;
    int order;
    assert_false(feel_compare(feel_null(), feel_null(), &order));
    assert_false(feel_compare(feel_boolean(false), feel_boolean(true), &order));
    assert_false(feel_compare(feel_list(NULL, 0), feel_list(NULL, 0), &order));
    assert_false(feel_compare(feel_int(1), string("1"), &order));
    assert_true(feel_compare(string("乙"), string("甲"), &order));
    assert_true(order < 0); // by code point, not by pinyin
}

static void test_value__ranges_have_forms(void **state) {
    (void)state;
    FeelValue comparison = range_of(feel_int(10), feel_null(), FEEL_RANGE_COMPARISON);
    FeelValue interval = range_of(feel_int(10), feel_null(), FEEL_RANGE_INTERVAL);
    assert_int_equal(feel_equal(comparison, interval), FEEL_FALSE);
    assert_int_equal(feel_range_includes(comparison.range, feel_int(10)), FEEL_TRUE);
    assert_int_equal(feel_range_includes(comparison.range, feel_int(9)), FEEL_FALSE);
    assert_int_equal(feel_range_includes(interval.range, feel_int(11)), FEEL_UNKNOWN);
    assert_int_equal(feel_range_includes(comparison.range, string("x")), FEEL_UNKNOWN);
    assert_int_equal(feel_range_includes(comparison.range, feel_null()), FEEL_UNKNOWN);
    FeelValue unequal = range_of(feel_int(10), feel_int(10), FEEL_RANGE_UNEQUAL);
    assert_int_equal(feel_range_includes(unequal.range, feel_int(10)), FEEL_FALSE);
    assert_int_equal(feel_range_includes(unequal.range, feel_int(11)), FEEL_TRUE);
}

static void test_value__bounds_of_ranges_count_as_written(void **state) {
    (void)state;
    FeelValue range = range_of(feel_int(16), feel_int(25), FEEL_RANGE_INTERVAL); // [16..25)
    assert_int_equal(feel_range_includes(range.range, feel_int(16)), FEEL_TRUE);
    assert_int_equal(feel_range_includes(range.range, number("24.999")), FEEL_TRUE);
    assert_int_equal(feel_range_includes(range.range, feel_int(25)), FEEL_FALSE);
    assert_int_equal(feel_range_includes(range.range, feel_int(15)), FEEL_FALSE);
}

// A list can be made deeper than the stack; comparing it must give up, not fall over.
static void test_value__deep_lists_are_unknown(void **state) {
    (void)state;
    FeelValue a = feel_null(), b = feel_null();
    for (int i = 0; i < 200000; i++) {
        FeelValue *outer = NEW_ARRAY(&arena, FeelValue, 2);
        outer[0] = a, outer[1] = b;
        a = feel_list(&outer[0], 1), b = feel_list(&outer[1], 1);
    }
    assert_int_equal(feel_equal(a, b), FEEL_UNKNOWN);
    assert_false(feel_is_same(a, b));
    assert_true(feel_hash(a) == feel_hash(b));
}

static void test_value__kinds_have_names(void **state) {
    (void)state;
    assert_str_equal(feel_kind_name(FEEL_DAYS_DURATION), "days and time duration");
    assert_str_equal(feel_kind_to_chinese(FEEL_NUMBER), "数字");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value__null_equals_only_null),
        cmocka_unit_test(test_value__other_kinds_are_unknown),
        cmocka_unit_test(test_value__numbers_compare_by_value),
        cmocka_unit_test(test_value__lists_compare_deeply),
        cmocka_unit_test(test_value__contexts_compare_in_any_order),
        cmocka_unit_test(test_value__date_times_compare_as_instants),
        cmocka_unit_test(test_value__fractions_of_seconds_count_for_identity),
        cmocka_unit_test(test_value__parts_decide_identity),
        cmocka_unit_test(test_value__equal_values_have_equal_hashes),
        cmocka_unit_test(test_value__only_ordered_kinds_compare),
        cmocka_unit_test(test_value__ranges_have_forms),
        cmocka_unit_test(test_value__bounds_of_ranges_count_as_written),
        cmocka_unit_test(test_value__deep_lists_are_unknown),
        cmocka_unit_test(test_value__kinds_have_names),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
