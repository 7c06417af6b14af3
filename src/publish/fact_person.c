// SPDX-License-Identifier: Apache-2.0
// People, as recorded on a day.
#include "publish/view.h"

#include "publish/fact_person.sql.h"

enum {
    PERSON_ID, BIRTH_DATE, SEX, EDUCATION_CODE, DIVISION, HUKOU_DIVISION, RURAL, GRADUATION_DATE,
    VETERAN, UNEMPLOYED, HARDSHIP, POVERTY_LIFTED, LOW_INCOME, RELOCATED, COLLEGE_GRADUATE,
    HARDSHIP_FROM,
};

static const FactColumn columns[] = {
    [PERSON_ID] = {"person_id", FACT_IDENTIFIER, 0, POLICE},
    [BIRTH_DATE] = {"birth_date", FACT_DATE, 0, POLICE},
    [SEX] = {"sex", FACT_TEXT, 0, POLICE},
    [EDUCATION_CODE] = {"education_code", FACT_TEXT, 0, EDUCATION},
    [DIVISION] = {"division", FACT_TEXT, 0, POLICE},
    [HUKOU_DIVISION] = {"hukou_division", FACT_TEXT, 0, POLICE},
    [RURAL] = {"is_rural", FACT_BOOLEAN, 0, POLICE},
    [GRADUATION_DATE] = {"graduation_date", FACT_DATE, 0, EDUCATION},
    [VETERAN] = {"is_veteran", FACT_BOOLEAN, 0, "市退役军人局"},
    [UNEMPLOYED] = {"registered_unemployed", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [HARDSHIP] = {"is_hardship", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
    [POVERTY_LIFTED] = {"is_poverty_lifted", FACT_BOOLEAN, 0, "市农业农村局"},
    [LOW_INCOME] = {"is_rural_low_income", FACT_BOOLEAN, 0, "市民政局"},
    [RELOCATED] = {"is_relocated", FACT_BOOLEAN, 0, "市农业农村局"},
    [COLLEGE_GRADUATE] = {"is_college_graduate", FACT_BOOLEAN, 0, EDUCATION},
    [HARDSHIP_FROM] = {"hardship_from", FACT_DATE, 0, HUMAN_RESOURCES},
};

static void put_person(FactRows *rows, size_t row, const FactPersonRow *person) {
    rows->subjects[row] = fact_person_subject(
        rows->arena, &(FactPersonOf){person->person_id, person->id_number, person->name,
                                     person->division_code});
    fact_put_text(rows, PERSON_ID, row, person->id_number);
    fact_put_date(rows, BIRTH_DATE, row, person->birth_date);
    fact_put_text(rows, SEX, row, person->sex == 1 ? STR("male") : STR("female"));
    fact_put_text(rows, EDUCATION_CODE, row, person->education_code);
    fact_put_text(rows, DIVISION, row, person->division_code);
    fact_put_text(rows, HUKOU_DIVISION, row, person->hukou_division);
    if (person->is_rural.present) fact_put_bool(rows, RURAL, row, person->is_rural.value == 1);
    fact_put_date(rows, GRADUATION_DATE, row, person->graduation_date);
    fact_put_bool(rows, VETERAN, row, person->is_veteran);
    fact_put_bool(rows, UNEMPLOYED, row, person->is_unemployed);
    fact_put_bool(rows, HARDSHIP, row, person->is_hardship);
    fact_put_bool(rows, POVERTY_LIFTED, row, person->is_poverty_lifted);
    fact_put_bool(rows, LOW_INCOME, row, person->is_rural_low_income);
    fact_put_bool(rows, RELOCATED, row, person->is_relocated);
    fact_put_bool(rows, COLLEGE_GRADUATE, row, person->is_college_graduate);
    fact_put_date(rows, HARDSHIP_FROM, row, person->hardship_from);
}

// Those of the range's keys who are recorded, in its order.
static bool load_keys(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactPersonPageIn *ins = NEW_ARRAY(rows->arena, FactPersonPageIn, range->key_count);
    QueryRows *found = NEW_ARRAY(rows->arena, QueryRows, range->key_count);
    size_t count = 0;
    for (size_t i = 0; i < range->key_count; i++) {
        ins[i] = (FactPersonPageIn){range->keys[i], range->keys[i], range->division_prefix,
                                    range->on, 1};
    }
    if (!fact_person_page_each(tx, ins, range->key_count, rows->arena, found, error)) return false;
    for (size_t i = 0; i < range->key_count; i++) count += found[i].count;
    fact_rows_begin(rows, count);
    count = 0;
    for (size_t i = 0; i < range->key_count; i++) {
        if (found[i].count > 0) put_person(rows, count++, found[i].items);
    }
    return true;
}

static bool load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    if (range->keys) return load_keys(tx, range, rows, error);
    FactPersonRows people;
    FactPersonPageIn in = {range->first, range->last, range->division_prefix, range->on,
                           (int64_t)range->limit};
    if (!fact_person_page(tx, &in, rows->arena, &people, error)) return false;
    fact_rows_begin(rows, people.count);
    for (size_t row = 0; row < people.count; row++) put_person(rows, row, &people.items[row]);
    return true;
}

const FactView fact_person_view = {
    .name = "person", .keying = FACT_KEY_PERSON, .is_per_person = true, .takes_keys = true,
    .columns = columns, .column_count = sizeof columns / sizeof *columns, .load = load,
    .grants = fact_grants_by_person};
