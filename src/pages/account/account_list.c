// SPDX-License-Identifier: Apache-2.0
#include "pages/account/account_list.h"

#include "access/factor.h"
#include "http/field.h"
#include "pages/account/account_list.html.h"
#include "pages/casework/wording.h"
#include "pages/platform.h"

static const FormField page_fields[] = {
    {.name = "after", .label = "从哪个账号之后", .type = FIELD_TEXT, .length_max = LOGIN_BYTES_MAX},
};
static const Form page_form = {"accounts", page_fields, 1};

static bool read_accounts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return account_list(tx, context->actor, form_text(&context->form, "after"),
                        ACCOUNT_PAGE_ROWS_MAX, arena, out, error);
}

// Who acts for one person or one organisation has no county.
static Str scope_label(const AccountEntry *entry) {
    if (entry->role == ROLE_CITIZEN) return STR("本人");
    bool is_of_unit = entry->role == ROLE_ORG_HR || entry->role == ROLE_BROKER ||
                      entry->role == ROLE_SCHOOL || entry->role == ROLE_BANK;
    return is_of_unit ? STR("本单位") : county_label(entry->division_code);
}

static AccountRowView row_view(Arena *arena, const AccountEntry *entry) {
    FactorDemand demand = factor_demand(entry->role);
    AccountRowView view = {
        .login = entry->login, .name = entry->display_name, .role = role_label(entry->role),
        .scope = scope_label(entry), .department = entry->department,
        .has_code = entry->has_code, .must_bind = demand == FACTOR_BOUND,
        .may_take_off = entry->has_code && demand != FACTOR_GIVEN,
        .state = STR("正常"), .state_class = "is-done"};
    if (entry->is_disabled) {
        view.state = STR("已停用");
        view.state_class = "is-refused";
    } else if (entry->is_locked) {
        view.state = STR("已锁定");
        view.state_class = "is-owed";
    } else if (entry->failed_count > 0) {
        view.state = str_format(arena, "输错密码%lld次", (long long)entry->failed_count);
        view.state_class = "is-soon";
    }
    return view;
}

static Str next_path(Arena *arena, const AccountEntries *entries) {
    StrBuilder path;
    if (!entries->has_more) return (Str){0};
    str_builder_init(&path, arena, 0);
    str_put(&path, STR("/accounts?after="));
    percent_encode(&path, entries->items[entries->count - 1].login);
    return str_built(&path);
}

static bool list_page(Context *context, Error *error) {
    AccountEntries entries;
    if (!platform_write(context, read_accounts, context, &entries, error)) return false;
    AccountListView view = {
        .rows = {NEW_ARRAY(context->arena, AccountRowView, entries.count), entries.count},
        .form = context_form_view(context),
        .has_more = entries.has_more, .next_path = next_path(context->arena, &entries)};
    for (size_t i = 0; i < entries.count; i++) {
        view.rows.items[i] = row_view(context->arena, &entries.items[i]);
    }
    Html html = context_html(context);
    account_list_html(&html, &view);
    return context_page(context, STR("账号与授权"), &html);
}

static bool write_take_off(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *login = out;
    *login = context_parameter(context, "login");
    return factor_take_off(tx, context->actor, *login, arena, error);
}

static bool take_off_page(Context *context, Error *error) {
    Str login;
    return platform_write_once(context, write_take_off, context, &login, error) &&
           context_redirect(context, STR("/accounts"));
}

static bool take_off_api(Context *context, Error *error) {
    return answer_written(context, write_take_off, context, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/accounts",                            list_page,     .needs = PERMISSION_SECURITY, .form = &page_form, .title = "账号与授权"},
    {POST, "/accounts/:login/factor/take-off",     take_off_page, .needs = PERMISSION_SECURITY, .title = "解除动态口令"},
    {POST, "/api/accounts/:login/factor/take-off", take_off_api,  .needs = PERMISSION_SECURITY, .title = "解除动态口令"},
};
// clang-format on
const RouteList account_pages = ROUTES(routes);
