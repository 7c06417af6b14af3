// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/period.h"

#include "fund/period.h"
#include "pages/fund/period.html.h"
#include "pages/platform.h"

static const FormField list_fields[] = {
    {.name = "done", .label = "刚刚办的", .type = FIELD_INT, .min = 0, .max = 2},
};
static const Form list_form = {"periods", list_fields, 1};

#define FUND_FIELD                                                                                \
    {.name = "fund", .label = "资金来源", .type = FIELD_TEXT, .is_required = true,                \
     .length_max = BUDGET_TEXT_BYTES_MAX}
#define DIVISION_FIELD                                                                            \
    {.name = "division", .label = "县区", .type = FIELD_TEXT, .is_required = true, .length_max = 6}
static const FormField close_fields[] = {
    FUND_FIELD,
    DIVISION_FIELD,
    {.name = "period", .label = "月份或年", .type = FIELD_TEXT, .is_required = true,
     .length_max = PERIOD_BYTES_MAX},
};
static const Form close_form = {"period_close", close_fields, 3};

static const FormField carry_fields[] = {
    FUND_FIELD,
    DIVISION_FIELD,
    {.name = "year", .label = "年", .type = FIELD_INT, .is_required = true,
     .min = BUDGET_YEAR_MIN, .max = BUDGET_YEAR_MAX},
    {.name = "document", .label = "结转文号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 50, .help = "同意结转的文件的文号；结年账不用填"},
};
static const Form carry_form = {"carry_over", carry_fields, 4};

// ---- The list ----

static bool read_periods(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return period_list(tx, context->actor, arena, out, error);
}

typedef struct BooksOut {
    Periods periods;
    YearEnds ends;
} BooksOut;

static bool read_books(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    BooksOut *books = out;
    return read_periods(tx, in, &books->periods, arena, error) &&
           year_end_list(tx, context->actor, arena, &books->ends, error);
}

static bool is_over(Arena *arena, Str period, Date today) {
    Str now = str_slice(date_to_str(arena, today), 0, period.length);
    return str_compare(period, now) < 0;
}

static PeriodRowView row_view(Context *context, const Period *period, bool may_write) {
    return (PeriodRowView){
        .fund_key = period->key.fund_key,
        .division = period->key.division_code,
        .period = period->key.period,
        .period_label = period_label(context->arena, period->key.period),
        .fund = fund_label(platform_pack(context), period->key.fund_key),
        .county = county_label(period->key.division_code),
        .count = period->transfer_count,
        .allotted = {period->allot_fen - period->withdraw_fen},
        .reserved = {period->reserve_fen - period->void_fen},
        .paid = {period->post_fen},
        .recovered = {period->recover_fen},
        .is_closed = period->closed_on != DATE_ABSENT,
        .closed = {period->closed_on},
        .may_close =
            may_write && is_over(context->arena, period->key.period, context->actor->today),
    };
}

// Each once.
static void put_option(OptionViews *views, Str value, Str label) {
    for (size_t i = 0; i < views->count; i++) {
        if (str_equal(views->items[i].value, value)) return;
    }
    views->items[views->count++] = (OptionView){.value = value, .label = label};
}

// Of what is still to be closed.
static void put_year_end(Context *context, const YearEnds *ends, PeriodView *view) {
    Arena *arena = context->arena;
    OptionViews funds = {.items = NEW_ARRAY(arena, OptionView, ends->count)};
    OptionViews counties = {.items = NEW_ARRAY(arena, OptionView, ends->count)};
    for (size_t i = 0; i < ends->count; i++) {
        const YearEnd *end = &ends->items[i];
        put_option(&funds, end->fund_key, fund_label(platform_pack(context), end->fund_key));
        put_option(&counties, end->division_code, county_label(end->division_code));
    }
    view->has_year_end = view->may_write && ends->count > 0;
    view->year = ends->year;
    view->fund = (SelectView){STR("fund"), STR("资金来源"), {0}, funds};
    view->division = (SelectView){STR("division"), STR("县区"), {0}, counties};
}

static bool show(Context *context, const Error *fault, Error *error) {
    BooksOut books;
    if (!platform_read(context, read_books, context, &books, error)) return false;
    const Periods *periods = &books.periods;
    bool may_write = context_may(context, PERMISSION_FUND_APPROVE);
    int64_t done =
        context->form.form == &list_form ? form_int(&context->form, "done") : 0;
    PeriodView view = {
        .fault = fault_box(context, fault),
        .done = done == 1 ? STR("已结账。") : done == 2 ? STR("已结转到下一年。") : (Str){0},
        .rows = {NEW_ARRAY(context->arena, PeriodRowView, periods->count), periods->count},
        .may_write = may_write,
        .form = context_form_view(context),
        .document = form_field_view(context->arena, &carry_fields[3], STR("")),
    };
    put_year_end(context, &books.ends, &view);
    for (size_t i = 0; i < periods->count; i++) {
        view.rows.items[i] = row_view(context, &periods->items[i], may_write);
    }
    Html html = context_html(context);
    period_html(&html, &view);
    context_page(context, STR("结账"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show(context, NULL, error);
}

// ---- Closing and carrying over ----

static bool write_close(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Period period;
    Str *name = out;
    PeriodKey key = {form_text(&context->form, "fund"), form_text(&context->form, "division"),
                     form_text(&context->form, "period")};
    *name = key.period;
    return period_close(tx, context->actor, &key, arena, &period, error);
}

static bool write_carry(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CarryResult result;
    Str *total = out;
    CarryOver carry = {form_text(&context->form, "fund"), form_text(&context->form, "division"),
                       form_int(&context->form, "year"), form_text(&context->form, "document")};
    if (!budget_carry_over(tx, context->actor, &carry, arena, &result, error)) return false;
    *total = str_format(arena, "%lld", (long long)result.amount_fen);
    return true;
}

static bool step(Context *context, StoreFunction *function, Str next, Error *error) {
    Error fault = {0};
    Str result;
    if (platform_write_once(context, function, context, &result, &fault)) {
        return context_redirect(context, next);
    }
    if (fault_is_shown(&fault) || fault.kind == ERROR_NOT_FOUND) {
        return show(context, &fault, error);
    }
    *error = fault;
    return false;
}

static bool close_page(Context *context, Error *error) {
    return step(context, write_close, STR("/fund/periods?done=1"), error);
}

static bool carry_page(Context *context, Error *error) {
    return step(context, write_carry, STR("/fund/periods?done=2"), error);
}

// ---- API ----

static void period_to_json(JsonWriter *writer, const Period *period) {
    json_open_object(writer);
    json_member_string(writer, "fund", period->key.fund_key);
    json_member_string(writer, "division", period->key.division_code);
    json_member_string(writer, "period", period->key.period);
    json_member_int(writer, "transfers", period->transfer_count);
    json_member_int(writer, "allot_fen", period->allot_fen);
    json_member_int(writer, "withdraw_fen", period->withdraw_fen);
    json_member_int(writer, "reserve_fen", period->reserve_fen);
    json_member_int(writer, "void_fen", period->void_fen);
    json_member_int(writer, "post_fen", period->post_fen);
    json_member_int(writer, "recover_fen", period->recover_fen);
    json_member_int(writer, "release_fen", period->release_fen);
    json_member_date(writer, "closed_on", period->closed_on);
    json_close_object(writer);
}

static bool list_api(Context *context, Error *error) {
    Periods periods;
    if (!platform_read(context, read_periods, context, &periods, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("periods"));
    json_open_array(writer);
    for (size_t i = 0; i < periods.count; i++) period_to_json(writer, &periods.items[i]);
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool close_api(Context *context, Error *error) {
    return answer_written(context, write_close, context, error);
}

static bool carry_api(Context *context, Error *error) {
    Str total;
    int64_t amount_fen = 0;
    if (!platform_write_once(context, write_carry, context, &total, error)) return false;
    if (!str_to_int64(total, &amount_fen)) {
        return error_set(error, ERROR_UNAVAILABLE, "记录不可读");
    }
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "amount_fen", amount_fen);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/fund/periods",       list_page,  .needs = PERMISSION_FUND_READ,    .form = &list_form, .title = "结账"},
    {POST, "/fund/periods",       close_page, .needs = PERMISSION_FUND_APPROVE, .form = &close_form, .title = "结账"},
    {POST, "/fund/carry-overs",   carry_page, .needs = PERMISSION_FUND_APPROVE, .form = &carry_form, .title = "结转下年"},
    {GET,  "/api/periods",        list_api,   .needs = PERMISSION_FUND_READ,    .title = "结账"},
    {POST, "/api/periods",        close_api,  .needs = PERMISSION_FUND_APPROVE, .form = &close_form, .title = "结账"},
    {POST, "/api/carry-overs",    carry_api,  .needs = PERMISSION_FUND_APPROVE, .form = &carry_form, .title = "结转下年"},
};
// clang-format on
const RouteList period_pages = ROUTES(routes);
