// SPDX-License-Identifier: Apache-2.0
#include "pages/fund/payment_file.h"

#include "base/csv.h"
#include "fund/payment_content.h"
#include "fund/reconcile.h"
#include "fund/yuan.h"
#include "pages/fund/payment_file.html.h"
#include "pages/fund/payment_file_list.html.h"
#include "pages/fund/payment_return.html.h"
#include "pages/platform.h"

#include <string.h>

#define CSV_TYPE STR("text/csv; charset=utf-8")
#define UPLOAD_BYTES_MAX (FORM_FILE_BYTES_MAX + 64 * 1024)

static const FormField release_fields[] = {
    {.name = "fund", .label = "资金来源", .type = FIELD_TEXT, .is_required = true,
     .length_max = BUDGET_TEXT_BYTES_MAX},
    {.name = "division", .label = "县区", .type = FIELD_TEXT, .is_required = true, .length_max = 6},
};
static const Form release_form = {"payment_file", release_fields, 2};

static const FormField upload_fields[] = {
    {.name = "file", .label = "文件", .type = FIELD_FILE, .is_required = true,
     .length_max = FORM_FILE_BYTES_MAX},
};
static const Form upload_form = {"payment_upload", upload_fields, 1};

static const FormField answer_fields[] = {
    {.name = "fails", .label = "最后一笔失败", .type = FIELD_CHECKBOX},
};
static const Form answer_form = {"bank_answer", answer_fields, 1};

// ---- The list ----

typedef struct FileListOut {
    ClaimGroups waiting;
    ClaimGroups failed;
    PaymentFiles files;
} FileListOut;

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    FileListOut *result = out;
    return claim_list_groups(tx, context->actor, CLAIM_APPROVED, arena, &result->waiting, error) &&
           claim_list_groups(tx, context->actor, CLAIM_FAILED, arena, &result->failed, error) &&
           payment_file_list(tx, context->actor, arena, &result->files, error);
}

// A file takes all policies of a fund and county.
static ReleaseViews release_views(Context *context, const ClaimGroups *groups) {
    ReleaseViews views = {.items = NEW_ARRAY(context->arena, ReleaseView, groups->count)};
    for (size_t i = 0; i < groups->count; i++) {
        const ClaimGroup *group = &groups->items[i];
        ReleaseView *row = NULL;
        for (size_t j = 0; j < views.count; j++) {
            if (str_equal(views.items[j].fund_key, group->fund_key) &&
                str_equal(views.items[j].division, group->division_code)) {
                row = &views.items[j];
            }
        }
        if (!row) {
            row = &views.items[views.count++];
            *row = (ReleaseView){.fund_key = group->fund_key,
                                 .division = group->division_code,
                                 .fund = fund_label(platform_pack(context), group->fund_key),
                                 .county = county_label(group->division_code)};
        }
        row->count += group->count;
        row->amount.value += group->amount_fen;
    }
    return views;
}

static FileRowView row_view(const Context *context, const PaymentFile *file) {
    int64_t open = file->line_count - file->paid_count - file->returned_count;
    bool has_failed = file->returned_count > 0;
    return (FileRowView){
        .number = file->number,
        .fund = fund_label(platform_pack(context), file->fund_key),
        .county = county_label(file->division_code),
        .released = {file->released_on},
        .lines = file->line_count,
        .total = {file->total_fen},
        .paid = file->paid_count,
        .returned = file->returned_count,
        .open = open,
        .state = open > 0 ? "等银行回盘" : has_failed ? "已回盘，有失败" : "全部到账",
        .state_class = open > 0 ? "" : has_failed ? "is-owed" : "is-done",
    };
}

static bool show_list(Context *context, const Error *fault, Str checked, Error *error) {
    FileListOut out;
    if (!platform_read(context, read_list, context, &out, error)) return false;
    size_t count = out.files.count;
    FileListView view = {
        .fault = fault_box(context, fault),
        .checked = checked,
        .waiting = release_views(context, &out.waiting),
        .files = {NEW_ARRAY(context->arena, FileRowView, count), count},
        .form = context_form_view(context),
    };
    for (size_t i = 0; i < count; i++) {
        view.files.items[i] = row_view(context, &out.files.items[i]);
    }
    for (size_t i = 0; i < out.failed.count; i++) view.failed += out.failed.items[i].count;
    Html html = context_html(context);
    payment_file_list_html(&html, &view);
    context_page(context, STR("拨付和回盘"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show_list(context, NULL, (Str){0}, error);
}

// What the office can mend is shown on the list; anything else is the error page.
static bool refuse(Context *context, const Error *fault, Error *error) {
    if (fault_is_shown(fault) || fault->kind == ERROR_NOT_FOUND) {
        return show_list(context, fault, (Str){0}, error);
    }
    *error = *fault;
    return false;
}

// ---- Releasing ----

// How the pack says that a fund pays.
static BankChannel channel_of(const Pack *pack, Str fund_key) {
    const Fund *fund = pack_fund_of_key(pack, fund_key);
    if (!fund) return (BankChannel){.name = STR("银行代发")};
    bool is_fixed = str_equal(fund->file_format, STR("定长"));
    bool is_gb18030 = str_equal(fund->file_encoding, STR("GB18030"));
    return (BankChannel){fund->channel, is_fixed ? BANK_FIXED : BANK_CSV,
                         is_gb18030 ? BANK_GB18030 : BANK_UTF8};
}

static bool write_release(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    PaymentFile file;
    Str *number = out;
    CaseContext with = platform_case(context);
    if (!claim_release(tx, context->actor, &with, form_text(&context->form, "fund"),
                       form_text(&context->form, "division"), arena, &file, error)) {
        return false;
    }
    *number = file.number;
    BankChannel channel = channel_of(platform_pack(context), file.fund_key);
    return payment_file_seal(tx, context->actor, file.number, &channel,
                             platform_of(context)->signing, arena, error);
}

static bool release_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (!platform_write_once(context, write_release, context, &number, &fault)) {
        return refuse(context, &fault, error);
    }
    return context_redirect(context,
                            str_format(context->arena, "/fund/files/%.*s", STR_ARG(number)));
}

static bool release_api(Context *context, Error *error) {
    return answer_written(context, write_release, context, error);
}

// ---- One file ----

static bool read_file(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return payment_file_find(tx, context->actor, context_parameter(context, "number"), arena, out,
                             error);
}

// A file of the time before seals has none: it is handed over as it is kept.
static bool read_delivery(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    PaymentDelivery *delivery = out;
    PaymentFile file;
    Error fault = {0};
    Str number = context_parameter(context, "number");
    if (payment_file_deliver(tx, context->actor, number, arena, delivery, &fault)) return true;
    if (strcmp(fault.code, "FILE_UNSEALED") != 0) {
        *error = fault;
        return false;
    }
    if (!payment_file_find(tx, context->actor, number, arena, &file, error)) return false;
    *delivery = (PaymentDelivery){.number = file.number,
                                  .channel = {.name = STR("银行代发")},
                                  .content = file.content,
                                  .sha256 = file.sha256};
    return true;
}

static bool file_page(Context *context, Error *error) {
    PaymentFile file;
    PaymentDelivery delivery;
    if (!platform_read(context, read_file, context, &file, error) ||
        !platform_read(context, read_delivery, context, &delivery, error)) {
        return false;
    }
    bool is_gb18030 = delivery.channel.encoding == BANK_GB18030;
    FileView view = {.row = row_view(context, &file),
                     .channel = delivery.channel.name,
                     .format = delivery.channel.format == BANK_FIXED ? "定长" : "CSV",
                     .encoding = is_gb18030 ? "GB18030（GBK）" : "UTF-8",
                     .sha256 = delivery.sha256,
                     .signature = delivery.signature,
                     .public_key = delivery.public_key,
                     .suite = suite_label(delivery.suite),
                     .is_demo = platform_of(context)->is_demo,
                     .form = context_form_view(context)};
    Html html = context_html(context);
    payment_file_html(&html, &view);
    return context_page(context, file.number, &html);
}

static bool content_file(Context *context, Error *error) {
    PaymentDelivery delivery;
    if (!platform_read(context, read_delivery, context, &delivery, error)) return false;
    bool is_fixed = delivery.channel.format == BANK_FIXED;
    bool is_gb18030 = delivery.channel.encoding == BANK_GB18030;
    Str name = str_format(context->arena, "%.*s.%s", STR_ARG(delivery.number),
                          is_fixed ? "txt" : "csv");
    Str type = str_format(context->arena, "%s; charset=%s", is_fixed ? "text/plain" : "text/csv",
                          is_gb18030 ? "gb18030" : "utf-8");
    return context_file(context, name, type, delivery.content);
}

static bool signature_file(Context *context, Error *error) {
    PaymentDelivery delivery;
    if (!platform_read(context, read_delivery, context, &delivery, error)) return false;
    if (str_is_absent(delivery.signature)) {
        return error_set(error, ERROR_NOT_FOUND, "这个支付文件放行时还没有签名");
    }
    Str name = str_format(context->arena, "%.*s.sig", STR_ARG(delivery.number));
    Str text = str_format(context->arena, "%.*s\n%.*s\n%.*s\n", STR_ARG(suite_code(delivery.suite)),
                         STR_ARG(delivery.public_key), STR_ARG(delivery.signature));
    return context_file(context, name, STR("text/plain; charset=utf-8"), text);
}

// ---- Checking ----

static bool read_check(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return payment_file_check(tx, context->actor, form_text(&context->form, "file"), arena, out,
                              error);
}

static bool check_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (!platform_read(context, read_check, context, &number, &fault)) {
        return refuse(context, &fault, error);
    }
    return show_list(context, NULL, number, error);
}

static bool check_api(Context *context, Error *error) {
    Str number;
    if (!platform_read(context, read_check, context, &number, error)) return false;
    return answer_number(context, number);
}

// ---- Returns ----

typedef struct ReturnIn {
    const Context *context;
    Str content;
} ReturnIn;

// A return that was refused, and why.
typedef struct ReturnReport {
    ReturnIn given;
    const Error *fault;
} ReturnReport;

static bool write_return(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ReturnIn *given = in;
    CaseContext with = platform_case(given->context);
    return claim_post_return(tx, given->context->actor, &with, given->content, arena, out, error);
}

// Lines of one outcome, as many as there is room for.
static void put_lines(const ReturnResult *result, bool is_paid, ReturnView *view) {
    for (size_t i = 0; i < result->count && view->rows.count < LEAF_ROWS; i++) {
        const ReturnLine *line = &result->items[i];
        if (line->is_paid != is_paid) continue;
        view->rows.items[view->rows.count++] =
            (ReturnRowView){.line_ref = line->line_ref,
                            .claim = line->claim_number,
                            .payment = line->payment_number,
                            .amount = {line->amount_fen},
                            .is_paid = line->is_paid,
                            .reason = line->reason,
                            .is_repeat = line->is_repeat};
    }
}

// What failed stands first: it is work for somebody.
static bool show_return(Context *context, const ReturnResult *result) {
    ReturnView view = {
        .file_number = result->file_number,
        .rows = {NEW_ARRAY(context->arena, ReturnRowView, LEAF_ROWS), 0},
        .count = result->count,
        .paid = {result->paid_fen},
        .returned = {result->returned_fen},
    };
    for (size_t i = 0; i < result->count; i++) {
        if (!result->items[i].is_paid) view.failed++;
    }
    put_lines(result, false, &view);
    put_lines(result, true, &view);
    view.unshown = view.count - view.rows.count;
    Html html = context_html(context);
    payment_return_html(&html, &view);
    return context_page(context, STR("回盘"), &html);
}

static bool write_report(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ReturnReport *report = in;
    return difference_report(tx, report->given.context->actor, report->given.content,
                             str_from_c(report->fault->message), arena, out, error);
}

// What the bank says wrongly is work for somebody, and holds up closing; a file that cannot be read
// is not the bank's word yet.
static void report_refusal(Context *context, Str content, Error *fault) {
    static const char *const wrong[] = {"RETURN_UNKNOWN_LINE", "RETURN_ANOTHER_FILE",
                                        "RETURN_AMOUNT", "RETURN_CONTRADICTS"};
    bool is_wrong = false;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        is_wrong |= strcmp(fault->code, wrong[i]) == 0;
    }
    ReturnReport report = {{context, content}, fault};
    Str number;
    Error failure = {0};
    if (!is_wrong) return;
    if (!platform_write(context, write_report, &report, &number, &failure)) {
        *fault = failure;
        return;
    }
    char detail[sizeof fault->detail];
    memcpy(detail, fault->detail, sizeof detail);
    error_detail(fault, "%s；已记为对账差异 %.*s", detail, STR_ARG(number));
}

// Posting the same answer again changes nothing, so the content is its own key.
static bool post_return(Context *context, Str content, Error *error) {
    ReturnIn in = {context, content};
    ReturnResult result;
    Error fault = {0};
    if (platform_write(context, write_return, &in, &result, &fault)) {
        return show_return(context, &result);
    }
    report_refusal(context, content, &fault);
    return refuse(context, &fault, error);
}

static bool return_page(Context *context, Error *error) {
    return post_return(context, form_text(&context->form, "file"), error);
}

static bool return_api(Context *context, Error *error) {
    ReturnIn in = {context, form_text(&context->form, "file")};
    ReturnResult result;
    if (!platform_write(context, write_return, &in, &result, error)) {
        report_refusal(context, in.content, error);
        return false;
    }
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "file", result.file_number);
    json_member_int(writer, "paid_fen", result.paid_fen);
    json_member_int(writer, "returned_fen", result.returned_fen);
    json_key(writer, STR("lines"));
    json_open_array(writer);
    for (size_t i = 0; i < result.count; i++) {
        const ReturnLine *line = &result.items[i];
        json_open_object(writer);
        json_member_string(writer, "line", line->line_ref);
        json_member_string(writer, "claim", line->claim_number);
        json_member_int(writer, "amount_fen", line->amount_fen);
        json_member_boolean(writer, "paid", line->is_paid);
        json_member_string(writer, "reason", line->reason);
        json_member_boolean(writer, "repeat", line->is_repeat);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- The demo plays the bank ----

static void put_answer(StrBuilder *out, Arena *arena, const ContentLine *line, Date on,
                       bool has_failed) {
    csv_put_cell(out, line->line_ref, true);
    csv_put_cell(out, yuan_from_fen(arena, line->amount_fen), false);
    csv_put_cell(out, has_failed ? STR("失败") : STR("成功"), false);
    csv_put_cell(out, has_failed ? STR("户名不符") : STR(""), false);
    csv_put_cell(out, date_to_str(arena, on), false);
    str_put_char(out, '\n');
}

static bool bank_answer(Context *context, Str *answer, Error *error) {
    PaymentFile file, head;
    ContentLines lines = {0};
    if (!platform_of(context)->is_demo) {
        error_set(error, ERROR_NOT_FOUND, "只有演示里才能替银行回盘");
        return error_detail(error, "请上传银行给的回盘文件");
    }
    if (!platform_read(context, read_file, context, &file, error) ||
        !payment_content_read(context->arena, file.content, &head, &lines, error)) {
        return false;
    }
    bool fails = form_is_checked(&context->form, "fails");
    StrBuilder out;
    str_builder_init(&out, context->arena, 0);
    str_put(&out, STR("行号,金额,结果,原因,日期\n"));
    for (size_t i = 0; i < lines.count; i++) {
        put_answer(&out, context->arena, &lines.items[i], context->actor->today,
                   fails && i + 1 == lines.count);
    }
    *answer = str_built(&out);
    return true;
}

static bool answer_file(Context *context, Error *error) {
    Str answer;
    if (!bank_answer(context, &answer, error)) return false;
    Str name = str_format(context->arena, "%.*s-回盘.csv",
                          STR_ARG(context_parameter(context, "number")));
    return context_file(context, name, CSV_TYPE, answer);
}

static bool answer_page(Context *context, Error *error) {
    Str answer;
    return bank_answer(context, &answer, error) && post_return(context, answer, error);
}

// ---- API ----

static void file_to_json(JsonWriter *writer, const PaymentFile *file) {
    json_open_object(writer);
    json_member_string(writer, "number", file->number);
    json_member_string(writer, "fund", file->fund_key);
    json_member_string(writer, "division", file->division_code);
    json_member_date(writer, "released_on", file->released_on);
    json_member_int(writer, "lines", file->line_count);
    json_member_int(writer, "total_fen", file->total_fen);
    json_member_int(writer, "paid", file->paid_count);
    json_member_int(writer, "returned", file->returned_count);
    json_member_string(writer, "sha256", file->sha256);
    json_close_object(writer);
}

static bool list_api(Context *context, Error *error) {
    FileListOut out;
    if (!platform_read(context, read_list, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("files"));
    json_open_array(writer);
    for (size_t i = 0; i < out.files.count; i++) file_to_json(writer, &out.files.items[i]);
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool file_api(Context *context, Error *error) {
    PaymentFile file;
    if (!platform_read(context, read_file, context, &file, error)) return false;
    file_to_json(context_json_begin(context), &file);
    return context_json_end(context);
}

// clang-format off
#define NEEDS .needs = PERMISSION_FUND_APPROVE
#define UPLOAD .form = &upload_form, .body_bytes_max = UPLOAD_BYTES_MAX
static const Route routes[] = {
    {GET,  "/fund/files",                      list_page,    NEEDS, .title = "拨付和回盘"},
    {POST, "/fund/files",                      release_page, NEEDS, .form = &release_form, .title = "生成支付文件"},
    {POST, "/fund/files/check",                check_page,   NEEDS, UPLOAD, .flags = ROUTE_REPEATABLE, .title = "核对支付文件"},
    {GET,  "/fund/files/:number",              file_page,    NEEDS, .title = "支付文件"},
    {GET,  "/fund/files/:number/content",      content_file, NEEDS, .title = "下载支付文件"},
    {GET,  "/fund/files/:number/signature",    signature_file, NEEDS, .title = "下载签名"},
    {GET,  "/fund/files/:number/answer",       answer_file,  NEEDS, .form = &answer_form, .title = "演示：下载回盘"},
    {POST, "/fund/files/:number/answer",       answer_page,  NEEDS, .form = &answer_form, .title = "演示：直接回盘"},
    {POST, "/fund/returns",                    return_page,  NEEDS, UPLOAD, .title = "上传银行回盘"},
    {GET,  "/api/payment-files",               list_api,     NEEDS, .title = "支付文件"},
    {POST, "/api/payment-files",               release_api,  NEEDS, .form = &release_form, .title = "生成支付文件"},
    {POST, "/api/payment-files/check",         check_api,    NEEDS, UPLOAD, .flags = ROUTE_REPEATABLE, .title = "核对支付文件"},
    {GET,  "/api/payment-files/:number",       file_api,     NEEDS, .title = "支付文件"},
    {GET,  "/api/payment-files/:number/content", content_file, NEEDS, .title = "下载支付文件"},
    {GET,  "/api/payment-files/:number/signature", signature_file, NEEDS, .title = "下载签名"},
    {POST, "/api/payment-returns",             return_api,   NEEDS, UPLOAD, .title = "上传银行回盘"},
};
#undef NEEDS
#undef UPLOAD
// clang-format on
const RouteList payment_file_pages = ROUTES(routes);
