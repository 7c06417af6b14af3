// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_PACE_H
#define MONITOR_PACE_H
// How far each target is, beside how far its year is (时间进度), and the lamp that follows.
//
// What is reached is counted from records alone (kinds: target_progress; item 8 from the catalogue
// of databases and modules). The city has the target's number; a county has its share of the
// places once they are broken down, and no rate and no lamp before. Counts only, never a person.
// Rates and the time are basis points, cut off rather than rounded up: 99.99 % is not done.

#include "access/actor.h"
#include "policy/pack.h"
#include "registry/code.h"
#include "store/store.h"

// domain.md S1 (半年看进度) [R]: as many percentage points behind the time.
#define PACE_YELLOW_POINTS 10
#define PACE_RED_POINTS 20

// X(enumerator, code in JSON, 中文)
#define PACE_LAMPS(X)                                                                              \
    X(LAMP_NONE, "none", "")                                                                       \
    X(LAMP_GREEN, "green", "绿灯")                                                                 \
    X(LAMP_YELLOW, "yellow", "黄灯")                                                               \
    X(LAMP_RED, "red", "红灯")

typedef enum Lamp {
#define X(name, code, label) name,
    PACE_LAMPS(X)
#undef X
        LAMP_COUNT
} Lamp;

typedef struct PaceFigure {
    bool is_known; // records exist from which it is counted, and the actor's scope has them
    int64_t reached;
    int64_t goal;    // 0 = none: not broken down, or no whole number
    int64_t rate_bp; // of the goal; 0 without one
    Lamp lamp;
} PaceFigure;

typedef struct Pace {
    const Policy *policy;
    const Target *target;
    Str measure, column; // of the enrolments that are counted; absent = not counted from them
    PaceFigure city;
    PaceFigure counties[DIVISION_COUNTY_COUNT]; // parallel to division_counties
} Pace;

typedef struct Paces {
    Pace *items; // in the order of the pack
    size_t count;
    int64_t elapsed_bp; // of the year, on the day
} Paces;

// As of the end of `on`. The city stands in every scope; counties only where the scope covers them.
bool pace_read(Tx *tx, const Scope *scope, const Pack *pack, Date on, Arena *arena, Paces *paces,
               Error *error) MUST_USE;

// NULL when there is no such target.
const Pace *pace_find(const Paces *paces, int policy_number, Str target_key);
// Of a county's code; of the city for "" and the city's own code; NULL for any other.
const PaceFigure *pace_figure(const Pace *pace, Str division_code);
// Of the calendar year: days that have passed, the day itself among them.
int64_t pace_elapsed_bp(Date on);
Lamp pace_lamp(int64_t rate_bp, int64_t elapsed_bp);
Str pace_lamp_code(Lamp lamp);
Str pace_lamp_label(Lamp lamp);

#endif
