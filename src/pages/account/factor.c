// SPDX-License-Identifier: Apache-2.0
#include "pages/account/factor.h"

#include "access/factor.h"
#include "pages/account/factor.html.h"
#include "pages/account/sign_in.h"
#include "pages/monitor/cursor.h"
#include "pages/platform.h"
#include "paper/qr.h"
#include "web/identity.h"

#define OFFER_PREFIX "factor " // what is sealed is good for nothing else

static const FormField bind_fields[] = {
    {.name = "offer", .label = "密钥", .type = FIELD_TEXT, .is_required = true,
     .length_max = CURSOR_LENGTH_MAX},
    {.name = "totp_code", .label = "验证器里的六位数", .type = FIELD_TEXT, .is_required = true,
     .length_max = 6},
    {.name = "login", .label = "账号", .type = FIELD_TEXT, .is_required = true,
     .length_max = LOGIN_BYTES_MAX},
    {.name = "password", .label = "再填一次密码", .type = FIELD_PASSWORD, .is_required = true,
     .length_max = PASSWORD_BYTES_MAX},
    {.name = "next", .label = "登录后去", .type = FIELD_TEXT, .length_max = 200},
};
// Who is to bind one at the first sign-in has no code yet.
static const FormField offer_fields[] = {
    {.name = "login", .label = "账号", .type = FIELD_TEXT, .is_required = true,
     .length_max = LOGIN_BYTES_MAX},
    {.name = "password", .label = "密码", .type = FIELD_PASSWORD, .is_required = true,
     .length_max = PASSWORD_BYTES_MAX},
    {.name = "totp_code", .label = "验证器里的六位数", .type = FIELD_TEXT, .length_max = 6},
};
static const Form offer_form = {"factor_offer", offer_fields, 3};
static const Form bind_form = {"factor_bind", bind_fields, 2};
static const Form sign_in_bind_form = {"factor_sign_in", bind_fields, 5};

// ---- The offer ----

static Str seal_offer(Context *context, Str login, Str secret) {
    Str text = str_format(context->arena, OFFER_PREFIX "%.*s\n%.*s", STR_ARG(login),
                          STR_ARG(totp_secret_text(context->arena, secret)));
    return cursor_seal(context, text);
}

// The secret that was offered to this login.
static bool open_offer(Context *context, Str login, Str *secret, Error *error) {
    Str text, own = str_format(context->arena, OFFER_PREFIX "%.*s", STR_ARG(login));
    if (cursor_unseal(context, form_text(&context->form, "offer"), &text, error) &&
        str_equal(str_cut(&text, '\n'), own) &&
        totp_secret_from_text(context->arena, text, secret)) {
        return true;
    }
    error_set(error, ERROR_INVALID, "这个密钥不是给账号“%.*s”的", STR_ARG(login));
    return error_detail(error, "请重新登录，从头绑定");
}

static bool show(Context *context, Str login, Str secret, const Error *fault) {
    Arena *arena = context->arena;
    bool is_signing_in = !context->is_signed_in;
    FactorView view = {
        .is_bound = str_is_absent(secret),
        .is_signing_in = is_signing_in,
        .login = login,
        .next = is_signing_in ? form_text(&context->form, "next") : (Str){0},
        .form = context_form_view(context),
        .password = form_field_view(arena, &bind_fields[3], STR("")),
        .code = form_field_view(arena, &bind_fields[1], STR("")),
    };
    if (!view.is_bound) {
        view.secret = totp_secret_text(arena, secret);
        view.uri = totp_uri(arena, login, secret);
        view.is_code = qr_path(arena, view.uri, &view.qr_size, &view.qr_path);
        view.offer = seal_offer(context, login, secret);
    }
    if (fault) {
        view.fault = str_copy(arena, str_from_c(fault->message));
        view.advice = str_copy(arena, str_from_c(fault->detail));
    }
    Html html = context_html(context);
    factor_html(&html, &view);
    context_page(context, STR("动态口令"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

bool factor_offer(Context *context) {
    return show(context, str_trim(form_text(&context->form, "login")),
                totp_secret_new(context->arena), NULL);
}

// ---- On the way in ----

static bool open_binding(Context *context, Str *secret, Session *session, Error *error) {
    SignIn in = sign_in_of(context);
    in.demands_binding = true; // whoever comes to bind one has to show its code
    return open_offer(context, in.login, secret, error) &&
           session_open_binding(platform_of(context)->store, &in, *secret, context->arena, session,
                                error);
}

static bool sign_in_bind(Context *context, Error *error) {
    Session session;
    Str secret = {0};
    Error fault = {0};
    if (!open_binding(context, &secret, &session, &fault)) {
        bool is_shown = fault.kind == ERROR_UNSIGNED || fault.kind == ERROR_INVALID;
        if (is_shown && !str_is_absent(secret)) {
            return show(context, str_trim(form_text(&context->form, "login")), secret, &fault);
        }
        *error = fault;
        return false;
    }
    session_cookie_set(context, session.token);
    Str next = form_text(&context->form, "next");
    return context_redirect(context,
                            str_is_empty(next) ? sign_in_home(session.actor.role) : next);
}

// ---- Whoever is signed in ----

typedef struct Own {
    Str login;
    bool is_bound;
} Own;

static bool read_own(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Own *own = out;
    return factor_login(tx, context->actor, arena, &own->login, &own->is_bound, error);
}

static bool own_page(Context *context, Error *error) {
    Own own;
    if (!platform_read(context, read_own, context, &own, error)) return false;
    return show(context, own.login, own.is_bound ? (Str){0} : totp_secret_new(context->arena),
                NULL);
}

typedef struct BindIn {
    const Context *context;
    FactorBinding binding;
} BindIn;

static bool write_binding(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const BindIn *bind = in;
    return factor_bind(tx, bind->context->actor, &bind->binding, arena, error);
}

// `*secret` stays absent unless it was the one that was offered.
static bool bind_own(Context *context, Own *own, Str *secret, Error *error) {
    *secret = (Str){0};
    if (context->identity.is_by_token) {
        return error_set(error, ERROR_FORBIDDEN, "不能用令牌绑定动态口令");
    }
    if (!platform_read(context, read_own, context, own, error) ||
        !open_offer(context, own->login, secret, error)) {
        return false;
    }
    BindIn bind = {context,
                   {own->login, *secret, str_trim(form_text(&context->form, "totp_code")),
                    &platform_of(context)->key}};
    return platform_write(context, write_binding, &bind, NULL, error);
}

static bool own_bind(Context *context, Error *error) {
    Own own;
    Str secret;
    Error fault = {0};
    if (bind_own(context, &own, &secret, &fault)) {
        return context_redirect(context, STR("/account/factor"));
    }
    if (fault.kind == ERROR_INVALID && !str_is_absent(secret)) {
        return show(context, own.login, secret, &fault);
    }
    *error = fault;
    return false;
}

// ---- API ----

static bool answer(Context *context, Str login, Str secret) {
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "login", login);
    json_member_boolean(writer, "bound", str_is_absent(secret));
    if (!str_is_absent(secret)) {
        json_member_string(writer, "secret", totp_secret_text(context->arena, secret));
        json_member_string(writer, "uri", totp_uri(context->arena, login, secret));
        json_member_string(writer, "offer", seal_offer(context, login, secret));
    }
    json_close_object(writer);
    return context_json_end(context);
}

static bool own_api(Context *context, Error *error) {
    Own own;
    return platform_read(context, read_own, context, &own, error) &&
           answer(context, own.login,
                  own.is_bound ? (Str){0} : totp_secret_new(context->arena));
}

static bool bind_api(Context *context, Error *error) {
    Own own;
    Str secret;
    return bind_own(context, &own, &secret, error) && answer(context, own.login, (Str){0});
}

// A secret for whoever has to bind one before the first session: nobody else gets one here.
static bool offer_api(Context *context, Error *error) {
    Session session;
    Error fault = {0};
    SignIn in = sign_in_of(context);
    in.demands_binding = true;
    if (session_open(platform_of(context)->store, &in, context->arena, &session, &fault)) {
        if (!session_close(platform_of(context)->store, session.token, context->actor, error)) {
            return false;
        }
        error_set(error, ERROR_CONFLICT, "账号“%.*s”登录不用先绑定动态口令", STR_ARG(in.login));
        error_detail(error, "登录以后在“动态口令”里绑定");
        return error_code(error, "TOTP_NOT_DEMANDED");
    }
    if (str_equal(str_from_c(fault.code), STR("TOTP_UNBOUND"))) {
        return answer(context, in.login, totp_secret_new(context->arena));
    }
    *error = fault;
    return false;
}

static bool sign_in_bind_api(Context *context, Error *error) {
    Session session;
    Str secret;
    return open_binding(context, &secret, &session, error) && sign_in_answer(context, &session);
}

// clang-format off
static const Route routes[] = {
    {POST, "/sign-in/factor", sign_in_bind, .needs = PERMISSION_PUBLIC,    .form = &sign_in_bind_form, .flags = ROUTE_REPEATABLE, .title = "绑定动态口令并登录"},
    {GET,  "/account/factor", own_page,     .needs = PERMISSION_SIGNED_IN, .title = "动态口令"},
    {POST, "/account/factor", own_bind,     .needs = PERMISSION_SIGNED_IN, .form = &bind_form, .flags = ROUTE_REPEATABLE, .title = "绑定动态口令"},
    {GET,  "/api/account/factor",    own_api,          .needs = PERMISSION_SIGNED_IN, .title = "动态口令"},
    {POST, "/api/account/factor",    bind_api,         .needs = PERMISSION_SIGNED_IN, .form = &bind_form, .flags = ROUTE_REPEATABLE, .title = "绑定动态口令"},
    {POST, "/api/auth/factor/offer", offer_api,        .needs = PERMISSION_PUBLIC,    .form = &offer_form, .flags = ROUTE_REPEATABLE, .title = "首次登录取动态口令密钥"},
    {POST, "/api/auth/factor",       sign_in_bind_api, .needs = PERMISSION_PUBLIC,    .form = &sign_in_bind_form, .flags = ROUTE_REPEATABLE, .title = "绑定动态口令并登录"},
};
// clang-format on
const RouteList factor_pages = ROUTES(routes);
