// SPDX-License-Identifier: Apache-2.0
// People who draw relief or benefit. Whoever draws in more than one way is in the group named
// first here, since what it draws is the most.
#include "publish/view.h"

#include "publish/fact_relief.sql.h"

enum { PERSON_ID, GROUP, GROUP_COUNT, BENEFIT };

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [GROUP] = {"group", FACT_TEXT, 0, "市民政局"},
    [GROUP_COUNT] = {"group_count", FACT_NUMBER, 0, "市民政局"},
    [BENEFIT] = {"benefit_fen", FACT_NUMBER, 0, HUMAN_RESOURCES},
};

// Absent when nothing is drawn.
static Str group_of(const FactReliefRow *person) {
    if (person->benefit_fen.present) return STR("ui_recipient");
    if (person->is_destitute) return STR("extremely_poor");
    return person->is_low_income ? STR("min_living") : (Str){0};
}

static void put_person(FactRows *rows, size_t row, const FactReliefRow *person) {
    int groups = person->benefit_fen.present + person->is_destitute + person->is_low_income;
    rows->subjects[row] = fact_person_subject(
        rows->arena, &(FactPersonOf){person->person_id, person->id_number, person->name,
                                     person->division_code});
    fact_put_text(rows, PERSON_ID, row, person->id_number);
    fact_put_text(rows, GROUP, row, group_of(person));
    fact_put_int(rows, GROUP_COUNT, row, groups);
    fact_put_number(rows, BENEFIT, row, person->benefit_fen);
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactReliefRows people;
    FactReliefPageIn in = {range->first, range->last, range->division_prefix, range->on,
                           range->is_page, (int64_t)range->limit};
    if (!fact_relief_page(tx, &in, rows->arena, &people, error)) return false;
    fact_rows_begin(rows, people.count);
    for (size_t row = 0; row < people.count; row++) put_person(rows, row, &people.items[row]);
    return true;
}

const FactView fact_relief_view = {
    .name = "relief", .keying = FACT_KEY_PERSON, .is_per_person = true, .columns = columns,
    .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_person};
