// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
#define SHANGHAI_MS ((int64_t)8 * 60 * 60 * 1000) // UTC+8 all year

static int64_t system_now_ms(void *state) {
    (void)state;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static Date system_today(void *state) {
    const ClockStorage *storage = state;
    if (storage->fixed_today != DATE_ABSENT) return storage->fixed_today;
    return clock_date_at(system_now_ms(state));
}

Clock clock_system(ClockStorage *storage, Date fixed_today) {
    storage->fixed_today = fixed_today;
    return (Clock){system_today, system_now_ms, storage};
}

// Milliseconds of the day and the day itself, also before 1970.
static Date split_ms(int64_t ms, int64_t *of_day) {
    int64_t days = ms / DAY_MS;
    *of_day = ms % DAY_MS;
    if (*of_day < 0) {
        *of_day += DAY_MS;
        days--;
    }
    return days;
}

Date clock_date_at(int64_t ms) {
    int64_t of_day;
    return split_ms(ms + SHANGHAI_MS, &of_day);
}

int64_t clock_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

Str clock_timestamp(Arena *arena, int64_t ms) {
    int64_t of_day;
    char date[DATE_TEXT_BYTES_MAX];
    date_to_text(split_ms(ms, &of_day), date);
    int hours = (int)(of_day / 3600000), minutes = (int)(of_day / 60000 % 60);
    int seconds = (int)(of_day / 1000 % 60), milliseconds = (int)(of_day % 1000);
    return str_format(arena, "%sT%02d:%02d:%02d.%03dZ", date, hours, minutes, seconds,
                      milliseconds);
}
