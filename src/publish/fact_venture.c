// SPDX-License-Identifier: Apache-2.0
// The business that somebody owns or runs, as the market regulator registers it.
#include "publish/view.h"

#include "publish/fact_venture.sql.h"

enum {
    PERSON_ID, USCC, REGISTERED_ON, INDUSTRY, IS_FIRST, IS_OPERATING, MONTHS, JOBS, PARTNERS,
};

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [USCC] = {"uscc", FACT_IDENTIFIER, 0, MARKET},
    [REGISTERED_ON] = {"registration_date", FACT_DATE, 0, MARKET},
    [INDUSTRY] = {"industry_code", FACT_TEXT, 0, MARKET},
    [IS_FIRST] = {"is_first", FACT_BOOLEAN, 0, MARKET},
    [IS_OPERATING] = {"is_operating", FACT_BOOLEAN, 0, MARKET},
    [MONTHS] = {"operating_months", FACT_NUMBER, 0, MARKET},
    [JOBS] = {"jobs_created", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [PARTNERS] = {"partners", FACT_NUMBER, 0, MARKET},
};

// The status is today's; before the day since when it holds the business was a going one.
static bool is_operating(const FactVentureRow *venture, Date on) {
    bool is_later = venture->status_date != DATE_ABSENT && venture->status_date > on;
    return is_later || str_equal(venture->status, STR("active"));
}

// Up to the day, or the last before it was no going business; unknown when nobody says since when.
static void put_months(FactRows *rows, size_t row, const FactVentureRow *venture, Date on) {
    bool goes_on = is_operating(venture, on);
    if (!goes_on && venture->status_date == DATE_ABSENT) return;
    Date last = goes_on ? on : venture->status_date - 1;
    bool has_begun = last >= venture->registered_on;
    fact_put_int(rows, MONTHS, row, has_begun ? date_full_months(venture->registered_on, last) : 0);
}

static void put_venture(FactRows *rows, size_t row, const FactVentureRow *venture, Date on) {
    rows->subjects[row] = fact_person_subject(
        rows->arena, &(FactPersonOf){venture->person_id, venture->id_number, venture->name,
                                     venture->division_code});
    rows->subjects[row].uscc = venture->uscc;
    fact_put_text(rows, PERSON_ID, row, venture->id_number);
    fact_put_text(rows, USCC, row, venture->uscc);
    fact_put_date(rows, REGISTERED_ON, row, venture->registered_on);
    fact_put_text(rows, INDUSTRY, row, venture->industry_code);
    fact_put_bool(rows, IS_FIRST, row, venture->is_first);
    fact_put_bool(rows, IS_OPERATING, row, is_operating(venture, on));
    put_months(rows, row, venture, on);
    fact_put_int(rows, JOBS, row, venture->jobs);
    fact_put_int(rows, PARTNERS, row, venture->partners);
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactVentureRows ventures;
    FactVenturePageIn in = {range->first, range->last, range->division_prefix, range->on,
                            (int64_t)range->limit};
    if (!fact_venture_page(tx, &in, rows->arena, &ventures, error)) return false;
    fact_rows_begin(rows, ventures.count);
    for (size_t row = 0; row < ventures.count; row++) {
        put_venture(rows, row, &ventures.items[row], range->on);
    }
    return true;
}

const FactView fact_venture_view = {
    .name = "venture", .keying = FACT_KEY_PERSON, .is_per_person = true, .is_sparse = true,
    .columns = columns, .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_person};
