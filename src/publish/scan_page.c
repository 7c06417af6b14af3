// SPDX-License-Identifier: Apache-2.0
#include "publish/scan_page.h"

#include "policy/concern.h"
#include "policy/decision.h"

#include <string.h>

// ---- Loading ----

static bool page_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ScanPage *page = in;
    size_t *count = out;
    FactRange range = fact_range_page(arena, page->after_key, (Str){0}, page->row_limit, page->on);
    FactRows rows;
    FactGrants grants;
    *count = 0;
    if (!fact_view_load(tx, page->view, &range, arena, &rows, error)) return false;
    if (rows.count == 0) return true;
    FactRange loaded = range;
    loaded.first = rows.subjects[0].key;
    loaded.last = rows.subjects[rows.count - 1].key;
    if (!fact_view_grants(tx, page->view, &loaded, arena, &grants, error)) return false;
    GrantBook book = grant_book_new_in(arena, &grants);
    for (size_t i = 0; i < page->count; i++) {
        KnownPage *known = &page->pages[i];
        known->view = page->view;
        known->rows = rows;
        known->book = book;
        if (!known_columns(tx, &loaded, arena, known, error)) return false;
    }
    *count = rows.count;
    return true;
}

bool scan_page_load(Store *store, ScanPage *page, Arena *arena, size_t *rows, Error *error) {
    ArenaMark mark = arena_mark(arena);
    if (page->row_limit == 0) page->row_limit = FACT_PAGE_ROWS;
    for (;;) {
        arena_rewind(arena, mark);
        if (store_read(store, page_read, page, rows, arena, error)) return true;
        if (error->kind != ERROR_LIMIT || page->row_limit == 1) return false;
        page->row_limit /= 2;
        *error = (Error){0};
    }
}

bool scan_page_after(ScanPage *page, char after[SCAN_KEY_BYTES_MAX], Error *error) {
    const FactRows *rows = &page->pages[0].rows;
    Str key = rows->subjects[rows->count - 1].key;
    if (key.length > SCAN_KEY_BYTES_MAX) {
        return error_set(error, ERROR_LIMIT, "编号“%.*s”太长", STR_ARG(key));
    }
    memcpy(after, key.data, key.length);
    page->after_key = (Str){after, key.length};
    return true;
}

// ---- Deciding ----

// The conclusion that is the amount; SIZE_MAX when the policy has none.
static size_t measure_amount(const Policy *policy, const Measure *measure) {
    Str key = str_is_empty(measure->amount) ? STR("amount_fen") : measure->amount;
    return conclusion_find(&policy->conclusions, key);
}

void scan_decider_open(ScanDecider *decider, Arena *arena, const Pack *pack, const Policy *policy,
                       const Measure *measure, Date on) {
    *decider = (ScanDecider){.policy = policy, .measure = measure, .on = on,
                             .amount = measure_amount(policy, measure),
                             .is_part = measure_is_joint(&policy->measures, measure),
                             .stage = conclusion_find(&policy->conclusions, measure->stage)};
    size_t *wanted = NEW_ARRAY(arena, size_t, 2), count = 0;
    if (decider->amount != SIZE_MAX) wanted[count++] = decider->amount;
    if (decider->stage != SIZE_MAX) wanted[count++] = decider->stage;
    PolicyRunOptions options = {.conclusions = wanted, .conclusion_count = count,
                                .measure = measure};
    decider->run = policy_run_new_in(arena, pack, policy, &options);
}

void scan_decider_close(ScanDecider *decider) {
    policy_run_close(decider->run);
}

typedef struct Pass { // of one page
    ScanDecider *decider;
    Arena *arena;
    FeelColumn *columns; // of the facts
    size_t count;
    ScanOutcome *outcomes;
} Pass;

// False when the amount rests on something unknown: then nobody is entitled yet.
static bool amount_of(const ScanDecider *decider, const PolicyResult *result, size_t row,
                      int64_t *amount) {
    *amount = 0;
    if (decider->amount == SIZE_MAX) return true;
    FeelValue value = feel_column_get(&result->conclusions[decider->amount], row);
    return value.kind == FEEL_NUMBER && decimal_to_int64(value.number, amount);
}

static Str stage_of(const ScanDecider *decider, const PolicyResult *result, size_t row) {
    if (decider->stage == SIZE_MAX) return STR("");
    FeelValue value = feel_column_get(&result->conclusions[decider->stage], row);
    return measure_stage(decider->measure, value);
}

static bool is_noted(const ScanDecider *decider, const PolicyResult *result, size_t row) {
    const ReasonList *reasons = &decider->policy->reasons;
    for (size_t i = 0; i < reasons->count && !str_is_absent(decider->noted); i++) {
        bool is_it = str_equal(reasons->items[i].code, decider->noted);
        if (is_it && policy_result_fired(result, row, i)) return true;
    }
    return false;
}

// Decides all rows; those that no earlier run selected take what this one says.
static bool pass_run(const Pass *pass, bool *is_complete, Error *error) {
    PolicyBatch batch = {.facts = pass->columns, .row_count = pass->count,
                         .on = pass->decider->on,
                         .overrides = pass->decider->overrides,
                         .override_count = pass->decider->override_count};
    PolicyResult result;
    if (!policy_run_batch(pass->decider->run, pass->arena, &batch, &result, error)) return false;
    if (result.is_config_invalid) {
        error_set(error, ERROR_INVALID, "%.*s", STR_ARG(result.message));
        return error_code(error, CODE_CONFIG_INVALID);
    }
    *is_complete = true;
    for (size_t row = 0; row < pass->count; row++) {
        ScanOutcome *outcome = &pass->outcomes[row];
        if (outcome->is_selected) continue;
        outcome->is_selected = !result.selected || result.selected[row];
        if (!outcome->is_selected) {
            *is_complete = false;
            continue;
        }
        outcome->stage = stage_of(pass->decider, &result, row);
        outcome->is_noted = is_noted(pass->decider, &result, row);
        outcome->eligible = (FeelTruth)result.eligible[row];
        if (outcome->eligible != FEEL_TRUE) continue;
        if (!amount_of(pass->decider, &result, row, &outcome->amount_fen)) {
            outcome->eligible = FEEL_UNKNOWN;
        } else if (pass->decider->is_part && outcome->amount_fen == 0) {
            outcome->eligible = FEEL_FALSE; // all goes to the other parts
        }
    }
    return true;
}

// What is applied for is chosen so that the measure's condition holds.
static bool pass_decide(const Pass *pass, Error *error) {
    const Policy *policy = pass->decider->policy;
    const Fact *claim = concern_claim_fact(policy);
    bool is_complete = false;
    if (!claim) return pass_run(pass, &is_complete, error);
    FeelColumn *column = &pass->columns[claim - policy->facts.items];
    for (size_t i = 0; i < claim->codes.count && !is_complete; i++) {
        *column = feel_column_constant(pass->arena, feel_string(claim->codes.items[i].code));
        if (!pass_run(pass, &is_complete, error)) return false;
    }
    return true;
}

static void claims_find(Arena *arena, const ScanDecider *decider, const KnownPage *page,
                        ScanOutcome *outcomes) {
    Date dated = DATE_ABSENT;
    Str period = {0};
    for (size_t row = 0; row < page->rows.count; row++) {
        const FactSubject *subject = &page->rows.subjects[row];
        Date event = subject_event(subject, decider->on);
        if (event != dated) period = measure_period_on(arena, decider->measure, event);
        dated = event;
        ScanOutcome *outcome = &outcomes[row];
        GrantTurn turn = {period, outcome->stage};
        const FactGrant *grant =
            grant_book_claimed(&page->book, page->view, decider->measure, &turn, subject);
        outcome->is_claimed = grant != NULL;
        outcome->is_entitled = grant || outcome->eligible == FEEL_TRUE;
        if (grant) outcome->amount_fen = grant->amount_fen;
    }
}

bool scan_decider_run(ScanDecider *decider, Arena *arena, const KnownPage *page,
                      const ScanOutcome **outcomes, Error *error) {
    size_t count = page->rows.count;
    size_t fact_count = decider->policy->facts.count;
    ScanOutcome *made = NEW_ARRAY(arena, ScanOutcome, count);
    Pass pass = {decider, arena, NEW_ARRAY(arena, FeelColumn, fact_count), count, made};
    for (size_t i = 0; i < fact_count; i++) pass.columns[i] = page->columns[i];
    if (!pass_decide(&pass, error)) return false;
    claims_find(arena, decider, page, made);
    *outcomes = made;
    return true;
}
