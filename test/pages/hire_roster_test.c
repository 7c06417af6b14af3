// SPDX-License-Identifier: Apache-2.0
// Protects: a company sees what would become of its roster before anything is kept, reports for
// itself alone, and knows its own people by name where others see them masked.
#include "../base/workbook.h"
#include "../http/socket_client.h"
#include "../publish/population.h"

#include "pages/claim/hire_roster.h"
#include "pages/claim/hires.h"
#include "pages/platform.h"
#include "registry/hire.sql.h"
#include "registry/hire_roster.h"
#include "web/web.h"

#define HEADER "姓名,公民身份号码,入职日期,合同起,合同止,岗位,月工资(元)\n"
#define MIGRANT_ROW "王明远,640522199910100410,2023-10-09,2023-10-09,2024-10-08,操作工,4000\n"

static int64_t fixed_now(void *state) {
    (void)state;
    return INT64_C(1700000000000);
}

static Date fixed_today(void *state) {
    (void)state;
    return today();
}

static const Clock fixed_clock = {fixed_today, fixed_now, NULL};

// Cookie "company" is the employer of journey 2, "other" another one, "citizen" a person.
static bool identify(void *state, const Request *request, Identity *identity, Error *error) {
    (void)state, (void)error;
    Str cookie = request_cookie(request, SESSION_COOKIE);
    Actor *actor = &identity->actor;
    bool is_company = str_equal(cookie, STR("company")), is_other = str_equal(cookie, STR("other"));
    if (is_company || is_other) {
        actor->account_id = is_company ? 1 : 2;
        actor->role = ROLE_ORG_HR;
        actor->scope.uscc = is_company ? STR(JOURNEY_EMPLOYER_USCC) : STR(BOUNDARY_EMPLOYER_USCC);
        actor->scope.sees_people = true;
    } else if (str_equal(cookie, STR("citizen"))) {
        actor->account_id = 3;
        actor->role = ROLE_CITIZEN;
    }
    identity->csrf_token = actor->account_id ? STR("token") : (Str){0};
    return true;
}

typedef struct App {
    TestDatabase database;
    Population population;
    Platform platform;
    Arena arena;
    Web *web;
    HttpServer *server;
    int port;
} App;

static int open_app(void **state) {
    static const RouteList *const lists[] = {&hire_roster_pages, &hires_pages};
    App *app = calloc(1, sizeof *app);
    void *made = &app->database;
    Error error = {0};
    test_database_make(&app->database, false);
    app->population = population_open(&made);
    app->platform = (Platform){.store = app->population.store,
                               .catalogue = app->population.catalogue, .clock = fixed_clock};
    WebOptions options = {.routes = lists, .route_list_count = 2, .clock = &fixed_clock,
                          .identify = identify, .app = &app->platform, .version = STR("0"),
                          .secret = {1, 2, 3}};
    assert_ok(web_open(&app->web, &app->arena, &options, &error), error);
    HttpOptions http = {.listen = STR("127.0.0.1:0")};
    assert_ok(http_server_open(&app->server, &http, web_handler(app->web), &error), error);
    app->port = http_server_port(app->server);
    *state = app;
    return 0;
}

static int close_app(void **state) {
    App *app = *state;
    http_server_close(app->server);
    population_close(&app->population);
    test_database_remove(&app->database);
    arena_release(&app->arena);
    free(app);
    return 0;
}

// ---- Asking ----

static Reply send_body(App *app, const char *line, const char *who, const char *type, Str body) {
    static int number;
    Str head = str_format(&app->arena,
                          "%s HTTP/1.1\r\nHost: jiuye.test\r\nCookie: " SESSION_COOKIE "=%s\r\n"
                          "X-CSRF-Token: token\r\nIdempotency-Key: key-%08d\r\n"
                          "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
                          line, who, number++, type, body.length);
    StrBuilder bytes;
    str_builder_init(&bytes, &app->arena, 0);
    str_put(&bytes, head);
    str_put(&bytes, body);
    return client_exchange(&app->arena, app->port, str_built(&bytes));
}

static Reply get(App *app, const char *path, const char *who) {
    Str request = str_format(&app->arena, "GET %s HTTP/1.1\r\nHost: jiuye.test\r\n"
                             "Cookie: " SESSION_COOKIE "=%s\r\n\r\n", path, who);
    return client_exchange(&app->arena, app->port, request);
}

static Reply upload(App *app, const char *who, Str file) {
    StrBuilder body;
    str_builder_init(&body, &app->arena, 0);
    str_put(&body, STR("--edge\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\ntoken\r\n"
                       "--edge\r\nContent-Disposition: form-data; name=\"file\"; "
                       "filename=\"roster.xlsx\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
    str_put(&body, file);
    str_put(&body, STR("\r\n--edge--\r\n"));
    return send_body(app, "POST /me/hires/roster", who, "multipart/form-data; boundary=edge",
                     str_built(&body));
}

static bool contains(Str text, const char *part) {
    return str_find(text, str_from_c(part), 0) != SIZE_MAX;
}

static void check(Reply reply, int status, const char *part) {
    if (reply.status == status && contains(reply.body, part)) return;
    fail_msg("%d wanted with \"%s\", got %d\n%.*s", status, part, reply.status,
             STR_ARG(reply.body));
}

static Reply api(App *app, const char *who, const char *uscc, const char *json) {
    Str line = str_format(&app->arena, "POST /api/orgs/%s/hires", uscc);
    return send_body(app, str_to_c(&app->arena, line), who, "application/json", str_from_c(json));
}

// ---- What is in the database ----

static bool run_count(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    HireRows rows;
    HireListIn list = {str_from_c(in), day(20000101)};
    if (!hire_list(tx, &list, arena, &rows, error)) return false;
    *(size_t *)out = rows.count;
    return true;
}

static size_t hires_of(App *app, const char *uscc) {
    size_t count = 0;
    Error error = {0};
    assert_ok(store_read(app->platform.store, run_count, uscc, &count, &app->arena, &error), error);
    return count;
}

// ---- The tests ----

static void test_roster__who_may(void **state) {
    App *app = *state;
    check(get(app, "/me/hires/roster", "company"), 200, "上传招用名册");
    check(get(app, "/me/hires/roster", "citizen"), 403, "角色");
    check(get(app, "/me/hires/roster", "gone"), 401, "请先登录");
    check(upload(app, "citizen", STR(HEADER MIGRANT_ROW)), 403, "角色");
    check(get(app, "/me/hires/roster/template.csv", "company"), 200, "公民身份号码,入职日期");
    check(get(app, "/me/hires", "company"), 200, "/me/hires/roster");
}

static void test_roster__shows_faults_in_their_cells(void **state) {
    App *app = *state;
    size_t before = hires_of(app, JOURNEY_EMPLOYER_USCC);
    Reply reply = upload(app, "company", STR(HEADER MIGRANT_ROW
        "<b>王</b>,640522991010041,'; DROP TABLE hire;--,,,<script>alert(1)</script>,1\n"));
    check(reply, 200, "先报送好的 1 人");
    check(reply, 200, "15位旧身份证号码已停用");
    check(reply, 200, "&lt;script&gt;alert(1)&lt;/script&gt;");
    check(reply, 200, "&#39;; DROP TABLE hire;--");
    assert_false(contains(reply.body, "<script>alert"));
    assert_false(contains(reply.body, "<b>王"));
    assert_int_equal(hires_of(app, JOURNEY_EMPLOYER_USCC), before);
}

static void test_roster__a_bad_file_is_a_fault_of_the_field(void **state) {
    App *app = *state;
    check(upload(app, "company", STR("PK\x03\x04 nothing")), 400, "不是 Excel 工作簿");
    check(upload(app, "company", STR("姓名\n王明远\n")), 400, "名册里缺少这些列");
    check(upload(app, "company", STR("")), 400, "名册文件");
    size_t size = HIRE_ROSTER_BYTES_MAX + 128 * 1024;
    Str large = {arena_alloc(&app->arena, size), size};
    assert_int_equal(upload(app, "company", large).status, 413);
}

static Str hidden(App *app, Str page, const char *name) {
    Str start = str_format(&app->arena, "name=\"%s\" value=\"", name);
    size_t at = str_find(page, start, 0);
    assert_true(at != SIZE_MAX);
    size_t end = str_find(page, STR("\""), at + start.length);
    return str_slice(page, at + start.length, end);
}

// A browser's encoding of what stands in an attribute.
static void put_field(StrBuilder *out, const char *name, Str value) {
    str_put_format(out, "&%s=", name);
    for (size_t i = 0; i < value.length; i++) {
        if (str_starts_with(str_slice(value, i, value.length), STR("&quot;"))) {
            str_put(out, STR("%22"));
            i += strlen("&quot;") - 1;
        } else {
            str_put_format(out, "%%%02X", (unsigned)(unsigned char)value.data[i]);
        }
    }
}

static Reply confirm(App *app, Str page) {
    StrBuilder body;
    str_builder_init(&body, &app->arena, 0);
    str_put(&body, STR("_csrf=token"));
    put_field(&body, "mode", hidden(app, page, "mode"));
    put_field(&body, "rows", hidden(app, page, "rows"));
    return send_body(app, "POST /me/hires/roster/confirm", "company",
                     "application/x-www-form-urlencoded", str_built(&body));
}

static void test_roster__is_reported_after_a_look(void **state) {
    App *app = *state;
    size_t before = hires_of(app, JOURNEY_EMPLOYER_USCC);
    Str book = workbook_of_rows(
        &app->arena,
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
        "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c>"
        "<c r=\"E1\" t=\"s\"><v>4</v></c></row>"
        "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>王明远</t></is></c>"
        "<c r=\"B2\" t=\"inlineStr\"><is><t>640522199910100410</t></is></c>"
        "<c r=\"C2\" s=\"1\"><v>45208</v></c><c r=\"D2\" s=\"2\"><v>45208</v></c></row>",
        "<si><t>姓名</t></si><si><t>公民身份号码</t></si><si><t>入职日期</t></si>"
        "<si><t>合同起</t></si><si><t>合同止</t></si>");
    Reply page = upload(app, "company", book);
    check(page, 200, "报送这 1 人");
    assert_int_equal(hires_of(app, JOURNEY_EMPLOYER_USCC), before);
    Reply done = confirm(app, page.body);
    assert_int_equal(done.status, 303);
    assert_str_equal(reply_header(&done, "Location"), "/me/hires?reported=1");
    assert_int_equal(hires_of(app, JOURNEY_EMPLOYER_USCC), before + 1);
    // The employer reads the name in full, and the number's end; the same file again adds nobody.
    check(get(app, "/me/hires?reported=1", "company"), 200, "王明远（尾号0410） 2023年10月9日入职");
    check(get(app, "/me/hires?reported=1", "company"), 200, "已报送 1 人");
    check(upload(app, "company", book), 200, "都已有登记");
    // Confirming once more adds nobody either.
    check(confirm(app, page.body), 303, "");
    assert_int_equal(hires_of(app, JOURNEY_EMPLOYER_USCC), before + 1);
    assert_false(contains(get(app, "/me/hires", "other").body, "王明远"));
}

static void test_roster__a_tampered_confirmation_is_checked_again(void **state) {
    App *app = *state;
    size_t before = hires_of(app, JOURNEY_EMPLOYER_USCC);
    StrBuilder body;
    str_builder_init(&body, &app->arena, 0);
    str_put(&body, STR("_csrf=token&mode=all"));
    put_field(&body, "rows", STR("[{\"name\":\"王明\",\"id_number\":\"640522199910100410\","
                                 "\"hired_on\":\"2023-10-11\"}]"));
    check(send_body(app, "POST /me/hires/roster/confirm", "company",
                    "application/x-www-form-urlencoded", str_built(&body)), 200, "这次没有报送");
    check(send_body(app, "POST /me/hires/roster/confirm", "company",
                    "application/x-www-form-urlencoded", STR("_csrf=token&mode=all&rows=7")),
          400, "数组");
    check(send_body(app, "POST /me/hires/roster/confirm", "company",
                    "application/x-www-form-urlencoded", STR("_csrf=token&mode=some&rows=%5B%5D")),
          400, "");
    assert_int_equal(hires_of(app, JOURNEY_EMPLOYER_USCC), before);
}

static void test_roster__api_takes_the_same_rows(void **state) {
    App *app = *state;
    size_t before = hires_of(app, BOUNDARY_EMPLOYER_USCC);
    const char *rows = "{\"rows\":[{\"name\":\"王明远\",\"id_number\":\"640522199910100410\","
                       "\"hired_on\":\"2023-10-12\"},{\"name\":\"无名\",\"id_number\":\"1\","
                       "\"hired_on\":\"2023-10-12\"}],\"mode\":\"good\"}";
    const char *trial = "{\"dry_run\":true,\"rows\":[{\"name\":\"王明远\",\"id_number\":"
                        "\"640522199910100410\",\"hired_on\":\"2023-10-12\"}]}";
    check(api(app, "other", BOUNDARY_EMPLOYER_USCC, trial), 200, "\"reported\":false,\"taken\":1");
    assert_int_equal(hires_of(app, BOUNDARY_EMPLOYER_USCC), before);
    Reply reply = api(app, "other", BOUNDARY_EMPLOYER_USCC, rows);
    check(reply, 200, "\"reported\":true,\"taken\":1,\"known\":0,\"refused\":1");
    check(reply, 200, "第2行（公民身份号码）：公民身份号码应为18位");
    assert_int_equal(hires_of(app, BOUNDARY_EMPLOYER_USCC), before + 1);
    // For another unit: as if it did not exist.
    check(api(app, "company", BOUNDARY_EMPLOYER_USCC, rows), 404, "NOT_FOUND");
    check(api(app, "citizen", BOUNDARY_EMPLOYER_USCC, rows), 403, "");
    check(api(app, "other", BOUNDARY_EMPLOYER_USCC, "{\"rows\":{}}"), 400, "数组");
    check(api(app, "other", BOUNDARY_EMPLOYER_USCC, "{\"rows\":[],\"modes\":1}"), 400, "modes");
    check(api(app, "other", BOUNDARY_EMPLOYER_USCC, "[1]"), 400, "");
    assert_int_equal(hires_of(app, BOUNDARY_EMPLOYER_USCC), before + 1);
}

static void test_roster__names_are_for_the_own_unit(void **state) {
    (void)state;
    Assessment hire = {.uscc = STR(JOURNEY_EMPLOYER_USCC), .subject_label = STR("王*"),
                       .subject_own_label = STR("王明远")};
    assert_str_equal(assessment_label(&hire, STR(JOURNEY_EMPLOYER_USCC)), "王明远");
    assert_str_equal(assessment_label(&hire, STR(BOUNDARY_EMPLOYER_USCC)), "王*");
    assert_str_equal(assessment_label(&hire, (Str){0}), "王*"); // a clerk, a person
    hire.uscc = (Str){0};
    assert_str_equal(assessment_label(&hire, (Str){0}), "王*");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roster__who_may),
        cmocka_unit_test(test_roster__shows_faults_in_their_cells),
        cmocka_unit_test(test_roster__a_bad_file_is_a_fault_of_the_field),
        cmocka_unit_test(test_roster__is_reported_after_a_look),
        cmocka_unit_test(test_roster__a_tampered_confirmation_is_checked_again),
        cmocka_unit_test(test_roster__names_are_for_the_own_unit),
        cmocka_unit_test(test_roster__api_takes_the_same_rows),
    };
    int failed = cmocka_run_group_tests(tests, open_app, close_app);
    return test_finish((int)(sizeof tests / sizeof tests[0]), failed);
}
