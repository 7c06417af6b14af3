// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_FIGURE_H
#define MONITOR_FIGURE_H
// The figures of a bulletin: what each is called, counted in, and of which place.

#include "base/error.h"
#include "registry/code.h"

typedef enum FigureUnit { FIGURE_OF_COUNT, FIGURE_OF_FEN, FIGURE_OF_BP, FIGURE_OF_RANK } FigureUnit;

// X(enumerator, code in the database, unit, 中文)
#define FIGURES(X)                                                                                 \
    X(FIGURE_GOAL, "goal", FIGURE_OF_COUNT, "目标")                                                \
    X(FIGURE_REACHED, "reached", FIGURE_OF_COUNT, "完成")                                          \
    X(FIGURE_REACHED_NOW, "reached_now", FIGURE_OF_COUNT, "本期新增")                              \
    X(FIGURE_REACHED_LAST, "reached_last", FIGURE_OF_COUNT, "上期新增")                            \
    X(FIGURE_RATE, "rate", FIGURE_OF_BP, "完成率")                                                 \
    X(FIGURE_RANK, "rank", FIGURE_OF_RANK, "完成率名次")                                           \
    X(FIGURE_ALLOTTED, "allotted", FIGURE_OF_FEN, "本年预算")                                      \
    X(FIGURE_PAID, "paid", FIGURE_OF_FEN, "本年已拨付")                                            \
    X(FIGURE_PAID_NOW, "paid_now", FIGURE_OF_FEN, "本期拨付")                                      \
    X(FIGURE_PAID_LAST, "paid_last", FIGURE_OF_FEN, "上期拨付")                                    \
    X(FIGURE_EXECUTION, "execution", FIGURE_OF_BP, "预算执行率")                                   \
    X(FIGURE_EXECUTION_RANK, "execution_rank", FIGURE_OF_RANK, "执行率名次")                       \
    X(FIGURE_OVERDUE, "overdue", FIGURE_OF_COUNT, "逾期件")

typedef enum FigureCode {
#define X(name, code, unit, label) name,
    FIGURES(X)
#undef X
        FIGURE_CODE_COUNT
} FigureCode;

// A column of a line: 0 is the city, then division_counties.
#define FIGURE_PLACES (1 + DIVISION_COUNTY_COUNT)

// What one figure is called, for pages, corrections and tracing.
typedef struct FigureKey {
    int64_t sequence; // of the line
    size_t place;
    FigureCode code;
} FigureKey;

Str figure_code(FigureCode code);
Str figure_label(FigureCode code);
FigureUnit figure_unit(FigureCode code);
bool figure_from_code(Str text, FigureCode *code) MUST_USE;
// 480, 1,500.00, 93.93%, 2.
Str figure_text(Arena *arena, FigureCode code, int64_t value) MUST_USE;
// The same as it is typed; false when it is no such value.
bool figure_from_text(FigureCode code, Str text, int64_t *value) MUST_USE;
// The code of a place, "" for the city; and back.
Str figure_place_code(size_t place);
bool figure_place_from_code(Str code, size_t *place) MUST_USE;

#endif
