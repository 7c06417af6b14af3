// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_DATES_H
#define BASE_DATES_H
// Columns of dates: what date.h says of one date, of many in one loop without branches.
//
// All functions take near dates only, those within 2^28 days of 1970; the caller asks first
// and goes one by one when a date is far. An output may be the input.

#include "base/date.h"

bool dates_are_near(const Date *dates, size_t count);
typedef void DatesPart(const Date *dates, size_t count, int64_t *parts);
DatesPart dates_years, dates_months, dates_days;
// date_add_months for each.
#define DATES_MONTHS_MAX 100000 // to move at once, either way
void dates_add_months(const Date *dates, size_t count, int64_t months, Date *sums);
// date_age of births[i * birth_step] on days[i * day_step]; steps are 1, or 0 for one date.
typedef struct DatePairs {
    const Date *first, *second;
    size_t first_step, second_step;
} DatePairs;
void dates_ages(DatePairs pairs, size_t count, int64_t *ages);

#endif
