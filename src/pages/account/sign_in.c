// SPDX-License-Identifier: Apache-2.0
#include "pages/account/sign_in.h"

#include "pages/account/factor.h"
#include "pages/account/sign_in.html.h"
#include "pages/platform.h"
#include "web/identity.h"

static const FormField sign_in_fields[] = {
    {.name = "login", .label = "账号", .type = FIELD_TEXT, .is_required = true,
     .length_max = LOGIN_BYTES_MAX},
    {.name = "password", .label = "密码", .type = FIELD_PASSWORD, .is_required = true,
     .length_max = PASSWORD_BYTES_MAX},
    {.name = "totp_code", .label = "动态口令", .type = FIELD_TEXT, .length_max = 6,
     .help = "绑定过的账号填验证器里的六位数；没有绑定的不填"},
    {.name = "next", .label = "登录后去", .type = FIELD_TEXT, .length_max = 200},
};
static const Form sign_in_form = {"sign_in", sign_in_fields, 4};

static const FormField next_fields[] = {
    {.name = "next", .label = "登录后去", .type = FIELD_TEXT, .length_max = 200},
};
static const Form next_form = {"next", next_fields, 1};

static const FormField token_fields[] = {
    {.name = "label", .label = "用途", .type = FIELD_TEXT, .is_required = true, .length_max = 60},
    {.name = "days", .label = "有效天数", .type = FIELD_INT, .is_required = true, .min = 1,
     .max = API_TOKEN_DAYS_MAX},
};
static const Form token_form = {"api_token", token_fields, 2};

static bool show_form(Context *context, const Error *fault) {
    bool is_again = context->form.form == &sign_in_form;
    SignInView view = {
        .form = context_form_view(context),
        .login = is_again ? context_field_view(context, "login", STR(""))
                          : form_field_view(context->arena, &sign_in_fields[0], STR("")),
        .password = form_field_view(context->arena, &sign_in_fields[1], STR("")),
        .totp_code = form_field_view(context->arena, &sign_in_fields[2], STR("")),
        .next = form_text(&context->form, "next"),
        .is_demo = platform_of(context)->is_demo,
    };
    if (fault) {
        view.fault = str_from_c(fault->message);
        view.advice = str_from_c(fault->detail);
    }
    Html html = context_html(context);
    sign_in_html(&html, &view);
    context_page(context, STR("登录"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool sign_in_page(Context *context, Error *error) {
    (void)error;
    return show_form(context, NULL);
}

SignIn sign_in_of(const Context *context) {
    const Platform *platform = platform_of(context);
    return (SignIn){
        .login = str_trim(form_text(&context->form, "login")),
        .password = form_text(&context->form, "password"),
        .totp_code = str_trim(form_text(&context->form, "totp_code")),
        .remote_address = context->actor->remote_address,
        .request_id = context->actor->request_id,
        .today = context->actor->today,
        .now_ms = context->actor->now_ms,
        .key = &platform->key,
        .demands_binding = !platform->is_demo,
    };
}

static bool open_session(Context *context, Session *session, Error *error) {
    SignIn in = sign_in_of(context);
    return session_open(platform_of(context)->store, &in, context->arena, session, error);
}

// The page that shows the work of a role; a role that is not here reads the items.
static const struct RoleHome {
    Role role;
    const char *path;
} role_homes[] = {
    {ROLE_CITIZEN, "/me"},
    {ROLE_ORG_HR, "/me"},
    {ROLE_COUNTY_CLERK, "/tasks"},
    {ROLE_COUNTY_REVIEWER, "/tasks"},
    {ROLE_FINANCE_REVIEWER, "/fund"},
    {ROLE_BROKER, "/rosters"},
    {ROLE_SCHOOL, "/enrolments"},
    {ROLE_VILLAGE_WORKER, "/counter"},
    {ROLE_BUREAU_REPORTER, "/enrolments"},
    {ROLE_CITY_HRSS, "/enrolments"},
    {ROLE_LEADING_OFFICE, "/enrolments"},
    {ROLE_BANK, "/enrolments"},
    {ROLE_TAX, "/enrolments"},
    {ROLE_LEADING_HEAD, "/monitor"},
    {ROLE_SYS_ADMIN, "/capability"},
    {ROLE_SEC_ADMIN, "/accounts"},
    {ROLE_AUDIT_ADMIN, "/audit"},
};

Str sign_in_home(Role role) {
    for (size_t i = 0; i < sizeof role_homes / sizeof *role_homes; i++) {
        if (role_homes[i].role == role) return str_from_c(role_homes[i].path);
    }
    return STR("/items");
}

static bool sign_in(Context *context, Error *error) {
    Session session;
    Error fault = {0};
    if (context->form.fault_count > 0) return show_form(context, NULL);
    if (!open_session(context, &session, &fault)) {
        if (str_equal(str_from_c(fault.code), STR("TOTP_UNBOUND"))) return factor_offer(context);
        if (fault.kind == ERROR_UNSIGNED) return show_form(context, &fault);
        *error = fault;
        return false;
    }
    session_cookie_set(context, session.token);
    Str next = form_text(&context->form, "next");
    return context_redirect(context, str_is_empty(next) ? sign_in_home(session.actor.role) : next);
}

static bool sign_out(Context *context, Error *error) {
    Str token = request_cookie(context->request, SESSION_COOKIE);
    if (!session_close(platform_of(context)->store, token, context->actor, error)) return false;
    session_cookie_delete(context);
    return context_redirect(context, STR("/"));
}

bool sign_in_answer(Context *context, const Session *session) {
    session_cookie_set(context, session->token);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "name", session->actor.display_name);
    json_member_string(writer, "role", role_code(session->actor.role));
    json_member_string(writer, "division", session->actor.scope.division_prefix);
    json_member_string(writer, "csrf_token", session->csrf_token);
    json_close_object(writer);
    return context_json_end(context);
}

static bool api_sign_in(Context *context, Error *error) {
    Session session;
    return open_session(context, &session, error) && sign_in_answer(context, &session);
}

static bool api_sign_out(Context *context, Error *error) {
    Str token = request_cookie(context->request, SESSION_COOKIE);
    if (!session_close(platform_of(context)->store, token, context->actor, error)) return false;
    session_cookie_delete(context);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// A token that leaked must not outlive its revocation in tokens of its own making.
static bool check_in_person(const Context *context, Error *error) {
    if (!context->identity.is_by_token) return true;
    error_set(error, ERROR_FORBIDDEN, "不能用令牌新建令牌");
    error_detail(error, "请用账号和密码登录后再新建。");
    return error_code(error, "TOKEN_BY_TOKEN");
}

static bool api_token(Context *context, Error *error) {
    Str token;
    if (!check_in_person(context, error)) return false;
    if (!api_token_create(platform_of(context)->store, context->actor,
                          form_text(&context->form, "label"),
                          (int)form_int(&context->form, "days"), context->arena, &token, error)) {
        return false;
    }
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "token", token);
    json_close_object(writer);
    return context_json_end(context);
}

static bool api_token_end(Context *context, Error *error) {
    if (!api_token_revoke(platform_of(context)->store, context->actor,
                          context_parameter(context, "label"), error)) {
        return false;
    }
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,    "/sign-in",               sign_in_page,  .needs = PERMISSION_PUBLIC,    .form = &next_form, .title = "登录"},
    {POST,   "/sign-in",               sign_in,       .needs = PERMISSION_PUBLIC,    .form = &sign_in_form, .flags = ROUTE_REPEATABLE | ROUTE_SHOWS_FAULTS, .title = "登录"},
    {POST,   "/sign-out",              sign_out,      .needs = PERMISSION_SIGNED_IN, .flags = ROUTE_REPEATABLE, .title = "退出"},
    {POST,   "/api/auth/login",        api_sign_in,   .needs = PERMISSION_PUBLIC,    .form = &sign_in_form, .flags = ROUTE_REPEATABLE, .title = "登录"},
    {POST,   "/api/auth/logout",       api_sign_out,  .needs = PERMISSION_SIGNED_IN, .flags = ROUTE_REPEATABLE, .title = "退出"},
    {POST,   "/api/auth/tokens",       api_token,     .needs = PERMISSION_SIGNED_IN, .form = &token_form, .flags = ROUTE_REPEATABLE, .title = "新建接口令牌"},
    {DELETE, "/api/auth/tokens/:label", api_token_end, .needs = PERMISSION_SIGNED_IN, .title = "作废接口令牌"},
};
// clang-format on
const RouteList sign_in_pages = ROUTES(routes);
