// SPDX-License-Identifier: Apache-2.0
// Targets: what has been reached, from records alone.
#include "kinds/enrolment.h"
#include "publish/standing.h"
#include "publish/standing.sql.h"

// The tally that shows a target's progress: the one it names, or what is done of the measure whose
// 名额 it is.
static bool tally_of(const Policy *policy, const Target *target, Str *measure, Str *column) {
    *measure = target->tally_measure;
    *column = target->tally_column;
    if (!str_is_absent(*measure)) return true;
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *candidate = &policy->measures.items[i];
        if (!str_equal(candidate->quota, target->key)) continue;
        *measure = candidate->key;
        *column = STR("units_done");
        return true;
    }
    return false;
}

static bool is_met(const Target *target, int64_t reached) {
    int order = decimal_compare(decimal_from_int64(reached), target->number);
    switch (target->sign) {
    case TARGET_AT_LEAST: return order >= 0;
    case TARGET_EXACTLY: return order == 0;
    case TARGET_AT_MOST: return order <= 0;
    }
    return false;
}

// What the division is to reach.
static bool read_goal(Tx *tx, Str division_code, TargetProgress *progress, Arena *arena,
                      Error *error) {
    StandingPlacesRow row;
    bool found;
    if (str_is_empty(division_code)) {
        if (!decimal_to_int64(progress->target->number, &progress->goal)) progress->goal = 0;
        return true;
    }
    StandingPlacesIn in = {progress->measure, division_code};
    if (!standing_places(tx, &in, arena, &row, &found, error)) return false;
    if (found) progress->goal = row.places;
    return true;
}

static bool read_progress(Tx *tx, Str division_code, Date on, Arena *arena,
                          TargetProgress *progress, Error *error) {
    const Target *target = progress->target;
    progress->is_derived = target->is_number && tally_of(progress->policy, target,
                                                         &progress->measure, &progress->column);
    if (!progress->is_derived) return true;
    if (!read_goal(tx, division_code, progress, arena, error) ||
        !standing_count(tx, progress->measure, progress->column, division_code, on, arena,
                        &progress->reached, error)) {
        return false;
    }
    progress->is_met = is_met(target, progress->reached);
    return true;
}

bool target_progress(Tx *tx, const Pack *pack, Str division_code, Date on, Arena *arena,
                     TargetProgresses *progresses, Error *error) {
    size_t count = 0;
    for (size_t i = 0; i < pack->policies.count; i++) {
        count += pack->policies.items[i]->targets.count;
    }
    *progresses = (TargetProgresses){.items = NEW_ARRAY(arena, TargetProgress, count)};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        for (size_t j = 0; j < policy->targets.count; j++) {
            TargetProgress *progress = &progresses->items[progresses->count++];
            *progress = (TargetProgress){.policy = policy, .target = &policy->targets.items[j]};
            if (!read_progress(tx, division_code, on, arena, progress, error)) return false;
        }
    }
    return true;
}
