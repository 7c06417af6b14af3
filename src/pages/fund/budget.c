// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/budget.h"

#include "fund/budget.h"
#include "pages/fund/budget.html.h"
#include "pages/platform.h"

typedef struct BudgetOut {
    Budgets budgets;
    ClaimGroups waiting; // cleared, by the budget that would pay them
} BudgetOut;

static bool read_budgets(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    BudgetOut *result = out;
    return budget_list(tx, context->actor, 0, 0, arena, &result->budgets, error) &&
           claim_list_groups(tx, context->actor, CLAIM_CLEARED, arena, &result->waiting, error);
}

// What waits is paid from the budget of the year in which it is approved.
static const ClaimGroup *waiting_for(const BudgetOut *out, const Budget *budget, Date today) {
    if (budget->key.year != date_to_civil(today).year) return NULL;
    for (size_t i = 0; i < out->waiting.count; i++) {
        const ClaimGroup *group = &out->waiting.items[i];
        if (group->policy_number == budget->key.policy_number &&
            str_equal(group->fund_key, budget->key.fund_key) &&
            str_equal(group->division_code, budget->key.division_code)) {
            return group;
        }
    }
    return NULL;
}

static BudgetRowView row_view(const Context *context, const BudgetOut *out, const Budget *budget) {
    const Pack *pack = platform_pack(context);
    const Policy *policy = pack_policy(pack, (int)budget->key.policy_number);
    const ClaimGroup *group = waiting_for(out, budget, context->actor->today);
    int64_t waiting = group ? group->amount_fen : 0;
    return (BudgetRowView){
        .policy = policy_label(context->arena, (int)budget->key.policy_number,
                               policy ? policy->title : STR("")),
        .fund = fund_label(pack, budget->key.fund_key),
        .county = county_label(budget->key.division_code),
        .year = budget->key.year,
        .allotted = {budget->allotted_fen},
        .available = {budget->available_fen},
        .reserved = {budget->reserved_fen},
        .paid = {budget->paid_fen},
        .waiting = group ? group->count : 0,
        .waiting_amount = {waiting},
        .is_short = waiting > budget->available_fen,
    };
}

static bool budget_page(Context *context, Error *error) {
    BudgetOut out;
    if (!platform_read(context, read_budgets, context, &out, error)) return false;
    size_t count = out.budgets.count;
    BudgetView view = {.rows = {NEW_ARRAY(context->arena, BudgetRowView, count), count},
                       .may_approve = context_may(context, PERMISSION_FUND_APPROVE)};
    for (size_t i = 0; i < count; i++) {
        const Budget *budget = &out.budgets.items[i];
        view.rows.items[i] = row_view(context, &out, budget);
        view.allotted.value += budget->allotted_fen;
        view.available.value += budget->available_fen;
        view.reserved.value += budget->reserved_fen;
        view.paid.value += budget->paid_fen;
    }
    for (size_t i = 0; i < out.waiting.count; i++) {
        view.waiting += out.waiting.items[i].count;
        view.waiting_amount.value += out.waiting.items[i].amount_fen;
    }
    Html html = context_html(context);
    budget_html(&html, &view);
    return context_page(context, STR("资金"), &html);
}

static bool budget_api(Context *context, Error *error) {
    BudgetOut out;
    if (!platform_read(context, read_budgets, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("budgets"));
    json_open_array(writer);
    for (size_t i = 0; i < out.budgets.count; i++) {
        const Budget *budget = &out.budgets.items[i];
        const ClaimGroup *group = waiting_for(&out, budget, context->actor->today);
        json_open_object(writer);
        json_member_int(writer, "policy", budget->key.policy_number);
        json_member_string(writer, "fund", budget->key.fund_key);
        json_member_string(writer, "division", budget->key.division_code);
        json_member_int(writer, "year", budget->key.year);
        json_member_int(writer, "allotted_fen", budget->allotted_fen);
        json_member_int(writer, "available_fen", budget->available_fen);
        json_member_int(writer, "reserved_fen", budget->reserved_fen);
        json_member_int(writer, "paid_fen", budget->paid_fen);
        json_member_int(writer, "waiting", group ? group->count : 0);
        json_member_int(writer, "waiting_fen", group ? group->amount_fen : 0);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/fund",        budget_page, .needs = PERMISSION_FUND_READ, .title = "资金"},
    {GET, "/api/budgets", budget_api,  .needs = PERMISSION_FUND_READ, .title = "预算"},
};
// clang-format on
const RouteList budget_pages = ROUTES(routes);
