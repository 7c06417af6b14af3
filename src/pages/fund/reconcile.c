// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/reconcile.h"

#include "fund/reconcile.h"
#include "pages/fund/reconcile.html.h"
#include "pages/platform.h"

static const FormField filter_fields[] = {
    {.name = "month", .label = "月份", .type = FIELD_TEXT, .length_max = 7},
    {.name = "done", .label = "刚刚办的", .type = FIELD_INT, .min = 0, .max = 1},
};
static const Form filter_form = {"reconciliation", filter_fields, 2};

static const FormField run_fields[] = {
    {.name = "until", .label = "放行日期到", .type = FIELD_DATE},
};
static const Form run_form = {"reconcile", run_fields, 1};

static const FormField close_fields[] = {
    {.name = "resolution", .label = "处理结果", .type = FIELD_TEXT, .is_required = true,
     .length_max = 300},
};
static const Form close_form = {"difference_close", close_fields, 1};

// ---- Reading ----

typedef struct ReconcileOut {
    Reconciliation all;
    Differences open, closed;
} ReconcileOut;

static Str month_of(const Context *context) {
    return context->form.form == &filter_form ? form_text(&context->form, "month") : STR("");
}

static bool read_all(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    ReconcileOut *result = out;
    return reconcile_read(tx, context->actor, month_of(context), arena, &result->all, error) &&
           difference_list(tx, context->actor, true, arena, &result->open, error) &&
           difference_list(tx, context->actor, false, arena, &result->closed, error);
}

// Which of the sides is off, and by how much. A side that has said nothing yet is waited for, until
// that is a difference.
static void judge(SideRowView *row, bool is_listed) {
    int64_t voucher = row->voucher.value, answer = row->paid.value + row->returned.value;
    int64_t fund = row->approved.value - voucher, bank = row->approved.value - answer;
    bool fund_is_off = fund && (voucher || is_listed), bank_is_off = bank && (answer || is_listed);
    row->agrees = !fund && !bank;
    row->state = fund_is_off   ? "基金支付不符"
                 : bank_is_off ? "银行答复不符"
                 : fund        ? "等基金凭证"
                 : bank        ? "等银行答复"
                               : "三方相符";
    row->state_class = fund_is_off || bank_is_off ? "is-owed" : row->agrees ? "is-done" : "";
    row->gap.value = fund_is_off ? fund : bank_is_off ? bank : fund ? fund : bank;
}

static SideRowViews total_views(const Context *context, const Reconciliation *all) {
    SideRowViews views = {NEW_ARRAY(context->arena, SideRowView, all->total_count),
                          all->total_count};
    for (size_t i = 0; i < all->total_count; i++) {
        const SidesTotal *total = &all->totals[i];
        views.items[i] = (SideRowView){.fund = fund_label(platform_pack(context), total->fund_key),
                                       .county = county_label(total->division_code),
                                       .month = total->month,
                                       .name = period_label(context->arena, total->month),
                                       .count = total->file_count,
                                       .approved = {total->approved_fen},
                                       .voucher = {total->voucher_fen},
                                       .paid = {total->paid_fen},
                                       .returned = {total->returned_fen}};
        judge(&views.items[i], false);
    }
    return views;
}

static bool is_listed(const Differences *open, Str file) {
    for (size_t i = 0; i < open->count; i++) {
        if (str_equal(open->items[i].file_number, file)) return true;
    }
    return false;
}

// `*unlisted`: files whose sides do not agree and that are no work yet.
static SideRowViews file_views(const Context *context, const ReconcileOut *out, size_t *unlisted) {
    const Reconciliation *all = &out->all;
    SideRowViews views = {NEW_ARRAY(context->arena, SideRowView, all->file_count),
                          all->file_count};
    for (size_t i = 0; i < all->file_count; i++) {
        const FileSides *file = &all->files[i];
        views.items[i] = (SideRowView){
            .fund = fund_label(platform_pack(context), file->fund_key),
            .county = county_label(file->division_code),
            .name = file->number,
            .path = str_format(context->arena, "/fund/files/%.*s/vouchers",
                               STR_ARG(file->number)),
            .released = {file->released_on},
            .count = file->line_count,
            .approved = {file->approved_fen},
            .voucher = {file->voucher_fen},
            .paid = {file->paid_fen},
            .returned = {file->returned_fen}};
        bool is_work = is_listed(&out->open, file->number);
        judge(&views.items[i], is_work);
        *unlisted += !views.items[i].agrees && !is_work;
    }
    return views;
}

static const char *kind_label(Str kind) {
    if (str_equal(kind, STR("voucher"))) return "基金支付不符";
    return str_equal(kind, STR("answer")) ? "银行答复不符" : "银行回盘被退回";
}

static DifferenceRowViews difference_views(const Context *context, const Differences *list) {
    DifferenceRowViews views = {NEW_ARRAY(context->arena, DifferenceRowView, list->count),
                                list->count};
    for (size_t i = 0; i < list->count; i++) {
        const Difference *item = &list->items[i];
        views.items[i] = (DifferenceRowView){
            .number = item->number,
            .kind = kind_label(item->kind),
            .ends_itself = !str_equal(item->kind, STR("refused")),
            .file = item->file_number,
            .fund = fund_label(platform_pack(context), item->fund_key),
            .county = county_label(item->division_code),
            .detail = item->detail,
            .opened = {item->opened_on},
            .closed = {item->closed_on},
            .resolution = item->resolution};
    }
    return views;
}

// The months that have files, each once; the rows come by month already.
static OptionViews month_options(Arena *arena, const SideRowViews *totals, Str selected) {
    OptionViews options = {.items = NEW_ARRAY(arena, OptionView, totals->count + 1)};
    OptionView *items = (OptionView *)options.items;
    for (size_t i = 0; i < totals->count; i++) {
        Str month = totals->items[i].month;
        if (options.count && str_equal(items[options.count - 1].value, month)) continue;
        items[options.count++] =
            (OptionView){.value = month, .label = totals->items[i].name,
                         .is_selected = str_equal(month, selected)};
    }
    return options;
}

static bool show(Context *context, const Error *fault, Error *error) {
    ReconcileOut out;
    if (!platform_read(context, read_all, context, &out, error)) return false;
    bool is_list = context->form.form == &filter_form;
    Str month = month_of(context);
    size_t unlisted = 0;
    ReconcileView view = {
        .fault = fault_box(context, fault),
        .totals = {STR("按月对账"), STR("月份"), total_views(context, &out.all)},
        .files = {STR("按支付文件对账"), STR("文件号"), file_views(context, &out, &unlisted)},
        .has_more = out.all.has_more,
        .open = difference_views(context, &out.open),
        .closed = difference_views(context, &out.closed),
        .may_write = context_may(context, PERMISSION_FUND_APPROVE),
        .form = context_form_view(context),
    };
    view.unlisted = unlisted;
    view.month = (SelectView){STR("month"), STR("月份"), STR("全部月份"),
                              month_options(context->arena, &view.totals.rows, month)};
    if (is_list && form_int(&context->form, "done")) view.done = STR("已办好，三方数字是最新的。");
    Html html = context_html(context);
    reconcile_html(&html, &view);
    context_page(context, STR("对账"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show(context, NULL, error);
}

// ---- Steps ----

static bool write_run(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    ReconcileCount count;
    Str *result = out;
    Date until = form_date(&context->form, "until");
    if (until == DATE_ABSENT) until = context->actor->today - RECONCILE_GRACE_DAYS;
    if (!reconcile_run(tx, context->actor, until, arena, &count, error)) return false;
    *result = str_format(arena, "%lld %lld", (long long)count.opened, (long long)count.closed);
    return true;
}

static bool write_close(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    *number = context_parameter(context, "number");
    return difference_close(tx, context->actor, *number, form_text(&context->form, "resolution"),
                            arena, error);
}

static bool step(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str result;
    if (platform_write_once(context, function, context, &result, &fault)) {
        return context_redirect(context, STR("/fund/reconciliation?done=1"));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool run_page(Context *context, Error *error) {
    return step(context, write_run, error);
}

static bool close_page(Context *context, Error *error) {
    return step(context, write_close, error);
}

// ---- API ----

static bool run_api(Context *context, Error *error) {
    Str result;
    int64_t opened = 0, closed = 0;
    if (!platform_write_once(context, write_run, context, &result, error)) return false;
    if (!str_to_int64(str_cut(&result, ' '), &opened) || !str_to_int64(result, &closed)) {
        return error_set(error, ERROR_UNAVAILABLE, "记录不可读");
    }
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "opened", opened);
    json_member_int(writer, "closed", closed);
    json_close_object(writer);
    return context_json_end(context);
}

static bool close_api(Context *context, Error *error) {
    return answer_written(context, write_close, context, error);
}

static void write_files(JsonWriter *writer, const Reconciliation *all) {
    json_key(writer, STR("files"));
    json_open_array(writer);
    for (size_t i = 0; i < all->file_count; i++) {
        const FileSides *file = &all->files[i];
        json_open_object(writer);
        json_member_string(writer, "number", file->number);
        json_member_string(writer, "fund", file->fund_key);
        json_member_string(writer, "division", file->division_code);
        json_member_date(writer, "released_on", file->released_on);
        json_member_int(writer, "approved_fen", file->approved_fen);
        json_member_int(writer, "voucher_fen", file->voucher_fen);
        json_member_int(writer, "paid_fen", file->paid_fen);
        json_member_int(writer, "returned_fen", file->returned_fen);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void write_differences(JsonWriter *writer, const Differences *list) {
    json_key(writer, STR("differences"));
    json_open_array(writer);
    for (size_t i = 0; i < list->count; i++) {
        const Difference *item = &list->items[i];
        json_open_object(writer);
        json_member_string(writer, "number", item->number);
        json_member_string(writer, "kind", item->kind);
        json_member_string(writer, "file", item->file_number);
        json_member_string(writer, "division", item->division_code);
        json_member_int(writer, "wanted_fen", item->wanted_fen);
        json_member_int(writer, "found_fen", item->found_fen);
        json_member_string(writer, "detail", item->detail);
        json_member_date(writer, "opened_on", item->opened_on);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static bool list_api(Context *context, Error *error) {
    ReconcileOut out;
    if (!platform_read(context, read_all, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    write_files(writer, &out.all);
    json_member_boolean(writer, "has_more", out.all.has_more);
    write_differences(writer, &out.open);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/fund/reconciliation",        list_page,  .needs = PERMISSION_FUND_READ,    .form = &filter_form, .title = "对账"},
    {POST, "/fund/reconciliation",        run_page,   .needs = PERMISSION_FUND_APPROVE, .form = &run_form, .title = "现在对账"},
    {POST, "/fund/differences/:number",   close_page, .needs = PERMISSION_FUND_APPROVE, .form = &close_form, .title = "办结差异"},
    {GET,  "/api/reconciliation",         list_api,   .needs = PERMISSION_FUND_READ,    .form = &filter_form, .title = "对账"},
    {POST, "/api/reconciliation",         run_api,    .needs = PERMISSION_FUND_APPROVE, .form = &run_form, .title = "现在对账"},
    {POST, "/api/differences/:number",    close_api,  .needs = PERMISSION_FUND_APPROVE, .form = &close_form, .title = "办结差异"},
};
// clang-format on
const RouteList reconcile_pages = ROUTES(routes);
