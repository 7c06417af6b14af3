// SPDX-License-Identifier: Apache-2.0
#include "feel/value.h"

#include "feel/temporal.h"

#include <assert.h>

FeelValue feel_number(Decimal n) {
    if (!decimal_is_finite(n)) return feel_null();
    return (FeelValue){.kind = FEEL_NUMBER, .number = n};
}

const FeelValue *feel_context_get(FeelContext context, Str name) {
    for (size_t i = 0; i < context.count; i++) {
        if (str_equal(context.entries[i].name, name)) return &context.entries[i].value;
    }
    return NULL;
}

// ---- Equality ----

static FeelTruth truth(bool b) { return b ? FEEL_TRUE : FEEL_FALSE; }

// One false makes the whole false; failing that, one unknown makes it unknown.
static FeelTruth truth_and(FeelTruth a, FeelTruth b) {
    if (a == FEEL_FALSE || b == FEEL_FALSE) return FEEL_FALSE;
    return a == FEEL_UNKNOWN || b == FEEL_UNKNOWN ? FEEL_UNKNOWN : FEEL_TRUE;
}

static FeelTruth equal_at(FeelValue a, FeelValue b, int depth);

static FeelTruth list_equal(FeelList a, FeelList b, int depth) {
    if (a.count != b.count) return FEEL_FALSE;
    FeelTruth result = FEEL_TRUE;
    for (size_t i = 0; i < a.count && result != FEEL_FALSE; i++) {
        result = truth_and(result, equal_at(a.items[i], b.items[i], depth));
    }
    return result;
}

static FeelTruth context_equal(FeelContext a, FeelContext b, int depth) {
    if (a.count != b.count) return FEEL_FALSE;
    FeelTruth result = FEEL_TRUE;
    for (size_t i = 0; i < a.count && result != FEEL_FALSE; i++) {
        const FeelValue *other = feel_context_get(b, a.entries[i].name);
        if (!other) return FEEL_FALSE;
        result = truth_and(result, equal_at(a.entries[i].value, *other, depth));
    }
    return result;
}

static bool range_looks_like(const FeelRange *a, const FeelRange *b) {
    return a->form == b->form && a->low_included == b->low_included &&
           a->high_included == b->high_included;
}

static FeelTruth range_equal(const FeelRange *a, const FeelRange *b, int depth) {
    if (!range_looks_like(a, b)) return FEEL_FALSE;
    return truth_and(equal_at(a->low, b->low, depth), equal_at(a->high, b->high, depth));
}

static FeelTruth equal_at(FeelValue a, FeelValue b, int depth) {
    if (++depth > FEEL_NESTING_MAX) return FEEL_UNKNOWN;
    if (a.kind != b.kind) {
        return feel_is_null(a) || feel_is_null(b) ? FEEL_FALSE : FEEL_UNKNOWN;
    }
    switch (a.kind) {
    case FEEL_NULL: return FEEL_TRUE;
    case FEEL_BOOLEAN: return truth(a.boolean == b.boolean);
    case FEEL_NUMBER: return truth(decimal_equal(a.number, b.number));
    case FEEL_STRING: return truth(str_equal(a.string, b.string));
    case FEEL_LIST: return list_equal(a.list, b.list, depth);
    case FEEL_CONTEXT: return context_equal(a.context, b.context, depth);
    case FEEL_RANGE: return range_equal(a.range, b.range, depth);
    case FEEL_FUNCTION: return truth(a.function == b.function);
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION: break;
    }
    int order;
    return truth(feel_compare(a, b, &order) && order == 0);
}

FeelTruth feel_equal(FeelValue a, FeelValue b) { return equal_at(a, b, 0); }

// ---- Identity ----

static bool zone_is_same(FeelZone a, FeelZone b) {
    if (a.kind != b.kind) return false;
    if (a.kind == FEEL_ZONE_NAMED) return str_equal(a.name, b.name);
    return a.kind == FEEL_ZONE_NONE || a.offset_s == b.offset_s;
}

static bool time_is_same(FeelTime a, FeelTime b) {
    return a.ns == b.ns && zone_is_same(a.zone, b.zone);
}

static bool same_at(FeelValue a, FeelValue b, int depth);

static bool list_is_same(FeelList a, FeelList b, int depth) {
    if (a.count != b.count) return false;
    for (size_t i = 0; i < a.count; i++) {
        if (!same_at(a.items[i], b.items[i], depth)) return false;
    }
    return true;
}

static bool context_is_same(FeelContext a, FeelContext b, int depth) {
    if (a.count != b.count) return false;
    for (size_t i = 0; i < a.count; i++) {
        const FeelValue *other = feel_context_get(b, a.entries[i].name);
        if (!other || !same_at(a.entries[i].value, *other, depth)) return false;
    }
    return true;
}

static bool same_at(FeelValue a, FeelValue b, int depth) {
    if (a.kind != b.kind || ++depth > FEEL_NESTING_MAX) return false;
    switch (a.kind) {
    case FEEL_TIME: return time_is_same(*a.time, *b.time);
    case FEEL_DATE_TIME:
        return a.date_time->date == b.date_time->date &&
               time_is_same(a.date_time->time, b.date_time->time);
    case FEEL_LIST: return list_is_same(a.list, b.list, depth);
    case FEEL_CONTEXT: return context_is_same(a.context, b.context, depth);
    case FEEL_RANGE:
        return range_looks_like(a.range, b.range) &&
               same_at(a.range->low, b.range->low, depth) &&
               same_at(a.range->high, b.range->high, depth);
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_NUMBER:
    case FEEL_STRING:
    case FEEL_DATE:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
    case FEEL_FUNCTION: break;
    }
    return feel_equal(a, b) == FEEL_TRUE;
}

bool feel_is_same(FeelValue a, FeelValue b) { return same_at(a, b, 0); }

// ---- Order ----

static int order_of(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int days_duration_order(FeelDaysDuration a, FeelDaysDuration b) {
    int order = order_of(a.seconds, b.seconds);
    return order != 0 ? order : order_of(a.ns, b.ns);
}

// A time without a zone takes the zone of the other for its own; it comes before or after then, but
// never equals it: it would equal times that differ.
static bool time_order(FeelTime a, FeelTime b, int *order) {
    bool are_alike = feel_time_is_comparable(a, b);
    if (!are_alike) a.zone = b.zone = (FeelZone){0};
    *order = order_of(feel_time_to_seconds(a), feel_time_to_seconds(b));
    return are_alike || *order != 0;
}

static bool date_time_order(FeelDateTime a, FeelDateTime b, int *order) {
    bool are_alike = feel_time_is_comparable(a.time, b.time);
    if (!are_alike) a.time.zone = b.time.zone = (FeelZone){0};
    *order = order_of(feel_date_time_to_seconds(a), feel_date_time_to_seconds(b));
    return are_alike || *order != 0;
}

bool feel_compare(FeelValue a, FeelValue b, int *order) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
    case FEEL_NUMBER: *order = decimal_compare(a.number, b.number); return true;
    case FEEL_STRING: *order = str_compare(a.string, b.string); return true;
    case FEEL_DATE: *order = order_of(a.date, b.date); return true;
    case FEEL_TIME: return time_order(*a.time, *b.time, order);
    case FEEL_DATE_TIME: return date_time_order(*a.date_time, *b.date_time, order);
    case FEEL_DAYS_DURATION:
        *order = days_duration_order(a.days_duration, b.days_duration);
        return true;
    case FEEL_MONTHS_DURATION:
        *order = order_of(a.months_duration, b.months_duration);
        return true;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    return false;
}

FeelTruth feel_range_includes(const FeelRange *range, FeelValue value) {
    if (feel_is_null(value)) return FEEL_UNKNOWN;
    if (range->form == FEEL_RANGE_EQUAL) return feel_equal(range->low, value);
    if (range->form == FEEL_RANGE_UNEQUAL) {
        FeelTruth equal = feel_equal(range->low, value);
        return equal == FEEL_UNKNOWN ? equal : truth(equal == FEEL_FALSE);
    }
    bool may_be_open = range->form == FEEL_RANGE_COMPARISON;
    int order;
    bool inside = true;
    if (!(may_be_open && feel_is_null(range->low))) {
        if (!feel_compare(range->low, value, &order)) return FEEL_UNKNOWN;
        inside = order < 0 || (order == 0 && range->low_included);
    }
    if (!(may_be_open && feel_is_null(range->high))) {
        if (!feel_compare(value, range->high, &order)) return FEEL_UNKNOWN;
        inside = inside && (order < 0 || (order == 0 && range->high_included));
    }
    return truth(inside);
}

// ---- Hashing ----

static uint64_t hash_mix(uint64_t hash, uint64_t more) {
    hash = (hash ^ more) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 32);
}

static uint64_t hash_at(FeelValue v, int depth);

static uint64_t list_hash(FeelList list, int depth) {
    uint64_t hash = list.count;
    for (size_t i = 0; i < list.count; i++) hash = hash_mix(hash, hash_at(list.items[i], depth));
    return hash;
}

// Contexts are equal in any order of their entries, so the entries' hashes are added up.
static uint64_t context_hash(FeelContext context, int depth) {
    uint64_t sum = context.count;
    for (size_t i = 0; i < context.count; i++) {
        const FeelEntry *entry = &context.entries[i];
        sum += hash_mix(str_hash(entry->name), hash_at(entry->value, depth));
    }
    return sum;
}

static uint64_t body_hash(FeelValue v, int depth) {
    switch (v.kind) {
    case FEEL_NULL: return 0;
    case FEEL_BOOLEAN: return v.boolean;
    case FEEL_NUMBER: return decimal_hash(v.number);
    case FEEL_STRING: return str_hash(v.string);
    case FEEL_DATE: return (uint64_t)v.date;
    case FEEL_TIME: return (uint64_t)feel_time_to_seconds(*v.time);
    case FEEL_DATE_TIME: return (uint64_t)feel_date_time_to_seconds(*v.date_time);
    case FEEL_DAYS_DURATION:
        return hash_mix((uint64_t)v.days_duration.seconds, (uint64_t)v.days_duration.ns);
    case FEEL_MONTHS_DURATION: return (uint64_t)v.months_duration;
    case FEEL_LIST: return list_hash(v.list, depth);
    case FEEL_CONTEXT: return context_hash(v.context, depth);
    case FEEL_RANGE:
        return hash_mix(hash_at(v.range->low, depth), hash_at(v.range->high, depth));
    case FEEL_FUNCTION: return (uint64_t)(uintptr_t)v.function;
    }
    return 0;
}

static uint64_t hash_at(FeelValue v, int depth) {
    return hash_mix((uint64_t)v.kind, depth >= FEEL_NESTING_MAX ? 0 : body_hash(v, depth + 1));
}

uint64_t feel_hash(FeelValue v) { return hash_at(v, 0); }

// ---- Names of kinds ----

static const struct {
    const char *name, *chinese;
} kind_names[FEEL_KIND_COUNT] = {
    [FEEL_NULL] = {"Null", "空值"},
    [FEEL_BOOLEAN] = {"boolean", "布尔值"},
    [FEEL_NUMBER] = {"number", "数字"},
    [FEEL_STRING] = {"string", "字符串"},
    [FEEL_DATE] = {"date", "日期"},
    [FEEL_TIME] = {"time", "时间"},
    [FEEL_DATE_TIME] = {"date and time", "日期时间"},
    [FEEL_DAYS_DURATION] = {"days and time duration", "日时长"},
    [FEEL_MONTHS_DURATION] = {"years and months duration", "年月时长"},
    [FEEL_LIST] = {"list", "列表"},
    [FEEL_CONTEXT] = {"context", "上下文"},
    [FEEL_RANGE] = {"range", "区间"},
    [FEEL_FUNCTION] = {"function", "函数"},
};

Str feel_kind_name(FeelKind kind) {
    assert(kind < FEEL_KIND_COUNT);
    return str_from_c(kind_names[kind].name);
}

Str feel_kind_to_chinese(FeelKind kind) {
    assert(kind < FEEL_KIND_COUNT);
    return str_from_c(kind_names[kind].chinese);
}
