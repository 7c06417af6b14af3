// SPDX-License-Identifier: Apache-2.0
// People and the latest internship they did, with what they paid for themselves since the first
// one ended: the months of a subsidy are counted over all internships.
#include "publish/view.h"

#include "publish/fact_intern.sql.h"
#include "publish/stretch.h"

enum { PERSON_ID, INTERNSHIP_MONTHS, FLEXIBLE_INSURED, FLEXIBLE_MONTHS };

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [INTERNSHIP_MONTHS] = {"internship_months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [FLEXIBLE_INSURED] = {"flexible_insured", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [FLEXIBLE_MONTHS] = {"flexible_months", FACT_NUMBER, 0, HUMAN_RESOURCES},
};

typedef struct Flexible {
    bool is_insured; // on the day
    int64_t months;  // since a day
} Flexible;

// Pension insurance without an employer.
static Flexible flexible_of(Arena *arena, const FactInsuranceRows *insurance, int64_t person_id,
                            Stretch window) {
    Flexible flexible = {0};
    Stretches paid = {0};
    FactSlice slice = FACT_SLICE(insurance, person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactInsuranceRow *row = &insurance->items[slice.first + i];
        if (row->employer_uscc.length > 0) continue;
        flexible.is_insured |= fact_period_holds(row->from_date, row->to_date, window.last);
        stretch_add(arena, &paid, row->from_date, row->to_date, window);
    }
    flexible.months = stretches_full_months(&paid);
    return flexible;
}

static void put_person(FactRows *rows, const FactInternRow *person,
                       const FactInsuranceRows *insurance, size_t row, Date on) {
    bool has_ended = person->ended_on != DATE_ABSENT && person->ended_on <= on;
    Date last = has_ended ? person->ended_on : on;
    bool has_finished = person->first_ended_on != DATE_ABSENT;
    Stretch since = {has_finished ? person->first_ended_on + 1 : on, on};
    Flexible flexible = flexible_of(rows->arena, insurance, person->person_id, since);
    rows->subjects[row] = fact_person_subject(
        rows->arena, &(FactPersonOf){person->person_id, person->id_number, person->name,
                                     person->division_code});
    fact_put_text(rows, PERSON_ID, row, person->id_number);
    fact_put_bool(rows, FLEXIBLE_INSURED, row, flexible.is_insured);
    fact_put_int(rows, INTERNSHIP_MONTHS, row,
                 person->from_date == DATE_ABSENT ? 0 : date_full_months(person->from_date, last));
    fact_put_int(rows, FLEXIBLE_MONTHS, row, has_finished ? flexible.months : 0);
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactInternRows people;
    FactInsuranceRows insurance;
    Arena *arena = rows->arena;
    FactInternPageIn in = {range->first, range->last, range->division_prefix, range->on,
                           range->is_page, (int64_t)range->limit};
    if (!fact_intern_page(tx, &in, arena, &people, error)) return false;
    fact_rows_begin(rows, people.count);
    if (people.count == 0) return true;
    FactInsuranceOfInternsIn paid = {people.items[0].id_number,
                                     people.items[people.count - 1].id_number,
                                     range->division_prefix, range->on};
    if (!fact_insurance_of_interns(tx, &paid, arena, &insurance, error)) return false;
    for (size_t row = 0; row < rows->count; row++) {
        put_person(rows, &people.items[row], &insurance, row, range->on);
    }
    return true;
}

const FactView fact_intern_view = {
    .name = "intern", .keying = FACT_KEY_PERSON, .is_per_person = true, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_person};
