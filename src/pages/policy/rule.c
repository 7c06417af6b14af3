// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/rule.h"

#include "pages/platform.h"
#include "pages/policy/rule_list.html.h"
#include "publish/renew.h"

#define FILE_ENDING ".md"

// ---- Names ----

static const char *kind_label(const Policy *rule) {
    return rule->kind == POLICY_RISK ? "疑点规则" : "抽查办法";
}

Str rule_label(Arena *arena, const Policy *rule) {
    return str_format(arena, "%s：%.*s", kind_label(rule), STR_ARG(rule->title));
}

Str rule_key(const Policy *rule) {
    return str_slice(rule->file, 0, rule->file.length - (sizeof FILE_ENDING - 1));
}

const Policy *rule_of_key(Arena *arena, const Pack *pack, Str key) {
    Str file = str_format(arena, "%.*s" FILE_ENDING, STR_ARG(key));
    const Policy *rule = pack_policy_of_file(pack, file);
    return rule && rule->kind != POLICY_ITEM ? rule : NULL;
}

bool rule_of_path(Context *context, const Policy **rule, Error *error) {
    Str key = context_parameter(context, "rule");
    *rule = rule_of_key(context->arena, platform_pack(context), key);
    return *rule || error_set(error, ERROR_NOT_FOUND, "没有规则“%.*s”", STR_ARG(key));
}

// ---- The list ----

static RuleRowView row_view(const Policy *rule) {
    RuleRowView row = {.key = rule_key(rule), .title = rule->title, .kind = kind_label(rule),
                       .file = rule->file, .parameters = (int64_t)rule->parameters.count,
                       .is_risk = rule->kind == POLICY_RISK};
    for (size_t i = 0; i < rule->reasons.count; i++) {
        row.high += rule->reasons.items[i].is_high;
        row.normal += !rule->reasons.items[i].is_high;
    }
    return row;
}

static RuleRowViews row_views(Context *context) {
    const Pack *pack = platform_pack(context);
    RuleRowViews rows = {0};
    for (size_t i = 0; i < pack->risks.count; i++) {
        PUSH(context->arena, &rows, row_view(pack->risks.items[i]));
    }
    if (pack->inspection) PUSH(context->arena, &rows, row_view(pack->inspection));
    return rows;
}

static bool list_page(Context *context, Error *error) {
    (void)error;
    RuleListView view = {.rows = row_views(context),
                         .may_edit = context_may(context, PERMISSION_POLICY_EDIT)};
    if (view.may_edit) view.form = context_form_view(context);
    Html html = context_html(context);
    rule_list_html(&html, &view);
    return context_page(context, STR("疑点规则和抽查办法"), &html);
}

static bool list_api(Context *context, Error *error) {
    (void)error;
    RuleRowViews rows = row_views(context);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("rules"));
    json_open_array(writer);
    for (size_t i = 0; i < rows.count; i++) {
        const RuleRowView *row = &rows.items[i];
        json_open_object(writer);
        json_member_string(writer, "key", row->key);
        json_member_string(writer, "title", row->title);
        json_member_string(writer, "kind", str_from_c(row->kind));
        json_member_string(writer, "file", row->file);
        json_member_int(writer, "high", row->high);
        json_member_int(writer, "normal", row->normal);
        json_member_int(writer, "parameters", row->parameters);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Drafting ----

static bool begin_edit(Context *context, Error *error) {
    const Policy *rule;
    Draft draft;
    if (!rule_of_path(context, &rule, error)) return false;
    EditIn in = {.kind = DRAFT_EDIT, .file_name = rule->file, .key = context->request_key,
                 .body = context->body_digest};
    if (!edit_begin(platform_of(context)->store, context->actor, &in, context->arena, &draft,
                    error)) {
        return false;
    }
    if (str_starts_with(context->request->path, STR("/api/"))) {
        return answer_number(context, draft.number);
    }
    return context_redirect(context,
                            str_format(context->arena, "/drafts/%.*s", STR_ARG(draft.number)));
}

// clang-format off
static const Route routes[] = {
    {GET,  "/rules",                  list_page,  .needs = PERMISSION_POLICY_PUBLISH, .title = "疑点规则和抽查办法"},
    {POST, "/rules/:rule/drafts",     begin_edit, .needs = PERMISSION_POLICY_EDIT,    .title = "起草规则的修改"},
    {GET,  "/api/rules",              list_api,   .needs = PERMISSION_POLICY_PUBLISH, .title = "疑点规则和抽查办法"},
    {POST, "/api/rules/:rule/drafts", begin_edit, .needs = PERMISSION_POLICY_EDIT,    .title = "起草规则的修改"},
};
// clang-format on
const RouteList rule_pages = ROUTES(routes);
