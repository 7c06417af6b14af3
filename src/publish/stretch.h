// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_STRETCH_H
#define PUBLISH_STRETCH_H
// Stretches of days, both ends included, put together from periods that touch or overlap, so that
// changing the employer from one day to the next loses no month. Full months are those of
// date_full_months, counted stretch by stretch; days left over are not added up.

#include "base/date.h"

typedef struct Stretch {
    Date first, last;
} Stretch;

typedef struct Stretches {
    Stretch *items; // in order, with days between them
    size_t count;
    size_t capacity;
} Stretches;

// Adds a period as far as it lies in `window`; `to` DATE_ABSENT = it goes on. Periods must come in
// the order of their first days.
void stretch_add(Arena *arena, Stretches *stretches, Date from, Date to, Stretch window);
int64_t stretches_full_months(const Stretches *stretches);
// The same for what lies in a window.
int64_t stretches_full_months_in(const Stretches *stretches, Stretch window);
// The last day of the `months`-th full month in a window; DATE_ABSENT when there are fewer.
Date stretches_month_done(const Stretches *stretches, Stretch window, int64_t months);

#endif
