// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_TEMPORAL_H
#define FEEL_TEMPORAL_H
// Calendar, clock and zone arithmetic behind the temporal values of FEEL. Private to this folder.
//
// A date-time is a local date and a local time; what its zone adds is the offset. Invariant: in a
// FeelDateTime with a named zone, `offset_s` is that zone's offset at that date (see
// feel_date_time_settle); in a FeelTime with a named zone, which has no date, it is the zone's
// standard offset. Functions that can leave the calendar (years beyond nine digits) return false.

#include "feel/value.h"

#define FEEL_SECONDS_PER_DAY 86400
#define FEEL_NS_PER_SECOND INT64_C(1000000000)
#define FEEL_NS_PER_DAY (FEEL_SECONDS_PER_DAY * FEEL_NS_PER_SECOND)
#define FEEL_OFFSET_SECONDS_MAX (18 * 3600)
#define FEEL_ZONE_NAME_BYTES_MAX 64

// ---- Values ----

FeelValue feel_time(Arena *arena, FeelTime time);
FeelValue feel_date_time(Arena *arena, FeelDateTime date_time);
static inline FeelValue feel_months_duration(int64_t months) {
    return (FeelValue){.kind = FEEL_MONTHS_DURATION, .months_duration = months};
}
// Brings seconds and nanoseconds of any signs to one sign.
FeelValue feel_days_duration(int64_t seconds, int64_t ns);
// Seconds as an exact number, fractions included, and back (cut to whole nanoseconds); false when
// the number is too large.
Decimal feel_days_duration_to_decimal(FeelDaysDuration duration);
bool feel_days_duration_from_decimal(Decimal seconds, FeelValue *duration) MUST_USE;
// A date as a date-time at midnight UTC, which is how the standard compares and subtracts them.
FeelDateTime feel_date_time_from_date(Date date);

// ---- Comparing ----

// Both have a zone, or neither has.
bool feel_time_is_comparable(FeelTime a, FeelTime b);
// Whole seconds since midnight, or since 1970, in UTC when there is a zone.
int64_t feel_time_to_seconds(FeelTime time);
int64_t feel_date_time_to_seconds(FeelDateTime date_time);

// ---- Arithmetic ----

bool feel_date_add_months(Date date, int64_t months, Date *sum) MUST_USE;
// A date plus a duration counts from midnight; what is left of a day is dropped.
bool feel_date_add_duration(Date date, FeelDaysDuration duration, Date *sum) MUST_USE;
// Times go round the clock.
FeelTime feel_time_add_duration(FeelTime time, FeelDaysDuration duration);
bool feel_date_time_add_months(FeelDateTime from, int64_t months, FeelDateTime *sum) MUST_USE;
// Along the line of instants: across a change of summer time the clock shows the jump.
bool feel_date_time_add_duration(FeelDateTime from, FeelDaysDuration duration,
                                 FeelDateTime *sum) MUST_USE;
// a - b. False when only one has a zone.
bool feel_time_subtract(FeelTime a, FeelTime b, FeelValue *duration) MUST_USE;
bool feel_date_time_subtract(FeelDateTime a, FeelDateTime b, FeelValue *duration) MUST_USE;
// Whole months from `from` to `to`, towards zero; a month is whole when its day of the month is
// reached, so that 31 January to 28 February is none.
int64_t feel_months_between(Date from, Date to);
bool feel_duration_negate(FeelValue duration, FeelValue *result) MUST_USE;

// ---- Zones (zone.c) ----

// Each is false when ICU has no memory to tell.

// Whether this is the name of an IANA zone.
bool feel_zone_is_known(Str name);
// Seconds east of UTC at a time in UTC.
bool feel_zone_offset_at_utc(Str name, int64_t seconds, int32_t *offset) MUST_USE;
// Without summer time, as the zone's rules stand in 1970.
bool feel_zone_standard_offset(Str name, int32_t *offset) MUST_USE;
// Puts the offset of a named zone in place. A local time that summer time skips or repeats has the
// offset from before the change.
bool feel_date_time_settle(FeelDateTime *date_time) MUST_USE;

// ---- Texts (temporal_text.c); whole texts only, false when it is none ----

bool feel_date_from_str(Str text, Date *date) MUST_USE;
// "24:00:00" is the midnight that begins the next day: `*next_day` says so.
bool feel_time_from_str(Str text, FeelTime *time, bool *next_day) MUST_USE;
bool feel_date_time_from_str(Str text, FeelDateTime *date_time) MUST_USE;
bool feel_duration_from_str(Str text, FeelValue *duration) MUST_USE;
void feel_put_time(StrBuilder *out, FeelTime time);
void feel_put_date_time(StrBuilder *out, FeelDateTime date_time);
void feel_put_days_duration(StrBuilder *out, FeelDaysDuration duration);
void feel_put_months_duration(StrBuilder *out, int64_t months);

#endif
