// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_VALUE_H
#define FEEL_VALUE_H
// The values of FEEL (DMN 1.5, chapter 10.3.2).
//
// A FeelValue is a tagged 32-byte value, copied freely. What does not fit lives in the arena of the
// evaluation that made it and is never changed afterwards, so values share their parts. An all-zero
// FeelValue is null. Equality and order are the standard's: see feel_equal and feel_compare.

#include "base/date.h"
#include "base/decimal.h"
#include "base/str.h"

typedef enum FeelKind {
    FEEL_NULL,
    FEEL_BOOLEAN,
    FEEL_NUMBER,
    FEEL_STRING,
    FEEL_DATE,
    FEEL_TIME,
    FEEL_DATE_TIME,
    FEEL_DAYS_DURATION,   // "days and time duration"
    FEEL_MONTHS_DURATION, // "years and months duration"
    FEEL_LIST,
    FEEL_CONTEXT,
    FEEL_RANGE,
    FEEL_FUNCTION,
} FeelKind;

#define FEEL_KIND_COUNT (FEEL_FUNCTION + 1)
// Lists and contexts may be made deeper than the stack is: below this depth they compare as
// unknown, and their text is "...".
#define FEEL_NESTING_MAX 1000

typedef struct FeelValue FeelValue;

typedef enum FeelZoneKind { FEEL_ZONE_NONE, FEEL_ZONE_OFFSET, FEEL_ZONE_NAMED } FeelZoneKind;

typedef struct FeelZone {
    FeelZoneKind kind;
    int32_t offset_s; // east of UTC, also for a named zone once a date has settled it
    Str name;         // IANA name, only when named
} FeelZone;

typedef struct FeelTime {
    int64_t ns; // of the day, 0 to 86,399,999,999,999
    FeelZone zone;
} FeelTime;

typedef struct FeelDateTime {
    Date date;
    FeelTime time;
} FeelDateTime;

typedef struct FeelDaysDuration {
    int64_t seconds;
    int32_t ns; // same sign as the seconds
} FeelDaysDuration;

typedef struct FeelList {
    const FeelValue *items;
    size_t count;
} FeelList;

typedef struct FeelContext {
    const struct FeelEntry *entries; // in the order of their definition
    size_t count;
} FeelContext;

typedef struct FeelRange FeelRange;

// Something that can be called: a builtin, a FEEL or boxed function with what it closes over, a
// business knowledge model, a decision service. Its fields belong to the evaluator.
typedef struct FeelFunction FeelFunction;

struct FeelValue {
    FeelKind kind;
    union {
        bool boolean;
        Decimal number;
        Str string;
        Date date;
        const FeelTime *time;
        const FeelDateTime *date_time;
        FeelDaysDuration days_duration;
        int64_t months_duration;
        FeelList list;
        FeelContext context;
        const FeelRange *range;
        const FeelFunction *function;
    };
};

typedef struct FeelEntry {
    Str name;
    FeelValue value;
} FeelEntry;

// How a range was written. Ranges of different forms are never equal, and a null end means
// different things: `5 in (null..10]` is unknown, `5 in (<= 10)` is true.
typedef enum FeelRangeForm {
    FEEL_RANGE_INTERVAL,   // "[1..10)": both ends are given
    FEEL_RANGE_COMPARISON, // "(< 10)", "(>= 10)": the other end is null, not included: unbounded
    FEEL_RANGE_EQUAL,      // "(= 10)": both ends hold the value, included
    FEEL_RANGE_UNEQUAL,    // "(!= 10)": both ends hold the value, not included
} FeelRangeForm;

struct FeelRange {
    FeelValue low, high;
    bool low_included, high_included;
    FeelRangeForm form;
};

// ---- Making values ----

static inline FeelValue feel_null(void) { return (FeelValue){0}; }
static inline FeelValue feel_boolean(bool b) {
    return (FeelValue){.kind = FEEL_BOOLEAN, .boolean = b};
}
static inline FeelValue feel_string(Str s) {
    return (FeelValue){.kind = FEEL_STRING, .string = s};
}
static inline FeelValue feel_date(Date d) { return (FeelValue){.kind = FEEL_DATE, .date = d}; }
// Null when the number is not finite.
FeelValue feel_number(Decimal n);
static inline FeelValue feel_int(int64_t n) {
    return (FeelValue){.kind = FEEL_NUMBER, .number = decimal_from_int64(n)};
}
static inline FeelValue feel_list(const FeelValue *items, size_t count) {
    return (FeelValue){.kind = FEEL_LIST, .list = {items, count}};
}

static inline bool feel_is_null(FeelValue v) { return v.kind == FEEL_NULL; }
static inline bool feel_is_true(FeelValue v) { return v.kind == FEEL_BOOLEAN && v.boolean; }
static inline bool feel_is_false(FeelValue v) { return v.kind == FEEL_BOOLEAN && !v.boolean; }

// The entry of a context; NULL when it has none of that name.
const FeelValue *feel_context_get(FeelContext context, Str name);

// ---- Comparing (10.3.2.13 and table 55) ----

// The three truth values of FEEL; FEEL_UNKNOWN is its null.
typedef enum FeelTruth { FEEL_FALSE = 0, FEEL_TRUE = 1, FEEL_UNKNOWN = 2 } FeelTruth;

// `=`: null equals null; values of different kinds give FEEL_UNKNOWN unless one is null (false).
// Times and date-times are equal when they name the same second, wherever they are; one with and
// one without a zone never are. Fractions of a second count for `is` only.
FeelTruth feel_equal(FeelValue a, FeelValue b);
// `is`: the same value in the same semantic domain.
bool feel_is_same(FeelValue a, FeelValue b);
// Order of two values of one ordered kind: sets `*order` negative, zero or positive and returns
// true; false when they cannot be compared. Zero just where feel_equal says true. A time without a
// zone is before or after one with a zone as if it had the same; with the same clock it is neither.
bool feel_compare(FeelValue a, FeelValue b, int *order) MUST_USE;
// `value in range`.
FeelTruth feel_range_includes(const FeelRange *range, FeelValue value);
// Equal values have equal hashes.
uint64_t feel_hash(FeelValue v);

// The kind in the words of the standard: "number", "days and time duration".
Str feel_kind_name(FeelKind kind);
// The kind as users read it: "数字".
Str feel_kind_to_chinese(FeelKind kind);

#endif
