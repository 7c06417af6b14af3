// SPDX-License-Identifier: Apache-2.0
// How the number of people whom a unit insures grows. The insured are those with unemployment
// insurance, as in the refund for stable employment. A view of its own, so that whoever needs the
// unit alone does not read its people's periods.
#include "publish/view.h"

#include "publish/fact_workforce.sql.h"

#define QUARTER_MONTHS 3
#define QUARTERS_MAX 8 // that are looked back upon

enum { USCC, INSURED_NOW, INSURED_YEAR_AGO, QUARTERS_GROWING };

static const FactColumn columns[] = {
    [USCC] = {"uscc", FACT_IDENTIFIER, 0, MARKET},
    [INSURED_NOW] = {"insured_now", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [INSURED_YEAR_AGO] = {"insured_year_ago", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [QUARTERS_GROWING] = {"quarters_growing", FACT_NUMBER, 0, HUMAN_RESOURCES},
};

// The last day of the quarter `back` quarters before the one that `on` lies in.
static Date quarter_end(Date on, int back) {
    CivilDate civil = date_to_civil(on);
    int first_month = civil.month - (civil.month - 1) % QUARTER_MONTHS;
    Date first = date_from_civil((CivilDate){civil.year, first_month, 1});
    return date_add_months(first, -QUARTER_MONTHS * (back - 1)) - 1;
}

// The periods of one unit, in a list ordered by unit.
typedef struct UnitPeriods {
    const FactWorkforcePeriodRow *items;
    size_t count;
} UnitPeriods;

static int64_t insured_on(const UnitPeriods *periods, Date on) {
    int64_t people = 0;
    for (size_t i = 0; i < periods->count; i++) {
        const FactWorkforcePeriodRow *row = &periods->items[i];
        if (fact_period_holds(row->from_date, row->to_date, on)) people += row->people;
    }
    return people;
}

// Full quarters up to the last one, each of which ended with more insured than the one before.
static int64_t quarters_growing(const UnitPeriods *periods, Date on) {
    int64_t later = insured_on(periods, quarter_end(on, 1));
    for (int back = 1; back <= QUARTERS_MAX; back++) {
        int64_t earlier = insured_on(periods, quarter_end(on, back + 1));
        if (later <= earlier) return back - 1;
        later = earlier;
    }
    return QUARTERS_MAX;
}

static void put_unit(FactRows *rows, size_t row, const FactWorkforceRow *unit,
                     const UnitPeriods *periods, Date on) {
    rows->subjects[row] = (FactSubject){
        .key = unit->uscc, .label = unit->name, .division_code = unit->division_code,
        .uscc = unit->uscc, .event = DATE_ABSENT};
    fact_put_text(rows, USCC, row, unit->uscc);
    fact_put_int(rows, INSURED_NOW, row, insured_on(periods, on));
    fact_put_int(rows, INSURED_YEAR_AGO, row, insured_on(periods, date_add_months(on, -12)));
    fact_put_int(rows, QUARTERS_GROWING, row, quarters_growing(periods, on));
}

// Both lists are in the order of the units, so one walk pairs them.
static UnitPeriods periods_of(const FactWorkforcePeriodRows *all, size_t *next, Str uscc) {
    while (*next < all->count && str_compare(all->items[*next].uscc, uscc) < 0) (*next)++;
    UnitPeriods periods = {all->items + *next, 0};
    while (*next < all->count && str_equal(all->items[*next].uscc, uscc)) {
        (*next)++;
        periods.count++;
    }
    return periods;
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactWorkforceRows units;
    FactWorkforcePeriodRows periods;
    FactWorkforcePageIn in = {range->first, range->last, range->division_prefix, range->on,
                              (int64_t)range->limit};
    if (!fact_workforce_page(tx, &in, rows->arena, &units, error)) return false;
    fact_rows_begin(rows, units.count);
    if (units.count == 0) return true;
    FactWorkforcePeriodsIn wanted = {units.items[0].uscc, units.items[units.count - 1].uscc,
                                     quarter_end(range->on, QUARTERS_MAX + 1), range->on};
    if (!fact_workforce_periods(tx, &wanted, rows->arena, &periods, error)) return false;
    size_t next = 0;
    for (size_t row = 0; row < units.count; row++) {
        UnitPeriods own = periods_of(&periods, &next, units.items[row].uscc);
        put_unit(rows, row, &units.items[row], &own, range->on);
    }
    return true;
}

const FactView fact_workforce_view = {
    .name = "workforce", .keying = FACT_KEY_UNIT, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_unit};
