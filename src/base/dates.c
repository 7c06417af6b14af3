// SPDX-License-Identifier: Apache-2.0
#include "base/dates.h"

#include "base/vectorise.h"

#include <assert.h>

// The algorithm is that of date.c for near dates, in 32 bits throughout.
#define ERA_YEARS 400
#define ERA_DAYS 146097
#define EPOCH_DAYS 719468
#define NEAR_ERAS 2500
#define NEAR_YEARS (NEAR_ERAS * ERA_YEARS)
#define NEAR_FROM_DAYS (NEAR_ERAS * ERA_DAYS + EPOCH_DAYS)
#define NEAR_BITS 28 // near is |date| < 2^28

#define DATES_BLOCK 512 // split at a time; what that needs is on the stack

typedef struct Split { // years from the first near one on
    uint32_t years[DATES_BLOCK];
    uint32_t months[DATES_BLOCK];
    uint32_t days[DATES_BLOCK];
} Split;

VECTORISED bool dates_are_near(const Date *dates, size_t count) {
    uint64_t far = 0;
    for (size_t i = 0; i < count; i++) far |= (uint64_t)dates[i] + ((uint64_t)1 << NEAR_BITS);
    return far >> (NEAR_BITS + 1) == 0;
}

VECTORISED static void split(const Date *dates, size_t step, size_t count, Split *out) {
    uint32_t days[DATES_BLOCK];
    for (size_t i = 0; i < count; i++) days[i] = (uint32_t)(dates[i * step] + NEAR_FROM_DAYS);
    for (size_t i = 0; i < count; i++) {
        uint32_t quarters = 4 * days[i] + 3, century = quarters / ERA_DAYS;
        uint32_t of_century = (quarters - century * ERA_DAYS) / 4;
        uint64_t scaled = (uint64_t)2939745 * (4 * of_century + 3);
        uint32_t day_of_year = (uint32_t)scaled / 2939745 / 4;
        uint32_t month = 2141 * day_of_year + 197913, is_next = day_of_year >= 306;
        out->years[i] = 100 * century + (uint32_t)(scaled >> 32) + is_next;
        out->months[i] = (month >> 16) - 12 * is_next;
        out->days[i] = (month & 0xFFFF) / 2141 + 1;
    }
}

#define EACH_BLOCK(from, size, count)                                                              \
    for (size_t from = 0, size; size = count - from < DATES_BLOCK ? count - from : DATES_BLOCK,    \
                from < count; from += DATES_BLOCK)

VECTORISED void dates_years(const Date *dates, size_t count, int64_t *years) {
    Split parts;
    EACH_BLOCK(from, size, count) {
        split(dates + from, 1, size, &parts);
        for (size_t i = 0; i < size; i++) years[from + i] = (int64_t)parts.years[i] - NEAR_YEARS;
    }
}

VECTORISED void dates_months(const Date *dates, size_t count, int64_t *months) {
    Split parts;
    EACH_BLOCK(from, size, count) {
        split(dates + from, 1, size, &parts);
        for (size_t i = 0; i < size; i++) months[from + i] = parts.months[i];
    }
}

VECTORISED void dates_days(const Date *dates, size_t count, int64_t *days) {
    Split parts;
    EACH_BLOCK(from, size, count) {
        split(dates + from, 1, size, &parts);
        for (size_t i = 0; i < size; i++) days[from + i] = parts.days[i];
    }
}

// Days from the first near day on, of years and months that are near and days that exist.
VECTORISED static void join(const Split *parts, size_t count, Date *dates) {
    for (size_t i = 0; i < count; i++) {
        uint32_t is_late = parts->months[i] <= 2; // belongs to the year that began in March
        uint32_t year = parts->years[i] - is_late, month = parts->months[i] + 12 * is_late;
        uint32_t century = year / 100;
        uint32_t of_years = 1461 * year / 4 - century + century / 4;
        uint32_t of_months = (979 * month - 2919) >> 5;
        uint32_t days = of_years + of_months + parts->days[i] - 1;
        dates[i] = (int64_t)days - NEAR_FROM_DAYS;
    }
}

// Moves by months, and days behind the end of their month to its end.
VECTORISED static void move(Split *parts, size_t count, int32_t months) {
    for (size_t i = 0; i < count; i++) {
        uint32_t total = parts->years[i] * 12 + parts->months[i] - 1 + (uint32_t)months;
        uint32_t year = total / 12, month = total - year * 12 + 1;
        uint32_t is_round = year % 100 == 0;
        uint32_t is_leap = (year & (is_round ? 15 : 3)) == 0;
        uint32_t last = month == 2 ? 28 + is_leap : 30 + ((month ^ month >> 3) & 1);
        parts->years[i] = year;
        parts->months[i] = month;
        parts->days[i] = parts->days[i] < last ? parts->days[i] : last;
    }
}

void dates_add_months(const Date *dates, size_t count, int64_t months, Date *sums) {
    assert(months >= -DATES_MONTHS_MAX && months <= DATES_MONTHS_MAX);
    Split parts;
    EACH_BLOCK(from, size, count) {
        split(dates + from, 1, size, &parts);
        move(&parts, size, (int32_t)months);
        join(&parts, size, sums + from);
    }
}

VECTORISED void dates_ages(DatePairs pairs, size_t count, int64_t *ages) {
    Split born, day;
    EACH_BLOCK(from, size, count) {
        split(pairs.first + from * pairs.first_step, pairs.first_step, size, &born);
        split(pairs.second + from * pairs.second_step, pairs.second_step, size, &day);
        for (size_t i = 0; i < size; i++) {
            int32_t birthday = (int32_t)(born.months[i] << 5 | born.days[i]);
            int32_t today = (int32_t)(day.months[i] << 5 | day.days[i]);
            ages[from + i] = (int32_t)(day.years[i] - born.years[i]) - (today < birthday);
        }
    }
}
