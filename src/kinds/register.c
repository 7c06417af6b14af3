// SPDX-License-Identifier: Apache-2.0
// A list: a rule or a person lets in; reports of several bureaus join; versions are handed on.
#include "kinds/register.h"

#include "access/audit.h"
#include "base/csv.h"
#include "base/digest.h"
#include "base/json.h"
#include "kinds/enrolment_core.h"
#include "kinds/register.sql.h"

const Kind kind_register = {
    .measure = MEASURE_REGISTER,
    .label = STR_INIT("名单"),
    .state_labels = {STR_INIT("已报送"), STR_INIT("在册"), STR_INIT("在册"),
                     STR_INIT("未列入"), STR_INIT("已撤回"), STR_INIT("已移出")},
    .unit = STR_INIT("户"),
    .admits_by_rule = true, .merges_reports = true,
};

// ---- Freezing ----

// Whether the latest decision lets a line be handed on; no decision, no line.
static bool line_goes(const Measure *measure, const RegisterLineRow *line, Arena *arena,
                      bool *goes, Error *error) {
    const JsonValue *decision;
    *goes = str_is_empty(measure->push);
    if (*goes || str_is_absent(line->decision_json)) return true;
    if (!json_parse(arena, line->decision_json, &decision, error)) return false;
    const JsonValue *value = json_get(decision, str_to_c(arena, measure->push));
    *goes = value && value->kind == JSON_BOOLEAN && value->boolean;
    return true;
}

// Leaves only the lines that may be handed on.
static bool lines_filter(const Measure *measure, RegisterLineRows *lines, Arena *arena,
                         Error *error) {
    size_t kept = 0;
    for (size_t i = 0; i < lines->count; i++) {
        bool goes;
        if (!line_goes(measure, &lines->items[i], arena, &goes, error)) return false;
        if (goes) lines->items[kept++] = lines->items[i];
    }
    lines->count = kept;
    return true;
}

static Str content_of(const RegisterLineRows *lines, Arena *arena) {
    static const char *const header[] = {"登记号", "对象编号", "对象", "县区", "列入日期", "报送部门"};
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < sizeof header / sizeof *header; i++) {
        csv_put_cell(&out, str_from_c(header[i]), i == 0);
    }
    str_put_char(&out, '\n');
    for (size_t i = 0; i < lines->count; i++) {
        const RegisterLineRow *line = &lines->items[i];
        csv_put_cell(&out, line->number, true);
        csv_put_text(&out, line->subject_key, false);
        csv_put_text(&out, line->subject_label, false);
        csv_put_cell(&out, line->division_code, false);
        csv_put_cell(&out, date_to_str(arena, line->admitted_on), false);
        csv_put_text(&out, line->sources, false);
        str_put_char(&out, '\n');
    }
    return str_built(&out);
}

static bool register_measure(const Pack *pack, Str key, const Measure **measure, Error *error) {
    const Policy *policy;
    if (!measure_find(pack, key, &policy, measure, error)) return false;
    if ((*measure)->kind == MEASURE_REGISTER) return true;
    return error_set(error, ERROR_CONFLICT, "“%.*s”不是名单", STR_ARG((*measure)->name));
}

static bool may_push(const Actor *actor, Error *error) {
    if (role_has(actor->role, PERMISSION_REGISTER_PUSH)) return true;
    error_set(error, ERROR_FORBIDDEN, "你的角色不能推送名单");
    return error_detail(error, "由市人社局或领导小组办公室推送");
}

bool register_freeze(Tx *tx, const Actor *actor, const CaseContext *context, Str measure_key,
                     Arena *arena, RegisterVersion *version, Error *error) {
    const Measure *measure;
    RegisterLineRows lines;
    RegisterVersionRows versions;
    if (!may_push(actor, error) ||
        !register_measure(context->pack, measure_key, &measure, error) ||
        !register_lines(tx, &(RegisterLinesIn){measure_key}, arena, &lines, error) ||
        !lines_filter(measure, &lines, arena, error) ||
        !register_version_list(tx, &(RegisterVersionListIn){measure_key}, arena, &versions,
                               error)) {
        return false;
    }
    if (lines.count > REGISTER_ROWS_MAX) {
        return error_set(error, ERROR_LIMIT, "名单超过%d行", REGISTER_ROWS_MAX);
    }
    Str content = content_of(&lines, arena);
    Str sha256 = digest_sha256(arena, content);
    int64_t latest = versions.count > 0 ? versions.items[0].number : 0;
    *version = (RegisterVersion){.measure_key = measure_key, .number = latest + 1,
                                 .made_on = actor->today, .line_count = (int64_t)lines.count,
                                 .sha256 = sha256};
    if (versions.count > 0 && str_equal(versions.items[0].sha256, sha256)) {
        version->number = latest; // nothing has changed
        version->made_on = versions.items[0].made_on;
        return true;
    }
    RegisterVersionInsertIn in = {measure_key, latest + 1, actor->today, actor->account_id,
                                  (int64_t)lines.count, sha256, content};
    AuditEntry entry = {.action = STR("register.freeze"), .object_kind = STR("measure"),
                        .object_number = measure_key, .after = sha256};
    return register_version_insert(tx, &in, NULL, error) && audit_write(tx, actor, &entry, error);
}

// ---- Handing on ----

static bool version_get(Tx *tx, Str measure_key, int64_t number, Arena *arena,
                        RegisterContentRow *row, Error *error) {
    bool found;
    RegisterVersionGetIn in = {measure_key, number};
    if (!register_version_get(tx, &in, arena, row, &found, error)) return false;
    return found || error_set(error, ERROR_NOT_FOUND, "没有这份名单的第%lld版",
                              (long long)number);
}

bool register_hand_on(Tx *tx, const Actor *actor, Str measure_key, int64_t number, Str receiver,
                   Arena *arena, Error *error) {
    RegisterContentRow version;
    if (!may_push(actor, error) ||
        !version_get(tx, measure_key, number, arena, &version, error)) {
        return false;
    }
    if (str_is_empty(str_trim(receiver))) {
        return error_set(error, ERROR_INVALID, "要写明推送给谁");
    }
    RegisterPushInsertIn in = {version.id, receiver, actor->today, actor->account_id};
    AuditEntry entry = {.action = STR("register.push"), .object_kind = STR("measure"),
                        .object_number = measure_key, .after = receiver};
    if (register_push_insert(tx, &in, NULL, error)) return audit_write(tx, actor, &entry, error);
    if (error->kind == ERROR_CONFLICT) {
        error_set(error, ERROR_CONFLICT, "这一版已经推送给%.*s", STR_ARG(receiver));
        (void)error_code(error, "ALREADY_PUSHED");
    }
    return false;
}

// The name under which an actor receives: its body, else its own.
static Str receiver_of(const Actor *actor) {
    return str_is_empty(actor->department) ? actor->display_name : actor->department;
}

bool register_receipt(Tx *tx, const Actor *actor, Str measure_key, int64_t number, Str text,
                      Arena *arena, Error *error) {
    RegisterContentRow version;
    int64_t changed;
    if (str_is_empty(str_trim(text)) || text.length > REGISTER_RECEIPT_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "回执要写内容");
        return error_detail(error, "最多%d个字节", REGISTER_RECEIPT_BYTES_MAX);
    }
    if (!version_get(tx, measure_key, number, arena, &version, error)) return false;
    RegisterPushAnswerIn in = {version.id, receiver_of(actor), text, actor->today,
                               actor->account_id};
    if (!register_push_answer(tx, &in, &changed, error)) return false;
    if (changed == 0) {
        error_set(error, ERROR_NOT_FOUND, "这一版没有推送给你，或者已经回执过");
        return error_code(error, "NOTHING_TO_ANSWER");
    }
    AuditEntry entry = {.action = STR("register.receipt"), .object_kind = STR("measure"),
                        .object_number = measure_key, .after = text};
    return audit_write(tx, actor, &entry, error);
}

// ---- Reading ----

// Whoever neither pushes nor enrols sees only what was pushed to them.
static bool sees_version(const Actor *actor, const RegisterVersion *version) {
    if (role_has(actor->role, PERMISSION_REGISTER_PUSH)) return true;
    if (role_has(actor->role, PERMISSION_CASE_READ)) return true;
    for (size_t i = 0; i < version->push_count; i++) {
        if (str_equal(version->pushes[i].receiver, receiver_of(actor))) return true;
    }
    return false;
}

bool register_versions(Tx *tx, const Actor *actor, Str measure_key, Arena *arena,
                       RegisterVersions *versions, Error *error) {
    RegisterVersionRows rows;
    RegisterPushRows pushes;
    *versions = (RegisterVersions){0};
    if (!register_version_list(tx, &(RegisterVersionListIn){measure_key}, arena, &rows, error) ||
        !register_pushes(tx, &(RegisterPushesIn){measure_key}, arena, &pushes, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        const RegisterVersionRow *row = &rows.items[i];
        RegisterVersion version = {.measure_key = measure_key, .number = row->number,
                                   .made_on = row->made_on, .line_count = row->line_count,
                                   .sha256 = row->sha256,
                                   .pushes = NEW_ARRAY(arena, RegisterPush, pushes.count)};
        for (size_t j = 0; j < pushes.count; j++) {
            const RegisterPushRow *push = &pushes.items[j];
            if (push->version_id != row->id) continue;
            version.pushes[version.push_count++] = (RegisterPush){
                push->receiver, push->pushed_on, push->receipt, push->receipt_on};
        }
        if (sees_version(actor, &version)) PUSH(arena, versions, version);
    }
    return true;
}

// The list as it was frozen, and a last line that proves it whole.
static Str file_of(const RegisterVersion *version, Str content, Arena *arena) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put(&out, content);
    csv_put_proof(&out, version->line_count, version->measure_key,
                  str_format(arena, "第%lld版 %.*s", (long long)version->number,
                             STR_ARG(date_to_str(arena, version->made_on))));
    return str_built(&out);
}

bool register_content(Tx *tx, const Actor *actor, Str measure_key, int64_t number, Arena *arena,
                      Str *content, Error *error) {
    RegisterVersions versions;
    RegisterContentRow row;
    if (!register_versions(tx, actor, measure_key, arena, &versions, error)) return false;
    for (size_t i = 0; i < versions.count; i++) {
        if (versions.items[i].number != number) continue;
        if (!version_get(tx, measure_key, number, arena, &row, error)) return false;
        *content = file_of(&versions.items[i], row.content, arena);
        AuditEntry entry = {.action = STR("register.read"), .object_kind = STR("measure"),
                            .object_number = measure_key};
        return audit_write(tx, actor, &entry, error);
    }
    return error_set(error, ERROR_NOT_FOUND, "没有这份名单的第%lld版", (long long)number);
}
