// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
// Two clocks, never mixed (DESIGN §4). The business date decides rights and deadlines; it is the
// day in Asia/Shanghai, or the fixed day given with --today. Real time is for sessions, time-outs
// and the audit log. Nothing but this file asks the operating system for the time.

#include "base/date.h"

typedef struct Clock {
    Date (*today)(void *state);      // business date
    int64_t (*now_ms)(void *state);  // milliseconds since 1970, UTC
    void *state;
} Clock;

// Real time; the business date is `fixed_today` unless that is DATE_ABSENT. `storage` is the
// caller's and must outlive the clock.
typedef struct ClockStorage {
    Date fixed_today;
} ClockStorage;
Clock clock_system(ClockStorage *storage, Date fixed_today);

static inline Date clock_today(const Clock *clock) { return clock->today(clock->state); }
static inline int64_t clock_now_ms(const Clock *clock) { return clock->now_ms(clock->state); }
// The day in Asia/Shanghai at a moment of real time.
Date clock_date_at(int64_t ms);
// Nanoseconds that only go forward, for measuring.
int64_t clock_monotonic_ns(void);
// "2023-10-16T08:30:00.123Z".
Str clock_timestamp(Arena *arena, int64_t ms) MUST_USE;

#endif
