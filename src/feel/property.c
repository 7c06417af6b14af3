// SPDX-License-Identifier: Apache-2.0
// Properties of values other than contexts: `.year`, `.time offset`, `.start included` (table 66).
#include "feel/builtin.h"
#include "feel/temporal.h"

typedef FeelValue PropertyGet(FeelValue value);

// ---- Dates, times and date-times ----

static CivilDate civil_of(FeelValue v) {
    return date_to_civil(v.kind == FEEL_DATE ? v.date : v.date_time->date);
}

static FeelTime time_of(FeelValue v) {
    return v.kind == FEEL_TIME ? *v.time : v.date_time->time;
}

static int64_t seconds_of_day(FeelValue v) { return time_of(v).ns / FEEL_NS_PER_SECOND; }

static FeelValue get_year(FeelValue v) { return feel_int(civil_of(v).year); }
static FeelValue get_month(FeelValue v) { return feel_int(civil_of(v).month); }
static FeelValue get_day(FeelValue v) { return feel_int(civil_of(v).day); }
static FeelValue get_weekday(FeelValue v) {
    return feel_int(date_weekday(v.kind == FEEL_DATE ? v.date : v.date_time->date));
}
static FeelValue get_hour(FeelValue v) { return feel_int(seconds_of_day(v) / 3600); }
static FeelValue get_minute(FeelValue v) { return feel_int(seconds_of_day(v) / 60 % 60); }
static FeelValue get_second(FeelValue v) {
    return feel_number(decimal_from_scaled(time_of(v).ns % (60 * FEEL_NS_PER_SECOND), 9));
}

static FeelValue get_offset(FeelValue v) {
    FeelZone zone = time_of(v).zone;
    return zone.kind == FEEL_ZONE_NONE ? feel_null() : feel_days_duration(zone.offset_s, 0);
}

static FeelValue get_timezone(FeelValue v) {
    FeelZone zone = time_of(v).zone;
    return zone.kind == FEEL_ZONE_NAMED ? feel_string(zone.name) : feel_null();
}

// ---- Durations: all parts have the sign of the whole ----

static FeelValue get_years(FeelValue v) { return feel_int(v.months_duration / 12); }
static FeelValue get_months(FeelValue v) { return feel_int(v.months_duration % 12); }
static FeelValue get_days(FeelValue v) {
    return feel_int(v.days_duration.seconds / FEEL_SECONDS_PER_DAY);
}
static FeelValue get_hours(FeelValue v) {
    return feel_int(v.days_duration.seconds % FEEL_SECONDS_PER_DAY / 3600);
}
static FeelValue get_minutes(FeelValue v) { return feel_int(v.days_duration.seconds / 60 % 60); }
static FeelValue get_seconds(FeelValue v) {
    FeelDaysDuration rest = {v.days_duration.seconds % 60, v.days_duration.ns};
    return feel_number(feel_days_duration_to_decimal(rest));
}

// ---- Ranges ----

static FeelValue get_start(FeelValue v) { return v.range->low; }
static FeelValue get_end(FeelValue v) { return v.range->high; }
static FeelValue get_start_included(FeelValue v) { return feel_boolean(v.range->low_included); }
static FeelValue get_end_included(FeelValue v) { return feel_boolean(v.range->high_included); }

// ---- The table ----

#define OF(KIND) (1u << FEEL_##KIND)

typedef struct Property {
    const char *name;
    unsigned kinds;      // of the values that have it, one bit each
    FeelTypeKind result; // ANY: the element type of the range
    PropertyGet *get;
} Property;

static const Property properties[] = {
    {"year", OF(DATE) | OF(DATE_TIME), FEEL_TYPE_NUMBER, get_year},
    {"month", OF(DATE) | OF(DATE_TIME), FEEL_TYPE_NUMBER, get_month},
    {"day", OF(DATE) | OF(DATE_TIME), FEEL_TYPE_NUMBER, get_day},
    {"weekday", OF(DATE) | OF(DATE_TIME), FEEL_TYPE_NUMBER, get_weekday},
    {"hour", OF(TIME) | OF(DATE_TIME), FEEL_TYPE_NUMBER, get_hour},
    {"minute", OF(TIME) | OF(DATE_TIME), FEEL_TYPE_NUMBER, get_minute},
    {"second", OF(TIME) | OF(DATE_TIME), FEEL_TYPE_NUMBER, get_second},
    {"time offset", OF(TIME) | OF(DATE_TIME), FEEL_TYPE_DAYS_DURATION, get_offset},
    {"timezone", OF(TIME) | OF(DATE_TIME), FEEL_TYPE_STRING, get_timezone},
    {"years", OF(MONTHS_DURATION), FEEL_TYPE_NUMBER, get_years},
    {"months", OF(MONTHS_DURATION), FEEL_TYPE_NUMBER, get_months},
    {"days", OF(DAYS_DURATION), FEEL_TYPE_NUMBER, get_days},
    {"hours", OF(DAYS_DURATION), FEEL_TYPE_NUMBER, get_hours},
    {"minutes", OF(DAYS_DURATION), FEEL_TYPE_NUMBER, get_minutes},
    {"seconds", OF(DAYS_DURATION), FEEL_TYPE_NUMBER, get_seconds},
    {"start", OF(RANGE), FEEL_TYPE_ANY, get_start},
    {"end", OF(RANGE), FEEL_TYPE_ANY, get_end},
    {"start included", OF(RANGE), FEEL_TYPE_BOOLEAN, get_start_included},
    {"end included", OF(RANGE), FEEL_TYPE_BOOLEAN, get_end_included},
};

static const Property *property_find(FeelKind kind, Str name) {
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        const Property *property = &properties[i];
        if ((property->kinds >> kind & 1) && str_equal(str_from_c(property->name), name)) {
            return property;
        }
    }
    return NULL;
}

bool feel_property(FeelRun *run, FeelValue value, Str name, FeelValue *result) {
    (void)run;
    const Property *property = property_find(value.kind, name);
    if (property) *result = property->get(value);
    return property != NULL;
}

static FeelKind kind_of_type(FeelTypeKind type) {
    switch (type) {
    case FEEL_TYPE_DATE: return FEEL_DATE;
    case FEEL_TYPE_TIME: return FEEL_TIME;
    case FEEL_TYPE_DATE_TIME: return FEEL_DATE_TIME;
    case FEEL_TYPE_DAYS_DURATION: return FEEL_DAYS_DURATION;
    case FEEL_TYPE_MONTHS_DURATION: return FEEL_MONTHS_DURATION;
    case FEEL_TYPE_RANGE: return FEEL_RANGE;
    case FEEL_TYPE_ANY:
    case FEEL_TYPE_NULL:
    case FEEL_TYPE_BOOLEAN:
    case FEEL_TYPE_NUMBER:
    case FEEL_TYPE_STRING:
    case FEEL_TYPE_LIST:
    case FEEL_TYPE_CONTEXT:
    case FEEL_TYPE_FUNCTION: break;
    }
    return FEEL_NULL;
}

const FeelType *feel_property_type(const FeelType *type, Str name) {
    const Property *property = property_find(kind_of_type(type->kind), name);
    if (!property) return NULL;
    if (property->result != FEEL_TYPE_ANY) return &feel_simple_types[property->result];
    return type->element ? type->element : FEEL_TYPE_OF(ANY);
}
