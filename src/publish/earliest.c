// SPDX-License-Identifier: Apache-2.0
// When a subject that is refused today will be entitled, if nothing but time changes: decided at
// later days. Months are tried first, and the last day of the policy, so that a window that closes
// between two months is seen; then each day of the first stretch that ends well.
#include "publish/assess.h"
#include "publish/grounds.h"

#include <stdlib.h>

#define PROBES_MAX (EARLIEST_DAYS_MAX / 28 + 3)

typedef struct Probing {
    Tx *tx;
    const AssessmentIn *in;
    Arena arena; // of one day
} Probing;

static bool case_decide(Assessor *assessor, const AssessmentIn *in, bool *is_entitled,
                        Error *error) {
    AssessmentGrounds grounds = {0};
    PolicyCase facts;
    FeelTruth eligible;
    bool is_found;
    if (!assessor_find(assessor, in, &grounds, &facts, &is_found, error)) return false;
    if (!is_found) return true;
    if (!assessor_decide(assessor, &facts, &eligible, error)) return false;
    *is_entitled = eligible == FEEL_TRUE;
    return true;
}

static bool probe(Probing *probing, Date on, bool *is_entitled, Error *error) {
    Assessor assessor;
    AssessmentIn later = *probing->in;
    later.on = on;
    *is_entitled = false;
    arena_reset(&probing->arena);
    if (!assessor_open(&assessor, probing->tx, &later, &probing->arena, error)) return false;
    bool is_done = case_decide(&assessor, &later, is_entitled, error);
    assessor_close(&assessor);
    return is_done;
}

static int order_of_days(const void *a, const void *b) {
    Date left = *(const Date *)a, right = *(const Date *)b;
    return left < right ? -1 : left > right;
}

static size_t probe_days(const AssessmentIn *in, Date days[PROBES_MAX]) {
    Date last = in->on + EARLIEST_DAYS_MAX;
    size_t count = 0;
    for (int64_t month = 1; date_add_months(in->on, month) < last; month++) {
        days[count++] = date_add_months(in->on, month);
    }
    days[count++] = last;
    const Policy *policy = pack_policy(in->pack, in->policy_number);
    Date end = policy ? policy->valid_to : DATE_ABSENT;
    if (end != DATE_ABSENT && end > in->on && end < last) days[count++] = end;
    qsort(days, count, sizeof *days, order_of_days);
    return count;
}

static bool earliest_find(Probing *probing, Date *earliest, Error *error) {
    Date days[PROBES_MAX], before = probing->in->on;
    size_t count = probe_days(probing->in, days);
    bool is_entitled = false;
    for (size_t i = 0; i < count; i++) {
        if (!probe(probing, days[i], &is_entitled, error)) return false;
        if (!is_entitled) {
            before = days[i];
            continue;
        }
        for (Date day = before + 1; day <= days[i]; day++) {
            if (!probe(probing, day, &is_entitled, error)) return false;
            if (!is_entitled) continue;
            *earliest = day;
            return true;
        }
    }
    return true;
}

bool assess_earliest(Tx *tx, const AssessmentIn *in, Arena *arena, Date *earliest, Error *error) {
    (void)arena;
    Probing probing = {.tx = tx, .in = in};
    *earliest = DATE_ABSENT;
    bool is_done = earliest_find(&probing, earliest, error);
    arena_release(&probing.arena);
    return is_done;
}
