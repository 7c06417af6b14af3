// SPDX-License-Identifier: Apache-2.0
#include "city/boundary.h"

#include "city/name.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

Date boundary_date(int ymd) {
    if (ymd == 0) return DATE_ABSENT;
    return date_from_civil((CivilDate){ymd / 10000, ymd / 100 % 100, ymd % 100});
}

static void make_name(World *world, Person *person) {
    // Not from the city's seed: these people are the same everywhere.
    Random random = random_stream(0, 'B', (uint64_t)world->people);
    Arena arena = {0};
    StrBuilder name;
    str_builder_init(&name, &arena, 0);
    str_put(&name, str_from_c(name_surname(&random, counties[person->county].surname_weights)));
    name_given(&random, person->sex, &name);
    snprintf(person->name, sizeof person->name, "%.*s", STR_ARG(str_built(&name)));
    arena_release(&arena);
}

Person boundary_person(World *world, const PersonOptions *options) {
    Person person = {.sex = options->sex, .county = options->county,
                     .is_rural = !options->is_urban,
                     .education = options->education ? options->education : "71",
                     .residence = counties[options->county].code,
                     .birth = boundary_date(options->born), .deceased_on = DATE_ABSENT};
    if (options->id != NULL) {
        IdNumber id;
        Check check = id_number_check(str_from_c(options->id), world->as_of, &id);
        assert(check.verdict == VERDICT_OK); // it stands in a table here
        memcpy(person.id, id.text, sizeof person.id);
        person.birth = id.birth_date;
        person.sex = (int)id.sex;
    } else {
        bool is_numbered = number_id(&world->recorder.book, person.county, person.birth,
                                     person.sex, person.id);
        assert(is_numbered);
    }
    make_name(world, &person);
    if (options->name != NULL) snprintf(person.name, sizeof person.name, "%s", options->name);
    char phone[12];
    number_phone(&world->recorder.book, phone);
    household_write_single(world, &person, phone);
    person.phone = NULL;
    return person;
}

void boundary_unit(World *world, Unit *unit, const UnitSize *size, const UnitYear *year) {
    if (unit->kind == NULL) unit->kind = "enterprise";
    if (unit->industry_code == NULL) unit->industry_code = "1373";
    if (unit->division == NULL) unit->division = counties[0].code;
    unit->status = "active";
    unit->status_date = DATE_ABSENT;
    unit->registered_on = boundary_date(20150601);
    bool is_company = strcmp(unit->kind, "enterprise") == 0;
    if (unit->uscc[0] == '\0') {
        number_uscc(&world->recorder.book, is_company ? "91" : "51", unit->division, unit->uscc);
    }
    record_unit(&world->recorder, unit);
    record_unit_account(&world->recorder, unit, true);
    if (size != NULL) record_unit_size(&world->recorder, unit, size);
    if (year != NULL) record_unit_year(&world->recorder, unit, year);
}

Work boundary_work(const Unit *unit, int from, int to, int months, int64_t wage_fen) {
    Date first = boundary_date(from);
    bool is_signed = months != 0;
    return (Work){
        .uscc = unit->uscc, .employer = unit->name, .kind = "employee",
        .from = first, .to = boundary_date(to),
        .contract = months > 0 ? "fixed" : is_signed ? "open" : "none",
        .contract_from = is_signed ? first : DATE_ABSENT,
        .contract_to = months > 0 ? date_add_months(first, months) - 1 : DATE_ABSENT,
        .wage_fen = wage_fen, .division = unit->division,
    };
}

void boundary_graduation(World *world, const Person *person, const School *school,
                         const char *level, int date) {
    char number[32];
    number_certificate(&world->recorder.book, "1064", number);
    Date day = boundary_date(date);
    bool has_left = day <= world->as_of;
    Graduation graduation = {school, "会计学", level, day, has_left ? number : NULL, has_left};
    record_graduation(&world->recorder, person, &graduation);
}

void boundary_write(World *world) {
    boundary_write_transport(world);
    boundary_write_hires(world);
    boundary_write_skills(world);
    boundary_write_refunds(world);
    boundary_write_rosters(world);
    boundary_write_internships(world);
    boundary_write_students(world);
}
