// SPDX-License-Identifier: Apache-2.0
// Protects the dense forms of columns: what goes in comes out, and constants lose nothing.
#include "test.h"

#include "feel/column.h"

static Arena arena;

static FeelValue number(const char *text) {
    Decimal value;
    assert_true(decimal_from_str(str_from_c(text), &value));
    return feel_number(value);
}

static void test_column__typed_rows_come_out_as_values(void **state) {
    (void)state;
    int64_t fen[] = {150000, 0, -5};
    uint8_t nulls[] = {0, 1, 0}, truths[] = {FEEL_TRUE, FEEL_UNKNOWN, FEEL_FALSE};
    int32_t codes[] = {1, 0, 1};
    Str names[] = {STR("甲"), STR("乙")};
    FeelColumn scaled = {
        .form = FEEL_COLUMN_SCALED, .scale = 2, .data = fen, .nulls = nulls};
    FeelColumn truth = {.form = FEEL_COLUMN_TRUTH, .data = truths};
    FeelColumn coded = {
        .form = FEEL_COLUMN_CODES, .data = codes, .dictionary = names, .dictionary_count = 2};
    assert_int_equal(feel_equal(feel_column_get(&scaled, 0), number("1500")), FEEL_TRUE);
    assert_int_equal(feel_equal(feel_column_get(&scaled, 2), number("-0.05")), FEEL_TRUE);
    assert_true(feel_is_null(feel_column_get(&scaled, 1)));
    assert_true(feel_column_is_null(&scaled, 1));
    assert_true(feel_is_true(feel_column_get(&truth, 0)));
    assert_true(feel_is_null(feel_column_get(&truth, 1)));
    assert_true(feel_is_false(feel_column_get(&truth, 2)));
    assert_str_equal(feel_column_get(&coded, 0).string, "乙");
    assert_str_equal(feel_column_get(&coded, 1).string, "甲");
}

static void test_column__quotients_are_divided_when_read(void **state) {
    (void)state;
    int64_t numerators[] = {1100, 7, 0}, divisors[] = {200, 0, 3};
    uint8_t nulls[] = {0, 1, 0};
    FeelColumn column = {.form = FEEL_COLUMN_QUOTIENTS, .scale = 2, .data = numerators,
                         .divisors = divisors, .divisor_scale = 1, .nulls = nulls};
    assert_int_equal(feel_equal(feel_column_get(&column, 0), number("0.55")), FEEL_TRUE);
    assert_true(feel_is_null(feel_column_get(&column, 1)));
    assert_int_equal(feel_equal(feel_column_get(&column, 2), number("0")), FEEL_TRUE);
    FeelColumn slice = feel_column_slice(&column, 1);
    assert_true(feel_is_null(feel_column_get(&slice, 0)));
    FeelColumn gathered = feel_column_gather(&arena, &column, (const uint32_t[]){2, 0}, 2);
    assert_int_equal(feel_equal(feel_column_get(&gathered, 0), number("0")), FEEL_TRUE);
    assert_int_equal(feel_equal(feel_column_get(&gathered, 1), number("0.55")), FEEL_TRUE);
    assert_true(feel_column_has_type(&column, FEEL_TYPE_OF(NUMBER)));
}

static void test_column__constants_are_exact_in_every_row(void **state) {
    (void)state;
    const FeelValue values[] = {number("0.055"),
                                number("1500"),
                                number("123456789012345678901234567890"),
                                number("0.0000000000000000001"),
                                feel_string(STR("enterprise")),
                                feel_boolean(true),
                                feel_date(19646),
                                feel_null(),
                                feel_list(NULL, 0)};
    const FeelColumnForm forms[] = {FEEL_COLUMN_SCALED, FEEL_COLUMN_SCALED, FEEL_COLUMN_VALUES,
                                    FEEL_COLUMN_VALUES, FEEL_COLUMN_CODES,  FEEL_COLUMN_TRUTH,
                                    FEEL_COLUMN_DATES,  FEEL_COLUMN_VALUES, FEEL_COLUMN_VALUES};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        FeelColumn column = feel_column_constant(&arena, values[i]);
        assert_int_equal(column.form, forms[i]);
        assert_true(feel_is_same(feel_column_get(&column, 0), values[i]));
        assert_true(feel_is_same(feel_column_get(&column, 999), values[i]));
        assert_int_equal(feel_column_is_null(&column, 7), feel_is_null(values[i]));
    }
}

static void test_column__tagged_values_are_borrowed(void **state) {
    (void)state;
    const FeelValue values[] = {feel_int(1), feel_null()};
    FeelColumn column = feel_column_values(values);
    assert_ptr_equal(column.data, values);
    assert_int_equal(feel_equal(feel_column_get(&column, 0), feel_int(1)), FEEL_TRUE);
    assert_true(feel_column_is_null(&column, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_column__typed_rows_come_out_as_values),
        cmocka_unit_test(test_column__quotients_are_divided_when_read),
        cmocka_unit_test(test_column__constants_are_exact_in_every_row),
        cmocka_unit_test(test_column__tagged_values_are_borrowed),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
