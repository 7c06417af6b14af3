// SPDX-License-Identifier: Apache-2.0
// The operators of FEEL on tagged values (10.3.2.13, tables 57 to 60).
#include "feel/builtin.h"
#include "feel/temporal.h"

#include <string.h>

// Each pair of kinds an operator takes has one case in its switch.
#define PAIR(A, B) ((FEEL_##A) * FEEL_KIND_COUNT + (FEEL_##B))
static int pair_of(FeelValue a, FeelValue b) {
    return (int)a.kind * FEEL_KIND_COUNT + (int)b.kind;
}

// ---- Why there is no result ----

static FeelValue refuse(FeelRun *run, const char *sign, FeelValue a, FeelValue b) {
    if (!feel_run_warns(run)) return feel_null();
    if (feel_is_null(a)) return feel_run_null(run, "“%s”：左边是空值", sign);
    if (feel_is_null(b)) return feel_run_null(run, "“%s”：右边是空值", sign);
    return feel_run_null(run, "“%s”：不能用于%.*s和%.*s", sign,
                         STR_ARG(feel_kind_to_chinese(a.kind)),
                         STR_ARG(feel_kind_to_chinese(b.kind)));
}

static FeelValue out_of_range(FeelRun *run, const char *sign) {
    return feel_run_null(run, "“%s”：结果超出范围", sign);
}

static FeelValue number_result(FeelRun *run, const char *sign, Decimal number) {
    FeelValue result = feel_number(number);
    return feel_is_null(result) ? out_of_range(run, sign) : result;
}

// ---- Addition ----

static FeelValue add_strings(FeelRun *run, Str a, Str b) {
    if (a.length > FEEL_STRING_BYTES_MAX || b.length > FEEL_STRING_BYTES_MAX - a.length) {
        return out_of_range(run, "+");
    }
    char *sum = arena_alloc(feel_run_arena(run), a.length + b.length);
    if (a.length > 0) memcpy(sum, a.data, a.length);
    if (b.length > 0) memcpy(sum + a.length, b.data, b.length);
    return feel_string((Str){sum, a.length + b.length});
}

static FeelValue add_durations(FeelRun *run, const char *sign, FeelValue a, FeelValue b) {
    int64_t sum;
    if (a.kind == FEEL_MONTHS_DURATION) {
        if (__builtin_add_overflow(a.months_duration, b.months_duration, &sum)) {
            return out_of_range(run, sign);
        }
        return feel_months_duration(sum);
    }
    FeelDaysDuration x = a.days_duration, y = b.days_duration;
    if (__builtin_add_overflow(x.seconds, y.seconds, &sum)) return out_of_range(run, sign);
    return feel_days_duration(sum, (int64_t)x.ns + y.ns);
}

// A date, time or date-time plus a duration that fits it.
static FeelValue add_duration(FeelRun *run, const char *sign, FeelValue from, FeelValue duration) {
    Date date;
    FeelDateTime sum;
    if (from.kind == FEEL_TIME) {
        return feel_time(feel_run_arena(run),
                         feel_time_add_duration(*from.time, duration.days_duration));
    }
    bool is_months = duration.kind == FEEL_MONTHS_DURATION;
    if (from.kind == FEEL_DATE) {
        bool is_valid = is_months
                            ? feel_date_add_months(from.date, duration.months_duration, &date)
                            : feel_date_add_duration(from.date, duration.days_duration, &date);
        return is_valid ? feel_date(date) : out_of_range(run, sign);
    }
    bool is_valid =
        is_months ? feel_date_time_add_months(*from.date_time, duration.months_duration, &sum)
                  : feel_date_time_add_duration(*from.date_time, duration.days_duration, &sum);
    return is_valid ? feel_date_time(feel_run_arena(run), sum) : out_of_range(run, sign);
}

FeelValue feel_add(FeelRun *run, FeelValue a, FeelValue b) {
    switch (pair_of(a, b)) {
    case PAIR(NUMBER, NUMBER): return number_result(run, "+", decimal_add(a.number, b.number));
    case PAIR(STRING, STRING): return add_strings(run, a.string, b.string);
    case PAIR(DAYS_DURATION, DAYS_DURATION):
    case PAIR(MONTHS_DURATION, MONTHS_DURATION): return add_durations(run, "+", a, b);
    case PAIR(DATE, DAYS_DURATION):
    case PAIR(DATE, MONTHS_DURATION):
    case PAIR(TIME, DAYS_DURATION):
    case PAIR(DATE_TIME, DAYS_DURATION):
    case PAIR(DATE_TIME, MONTHS_DURATION): return add_duration(run, "+", a, b);
    case PAIR(DAYS_DURATION, DATE):
    case PAIR(MONTHS_DURATION, DATE):
    case PAIR(DAYS_DURATION, TIME):
    case PAIR(DAYS_DURATION, DATE_TIME):
    case PAIR(MONTHS_DURATION, DATE_TIME): return add_duration(run, "+", b, a);
    default: return refuse(run, "+", a, b);
    }
}

// ---- Subtraction ----

static FeelValue subtract_duration(FeelRun *run, FeelValue a, FeelValue duration) {
    FeelValue negated;
    if (!feel_duration_negate(duration, &negated)) return out_of_range(run, "-");
    if (a.kind == duration.kind) return add_durations(run, "-", a, negated);
    return add_duration(run, "-", a, negated);
}

static FeelValue subtract_instants(FeelRun *run, FeelValue a, FeelValue b) {
    FeelDateTime x = a.kind == FEEL_DATE ? feel_date_time_from_date(a.date) : *a.date_time;
    FeelDateTime y = b.kind == FEEL_DATE ? feel_date_time_from_date(b.date) : *b.date_time;
    FeelValue duration;
    if (feel_date_time_subtract(x, y, &duration)) return duration;
    return feel_run_null(run, "“-”：一边有时区，另一边没有");
}

static FeelValue subtract_times(FeelRun *run, FeelValue a, FeelValue b) {
    FeelValue duration;
    if (feel_time_subtract(*a.time, *b.time, &duration)) return duration;
    return feel_run_null(run, "“-”：一边有时区，另一边没有");
}

FeelValue feel_subtract(FeelRun *run, FeelValue a, FeelValue b) {
    switch (pair_of(a, b)) {
    case PAIR(NUMBER, NUMBER):
        return number_result(run, "-", decimal_subtract(a.number, b.number));
    case PAIR(DATE, DATE):
    case PAIR(DATE, DATE_TIME):
    case PAIR(DATE_TIME, DATE):
    case PAIR(DATE_TIME, DATE_TIME): return subtract_instants(run, a, b);
    case PAIR(TIME, TIME): return subtract_times(run, a, b);
    case PAIR(DAYS_DURATION, DAYS_DURATION):
    case PAIR(MONTHS_DURATION, MONTHS_DURATION):
    case PAIR(DATE, DAYS_DURATION):
    case PAIR(DATE, MONTHS_DURATION):
    case PAIR(TIME, DAYS_DURATION):
    case PAIR(DATE_TIME, DAYS_DURATION):
    case PAIR(DATE_TIME, MONTHS_DURATION): return subtract_duration(run, a, b);
    default: return refuse(run, "-", a, b);
    }
}

// ---- Multiplication, division, power ----

// A duration as a plain number: of seconds, or of months.
static Decimal duration_to_decimal(FeelValue duration) {
    if (duration.kind == FEEL_MONTHS_DURATION) {
        return decimal_from_int64(duration.months_duration);
    }
    return feel_days_duration_to_decimal(duration.days_duration);
}

// The duration of a kind that has so many seconds or months; a part of a month is cut off.
static FeelValue duration_from_decimal(FeelRun *run, const char *sign, FeelKind kind, Decimal n) {
    FeelValue duration;
    int64_t months;
    if (kind == FEEL_DAYS_DURATION) {
        if (feel_days_duration_from_decimal(n, &duration)) return duration;
        return out_of_range(run, sign);
    }
    if (!decimal_is_finite(n) || !decimal_to_int64(decimal_round(n, 0, DECIMAL_DOWN), &months)) {
        return out_of_range(run, sign);
    }
    return feel_months_duration(months);
}

FeelValue feel_multiply(FeelRun *run, FeelValue a, FeelValue b) {
    switch (pair_of(a, b)) {
    case PAIR(NUMBER, NUMBER): return number_result(run, "*", decimal_multiply(a.number, b.number));
    case PAIR(DAYS_DURATION, NUMBER):
    case PAIR(MONTHS_DURATION, NUMBER):
        return duration_from_decimal(run, "*", a.kind,
                                     decimal_multiply(duration_to_decimal(a), b.number));
    case PAIR(NUMBER, DAYS_DURATION):
    case PAIR(NUMBER, MONTHS_DURATION):
        return duration_from_decimal(run, "*", b.kind,
                                     decimal_multiply(a.number, duration_to_decimal(b)));
    default: return refuse(run, "*", a, b);
    }
}

static FeelValue divide_numbers(FeelRun *run, Decimal a, Decimal b) {
    if (decimal_is_zero(b)) return feel_run_null(run, "“/”：除数是0");
    return number_result(run, "/", decimal_divide(a, b));
}

FeelValue feel_divide(FeelRun *run, FeelValue a, FeelValue b) {
    FeelValue quotient;
    switch (pair_of(a, b)) {
    case PAIR(NUMBER, NUMBER): return divide_numbers(run, a.number, b.number);
    case PAIR(DAYS_DURATION, DAYS_DURATION):
    case PAIR(MONTHS_DURATION, MONTHS_DURATION):
        return divide_numbers(run, duration_to_decimal(a), duration_to_decimal(b));
    case PAIR(DAYS_DURATION, NUMBER):
    case PAIR(MONTHS_DURATION, NUMBER):
        quotient = divide_numbers(run, duration_to_decimal(a), b.number);
        if (feel_is_null(quotient)) return quotient;
        return duration_from_decimal(run, "/", a.kind, quotient.number);
    default: return refuse(run, "/", a, b);
    }
}

FeelValue feel_power(FeelRun *run, FeelValue a, FeelValue b) {
    if (a.kind != FEEL_NUMBER || b.kind != FEEL_NUMBER) return refuse(run, "**", a, b);
    return number_result(run, "**", decimal_power(a.number, b.number));
}

FeelValue feel_negate(FeelRun *run, FeelValue a) {
    FeelValue result;
    if (a.kind == FEEL_NUMBER) return feel_number(decimal_negate(a.number));
    if (a.kind == FEEL_DAYS_DURATION || a.kind == FEEL_MONTHS_DURATION) {
        return feel_duration_negate(a, &result) ? result : out_of_range(run, "-");
    }
    return feel_run_null(run, "“-”：不能用于%.*s", STR_ARG(feel_kind_to_chinese(a.kind)));
}
