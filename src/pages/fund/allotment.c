// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/allotment.h"

#include "fund/budget.h"
#include "pages/fund/allotment.html.h"
#include "pages/platform.h"

enum { DIRECTION, POLICY, FUND, DIVISION, YEAR, AMOUNT, DOCUMENT, FIELD_COUNT };

#define ALLOT "allot"
#define WITHDRAW "withdraw"

static const FormOption directions[] = {{ALLOT, "下达"}, {WITHDRAW, "收回没用完的"}};

static const FormField base_fields[FIELD_COUNT] = {
    [DIRECTION] = {.name = "direction", .label = "下达还是收回", .type = FIELD_ENUM,
                   .options = directions, .option_count = 2, .help = "不选就是下达"},
    [POLICY] = {.name = "policy", .label = "政策", .type = FIELD_ENUM, .is_required = true},
    [FUND] = {.name = "fund", .label = "资金来源", .type = FIELD_ENUM, .is_required = true},
    [DIVISION] = {.name = "division", .label = "县区", .type = FIELD_ENUM, .is_required = true},
    [YEAR] = {.name = "year", .label = "年度", .type = FIELD_INT, .is_required = true,
              .min = BUDGET_YEAR_MIN, .max = BUDGET_YEAR_MAX},
    [AMOUNT] = {.name = "amount_fen", .label = "金额", .type = FIELD_FEN, .is_required = true,
                .min = 1, .max = BUDGET_FEN_MAX, .help = "单位：元"},
    [DOCUMENT] = {.name = "document", .label = "指标文号", .type = FIELD_TEXT, .is_required = true,
                  .length_max = 80},
};

static void options_put(Arena *arena, FormField *field, const OptionViews *views) {
    FormOption *options = NEW_ARRAY(arena, FormOption, views->count);
    for (size_t i = 0; i < views->count; i++) {
        options[i] = (FormOption){str_to_c(arena, views->items[i].value),
                                  str_to_c(arena, views->items[i].label)};
    }
    field->options = options;
    field->option_count = views->count;
}

static bool form_of_allotment(Context *context, const Form **form, Error *error) {
    (void)error;
    Arena *arena = context->arena;
    const Pack *pack = platform_pack(context);
    FormField *fields = NEW_ARRAY(arena, FormField, FIELD_COUNT);
    OptionViews funds = {.items = NEW_ARRAY(arena, OptionView, pack->funds.count)};
    OptionViews policies = policy_options(arena, pack, 0);
    OptionViews counties = county_options(arena, &context->actor->scope, STR(""));
    for (size_t i = 0; i < pack->funds.count; i++) {
        funds.items[funds.count++] =
            (OptionView){.value = pack->funds.items[i].key, .label = pack->funds.items[i].name};
    }
    for (size_t i = 0; i < FIELD_COUNT; i++) fields[i] = base_fields[i];
    options_put(arena, &fields[POLICY], &policies);
    options_put(arena, &fields[FUND], &funds);
    options_put(arena, &fields[DIVISION], &counties);
    Form *made = NEW(arena, Form);
    *made = (Form){"allotment", fields, FIELD_COUNT};
    *form = made;
    return true;
}

static bool show(Context *context, const Form *form, const Error *fault) {
    AllotmentView view = {.fault = fault_box(context, fault), .form = context_form_view(context)};
    FieldView *views[FIELD_COUNT] = {&view.direction, &view.policy, &view.fund, &view.division,
                                     &view.year,      &view.amount, &view.document};
    Str year = str_format(context->arena, "%lld",
                          (long long)date_to_civil(context->actor->today).year);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        Str value = i == YEAR ? year : i == DIRECTION ? STR(ALLOT) : STR("");
        *views[i] = context->form.form
                        ? context_field_view(context, form->fields[i].name, STR(""))
                        : form_field_view(context->arena, &form->fields[i], value);
    }
    Html html = context_html(context);
    allotment_html(&html, &view);
    context_page(context, STR("下达和收回指标"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool allotment_page(Context *context, Error *error) {
    const Form *form;
    return form_of_allotment(context, &form, error) && show(context, form, NULL);
}

// A policy is given money from the funds that its measures are paid from.
static bool check_fund(const Policy *policy, Str fund_key, const Pack *pack, Error *error) {
    const Fund *fund = pack_fund_of_key(pack, fund_key);
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        for (size_t j = 0; fund && j < measure->fund_count; j++) {
            if (str_equal(measure->funds[j], fund->name)) return true;
        }
    }
    error_set(error, ERROR_INVALID, "%.*s没有从“%.*s”列支的措施", STR_ARG(policy->title),
              STR_ARG(fund ? fund->name : fund_key));
    error_detail(error, "请看政策页“措施”一节的资金来源，再选一次");
    return error_code(error, "FUND_NOT_OF_POLICY");
}

static bool run_allot(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const FormValues *form = &context->form;
    const Pack *pack = platform_pack(context);
    bool is_withdrawal = str_equal(form_text(form, "direction"), STR(WITHDRAW));
    Budget budget;
    int64_t number, amount_fen = form_fen(form, "amount_fen");
    (void)out;
    const Policy *policy = str_to_int64(form_text(form, "policy"), &number)
                               ? pack_policy(pack, (int)number)
                               : NULL;
    if (!policy) return error_set(error, ERROR_INVALID, "没有选政策");
    if (!is_withdrawal && !check_fund(policy, form_text(form, "fund"), pack, error)) return false;
    Allotment allotment = {.key = {.fund_key = form_text(form, "fund"),
                                   .policy_number = number,
                                   .division_code = form_text(form, "division"),
                                   .year = form_int(form, "year")},
                           .amount_fen = is_withdrawal ? -amount_fen : amount_fen,
                           .document = form_text(form, "document"),
                           .client_key = context->request_key};
    return budget_allot(tx, context->actor, &allotment, arena, &budget, error);
}

static bool allot_step(Context *context, Error *error) {
    Error fault = {0};
    bool is_api = str_starts_with(context->request->path, STR("/api/"));
    if (context->form.fault_count > 0) return show(context, context->form.form, NULL);
    if (!platform_write(context, run_allot, context, NULL, &fault)) {
        if (!is_api && fault_is_shown(&fault)) return show(context, context->form.form, &fault);
        *error = fault;
        return false;
    }
    if (is_api) return answer_number(context, form_text(&context->form, "document"));
    return context_redirect(context, STR("/fund"));
}

// clang-format off
static const Route routes[] = {
    {GET,  "/fund/allotments",  allotment_page, .needs = PERMISSION_FUND_APPROVE, .title = "下达和收回指标"},
    {POST, "/fund/allotments",  allot_step,     .needs = PERMISSION_FUND_APPROVE, .form_of = form_of_allotment, .flags = ROUTE_SHOWS_FAULTS, .title = "下达和收回指标"},
    {POST, "/api/budgets",      allot_step,     .needs = PERMISSION_FUND_APPROVE, .form_of = form_of_allotment, .title = "下达和收回指标"},
};
// clang-format on
const RouteList allotment_pages = ROUTES(routes);
