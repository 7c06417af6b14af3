// SPDX-License-Identifier: Apache-2.0
#include "feel/temporal.h"

// ---- Values ----

FeelValue feel_time(Arena *arena, FeelTime time) {
    FeelTime *copy = NEW(arena, FeelTime);
    *copy = time;
    return (FeelValue){.kind = FEEL_TIME, .time = copy};
}

FeelValue feel_date_time(Arena *arena, FeelDateTime date_time) {
    FeelDateTime *copy = NEW(arena, FeelDateTime);
    *copy = date_time;
    return (FeelValue){.kind = FEEL_DATE_TIME, .date_time = copy};
}

FeelValue feel_days_duration(int64_t seconds, int64_t ns) {
    seconds += ns / FEEL_NS_PER_SECOND;
    ns %= FEEL_NS_PER_SECOND;
    if (seconds > 0 && ns < 0) seconds--, ns += FEEL_NS_PER_SECOND;
    if (seconds < 0 && ns > 0) seconds++, ns -= FEEL_NS_PER_SECOND;
    return (FeelValue){.kind = FEEL_DAYS_DURATION, .days_duration = {seconds, (int32_t)ns}};
}

Decimal feel_days_duration_to_decimal(FeelDaysDuration duration) {
    return decimal_add(decimal_from_int64(duration.seconds), decimal_from_scaled(duration.ns, 9));
}

bool feel_days_duration_from_decimal(Decimal seconds, FeelValue *duration) {
    if (!decimal_is_finite(seconds)) return false;
    Decimal whole = decimal_round(seconds, 0, DECIMAL_DOWN);
    Decimal rest = decimal_round(decimal_subtract(seconds, whole), 9, DECIMAL_DOWN);
    int64_t seconds_part, ns_part;
    if (!decimal_to_int64(whole, &seconds_part) || !decimal_to_scaled(rest, 9, &ns_part)) {
        return false;
    }
    *duration = feel_days_duration(seconds_part, ns_part);
    return true;
}

FeelDateTime feel_date_time_from_date(Date date) {
    return (FeelDateTime){.date = date, .time = {.zone = {.kind = FEEL_ZONE_OFFSET}}};
}

// ---- Comparing ----

bool feel_time_is_comparable(FeelTime a, FeelTime b) {
    return (a.zone.kind == FEEL_ZONE_NONE) == (b.zone.kind == FEEL_ZONE_NONE);
}

static int32_t zone_offset(FeelZone zone) {
    return zone.kind == FEEL_ZONE_NONE ? 0 : zone.offset_s;
}

int64_t feel_time_to_seconds(FeelTime time) {
    return time.ns / FEEL_NS_PER_SECOND - zone_offset(time.zone);
}

int64_t feel_date_time_to_seconds(FeelDateTime date_time) {
    return date_time.date * FEEL_SECONDS_PER_DAY + feel_time_to_seconds(date_time.time);
}

// ---- Arithmetic ----

static bool date_is_in_calendar(Date date) {
    return date >= date_from_civil((CivilDate){-DATE_YEAR_MAX, 1, 1}) &&
           date <= date_from_civil((CivilDate){DATE_YEAR_MAX, 12, 31});
}

bool feel_date_add_months(Date date, int64_t months, Date *sum) {
    const int64_t months_max = INT64_C(2) * 12 * DATE_YEAR_MAX;
    if (months > months_max || months < -months_max) return false;
    int64_t year = date_to_civil(date).year + months / 12;
    if (year < -DATE_YEAR_MAX - 1 || year > DATE_YEAR_MAX + 1) return false;
    *sum = date_add_months(date, months);
    return date_is_in_calendar(*sum);
}

// Seconds and nanoseconds of a day moved by a duration: whole days go to `*days`.
static void clock_add(int64_t ns, FeelDaysDuration duration, int64_t *days, int64_t *ns_of_day) {
    int64_t rest = duration.seconds % FEEL_SECONDS_PER_DAY * FEEL_NS_PER_SECOND + duration.ns + ns;
    int64_t carry = rest / FEEL_NS_PER_DAY;
    if (rest % FEEL_NS_PER_DAY < 0) carry--;
    *ns_of_day = rest - carry * FEEL_NS_PER_DAY;
    *days = duration.seconds / FEEL_SECONDS_PER_DAY + carry;
}

bool feel_date_add_duration(Date date, FeelDaysDuration duration, Date *sum) {
    int64_t days, ns;
    clock_add(0, duration, &days, &ns);
    *sum = date + days;
    return date_is_in_calendar(*sum);
}

FeelTime feel_time_add_duration(FeelTime time, FeelDaysDuration duration) {
    int64_t days;
    clock_add(time.ns, duration, &days, &time.ns);
    return time;
}

bool feel_date_time_add_months(FeelDateTime from, int64_t months, FeelDateTime *sum) {
    *sum = from;
    return feel_date_add_months(from.date, months, &sum->date) && feel_date_time_settle(sum);
}

static bool date_time_move(FeelDateTime *date_time, FeelDaysDuration duration) {
    int64_t days;
    clock_add(date_time->time.ns, duration, &days, &date_time->time.ns);
    date_time->date += days;
    return date_is_in_calendar(date_time->date);
}

bool feel_date_time_add_duration(FeelDateTime from, FeelDaysDuration duration, FeelDateTime *sum) {
    *sum = from;
    if (!date_time_move(sum, duration)) return false;
    FeelZone *zone = &sum->time.zone;
    if (zone->kind != FEEL_ZONE_NAMED) return true;
    // The clock still stands at the old offset; turn it to the offset that holds at that instant.
    int32_t offset;
    int64_t utc = feel_date_time_to_seconds(*sum);
    if (!feel_zone_offset_at_utc(zone->name, utc, &offset)) return false;
    FeelDaysDuration turn = {.seconds = offset - zone->offset_s};
    zone->offset_s = offset;
    return date_time_move(sum, turn);
}

bool feel_time_subtract(FeelTime a, FeelTime b, FeelValue *duration) {
    if (!feel_time_is_comparable(a, b)) return false;
    *duration = feel_days_duration(feel_time_to_seconds(a) - feel_time_to_seconds(b),
                                   a.ns % FEEL_NS_PER_SECOND - b.ns % FEEL_NS_PER_SECOND);
    return true;
}

bool feel_date_time_subtract(FeelDateTime a, FeelDateTime b, FeelValue *duration) {
    if (!feel_time_is_comparable(a.time, b.time)) return false;
    *duration = feel_days_duration(
        feel_date_time_to_seconds(a) - feel_date_time_to_seconds(b),
        a.time.ns % FEEL_NS_PER_SECOND - b.time.ns % FEEL_NS_PER_SECOND);
    return true;
}

int64_t feel_months_between(Date from, Date to) {
    CivilDate a = date_to_civil(from), b = date_to_civil(to);
    int64_t months = (b.year - a.year) * 12 + (b.month - a.month);
    if (months > 0 && b.day < a.day) months--;
    if (months < 0 && b.day > a.day) months++;
    return months;
}

bool feel_duration_negate(FeelValue duration, FeelValue *result) {
    *result = duration;
    if (duration.kind == FEEL_MONTHS_DURATION) {
        if (duration.months_duration == INT64_MIN) return false;
        result->months_duration = -duration.months_duration;
        return true;
    }
    if (duration.days_duration.seconds == INT64_MIN) return false;
    result->days_duration.seconds = -duration.days_duration.seconds;
    result->days_duration.ns = -duration.days_duration.ns;
    return true;
}
