// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_PERIOD_H
#define FUND_PERIOD_H
// Closing months and years of a fund in a county, and carrying over what a year left.
//
// A period is named by its month ("2023-10") or year ("2023") and holds the entries dated in it. It
// closes when it is over, when everything before it is closed, and when fund/reconcile has no
// difference of it; a year also only when its budgets are empty: carried over or withdrawn. What is
// closed takes no entry any more, whoever writes: corrections are entries of the open period.
// The figures it was closed with are kept, and jiuye verify recomputes them.

#include "fund/budget.h"

#define PERIOD_BYTES_MAX 7 // "2023-10"

typedef struct PeriodKey {
    Str fund_key;
    Str division_code;
    Str period;
} PeriodKey;

typedef struct Period {
    PeriodKey key;
    int64_t transfer_count;
    int64_t allot_fen, withdraw_fen;
    int64_t reserve_fen, void_fen;
    int64_t post_fen;    // paid
    int64_t recover_fen; // come back; expenditure is paid less come back
    int64_t release_fen; // handed to the bank
    Date closed_on;      // DATE_ABSENT = open
} Period;

typedef struct Periods {
    Period *items;
    size_t count, capacity;
} Periods;

// Every month in which something moved, newest first, and the closed years.
bool period_list(Tx *tx, const Actor *actor, Arena *arena, Periods *periods, Error *error) MUST_USE;
// ERROR_CONFLICT "PERIOD_CLOSED", "PERIOD_NOT_OVER", "PERIOD_GAP" (an earlier one is open),
// "PERIOD_DIFFERS" (reconcile first), "PERIOD_BUDGET_LEFT" (carry over first).
bool period_close(Tx *tx, const Actor *actor, const PeriodKey *key, Arena *arena, Period *period,
                  Error *error) MUST_USE;

// A fund in a county whose year is to be carried over and closed.
typedef struct YearEnd {
    Str fund_key;
    Str division_code;
    int64_t available_fen; // left, to be carried over first
} YearEnd;

typedef struct YearEnds {
    int64_t year; // 0 when there is none
    YearEnd *items;
    size_t count;
} YearEnds;

// The oldest year that is over and has something to do, and where: budgets that are not closed, or
// to which money came back when they were.
bool year_end_list(Tx *tx, const Actor *actor, Arena *arena, YearEnds *ends, Error *error) MUST_USE;

typedef struct CarryOver {
    Str fund_key;
    Str division_code;
    int64_t year;  // whose rest goes to the year after it
    Str document;  // 结转文号
} CarryOver;

typedef struct CarryResult {
    int64_t budgets;
    int64_t amount_fen;
} CarryResult;

// Everything that the budgets of the year have available; ERROR_NOT_FOUND when that is nothing. The
// year must be over.
bool budget_carry_over(Tx *tx, const Actor *actor, const CarryOver *carry, Arena *arena,
                       CarryResult *result, Error *error) MUST_USE;

// A refusal of the schema about periods, in words; others stay. Returns false.
bool period_explain(Error *error);

#endif
