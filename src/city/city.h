// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_CITY_H
#define CITY_CITY_H
// A synthetic 中卫: the extracts that its departments would deliver, for demonstrations, tests and
// measurements. Nobody in it exists. The same people, seed and day give the same bytes on every
// machine. Rows are streamed; memory holds the units (about one for 49 people) and no person.
// About one row in 1500 is wrong on purpose; faults.csv tells which and why.

#include "base/date.h"
#include "base/error.h"

#define CITY_PEOPLE_MIN 1
#define CITY_PEOPLE_MAX 4000000
#define CITY_YEAR_LAST 2038

typedef struct CityOptions {
    Str folder;
    int64_t people; // the people on the edges of the rules come on top when it is smaller than them
    uint64_t seed;
    Date as_of;     // data date of every row: 2023-09-30 to the end of CITY_YEAR_LAST
    void (*progress)(void *user, int64_t people); // may be NULL
    void *user;
} CityOptions;

typedef struct CitySummary {
    int64_t people, households, units, rows;
} CitySummary;

bool city_write(const CityOptions *options, CitySummary *summary, Error *error) MUST_USE;

#endif
