// SPDX-License-Identifier: Apache-2.0
#include "publish/simulate.h"

#include "base/map.h"
#include "publish/scan_page.h"

#include <stdlib.h>

enum { BEFORE, AFTER, SIDES };

// One measure on its way through the population, as each side sees it.
typedef struct Plan {
    int policy_number;
    const FactView *view;
    const Measure *measures[SIDES]; // NULL: that side does not have it
    ScanDecider deciders[SIDES];
    Map counts;                     // by division, to SimulatedCount
} Plan;

typedef struct Plans {
    Plan *items;
    size_t count;
    size_t capacity;
} Plans;

typedef struct Simulation {
    Store *store;
    const SimulateOptions *options;
    Arena *arena; // as long as the simulation
    Arena *page;  // as long as a page
    Plans plans;
    int64_t subjects;
} Simulation;

// ---- What is compared ----

static bool differs(const SimulateOptions *options, const Policy *before, const Policy *after) {
    bool is_tried = options->moved_count > 0 || !str_is_absent(options->lifted) ||
                    !str_is_absent(options->left_out);
    if (is_tried || !before || !after) return true;
    if (!str_equal(options->baseline->shared, options->reform->shared)) return true;
    return !str_equal(before->document->source->text, after->document->source->text);
}

static const Measure *measure_find(const Policy *policy, Str key) {
    for (size_t i = 0; policy && policy->program && i < policy->measures.count; i++) {
        if (str_equal(policy->measures.items[i].key, key)) return &policy->measures.items[i];
    }
    return NULL;
}

static void side_open(Simulation *simulation, Plan *plan, int side, const Policy *policy,
                      const Measure *measure) {
    const SimulateOptions *options = simulation->options;
    ScanDecider *decider = &plan->deciders[side];
    plan->measures[side] = measure;
    const Pack *pack = side == BEFORE ? options->baseline : options->reform;
    scan_decider_open(decider, simulation->arena, pack, policy, measure, options->on);
    if (side == BEFORE) {
        decider->noted = options->lifted;
        return;
    }
    policy_run_lift(decider->run, options->lifted);
    decider->overrides = options->moved;
    decider->override_count = options->moved_count;
}

// A plan for each measure of either side; one whose subjects changed is two: an end, a beginning.
static void plans_add(Simulation *simulation, const Policy *before, const Policy *after) {
    const Policy *sides[SIDES] = {before, after};
    Str left_out = simulation->options->left_out;
    for (int side = BEFORE; side < SIDES; side++) {
        const Policy *policy = sides[side];
        for (size_t i = 0; policy && policy->program && i < policy->measures.count; i++) {
            const Measure *own = &policy->measures.items[i];
            bool is_left_out = str_equal(own->key, left_out);
            if (!str_is_absent(left_out) && (!is_left_out || side == AFTER)) continue;
            const Measure *other = is_left_out ? NULL : measure_find(sides[!side], own->key);
            bool is_shared = other && str_equal(own->subject, other->subject);
            Plan plan = {.policy_number = policy->number, .view = fact_view_find(own->subject),
                         .counts = {.arena = simulation->arena}};
            if (!plan.view || (is_shared && side == AFTER)) continue;
            side_open(simulation, &plan, side, policy, own);
            if (is_shared) side_open(simulation, &plan, !side, sides[!side], other);
            PUSH(simulation->arena, &simulation->plans, plan);
        }
    }
}

static void plans_of_number(Simulation *simulation, int number) {
    const SimulateOptions *options = simulation->options;
    const Policy *before = pack_policy(options->baseline, number);
    const Policy *after = pack_policy(options->reform, number);
    if ((before || after) && differs(options, before, after)) plans_add(simulation, before, after);
}

static void plans_make(Simulation *simulation) {
    const SimulateOptions *options = simulation->options;
    if (options->policy_number != 0) {
        plans_of_number(simulation, options->policy_number);
        return;
    }
    const PolicyList *before = &options->baseline->policies, *after = &options->reform->policies;
    for (size_t i = 0; i < before->count; i++) {
        plans_of_number(simulation, before->items[i]->number);
    }
    for (size_t i = 0; i < after->count; i++) {
        int number = after->items[i]->number;
        if (!pack_policy(options->baseline, number)) plans_of_number(simulation, number);
    }
}

// ---- Comparing ----

static SimulatedCount *count_of(Simulation *simulation, Plan *plan, Str division_code) {
    SimulatedCount *count = map_get(&plan->counts, division_code);
    if (count) return count;
    count = NEW(simulation->arena, SimulatedCount);
    count->policy_number = plan->policy_number;
    count->division_code = str_copy(simulation->arena, division_code);
    (void)map_put(&plan->counts, count->division_code, count);
    return count;
}

static void outcome_compare(SimulatedCount *count, const ScanOutcome *before,
                            const ScanOutcome *after) {
    bool had = before && before->is_selected && before->is_entitled;
    bool has = after && after->is_selected && after->is_entitled;
    int64_t had_fen = had ? before->amount_fen : 0, has_fen = has ? after->amount_fen : 0;
    count->subjects++;
    count->undetermined +=
        after && after->is_selected && after->eligible == FEEL_UNKNOWN && !after->is_claimed;
    count->refused += before && before->is_selected && before->is_noted && !before->is_claimed;
    count->before_count += had;
    count->before_fen += had_fen;
    count->after_count += has;
    count->after_fen += has_fen;
    // Who is entitled to nothing but a place gains it all the same.
    if (has_fen > had_fen || (has && !had)) {
        count->gaining++;
        count->gained_fen += has_fen - had_fen;
    } else if (has_fen < had_fen || (had && !has)) {
        count->losing++;
        count->lost_fen += had_fen - has_fen;
    }
}

static bool is_selected(const ScanOutcome *outcome) {
    return outcome && outcome->is_selected;
}

static bool plan_compare(Simulation *simulation, Plan *plan, const KnownPage *const pages[SIDES],
                         Error *error) {
    const ScanOutcome *outcomes[SIDES] = {NULL, NULL};
    const FactRows *rows = NULL;
    for (int side = BEFORE; side < SIDES; side++) {
        if (!pages[side]) continue;
        rows = &pages[side]->rows;
        if (!scan_decider_run(&plan->deciders[side], simulation->page, pages[side],
                              &outcomes[side], error)) {
            return false;
        }
    }
    for (size_t row = 0; row < rows->count; row++) {
        const ScanOutcome *before = outcomes[BEFORE] ? &outcomes[BEFORE][row] : NULL;
        const ScanOutcome *after = outcomes[AFTER] ? &outcomes[AFTER][row] : NULL;
        if (!is_selected(before) && !is_selected(after)) continue;
        Str division = rows->subjects[row].division_code;
        outcome_compare(count_of(simulation, plan, division), before, after);
    }
    return true;
}

// ---- Loading ----

// The pages of one view, a known page for each side of each of its plans; `places` says whose.
typedef struct ViewPages {
    ScanPage page;
    size_t *places; // plan * SIDES + side
} ViewPages;

static ViewPages view_pages(Simulation *simulation, const FactView *view) {
    size_t most = simulation->plans.count * SIDES;
    ViewPages pages = {.page = {.view = view, .on = simulation->options->on,
                                .pages = NEW_ARRAY(simulation->arena, KnownPage, most)},
                       .places = NEW_ARRAY(simulation->arena, size_t, most)};
    for (size_t i = 0; i < most; i++) {
        const Plan *plan = &simulation->plans.items[i / SIDES];
        const Measure *measure = plan->measures[i % SIDES];
        if (!measure || plan->view != view) continue;
        KnownPage *known = &pages.page.pages[pages.page.count];
        known->policy = plan->deciders[i % SIDES].policy;
        known->measure = measure;
        pages.places[pages.page.count++] = i;
    }
    return pages;
}

static bool page_compare(Simulation *simulation, const ViewPages *pages, Error *error) {
    for (size_t i = 0; i < pages->page.count;) {
        size_t plan = pages->places[i] / SIDES;
        const KnownPage *sides[SIDES] = {NULL, NULL};
        for (; i < pages->page.count && pages->places[i] / SIDES == plan; i++) {
            sides[pages->places[i] % SIDES] = &pages->page.pages[i];
        }
        if (!plan_compare(simulation, &simulation->plans.items[plan], sides, error)) return false;
    }
    return true;
}

static bool view_simulate(Simulation *simulation, const FactView *view, Error *error) {
    const SimulateOptions *options = simulation->options;
    ViewPages pages = view_pages(simulation, view);
    if (pages.page.count == 0) return true;
    char after[SCAN_KEY_BYTES_MAX];
    for (;;) {
        size_t rows;
        arena_reset(simulation->page);
        if (!scan_page_load(simulation->store, &pages.page, simulation->page, &rows, error)) {
            return false;
        }
        if (rows == 0) return true;
        simulation->subjects += (int64_t)rows;
        if (!page_compare(simulation, &pages, error) ||
            !scan_page_after(&pages.page, after, error)) {
            return false;
        }
        if (options->progress &&
            !options->progress(options->user, simulation->subjects, error)) {
            return false;
        }
    }
}

// ---- Adding up ----

static void count_add(SimulatedCount *sum, const SimulatedCount *count) {
    sum->subjects += count->subjects;
    sum->before_count += count->before_count;
    sum->before_fen += count->before_fen;
    sum->after_count += count->after_count;
    sum->after_fen += count->after_fen;
    sum->gaining += count->gaining;
    sum->gained_fen += count->gained_fen;
    sum->losing += count->losing;
    sum->lost_fen += count->lost_fen;
    sum->undetermined += count->undetermined;
    sum->refused += count->refused;
}

static int order_of_counts(const void *a, const void *b) {
    const SimulatedCount *left = a, *right = b;
    if (left->policy_number != right->policy_number) {
        return left->policy_number < right->policy_number ? -1 : 1;
    }
    return str_compare(left->division_code, right->division_code);
}

static void counts_collect(const Simulation *simulation, SimulatedCounts *counts) {
    SimulatedCounts all = {0};
    for (size_t i = 0; i < simulation->plans.count; i++) {
        const Map *map = &simulation->plans.items[i].counts;
        for (size_t j = 0; j < map->count; j++) {
            SimulatedCount count = *(const SimulatedCount *)map->items[j].value;
            PUSH(simulation->arena, &all, count);
        }
    }
    if (all.count > 1) qsort(all.items, all.count, sizeof *all.items, order_of_counts);
    for (size_t i = 0; i < all.count; i++) {
        SimulatedCount *last = counts->count > 0 ? &counts->items[counts->count - 1] : NULL;
        if (last && order_of_counts(last, &all.items[i]) == 0) {
            count_add(last, &all.items[i]);
        } else {
            PUSH(simulation->arena, counts, all.items[i]);
        }
    }
}

SimulatedCount simulated_sum(const SimulatedCounts *counts, int policy_number) {
    SimulatedCount sum = {.policy_number = policy_number};
    for (size_t i = 0; i < counts->count; i++) {
        const SimulatedCount *count = &counts->items[i];
        if (policy_number == 0 || policy_number == count->policy_number) count_add(&sum, count);
    }
    return sum;
}

bool simulate_run(Store *store, const SimulateOptions *options, Arena *arena,
                  SimulatedCounts *counts, Error *error) {
    Arena page = {0};
    Simulation simulation = {.store = store, .options = options, .arena = arena, .page = &page};
    bool is_done = true;
    *counts = (SimulatedCounts){0};
    plans_make(&simulation);
    for (size_t i = 0; fact_views[i] && is_done; i++) {
        is_done = view_simulate(&simulation, fact_views[i], error);
    }
    if (is_done) counts_collect(&simulation, counts);
    for (size_t i = 0; i < simulation.plans.count * SIDES; i++) {
        Plan *plan = &simulation.plans.items[i / SIDES];
        if (plan->measures[i % SIDES]) scan_decider_close(&plan->deciders[i % SIDES]);
    }
    arena_release(&page);
    return is_done;
}
