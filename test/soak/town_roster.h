// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_TOWN_ROSTER_H
#define TEST_SOAK_TOWN_ROSTER_H
// Who holds a post of public welfare in the town, and the rosters of their months. The rows of a
// roster are named in few bytes, "12r 13u ": an applicant and a letter of what is said of the
// month; the file that is uploaded is made of that, and so is what the model knows of it.

#include "town.h"

#define TOWN_MEASURE "welfare_allowance" // of the policy by roster

typedef struct TownRow {
    int applicant;
    TownMonth month;
} TownRow;

// What is applied for and what is stated; absent for TOWN_MONTH_NONE.
Str town_month_measure(TownMonth month);
Str town_month_stated(TownMonth month);

// Some of each county, with an employer of some; then the crowd.
bool town_read_posts(Tx *tx, Town *town, Arena *arena, Error *error) MUST_USE;
// In town.c: an applicant of a purse.
bool town_add_applicant(Tx *tx, Town *town, int purse, const Assessment *found, Arena *arena,
                        Error *error) MUST_USE;
// Whether an applicant is one of the employer's in these days.
bool town_is_employed(Town *town, int applicant, Date from, Date to);

// Takes the first row off; false when there is none.
bool town_row_take(Str *rows, TownRow *row);
void town_row_put(char *rows, size_t room, TownRow row);
// Whether they stand in the file alike: a stranger is the same for whomever it stands.
bool town_row_is_same(TownRow row, TownRow other);
Str town_roster_file(Arena *arena, const Town *town, Str rows);

#endif
