// SPDX-License-Identifier: Apache-2.0
// Targets: what has been reached, from records alone.
#include "kinds/enrolment.h"
#include "publish/standing.h"
#include "publish/standing.sql.h"
#include "publish/target_count.h"

// The tally that shows a target's progress: the one it names, or what is done of the measure whose
// 名额 it is.
static bool tally_of(const Policy *policy, const Target *target, TargetTally *tally) {
    *tally = target->tally;
    if (!str_is_absent(tally->measure)) return true;
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *candidate = &policy->measures.items[i];
        if (!str_equal(candidate->quota, target->key)) continue;
        *tally = (TargetTally){candidate->key, STR("units_done")};
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

// How much of the city's or a county's target is reached on a day.
typedef struct TargetQuery {
    Tx *tx;
    Str division_code;
    Date on;
    Arena *arena;
} TargetQuery;

// What the division is to reach: a rate is the same everywhere, a number is broken down.
static bool read_goal(const TargetQuery *query, bool is_rate, TargetProgress *progress,
                      Error *error) {
    StandingPlacesRow row;
    bool found;
    if (is_rate || str_is_empty(query->division_code)) {
        if (!decimal_to_int64(progress->target->number, &progress->goal)) progress->goal = 0;
        return true;
    }
    StandingPlacesIn in = {progress->measure, query->division_code};
    if (!standing_places(query->tx, &in, query->arena, &row, &found, error)) return false;
    if (found) progress->goal = row.places;
    return true;
}

static bool count_of(const TargetQuery *query, const TargetTally *tally, int64_t *count,
                     Error *error) {
    return standing_count(query->tx, tally->measure, tally->column, query->division_code,
                          query->on, query->arena, count, error);
}

// Counted from rows of a view by the latest scan; a share is cut off rather than rounded up.
static bool read_rows(const TargetQuery *query, TargetProgress *progress, Error *error) {
    const Target *target = progress->target;
    bool is_rate = target->whole.draw != TARGET_DRAW_NONE;
    TargetCount count;
    if (!read_goal(query, is_rate, progress, error) ||
        !target_count_find(query->tx, progress->policy, target, query->division_code,
                           query->arena, &count, &progress->is_derived, error)) {
        return false;
    }
    progress->counted_on = count.counted_on;
    if (is_rate && decimal_is_zero(count.whole)) progress->is_derived = false;
    if (!progress->is_derived) return true;
    Decimal reached = count.part;
    if (is_rate) {
        reached = decimal_divide(decimal_multiply(reached, decimal_from_int64(100)), count.whole);
    }
    if (!decimal_to_int64(decimal_round(reached, 0, DECIMAL_DOWN), &progress->reached)) {
        progress->is_derived = false;
    }
    progress->is_met = progress->is_derived && is_met(target, progress->reached);
    return true;
}

// Of nothing there is no share: a rate without a base is not derived. Cut off rather than rounded
// up, as the page does: 99.9 % is not all.
static bool read_progress(const TargetQuery *query, TargetProgress *progress, Error *error) {
    const Target *target = progress->target;
    TargetTally tally;
    int64_t base = 0;
    bool is_rate = !str_is_absent(target->base.measure);
    if (target->is_number && target_counts_rows(target)) return read_rows(query, progress, error);
    progress->is_derived = target->is_number && tally_of(progress->policy, target, &tally);
    if (!progress->is_derived) return true;
    progress->measure = tally.measure;
    progress->column = tally.column;
    if (!read_goal(query, is_rate, progress, error) ||
        !count_of(query, &tally, &progress->reached, error) ||
        (is_rate && !count_of(query, &target->base, &base, error))) {
        return false;
    }
    if (is_rate && base == 0) progress->is_derived = false;
    if (is_rate) progress->reached = base == 0 ? 0 : progress->reached * 100 / base;
    progress->is_met = progress->is_derived && is_met(target, progress->reached);
    return true;
}

bool target_progress(Tx *tx, const Pack *pack, Str division_code, Date on, Arena *arena,
                     TargetProgresses *progresses, Error *error) {
    size_t count = 0;
    TargetQuery query = {tx, division_code, on, arena};
    for (size_t i = 0; i < pack->policies.count; i++) {
        count += pack->policies.items[i]->targets.count;
    }
    *progresses = (TargetProgresses){.items = NEW_ARRAY(arena, TargetProgress, count)};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        for (size_t j = 0; j < policy->targets.count; j++) {
            TargetProgress *progress = &progresses->items[progresses->count++];
            *progress = (TargetProgress){.policy = policy, .target = &policy->targets.items[j],
                                         .counted_on = DATE_ABSENT};
            if (!read_progress(&query, progress, error)) return false;
        }
    }
    return true;
}
