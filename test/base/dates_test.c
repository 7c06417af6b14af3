// SPDX-License-Identifier: Apache-2.0
// Protects columns of dates: they say of each date what date.h says of it alone.
#include "test.h"

#include "base/dates.h"

#define ROWS 1300 // more than two blocks, and not a multiple of one
#define NEAR_MAX (((Date)1 << 28) - 1)

static uint64_t state = 7;

static int64_t random_below(int64_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)(state >> 33) % bound;
}

static Date random_date(void) {
    static const Date bases[] = {0, 19000, -719468, -NEAR_MAX + 40000, NEAR_MAX - 40000, 11016};
    return bases[random_below(6)] + random_below(60000) - 30000;
}

static void test_dates__are_split_as_one_by_one(void **unused) {
    (void)unused;
    Date dates[ROWS];
    int64_t years[ROWS], months[ROWS], days[ROWS];
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < ROWS; i++) dates[i] = random_date();
        assert_true(dates_are_near(dates, ROWS));
        dates_years(dates, ROWS, years);
        dates_months(dates, ROWS, months);
        dates_days(dates, ROWS, days);
        for (size_t i = 0; i < ROWS; i++) {
            CivilDate civil = date_to_civil(dates[i]);
            assert_int_equal(years[i], civil.year);
            assert_int_equal(months[i], civil.month);
            assert_int_equal(days[i], civil.day);
            assert_int_equal(date_from_civil(civil), dates[i]);
        }
    }
}

static void test_dates__move_and_age_as_one_by_one(void **unused) {
    (void)unused;
    Date births[ROWS], days[ROWS], sums[ROWS];
    int64_t ages[ROWS];
    for (int round = 0; round < 200; round++) {
        int64_t months = random_below(round % 2 ? 60 : 2 * DATES_MONTHS_MAX) -
                         (round % 2 ? 30 : DATES_MONTHS_MAX);
        for (size_t i = 0; i < ROWS; i++) {
            births[i] = random_date();
            days[i] = births[i] + random_below(30000);
        }
        dates_add_months(births, ROWS, months, sums);
        for (size_t i = 0; i < ROWS; i++) {
            assert_int_equal(sums[i], date_add_months(births[i], months));
        }
        dates_ages((DatePairs){births, days, 1, 1}, ROWS, ages);
        for (size_t i = 0; i < ROWS; i++) assert_int_equal(ages[i], date_age(births[i], days[i]));
        dates_ages((DatePairs){births, days, 1, 0}, ROWS, ages);
        for (size_t i = 0; i < ROWS; i++) assert_int_equal(ages[i], date_age(births[i], days[0]));
        dates_ages((DatePairs){births, days, 0, 1}, ROWS, ages);
        for (size_t i = 0; i < ROWS; i++) assert_int_equal(ages[i], date_age(births[0], days[i]));
    }
}

static void test_dates__that_are_far_are_told(void **unused) {
    (void)unused;
    Date dates[] = {0, NEAR_MAX, -NEAR_MAX, 5};
    assert_true(dates_are_near(dates, 4));
    assert_true(dates_are_near(dates, 0));
    const Date far[] = {NEAR_MAX + 1, -NEAR_MAX - 2, DATE_MIN, DATE_MAX};
    for (size_t i = 0; i < 4; i++) {
        dates[3] = far[i];
        assert_false(dates_are_near(dates, 4));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates__are_split_as_one_by_one),
        cmocka_unit_test(test_dates__move_and_age_as_one_by_one),
        cmocka_unit_test(test_dates__that_are_far_are_told),
    };
    return RUN_TESTS(tests);
}
