// SPDX-License-Identifier: Apache-2.0
// IANA time zones by ICU. A calendar object is opened for each question and closed again: nothing
// is shared, so any number of threads may ask. Values keep the answer (FeelZone.offset_s).
#include "feel/temporal.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

// ICU counts milliseconds in doubles and knows rules, not years: a year far away has the offset of
// the year that is the same in the Gregorian cycle of 400 years and near enough.
#define CYCLE_SECONDS (INT64_C(146097) * FEEL_SECONDS_PER_DAY)
#define YEAR_1570 INT64_C(-12622780800)
#define YEAR_2370 (YEAR_1570 + 2 * CYCLE_SECONDS)

static int64_t seconds_to_near(int64_t seconds) {
    if (seconds < YEAR_1570) return YEAR_1570;
    if (seconds < YEAR_2370) return seconds;
    return YEAR_2370 - CYCLE_SECONDS + (seconds - YEAR_2370) % CYCLE_SECONDS;
}

static bool name_to_utf16(Str name, UChar out[FEEL_ZONE_NAME_BYTES_MAX + 1]) {
    if (name.length == 0 || name.length > FEEL_ZONE_NAME_BYTES_MAX) return false;
    for (size_t i = 0; i < name.length; i++) {
        unsigned char c = (unsigned char)name.data[i];
        if (c <= ' ' || c >= 127) return false;
        out[i] = c;
    }
    out[name.length] = 0;
    return true;
}

// ICU also knows three-letter names of its own ("PST", "CST" for China and for Chicago ...).
static bool is_abbreviation_of_icu(Str name) {
    static const char *const iana[] = {"UTC", "UCT", "GMT", "EST", "MST", "HST", "CET",
                                       "MET", "EET", "WET", "PRC", "ROC", "ROK"};
    if (name.length != 3) return false;
    for (size_t i = 0; i < sizeof iana / sizeof *iana; i++) {
        if (str_equal(name, str_from_c(iana[i]))) return false;
    }
    return true;
}

bool feel_zone_is_known(Str name) {
    UChar id[FEEL_ZONE_NAME_BYTES_MAX + 1], canonical[FEEL_ZONE_NAME_BYTES_MAX + 1];
    if (is_abbreviation_of_icu(name) || !name_to_utf16(name, id)) return false;
    UBool is_system = 0;
    UErrorCode status = U_ZERO_ERROR;
    ucal_getCanonicalTimeZoneID(id, -1, canonical, FEEL_ZONE_NAME_BYTES_MAX + 1, &is_system,
                                &status);
    return U_SUCCESS(status) && is_system;
}

// ICU puts this zone in the place of one that it has no memory for.
static bool is_unknown_zone(const UCalendar *calendar, UErrorCode *status) {
    UChar id[FEEL_ZONE_NAME_BYTES_MAX + 1];
    int32_t length = ucal_getTimeZoneID(calendar, id, FEEL_ZONE_NAME_BYTES_MAX + 1, status);
    static const char unknown[] = UCAL_UNKNOWN_ZONE_ID;
    if (length != (int32_t)sizeof unknown - 1) return false;
    for (int32_t i = 0; i < length; i++) {
        if (id[i] != (UChar)unknown[i]) return false;
    }
    return true;
}

// Raw and summer-time offset in seconds; false when ICU has no memory.
static bool zone_offsets(Str name, int64_t seconds, bool is_local, int32_t *raw, int32_t *summer) {
    UChar id[FEEL_ZONE_NAME_BYTES_MAX + 1];
    *raw = *summer = 0;
    if (!name_to_utf16(name, id)) return false;
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *calendar = ucal_open(id, -1, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) return false;
    bool is_unknown = is_unknown_zone(calendar, &status);
    ucal_setMillis(calendar, (double)seconds_to_near(seconds) * 1000, &status);
    if (is_local) {
        ucal_getTimeZoneOffsetFromLocal(calendar, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw,
                                        summer, &status);
    } else {
        *raw = ucal_get(calendar, UCAL_ZONE_OFFSET, &status);
        *summer = ucal_get(calendar, UCAL_DST_OFFSET, &status);
    }
    ucal_close(calendar);
    *raw /= 1000, *summer /= 1000;
    return U_SUCCESS(status) && !is_unknown;
}

bool feel_zone_offset_at_utc(Str name, int64_t seconds, int32_t *offset) {
    int32_t raw, summer;
    bool ok = zone_offsets(name, seconds, false, &raw, &summer);
    *offset = raw + summer;
    return ok;
}

bool feel_zone_standard_offset(Str name, int32_t *offset) {
    int32_t summer;
    return zone_offsets(name, 0, false, offset, &summer);
}

bool feel_date_time_settle(FeelDateTime *date_time) {
    FeelZone *zone = &date_time->time.zone;
    if (zone->kind != FEEL_ZONE_NAMED) return true;
    int64_t of_day = date_time->time.ns / FEEL_NS_PER_SECOND;
    int64_t local = date_time->date * FEEL_SECONDS_PER_DAY + of_day;
    int32_t raw, summer;
    bool ok = zone_offsets(zone->name, local, true, &raw, &summer);
    zone->offset_s = raw + summer;
    return ok;
}
