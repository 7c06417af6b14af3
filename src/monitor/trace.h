// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_TRACE_H
#define MONITOR_TRACE_H
// What a figure of a bulletin is made of: the records behind a count, the movements behind an
// amount, the steps behind what is overdue, the figures behind a rate or a rank.
//
// Records are read as they are now, as of the bulletin's days; `sum` is what they come to, so that
// a difference from what was signed shows. Enrolments are named by number, county and days; who
// they are of is not read at all.

#include "monitor/bulletin.h"

#define TRACE_ROWS_MAX 500

typedef struct TraceRow {
    Str what; // an enrolment's number, a fund's key, a state
    Str division_code;
    Date on;
    int64_t count; // places, transfers, waiting steps
    int64_t fen;   // of money
} TraceRow;

typedef struct Trace {
    TraceRow *items;
    size_t count;
    int64_t sum;          // in the unit of the figure
    bool is_cut;          // there are more than TRACE_ROWS_MAX; `sum` then is of those shown
    FigureCode inputs[2]; // of a rate or a rank: the figures that it is made of
    size_t input_count;
} Trace;

bool trace_read(Tx *tx, const Bulletin *bulletin, const FigureKey *key, Arena *arena, Trace *trace,
                Error *error) MUST_USE;

#endif
