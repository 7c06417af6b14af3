// SPDX-License-Identifier: Apache-2.0
// The lexical forms of XML Schema, with "@Zone" after times and offsets that may have seconds.
#include "feel/temporal.h"

#define FRACTION_DIGITS_MAX 9

// ---- Reading ----

typedef struct Cursor {
    const char *at, *end;
} Cursor;

static bool cursor_is_at_end(const Cursor *cursor) { return cursor->at == cursor->end; }

static bool cursor_take(Cursor *cursor, char c) {
    if (cursor->at == cursor->end || *cursor->at != c) return false;
    cursor->at++;
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static size_t cursor_count_digits(const Cursor *cursor) {
    size_t count = 0;
    while (cursor->at + count < cursor->end && is_digit(cursor->at[count])) count++;
    return count;
}

// At least one digit, and no more than fit an int64.
static bool cursor_take_number(Cursor *cursor, int64_t *value) {
    size_t digits = cursor_count_digits(cursor);
    if (digits == 0 || digits > 18) return false;
    *value = 0;
    while (digits-- > 0) *value = *value * 10 + (*cursor->at++ - '0');
    return true;
}

// Exactly two digits, up to `max`.
static bool cursor_take_pair(Cursor *cursor, int max, int *value) {
    if (cursor->end - cursor->at < 2 || !is_digit(cursor->at[0]) || !is_digit(cursor->at[1])) {
        return false;
    }
    *value = (cursor->at[0] - '0') * 10 + (cursor->at[1] - '0');
    cursor->at += 2;
    return *value <= max;
}

// ".123" as nanoseconds; nothing there is zero.
static bool cursor_take_fraction(Cursor *cursor, int64_t *ns) {
    *ns = 0;
    if (!cursor_take(cursor, '.')) return true;
    size_t digits = cursor_count_digits(cursor);
    if (digits == 0 || digits > FRACTION_DIGITS_MAX) return false;
    for (size_t i = 0; i < FRACTION_DIGITS_MAX; i++) {
        *ns = *ns * 10 + (i < digits ? *cursor->at++ - '0' : 0);
    }
    return true;
}

bool feel_date_from_str(Str text, Date *date) {
    Str digits = str_starts_with(text, STR("-")) ? str_slice(text, 1, text.length) : text;
    size_t year_digits = str_find(digits, STR("-"), 0);
    if (year_digits < 4 || year_digits > 9) return false;
    if (year_digits > 4 && digits.data[0] == '0') return false;
    return date_from_str(text, date);
}

// "Z", "+08:00", "-02:45:55"; the standard's own examples have a small "z", too.
static bool read_offset(Cursor *cursor, FeelZone *zone) {
    zone->kind = FEEL_ZONE_OFFSET;
    if (cursor_take(cursor, 'Z') || cursor_take(cursor, 'z')) return cursor_is_at_end(cursor);
    int sign = cursor_take(cursor, '-') ? -1 : 1;
    if (sign > 0 && !cursor_take(cursor, '+')) return false;
    int hours, minutes, seconds = 0;
    if (!cursor_take_pair(cursor, 18, &hours) || !cursor_take(cursor, ':') ||
        !cursor_take_pair(cursor, 59, &minutes)) {
        return false;
    }
    if (cursor_take(cursor, ':') && !cursor_take_pair(cursor, 59, &seconds)) return false;
    zone->offset_s = sign * (hours * 3600 + minutes * 60 + seconds);
    return cursor_is_at_end(cursor) && zone->offset_s <= FEEL_OFFSET_SECONDS_MAX &&
           zone->offset_s >= -FEEL_OFFSET_SECONDS_MAX;
}

static bool read_zone(Cursor *cursor, FeelZone *zone) {
    *zone = (FeelZone){0};
    if (cursor_is_at_end(cursor)) return true;
    if (!cursor_take(cursor, '@')) return read_offset(cursor, zone);
    Str name = str_from_range(cursor->at, cursor->end);
    *zone = (FeelZone){.kind = FEEL_ZONE_NAMED, .name = name};
    return feel_zone_is_known(name) && feel_zone_standard_offset(name, &zone->offset_s);
}

bool feel_time_from_str(Str text, FeelTime *time, bool *next_day) {
    Cursor cursor = {text.data, text.data + text.length};
    int hour, minute, second;
    int64_t ns;
    if (!cursor_take_pair(&cursor, 24, &hour) || !cursor_take(&cursor, ':') ||
        !cursor_take_pair(&cursor, 59, &minute) || !cursor_take(&cursor, ':') ||
        !cursor_take_pair(&cursor, 59, &second) || !cursor_take_fraction(&cursor, &ns)) {
        return false;
    }
    *next_day = hour == 24;
    if (*next_day && (minute != 0 || second != 0 || ns != 0)) return false;
    time->ns = (hour % 24 * 3600 + minute * 60 + second) * FEEL_NS_PER_SECOND + ns;
    return read_zone(&cursor, &time->zone);
}

bool feel_date_time_from_str(Str text, FeelDateTime *date_time) {
    size_t split = str_find(text, STR("T"), 0);
    *date_time = (FeelDateTime){0};
    if (split == SIZE_MAX) return feel_date_from_str(text, &date_time->date);
    bool next_day;
    if (!feel_date_from_str(str_slice(text, 0, split), &date_time->date) ||
        !feel_time_from_str(str_slice(text, split + 1, text.length), &date_time->time, &next_day)) {
        return false;
    }
    if (next_day && !feel_date_add_duration(date_time->date,
                                            (FeelDaysDuration){.seconds = FEEL_SECONDS_PER_DAY},
                                            &date_time->date)) {
        return false;
    }
    return feel_date_time_settle(date_time);
}

// Adds `count` times `unit` when the designator follows the number.
static bool read_part(Cursor *cursor, char designator, int64_t unit, int64_t *sum, bool *any) {
    Cursor ahead = *cursor;
    int64_t count, product;
    if (!cursor_take_number(&ahead, &count) || !cursor_take(&ahead, designator)) return true;
    if (__builtin_mul_overflow(count, unit, &product) ||
        __builtin_add_overflow(*sum, product, sum)) {
        return false;
    }
    *cursor = ahead;
    *any = true;
    return true;
}

static bool read_months(Cursor cursor, bool is_negative, FeelValue *duration) {
    int64_t months = 0;
    bool any = false;
    if (!read_part(&cursor, 'Y', 12, &months, &any) ||
        !read_part(&cursor, 'M', 1, &months, &any) || !any || !cursor_is_at_end(&cursor)) {
        return false;
    }
    *duration = feel_months_duration(is_negative ? -months : months);
    return true;
}

// "1.5S"; "1.S" too, as other engines read it, though XML Schema wants a digit behind the point.
static bool read_seconds(Cursor *cursor, int64_t *seconds, int64_t *ns, bool *any) {
    Cursor ahead = *cursor;
    int64_t whole;
    bool has_whole = cursor_take_number(&ahead, &whole);
    if (has_whole && ahead.end - ahead.at == 2 && ahead.at[0] == '.') ahead.at++;
    if (!has_whole || !cursor_take_fraction(&ahead, ns) || !cursor_take(&ahead, 'S')) {
        *ns = 0;
        return true;
    }
    *cursor = ahead;
    *any = true;
    return !__builtin_add_overflow(*seconds, whole, seconds);
}

static bool read_days(Cursor cursor, bool is_negative, FeelValue *duration) {
    int64_t seconds = 0, ns = 0;
    bool any = false;
    if (!read_part(&cursor, 'D', FEEL_SECONDS_PER_DAY, &seconds, &any)) return false;
    if (cursor_take(&cursor, 'T')) {
        any = false;
        if (!read_part(&cursor, 'H', 3600, &seconds, &any) ||
            !read_part(&cursor, 'M', 60, &seconds, &any) ||
            !read_seconds(&cursor, &seconds, &ns, &any)) {
            return false;
        }
    }
    if (!any || !cursor_is_at_end(&cursor)) return false;
    *duration = feel_days_duration(is_negative ? -seconds : seconds, is_negative ? -ns : ns);
    return true;
}

bool feel_duration_from_str(Str text, FeelValue *duration) {
    Cursor cursor = {text.data, text.data + text.length};
    bool is_negative = cursor_take(&cursor, '-');
    if (!cursor_take(&cursor, 'P')) return false;
    return read_months(cursor, is_negative, duration) || read_days(cursor, is_negative, duration);
}

// ---- Writing ----

// ".5" of half a second; nothing for whole seconds.
static void put_fraction(StrBuilder *out, int64_t ns) {
    if (ns == 0) return;
    int digits = FRACTION_DIGITS_MAX;
    for (; ns % 10 == 0; ns /= 10) digits--;
    str_put_format(out, ".%0*lld", digits, (long long)ns);
}

static void put_zone(StrBuilder *out, FeelZone zone) {
    if (zone.kind == FEEL_ZONE_NONE) return;
    if (zone.kind == FEEL_ZONE_NAMED) {
        str_put_char(out, '@');
        str_put(out, zone.name);
        return;
    }
    if (zone.offset_s == 0) {
        str_put_char(out, 'Z');
        return;
    }
    int offset = zone.offset_s < 0 ? -zone.offset_s : zone.offset_s;
    str_put_format(out, "%c%02d:%02d", zone.offset_s < 0 ? '-' : '+', offset / 3600,
                   offset / 60 % 60);
    if (offset % 60 != 0) str_put_format(out, ":%02d", offset % 60);
}

void feel_put_time(StrBuilder *out, FeelTime time) {
    int seconds = (int)(time.ns / FEEL_NS_PER_SECOND);
    str_put_format(out, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    put_fraction(out, time.ns % FEEL_NS_PER_SECOND);
    put_zone(out, time.zone);
}

void feel_put_date_time(StrBuilder *out, FeelDateTime date_time) {
    char date[DATE_TEXT_BYTES_MAX];
    str_put(out, (Str){date, date_to_text(date_time.date, date)});
    str_put_char(out, 'T');
    feel_put_time(out, date_time.time);
}

static void put_part(StrBuilder *out, uint64_t count, char designator) {
    if (count == 0) return;
    str_put_format(out, "%llu%c", (unsigned long long)count, designator);
}

void feel_put_days_duration(StrBuilder *out, FeelDaysDuration duration) {
    bool is_negative = duration.seconds < 0 || duration.ns < 0;
    uint64_t seconds = (uint64_t)duration.seconds;
    if (is_negative) seconds = 0 - seconds;
    int64_t ns = is_negative ? -(int64_t)duration.ns : duration.ns;
    str_put(out, is_negative ? STR("-P") : STR("P"));
    put_part(out, seconds / FEEL_SECONDS_PER_DAY, 'D');
    uint64_t of_day = seconds % FEEL_SECONDS_PER_DAY;
    if (of_day == 0 && ns == 0 && seconds != 0) return;
    str_put_char(out, 'T');
    put_part(out, of_day / 3600, 'H');
    put_part(out, of_day / 60 % 60, 'M');
    if (of_day % 60 == 0 && ns == 0 && seconds != 0) return;
    str_put_int(out, (int64_t)(of_day % 60));
    put_fraction(out, ns);
    str_put_char(out, 'S');
}

void feel_put_months_duration(StrBuilder *out, int64_t months) {
    uint64_t count = (uint64_t)months;
    if (months < 0) count = 0 - count;
    str_put(out, months < 0 ? STR("-P") : STR("P"));
    put_part(out, count / 12, 'Y');
    put_part(out, count % 12, 'M');
    if (months == 0) str_put(out, STR("0M"));
}
