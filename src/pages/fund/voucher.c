// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/voucher.h"

#include "fund/budget.h"
#include "fund/reconcile.h"
#include "pages/fund/voucher.html.h"
#include "pages/platform.h"

static const FormField post_fields[] = {
    {.name = "voucher", .label = "凭证号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 30, .help = "财政或基金支付凭证上的号码，一张凭证登记一次"},
    {.name = "amount", .label = "支付金额（元）", .type = FIELD_FEN, .is_required = true, .min = 1,
     .max = BUDGET_FEN_MAX, .help = "按凭证写，和文件不一样也照写，差额由对账找出来"},
    {.name = "paid_on", .label = "支付日期", .type = FIELD_DATE, .is_required = true},
};
static const Form post_form = {"voucher", post_fields, 3};

static const FormField reverse_fields[] = {
    {.name = "voucher", .label = "凭证号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 30},
};
static const Form reverse_form = {"voucher_reverse", reverse_fields, 1};

static bool read_vouchers(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return voucher_list(tx, context->actor, context_parameter(context, "number"), arena, out,
                        error);
}

static bool show(Context *context, const Error *fault, Error *error) {
    VoucherEntries entries;
    if (!platform_read(context, read_vouchers, context, &entries, error)) return false;
    bool may_write = context_may(context, PERMISSION_FUND_APPROVE);
    bool is_again = context->form.form == &post_form;
    VoucherView view = {
        .fault = fault_box(context, fault),
        .file_number = context_parameter(context, "number"),
        .rows = {NEW_ARRAY(context->arena, VoucherRowView, entries.count), entries.count},
        .may_write = may_write,
        .form = context_form_view(context),
    };
    FieldView *fields[] = {&view.voucher, &view.amount, &view.paid_on};
    for (size_t i = 0; i < 3; i++) {
        *fields[i] = is_again ? context_field_view(context, post_fields[i].name, STR(""))
                              : form_field_view(context->arena, &post_fields[i], STR(""));
    }
    for (size_t i = 0; i < entries.count; i++) {
        const VoucherEntry *entry = &entries.items[i];
        bool is_own = entry->amount_fen > 0 && !entry->is_reversed;
        view.rows.items[i] = (VoucherRowView){.voucher = entry->voucher,
                                              .amount = {entry->amount_fen},
                                              .paid = {entry->paid_on},
                                              .is_reversed = entry->is_reversed,
                                              .may_reverse = may_write && is_own};
    }
    Html html = context_html(context);
    voucher_html(&html, &view);
    context_page(context, STR("基金支付凭证"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show(context, NULL, error);
}

// ---- Entering and taking back ----

static bool write_voucher(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    Voucher voucher = {.file_number = context_parameter(context, "number"),
                       .voucher = form_text(&context->form, "voucher"),
                       .amount_fen = form_fen(&context->form, "amount"),
                       .paid_on = form_date(&context->form, "paid_on")};
    *number = voucher.file_number;
    return voucher_post(tx, context->actor, &voucher, arena, error);
}

static bool write_reverse(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    *number = context_parameter(context, "number");
    return voucher_reverse(tx, context->actor, *number, form_text(&context->form, "voucher"),
                           arena, error);
}

static bool step(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) {
        bool is_shown = show(context, NULL, error);
        if (is_shown) context->response->status = 400;
        return is_shown;
    }
    if (platform_write_once(context, function, context, &number, &fault)) {
        return context_redirect(context, str_format(context->arena, "/fund/files/%.*s/vouchers",
                                                    STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool post_page(Context *context, Error *error) {
    return step(context, write_voucher, error);
}

static bool reverse_page(Context *context, Error *error) {
    return step(context, write_reverse, error);
}

static bool post_api(Context *context, Error *error) {
    return answer_written(context, write_voucher, context, error);
}

static bool reverse_api(Context *context, Error *error) {
    return answer_written(context, write_reverse, context, error);
}

static bool list_api(Context *context, Error *error) {
    VoucherEntries entries;
    if (!platform_read(context, read_vouchers, context, &entries, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("vouchers"));
    json_open_array(writer);
    for (size_t i = 0; i < entries.count; i++) {
        const VoucherEntry *entry = &entries.items[i];
        json_open_object(writer);
        json_member_string(writer, "voucher", entry->voucher);
        json_member_int(writer, "amount_fen", entry->amount_fen);
        json_member_date(writer, "paid_on", entry->paid_on);
        json_member_boolean(writer, "reversed", entry->is_reversed);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
#define READS .needs = PERMISSION_FUND_READ
#define WRITES .needs = PERMISSION_FUND_APPROVE
static const Route routes[] = {
    {GET,  "/fund/files/:number/vouchers",                list_page,    READS, .title = "基金支付凭证"},
    {POST, "/fund/files/:number/vouchers",                post_page,    WRITES, .form = &post_form, .flags = ROUTE_SHOWS_FAULTS, .title = "登记凭证"},
    {POST, "/fund/files/:number/vouchers/reverse",        reverse_page, WRITES, .form = &reverse_form, .title = "冲销凭证"},
    {GET,  "/api/payment-files/:number/vouchers",         list_api,     READS, .title = "基金支付凭证"},
    {POST, "/api/payment-files/:number/vouchers",         post_api,     WRITES, .form = &post_form, .title = "登记凭证"},
    {POST, "/api/payment-files/:number/vouchers/reverse", reverse_api,  WRITES, .form = &reverse_form, .title = "冲销凭证"},
};
#undef READS
#undef WRITES
// clang-format on
const RouteList voucher_pages = ROUTES(routes);
