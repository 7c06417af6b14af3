// SPDX-License-Identifier: Apache-2.0
// Protects the calendar and the month rules on which entitlements turn.
#include "scratch.h"

#include "base/date.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void test_date__every_day_of_eight_centuries_in_turn(void **state) {
    (void)state;
    Date expected = day("1600-01-01");
    int weekday = 6; // a Saturday
    for (int64_t year = 1600; year < 2400; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int d = 1; d <= month_days(year, month); d++) {
                CivilDate civil = {year, month, d};
                assert_true(date_from_civil(civil) == expected);
                CivilDate back = date_to_civil(expected);
                assert_true(back.year == year && back.month == month && back.day == d);
                assert_int_equal(date_weekday(expected), weekday);
                weekday = weekday % 7 + 1;
                expected++;
            }
        }
    }
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(date_weekday(day("2023-10-16")), 1);
}

static void test_date__the_ends_of_the_calendar(void **state) {
    (void)state;
    assert_true(day("999999999-12-31") == DATE_MAX);
    assert_true(day("-999999999-01-01") == DATE_MIN);
    assert_str_equal(date_to_str(&arena, DATE_MAX), "999999999-12-31");
    assert_str_equal(date_to_str(&arena, DATE_MIN), "-999999999-01-01");
    assert_false(date_is_valid(DATE_ABSENT) || date_is_valid(DATE_MAX + 1));
    assert_true(date_add_months(DATE_MAX, 1) == DATE_ABSENT);
    assert_true(date_add_months(DATE_MIN, -1) == DATE_ABSENT);
    assert_true(date_add_months(0, INT64_MAX) == DATE_ABSENT);
    assert_true(date_add_months(DATE_MIN, 1999999999 * INT64_C(12) - 1) == day("999999999-12-01"));
}

static void test_date__reads_only_real_dates(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "",           "2023-2-01",  "2023-02-29",  "2023-02-30", "2023-13-01",  "2023-00-10",
        "2023-01-00", "23-01-01",   "2023/01/01",  "2023-01-01 ", " 2023-01-01", "02023-01-01",
        "+2023-01-01", "20230101",  "2023-01",     "2023-01-1",  "2023-01-011", "1900-02-29",
        "--2023-01-01", "-0000-01-01", "1234567890-01-01", "2023--1-01", "2023-01--1", "abcd-01-01"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Date date;
        assert_false(date_from_str(str_from_c(wrong[i]), &date));
    }
    static const char *const right[] = {"2024-02-29", "2000-02-29", "0001-01-01", "0000-02-29",
                                        "-0044-03-15", "12023-01-01", "1969-12-31"};
    for (size_t i = 0; i < COUNT(right); i++) {
        assert_str_equal(date_to_str(&arena, day(right[i])), right[i]);
    }
    assert_str_equal(date_to_chinese(&arena, day("2023-10-06")), "2023年10月6日");
}

static void test_date__months_are_clamped_to_their_end(void **state) {
    (void)state;
    assert_true(date_add_months(day("2023-01-31"), 1) == day("2023-02-28"));
    assert_true(date_add_months(day("2024-01-31"), 1) == day("2024-02-29"));
    assert_true(date_add_months(day("2023-03-31"), -1) == day("2023-02-28"));
    assert_true(date_add_months(day("2023-11-30"), 3) == day("2024-02-29"));
    assert_true(date_add_months(day("2023-05-15"), -5) == day("2022-12-15"));
    assert_true(date_add_months(day("0000-01-01"), -1) == day("-0001-12-01"));
}

static void test_date__months_between_is_the_largest_that_fits(void **state) {
    (void)state;
    assert_int_equal(date_months_between(day("2023-01-31"), day("2023-02-27")), 0);
    assert_int_equal(date_months_between(day("2023-01-31"), day("2023-02-28")), 1);
    assert_int_equal(date_months_between(day("2023-03-15"), day("2023-03-15")), 0);
    assert_int_equal(date_months_between(day("2023-03-15"), day("2023-03-14")), -1);
    assert_int_equal(date_months_between(day("2023-03-15"), day("2022-03-15")), -12);
    // Its definition, on every day of a leap year and around.
    for (Date from = day("2023-12-25"); from <= day("2024-03-05"); from++) {
        for (Date to = day("2023-01-01"); to <= day("2025-03-05"); to++) {
            int64_t months = date_months_between(from, to);
            assert_true(date_add_months(from, months) <= to);
            assert_true(date_add_months(from, months + 1) > to);
        }
    }
}

static void test_date__full_months_count_both_ends(void **state) {
    (void)state;
    assert_int_equal(date_full_months(day("2023-03-01"), day("2023-05-30")), 2);
    assert_int_equal(date_full_months(day("2023-03-01"), day("2023-05-31")), 3);
    assert_int_equal(date_full_months(day("2023-03-15"), day("2023-04-14")), 1);
    assert_int_equal(date_full_months(day("2023-03-15"), day("2023-04-13")), 0);
    assert_int_equal(date_full_months(day("2024-02-01"), day("2024-02-28")), 0);
    assert_int_equal(date_full_months(day("2024-02-01"), day("2024-02-29")), 1);
    assert_int_equal(date_full_months(day("2023-03-01"), day("2023-03-01")), 0);
}

static void test_date__age_turns_on_the_birthday(void **state) {
    (void)state;
    assert_int_equal(date_age(day("2007-10-16"), day("2023-10-15")), 15);
    assert_int_equal(date_age(day("2007-10-16"), day("2023-10-16")), 16);
    assert_int_equal(date_age(day("2004-02-29"), day("2023-02-28")), 18);
    assert_int_equal(date_age(day("2004-02-29"), day("2023-03-01")), 19);
    assert_int_equal(date_age(day("2004-02-29"), day("2024-02-28")), 19);
    assert_int_equal(date_age(day("2004-02-29"), day("2024-02-29")), 20);
    assert_int_equal(date_age(day("2023-10-16"), day("2023-10-16")), 0);
    assert_int_equal(date_age(day("2023-10-16"), day("2023-10-15")), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_date__every_day_of_eight_centuries_in_turn),
        TEST(test_date__the_ends_of_the_calendar),
        TEST(test_date__reads_only_real_dates),
        TEST(test_date__months_are_clamped_to_their_end),
        TEST(test_date__months_between_is_the_largest_that_fits),
        TEST(test_date__full_months_count_both_ends),
        TEST(test_date__age_turns_on_the_birthday),
    };
    return RUN_TESTS(tests);
}
