// SPDX-License-Identifier: Apache-2.0
#include "monitor/trace.h"

#include "monitor/trace.sql.h"

// How each figure is made.
typedef enum TraceKind {
    TRACE_GOAL,    // the target's number, or the county's places
    TRACE_RECORDS, // enrolments
    TRACE_MONEY,   // movements of the ledger
    TRACE_LATE,    // steps that were due
    TRACE_FIGURES, // other figures of the line
} TraceKind;

typedef struct TraceRule {
    TraceKind kind;
    FigureCode inputs[2]; // FIGURES
    size_t input_count;
    int periods_back;    // RECORDS, MONEY: 0 this period, 1 the one before
    bool is_of_period;   // what came in it; else all up to its end
    const char *account; // MONEY
} TraceRule;

static const TraceRule rules[FIGURE_CODE_COUNT] = {
    [FIGURE_GOAL] = {.kind = TRACE_GOAL},
    [FIGURE_REACHED] = {.kind = TRACE_RECORDS},
    [FIGURE_REACHED_NOW] = {.kind = TRACE_RECORDS, .is_of_period = true},
    [FIGURE_REACHED_LAST] = {.kind = TRACE_RECORDS, .is_of_period = true, .periods_back = 1},
    [FIGURE_RATE] = {.kind = TRACE_FIGURES,
                     .inputs = {FIGURE_REACHED, FIGURE_GOAL},
                     .input_count = 2},
    [FIGURE_RANK] = {.kind = TRACE_FIGURES, .inputs = {FIGURE_RATE}, .input_count = 1},
    [FIGURE_ALLOTTED] = {.kind = TRACE_MONEY, .account = "source"},
    [FIGURE_PAID] = {.kind = TRACE_MONEY, .account = "paid"},
    [FIGURE_PAID_NOW] = {.kind = TRACE_MONEY, .account = "paid", .is_of_period = true},
    [FIGURE_PAID_LAST] = {.kind = TRACE_MONEY,
                          .account = "paid",
                          .is_of_period = true,
                          .periods_back = 1},
    [FIGURE_EXECUTION] = {.kind = TRACE_FIGURES,
                          .inputs = {FIGURE_PAID, FIGURE_ALLOTTED},
                          .input_count = 2},
    [FIGURE_EXECUTION_RANK] = {.kind = TRACE_FIGURES,
                               .inputs = {FIGURE_EXECUTION},
                               .input_count = 1},
    [FIGURE_OVERDUE] = {.kind = TRACE_LATE},
};

typedef struct Tracing {
    Tx *tx;
    const Bulletin *bulletin;
    const BulletinLine *line;
    Str prefix;
    const TraceRule *rule;
    Date first, last; // the days of the rule
    Arena *arena;
    Trace *trace;
} Tracing;

static void put_row(Tracing *tracing, const TraceRow *row) {
    Trace *trace = tracing->trace;
    if (trace->count == TRACE_ROWS_MAX)
        trace->is_cut = true;
    else
        trace->items[trace->count++] = *row;
}

static bool read_records(Tracing *tracing, Error *error) {
    TraceEnrolmentRows rows;
    const BulletinLine *line = tracing->line;
    Str tally = line->tally;
    bool done_only = !str_equal(tally, STR("admitted")) && !str_equal(tally, STR("units"));
    bool is_units = str_starts_with(tally, STR("units"));
    TraceEnrolmentsIn in = {.measure = line->measure,
                            .prefix = tracing->prefix,
                            .day = tracing->last,
                            .done_only = done_only,
                            .row_count = INT32_MAX};
    if (!trace_enrolments(tracing->tx, &in, tracing->arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        const TraceEnrolmentRow *row = &rows.items[i];
        Date on = done_only ? row->done_on : row->admitted_on;
        if (on < tracing->first) continue;
        tracing->trace->sum += is_units ? row->units : 1;
        put_row(tracing, &(TraceRow){row->number, row->division_code, on, row->units, 0});
    }
    return true;
}

static bool read_money(Tracing *tracing, Error *error) {
    TraceMoneyRows rows;
    const TraceRule *rule = tracing->rule;
    TraceMoneyIn in = {.policy_number = tracing->line->policy_number,
                       .prefix = tracing->prefix,
                       .kind = str_from_c(rule->account),
                       .first = tracing->first,
                       .last = tracing->last,
                       .year = rule->is_of_period ? 0 : tracing->bulletin->period.year};
    if (!trace_money(tracing->tx, &in, tracing->arena, &rows, error)) return false;
    // Money leaves `source`, where it counts as credit.
    int64_t sign = rule->account[0] == 's' ? -1 : 1;
    for (size_t i = 0; i < rows.count; i++) {
        const TraceMoneyRow *row = &rows.items[i];
        int64_t fen = sign * row->amount_fen;
        tracing->trace->sum += fen;
        put_row(tracing, &(TraceRow){row->fund_key, row->division_code, row->business_date,
                                     row->transfer_count, fen});
    }
    return true;
}

static bool read_late(Tracing *tracing, Error *error) {
    TraceOverdueRows rows;
    TraceOverdueIn in = {tracing->line->policy_number, tracing->prefix, tracing->last};
    if (!trace_overdue(tracing->tx, &in, tracing->arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        const TraceOverdueRow *row = &rows.items[i];
        Str what = str_format(tracing->arena, "%.*s.%.*s", STR_ARG(row->kind), STR_ARG(row->state));
        tracing->trace->sum += row->waiting;
        put_row(tracing, &(TraceRow){what, row->division_code, row->due_on, row->waiting, 0});
    }
    return true;
}

bool trace_read(Tx *tx, const Bulletin *bulletin, const FigureKey *key, Arena *arena, Trace *trace,
                Error *error) {
    const BulletinLine *line = bulletin_line_of(bulletin, key->sequence);
    const TraceRule *rule = &rules[key->code];
    if (!line || !line->figures[key->place][key->code].is_set) {
        return error_set(error, ERROR_NOT_FOUND, "通报里没有这个数");
    }
    CyclePeriod period = bulletin->period, before = cycle_period_before(&period);
    bool is_former = rule->periods_back > 0;
    *trace = (Trace){.items = NEW_ARRAY(arena, TraceRow, TRACE_ROWS_MAX),
                     .sum = rule->kind == TRACE_GOAL || rule->kind == TRACE_FIGURES
                                ? line->figures[key->place][key->code].value
                                : 0,
                     .input_count = rule->input_count};
    for (size_t i = 0; i < rule->input_count; i++) trace->inputs[i] = rule->inputs[i];
    Tracing tracing = {.tx = tx,
                       .bulletin = bulletin,
                       .line = line,
                       .prefix = figure_place_code(key->place),
                       .rule = rule,
                       .first = !rule->is_of_period ? date_from_civil((CivilDate){1, 1, 1})
                                : is_former         ? before.first
                                                    : period.first,
                       .last = is_former ? before.last : bulletin->as_of,
                       .arena = arena,
                       .trace = trace};
    switch (rule->kind) {
    case TRACE_RECORDS:
        return read_records(&tracing, error);
    case TRACE_MONEY:
        return read_money(&tracing, error);
    case TRACE_LATE:
        return read_late(&tracing, error);
    case TRACE_GOAL:
    case TRACE_FIGURES:
        break;
    }
    return true;
}
