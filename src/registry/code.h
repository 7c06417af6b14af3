// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_CODE_H
#define REGISTRY_CODE_H
// National codes: divisions (GB/T 2260), education (GB/T 4658), occupations (大典 2022),
// industries (GB/T 4754-2017). Tables are data at the end of code.c. Names are static text.

#include "registry/validate.h"

#define CITY_PREFIX "6405" // 中卫市
#define CITY_CODE "640500"

// ---- Divisions ----

// The first two digits are those of a province.
bool division_province_is_known(Str code);
// "宁夏回族自治区" for any code that starts with 64; NULL when the province is not known.
const char *division_province_name(Str code);
// Six digits with a known province; inside the city one of its own divisions.
Check division_check(Str code);
// "海原县" for 640522; NULL for a code outside the city.
const char *division_county_name(Str code);
// The code of a place as people write it: six digits, or a name down to the province, or to the
// county within the city (「海原县」「宁夏中卫市海原县」 640522, 「江苏省苏州市」 320000). False for any other.
bool division_from_text(Arena *arena, Str text, Str *code);
// The three counties with people: 640502, 640521, 640522.
#define DIVISION_COUNTY_COUNT 3
extern const char *const division_counties[DIVISION_COUNTY_COUNT];
bool division_is_county(Str code);
bool division_same_province(Str a, Str b);

// ---- Education ----

Check education_check(Str code);
// Completed college studies (毕业, not 结业 or 肄业): 11, 14, 21, 31.
bool education_is_college_graduate(Str code);

// ---- Occupations and industries ----

// "4-14-01-02": class 1 to 8, and two digits each.
Check occupation_check(Str code);
// The letter A to T for a code of two to four digits; 0 when the division is not in use.
char industry_category(Str code);
// "制造业" for 'C'; NULL for no letter.
const char *industry_category_name(char category);
Check industry_check(Str code);

#endif
