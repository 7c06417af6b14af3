// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_BOUNDARY_H
#define CITY_BOUNDARY_H
// The people and units that stand on the edge of a rule: takers, near misses and refusals of items
// 3, 5, 7, 22, 24, 26, 33 and 38, and the people of the journeys (domain.md §9). They are written
// first, from tables, and are the same in every city. Dates are written as 20230301; 0 = none.

#include "city/world.h"

#define BOUNDARY_AS_OF_FIRST 20230930 // their history needs a data date of this day or later

// The journeys' people and units.
#define JOURNEY_MIGRANT_ID "640522199910100410"  // J1
#define JOURNEY_EMPLOYER_USCC "91640502MA7600013B" // J2
#define JOURNEY_GRADUATE_ID "640522200012020078"
#define JOURNEY_YOUTH_ID "640521200012310028"
#define JOURNEY_HARDSHIP_ID "64052219860228003X"
#define JOURNEY_INTERNSHIP_USCC "91640502MA76000216" // J8
#define JOURNEY_STUDENT_ID "64052120060515004X" // item 38, of the school below
#define JOURNEY_SCHOOL_USCC "12640521MA7609026C" // SCHOOL_ZHONGNING
#define BOUNDARY_AGENCY_USCC "91640522MB0000211N" // item 3; the number that the city gives it
#define BOUNDARY_EMPLOYER_USCC "91640502MA760003XX"

typedef struct PersonOptions {
    const char *id;   // NULL: the next free number
    const char *name; // NULL: a made-up one
    int county;       // 0 沙坡头区, 1 中宁县, 2 海原县
    int born;
    int sex;          // 1 male, 2 female
    bool is_urban;
    const char *education; // code of the highest; NULL = secondary school
} PersonOptions;

Date boundary_date(int ymd);
// A person living alone, with an account. With `id`, birth and sex come from it.
Person boundary_person(World *world, const PersonOptions *options);
// A unit with an account; fields left out get sensible values.
void boundary_unit(World *world, Unit *unit, const UnitSize *size, const UnitYear *year);
// A present or past job under a contract of `months` (0 none, -1 without fixed term).
Work boundary_work(const Unit *unit, int from, int to, int months, int64_t wage_fen);
void boundary_graduation(World *world, const Person *person, const School *school,
                         const char *level, int date);

void boundary_write_transport(World *world); // item 5, J1
void boundary_write_hires(World *world);     // items 7 and 26, J2
void boundary_write_skills(World *world);    // item 22
void boundary_write_refunds(World *world);   // item 24
void boundary_write_rosters(World *world);   // item 3
void boundary_write_internships(World *world); // item 33, J8
void boundary_write_students(World *world);  // item 38, and the schools

#endif
