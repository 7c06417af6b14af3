// SPDX-License-Identifier: Apache-2.0
// Protects the calendar, the clock, the zones and their texts: deadlines and ages are counted here.
#include "test.h"

#include "feel/temporal.h"

static Arena arena;

static FeelDateTime date_time(const char *text) {
    FeelDateTime value;
    assert_true(feel_date_time_from_str(str_from_c(text), &value));
    return value;
}

static Date date(const char *text) {
    Date value;
    assert_true(feel_date_from_str(str_from_c(text), &value));
    return value;
}

static FeelValue duration(const char *text) {
    FeelValue value;
    assert_true(feel_duration_from_str(str_from_c(text), &value));
    return value;
}

static Str date_time_text(FeelDateTime value) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    feel_put_date_time(&out, value);
    return str_built(&out);
}

static Str duration_text(FeelValue value) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    if (value.kind == FEEL_DAYS_DURATION) feel_put_days_duration(&out, value.days_duration);
    else feel_put_months_duration(&out, value.months_duration);
    return str_built(&out);
}

static void test_temporal__dates_read_only_in_their_form(void **state) {
    (void)state;
    static const char *const wrong[] = {"",           "2023",        "2023-1-1",      "20231016",
                                        "2023-02-29", "2023-13-01",  "+2023-01-01",   "02023-01-01",
                                        "998-01-01",  "2023-01-01Z", "1000000000-01-01", "2023-01-01 ",
                                        "2023/01/01", "--2023-01-01"};
    Date value;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(feel_date_from_str(str_from_c(wrong[i]), &value));
    }
    assert_int_equal(date("2024-02-29") - date("2024-02-28"), 1);
    assert_true(date("-2017-12-31") < date("2017-12-31"));
    assert_str_equal(date_to_str(&arena, date("999999999-12-31")), "999999999-12-31");
    assert_str_equal(date_to_str(&arena, date("-999999999-01-01")), "-999999999-01-01");
}

static void test_temporal__times_read_only_in_their_form(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "",          "7:00:00",        "07:00",           "24:00:01",        "23:60:00",
        "23:59:60",  "12:00:00.",      "12:00:00+5:00",   "12:00:00+19:00",  "12:00:00+18:01",
        "12:00:00@", "12:00:00@x/y",   "12:00:00Z@Etc/UTC", "12:00:00+08:00@Asia/Shanghai",
        "12:00:00 ", "12:00:00.1234567891"};
    FeelTime value;
    bool next_day;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (feel_time_from_str(str_from_c(wrong[i]), &value, &next_day)) {
            fail_msg("\"%s\" was taken for a time", wrong[i]);
        }
    }
}

static void test_temporal__date_times_write_as_they_read(void **state) {
    (void)state;
    static const char *const texts[] = {
        "2023-10-16T08:30:00",          "2023-10-16T08:30:00.5",
        "2023-10-16T08:30:00Z",         "2023-10-16T08:30:00.000000001+08:00",
        "-2021-01-01T00:00:00-02:45:55", "999999999-12-31T23:59:59.999999999@Europe/Paris",
        "2023-10-16T08:30:00@Asia/Shanghai"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_str_equal(date_time_text(date_time(texts[i])), texts[i]);
    }
    assert_str_equal(date_time_text(date_time("2023-10-16")), "2023-10-16T00:00:00");
    assert_str_equal(date_time_text(date_time("2023-10-16T00:00:00-00:00")),
                     "2023-10-16T00:00:00Z");
    assert_str_equal(date_time_text(date_time("2023-12-31T24:00:00")), "2024-01-01T00:00:00");
}

static void test_temporal__durations_come_out_normal(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"PT36H", "P1DT12H"}, {"PT61M", "PT1H1M"},   {"P0D", "PT0S"},          {"PT0.5S", "PT0.5S"},
        {"P26M", "P2Y2M"},    {"-P100M", "-P8Y4M"},  {"P0Y", "P0M"},  {"-PT0.2S", "-PT0.2S"},
        {"P1DT0S", "P1D"},    {"-P1Y0M", "-P1Y"},    {"PT1000M0.999S", "PT16H40M0.999S"},
        {"PT86401S", "P1DT1S"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_str_equal(duration_text(duration(pairs[i][0])), pairs[i][1]);
    }
    static const char *const wrong[] = {"",     "P",     "-P",     "PT",    "P1",    "1Y",
                                        "P1H",  "P1DT", "P1Y1D", "P-1D",   "P1.5D", "P1M1Y", "PT1M1H",
                                        "+P1D", "P1D ",  "P99999999999999999999D",
                                        "P999999999999999999D"};
    FeelValue value;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (feel_duration_from_str(str_from_c(wrong[i]), &value)) {
            fail_msg("\"%s\" was taken for a duration", wrong[i]);
        }
    }
}

static void test_temporal__months_end_where_months_end(void **state) {
    (void)state;
    Date sum;
    assert_true(feel_date_add_months(date("2023-01-31"), 1, &sum));
    assert_int_equal(sum, date("2023-02-28"));
    assert_true(feel_date_add_months(date("2024-02-29"), -12, &sum));
    assert_int_equal(sum, date("2023-02-28"));
    assert_false(feel_date_add_months(date("999999999-12-31"), 1, &sum));
    assert_false(feel_date_add_months(date("2023-01-01"), INT64_MAX, &sum));
    assert_false(feel_date_add_months(date("2023-01-01"), INT64_MIN, &sum));
}

static void test_temporal__whole_months_need_their_day(void **state) {
    (void)state;
    assert_int_equal(feel_months_between(date("2011-12-22"), date("2013-08-24")), 20);
    assert_int_equal(feel_months_between(date("2016-01-21"), date("2015-01-21")), -12);
    assert_int_equal(feel_months_between(date("2023-01-31"), date("2023-02-28")), 0);
    assert_int_equal(feel_months_between(date("2000-02-29"), date("2018-02-28")), 215);
    assert_int_equal(feel_months_between(date("2000-02-29"), date("2018-03-01")), 216);
    assert_int_equal(feel_months_between(date("2014-12-31"), date("-2019-10-01")),
                     -(4033 * 12 + 2));
}

static void test_temporal__dates_drop_the_rest_of_a_day(void **state) {
    (void)state;
    Date sum;
    assert_true(feel_date_add_duration(date("2021-01-01"), duration("PT36H").days_duration, &sum));
    assert_int_equal(sum, date("2021-01-02"));
    assert_true(feel_date_add_duration(date("2021-01-02"), duration("-PT1S").days_duration, &sum));
    assert_int_equal(sum, date("2021-01-01"));
    assert_false(feel_date_add_duration(date("999999999-12-31"),
                                        (FeelDaysDuration){.seconds = INT64_MAX}, &sum));
}

static void test_temporal__zones_follow_summer_time(void **state) {
    (void)state;
    assert_int_equal(date_time("2021-01-02T10:00:00@Europe/Paris").time.zone.offset_s, 3600);
    assert_int_equal(date_time("2021-07-02T10:00:00@Europe/Paris").time.zone.offset_s, 7200);
    assert_int_equal(date_time("1988-07-02T10:00:00@Asia/Shanghai").time.zone.offset_s, 9 * 3600);
    // Skipped and repeated hours have the offset from before the change.
    assert_int_equal(date_time("2021-03-28T02:30:00@Europe/Paris").time.zone.offset_s, 3600);
    assert_int_equal(date_time("2021-10-31T02:30:00@Europe/Paris").time.zone.offset_s, 7200);
    // Centuries away the rule goes on.
    assert_int_equal(date_time("9999-07-02T10:00:00@Europe/Paris").time.zone.offset_s, 7200);
    assert_int_equal(date_time("999999999-01-02T10:00:00@Europe/Paris").time.zone.offset_s, 3600);
}

static void test_temporal__adding_hours_follows_instants(void **state) {
    (void)state;
    FeelDateTime sum;
    FeelDaysDuration day = duration("P1D").days_duration;
    FeelDateTime noon = date_time("2021-03-27T12:00:00@Europe/Paris");
    assert_true(feel_date_time_add_duration(noon, day, &sum));
    assert_str_equal(date_time_text(sum), "2021-03-28T13:00:00@Europe/Paris");
    assert_true(feel_date_time_add_duration(date_time("2021-01-01T00:30:00+08:00"),
                                            duration("-PT1H").days_duration, &sum));
    assert_str_equal(date_time_text(sum), "2020-12-31T23:30:00+08:00");
    assert_true(feel_date_time_add_months(date_time("2021-01-31T12:00:00@Europe/Paris"), 6, &sum));
    assert_int_equal(sum.time.zone.offset_s, 7200);
}

static void test_temporal__subtracting_needs_zones_on_both_sides(void **state) {
    (void)state;
    FeelValue difference;
    assert_true(feel_date_time_subtract(date_time("2021-01-02T10:10:10@Europe/Paris"),
                                        date_time("2021-01-01T10:10:10@Asia/Dhaka"), &difference));
    assert_str_equal(duration_text(difference), "P1DT5H");
    assert_false(feel_date_time_subtract(date_time("2021-01-02T10:10:10Z"),
                                         date_time("2021-01-01T10:10:10"), &difference));
    assert_true(feel_date_time_subtract(date_time("2021-01-01T00:00:00.25"),
                                        date_time("2021-01-01T00:00:01.5"), &difference));
    assert_str_equal(duration_text(difference), "-PT1.25S");
}

static void test_temporal__only_iana_names_are_zones(void **state) {
    (void)state;
    assert_true(feel_zone_is_known(STR("Asia/Shanghai")));
    assert_true(feel_zone_is_known(STR("Etc/UTC")));
    assert_true(feel_zone_is_known(STR("UTC")));
    static const char *const wrong[] = {"",          "Mars/Base",       "PST",
                                        "GMT+08:00", "asia/shanghai\n", "中国"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (feel_zone_is_known(str_from_c(wrong[i]))) fail_msg("\"%s\" is no zone", wrong[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_temporal__dates_read_only_in_their_form),
        cmocka_unit_test(test_temporal__times_read_only_in_their_form),
        cmocka_unit_test(test_temporal__date_times_write_as_they_read),
        cmocka_unit_test(test_temporal__durations_come_out_normal),
        cmocka_unit_test(test_temporal__months_end_where_months_end),
        cmocka_unit_test(test_temporal__whole_months_need_their_day),
        cmocka_unit_test(test_temporal__dates_drop_the_rest_of_a_day),
        cmocka_unit_test(test_temporal__zones_follow_summer_time),
        cmocka_unit_test(test_temporal__adding_hours_follows_instants),
        cmocka_unit_test(test_temporal__subtracting_needs_zones_on_both_sides),
        cmocka_unit_test(test_temporal__only_iana_names_are_zones),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
