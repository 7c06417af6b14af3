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

static void measure_error(const StandingChecker *checker, const Measure *measure,
                          const char *what) {
    diagnostics_add(checker->diagnostics, SEVERITY_ERROR, checker->policy->document->source,
                    measure->place, "%s", what);
}

// The measure of this file that another is applied for with; NULL when there is none.
static const Measure *lead_find(const StandingChecker *checker, const Measure *measure) {
    const MeasureList *measures = &checker->policy->measures;
    Nearest nearest = nearest_to(measure->lead);
    for (size_t i = 0; i < measures->count; i++) {
        const Measure *lead = &measures->items[i];
        if (lead == measure) continue;
        if (str_equal(lead->key, measure->lead)) return lead;
        nearest_offer(&nearest, lead->key);
    }
    report(checker, measure->place, "“随同”写本项另一条措施的键，没有：", measure->lead, &nearest);
    return NULL;
}

// What is applied for in one go is decided once, for one subject and turn, and paid in parts.
static void lead_check(const StandingChecker *checker, const Measure *measure) {
    bool is_applied_for = measure->kind == MEASURE_BENEFIT && measure->ways == MEASURE_APPLICATION;
    if (str_equal(measure->payee, STR(PAYEE_LENDER)) && !is_applied_for) {
        measure_error(checker, measure,
                      "收款方是 lender 的，贷款银行由申请人填："
                      "类写 benefit，方式只写 application");
    }
    if (str_is_absent(measure->lead)) return;
    const Measure *lead = lead_find(checker, measure);
    if (!lead) return;
    if (!str_is_absent(lead->lead)) {
        measure_error(checker, measure, "“随同”的措施自己又随同别的措施，请都写第一条的键");
    }
    if (!is_applied_for || lead->kind != MEASURE_BENEFIT || lead->ways != MEASURE_APPLICATION) {
        measure_error(checker, measure, "一并申请的措施，类都要写 benefit，方式都只写 application");
    }
    if (!str_equal(measure->subject, lead->subject) || measure->period != lead->period ||
        measure->dated_by != lead->dated_by) {
        measure_error(checker, measure, "一并申请的措施，对象和期间要一样");
    }
    if (str_equal(measure->amount, lead->amount)) {
        measure_error(checker, measure, "一并申请的措施，金额要各写各的结论，不然同一笔钱付两次");
    }
}

static void rows_check(const StandingChecker *checker, const Target *target) {
    const Policy *policy = checker->policy;
    if (!target_counts_rows(target) || target->view.length == 0) return;
    if (!target_measure(policy, target)) {
        diagnostics_add(checker->diagnostics, SEVERITY_ERROR, policy->document->source,
                        target->place, "目标的视图“%.*s”不是本项哪条措施的对象",
                        STR_ARG(target->view));
    }
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
        rows_check(&checker, target);
    }
    for (size_t i = 0; i < policy->measures.count; i++) {
        quota_check(&checker, &policy->measures.items[i]);
        lead_check(&checker, &policy->measures.items[i]);
    }
}
