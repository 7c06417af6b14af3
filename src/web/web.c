// SPDX-License-Identifier: Apache-2.0
#include "web/internal.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define LISTS_MAX 100
#define API_PREFIX STR("/api/")

// No inline script or style passes, so text that slipped through as markup could still not act.
static const struct {
    const char *name;
    const char *value;
} security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
     "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
};

// ---- Opening ----

bool web_open(Web **out, Arena *arena, const WebOptions *options, Error *error) {
    if (sodium_init() < 0) return error_set(error, ERROR_UNAVAILABLE, "加密库没有启动");
    if (options->route_list_count >= LISTS_MAX) {
        return error_set(error, ERROR_LIMIT, "路由表超过 %d 个", LISTS_MAX - 1);
    }
    Web *web = NEW(arena, Web);
    web->options = *options;
    const RouteList *lists[LISTS_MAX] = {&web_builtin_routes};
    for (size_t i = 0; i < options->route_list_count; i++) lists[i + 1] = options->routes[i];
    if (!routes_join(arena, lists, options->route_list_count + 1, &web->routes, error)) {
        return false;
    }
    assets_init(arena, &web->assets);
    web->start_id = str_slice(random_token(arena), 0, 8);
    *out = web;
    return true;
}

const RouteTable *web_routes(const Web *web) {
    return &web->routes;
}

// ---- Planning, on an event thread ----

static bool is_quick(const Route *route, const Request *request) {
    return (route->flags & ROUTE_QUICK) && str_is_absent(request_cookie(request, SESSION_COOKIE));
}

static HttpPlan plan(void *state, const Request *request) {
    const Web *web = state;
    unsigned allowed;
    const Route *route = routes_find(&web->routes, request->method, request->path, &allowed);
    // Without a row the answer is an error page, which waits for nothing.
    if (!route) return (HttpPlan){.is_quick = true};
    return (HttpPlan){
        .is_quick = is_quick(route, request),
        .lane = route->flags & ROUTE_SLOW ? LANE_SLOW : LANE_ORDINARY,
        .body_bytes_max = route->body_bytes_max,
    };
}

// ---- The checks, in the order of web.h ----

static bool check_permission(const Context *context, Error *error) {
    Permission needs = context->route->needs;
    if (context_may(context, needs)) return true;
    if (!context->is_signed_in) {
        error_set(error, ERROR_UNSIGNED, "请先登录");
        return error_detail(error, "这里要登录以后才能用。");
    }
    error_set(error, ERROR_FORBIDDEN, "你现在的角色不能用这项功能");
    return error_detail(error, "需要的权限是“%.*s”。如果工作需要，请向安全管理员申请。",
                        STR_ARG(permission_label(needs)));
}

static bool form_fault(const Context *context, Error *error) {
    Str first = STR("");
    for (size_t i = 0; i < context->form.count && first.length == 0; i++) {
        first = context->form.items[i].fault;
    }
    error_set(error, ERROR_INVALID, "有 %zu 处要改", context->form.fault_count);
    error_detail(error, "%.*s。", STR_ARG(first));
    return error_code(error, "FORM_INVALID");
}

// Before the form is known: a form may depend on the body (Route.form_of).
static bool parse_json(Context *context, Error *error) {
    const Route *route = context->route;
    const Request *request = context->request;
    bool is_wanted = route->form || route->form_of || (route->flags & ROUTE_TAKES_JSON);
    bool is_json = request->method != GET &&
                   str_equal_ignoring_case(request->content_type, STR("application/json"));
    if (!is_json && (route->flags & ROUTE_TAKES_JSON)) {
        error_set(error, ERROR_INVALID, "这里只收 JSON");
        error_detail(error, "请求头里写 Content-Type: application/json。");
        return error_code(error, "JSON_WANTED");
    }
    if (!is_wanted || !is_json) return true;
    if (!json_parse(context->arena, request->body, &context->json, error)) return false;
    if (context->json->kind == JSON_OBJECT || !(route->form || route->form_of)) return true;
    error_set(error, ERROR_INVALID, "提交的 JSON 要是一个对象");
    return error_code(error, "JSON_NOT_OBJECT");
}

static bool read_json(Context *context, const Form *form, Error *error) {
    Str unknown = {0};
    form_read_json(context->arena, form, context->json, &context->form, &unknown);
    context->json = NULL;
    if (str_is_absent(unknown)) return true;
    error_set(error, ERROR_INVALID, "不认识的字段 \"%.*s\"", STR_ARG(unknown));
    error_detail(error, "可用的字段见 /api/openapi.json。");
    return error_code(error, "FIELD_UNKNOWN");
}

static bool read_form(Context *context, Error *error) {
    const Route *route = context->route;
    Request *request = context->request;
    const Form *form = route->form;
    if (!parse_json(context, error)) return false;
    if (route->form_of && !route->form_of(context, &form, error)) return false;
    if (form && context->json) {
        if (!read_json(context, form, error)) return false;
    } else if (form) {
        form_read(context->arena, form, request->method == GET ? &request->query : &request->form,
                  &context->form);
    }
    if (request->method != GET) context->body_digest = digest_of_request(context);
    bool is_shown = (route->flags & ROUTE_SHOWS_FAULTS) && !context->wants_json;
    return context->form.fault_count == 0 || is_shown || form_fault(context, error);
}

// Unique without asking the kernel for randomness each time.
static Str next_request_id(Context *context) {
    Web *web = context->web;
    unsigned long long number = atomic_fetch_add(&web->request_count, 1) + 1;
    return str_format(context->arena, "%.*s-%llx", STR_ARG(web->start_id), number);
}

// What is true of the request whoever sends it.
static void begin_actor(Context *context) {
    Actor *actor = &context->identity.actor;
    const Clock *clock = context->web->options.clock;
    *actor = (Actor){.today = clock_today(clock),
                     .now_ms = clock_now_ms(clock),
                     .remote_address = context->request->remote_address,
                     .request_id = next_request_id(context)};
    context->actor = actor;
}

static bool identify(Context *context, Error *error) {
    const WebOptions *options = &context->web->options;
    if (is_quick(context->route, context->request)) return true;
    if (!options->identify(options->state, context->request, &context->identity, error)) {
        begin_actor(context);
        return false;
    }
    context->is_signed_in = context->identity.actor.account_id != 0;
    return true;
}

static bool run(Context *context, Error *error) {
    const Route *route = context->route;
    begin_actor(context);
    if (!identify(context, error)) return false;
    route_read_parameters(route, context->arena, context->request->path,
                          &context->request->parameters);
    if (!check_permission(context, error) || !csrf_check(context, error)) {
        const WebOptions *options = &context->web->options;
        bool is_refusal = error->kind == ERROR_FORBIDDEN;
        if (is_refusal && options->refused) options->refused(options->state, context, error);
        return false;
    }
    if (!idempotency_read(context, error) || !read_form(context, error) ||
        !route->handler(context, error)) {
        return false;
    }
    // A form shown again with its faults is a refusal, whatever the page looks like.
    bool is_faulty = context->form.fault_count > 0 && context->request->method != GET;
    if (is_faulty && context->response->status == 200) {
        context->response->status = error_http_status(ERROR_INVALID);
    }
    return true;
}

// ---- Answering ----

static Context context_of(Web *web, Request *request, Response *response) {
    return (Context){
        .web = web,
        .app = web->options.app,
        .arena = request->arena,
        .request = request,
        .response = response,
        .wants_json = str_starts_with(request->path, API_PREFIX),
    };
}

static void put_security_headers(const Context *context) {
    for (size_t i = 0; i < sizeof security_headers / sizeof *security_headers; i++) {
        response_header(context->response, security_headers[i].name,
                        str_from_c(security_headers[i].value));
    }
    if (context->request->is_secure) {
        response_header(context->response, "Strict-Transport-Security",
                        STR("max-age=31536000; includeSubDomains"));
    }
}

// Pages hold what only this visitor may see, so nothing is stored unless a handler said otherwise.
static void finish(Context *context) {
    put_security_headers(context);
    if (str_is_absent(fields_get_header(&context->response->headers, STR("Cache-Control")))) {
        response_header(context->response, "Cache-Control", STR("no-store"));
    }
}

static bool no_row(Context *context, unsigned allowed, Error *error) {
    begin_actor(context);
    if (allowed == 0) {
        error_set(error, ERROR_NOT_FOUND, "没有这个页面");
        return error_detail(error, "请检查网址，或从首页找起。");
    }
    StrBuilder names;
    str_builder_init(&names, context->arena, 0);
    for (Method method = GET; method <= DELETE; method++) {
        if (!(allowed & (1u << method))) continue;
        if (names.count) str_put(&names, STR(", "));
        str_put(&names, method_to_str(method));
        if (method == GET) str_put(&names, STR(", HEAD"));
    }
    response_header(context->response, "Allow", str_built(&names));
    error_set(error, ERROR_INVALID, "这个网址不支持这种请求方法");
    return error_code(error, "METHOD_NOT_ALLOWED");
}

static void answer(void *state, Request *request, Response *response) {
    Web *web = state;
    Context context = context_of(web, request, response);
    Error error = {0};
    unsigned allowed = 0;
    context.route = routes_find(&web->routes, request->method, request->path, &allowed);
    bool is_answered = context.route ? run(&context, &error) : no_row(&context, allowed, &error);
    if (!is_answered) {
        answer_error(&context, &error);
        if (!context.route && allowed) response->status = 405;
    }
    finish(&context);
}

static void refuse(void *state, const Request *request, const Error *error, Response *response) {
    Request *writable = NEW(request->arena, Request); // the context's type; nothing is changed
    *writable = *request;
    Context context = context_of(state, writable, response);
    begin_actor(&context);
    answer_error(&context, error);
    finish(&context);
}

HttpHandler web_handler(Web *web) {
    return (HttpHandler){.plan = plan, .answer = answer, .refuse = refuse, .state = web};
}
