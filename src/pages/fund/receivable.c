// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/receivable.h"

#include "base/id_number.h"
#include "casework/clawback.h"
#include "pages/fund/receivable.html.h"
#include "pages/platform.h"
#include "registry/mask.h"
#include "registry/validate.h"

static const FormField list_fields[] = {
    {.name = "done", .label = "刚刚登记", .type = FIELD_CHECKBOX},
    LEAF_FIELDS,
};
static const Form list_form = {"receivables", list_fields,
                               sizeof list_fields / sizeof *list_fields};

static const FormField repay_fields[] = {
    {.name = "number", .label = "追回编号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 40, .help = "ZH 开头，照上面的表填"},
    {.name = "receipt", .label = "收款凭证号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 30},
    {.name = "amount", .label = "缴回金额（元）", .type = FIELD_FEN, .is_required = true, .min = 1,
     .max = BUDGET_FEN_MAX},
    {.name = "paid_on", .label = "收款日期", .type = FIELD_DATE, .is_required = true},
};
static const Form repay_form = {"repayment", repay_fields, 4};

static bool read_receivables(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return receivable_list(tx, context->actor, arena, out, error);
}

static ReceivableRowView row_view(const Context *context, const Receivable *item) {
    int64_t asked = item->amount_fen - item->waived_fen;
    int64_t overdue = receivable_overdue(asked, item->due_fen, item->repaid_fen);
    bool is_unit = item->payee_key.length == USCC_LENGTH &&
                   id_number_find(item->payee_key, 0) == SIZE_MAX;
    return (ReceivableRowView){
        .number = item->number,
        .claim = item->claim_number,
        .payee = is_unit ? item->payee_name : mask_name(context->arena, item->payee_name),
        .fund = fund_label(platform_pack(context), item->fund_key),
        .county = county_label(item->division_code),
        .decision = item->decision,
        .instalments = item->instalments,
        .amount = {asked},
        .repaid = {item->repaid_fen},
        .open = {asked - item->repaid_fen},
        .overdue = {overdue},
        .is_overdue = overdue > 0,
        .is_settled = asked == item->repaid_fen,
    };
}

// In tenths of a percent, downwards: nothing is rounded up to be all.
static Str rate_text(Arena *arena, const RecoveryRate *rate) {
    if (rate->amount_fen == 0) return (Str){0};
    // Clawbacks stay far below 9e15 fen (90 trillion yuan), where this would overflow.
    long long tenths = (long long)(rate->repaid_fen * 1000 / rate->amount_fen);
    return str_format(arena, "%lld.%lld%%", tenths / 10, tenths % 10);
}

static CountyRateViews county_views(Context *context, const Receivables *all) {
    CountyRateViews views = {NEW_ARRAY(context->arena, CountyRateView, all->county_count),
                             all->county_count};
    for (size_t i = 0; i < all->county_count; i++) {
        const RecoveryRate *rate = &all->counties[i];
        views.items[i] = (CountyRateView){.county = county_label(rate->division_code),
                                          .amount = {rate->amount_fen},
                                          .repaid = {rate->repaid_fen},
                                          .rate = rate_text(context->arena, rate)};
    }
    return views;
}

static bool show(Context *context, const Error *fault, Error *error) {
    Receivables all;
    if (!platform_read(context, read_receivables, context, &all, error)) return false;
    bool is_list = context->form.form == &list_form;
    LeafView leaf = leaf_view(context, all.count, STR("/fund/receivables"));
    leaf.is_cut = all.count == RECEIVABLE_ROWS_MAX;
    ReceivableView view = {
        .fault = fault_box(context, fault),
        .is_done = is_list && form_is_checked(&context->form, "done"),
        .rows = {NEW_ARRAY(context->arena, ReceivableRowView, leaf.last - leaf.after), 0},
        .leaf = leaf,
        .amount = {all.whole.amount_fen},
        .repaid = {all.whole.repaid_fen},
        .rate = rate_text(context->arena, &all.whole),
        .counties = county_views(context, &all),
        .may_write = context_may(context, PERMISSION_FUND_APPROVE),
        .form = context_form_view(context),
    };
    FieldView *fields[] = {&view.number, &view.receipt, &view.paid_amount, &view.paid_on};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        *fields[i] = is_list ? form_field_view(context->arena, &repay_fields[i], STR(""))
                             : context_field_view(context, repay_fields[i].name, STR(""));
    }
    for (size_t i = leaf.after; i < leaf.last; i++) {
        view.rows.items[view.rows.count++] = row_view(context, &all.items[i]);
    }
    Html html = context_html(context);
    receivable_html(&html, &view);
    context_page(context, STR("追回"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show(context, NULL, error);
}

// ---- Repaying ----

static bool write_repayment(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    Repayment repayment = {form_text(&context->form, "number"),
                           form_text(&context->form, "receipt"),
                           form_fen(&context->form, "amount"),
                           form_date(&context->form, "paid_on")};
    *number = repayment.number;
    CaseContext with = platform_case(context);
    return clawback_repay(tx, context->actor, &with, &repayment, arena, error);
}

static bool repay_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) {
        bool is_shown = show(context, NULL, error);
        if (is_shown) context->response->status = 400;
        return is_shown;
    }
    if (platform_write_once(context, write_repayment, context, &number, &fault)) {
        return context_redirect(context, STR("/fund/receivables?done=1"));
    }
    if (fault_is_shown(&fault) || fault.kind == ERROR_NOT_FOUND) {
        return show(context, &fault, error);
    }
    *error = fault;
    return false;
}

static bool repay_api(Context *context, Error *error) {
    return answer_written(context, write_repayment, context, error);
}

static bool list_api(Context *context, Error *error) {
    Receivables all;
    if (!platform_read(context, read_receivables, context, &all, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "amount_fen", all.whole.amount_fen);
    json_member_int(writer, "repaid_fen", all.whole.repaid_fen);
    json_key(writer, STR("counties"));
    json_open_array(writer);
    for (size_t i = 0; i < all.county_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "division", all.counties[i].division_code);
        json_member_int(writer, "amount_fen", all.counties[i].amount_fen);
        json_member_int(writer, "repaid_fen", all.counties[i].repaid_fen);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key(writer, STR("receivables"));
    json_open_array(writer);
    for (size_t i = 0; i < all.count; i++) {
        const Receivable *item = &all.items[i];
        json_open_object(writer);
        json_member_string(writer, "number", item->number);
        json_member_string(writer, "claim", item->claim_number);
        json_member_string(writer, "decision", item->decision);
        json_member_int(writer, "amount_fen", item->amount_fen);
        json_member_int(writer, "waived_fen", item->waived_fen);
        json_member_int(writer, "repaid_fen", item->repaid_fen);
        json_member_int(writer, "due_fen", item->due_fen);
        json_member_int(writer, "instalments", item->instalments);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
#define NEEDS .needs = PERMISSION_FUND_APPROVE
static const Route routes[] = {
    {GET,  "/fund/receivables", list_page,  NEEDS, .form = &list_form, .title = "追回"},
    {POST, "/fund/repayments",  repay_page, NEEDS, .form = &repay_form, .flags = ROUTE_SHOWS_FAULTS, .title = "登记缴回"},
    {GET,  "/api/receivables",  list_api,   NEEDS, .title = "追回"},
    {POST, "/api/repayments",   repay_api,  NEEDS, .form = &repay_form, .title = "登记缴回"},
};
#undef NEEDS
// clang-format on
const RouteList receivable_pages = ROUTES(routes);
