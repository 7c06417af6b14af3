// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_WORLD_H
#define CITY_WORLD_H
// What the makers of the city share while it is being written: the recorder, the units, and the
// roster that each county is filling just now. Everything else is written and forgotten.

#include "city/unit.h"

#define ORGANISERS_MIN 6
#define PEOPLE_PER_ORGANISER 12000

typedef struct Organiser {
    char code[32];
    int county;
} Organiser;

// A batch being filled; an empty `number` means that the next worker opens one.
typedef struct OpenRoster {
    char number[32];
    const char *destination;
    int lines_left;
} OpenRoster;

typedef struct World {
    Recorder recorder;
    UnitPool pool;
    uint64_t seed;
    Date as_of;
    int64_t people;      // written so far
    int64_t households;
    Organiser *organisers;
    int organiser_count;
    OpenRoster open[COUNTY_COUNT];
} World;

// What the members of a household share.
typedef struct Home {
    Household household;
    bool is_lifted;   // 脱贫
    bool is_relocated;
    bool is_poor;     // 低保
    bool is_low_income;
} Home;

// The working life of a person of 16 and more, up to the data date.
void life_write(World *world, Random *random, const Person *person, const Home *home);
// One household of ordinary people; at most `room` of them.
void household_write(World *world, uint64_t index, int64_t room);
// A person living alone, such as a broker: written to 公安户籍 with an account.
void household_write_single(World *world, Person *person, const char *phone);
// The intermediaries and brokers of the city.
void roster_write_organisers(World *world, Arena *arena, int64_t people);
// The destination of a worker who joins the roster that the county is filling.
const char *roster_join(World *world, Random *random, const Person *person);
// Writes the joined worker's line.
void roster_add(World *world, const Person *person, const Work *work);

// The five insurances of an employee from the month of `from` on; `slot` is the unit of the city,
// NULL elsewhere.
void insure_employee(World *world, const Person *person, const Work *work, UnitSlot *slot,
                     Date from);

// What registers beside the working life say (register.c): a business, a public post, what somebody
// without work does, months of pension insurance that were paid late.
void register_business(World *world, const Person *person);
void register_post(World *world, const Person *person, const Unit *unit, const Work *work);
void register_idle(World *world, const Person *person);
void register_late_payment(World *world, const Person *person, const Insured *insured);

// Takers, near misses and refusals of each item, and the people of the journeys: the same at every
// size and seed (boundary.c and its neighbours).
void boundary_write(World *world);

#endif
