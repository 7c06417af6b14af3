// SPDX-License-Identifier: Apache-2.0
// Households: who lives together, how old they are, where they are registered.
#include "city/name.h"
#include "city/world.h"

#include <stdio.h>
#include <string.h>

#define MEMBERS_MAX 7

typedef struct Member {
    const char *relation; // head spouse child parent
    int sex;
    int age;
} Member;

static Home make_home(World *world, Random *random) {
    Home home = {0};
    int shares[COUNTY_COUNT];
    for (int i = 0; i < COUNTY_COUNT; i++) shares[i] = counties[i].hukou_share;
    Household *household = &home.household;
    household->county = random_weighted(random, shares, COUNTY_COUNT);
    const County *county = &counties[household->county];
    household->is_rural = random_chance(random, county->rural);
    household->since = world->as_of - random_between(random, 400, 14000);
    number_household(&world->recorder.book, county->code, household->number);
    Arena arena = {0};
    StrBuilder town, village;
    str_builder_init(&town, &arena, 0);
    str_builder_init(&village, &arena, 0);
    place_town(random, household->county, household->is_rural, &town, &village);
    snprintf(household->town, sizeof household->town, "%.*s", STR_ARG(str_built(&town)));
    snprintf(household->village, sizeof household->village, "%.*s", STR_ARG(str_built(&village)));
    arena_release(&arena);
    home.is_lifted = household->is_rural && random_chance(random, county->poverty_lifted);
    home.is_relocated = home.is_lifted && random_chance(random, 240);
    home.is_poor = random_chance(random, home.is_lifted ? 90 : 25);
    home.is_low_income = household->is_rural && random_chance(random, 60);
    return home;
}

static int make_members(Random *random, Member members[MEMBERS_MAX]) {
    int count = 0;
    int head_age = (int)random_between(random, 25, 72);
    int head_sex = random_chance(random, 820) ? 1 : 2;
    members[count++] = (Member){"head", head_sex, head_age};
    if (random_chance(random, 800)) {
        int age = head_age + (int)random_between(random, -4, 3);
        members[count++] = (Member){"spouse", 3 - head_sex, age < 22 ? 22 : age};
    }
    static const int child_weights[] = {90, 250, 400, 260};
    int children = random_weighted(random, child_weights, 4);
    for (int i = 0; i < children && count < MEMBERS_MAX; i++) {
        int age = head_age - (int)random_between(random, 22, 33);
        bool has_moved_out = age > 28 && random_chance(random, 750);
        if (age < 0 || has_moved_out) continue;
        members[count++] = (Member){"child", random_chance(random, 515) ? 1 : 2, age};
    }
    int grandchildren = head_age >= 48 ? (int)random_below(random, 3) : 0;
    for (int i = 0; i < grandchildren && count < MEMBERS_MAX; i++) {
        int age = (int)random_between(random, 0, 14);
        members[count++] = (Member){"other", random_chance(random, 515) ? 1 : 2, age};
    }
    if (head_age < 55 && count < MEMBERS_MAX && random_chance(random, 250)) {
        int age = head_age + (int)random_between(random, 22, 30);
        members[count++] = (Member){"parent", random_chance(random, 440) ? 1 : 2, age};
    }
    return count;
}

static const char *pick_education(Random *random, int64_t age) {
    static const char *const codes[] = {"81", "71", "61", "41", "31", "21", "14", "90"};
    static const int young[] = {10, 230, 190, 130, 210, 190, 20, 20};
    static const int middle[] = {120, 430, 180, 80, 100, 60, 5, 25};
    static const int old[] = {420, 300, 90, 30, 20, 10, 0, 130};
    const int *weights = age < 35 ? young : age < 55 ? middle : old;
    return age < 18 ? NULL : codes[random_weighted(random, weights, 8)];
}

static Date pick_birth(World *world, Random *random, int county, const Member *member,
                       char id[19]) {
    Date birth;
    do {
        Date last = date_add_months(world->as_of, -12 * (int64_t)member->age);
        birth = last - random_between(random, 0, 364);
    } while (!number_id(&world->recorder.book, county, birth, member->sex, id));
    return birth;
}

static Person make_person(World *world, Random *random, const Home *home, const Member *member,
                          const char *surname, char phone[12]) {
    Person person = {.sex = member->sex, .county = home->household.county,
                     .is_rural = home->household.is_rural, .deceased_on = DATE_ABSENT};
    person.birth = pick_birth(world, random, person.county, member, person.id);
    Arena arena = {0};
    StrBuilder name;
    str_builder_init(&name, &arena, 0);
    str_put(&name, str_from_c(surname));
    name_given(random, person.sex, &name);
    snprintf(person.name, sizeof person.name, "%.*s", STR_ARG(str_built(&name)));
    arena_release(&arena);
    int64_t age = date_age(person.birth, world->as_of);
    person.education = pick_education(random, age);
    bool has_moved = random_chance(random, 60);
    int residence = has_moved ? 0 : person.county;
    person.residence = counties[residence].code;
    if (age >= 14 && random_chance(random, 940)) {
        number_phone(&world->recorder.book, phone);
        person.phone = phone;
    }
    if (age > 60 && random_chance(random, 8)) {
        person.deceased_on = world->as_of - random_between(random, 1, 300);
    }
    return person;
}

void household_write(World *world, uint64_t index, int64_t room) {
    Random random = random_stream(world->seed, 'H', index);
    Home home = make_home(world, &random);
    Member members[MEMBERS_MAX];
    int count = make_members(&random, members);
    if (count > room) count = (int)room;
    const int *surnames = counties[home.household.county].surname_weights;
    const char *surname = name_surname(&random, surnames);
    world->households++;
    for (int i = 0; i < count; i++) {
        bool is_by_blood = strcmp(members[i].relation, "spouse") != 0;
        char phone[12];
        Person person = make_person(world, &random, &home, &members[i],
                                    is_by_blood ? surname : name_surname(&random, surnames),
                                    phone);
        record_person(&world->recorder, &person, &home.household, members[i].relation);
        world->people++;
        life_write(world, &random, &person, &home);
    }
}

void household_write_single(World *world, Person *person, const char *phone) {
    Household household = {.county = person->county, .is_rural = person->is_rural,
                           .since = date_from_civil((CivilDate){2010, 1, 1})};
    number_household(&world->recorder.book, counties[person->county].code, household.number);
    snprintf(household.town, sizeof household.town, "%s" SYNTHETIC_MARK,
             person->is_rural ? "清泉镇" : "文昌街道");
    snprintf(household.village, sizeof household.village, "%s" SYNTHETIC_MARK,
             person->is_rural ? "果园村" : "平安社区");
    person->phone = phone;
    world->households++;
    world->people++;
    record_person(&world->recorder, person, &household, "head");
    record_account(&world->recorder, person);
}
