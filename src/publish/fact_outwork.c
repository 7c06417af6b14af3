// SPDX-License-Identifier: Apache-2.0
// Work away from home: one subject a person.
//
// Months are added up within twelve months on end. The twelve months may end on the day of the
// decision, with the end of a job, or begin with one, as long as they end in the year of the
// decision: of these, those with most full months count, then the latest. The year is that of the
// sixth full month. Where a job is registered, it tells the place; a place that only insurance
// knows is doubtful, and nothing is known of its contract.
#include "publish/view.h"

#include "publish/fact_outwork.sql.h"
#include "publish/stretch.h"
#include "registry/code.h"

#define WINDOW_MONTHS 12
#define YEAR_MONTHS 6      // the year is that in which so many months were full
#define LOOK_BACK_MONTHS 24

enum {
    PERSON_ID, HUKOU_DIVISION, WORK_DIVISION, FULL_MONTHS, CONTRACT_SIGNED, INSURED, YEAR, DOUBTFUL,
};

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [HUKOU_DIVISION] = {"hukou_division", FACT_TEXT, 0, POLICE},
    [WORK_DIVISION] = {"work_division", FACT_TEXT, 0, HUMAN_RESOURCES},
    [FULL_MONTHS] = {"full_months", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [CONTRACT_SIGNED] = {"contract_signed", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [INSURED] = {"social_insurance_paid", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [YEAR] = {"year", FACT_IDENTIFIER, 0, HUMAN_RESOURCES},
    [DOUBTFUL] = {"division_doubtful", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
};

// A period of work away, from either source.
typedef struct Trip {
    Date from, to;
    Str division;
    FeelTruth is_signed;
} Trip;

typedef struct Trips {
    Trip *items;
    size_t count;
    size_t capacity;
    bool is_doubtful; // known from insurance only
} Trips;

typedef struct Loaded {
    FactOutworkRows people;
    FactWorkRows work;
    FactInsuranceRows insurance;
} Loaded;

static Str home_of(const FactOutworkRow *person) {
    return str_is_absent(person->hukou_division) ? person->division_code : person->hukou_division;
}

static Trips trips_find(Arena *arena, const Loaded *loaded, const FactOutworkRow *person,
                        Date since) {
    Trips trips = {0};
    Str home = home_of(person);
    FactSlice work = FACT_SLICE(&loaded->work, person->person_id);
    for (size_t i = 0; i < work.count; i++) {
        const FactWorkRow *row = &loaded->work.items[work.first + i];
        if (str_equal(row->division_code, home)) continue;
        bool is_signed = !str_equal(row->contract_kind, STR("none"));
        Trip trip = {row->from_date, row->to_date, row->division_code,
                     is_signed ? FEEL_TRUE : FEEL_FALSE};
        PUSH(arena, &trips, trip);
    }
    if (trips.count > 0) return trips;
    FactSlice insurance = FACT_SLICE(&loaded->insurance, person->person_id);
    for (size_t i = 0; i < insurance.count; i++) {
        const FactInsuranceRow *row = &loaded->insurance.items[insurance.first + i];
        bool is_away = row->employer_uscc.length > 0 && !str_equal(row->division_code, home) &&
                       (row->to_date == DATE_ABSENT || row->to_date >= since);
        if (!is_away) continue;
        Trip trip = {row->from_date, row->to_date, row->division_code, FEEL_UNKNOWN};
        PUSH(arena, &trips, trip);
        trips.is_doubtful = true;
    }
    return trips;
}

// ---- The twelve months that count ----

typedef struct Choice {
    Stretch window;
    int64_t months;
} Choice;

static void choice_offer(Choice *choice, const Stretches *away, Date last, Date on) {
    if (last > on || date_to_civil(last).year != date_to_civil(on).year) return;
    Stretch window = {date_add_months(last + 1, -WINDOW_MONTHS), last};
    int64_t months = stretches_full_months_in(away, window);
    bool is_better = months > choice->months ||
                     (months == choice->months && last > choice->window.last);
    if (is_better) *choice = (Choice){window, months};
}

static Choice choose_window(const Stretches *away, Date on) {
    Choice choice = {{DATE_ABSENT, DATE_ABSENT}, -1};
    choice_offer(&choice, away, on, on);
    for (size_t i = 0; i < away->count; i++) {
        Date first = away->items[i].first;
        choice_offer(&choice, away, away->items[i].last, on);
        choice_offer(&choice, away, date_add_months(first, WINDOW_MONTHS) - 1, on);
    }
    return choice;
}

// ---- The job that speaks for the months ----

static bool lies_in(const Trip *trip, Stretch window) {
    return trip->from <= window.last && (trip->to == DATE_ABSENT || trip->to >= window.first);
}

// The latest job in the window, but any in another province before those in this one.
static const Trip *speaking_trip(const Trips *trips, Stretch window, Str home) {
    const Trip *best = NULL;
    bool best_is_far = false;
    for (size_t i = 0; i < trips->count; i++) {
        const Trip *trip = &trips->items[i];
        if (!lies_in(trip, window)) continue;
        bool is_far = !division_same_province(trip->division, home);
        if (!best || is_far >= best_is_far) {
            best = trip;
            best_is_far = is_far;
        }
    }
    return best;
}

static bool was_insured(const Loaded *loaded, int64_t person_id, const Trip *trip,
                        Stretch window) {
    FactSlice insurance = FACT_SLICE(&loaded->insurance, person_id);
    for (size_t i = 0; i < insurance.count; i++) {
        const FactInsuranceRow *row = &loaded->insurance.items[insurance.first + i];
        Trip paid = {.from = row->from_date, .to = row->to_date};
        Stretch job = {trip->from > window.first ? trip->from : window.first, window.last};
        if (trip->to != DATE_ABSENT && trip->to < job.last) job.last = trip->to;
        if (lies_in(&paid, job)) return true;
    }
    return false;
}

// ---- Rows ----

static void put_person(FactRows *rows, const Loaded *loaded, size_t row, Date on) {
    const FactOutworkRow *person = &loaded->people.items[row];
    Date since = date_add_months(on, -LOOK_BACK_MONTHS);
    Trips trips = trips_find(rows->arena, loaded, person, since);
    Stretches away = {0};
    for (size_t i = 0; i < trips.count; i++) {
        stretch_add(rows->arena, &away, trips.items[i].from, trips.items[i].to,
                    (Stretch){since, on});
    }
    Choice choice = choose_window(&away, on);
    Date sixth = stretches_month_done(&away, choice.window, YEAR_MONTHS);
    const Trip *job = speaking_trip(&trips, choice.window, home_of(person));
    int64_t year = date_to_civil(sixth == DATE_ABSENT ? on : sixth).year;
    rows->subjects[row] = fact_person_subject(
        rows->arena, &(FactPersonOf){person->person_id, person->id_number, person->name,
                                     person->division_code});
    rows->subjects[row].event = sixth;
    fact_put_text(rows, PERSON_ID, row, person->id_number);
    fact_put_text(rows, HUKOU_DIVISION, row, person->hukou_division);
    fact_put_int(rows, FULL_MONTHS, row, choice.months);
    fact_put_text(rows, YEAR, row, str_format(rows->arena, "%lld", (long long)year));
    if (!job) return;
    fact_put_text(rows, WORK_DIVISION, row, job->division);
    fact_put_truth(rows, CONTRACT_SIGNED, row, job->is_signed);
    fact_put_bool(rows, INSURED, row,
                  was_insured(loaded, person->person_id, job, choice.window));
    fact_put_bool(rows, DOUBTFUL, row, trips.is_doubtful);
}

static bool people_load(Tx *tx, const FactRange *range, Arena *arena, FactOutworkRows *people,
                        Error *error) {
    int64_t limit = (int64_t)range->limit;
    if (!range->is_page) {
        return fact_outwork_find(tx,
                                 &(FactOutworkFindIn){range->first, range->last,
                                                      range->division_prefix, range->on, limit},
                                 arena, people, error);
    }
    Date since = date_add_months(range->on, -LOOK_BACK_MONTHS);
    return fact_outwork_page(tx,
                             &(FactOutworkPageIn){range->first, range->last,
                                                  range->division_prefix, since, range->on, limit},
                             arena, people, error);
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    Loaded loaded = {0};
    Arena *arena = rows->arena;
    if (!people_load(tx, range, arena, &loaded.people, error)) return false;
    fact_rows_begin(rows, loaded.people.count);
    if (loaded.people.count == 0) return true;
    Str first = loaded.people.items[0].id_number;
    Str last = loaded.people.items[loaded.people.count - 1].id_number;
    Date since = date_add_months(range->on, -LOOK_BACK_MONTHS);
    bool is_loaded =
        fact_work_of_persons(
            tx, &(FactWorkOfPersonsIn){first, last, range->division_prefix, since, range->on},
            arena, &loaded.work, error) &&
        fact_insurance_of_persons(
            tx, &(FactInsuranceOfPersonsIn){first, last, range->division_prefix, range->on}, arena,
            &loaded.insurance, error);
    if (!is_loaded) return false;
    for (size_t row = 0; row < rows->count; row++) put_person(rows, &loaded, row, range->on);
    return true;
}

const FactView fact_outwork_view = {
    .name = "outwork", .keying = FACT_KEY_PERSON, .is_per_person = true, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_person};
