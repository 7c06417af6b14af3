// SPDX-License-Identifier: Apache-2.0
// People without work. What was paid before an earlier benefit was drawn to its end does not count
// again; what was drawn since the present registration began counts as drawn.
#include "publish/view.h"

#include "publish/fact_jobless.sql.h"
#include "publish/stretch.h"

enum { PERSON_ID, DIVISION, REGISTERED, INVOLUNTARY, MONTHS_PAID, MONTHS_DRAWN, EMPLOYED };

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [DIVISION] = {"division", FACT_TEXT, 0, HUMAN_RESOURCES},
    [REGISTERED] = {"registered_unemployed", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [INVOLUNTARY] = {"involuntary", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [MONTHS_PAID] = {"months_ui_paid", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [MONTHS_DRAWN] = {"months_drawn", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [EMPLOYED] = {"is_employed", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
};

// Reasons of the registration that say whether somebody wanted to leave; others do not say.
typedef struct LeaveReason {
    const char *reason;
    FeelTruth is_involuntary;
} LeaveReason;

static const LeaveReason leave_reasons[] = {
    {"合同期满", FEEL_TRUE}, {"单位裁员", FEEL_TRUE}, {"单位解除", FEEL_TRUE},
    {"单位破产", FEEL_TRUE}, {"个人原因", FEEL_FALSE},
};

typedef struct Loaded {
    FactJoblessRows people;
    FactJoblessPaidRows paid;
    FactJoblessDrawnRows drawn;
    Date on;
} Loaded;

static FeelTruth involuntary(Str reason) {
    for (size_t i = 0; i < sizeof leave_reasons / sizeof leave_reasons[0]; i++) {
        if (str_equal(reason, str_from_c(leave_reasons[i].reason))) {
            return leave_reasons[i].is_involuntary;
        }
    }
    return FEEL_UNKNOWN;
}

// Full months of benefit since a day, and the last day of what was drawn before it (`ended`).
static int64_t months_drawn(Arena *arena, const Loaded *loaded, int64_t person_id, Date since,
                            Date *ended) {
    Stretches drawn = {0};
    FactSlice slice = FACT_SLICE(&loaded->drawn, person_id);
    *ended = DATE_ABSENT;
    for (size_t i = 0; i < slice.count; i++) {
        const FactJoblessDrawnRow *row = &loaded->drawn.items[slice.first + i];
        bool is_past = row->to_date != DATE_ABSENT && row->to_date < since;
        if (is_past) {
            *ended = *ended == DATE_ABSENT || row->to_date > *ended ? row->to_date : *ended;
        } else {
            stretch_add(arena, &drawn, row->from_date, row->to_date,
                        (Stretch){row->from_date, loaded->on});
        }
    }
    return stretches_full_months(&drawn);
}

static int64_t months_paid(Arena *arena, const Loaded *loaded, int64_t person_id, Date after) {
    Stretches paid = {0};
    FactSlice slice = FACT_SLICE(&loaded->paid, person_id);
    for (size_t i = 0; i < slice.count; i++) {
        const FactJoblessPaidRow *row = &loaded->paid.items[slice.first + i];
        bool is_spent = after != DATE_ABSENT && row->from_date <= after;
        Date first = is_spent ? after + 1 : row->from_date;
        stretch_add(arena, &paid, row->from_date, row->to_date, (Stretch){first, loaded->on});
    }
    return stretches_full_months(&paid);
}

static void put_person(FactRows *rows, const Loaded *loaded, size_t row) {
    const FactJoblessRow *person = &loaded->people.items[row];
    bool is_registered = person->registered_from != DATE_ABSENT;
    Date since = is_registered ? person->registered_from : loaded->on;
    Date ended;
    int64_t drawn = months_drawn(rows->arena, loaded, person->person_id, since, &ended);
    rows->subjects[row] = fact_person_subject(
        rows->arena, &(FactPersonOf){person->person_id, person->id_number, person->name,
                                     person->division_code});
    fact_put_text(rows, PERSON_ID, row, person->id_number);
    fact_put_text(rows, DIVISION, row, person->division_code);
    fact_put_bool(rows, REGISTERED, row, is_registered);
    if (is_registered) fact_put_truth(rows, INVOLUNTARY, row, involuntary(person->reason));
    fact_put_int(rows, MONTHS_PAID, row,
                 months_paid(rows->arena, loaded, person->person_id, ended));
    fact_put_int(rows, MONTHS_DRAWN, row, drawn);
    fact_put_bool(rows, EMPLOYED, row, person->is_employed);
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    Loaded loaded = {.on = range->on};
    Arena *arena = rows->arena;
    FactJoblessPageIn in = {range->first, range->last, range->division_prefix, range->on,
                            range->is_page, (int64_t)range->limit};
    if (!fact_jobless_page(tx, &in, arena, &loaded.people, error)) return false;
    fact_rows_begin(rows, loaded.people.count);
    if (loaded.people.count == 0) return true;
    Str first = loaded.people.items[0].id_number;
    Str last = loaded.people.items[loaded.people.count - 1].id_number;
    FactJoblessInsuranceIn paid = {first, last, range->division_prefix, range->on};
    FactJoblessBenefitIn drawn = {first, last, range->division_prefix, range->on};
    bool is_loaded = fact_jobless_insurance(tx, &paid, arena, &loaded.paid, error) &&
                     fact_jobless_benefit(tx, &drawn, arena, &loaded.drawn, error);
    if (!is_loaded) return false;
    for (size_t row = 0; row < rows->count; row++) put_person(rows, &loaded, row);
    return true;
}

const FactView fact_jobless_view = {
    .name = "jobless", .keying = FACT_KEY_PERSON, .is_per_person = true, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_person};
