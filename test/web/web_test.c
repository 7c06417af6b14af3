// SPDX-License-Identifier: Apache-2.0
// Protects the order of checks in front of every handler, over real sockets.
#include "test.h"

#include "http/socket_client.h"
#include "test/web/greeting.html.c"
#include "web/internal.h"

#include <stdatomic.h>

// ---- An application of a few rows ----

static bool greeting(Context *context, Str thanks) {
    GreetingView view = {.thanks = thanks,
                         .form = context_form_view(context),
                         .name = context_field_view(context, "name", STR("预填"))};
    Html html = context_html(context);
    greeting_html(&html, &view);
    return context_page(context, STR("问好"), &html);
}

static bool greeting_page(Context *context, Error *error) {
    (void)error;
    return greeting(context, (Str){0});
}

static bool greeting_send(Context *context, Error *error) {
    (void)error;
    if (context->form.fault_count > 0) return greeting(context, (Str){0});
    Str name = form_text(&context->form, "name");
    return greeting(context, str_format(context->arena, "你好，%.*s", STR_ARG(name)));
}

// Says in JSON what the dispatcher handed over.
static bool echo_page(Context *context, Error *error) {
    (void)error;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "route", str_from_c(context->route->path));
    json_member_string(writer, "number", context_parameter(context, "number"));
    json_member_string(writer, "actor", context->actor->display_name);
    json_member_string(writer, "key", context->request_key);
    json_member_string(writer, "digest", context->body_digest);
    for (size_t i = 0; i < context->form.count; i++) {
        json_member_string(writer, context->form.items[i].field->name, context->form.items[i].text);
    }
    if (context->json) {
        json_key(writer, STR("json"));
        json_value(writer, context->json);
    }
    json_close_object(writer);
    return context_json_end(context);
}

static bool failing_page(Context *context, Error *error) {
    (void)context;
    error_set(error, ERROR_CONFLICT, "案件 \"%s\" 已经办结", "<ZW-1>");
    error_detail(error, "请看办结结果。");
    return error_code(error, "CASE_CLOSED");
}

static bool silent_page(Context *context, Error *error) {
    (void)context, (void)error;
    return false;
}

static bool download_page(Context *context, Error *error) {
    (void)error;
    return context_file(context, STR("名单.csv"), STR("text/csv"), STR("a,b\n"));
}

static const FormField name_fields[] = {
    {.name = "name", .label = "姓名", .is_required = true, .length_max = 10, .help = "和身份证一致"},
};
static const Form name_form = {"name", name_fields, 1};
static const FormField kind_fields[] = {{.name = "kind"}, {.name = "name", .label = "姓名"}};
static const Form kind_form = {"kind", kind_fields, 2};

// The form depends on what was sent, as that of a claim depends on its policy.
static bool form_of_body(Context *context, const Form **form, Error *error) {
    const JsonValue *kind = json_get(context->json, "kind");
    Str sent = kind ? kind->text : fields_get(&context->request->form, STR("kind"));
    *form = &kind_form;
    return str_equal(sent, STR("named")) || error_set(error, ERROR_NOT_FOUND, "没有这种");
}

// clang-format off
static const Route test_routes[] = {
    {GET, "/", echo_page, .needs = PERMISSION_PUBLIC},
    {GET, "/quick", echo_page, .needs = PERMISSION_PUBLIC, .flags = ROUTE_QUICK},
    {POST, "/api/kind", echo_page, .needs = PERMISSION_PUBLIC, .form_of = form_of_body,
     .flags = ROUTE_REPEATABLE},
    {GET, "/greeting", greeting_page, .needs = PERMISSION_PUBLIC, .form = &name_form,
     .flags = ROUTE_SHOWS_FAULTS},
    {POST, "/greeting", greeting_send, .needs = PERMISSION_PUBLIC, .form = &name_form,
     .flags = ROUTE_SHOWS_FAULTS},
    {GET, "/cases", echo_page, .needs = PERMISSION_CASE_READ},
    {GET, "/cases/:number", echo_page, .needs = PERMISSION_CASE_READ},
    {GET, "/cases/new", echo_page, .needs = PERMISSION_CASE_ACCEPT},
    {POST, "/cases", echo_page, .needs = PERMISSION_CASE_ACCEPT, .form = &name_form},
    {POST, "/api/cases", echo_page, .needs = PERMISSION_CASE_ACCEPT, .form = &name_form,
     .title = "受理"},
    {GET, "/api/cases/:number", echo_page, .needs = PERMISSION_CASE_READ, .title = "案件"},
    {POST, "/api/selfcheck", echo_page, .needs = PERMISSION_PUBLIC,
     .flags = ROUTE_REPEATABLE | ROUTE_TAKES_JSON},
    {GET, "/api/fail", failing_page, .needs = PERMISSION_PUBLIC},
    {GET, "/fail", failing_page, .needs = PERMISSION_PUBLIC},
    {GET, "/silent", silent_page, .needs = PERMISSION_PUBLIC},
    {GET, "/download", download_page, .needs = PERMISSION_PUBLIC},
};
// clang-format on
static const RouteList test_list = ROUTES(test_routes);
static const RouteList *const test_lists[] = {&test_list};
static const NavItem test_nav[] = {{"首页", "/", PERMISSION_PUBLIC, PERMISSION_NONE},
                                   {"案件", "/cases", PERMISSION_CASE_READ, PERMISSION_NONE}};

static Date fixed_today(void *state) {
    (void)state;
    return date_from_civil((CivilDate){2023, 10, 16});
}

static int64_t fixed_now(void *state) {
    (void)state;
    return INT64_C(1700000000000); // 15 November 2023 in Shanghai
}

static const Clock clock = {fixed_today, fixed_now, NULL};

// Cookie "clerk" is a county clerk, "citizen" a citizen; a bearer token is the clerk without CSRF.
static bool identify(void *state, const Request *request, Identity *identity, Error *error) {
    (void)state;
    Str cookie = request_cookie(request, SESSION_COOKIE);
    Str header = request_header(request, "Authorization");
    if (str_equal(header, STR("Bearer bad"))) {
        return error_set(error, ERROR_UNSIGNED, "访问令牌无效");
    }
    identity->is_by_token = !str_is_absent(header);
    if (identity->is_by_token || str_equal(cookie, STR("clerk"))) {
        identity->actor.account_id = 7;
        identity->actor.role = ROLE_COUNTY_CLERK;
        identity->actor.display_name = STR("王<经办>");
        identity->csrf_token = STR("token-of-clerk");
    } else if (str_equal(cookie, STR("citizen"))) {
        identity->actor.account_id = 8;
        identity->actor.role = ROLE_CITIZEN;
        identity->csrf_token = STR("token-of-citizen");
    }
    return true;
}

static atomic_int refusals;

static void refused(void *state, const Context *context, const Error *error) {
    (void)state;
    assert_int_equal(error->kind, ERROR_FORBIDDEN);
    assert_non_null(context->route);
    atomic_fetch_add(&refusals, 1);
}

typedef struct App {
    Arena arena;
    Web *web;
    HttpServer *server;
    int port;
} App;

static App *app; // one server for all tests of this file

static int open_app(void **state) {
    (void)state;
    app = calloc(1, sizeof *app);
    WebOptions options = {.routes = test_lists,
                          .route_list_count = 1,
                          .nav = test_nav,
                          .nav_count = 2,
                          .clock = &clock,
                          .identify = identify,
                          .refused = refused,
                          .version = STR("0.1"),
                          .secret = {1, 2, 3}};
    Error error = {0};
    if (!web_open(&app->web, &app->arena, &options, &error)) fail_msg("%s", error.message);
    HttpOptions http = {.listen = STR("127.0.0.1:0"), .trusts_proxy = true};
    if (!http_server_open(&app->server, &http, web_handler(app->web), &error)) {
        fail_msg("%s", error.message);
    }
    app->port = http_server_port(app->server);
    return 0;
}

static int close_app(void **state) {
    (void)state;
    http_server_close(app->server);
    arena_release(&app->arena);
    free(app);
    return 0;
}

// "GET /x" plus header lines, each ended by \r\n, plus a body.
static Reply ask(const char *line, const char *headers, const char *body) {
    Str bytes = str_format(&app->arena, "%s HTTP/1.1\r\nHost: jiuye.test\r\n%s", line, headers);
    if (*body) {
        bytes = str_format(&app->arena, "%.*sContent-Length: %zu\r\n", STR_ARG(bytes),
                           strlen(body));
    }
    bytes = str_format(&app->arena, "%.*s\r\n%s", STR_ARG(bytes), body);
    return client_exchange(&app->arena, app->port, bytes);
}

static Reply get(const char *path) {
    return ask(str_to_c(&app->arena, str_format(&app->arena, "GET %s", path)), "", "");
}

static bool contains(Str text, const char *part) {
    return str_find(text, str_from_c(part), 0) != SIZE_MAX;
}

#define CLERK "Cookie: jiuye_session=clerk\r\n"
#define CITIZEN "Cookie: jiuye_session=citizen\r\n"
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define JSON "Content-Type: application/json\r\n"
#define KEY "Idempotency-Key: 0123456789\r\n"

static void check(Reply reply, int status, const char *part) {
    if (reply.status == status && contains(reply.body, part)) return;
    fail_msg("%d wanted with \"%s\", got %d\n%.*s\n%.*s", status, part, reply.status,
             STR_ARG(reply.head), STR_ARG(reply.body));
}

// ---- The tests ----

static void test_dispatch__finds_the_row(void **state) {
    (void)state;
    check(get("/"), 200, "\"route\":\"/\"");
    check(get("/nothing"), 404, "没有这个页面");
    check(get("/api/nothing"), 404, "\"code\":\"NOT_FOUND\"");
    check(get("/quick/"), 400, "网址不正确");
    Reply reply = ask("POST /fail", FORM, "a=1");
    check(reply, 405, "METHOD_NOT_ALLOWED");
    assert_str_equal(reply_header(&reply, "Allow"), "GET, HEAD");
    check(ask("GET /cases/new", CLERK, ""), 200, "\"route\":\"/cases/new\"");
    check(ask("GET /cases/%E4%B8%AD-1", CLERK, ""), 200, "\"number\":\"中-1\"");
    check(ask("TRACE /", "", ""), 405, "METHOD_NOT_ALLOWED");
    assert_int_equal(ask("HEAD /", "", "").status, 200);
}

static void test_dispatch__checks_permission(void **state) {
    (void)state;
    check(get("/cases"), 401, "/sign-in?next=%2Fcases");
    check(get("/api/cases/1"), 401, "\"code\":\"UNSIGNED\"");
    atomic_store(&refusals, 0);
    check(ask("GET /cases", CITIZEN, ""), 403, "你现在的角色不能用这项功能");
    assert_int_equal(atomic_load(&refusals), 1);
    check(ask("GET /cases", CLERK, ""), 200, "王<经办>");
    check(ask("GET /cases", "Cookie: jiuye_session=gone\r\n", ""), 401, "请先登录");
    check(ask("GET /api/cases/1", "Authorization: Bearer bad\r\n", ""), 401, "访问令牌无效");
    check(ask("GET /api/cases/1", "Authorization: Bearer good\r\n", ""), 200, "王");
}

static void test_dispatch__refuses_forged_requests(void **state) {
    (void)state;
    const char *body = "name=a&_csrf=token-of-clerk&_key=0123456789";
    check(ask("POST /cases", CLERK FORM, body), 200, "\"name\":\"a\"");
    check(ask("POST /cases", CLERK FORM, "name=a&_key=0123456789"), 403, "CSRF_TOKEN");
    check(ask("POST /cases", CLERK FORM, "name=a&_csrf=&_key=0123456789"), 403, "CSRF_TOKEN");
    // Another session's token.
    check(ask("POST /cases", CLERK FORM, "name=a&_csrf=token-of-citizen&_key=0123456789"), 403,
          "CSRF_TOKEN");
    check(ask("POST /cases", CLERK FORM "Origin: https://evil.test\r\n", body), 403, "CSRF_ORIGIN");
    check(ask("POST /cases", CLERK FORM "Origin: null\r\n", body), 403, "CSRF_ORIGIN");
    check(ask("POST /cases", CLERK FORM "Sec-Fetch-Site: cross-site\r\n", body), 403,
          "CSRF_ORIGIN");
    check(ask("POST /cases", CLERK FORM "Sec-Fetch-Site: same-site\r\n", body), 403, "CSRF_ORIGIN");
    check(ask("POST /cases", CLERK FORM "Origin: http://jiuye.test\r\n", body), 200, "");
    // JSON with a session needs the token too, an API token does not.
    check(ask("POST /api/cases", CLERK JSON KEY, "{\"name\":\"a\"}"), 403, "CSRF_TOKEN");
    check(ask("POST /api/cases", CLERK JSON KEY "X-CSRF-Token: token-of-clerk\r\n",
              "{\"name\":\"a\"}"), 200, "\"name\":\"a\"");
    check(ask("POST /api/cases", JSON KEY "Authorization: Bearer t\r\n", "{\"name\":\"a\"}"), 200,
          "\"name\":\"a\"");
    check(ask("POST /api/selfcheck", JSON, "{\"a\":[1.10]}"), 200, "\"json\":{\"a\":[1.10]}");
    // A handler that takes JSON is never called without it.
    check(ask("POST /api/selfcheck", FORM "Authorization: Bearer t\r\n", "a=1"), 400,
          "JSON_WANTED");
    check(ask("POST /api/selfcheck", "Authorization: Bearer t\r\n", ""), 400, "JSON_WANTED");
}

// The value of a hidden field in a page.
static Str hidden(Str page, const char *name) {
    Str start = str_format(&app->arena, "name=\"%s\" value=\"", name);
    size_t at = str_find(page, start, 0);
    assert_true(at != SIZE_MAX);
    size_t end = str_find(page, STR("\""), at + start.length);
    return str_slice(page, at + start.length, end);
}

static Reply send_greeting(Str cookie, Str token, const char *name) {
    Str headers = str_format(&app->arena, "%sCookie: %.*s\r\n", FORM, STR_ARG(cookie));
    Str body = str_format(&app->arena, "name=%s&_key=0123456789&_csrf=%.*s", name, STR_ARG(token));
    return ask("POST /greeting", str_to_c(&app->arena, headers), str_to_c(&app->arena, body));
}

static void test_dispatch__protects_anonymous_forms(void **state) {
    (void)state;
    Reply page = get("/greeting");
    check(page, 200, "value=\"预填\"");
    Str set = reply_header(&page, "Set-Cookie");
    assert_true(str_starts_with(set, STR("jiuye_visit=")));
    assert_true(contains(set, "HttpOnly") && contains(set, "SameSite=Lax"));
    Str cookie = str_cut(&set, ';'), token = hidden(page.body, "_csrf");
    check(send_greeting(cookie, token, "a"), 200, "你好，a");
    check(send_greeting(STR("jiuye_visit=00112233445566778899aabbccddeeff"), token, "a"), 403,
          "CSRF_TOKEN");
    check(send_greeting(STR("other=1"), token, "a"), 403, "CSRF_TOKEN");
    // A planted cookie with its own value as token: what plain double submission would accept.
    Str planted = STR("00112233445566778899aabbccddeeff");
    check(send_greeting(STR("jiuye_visit=00112233445566778899aabbccddeeff"), planted, "a"), 403,
          "CSRF_TOKEN");
    Reply again = send_greeting(cookie, token, "12345678901");
    check(again, 400, "姓名最多 10 个字，现在有 11 个");
    check(again, 400, "value=\"12345678901\"");
    assert_str_equal(hidden(again.body, "_key"), "0123456789");
    check(send_greeting(cookie, token, "%3Cb%3E"), 200, "你好，&lt;b&gt;");
}

static void test_dispatch__wants_a_key_for_writes(void **state) {
    (void)state;
    check(ask("POST /cases", CLERK FORM, "name=a&_csrf=token-of-clerk"), 400, "KEY_MISSING");
    check(ask("POST /cases", CLERK FORM "Idempotency-Key: a b\r\n", "name=a&_csrf=token-of-clerk"),
          400, "KEY_MISSING");
    Reply first = ask("POST /cases", CLERK FORM KEY, "name=a&_csrf=token-of-clerk");
    check(first, 200, "\"key\":\"account 7:0123456789\"");
    Reply same = ask("POST /cases", CLERK FORM KEY, "_csrf=token-of-clerk&x=1&name=+a");
    Reply other = ask("POST /cases", CLERK FORM KEY, "name=b&_csrf=token-of-clerk");
    assert_true(str_equal(first.body, same.body));   // the digest is of declared values
    assert_false(str_equal(first.body, other.body));
}

static void test_dispatch__reports_faults(void **state) {
    (void)state;
    check(ask("POST /cases", CLERK FORM KEY, "_csrf=token-of-clerk"), 400, "请填写姓名");
    const char *headers = JSON KEY "Authorization: Bearer t\r\n";
    check(ask("POST /api/cases", headers, "{}"), 400,
          "\"fields\":[{\"name\":\"name\",\"message\":\"请填写姓名\"}]");
    check(ask("POST /api/cases", headers, "{\"name\":\"a\",\"x\":1}"), 400, "FIELD_UNKNOWN");
    check(ask("POST /api/cases", headers, "[1]"), 400, "JSON_NOT_OBJECT");
    check(ask("POST /api/cases", headers, "{\"name\":"), 400, "\"error\":{\"code\"");
    check(get("/greeting?name=12345678901"), 200, "姓名最多 10 个字");
    check(get("/api/fail"), 409,
          "{\"error\":{\"code\":\"CASE_CLOSED\",\"message\":\"案件 \\\"<ZW-1>\\\" 已经办结\","
          "\"detail\":\"请看办结结果。\"}}");
    check(get("/fail"), 409, "案件 &quot;&lt;ZW-1&gt;&quot; 已经办结");
    check(get("/silent"), 500, "服务器出了问题");
}

static void test_dispatch__chooses_a_form_by_the_body(void **state) {
    (void)state;
    const char *json = JSON;
    check(ask("POST /api/kind", json, "{\"kind\":\"named\",\"name\":\"王\"}"), 200,
          "\"name\":\"王\"");
    check(ask("POST /api/kind", json, "{\"kind\":\"other\"}"), 404, "没有这种");
    check(ask("POST /api/kind", json, "{\"kind\":\"named\",\"x\":1}"), 400, "FIELD_UNKNOWN");
    check(ask("POST /api/kind", json, "[\"named\"]"), 400, "JSON_NOT_OBJECT");
}

static void test_dispatch__answers_400_with_a_faulty_form(void **state) {
    (void)state;
    check(ask("POST /greeting", CLERK FORM KEY, "_csrf=token-of-clerk&name=12345678901"), 400,
          "姓名最多 10 个字");
}

static void test_dispatch__sends_security_headers(void **state) {
    (void)state;
    static const char *const paths[] = {"/", "/nothing", "/cases", "/api/fail", "/a//b", "/fail"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        Reply reply = get(paths[i]);
        Str policy = reply_header(&reply, "Content-Security-Policy");
        assert_true(str_starts_with(policy, STR("default-src 'none'; script-src 'self';")));
        assert_true(contains(policy, "frame-ancestors 'none'"));
        assert_false(contains(policy, "unsafe"));
        assert_str_equal(reply_header(&reply, "X-Content-Type-Options"), "nosniff");
        assert_str_equal(reply_header(&reply, "Referrer-Policy"), "same-origin");
        assert_str_equal(reply_header(&reply, "Cache-Control"), "no-store");
        assert_true(str_is_absent(reply_header(&reply, "Strict-Transport-Security")));
    }
    Reply reply = ask("GET /greeting", "X-Forwarded-Proto: https\r\n", "");
    assert_true(contains(reply_header(&reply, "Strict-Transport-Security"), "max-age"));
    assert_true(contains(reply_header(&reply, "Set-Cookie"), "Secure"));
}

static void test_layout__shows_who_and_when(void **state) {
    (void)state;
    Reply reply = get("/greeting");
    check(reply, 200, "<title>问好 · 就业</title>");
    check(reply, 200, "2023年10月16日"); // the business date is not the calendar's
    check(reply, 200, "href=\"/sign-in?next=%2Fgreeting\"");
    assert_false(contains(reply.body, "案件"));
    reply = ask("GET /greeting", CLERK, "");
    check(reply, 200, "王&lt;经办&gt;</a><small>（县区经办）</small>");
    check(reply, 200, "<li><a href=\"/cases\">案件</a></li>");
    check(reply, 200, "action=\"/sign-out\"");
}

static void test_layout__remembers_large_print(void **state) {
    (void)state;
    Reply reply = get("/display?large=on&back=/greeting%3Fa=1");
    assert_int_equal(reply.status, 303);
    assert_str_equal(reply_header(&reply, "Location"), "/greeting?a=1");
    assert_true(contains(reply_header(&reply, "Set-Cookie"), "jiuye_display=large;"));
    check(ask("GET /greeting", "Cookie: jiuye_display=large\r\n", ""), 200, "class=\"is-large \"");
    reply = ask("GET /display?contrast=on", "Cookie: jiuye_display=large\r\n", "");
    assert_true(contains(reply_header(&reply, "Set-Cookie"), "jiuye_display=large-contrast;"));
    // Never a way out of the site.
    static const char *const ways[] = {"//evil.test", "/%5Cevil.test", "https://evil.test", "x"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        Str path = str_format(&app->arena, "/display?back=%s", ways[i]);
        reply = get(str_to_c(&app->arena, path));
        assert_str_equal(reply_header(&reply, "Location"), "/");
    }
}

static void test_assets__may_be_kept_for_ever(void **state) {
    (void)state;
    static const char *const names[] = {"jiuye.css", "bootstrap.min.css", "app.js", "icon.svg"};
    Reply page = get("/greeting");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Str url = web_asset_url(app->web, names[i]);
        assert_true(contains(page.body, str_to_c(&app->arena, url)));
        Reply reply = get(str_to_c(&app->arena, url));
        assert_int_equal(reply.status, 200);
        assert_str_equal(reply_header(&reply, "Cache-Control"),
                         "public, max-age=31536000, immutable");
        assert_true(reply.body.length > 100);
    }
    Reply old = get("/assets/0000000000000000/jiuye.css");
    assert_int_equal(old.status, 200);
    assert_str_equal(reply_header(&old, "Cache-Control"), "no-cache");
    check(get("/assets/0000000000000000/passwd"), 404, "passwd");
    check(get("/assets/0/..%2f..%2fetc"), 400, "网址不正确");
}

static void test_download__names_the_file(void **state) {
    (void)state;
    Reply reply = get("/download");
    assert_str_equal(reply_header(&reply, "Content-Disposition"),
                     "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95.csv");
    assert_str_equal(reply.body, "a,b\n");
}

static void test_openapi__describes_the_rows(void **state) {
    (void)state;
    Reply reply = get("/api/openapi.json");
    const JsonValue *json = NULL;
    Error error = {0};
    assert_true(json_parse(&app->arena, reply.body, &json, &error));
    const JsonValue *paths = json_get(json, "paths");
    assert_non_null(json_get(paths, "/api/cases/{number}"));
    assert_null(json_get(paths, "/cases"));
    const JsonValue *post = json_get(json_get(paths, "/api/cases"), "post");
    assert_str_equal(json_get(post, "summary")->text, "受理");
    assert_str_equal(json_get(post, "x-permission")->text, "受理");
    check(reply, 200, "\"maxLength\":10");
}

static void test_routes__print_as_access_matrix(void **state) {
    (void)state;
    StrBuilder out;
    str_builder_init(&out, &app->arena, 0);
    routes_print(web_routes(app->web), &out);
    assert_true(contains(str_built(&out), "\nPOST\t/cases\t受理\t县区经办\tname\t-\t-\n"));
    assert_true(contains(str_built(&out), "\nGET\t/quick\t公开\t任何人\t-\t快\t-\n"));
}

static void test_routes__refuse_bad_rows(void **state) {
    (void)state;
    static const Route rows[][2] = {
        {{GET, "/a", echo_page, .needs = PERMISSION_NONE}},
        {{GET, "a", echo_page, .needs = PERMISSION_PUBLIC}},
        {{GET, "/a", NULL, .needs = PERMISSION_PUBLIC}},
        {{HEAD, "/a", echo_page, .needs = PERMISSION_PUBLIC}},
        {{GET, "/a", echo_page, .needs = PERMISSION_CASE_READ, .flags = ROUTE_QUICK}},
        {{POST, "/a", echo_page, .needs = PERMISSION_PUBLIC, .flags = ROUTE_QUICK}},
        {{GET, "/a/:x", echo_page, .needs = PERMISSION_PUBLIC},
         {GET, "/a/:y", echo_page, .needs = PERMISSION_PUBLIC}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        RouteList list = {rows[i], rows[i][1].handler ? 2 : 1};
        const RouteList *lists[] = {&list};
        RouteTable table;
        Error error = {0};
        assert_false(routes_join(&app->arena, lists, 1, &table, &error));
        assert_string_equal(error.code, "BAD_ROUTE");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dispatch__finds_the_row),
        cmocka_unit_test(test_dispatch__checks_permission),
        cmocka_unit_test(test_dispatch__refuses_forged_requests),
        cmocka_unit_test(test_dispatch__protects_anonymous_forms),
        cmocka_unit_test(test_dispatch__wants_a_key_for_writes),
        cmocka_unit_test(test_dispatch__reports_faults),
        cmocka_unit_test(test_dispatch__chooses_a_form_by_the_body),
        cmocka_unit_test(test_dispatch__answers_400_with_a_faulty_form),
        cmocka_unit_test(test_dispatch__sends_security_headers),
        cmocka_unit_test(test_layout__shows_who_and_when),
        cmocka_unit_test(test_layout__remembers_large_print),
        cmocka_unit_test(test_assets__may_be_kept_for_ever),
        cmocka_unit_test(test_download__names_the_file),
        cmocka_unit_test(test_openapi__describes_the_rows),
        cmocka_unit_test(test_routes__print_as_access_matrix),
        cmocka_unit_test(test_routes__refuse_bad_rows),
    };
    int failed = cmocka_run_group_tests(tests, open_app, close_app);
    return test_finish((int)(sizeof tests / sizeof *tests), failed);
}
