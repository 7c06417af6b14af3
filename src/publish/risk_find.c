// SPDX-License-Identifier: Apache-2.0
#include "publish/risk_find.h"

#include "feel/json.h"
#include "policy/explain.h"
#include "publish/known.h"
#include "publish/view.h"

// The subject of every rule; no measure of the pack.
static const Measure claim_measure = {.subject = STR_INIT("claim")};

typedef struct Finder {
    Tx *tx;
    const Pack *pack;
    Date on;
    Arena *arena;
    RiskFoundList *found;
    const PolicyOverride *moved; // NULL = none
    Str lifted;                  // absent = none
} Finder;

static Str facts_text(Arena *arena, const ExplainedReason *reason) {
    StrBuilder text;
    JsonWriter writer;
    str_builder_init(&text, arena, 0);
    json_writer_init(&writer, &text);
    json_open_array(&writer);
    for (size_t i = 0; i < reason->fact_count; i++) {
        const ExplainedFact *fact = &reason->facts[i];
        json_open_object(&writer);
        json_member_string(&writer, "key", fact->fact->key);
        json_member_string(&writer, "name", fact->fact->name);
        json_key(&writer, STR("value"));
        feel_to_json(&writer, fact->value);
        json_member_string(&writer, "source", explain_source(fact->fact));
        json_close_object(&writer);
    }
    json_close_array(&writer);
    return str_built(&text);
}

static bool row_take(const Finder *finder, PolicyRun *run, const Policy *rule,
                     const PolicyResult *result, size_t row, Error *error) {
    const ExplainedReason *reasons;
    size_t count;
    if (!explain_reasons(run, rule, finder->arena, result, row, &reasons, &count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        RiskFound item = {.claim = row,
                          .rule = rule,
                          .code = reasons[i].reason->code,
                          .is_high = reasons[i].reason->is_high,
                          .sentence = reasons[i].sentence,
                          .facts_json = facts_text(finder->arena, &reasons[i])};
        PUSH(finder->arena, finder->found, item);
    }
    return true;
}

static bool has_fired(const Policy *rule, const PolicyResult *result, size_t row) {
    for (size_t i = 0; i < rule->reasons.count; i++) {
        if (policy_result_fired(result, row, i)) return true;
    }
    return false;
}

static bool rule_run(const Finder *finder, PolicyRun *run, const Policy *rule,
                     const KnownPage *page, Error *error) {
    PolicyBatch batch = {.facts = page->columns, .row_count = page->rows.count, .on = finder->on,
                         .overrides = finder->moved, .override_count = finder->moved != NULL};
    PolicyResult result;
    if (!policy_run_batch(run, finder->arena, &batch, &result, error)) return false;
    if (result.is_config_invalid) {
        return error_set(error, ERROR_INVALID, "%.*s：%.*s", STR_ARG(rule->file),
                         STR_ARG(result.message));
    }
    for (size_t row = 0; row < page->rows.count; row++) {
        if (has_fired(rule, &result, row) &&
            !row_take(finder, run, rule, &result, row, error)) {
            return false;
        }
    }
    return true;
}

static bool rule_find(const Finder *finder, const Policy *rule, const FactRows *rows,
                      Error *error) {
    if (!rule->program) return true;
    KnownPage page = {.policy = rule, .measure = &claim_measure, .view = &fact_claim_view,
                      .rows = *rows, .book = grant_book_new_in(finder->arena, &(FactGrants){0})};
    FactRange range = {.first = rows->subjects[0].key,
                       .last = rows->subjects[rows->count - 1].key,
                       .division_prefix = STR(""),
                       .on = finder->on};
    if (!known_columns(finder->tx, &range, finder->arena, &page, error)) return false;
    PolicyRun *run = policy_run_new_in(finder->arena, finder->pack, rule, &(PolicyRunOptions){0});
    policy_run_lift(run, finder->lifted);
    bool is_run = rule_run(finder, run, rule, &page, error);
    policy_run_close(run);
    return is_run;
}

bool risk_find_by_rule(Tx *tx, const RiskRule *by, const FactRows *rows, Arena *arena,
                       RiskFoundList *found, Error *error) {
    Finder finder = {tx, by->pack, by->on, arena, found, by->moved, by->lifted};
    *found = (RiskFoundList){0};
    return rows->count == 0 || rule_find(&finder, by->rule, rows, error);
}

bool risk_find(Tx *tx, const Pack *pack, const FactClaim *claims, size_t count, Date on,
               Arena *arena, RiskFoundList *found, Error *error) {
    Finder finder = {tx, pack, on, arena, found, NULL, {0}};
    FactRows rows;
    *found = (RiskFoundList){0};
    if (count == 0 || pack->risks.count == 0) return true;
    if (!fact_claim_rows(tx, claims, count, on, arena, &rows, error)) return false;
    for (size_t i = 0; i < pack->risks.count; i++) {
        if (!rule_find(&finder, pack->risks.items[i], &rows, error)) return false;
    }
    return true;
}
