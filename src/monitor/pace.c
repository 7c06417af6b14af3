// SPDX-License-Identifier: Apache-2.0
#include "monitor/pace.h"

#include "base/word.h"
#include "kinds/enrolment.h"
#include "monitor/capability.h"

#define PLATFORM_POLICY 8 // item 8 asks for the platform itself
#define BP 10000          // basis points of a whole

static const Word lamp_words[LAMP_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    PACE_LAMPS(X)
#undef X
};

Str pace_lamp_code(Lamp lamp) {
    return str_from_c(lamp_words[lamp].code);
}

Str pace_lamp_label(Lamp lamp) {
    return str_from_c(lamp_words[lamp].label);
}

int64_t pace_elapsed_bp(Date on) {
    int64_t year = date_to_civil(on).year;
    Date first = date_from_civil((CivilDate){year, 1, 1});
    Date next = date_from_civil((CivilDate){year + 1, 1, 1});
    return (on - first + 1) * BP / (next - first);
}

Lamp pace_lamp(int64_t rate_bp, int64_t elapsed_bp) {
    int64_t behind_bp = elapsed_bp - rate_bp;
    if (behind_bp >= PACE_RED_POINTS * BP / 100) return LAMP_RED;
    if (behind_bp >= PACE_YELLOW_POINTS * BP / 100) return LAMP_YELLOW;
    return LAMP_GREEN;
}

// A limit (不超过) is not something to be behind with.
static void rate(const Target *target, int64_t elapsed_bp, PaceFigure *figure) {
    if (!figure->is_known || figure->goal <= 0) return;
    figure->rate_bp = figure->reached * BP / figure->goal;
    if (target->sign != TARGET_AT_MOST) figure->lamp = pace_lamp(figure->rate_bp, elapsed_bp);
}

static void take(Paces *paces, const TargetProgresses *progresses, size_t county) {
    for (size_t i = 0; i < progresses->count; i++) {
        const TargetProgress *from = &progresses->items[i];
        Pace *pace = &paces->items[i];
        bool is_city = county == DIVISION_COUNTY_COUNT;
        PaceFigure *figure = is_city ? &pace->city : &pace->counties[county];
        if (is_city) {
            pace->policy = from->policy;
            pace->target = from->target;
            pace->measure = from->measure;
            pace->column = from->column;
        }
        *figure = (PaceFigure){from->is_derived, from->reached, from->goal, 0, LAMP_NONE};
        rate(from->target, paces->elapsed_bp, figure);
    }
}

// Item 8: its databases answer, its modules are there.
static void count_platform(Paces *paces, const Capability *capability) {
    int64_t answering = 0;
    for (size_t i = 0; i < sizeof capability->databases / sizeof *capability->databases; i++) {
        answering += capability->databases[i].is_answering;
    }
    for (size_t i = 0; i < paces->count; i++) {
        Pace *pace = &paces->items[i];
        if (pace->policy->number != PLATFORM_POLICY) continue;
        bool is_databases = str_equal(pace->target->key, STR("databases"));
        if (!is_databases && !str_equal(pace->target->key, STR("modules"))) continue;
        int64_t whole = (int64_t)capability->module_counts[MODULE_AVAILABLE];
        int64_t reached = is_databases ? answering : whole;
        pace->city = (PaceFigure){.is_known = true, .reached = reached};
        if (!decimal_to_int64(pace->target->number, &pace->city.goal)) pace->city.goal = 0;
        rate(pace->target, paces->elapsed_bp, &pace->city);
    }
}

bool pace_read(Tx *tx, const Scope *scope, const Pack *pack, Date on, Arena *arena, Paces *paces,
               Error *error) {
    TargetProgresses progresses;
    Capability capability;
    *paces = (Paces){.elapsed_bp = pace_elapsed_bp(on)};
    if (!target_progress(tx, pack, STR(""), on, arena, &progresses, error) ||
        !capability_read(tx, arena, &capability, error)) {
        return false;
    }
    paces->items = NEW_ARRAY(arena, Pace, progresses.count);
    paces->count = progresses.count;
    take(paces, &progresses, DIVISION_COUNTY_COUNT);
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT; i++) {
        Str county = str_from_c(division_counties[i]);
        if (!scope_covers(scope, county)) continue;
        if (!target_progress(tx, pack, county, on, arena, &progresses, error)) return false;
        take(paces, &progresses, i);
    }
    count_platform(paces, &capability);
    return true;
}

const Pace *pace_find(const Paces *paces, int policy_number, Str target_key) {
    for (size_t i = 0; i < paces->count; i++) {
        const Pace *pace = &paces->items[i];
        if (pace->policy->number == policy_number && str_equal(pace->target->key, target_key)) {
            return pace;
        }
    }
    return NULL;
}

const PaceFigure *pace_figure(const Pace *pace, Str division_code) {
    if (str_is_empty(division_code) || str_equal(division_code, STR(CITY_CODE))) {
        return &pace->city;
    }
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT; i++) {
        if (str_equal(division_code, str_from_c(division_counties[i]))) return &pace->counties[i];
    }
    return NULL;
}
