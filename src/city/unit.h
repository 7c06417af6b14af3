// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_UNIT_H
#define CITY_UNIT_H
// The units of the city: who employs, how large, and what their year comes to.
//
// Units are made before the people and kept in memory (about two for a hundred people); people
// draw one by its size class, and what they pay and claim is added up here. The extracts of the
// units are written last, so that a unit's year agrees with its people.

#include "city/place.h"
#include "city/record.h"

#define UNITS_MIN 40            // of the smallest city
#define UNIT_PEOPLE_PER_UNIT 49 // 25,000 units for 1.22 million people

typedef struct UnitSlot {
    Unit unit;
    int county;
    int weight;               // how strongly it attracts; 0 = employs nobody
    bool takes_interns;
    bool has_owner;           // who is registered as such
    int64_t insured_months;   // of unemployment insurance, last calendar year
    int64_t insured_year_end;
    int64_t claimants;        // people who began to draw benefit last year
    int64_t premium_fen;
} UnitSlot;

typedef struct UnitPool {
    UnitSlot *slots;
    int count;
    int64_t *reach;           // per slot: sum of the weights of its county up to it
    int *by_county[COUNTY_COUNT];
    int county_count[COUNTY_COUNT];
    int year;                 // the calendar year before the data date
} UnitPool;

void unit_pool_init(UnitPool *pool, Arena *arena, Recorder *recorder, uint64_t seed,
                    int64_t people);
// A unit of the county that employs, drawn by weight.
UnitSlot *unit_pool_pick(const UnitPool *pool, Random *random, int county);
// One of the few that take interns; NULL when the county has none.
UnitSlot *unit_pool_pick_intern_unit(const UnitPool *pool, Random *random, int county);
// A business of the county that nobody owns yet, drawn from all: it now has an owner. NULL when
// none was found.
UnitSlot *unit_pool_take_business(UnitPool *pool, Random *random, int county);
// Unemployment insurance paid through the unit for one person.
void unit_add_insured(const UnitPool *pool, UnitSlot *slot, Date from, Date to, int64_t base_fen);
// A person whom the unit let go began to draw benefit.
void unit_add_claimant(const UnitPool *pool, UnitSlot *slot, Date from);
void unit_pool_write(const UnitPool *pool, Recorder *recorder, uint64_t seed);

#endif
