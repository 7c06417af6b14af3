// SPDX-License-Identifier: Apache-2.0
#include "pages/audit/log.h"

#include "access/audit.h"
#include "http/field.h"
#include "pages/audit/audit_log.html.h"
#include "pages/casework/wording.h"
#include "pages/monitor/cursor.h"
#include "pages/platform.h"

#include <string.h>

#define LOG_PAGE_ROWS 50
#define DAY_S 86400
#define BEIJING_S (8 * 3600) // ahead of UTC, the whole year

static const FormField filter_fields[] = {
    {.name = "object",
     .label = "编号",
     .length_max = 100,
     .help = "受理号、支付文件号、账号、页面地址等"},
    {.name = "after", .label = "上一页的最后一行", .length_max = CURSOR_LENGTH_MAX},
};
static const Form filter_form = {"audit", filter_fields, 2};

// ---- Reading, which writes to the log ----

typedef struct LogIn {
    const Actor *actor;
    AuditQuery query;
} LogIn;

static bool read_log(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const LogIn *log = in;
    return audit_read(tx, log->actor, &log->query, arena, out, error);
}

typedef struct LogPage {
    AuditRecords records;
    bool has_more;
    Str next; // cursor
} LogPage;

static bool load(Context *context, LogPage *page, Error *error) {
    Str key;
    LogIn in = {context->actor, {.row_count = LOG_PAGE_ROWS + 1}};
    if (form_has(&context->form, "object")) {
        in.query.object_number = form_text(&context->form, "object");
    }
    if (!cursor_unseal(context, form_text(&context->form, "after"), &key, error)) return false;
    if (!str_is_empty(key) && !str_to_int64(key, &in.query.before_id)) {
        return error_set(error, ERROR_INVALID, "“更早的”的地址不是审计日志的");
    }
    *page = (LogPage){0};
    if (!platform_write(context, read_log, &in, &page->records, error)) return false;
    page->has_more = page->records.count > LOG_PAGE_ROWS;
    if (page->has_more) {
        page->records.count = LOG_PAGE_ROWS;
        int64_t last = page->records.items[LOG_PAGE_ROWS - 1].id;
        page->next = cursor_seal(context, str_format(context->arena, "%lld", (long long)last));
    }
    return true;
}

// ---- The page ----

typedef struct ActionWord {
    const char *code;
    const char *label;
} ActionWord;

static const ActionWord action_words[] = {
    {"access.refused", "没有权限"},
    {"account.bind_code", "绑定动态口令"},
    {"account.create", "开账号"},
    {"account.list", "查看账号与授权"},
    {"account.take_off_code", "解除动态口令"},
    {"api_token.create", "建访问令牌"},
    {"api_token.revoke", "撤访问令牌"},
    {"audit.read", "看审计日志"},
    {"batch.go_on", "接着比对批次"},
    {"batch.roll_back", "撤回批次"},
    {"batch.run", "运行免申即享批次"},
    {"budget.allot", "下达预算"},
    {"bulletin.correct", "更正通报"},
    {"bulletin.export", "导出通报"},
    {"bulletin.instruct", "批示"},
    {"bulletin.sign", "审签通报"},
    {"consent.give", "恢复授权"},
    {"consent.withdraw", "撤销授权"},
    {"case.read", "查看案件"},
    {"counter.find", "窗口查询"},
    {"evidence.add", "补充材料"},
    {"evidence.read", "查看材料"},
    {"fact_request.identify", "查看要核实的对象"},
    {"fact_sheet.identify", "查看一份名册或批次要核实的对象"},
    {"fact_sheet.answer", "整份提供部门数据"},
    {"batch.state_fact", "为批次的一行提供部门数据"},
    {"letter.issue", "出具文书"},
    {"letter.read", "查看文书"},
    {"claim_archive.make", "归档"},
    {"claim_archive.read", "调阅案卷"},
    {"notice.open", "发布公示"},
    {"objection.answer", "答复异议"},
    {"objection.file", "提出异议"},
    {"payment.approve", "批准支付"},
    {"payment_file.release", "导出支付文件"},
    {"payment_return.post", "记银行回盘"},
    {"policy.publish", "发布政策"},
    {"read.lost", "没能记下的查阅（条数）"},
    {"retention.run", "过保存期的匿名与删除"},
    {"scan.keep", "存全市扫描"},
    {"session.close", "退出"},
    {"session.open", "登录"},
    {"supervision.answer", "反馈督办"},
    {"supervision.close", "督办销号"},
    {"supervision.issue", "下督办"},
    {"supervision.revoke", "撤销督办"},
    {"supervision.send_back", "督办退回重办"},
    {"supervision.urge", "二次督办"},
    {"unclaimed.export", "导出应享未享名单"},
};

// Unknown codes are shown as they are.
static Str action_label(Str code) {
    ClaimAction action;
    if (str_starts_with(code, STR("claim.")) &&
        claim_action_from_code(str_slice(code, strlen("claim."), code.length), &action)) {
        return claim_action_label(action);
    }
    for (size_t i = 0; i < sizeof action_words / sizeof *action_words; i++) {
        if (str_equal(code, str_from_c(action_words[i].code))) {
            return str_from_c(action_words[i].label);
        }
    }
    return code;
}

static Str beijing_time(Arena *arena, int64_t at_ms) {
    int64_t second = (at_ms / 1000 + BEIJING_S) % DAY_S;
    return str_format(arena, "%.*s %02d:%02d:%02d",
                      STR_ARG(date_to_chinese(arena, clock_date_at(at_ms))), (int)(second / 3600),
                      (int)(second / 60 % 60), (int)(second % 60));
}

static Str object_path(Arena *arena, Str number) {
    if (str_is_empty(number)) return (Str){0};
    StrBuilder path;
    str_builder_init(&path, arena, 0);
    str_put(&path, STR("/audit?object="));
    percent_encode(&path, number);
    return str_built(&path);
}

static LogRowView row_view(Arena *arena, const AuditRecord *record) {
    Role role;
    bool is_role = role_from_code(record->role, &role);
    return (LogRowView){
        .at = beijing_time(arena, record->at_ms),
        .actor = record->actor_name,
        .role = is_role ? role_label(role) : record->role,
        .action = action_label(record->action),
        .code = record->action,
        .object = str_is_absent(record->object_kind)
                      ? STR("")
                      : str_format(arena, "%.*s %.*s", STR_ARG(record->object_kind),
                                   STR_ARG(record->object_number)),
        .object_path = object_path(arena, record->object_number),
        .county =
            str_is_empty(record->division_code) ? STR("") : county_label(record->division_code),
        .before = record->before,
        .after = record->after,
        .address = record->remote_address,
        .is_refused = record->is_refused,
    };
}

static bool log_page(Context *context, Error *error) {
    LogPage page;
    Arena *arena = context->arena;
    if (!load(context, &page, error)) return false;
    LogView view = {
        .object = context_field_view(context, "object", STR("")),
        .is_filtered = form_has(&context->form, "object"),
        .rows = {NEW_ARRAY(arena, LogRowView, page.records.count), page.records.count},
        .has_more = page.has_more,
    };
    for (size_t i = 0; i < page.records.count; i++) {
        view.rows.items[i] = row_view(arena, &page.records.items[i]);
    }
    if (page.has_more) {
        Str base =
            view.is_filtered
                ? str_format(arena, "%.*s&",
                             STR_ARG(object_path(arena, form_text(&context->form, "object"))))
                : STR("/audit?");
        view.next_path = str_format(arena, "%.*safter=%.*s", STR_ARG(base), STR_ARG(page.next));
    }
    Html html = context_html(context);
    audit_log_html(&html, &view);
    return context_page(context, STR("审计日志"), &html);
}

// ---- JSON ----

static void put_record(JsonWriter *writer, Arena *arena, const AuditRecord *record) {
    json_open_object(writer);
    json_member_string(writer, "at", clock_timestamp(arena, record->at_ms));
    json_member_date(writer, "business_date", record->business_date);
    json_member_string(writer, "actor", record->actor_name);
    json_member_string(writer, "role", record->role);
    json_member_string(writer, "action", record->action);
    json_member_string(writer, "object_kind", record->object_kind);
    json_member_string(writer, "object_number", record->object_number);
    json_member_string(writer, "division", record->division_code);
    json_member_string(writer, "before", record->before);
    json_member_string(writer, "after", record->after);
    json_member_boolean(writer, "refused", record->is_refused);
    json_member_string(writer, "address", record->remote_address);
    json_close_object(writer);
}

static bool log_api(Context *context, Error *error) {
    LogPage page;
    if (!load(context, &page, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("rows"));
    json_open_array(writer);
    for (size_t i = 0; i < page.records.count; i++) {
        put_record(writer, context->arena, &page.records.items[i]);
    }
    json_close_array(writer);
    json_member_string(writer, "next", page.next); // null after the last page
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/audit",     log_page, .needs = PERMISSION_AUDIT, .form = &filter_form, .title = "审计日志"},
    {GET, "/api/audit", log_api,  .needs = PERMISSION_AUDIT, .form = &filter_form, .title = "审计日志"},
};
// clang-format on
const RouteList audit_pages = ROUTES(routes);
