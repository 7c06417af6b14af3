// SPDX-License-Identifier: Apache-2.0
#include "monitor/cycle.h"

#define MONTHS 12

typedef struct CycleRow {
    const char *code;
    char letter;
    int months;
    const char *label;
} CycleRow;

static const CycleRow cycles[CYCLE_COUNT] = {
#define X(name, code, letter, months, label) [name] = {code, letter, months, label},
    CYCLES(X)
#undef X
};

Str cycle_code(Cycle cycle) {
    return str_from_c(cycles[cycle].code);
}

Str cycle_label(Cycle cycle) {
    return str_from_c(cycles[cycle].label);
}

static CyclePeriod period_of(Cycle cycle, int64_t year, int64_t index) {
    int months = cycles[cycle].months;
    Date first = date_from_civil((CivilDate){year, (int)(index - 1) * months + 1, 1});
    return (CyclePeriod){cycle, year, index, first, date_add_months(first, months) - 1};
}

CyclePeriod cycle_period_at(Cycle cycle, Date day) {
    CivilDate civil = date_to_civil(day);
    return period_of(cycle, civil.year, (civil.month - 1) / cycles[cycle].months + 1);
}

CyclePeriod cycle_period_before(const CyclePeriod *period) {
    return cycle_period_at(period->cycle, period->first - 1);
}

Str cycle_number(Arena *arena, const CyclePeriod *period) {
    const char *zero = period->cycle == CYCLE_MONTH && period->index < 10 ? "0" : "";
    return str_format(arena, "TB-%lld-%c%s%lld", (long long)period->year,
                      cycles[period->cycle].letter, zero, (long long)period->index);
}

bool cycle_period_from_number(Str number, CyclePeriod *period) {
    // TB-2023-Q3: the year at 3, the letter at 8, the index behind it.
    int64_t year, index;
    if (!str_starts_with(number, STR("TB-")) || number.length < 10 || number.data[7] != '-' ||
        !str_to_int64(str_slice(number, 3, 7), &year) ||
        !str_to_int64(str_slice(number, 9, number.length), &index)) {
        return false;
    }
    for (int i = 0; i < CYCLE_COUNT; i++) {
        const CycleRow *row = &cycles[i];
        size_t digits = i == CYCLE_MONTH ? 2 : 1;
        if (number.data[8] != row->letter) continue;
        if (number.length != 9 + digits || year < 2000 || year > 2999 || index < 1 ||
            index > MONTHS / row->months) {
            return false;
        }
        *period = period_of((Cycle)i, year, index);
        return true;
    }
    return false;
}

Str cycle_title(Arena *arena, const CyclePeriod *period) {
    long long year = (long long)period->year, index = (long long)period->index;
    switch (period->cycle) {
    case CYCLE_MONTH:
        return str_format(arena, "%lld年%lld月调度", year, index);
    case CYCLE_QUARTER:
        return str_format(arena, "%lld年第%lld季度通报", year, index);
    case CYCLE_HALF:
        return str_format(arena, "%lld年%s半年进度", year, index == 1 ? "上" : "下");
    case CYCLE_YEAR:
        return str_format(arena, "%lld年全年成效", year);
    case CYCLE_COUNT:
        break;
    }
    return (Str){0};
}
