// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_NAME_H
#define CITY_NAME_H
// Names of people and units, put together from common characters. Nobody is meant. Names of units
// end in （合成）.

#include "base/str.h"
#include "city/random.h"

#define SURNAME_COUNT 24

extern const int SURNAMES_PLAIN[SURNAME_COUNT]; // weights of the river counties
extern const int SURNAMES_HILLS[SURNAME_COUNT]; // and of the southern hills

const char *name_surname(Random *random, const int *weights);
// One or two characters, by sex (1 male, 2 female).
void name_given(Random *random, int sex, StrBuilder *out);
// "中宁青禾枸杞有限公司（合成）" for the category letter of an industry.
void name_enterprise(Random *random, const char *county_name, char category, StrBuilder *out);
// "沙坡头区青禾商店（合成）".
void name_shop(Random *random, const char *county_name, StrBuilder *out);
typedef struct School {
    const char *name;
    const char *uscc;
} School;

enum { COLLEGE_DAHE, COLLEGE_COUNT = 8 };
enum { SCHOOL_ZHONGWEI, SCHOOL_HAIYUAN, SCHOOL_ZHONGNING, SCHOOL_OF_TECHNICIANS, SCHOOL_COUNT };

extern const School COLLEGES[COLLEGE_COUNT];
extern const School SCHOOLS[SCHOOL_COUNT]; // vocational, the last one of technicians

const School *name_school(Random *random, bool is_college);
// "京津食品有限公司（合成）".
void name_outside_employer(Random *random, StrBuilder *out);

#endif
