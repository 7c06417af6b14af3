// SPDX-License-Identifier: Apache-2.0
// Organisers of out-migration and the batches that they fill, one batch of a county at a time.
#include "city/name.h"
#include "city/world.h"

#include <stdio.h>
#include <string.h>

static void write_intermediary(World *world, Random *random, Organiser *organiser) {
    char uscc[19];
    number_uscc(&world->recorder.book, "91", counties[organiser->county].code, uscc);
    Unit unit = {.kind = "enterprise", .industry_code = "7261", .status = "active",
                 .registered_on = world->as_of - random_between(random, 500, 4000),
                 .status_date = DATE_ABSENT, .division = counties[organiser->county].code};
    memcpy(unit.uscc, uscc, sizeof uscc);
    Arena arena = {0};
    StrBuilder name;
    str_builder_init(&name, &arena, 0);
    name_enterprise(random, counties[organiser->county].name, 'L', &name);
    snprintf(unit.name, sizeof unit.name, "%.*s", STR_ARG(str_built(&name)));
    memcpy(organiser->code, uscc, sizeof uscc);
    record_unit(&world->recorder, &unit);
    record_unit_account(&world->recorder, &unit, true);
    record_organiser(&world->recorder, organiser->code, unit.name, NULL,
                     unit.registered_on + 60, unit.division);
    arena_release(&arena);
}

static void write_broker(World *world, Random *random, Organiser *organiser) {
    Person person = {.sex = 1, .county = organiser->county, .is_rural = true,
                     .residence = counties[organiser->county].code, .education = "71",
                     .deceased_on = DATE_ABSENT};
    do {
        person.birth = world->as_of - random_between(random, 30 * 365, 55 * 365);
    } while (!number_id(&world->recorder.book, person.county, person.birth, 1, person.id));
    Arena arena = {0};
    StrBuilder name;
    str_builder_init(&name, &arena, 0);
    str_put(&name, str_from_c(name_surname(random, counties[person.county].surname_weights)));
    name_given(random, 1, &name);
    snprintf(person.name, sizeof person.name, "%.*s", STR_ARG(str_built(&name)));
    char phone[12];
    number_phone(&world->recorder.book, phone);
    household_write_single(world, &person, phone);
    number_certificate(&world->recorder.book, "JJR", organiser->code);
    record_organiser(&world->recorder, organiser->code, person.name, &person,
                     world->as_of - random_between(random, 300, 2000),
                     counties[person.county].code);
    arena_release(&arena);
}

void roster_write_organisers(World *world, Arena *arena, int64_t people) {
    int64_t count = people / PEOPLE_PER_ORGANISER;
    world->organiser_count = (int)(count < ORGANISERS_MIN ? ORGANISERS_MIN : count);
    world->organisers = NEW_ARRAY(arena, Organiser, (size_t)world->organiser_count);
    for (int i = 0; i < world->organiser_count; i++) {
        Random random = random_stream(world->seed, 'O', (uint64_t)i);
        world->organisers[i].county = i % COUNTY_COUNT;
        bool is_broker = i / COUNTY_COUNT % 2 == 1;
        if (is_broker) write_broker(world, &random, &world->organisers[i]);
        else write_intermediary(world, &random, &world->organisers[i]);
    }
}

const char *roster_join(World *world, Random *random, const Person *person) {
    OpenRoster *open = &world->open[person->county];
    if (open->lines_left > 0) return open->destination;
    int64_t of_county = (world->organiser_count + COUNTY_COUNT - 1 - person->county) / COUNTY_COUNT;
    int64_t which = random_below(random, of_county) * COUNTY_COUNT + person->county;
    number_certificate(&world->recorder.book, "ZY2023", open->number);
    open->destination = random_chance(random, 700) ? place_out_of_region(random)
                                                   : place_in_region(random, person->county);
    open->lines_left = (int)random_between(random, 14, 60);
    record_roster(&world->recorder, open->number, world->organisers[which].code, 2023,
                  open->destination, counties[person->county].code);
    return open->destination;
}

void roster_add(World *world, const Person *person, const Work *work) {
    OpenRoster *open = &world->open[person->county];
    record_roster_line(&world->recorder, open->number, person, work);
    open->lines_left--;
}
