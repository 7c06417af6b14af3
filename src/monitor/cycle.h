// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_CYCLE_H
#define MONITOR_CYCLE_H
// The cycles by which the leading group looks at what was done (domain.md S1:
// 月调度、季通报、半年看 进度、全年比成效), and the periods of each. A period is named by the
// number of its bulletin: TB-2023-M09, TB-2023-Q3, TB-2023-H1, TB-2023-Y1.

#include "base/date.h"

// X(enumerator, code in the database, letter in the number, months, 中文)
#define CYCLES(X)                                                                                  \
    X(CYCLE_MONTH, "month", 'M', 1, "月调度")                                                      \
    X(CYCLE_QUARTER, "quarter", 'Q', 3, "季通报")                                                  \
    X(CYCLE_HALF, "half", 'H', 6, "半年进度")                                                      \
    X(CYCLE_YEAR, "year", 'Y', 12, "全年成效")

typedef enum Cycle {
#define X(name, code, letter, months, label) name,
    CYCLES(X)
#undef X
        CYCLE_COUNT
} Cycle;

typedef struct CyclePeriod {
    Cycle cycle;
    int64_t year;
    int64_t index; // within the year, from 1
    Date first, last;
} CyclePeriod;

Str cycle_code(Cycle cycle);
Str cycle_label(Cycle cycle);
// The period that a day lies in.
CyclePeriod cycle_period_at(Cycle cycle, Date day);
CyclePeriod cycle_period_before(const CyclePeriod *period);
// "TB-2023-Q3", and back; false when it names no period of the years 2000 to 2999.
Str cycle_number(Arena *arena, const CyclePeriod *period) MUST_USE;
bool cycle_period_from_number(Str number, CyclePeriod *period) MUST_USE;
// 「2023年第3季度通报」.
Str cycle_title(Arena *arena, const CyclePeriod *period) MUST_USE;

#endif
