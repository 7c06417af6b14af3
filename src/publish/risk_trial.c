// SPDX-License-Identifier: Apache-2.0
#include "publish/risk_trial.h"

#include "publish/risk_find.h"

enum { BEFORE, AFTER, SIDES };
enum { HIGH, NORMAL, LEVELS };

typedef struct Page {
    FactClaim *claims;
    size_t count;
    bool *found[SIDES][LEVELS]; // by claim
} Page;

typedef struct Trial {
    const RiskTrial *asked;
    RiskRule sides[SIDES]; // a rule of NULL finds nothing
    Arena *arena;          // as long as the trial
    RiskTrialCounts *counts;
    int64_t before_id;     // the next page is below
    size_t looked;
} Trial;

// In its place by county, high first.
static RiskTrialCount *count_of(Trial *trial, Str division_code, bool is_high) {
    RiskTrialCounts *counts = trial->counts;
    size_t place = 0;
    for (; place < counts->count; place++) {
        RiskTrialCount *count = &counts->items[place];
        int order = str_compare(count->division_code, division_code);
        if (order == 0 && count->is_high == is_high) return count;
        if (order > 0 || (order == 0 && is_high)) break;
    }
    RiskTrialCount made = {.division_code = str_copy(trial->arena, division_code),
                           .is_high = is_high};
    PUSH(trial->arena, counts, made);
    for (size_t i = counts->count - 1; i > place; i--) counts->items[i] = counts->items[i - 1];
    counts->items[place] = made;
    return &counts->items[place];
}

static void page_count(Trial *trial, const Page *page) {
    for (size_t i = 0; i < page->count; i++) {
        for (int level = HIGH; level < LEVELS; level++) {
            bool had = page->found[BEFORE][level][i], has = page->found[AFTER][level][i];
            if (!had && !has) continue;
            RiskTrialCount *sum = count_of(trial, page->claims[i].division_code, level == HIGH);
            sum->before += had;
            sum->after += has;
            sum->gaining += has && !had;
            sum->losing += had && !has;
        }
    }
    trial->looked += page->count;
    trial->before_id = page->claims[page->count - 1].id;
}

static bool side_mark(Tx *tx, const RiskRule *side, const FactRows *rows, Arena *arena,
                      bool *found[LEVELS], Error *error) {
    RiskFoundList list = {0};
    for (int level = HIGH; level < LEVELS; level++) {
        found[level] = NEW_ARRAY(arena, bool, rows->count);
    }
    if (side->rule && !risk_find_by_rule(tx, side, rows, arena, &list, error)) return false;
    for (size_t i = 0; i < list.count; i++) {
        found[list.items[i].is_high ? HIGH : NORMAL][list.items[i].claim] = true;
    }
    return true;
}

static bool page_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Trial *trial = in;
    Page *page = out;
    size_t left = trial->asked->claims_max - trial->looked;
    size_t wanted = left < RISK_TRIAL_PAGE_CLAIMS ? left : RISK_TRIAL_PAGE_CLAIMS;
    FactRows rows;
    if (!fact_claims_open(tx, trial->before_id, wanted, arena, &page->claims, &page->count,
                          error)) {
        return false;
    }
    if (page->count == 0) return true;
    if (!fact_claim_rows(tx, page->claims, page->count, trial->asked->on, arena, &rows, error)) {
        return false;
    }
    for (int side = BEFORE; side < SIDES; side++) {
        if (!side_mark(tx, &trial->sides[side], &rows, arena, page->found[side], error)) {
            return false;
        }
    }
    return true;
}

bool risk_trial_run(Store *store, const RiskTrial *asked, Arena *arena, RiskTrialCounts *counts,
                    Error *error) {
    Arena page_arena = {0};
    RiskTrial whole = *asked;
    if (whole.claims_max == 0) whole.claims_max = RISK_TRIAL_CLAIMS_MAX;
    Trial trial = {.asked = &whole,
                   .sides = {{asked->baseline, pack_policy_of_file(asked->baseline, asked->file),
                              asked->on, NULL, {0}},
                             {asked->reform, pack_policy_of_file(asked->reform, asked->file),
                              asked->on, asked->moved, asked->lifted}},
                   .arena = arena, .counts = counts, .before_id = INT64_MAX};
    bool is_good = true;
    *counts = (RiskTrialCounts){0};
    while (is_good && trial.looked < whole.claims_max) {
        Page page;
        arena_reset(&page_arena);
        is_good = store_read(store, page_read, &trial, &page, &page_arena, error);
        if (!is_good || page.count == 0) break;
        page_count(&trial, &page);
        is_good = !asked->progress || asked->progress(asked->user, (int64_t)trial.looked, error);
    }
    arena_release(&page_arena);
    return is_good;
}

RiskTrialCount risk_trial_sum(const RiskTrialCounts *counts, bool is_high) {
    RiskTrialCount sum = {.is_high = is_high};
    for (size_t i = 0; i < counts->count; i++) {
        const RiskTrialCount *count = &counts->items[i];
        if (count->is_high != is_high) continue;
        sum.before += count->before;
        sum.after += count->after;
        sum.gaining += count->gaining;
        sum.losing += count->losing;
    }
    return sum;
}
