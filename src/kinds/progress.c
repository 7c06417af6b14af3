// SPDX-License-Identifier: Apache-2.0
// Targets: what has been reached, from records alone.
#include "kinds/enrolment.h"
#include "publish/standing.h"

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
            Str measure, column;
            *progress = (TargetProgress){.policy = policy, .target = &policy->targets.items[j]};
            progress->is_derived = progress->target->is_number &&
                                   tally_of(policy, progress->target, &measure, &column);
            if (!progress->is_derived) continue;
            if (!standing_count(tx, measure, column, division_code, on, arena,
                                &progress->reached, error)) {
                return false;
            }
            progress->is_met = is_met(progress->target, progress->reached);
        }
    }
    return true;
}
