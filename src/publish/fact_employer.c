// SPDX-License-Identifier: Apache-2.0
// Units. Figures are those of the year before the decision: its average of insured people, its
// premiums, its size by the statistical rule.
#include "publish/view.h"

#include "publish/fact_employer.sql.h"

#define HUNDREDTHS 100
#define TEN_THOUSANDTHS 10000

enum {
    USCC, KIND, INDUSTRY, IS_OPEN, SIZE, EMPLOYEES, AVERAGE, CLAIMANTS, PREMIUM, MONTHS_PAID,
    ARREARS, DISHONEST, DISPATCH, REAL_ECONOMY, LAYOFF_RATE,
};

static const FactColumn columns[] = {
    [USCC] = {"uscc", FACT_IDENTIFIER, 0, MARKET},
    [KIND] = {"kind", FACT_TEXT, 0, MARKET},
    [INDUSTRY] = {"industry_code", FACT_TEXT, 0, MARKET},
    [IS_OPEN] = {"is_open", FACT_BOOLEAN, 0, MARKET},
    [SIZE] = {"size", FACT_TEXT, 0, STATISTICS},
    [EMPLOYEES] = {"employees", FACT_NUMBER, 0, STATISTICS},
    [AVERAGE] = {"avg_insured", FACT_NUMBER, 2, HUMAN_RESOURCES},
    [CLAIMANTS] = {"ui_claimants", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [PREMIUM] = {"ui_premium_prior_year_fen", FACT_NUMBER, 0, TAX},
    [MONTHS_PAID] = {"months_paid_prior_year", FACT_NUMBER, 0, TAX},
    [ARREARS] = {"arrears", FACT_BOOLEAN, 0, TAX},
    [DISHONEST] = {"dishonest", FACT_BOOLEAN, 0, MARKET},
    [DISPATCH] = {"is_dispatch_agency", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [REAL_ECONOMY] = {"is_real_economy", FACT_BOOLEAN, 0, MARKET},
    [LAYOFF_RATE] = {"layoff_rate_bp", FACT_NUMBER, 0, HUMAN_RESOURCES},
};

// All but finance (J) and real estate (K), by the letters of GB/T 4754.
static bool is_real_economy(Str category) {
    return !str_equal(category, STR("J")) && !str_equal(category, STR("K"));
}

// Claimants to the average of insured people in ten-thousandths, rounded up, so that a rate above
// a limit never reads as the limit. Unknown without a year's figures or without insured people.
static OptionalInt layoff_rate_bp(const FactEmployerRow *unit) {
    OptionalInt average = unit->average_insured_hundredths, claimants = unit->ui_claimants;
    if (!average.present || !claimants.present || average.value <= 0) return (OptionalInt){0};
    int64_t ten_thousandths = claimants.value * HUNDREDTHS * TEN_THOUSANDTHS;
    return (OptionalInt){true, (ten_thousandths + average.value - 1) / average.value};
}

static bool is_open(const FactEmployerRow *unit) {
    return str_equal(unit->status, STR("active")) || str_equal(unit->status, STR("abnormal"));
}

static void put_unit(FactRows *rows, size_t row, const FactEmployerRow *unit) {
    rows->subjects[row] = (FactSubject){
        .key = unit->uscc, .label = unit->name, .division_code = unit->division_code,
        .uscc = unit->uscc, .event = DATE_ABSENT};
    fact_put_text(rows, USCC, row, unit->uscc);
    fact_put_text(rows, KIND, row, unit->kind);
    fact_put_text(rows, INDUSTRY, row, unit->industry_code);
    fact_put_bool(rows, IS_OPEN, row, is_open(unit));
    if (unit->size.length > 0) fact_put_text(rows, SIZE, row, unit->size);
    fact_put_number(rows, EMPLOYEES, row, unit->employees);
    fact_put_number(rows, AVERAGE, row, unit->average_insured_hundredths);
    fact_put_number(rows, CLAIMANTS, row, unit->ui_claimants);
    fact_put_number(rows, PREMIUM, row, unit->premium_fen);
    fact_put_number(rows, MONTHS_PAID, row, unit->months_paid);
    if (unit->arrears_fen.present) {
        fact_put_bool(rows, ARREARS, row, unit->arrears_fen.value > 0);
    }
    fact_put_bool(rows, DISHONEST, row, unit->is_dishonest);
    fact_put_bool(rows, DISPATCH, row, unit->is_labour_dispatch);
    fact_put_bool(rows, REAL_ECONOMY, row, is_real_economy(unit->industry_category));
    fact_put_number(rows, LAYOFF_RATE, row, layoff_rate_bp(unit));
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactEmployerRows units;
    FactEmployerPageIn in = {range->first, range->last, range->division_prefix,
                             date_to_civil(range->on).year - 1, range->on, (int64_t)range->limit};
    if (!fact_employer_page(tx, &in, rows->arena, &units, error)) return false;
    fact_rows_begin(rows, units.count);
    for (size_t row = 0; row < units.count; row++) put_unit(rows, row, &units.items[row]);
    return true;
}

const FactView fact_employer_view = {
    .name = "employer", .keying = FACT_KEY_UNIT, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_unit};
