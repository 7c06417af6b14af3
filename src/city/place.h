// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_PLACE_H
#define CITY_PLACE_H
// The counties of the city and the places its people go to work. Counties and divisions are real
// (GB/T 2260); towns and villages are invented and say so with the suffix （合成）.

#include "base/str.h"
#include "city/random.h"

#define COUNTY_COUNT 3
#define SYNTHETIC_MARK "（合成）"

typedef struct County {
    const char *code;
    const char *name;
    int hukou_share;          // of the registered population, per mille
    int rural;                // per mille of households
    int away_in_region;       // workers in another county of Ningxia, per mille
    int away_out_of_region;   // workers outside Ningxia, per mille
    int poverty_lifted;       // per mille of rural households
    const int *surname_weights;
} County;

extern const County counties[COUNTY_COUNT];

// Town and village of a household: "清河镇（合成）", "柳树村（合成）".
void place_town(Random *random, int county, bool is_rural, StrBuilder *town,
                StrBuilder *village);
// A division outside Ningxia.
const char *place_out_of_region(Random *random);
// A division in Ningxia that is not the county itself; another county of the city among them.
const char *place_in_region(Random *random, int county);

#endif
