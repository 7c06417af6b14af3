// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/approval.h"

#include "casework/inspection.h"
#include "http/field.h"
#include "pages/fund/approval.html.h"
#include "pages/platform.h"

#define APPROVAL_ROWS 50
#define NUMBERS_LENGTH_MAX 6000 // CLAIM_ROWS_MAX numbers with commas

static const FormField filter_fields[] = {
    {.name = "policy", .label = "政策", .type = FIELD_INT, .min = 1, .max = 9999},
    {.name = "after", .label = "从哪一件之后", .type = FIELD_TEXT, .length_max = 40},
    {.name = "done", .label = "刚刚审批", .type = FIELD_CHECKBOX},
    {.name = "held", .label = "发现疑点", .type = FIELD_CHECKBOX},
};
static const Form filter_form = {"approvals", filter_fields, 4};

static const FormField approve_fields[] = {
    {.name = "numbers", .label = "受理号", .type = FIELD_TEXT, .is_required = true,
     .length_max = NUMBERS_LENGTH_MAX, .help = "用逗号分开"},
};
static const Form approve_form = {"approve", approve_fields, 1};

// ---- The list ----

static bool read_cleared(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    bool is_list = context->form.form == &filter_form;
    ClaimFilter filter = {.only_mine_to_do = true, .row_count = APPROVAL_ROWS};
    if (is_list) {
        filter.policy_number = (int)form_int(&context->form, "policy");
        filter.after_number = form_text(&context->form, "after");
    }
    return claim_list(tx, context->actor, &filter, arena, out, error);
}

static void put_rows(Context *context, const Claims *claims, ApprovalView *view) {
    StrBuilder numbers;
    str_builder_init(&numbers, context->arena, 0);
    view->rows = (ApprovalRowViews){NEW_ARRAY(context->arena, ApprovalRowView, claims->count),
                                    claims->count};
    for (size_t i = 0; i < claims->count; i++) {
        const Claim *claim = &claims->items[i];
        view->rows.items[i] = (ApprovalRowView){
            .number = claim->number,
            .policy = policy_label(context->arena, claim->policy_number, claim->policy_title),
            .applicant = applicant_shown(context->arena, claim),
            .county = county_label(claim->division_code),
            .fund = claim_fund_label(platform_pack(context), claim),
            .amount = {claim->amount_fen},
        };
        view->page_amount.value += claim->amount_fen;
        if (i) str_put_char(&numbers, ',');
        str_put(&numbers, claim->number);
    }
    view->numbers = str_built(&numbers);
}

// The sample of the list in front of the reviewer, by the pack's rule; without a rule, nobody.
static bool mark_drawn(Context *context, const Claims *claims, ApprovalView *view, Error *error) {
    Str *numbers = NEW_ARRAY(context->arena, Str, claims->count);
    bool *is_drawn = NEW_ARRAY(context->arena, bool, claims->count);
    for (size_t i = 0; i < claims->count; i++) numbers[i] = claims->items[i].number;
    if (!platform_pack(context)->inspection) return true;
    if (!inspection_sample(platform_pack(context), context->actor->today, numbers, claims->count,
                           context->arena, is_drawn, error)) {
        return false;
    }
    for (size_t i = 0; i < claims->count; i++) {
        view->rows.items[i].is_drawn = is_drawn[i];
        view->drawn += is_drawn[i];
    }
    return true;
}

static Str next_path(Context *context, const ClaimPage *page, int64_t policy) {
    if (!page->has_more) return (Str){0};
    Str last = page->claims.items[page->claims.count - 1].number;
    return policy ? str_format(context->arena, "/fund/approvals?policy=%lld&after=%.*s",
                               (long long)policy, STR_ARG(last))
                  : str_format(context->arena, "/fund/approvals?after=%.*s", STR_ARG(last));
}

static bool show_list(Context *context, const Error *fault, Error *error) {
    ClaimPage page;
    if (!platform_read(context, read_cleared, context, &page, error)) return false;
    bool is_list = context->form.form == &filter_form;
    int64_t policy = is_list ? form_int(&context->form, "policy") : 0;
    ApprovalView view = {
        .fault = fault_box(context, fault),
        .is_done = is_list && form_is_checked(&context->form, "done"),
        .has_held = is_list && form_is_checked(&context->form, "held"),
        .policy = {STR("policy"), STR("政策"), STR("全部政策"),
                   policy_options(context->arena, platform_pack(context), policy)},
        .total = page.total,
        .total_amount = {page.total_fen},
        .is_counted = page.is_counted,
        .has_more = page.has_more,
        .next_path = next_path(context, &page, policy),
        .form = context_form_view(context),
    };
    put_rows(context, &page.claims, &view);
    if (!mark_drawn(context, &page.claims, &view, error)) return false;
    Html html = context_html(context);
    approval_html(&html, &view);
    context_page(context, STR("资金审批"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show_list(context, NULL, error);
}

// ---- Approving ----

// The result: the total, and the numbers of those that are held, with commas.
static bool write_approvals(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *result = out;
    Str rest = form_text(&context->form, "numbers");
    Str *numbers = NEW_ARRAY(arena, Str, CLAIM_ROWS_MAX);
    size_t count = 0;
    Approval approval;
    CaseContext with = platform_case(context);
    while (!str_is_empty(rest)) {
        if (count == CLAIM_ROWS_MAX) {
            return error_set(error, ERROR_LIMIT, "一次最多审批%d件", CLAIM_ROWS_MAX);
        }
        numbers[count++] = str_trim(str_cut(&rest, ','));
    }
    if (!claim_approve_all(tx, context->actor, &with, numbers, count, arena, &approval, error)) {
        return false;
    }
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    str_put_format(&text, "%lld", (long long)approval.total_fen);
    for (size_t i = 0; i < approval.held_count; i++) {
        str_put_format(&text, ",%.*s", STR_ARG(approval.held[i]));
    }
    *result = str_built(&text);
    return true;
}

static bool approve_page(Context *context, Error *error) {
    Error fault = {0};
    Str held;
    if (platform_write_once(context, write_approvals, context, &held, &fault)) {
        (void)str_cut(&held, ',');
        return context_redirect(context, str_is_absent(held) ? STR("/fund/approvals?done=1")
                                                             : STR("/fund/approvals?held=1"));
    }
    if (fault_is_shown(&fault)) return show_list(context, &fault, error);
    *error = fault;
    return false;
}

static bool approve_api(Context *context, Error *error) {
    Str held;
    int64_t total_fen = 0;
    if (!platform_write_once(context, write_approvals, context, &held, error)) return false;
    if (!str_to_int64(str_cut(&held, ','), &total_fen)) {
        return error_set(error, ERROR_UNAVAILABLE, "记录不可读");
    }
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "total_fen", total_fen);
    json_key(writer, STR("held"));
    json_open_array(writer);
    while (!str_is_absent(held)) json_string(writer, str_cut(&held, ','));
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/fund/approvals", list_page,    .needs = PERMISSION_FUND_APPROVE, .form = &filter_form, .title = "待审批"},
    {POST, "/fund/approvals", approve_page, .needs = PERMISSION_FUND_APPROVE, .form = &approve_form, .title = "资金审批"},
    {POST, "/api/payments",   approve_api,  .needs = PERMISSION_FUND_APPROVE, .form = &approve_form, .title = "资金审批"},
};
// clang-format on
const RouteList approval_pages = ROUTES(routes);
