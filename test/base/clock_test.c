// SPDX-License-Identifier: Apache-2.0
// Protects the two clocks: a fixed business date stays fixed, and midnight is Shanghai's.
#include "test.h"

#include "base/clock.h"

static void test_clock__the_business_day_turns_at_shanghai_midnight(void **state) {
    (void)state;
    Date date;
    assert_true(date_from_str(STR("2023-10-16"), &date));
    int64_t midnight = (date * 24 - 8) * 3600 * 1000; // 2023-10-15T16:00:00Z
    assert_true(clock_date_at(midnight) == date);
    assert_true(clock_date_at(midnight - 1) == date - 1);
    assert_true(clock_date_at(midnight + 24 * 3600 * 1000 - 1) == date);
    assert_true(clock_date_at(-8 * 3600 * 1000 - 1) == -1);
}

static void test_clock__a_fixed_day_stays(void **state) {
    (void)state;
    ClockStorage storage;
    Clock clock = clock_system(&storage, 19646);
    assert_int_equal(clock_today(&clock), 19646);
    clock = clock_system(&storage, DATE_ABSENT);
    // Real time may pass midnight between the two calls, but not two.
    Date today = clock_today(&clock), now = clock_date_at(clock_now_ms(&clock));
    assert_in_range(now - today, 0, 1);
    assert_true(today > 19646);
}

static void test_clock__monotonic_time_goes_forward(void **state) {
    (void)state;
    int64_t before = clock_monotonic_ns();
    for (int i = 0; i < 1000; i++) {
        int64_t after = clock_monotonic_ns();
        assert_true(after >= before);
        before = after;
    }
}

static void test_clock__timestamps(void **state) {
    (void)state;
    Arena arena = {0};
    assert_str_equal(clock_timestamp(&arena, 0), "1970-01-01T00:00:00.000Z");
    assert_str_equal(clock_timestamp(&arena, 1697445000123), "2023-10-16T08:30:00.123Z");
    assert_str_equal(clock_timestamp(&arena, -1), "1969-12-31T23:59:59.999Z");
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clock__the_business_day_turns_at_shanghai_midnight),
        cmocka_unit_test(test_clock__a_fixed_day_stays),
        cmocka_unit_test(test_clock__monotonic_time_goes_forward),
        cmocka_unit_test(test_clock__timestamps),
    };
    return RUN_TESTS(tests);
}
