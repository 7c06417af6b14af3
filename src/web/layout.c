// SPDX-License-Identifier: Apache-2.0
#include "web/layout.h"

#include "web/error.html.h"
#include "web/internal.h"
#include "web/layout.html.h"

#define HTML_TYPE STR("text/html; charset=utf-8")
#define SHANGHAI_MS (INT64_C(8) * 3600 * 1000)
#define DAY_MS (INT64_C(24) * 3600 * 1000)

Display display_of(const Request *request) {
    Str cookie = request_cookie(request, DISPLAY_COOKIE);
    return (Display){
        .is_large = str_find(cookie, STR("large"), 0) != SIZE_MAX,
        .has_high_contrast = str_find(cookie, STR("contrast"), 0) != SIZE_MAX,
    };
}

// ---- The frame ----

// What stands below the work of `below`, or, for PERMISSION_NONE, in the navigation itself.
NavViews context_nav_below(const Context *context, Permission below) {
    const WebOptions *options = &context->web->options;
    NavViews views = {.items = NEW_ARRAY(context->arena, NavView, options->nav_count)};
    for (size_t i = 0; i < options->nav_count; i++) {
        const NavItem *item = &options->nav[i];
        bool has_work = item->below != PERMISSION_NONE && context_may(context, item->below);
        Permission place = has_work ? item->below : PERMISSION_NONE;
        if (place != below || !context_may(context, item->needs)) continue;
        Str path = str_from_c(item->path);
        views.items[views.count++] = (NavView){
            .label = str_from_c(item->label),
            .path = path,
            .is_current = str_equal(path, context->request->path) ||
                          (path.length > 1 && str_starts_with(context->request->path, path)),
        };
    }
    return views;
}

bool context_page(Context *context, Str title, const Html *html) {
    const Web *web = context->web;
    Display display = display_of(context->request);
    int64_t local_ms = context->actor->now_ms + SHANGHAI_MS;
    LayoutView view = {
        .title = title,
        .body = html_built(html),
        .path = context->request->path.length ? context->request->path : STR("/"),
        .is_large = display.is_large,
        .has_high_contrast = display.has_high_contrast,
        .refresh_s = context->refresh_s,
        .shows_today = context->actor->today != local_ms / DAY_MS,
        .today = {context->actor->today},
        .is_signed_in = context->is_signed_in,
        .nav = context_nav_below(context, PERMISSION_NONE),
        .bootstrap_url = web_asset_url(web, "bootstrap.min.css"),
        .style_url = web_asset_url(web, "jiuye.css"),
        .script_url = web_asset_url(web, "app.js"),
        .icon_url = web_asset_url(web, "icon.svg"),
    };
    if (context->is_signed_in) {
        view.display_name = context->actor->display_name;
        view.role_label = role_label(context->actor->role);
        view.csrf_token = context_csrf_token(context);
    }
    Html page = context_html(context);
    layout_html(&page, &view);
    response_text(context->response, 200, HTML_TYPE, html_built(&page));
    return true;
}

// ---- Errors ----

// A name for programs where the error brings none of its own.
static const char *code_of(const Error *error) {
    if (error->code[0]) return error->code;
    switch (error->kind) {
    case ERROR_INVALID: return "INVALID";
    case ERROR_UNSIGNED: return "UNSIGNED";
    case ERROR_FORBIDDEN: return "FORBIDDEN";
    case ERROR_NOT_FOUND: return "NOT_FOUND";
    case ERROR_CONFLICT: return "CONFLICT";
    case ERROR_LIMIT: return "LIMIT";
    case ERROR_UNAVAILABLE: return "UNAVAILABLE";
    case ERROR_NONE: break;
    }
    return "INTERNAL";
}

static void answer_error_json(Context *context, const Error *error, int status) {
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("error"));
    json_open_object(writer);
    json_member_string(writer, "code", str_from_c(code_of(error)));
    json_member_string(writer, "message", str_from_c(error->message));
    json_member_string(writer, "detail", str_from_c(error->detail));
    if (context->form.fault_count > 0) {
        json_key(writer, STR("fields"));
        json_open_array(writer);
        for (size_t i = 0; i < context->form.count; i++) {
            const FormValue *value = &context->form.items[i];
            if (str_is_absent(value->fault)) continue;
            json_open_object(writer);
            json_member_string(writer, "name", str_from_c(value->field->name));
            json_member_string(writer, "message", value->fault);
            json_close_object(writer);
        }
        json_close_array(writer);
    }
    json_close_object(writer);
    json_close_object(writer);
    context_json_end(context);
    context->response->status = status;
}

static Str sign_in_path(const Context *context) {
    StrBuilder out;
    str_builder_init(&out, context->arena, 0);
    str_put(&out, STR(SIGN_IN_PATH "?next="));
    percent_encode(&out, context->request->method == GET ? context->request->path : STR("/"));
    return str_built(&out);
}

static FaultViews fault_views(Context *context) {
    FaultViews views = {.items = NEW_ARRAY(context->arena, FaultView, context->form.count)};
    for (size_t i = 0; i < context->form.count; i++) {
        const FormValue *value = &context->form.items[i];
        if (str_is_absent(value->fault)) continue;
        views.items[views.count++] = (FaultView){
            .id = str_format(context->arena, "f-%s", value->field->name), .text = value->fault};
    }
    return views;
}

void answer_error(Context *context, const Error *error) {
    int status = error->kind == ERROR_NONE ? 500 : error_http_status(error->kind);
    if (context->wants_json) {
        answer_error_json(context, error, status);
        return;
    }
    bool is_nameless = error->message[0] == '\0';
    ErrorView view = {
        .status = status,
        .message = is_nameless ? STR("服务器出了问题") : str_from_c(error->message),
        .detail = str_from_c(error->detail),
        .code = str_from_c(code_of(error)),
        .faults = fault_views(context),
        .asks_to_sign_in = error->kind == ERROR_UNSIGNED,
        .sign_in_path = sign_in_path(context),
    };
    Html html = context_html(context);
    error_html(&html, &view);
    context_page(context, view.message, &html);
    context->response->status = status;
}

// ---- Forms ----

FormView context_form_view(Context *context) {
    Str sent = fields_get(&context->request->form, STR(KEY_FIELD));
    return (FormView){
        .csrf_token = context_csrf_token(context),
        .idempotency_key = str_is_empty(sent) ? random_token(context->arena) : sent,
        .faults = fault_views(context),
    };
}

static OptionViews option_views(Arena *arena, const FormField *field, Str value) {
    OptionViews views = {.items = NEW_ARRAY(arena, OptionView, field->option_count)};
    for (size_t i = 0; i < field->option_count; i++) {
        const FormOption *option = &field->options[i];
        views.items[views.count++] =
            (OptionView){.value = str_from_c(option->value),
                         .label = str_from_c(option->label),
                         .is_selected = str_equal(str_from_c(option->value), value)};
    }
    return views;
}

static const char *input_type_of(FormFieldType type) {
    switch (type) {
    case FIELD_PASSWORD: return "password";
    case FIELD_DATE: return "date";
    case FIELD_FILE: return "file";
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_FEN:
    case FIELD_ENUM:
    case FIELD_CHECKBOX: break;
    }
    return "text"; // numbers too: a number input loses what it cannot parse
}

static void describe(Arena *arena, FieldView *view) {
    bool has_help = view->help.length > 0, has_fault = view->fault.length > 0;
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    if (has_help) str_put_format(&out, "h-%.*s", STR_ARG(view->name));
    if (has_help && has_fault) str_put_char(&out, ' ');
    if (has_fault) str_put_format(&out, "e-%.*s", STR_ARG(view->name));
    if (has_help || has_fault) view->described_by = str_built(&out);
}

FieldView form_field_view(Arena *arena, const FormField *field, Str value) {
    FormFieldType type = field->type;
    bool is_text = type == FIELD_TEXT || type == FIELD_LONG_TEXT || type == FIELD_PASSWORD;
    bool is_secret = type == FIELD_PASSWORD || type == FIELD_FILE;
    FieldView view = {
        .name = str_from_c(field->name),
        .label = str_from_c(field->label),
        .value = is_secret ? STR("") : value,
        .help = field->help ? str_from_c(field->help) : (Str){0},
        .input_type = str_from_c(input_type_of(type)),
        .length_max = is_text ? field->length_max : 0,
        .is_required = field->is_required,
        .is_area = type == FIELD_LONG_TEXT,
        .is_select = type == FIELD_ENUM,
        .is_checkbox = type == FIELD_CHECKBOX,
        .is_checked = type == FIELD_CHECKBOX && !str_is_empty(value),
        .options = option_views(arena, field, value),
    };
    if (is_text && view.length_max == 0) {
        view.length_max = view.is_area ? FORM_LONG_TEXT_LENGTH_MAX : FORM_TEXT_LENGTH_MAX;
    }
    if (type == FIELD_INT) view.input_mode = STR("numeric");
    if (type == FIELD_FEN || type == FIELD_DECIMAL) view.input_mode = STR("decimal");
    describe(arena, &view);
    return view;
}

FieldView context_field_view(Context *context, const char *name, Str value) {
    const FormValue *sent = form_value(&context->form, name);
    bool is_sent = context->request->method != GET || !str_is_absent(sent->text);
    FieldView view = form_field_view(context->arena, sent->field, is_sent ? sent->text : value);
    view.fault = sent->fault;
    describe(context->arena, &view);
    return view;
}
