// SPDX-License-Identifier: Apache-2.0
#include "policy/standing_check.h"

#include "policy/nearest.h"

typedef struct StandingChecker {
    const Pack *pack;
    const Policy *policy;
    Diagnostics *diagnostics;
} StandingChecker;

static bool measure_exists(const StandingChecker *checker, Str key, Nearest *nearest) {
    for (size_t i = 0; i < checker->pack->policies.count; i++) {
        const MeasureList *measures = &checker->pack->policies.items[i]->measures;
        for (size_t j = 0; j < measures->count; j++) {
            if (str_equal(measures->items[j].key, key)) return true;
            nearest_offer(nearest, measures->items[j].key);
        }
    }
    return false;
}

static void report(const StandingChecker *checker, SourceRange place, const char *what, Str key,
                   const Nearest *nearest) {
    diagnostics_add(checker->diagnostics, SEVERITY_ERROR, checker->policy->document->source, place,
                    "%s“%.*s”", what, STR_ARG(key));
    if (!nearest->best.data) return;
    diagnostics_hint(checker->diagnostics, "是不是“%.*s”？", STR_ARG(nearest->best));
}

static void measure_check(const StandingChecker *checker, SourceRange place, Str key) {
    Nearest nearest = nearest_to(key);
    if (str_is_absent(key) || measure_exists(checker, key, &nearest)) return;
    report(checker, place, "没有键是这个的措施：", key, &nearest);
}

static void quota_check(const StandingChecker *checker, const Measure *measure) {
    const TargetList *targets = &checker->policy->targets;
    Nearest nearest = nearest_to(measure->quota);
    if (str_is_absent(measure->quota)) return;
    for (size_t i = 0; i < targets->count; i++) {
        if (str_equal(targets->items[i].key, measure->quota)) return;
        nearest_offer(&nearest, targets->items[i].key);
    }
    report(checker, measure->place, "目标里没有这个名额：", measure->quota, &nearest);
}

void standing_check(const Pack *pack, const Policy *policy, Diagnostics *diagnostics) {
    StandingChecker checker = {pack, policy, diagnostics};
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        measure_check(&checker, fact->place, fact->source.measure);
    }
    for (size_t i = 0; i < policy->targets.count; i++) {
        const Target *target = &policy->targets.items[i];
        measure_check(&checker, target->place, target->tally.measure);
        measure_check(&checker, target->place, target->base.measure);
    }
    for (size_t i = 0; i < policy->measures.count; i++) {
        quota_check(&checker, &policy->measures.items[i]);
    }
}
