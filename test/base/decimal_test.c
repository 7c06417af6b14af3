// SPDX-License-Identifier: Apache-2.0
// Protects the numbers of every decision: 34 digits, half even, exact where exactness is possible.
#include "scratch.h"

#include "base/decimal.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static Decimal dec(const char *text) {
    Decimal value;
    if (!decimal_from_str(str_from_c(text), &value)) fail_msg("not a number: %s", text);
    return value;
}

#define assert_decimal(value, expected) assert_str_equal(decimal_to_str(&arena, value), expected)

static void test_decimal__reads_and_writes_plain_text(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        // text, without trailing zeros, with the written scale
        {"0", "0", "0"},
        {"-0", "0", "0"},
        {"0.00", "0", "0.00"},
        {"100.10", "100.1", "100.10"},
        {"-12.50", "-12.5", "-12.50"},
        {".5", "0.5", "0.5"},
        {"007", "7", "7"},
        {"1e3", "1000", "1000"},
        {"1E+3", "1000", "1000"},
        {"12.5e-4", "0.00125", "0.00125"},
        {"0e5", "0", "0"},
        {"1950.00", "1950", "1950.00"},
        {"0.3", "0.3", "0.3"},
        {"1234567890123456789012345678901234", "1234567890123456789012345678901234",
         "1234567890123456789012345678901234"},
        // The 35th digit rounds half even; what follows it breaks the tie.
        {"12345678901234567890123456789012345", "12345678901234567890123456789012340",
         "12345678901234567890123456789012340"},
        {"12345678901234567890123456789012355", "12345678901234567890123456789012360",
         "12345678901234567890123456789012360"},
        {"1234567890123456789012345678901234.50000000000000000000000001",
         "1234567890123456789012345678901235", "1234567890123456789012345678901235"},
        {"0.99999999999999999999999999999999999", "1", "1.000000000000000000000000000000000"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_str_equal(decimal_to_str(&arena, dec(cases[i][0])), cases[i][1]);
        assert_str_equal(decimal_to_str_scaled(&arena, dec(cases[i][0])), cases[i][2]);
    }
}

static void test_decimal__refuses_what_is_no_number(void **state) {
    (void)state;
    static const char *const wrong[] = {"",      "-",   ".",    "+1",       "1.",   "1e",
                                        "1e+",   "1 ",  " 1",   "1,000",    "1.2.3", "--1",
                                        "NaN",   "inf", "0x10", "Infinity", "1e1.5", "１",
                                        "1e6145", "1e99999999999999999999", "-e1"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Decimal value;
        assert_false(decimal_from_str(str_from_c(wrong[i]), &value));
    }
}

static void test_decimal__a_long_text_is_rounded_not_cut(void **state) {
    (void)state;
    enum { DIGITS = 5000 };
    static char text[DIGITS + 2];
    memset(text, '0', DIGITS);
    text[0] = '1';
    text[1] = '.';
    assert_decimal(dec(text), "1");
    text[35] = '5'; // the 35th digit: a tie, until the very last digit breaks it
    assert_decimal(dec(text), "1");
    text[DIGITS - 1] = '1';
    assert_decimal(dec(text), "1.000000000000000000000000000000001");
}

static void test_decimal__the_largest_and_the_smallest(void **state) {
    (void)state;
    Str largest = decimal_to_str(&arena, dec("-9.999999999999999999999999999999999e6144"));
    assert_int_equal(largest.length, 1 + 6145);
    Str smallest = decimal_to_str_scaled(&arena, dec("-1e-6176"));
    assert_int_equal(smallest.length, 1 + 2 + 6176);
    assert_true(str_ends_with(smallest, STR("0001")));
    assert_true(decimal_is_zero(dec("1e-6200")));
    assert_false(decimal_is_finite(decimal_multiply(dec("1e6000"), dec("1e6000"))));
}

static void test_decimal__zeroed_memory_is_zero(void **state) {
    (void)state;
    Decimal zero = {{0, 0}};
    assert_true(decimal_is_zero(zero) && decimal_equal(zero, DECIMAL_ZERO));
    assert_str_equal(decimal_to_str_scaled(&arena, zero), "0");
    assert_str_equal(decimal_to_str_scaled(&arena, decimal_add(zero, dec("1.50"))), "1.50");
    assert_str_equal(decimal_to_str_scaled(&arena, decimal_negate(zero)), "0");
    assert_true(decimal_hash(zero) == decimal_hash(dec("0.000")));
}

static void test_decimal__arithmetic_has_34_digits(void **state) {
    (void)state;
    assert_decimal(decimal_divide(dec("1"), dec("3")), "0.3333333333333333333333333333333333");
    assert_decimal(decimal_divide(dec("2"), dec("3")), "0.6666666666666666666666666666666667");
    assert_decimal(decimal_add(dec("0.1"), dec("0.2")), "0.3");
    assert_decimal(decimal_subtract(dec("0.3"), dec("0.3")), "0");
    assert_decimal(decimal_multiply(dec("1950.00"), dec("0.055")), "107.25");
    assert_false(decimal_is_finite(decimal_divide(dec("1"), dec("0"))));
    assert_false(decimal_is_finite(decimal_divide(dec("0"), dec("0"))));
}

// Small numbers are computed without the library; these stand where the two ways meet: at 64 bits,
// at 34 digits, at ties.
static void test_decimal__small_numbers_are_no_different(void **state) {
    (void)state;
    static const struct {
        char sign;
        const char *a, *b, *result;
    } cases[] = {
        {'/', "9223372036854775807", "4194304", "2199023255551.999999761581420898438"},
        {'/', "9223372036854775805", "4194304", "2199023255551.999999284744262695312"},
        {'/', "9223372036854775803", "4194304", "2199023255551.999998807907104492188"},
        {'/', "1", "3", "0.3333333333333333333333333333333333"},
        {'/', "-2", "3", "-0.6666666666666666666666666666666667"},
        {'/', "11", "200", "0.055"},
        {'/', "0", "7", "0"},
        {'/', "6", "-30", "-0.2"},
        {'/', "18446744073709551615", "18446744073709551614",
         "1.000000000000000000054210108624275"},
        {'/', "1", "18446744073709551615",
         "0.0000000000000000000542101086242752217033113759205528"},
        {'/', "99999999999999999", "3", "33333333333333333"},
        {'/', "0.001", "7", "0.0001428571428571428571428571428571429"},
        {'/', "1", "1024", "0.0009765625"},
        {'/', "7", "0.0035", "2000"},
        {'*', "18446744073709551615", "18446744073709551615",
         "340282366920938463426481119284349100000"},
        {'*', "99999999999999999", "100000000000000001", "9999999999999999999999999999999999"},
        {'*', "99999999999999999", "100000000000000002", "10000000000000000100000000000000000"},
        {'*', "-0.05", "0.05", "-0.0025"},
        {'*', "0", "-5", "0"},
        {'+', "18446744073709551615", "18446744073709551615", "36893488147419103230"},
        {'+', "18446744073709551615", "0.000000000000000001", "18446744073709551615"},
        {'+', "0.1", "-0.1", "0"},
        {'+', "1", "-0.9", "0.1"},
        {'-', "0.3", "0.1", "0.2"},
        {'-', "1", "1000000000000000000000", "-999999999999999999999"},
        {'-', "-5", "-5", "0"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Decimal a = dec(cases[i].a), b = dec(cases[i].b), result;
        if (cases[i].sign == '+') result = decimal_add(a, b);
        else if (cases[i].sign == '-') result = decimal_subtract(a, b);
        else if (cases[i].sign == '*') result = decimal_multiply(a, b);
        else result = decimal_divide(a, b);
        assert_decimal(result, cases[i].result);
    }
}

static void test_decimal__orders_whatever_the_exponents(void **state) {
    (void)state;
    static const char *const ascending[] = {
        "-1e40",
        "-18446744073709551616",
        "-18446744073709551615.5",
        "-1000",
        "-999.9999999999999999999999999999999",
        "-0.5",
        "-1e-40",
        "0",
        "1e-40",
        "0.3333333333333333333333333333333333",
        "0.3333333333333333333333333333333334",
        "0.5",
        "1",
        "1.000000000000000000000000000000001",
        "999.9999999999999999999999999999999",
        "1000",
        "18446744073709551615.5",
        "18446744073709551616",
        "9999999999999999999999999999999999",
        "1e40",
    };
    for (size_t i = 0; i < COUNT(ascending); i++) {
        for (size_t k = 0; k < COUNT(ascending); k++) {
            int order = decimal_compare(dec(ascending[i]), dec(ascending[k]));
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
            assert_int_equal(decimal_equal(dec(ascending[i]), dec(ascending[k])), i == k);
        }
    }
    assert_int_equal(decimal_compare(dec("1000"), dec("1e3")), 0);
    assert_int_equal(decimal_compare(dec("-0.50"), dec("-0.5")), 0);
    assert_int_equal(decimal_compare(dec("0e5"), dec("-0.00")), 0);
}

static void test_decimal__power(void **state) {
    (void)state;
    // 1.0175 ** 12, a year of monthly interest, to the last digit.
    assert_decimal(decimal_power(dec("1.0175"), dec("12")), "1.231439314944791366990935748434126");
    // Where the library's own power is wrong in the last digits.
    assert_decimal(decimal_power(dec("9.548"), dec("23")), "34513216653642572654274.82616228024");
    assert_decimal(decimal_power(dec("1.004166667"), dec("-360")),
                   "0.2238265688936110230910648553461256");
    assert_str_equal(decimal_to_str_scaled(&arena, decimal_power(dec("2"), dec("3"))), "8");
    assert_decimal(decimal_power(dec("2"), dec("112")), "5192296858534827628530496329220096");
    assert_decimal(decimal_power(dec("-3"), dec("3.00")), "-27");
    assert_decimal(decimal_power(dec("0"), dec("0")), "1");
    assert_decimal(decimal_power(dec("2"), dec("-1")), "0.5");
    assert_decimal(decimal_power(dec("4"), dec("0.5")), "2");
    assert_decimal(decimal_power(dec("1.5"), dec("-9223372036854775808")), "0");
    assert_false(decimal_is_finite(decimal_power(dec("-8"), dec("0.5"))));
    assert_false(decimal_is_finite(decimal_power(dec("0"), dec("-1"))));
    assert_false(decimal_is_finite(decimal_power(dec("10"), dec("9223372036854775807"))));
}

static void test_decimal__functions(void **state) {
    (void)state;
    assert_decimal(decimal_sqrt(dec("2")), "1.414213562373095048801688724209698");
    assert_decimal(decimal_sqrt(dec("16")), "4");
    assert_decimal(decimal_exp(dec("1")), "2.718281828459045235360287471352662");
    assert_decimal(decimal_exp(dec("0")), "1");
    assert_decimal(decimal_log(dec("10")), "2.302585092994045684017991454684364");
    assert_false(decimal_is_finite(decimal_sqrt(dec("-1"))));
    assert_false(decimal_is_finite(decimal_log(dec("0"))));
    assert_decimal(decimal_abs(dec("-1.5")), "1.5");
    assert_decimal(decimal_negate(dec("1.5")), "-1.5");
}

static void test_decimal__modulo_takes_the_sign_of_the_divisor(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"12", "5", "2"},     {"-12", "5", "3"},      {"12", "-5", "-3"},    {"-12", "-5", "-2"},
        {"10.1", "4.5", "1.1"}, {"-10.1", "4.5", "3.4"}, {"10.1", "-4.5", "-3.4"}, {"6", "3", "0"},
        {"-6", "3", "0"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_str_equal(
            decimal_to_str(&arena, decimal_modulo(dec(cases[i][0]), dec(cases[i][1]))),
            cases[i][2]);
    }
    assert_false(decimal_is_finite(decimal_modulo(dec("1"), dec("0"))));
}

static void test_decimal__rounding(void **state) {
    (void)state;
    static const struct {
        const char *value;
        int scale;
        const char *expected[7]; // in the order of DecimalRounding
    } cases[] = {
        {"2.5", 0, {"2", "3", "2", "3", "2", "2", "3"}},
        {"3.5", 0, {"4", "4", "3", "4", "3", "3", "4"}},
        {"-2.5", 0, {"-2", "-3", "-2", "-3", "-2", "-3", "-2"}},
        {"-2.51", 0, {"-3", "-3", "-3", "-3", "-2", "-3", "-2"}},
        {"2.4", 0, {"2", "2", "2", "3", "2", "2", "3"}},
        {"0.005", 2, {"0", "0.01", "0", "0.01", "0", "0", "0.01"}},
        {"1550", -2, {"1600", "1600", "1500", "1600", "1500", "1500", "1600"}},
        {"1.5", 3, {"1.5", "1.5", "1.5", "1.5", "1.5", "1.5", "1.5"}},
        {"-0.4", 0, {"0", "0", "0", "-1", "0", "-1", "0"}},
        {"9999999999999999999999999999999999", 0,
         {"9999999999999999999999999999999999", "9999999999999999999999999999999999",
          "9999999999999999999999999999999999", "9999999999999999999999999999999999",
          "9999999999999999999999999999999999", "9999999999999999999999999999999999",
          "9999999999999999999999999999999999"}},
        {"1e40", 2,
         {"10000000000000000000000000000000000000000", "10000000000000000000000000000000000000000",
          "10000000000000000000000000000000000000000", "10000000000000000000000000000000000000000",
          "10000000000000000000000000000000000000000", "10000000000000000000000000000000000000000",
          "10000000000000000000000000000000000000000"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int mode = DECIMAL_HALF_EVEN; mode <= DECIMAL_CEILING; mode++) {
            Decimal rounded =
                decimal_round(dec(cases[i].value), cases[i].scale, (DecimalRounding)mode);
            assert_decimal(rounded, cases[i].expected[mode]);
        }
    }
    assert_str_equal(
        decimal_to_str_scaled(&arena, decimal_round(dec("1500"), 2, DECIMAL_HALF_UP)), "1500.00");
    assert_false(decimal_is_finite(decimal_round(dec("1"), 6177, DECIMAL_HALF_UP)));
    assert_false(decimal_is_finite(decimal_round(dec("1"), -6112, DECIMAL_HALF_UP)));
}

static void test_decimal__integers_are_exact_or_refused(void **state) {
    (void)state;
    int64_t value = 7;
    assert_true(decimal_to_int64(decimal_from_int64(INT64_MIN), &value) && value == INT64_MIN);
    assert_true(decimal_to_int64(dec("9223372036854775807"), &value) && value == INT64_MAX);
    assert_true(decimal_to_int64(dec("1.500e3"), &value) && value == 1500);
    assert_true(decimal_to_scaled(dec("1950.5"), 2, &value) && value == 195050);
    assert_true(decimal_to_scaled(dec("12300"), -2, &value) && value == 123);
    assert_false(decimal_to_int64(dec("9223372036854775808"), &value));
    assert_false(decimal_to_int64(dec("1.5"), &value));
    assert_false(decimal_to_int64(dec("1e6000"), &value));
    assert_false(decimal_to_scaled(dec("0.001"), 2, &value));
    assert_false(decimal_to_scaled(dec("1e6000"), 6000, &value));
    assert_false(decimal_to_int64(decimal_divide(dec("1"), dec("0")), &value));
    assert_int_equal(value, 123); // untouched by what failed
    assert_str_equal(decimal_to_str_scaled(&arena, decimal_from_scaled(195050, 2)), "1950.50");
    assert_decimal(decimal_from_scaled(-3, -4), "-30000");
    assert_true(decimal_to_double(dec("0.1")) == 0.1);
}

static void test_decimal__equal_values_have_equal_hashes(void **state) {
    (void)state;
    static const char *const groups[][3] = {{"1", "1.0", "1.000000000000000000000000000000000"},
                                            {"1000", "1e3", "1000.00"},
                                            {"0", "-0.000", "0e9"},
                                            {"-12.5", "-12.50", "-1.25e1"}};
    for (size_t i = 0; i < COUNT(groups); i++) {
        for (size_t j = 1; j < 3; j++) {
            assert_true(decimal_equal(dec(groups[i][0]), dec(groups[i][j])));
            assert_true(decimal_hash(dec(groups[i][0])) == decimal_hash(dec(groups[i][j])));
        }
        assert_true(decimal_hash(dec(groups[i][0])) != decimal_hash(dec("2")));
    }
    assert_true(decimal_hash(dec("1")) != decimal_hash(dec("-1")));
}

static void test_decimal__compares_and_asks(void **state) {
    (void)state;
    assert_true(decimal_compare(dec("-1"), dec("0.5")) < 0);
    assert_true(decimal_compare(dec("2"), dec("1.99")) > 0);
    assert_int_equal(decimal_compare(dec("-0"), dec("0")), 0);
    assert_true(decimal_is_integer(dec("1.000")) && decimal_is_integer(dec("1e9")));
    assert_true(decimal_is_integer(dec("0.0")) && !decimal_is_integer(dec("1.001")));
    assert_true(decimal_is_negative(dec("-1")) && !decimal_is_negative(dec("-0")));
    Decimal none = decimal_divide(DECIMAL_ZERO, DECIMAL_ZERO);
    assert_false(decimal_is_finite(none) || decimal_is_zero(none) || decimal_is_integer(none));
    assert_false(decimal_equal(none, none));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_decimal__reads_and_writes_plain_text),
        TEST(test_decimal__refuses_what_is_no_number),
        TEST(test_decimal__a_long_text_is_rounded_not_cut),
        TEST(test_decimal__the_largest_and_the_smallest),
        TEST(test_decimal__zeroed_memory_is_zero),
        TEST(test_decimal__arithmetic_has_34_digits),
        TEST(test_decimal__small_numbers_are_no_different),
        TEST(test_decimal__orders_whatever_the_exponents),
        TEST(test_decimal__power),
        TEST(test_decimal__functions),
        TEST(test_decimal__modulo_takes_the_sign_of_the_divisor),
        TEST(test_decimal__rounding),
        TEST(test_decimal__integers_are_exact_or_refused),
        TEST(test_decimal__equal_values_have_equal_hashes),
        TEST(test_decimal__compares_and_asks),
    };
    return RUN_TESTS(tests);
}
