// SPDX-License-Identifier: Apache-2.0
// Trying a policy: a form made from its facts, and the decision with its reasons. Nothing is kept.
#include "pages/platform.h"
#include "pages/policy/policy.h"
#include "pages/policy/policy_try.html.h"
#include "policy/decision.h"

#define AMOUNT_KEY STR("amount_fen")
#define ELIGIBLE_KEY STR("eligible")

// ---- The form ----

static bool deciding_policy(Context *context, const Policy **policy, Error *error) {
    if (!policy_of(context, policy, error)) return false;
    if ((*policy)->program) return true;
    error_set(error, ERROR_NOT_FOUND, "第%d项的办理规则还没有发布，不能试算", (*policy)->number);
    return error_detail(error, "可以先看条文");
}

static bool form_of_policy(Context *context, const Form **form, Error *error) {
    const Policy *policy;
    FactFields fields = fact_fields_of(context);
    if (!deciding_policy(context, &policy, error) ||
        !fact_fields_add(context->arena, policy, NULL, &fields, error)) {
        return false;
    }
    Form *made = NEW(context->arena, Form);
    *made = (Form){"policy_try", fields.items, fields.count};
    *form = made;
    return true;
}

static bool decide_json(Context *context, const Policy *policy, const JsonValue *json,
                        Decision *decision, Error *error) {
    PolicyCase facts;
    Date on = DATE_ABSENT;
    Str text = request_query(context->request, "on");
    if (!str_is_empty(text) && !date_from_str(text, &on)) {
        return error_set(error, ERROR_INVALID, "日期“%.*s”不对，写作 2023-10-16", STR_ARG(text));
    }
    return policy_case_from_json(context->arena, policy, json, &facts, error) &&
           decision_explain(platform_pack(context), policy, context->arena, &facts, on, decision,
                            error);
}

// ---- The page ----

// An amount that is due besides the one that the result names.
static bool amount_view(const Decision *decision, size_t i, OutcomeView *view) {
    const Conclusion *conclusion = &decision->policy->conclusions.items[i];
    return decision->eligible == FEEL_TRUE && conclusion_is_money(conclusion) &&
           !str_equal(conclusion->key, AMOUNT_KEY) &&
           decision->values[i].kind == FEEL_NUMBER &&
           decimal_to_int64(decision->values[i].number, &view->amount.value) &&
           view->amount.value != 0;
}

static bool answer_view(const Decision *decision, size_t i, OutcomeView *view) {
    const Conclusion *conclusion = &decision->policy->conclusions.items[i];
    const FeelValue *value = &decision->values[i];
    if (value->kind != FEEL_BOOLEAN || str_equal(conclusion->key, ELIGIBLE_KEY)) return false;
    view->answer = value->boolean ? STR("是") : STR("否");
    return true;
}

// What else the policy concludes: amounts, and answers of yes and no.
static OutcomeViews outcome_views(Arena *arena, const Decision *decision) {
    const ConclusionList *conclusions = &decision->policy->conclusions;
    OutcomeViews views = {NEW_ARRAY(arena, OutcomeView, conclusions->count), 0};
    for (size_t i = 0; i < conclusions->count; i++) {
        const Conclusion *conclusion = &conclusions->items[i];
        OutcomeView view = {.name = conclusion->name};
        if (!amount_view(decision, i, &view) && !answer_view(decision, i, &view)) continue;
        views.items[views.count++] = view;
    }
    return views;
}

static void show_decision(Arena *arena, const Decision *decision, TryView *view) {
    view->is_decided = true;
    view->message = decision->message;
    view->is_eligible = decision->eligible == FEEL_TRUE;
    view->is_refused = decision->eligible == FEEL_FALSE;
    size_t amount = conclusion_find(&decision->policy->conclusions, AMOUNT_KEY);
    if (amount != SIZE_MAX && decision->values[amount].kind == FEEL_NUMBER) {
        view->has_amount = decimal_to_int64(decision->values[amount].number, &view->amount.value);
    }
    view->outcomes = outcome_views(arena, decision);
    view->reasons = (TextViews){NEW_ARRAY(arena, Str, decision->reason_count),
                                decision->reason_count};
    for (size_t i = 0; i < decision->reason_count; i++) {
        view->reasons.items[i] = decision->reasons[i].sentence;
    }
    view->missing = (TextViews){NEW_ARRAY(arena, Str, decision->missing_count),
                                decision->missing_count};
    for (size_t i = 0; i < decision->missing_count; i++) {
        view->missing.items[i] = decision->missing[i]->name;
    }
}

static TryView try_view(Context *context, const Policy *policy, const Form *form) {
    return (TryView){.number = policy->number,
                     .title = policy->title,
                     .form = context_form_view(context),
                     .asked = fact_form_view(context, policy, form, 0, NULL)};
}

static bool show(Context *context, const Policy *policy, const TryView *view) {
    Html html = context_html(context);
    policy_try_html(&html, view);
    return context_page(
        context, str_format(context->arena, "试算%.*s", STR_ARG(policy->title)), &html);
}

static bool try_page(Context *context, Error *error) {
    const Policy *policy;
    const Form *form;
    if (!deciding_policy(context, &policy, error) || !form_of_policy(context, &form, error)) {
        return false;
    }
    TryView view = try_view(context, policy, form);
    return show(context, policy, &view);
}

static bool try_decide(Context *context, Error *error) {
    const Policy *policy;
    const JsonValue *json;
    Decision decision;
    if (!deciding_policy(context, &policy, error)) return false;
    bool is_complete = fact_form_is_complete(context, policy);
    TryView view = try_view(context, policy, context->form.form);
    if (!is_complete) return show(context, policy, &view);
    if (!json_parse(context->arena, fact_form_json(context, policy, 0), &json, error) ||
        !decide_json(context, policy, json, &decision, error)) {
        return false;
    }
    show_decision(context->arena, &decision, &view);
    return show(context, policy, &view);
}

static bool evaluate_api(Context *context, Error *error) {
    const Policy *policy;
    Decision decision;
    if (!deciding_policy(context, &policy, error) ||
        !decide_json(context, policy, context->json, &decision, error)) {
        return false;
    }
    JsonWriter *writer = context_json_begin(context);
    decision_to_json(context->arena, platform_pack(context), &decision, writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/policies/:number/try",          try_page,     .needs = PERMISSION_PUBLIC, .title = "试算"},
    {POST, "/policies/:number/try",          try_decide,   .needs = PERMISSION_PUBLIC, .form_of = form_of_policy, .flags = ROUTE_REPEATABLE | ROUTE_SHOWS_FAULTS, .title = "试算"},
    {POST, "/api/policies/:number/evaluate", evaluate_api, .needs = PERMISSION_PUBLIC, .flags = ROUTE_REPEATABLE | ROUTE_TAKES_JSON, .title = "判定"},
};
// clang-format on
const RouteList policy_try_pages = ROUTES(routes);
