// SPDX-License-Identifier: Apache-2.0
// Protects deadlines in working days, on the calendars the program ships.
#include "scratch.h"

#include "base/embedded.h"
#include "base/workday.h"

#include <string.h>

static const WorkdayCalendar *calendar;

static int setup(void **state) {
    (void)state;
    Str texts[4];
    for (int i = 0; i < 4; i++) {
        texts[i] = embedded_file(str_format(&arena, "calendar/%d.csv", 2022 + i));
    }
    Error error = {0};
    if (workday_calendar_parse(&arena, texts, 4, &calendar, &error)) return 0;
    print_error("%s\n", error.message);
    return -1;
}

static void test_workday__national_day_2023(void **state) {
    (void)state;
    assert_true(workday_is_working(calendar, day("2023-09-28")));
    for (Date d = day("2023-09-29"); d <= day("2023-10-06"); d++) {
        assert_false(workday_is_working(calendar, d));
    }
    assert_true(workday_is_working(calendar, day("2023-10-07"))); // Saturday, made up
    assert_true(workday_is_working(calendar, day("2023-10-08"))); // Sunday, made up
    assert_false(workday_is_working(calendar, day("2023-10-14")));
    // A notice that opens on 27 September and closes after five working days.
    assert_true(workday_add(calendar, day("2023-09-27"), 5) == day("2023-10-10"));
    assert_true(workday_add(calendar, day("2023-10-01"), 1) == day("2023-10-07"));
    assert_int_equal(workday_between(calendar, day("2023-09-28"), day("2023-10-08")), 2);
}

static void test_workday__years_have_as_many_as_the_notices_say(void **state) {
    (void)state;
    // 260 weekdays, less 18 holidays on weekdays, and 7 weekend days made up.
    assert_int_equal(workday_between(calendar, day("2021-12-31"), day("2022-12-31")), 249);
    assert_int_equal(workday_between(calendar, day("2022-12-31"), day("2023-12-31")), 249);
    // 262 weekdays, less 19, and 8.
    assert_int_equal(workday_between(calendar, day("2023-12-31"), day("2024-12-31")), 251);
    // 261 weekdays, less 18, and 5.
    assert_int_equal(workday_between(calendar, day("2024-12-31"), day("2025-12-31")), 248);
}

static void test_workday__adding_and_counting_agree(void **state) {
    (void)state;
    Date start = day("2023-09-20");
    assert_true(workday_add(calendar, start, 0) == start);
    for (int count = 1; count < 60; count++) {
        Date forward = workday_add(calendar, start, count);
        assert_true(workday_is_working(calendar, forward));
        assert_int_equal(workday_between(calendar, start, forward), count);
        assert_int_equal(workday_between(calendar, forward, start), -count);
        assert_true(workday_is_working(calendar, workday_add(calendar, start, -count)));
    }
    assert_true(workday_add(calendar, day("2023-10-09"), -3) == day("2023-09-28"));
}

static void test_workday__an_unknown_year_has_weekends_only(void **state) {
    (void)state;
    assert_true(workday_is_known(calendar, day("2023-01-01")));
    assert_true(workday_is_known(calendar, day("2025-12-31")));
    assert_false(workday_is_known(calendar, day("2021-12-31")));
    assert_false(workday_is_known(calendar, day("2026-01-01")));
    assert_true(workday_is_working(calendar, day("2030-10-01"))); // a Tuesday
    assert_false(workday_is_working(calendar, day("2030-10-05")));
}

static void test_workday__faults_name_the_line(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"# source\n# more\ndate,kind,name\n2023-10-01,holiday,x\n2023-13-01,holiday,x\n", "第5行"},
        {"date,kind,name\n2023-10-07,wrokday,x\n", "第2行：“wrokday”应为"},
        {"date,kind,name\n2023-10-09,workday,x\n", "不是周末"},
        {"date,kind,name\n2023-10-01,holiday\n", "第2行"},
        {"date,name,kind\n2023-10-01,x,holiday\n", "表头"},
        {"date,kind,name\n2023-10-01,holiday,x\n2023-10-01,holiday,y\n", "2023-10-01 出现了两次"},
        {"# only a comment", "没有表头"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Str text = str_from_c(cases[i][0]);
        const WorkdayCalendar *none = NULL;
        Error error = {0};
        assert_false(workday_calendar_parse(&arena, &text, 1, &none, &error));
        if (!strstr(error.message, cases[i][1])) {
            fail_msg("\"%s\" lacks \"%s\"", error.message, cases[i][1]);
        }
        assert_null(none);
    }
    assert_true(workday_calendar_parse(&arena, NULL, 0, &calendar, NULL)); // weekends alone
    assert_true(workday_is_working(calendar, day("2023-10-02")));
}

#define CALENDAR_TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, setup, scratch_release)

int main(void) {
    const struct CMUnitTest tests[] = {
        CALENDAR_TEST(test_workday__national_day_2023),
        CALENDAR_TEST(test_workday__years_have_as_many_as_the_notices_say),
        CALENDAR_TEST(test_workday__adding_and_counting_agree),
        CALENDAR_TEST(test_workday__an_unknown_year_has_weekends_only),
        CALENDAR_TEST(test_workday__faults_name_the_line),
    };
    return RUN_TESTS(tests);
}
