// SPDX-License-Identifier: Apache-2.0
#include "publish/stretch.h"

// The part of a stretch in a window; false when there is none.
static bool cut(Stretch *stretch, Stretch window) {
    if (stretch->first < window.first) stretch->first = window.first;
    if (stretch->last > window.last) stretch->last = window.last;
    return stretch->first <= stretch->last;
}

void stretch_add(Arena *arena, Stretches *stretches, Date from, Date to, Stretch window) {
    Stretch stretch = {from, to == DATE_ABSENT ? window.last : to};
    if (!cut(&stretch, window)) return;
    Stretch *latest = stretches->count > 0 ? &stretches->items[stretches->count - 1] : NULL;
    if (latest && stretch.first <= latest->last + 1) {
        if (stretch.last > latest->last) latest->last = stretch.last;
        return;
    }
    PUSH(arena, stretches, stretch);
}

int64_t stretches_full_months(const Stretches *stretches) {
    int64_t months = 0;
    for (size_t i = 0; i < stretches->count; i++) {
        months += date_full_months(stretches->items[i].first, stretches->items[i].last);
    }
    return months;
}

int64_t stretches_full_months_in(const Stretches *stretches, Stretch window) {
    int64_t months = 0;
    for (size_t i = 0; i < stretches->count; i++) {
        Stretch stretch = stretches->items[i];
        if (cut(&stretch, window)) months += date_full_months(stretch.first, stretch.last);
    }
    return months;
}

Date stretches_month_done(const Stretches *stretches, Stretch window, int64_t months) {
    for (size_t i = 0; i < stretches->count; i++) {
        Stretch stretch = stretches->items[i];
        if (!cut(&stretch, window)) continue;
        int64_t here = date_full_months(stretch.first, stretch.last);
        if (here >= months) return date_add_months(stretch.first, months) - 1;
        months -= here;
    }
    return DATE_ABSENT;
}
