// SPDX-License-Identifier: Apache-2.0
// Protects the screens of the monitor over real sockets: the head sees numbers and nobody, a county
// sees its own, the log is for the audit administrator and remembers who read it, and nothing that
// somebody typed becomes HTML.
#include "../monitor/office.h"

#include "../http/socket_client.h"
#include "pages/audit/log.h"
#include "pages/monitor/one_screen.h"
#include "pages/monitor/unclaimed.h"
#include "pages/platform.h"
#include "web/web.h"

typedef struct Site {
    Office office;
    Platform platform;
    Web *web;
    HttpServer *http;
    Arena arena;
} Site;

static Date fixed_today(void *state) {
    (void)state;
    return today();
}

static int64_t fixed_now(void *state) {
    (void)state;
    return OFFICE_NOW_MS;
}

static const Clock site_clock = {fixed_today, fixed_now, NULL};

// The cookie says who it is: "role county".
static bool identify(void *state, const Request *request, Identity *identity, Error *error) {
    (void)state;
    (void)error;
    Str county = request_cookie(request, SESSION_COOKIE);
    Role role;
    if (!role_from_code(str_cut(&county, ' '), &role)) return true; // expired, forged: nobody
    Actor actor = actor_of(50, role, "");
    actor.scope.division_prefix = str_is_absent(county) ? STR("") : county;
    actor.request_id = identity->actor.request_id;
    actor.remote_address = identity->actor.remote_address;
    identity->actor = actor;
    identity->csrf_token = STR("token");
    return true;
}

static void site_open(Site *site, void **state) {
    *site = (Site){0};
    office_open(&site->office, state);
    site->platform = (Platform){.store = site->office.city.store,
                                .catalogue = site->office.city.catalogue,
                                .calendar = site->office.calendar,
                                .clock = site_clock,
                                .program_version = STR("test")};
    static const RouteList *const lists[] = {&monitor_pages, &unclaimed_pages, &audit_pages};
    WebOptions options = {.routes = lists,
                          .route_list_count = 3,
                          .clock = &site->platform.clock,
                          .identify = identify,
                          .app = &site->platform,
                          .version = STR("test")};
    HttpOptions http = {.listen = STR("127.0.0.1:0")};
    Error error = {0};
    assert_ok(web_open(&site->web, &site->arena, &options, &error), error);
    assert_ok(http_server_open(&site->http, &http, web_handler(site->web), &error), error);
}

static void site_close(Site *site) {
    http_server_close(site->http);
    population_close(&site->office.city);
    arena_release(&site->arena);
}

static Reply get(Site *site, const char *who, Str path) {
    Str request = str_format(&site->arena,
                             "GET %.*s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n"
                             "Cookie: " SESSION_COOKIE "=%s\r\nConnection: close\r\n\r\n",
                             STR_ARG(path), who);
    return client_exchange(&site->arena, http_server_port(site->http), request);
}

static bool contains(Str text, Str part) {
    return str_find(text, part, 0) != SIZE_MAX;
}

static const JsonValue *json_of(Site *site, const Reply *reply) {
    const JsonValue *value;
    Error error = {0};
    assert_int_equal(reply->status, 200);
    assert_ok(json_parse(&site->arena, reply->body, &value, &error), error);
    return value;
}

static int64_t number_of(const JsonValue *object, const char *key) {
    int64_t number;
    const JsonValue *value = json_get(object, key);
    assert_non_null(value);
    assert_true(json_to_int64(value, &number));
    return number;
}

// ---- Who may see what ----

static void test_monitor__asks_for_the_right_role(void **state) {
    static const struct {
        const char *path;
        const char *may; // roles
        const char *may_not;
    } rows[] = {
        {"/monitor", "leading_head county_clerk county_reviewer finance_reviewer",
         "citizen org_hr sys_admin sec_admin audit_admin"},
        {"/monitor/policies/5", "leading_head county_clerk", "citizen audit_admin"},
        {"/api/dashboard", "leading_head finance_reviewer", "citizen org_hr audit_admin"},
        {"/unclaimed?policy=5", "county_clerk county_reviewer",
         "leading_head finance_reviewer citizen org_hr sys_admin audit_admin"},
        {"/unclaimed.csv?policy=5", "county_clerk", "leading_head finance_reviewer citizen"},
        {"/api/unclaimed?policy=5", "county_reviewer", "leading_head finance_reviewer citizen"},
        {"/audit", "audit_admin", "sys_admin sec_admin leading_head county_clerk citizen"},
        {"/api/audit", "audit_admin", "sys_admin sec_admin leading_head"},
    };
    Site site;
    site_open(&site, state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str path = str_from_c(rows[i].path), may = str_from_c(rows[i].may);
        Str may_not = str_from_c(rows[i].may_not);
        while (!str_is_absent(may)) {
            Str role = str_cut(&may, ' ');
            assert_int_equal(get(&site, str_to_c(&site.arena, role), path).status, 200);
        }
        while (!str_is_absent(may_not)) {
            Str role = str_cut(&may_not, ' ');
            assert_int_equal(get(&site, str_to_c(&site.arena, role), path).status, 403);
        }
        assert_int_equal(get(&site, "expired", path).status, 401);
    }
    site_close(&site);
}

static void test_monitor__the_head_sees_nobody(void **state) {
    Site site;
    site_open(&site, state);
    ListCall list = {actor_of(21, ROLE_COUNTY_CLERK, ""), {.policy_number = 24}};
    UnclaimedPage page = office_list(&site.office, &list);
    assert_true(page.rows.count > 0);
    static const char *const paths[] = {"/monitor", "/monitor/policies/24", "/api/dashboard"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        Reply reply = get(&site, "leading_head", str_from_c(paths[i]));
        assert_int_equal(reply.status, 200);
        assert_false(contains(reply.body, STR("/unclaimed")));
        for (size_t j = 0; j < page.rows.count; j++) {
            assert_false(contains(reply.body, page.rows.items[j].subject_label));
        }
    }
    assert_true(contains(get(&site, "county_clerk 640522", STR("/monitor")).body,
                         STR("/unclaimed?policy=5&amp;county=640522")));
    site_close(&site);
}

static void test_monitor__page_and_api_say_the_same(void **state) {
    Site site;
    site_open(&site, state);
    Dashboard city = office_dashboard(&site.office, head_actor());
    Reply api = get(&site, "leading_head", STR("/api/dashboard"));
    const JsonValue *json = json_of(&site, &api);
    const JsonValue *total = json_get(json, "total");
    assert_int_equal(number_of(total, "unclaimed"), city.total.unclaimed);
    assert_int_equal(number_of(total, "allotted_fen"), city.total.allotted_fen);
    assert_int_equal(json_get(json, "items")->count, 42);
    Reply page = get(&site, "leading_head", STR("/monitor"));
    assert_true(contains(page.body, fen_to_str(&site.arena, (Fen){city.total.unclaimed_fen})));
    assert_true(contains(page.body, STR("第42项")));
    // The chart reads the cells of the table: they hold the numbers themselves.
    const DashboardItem *item = dashboard_item(&city, 5);
    Str cell = str_format(&site.arena, "data-count=\"%lld\" data-fen=\"%lld\"",
                          (long long)item->counties[2].unclaimed,
                          (long long)item->counties[2].unclaimed_fen);
    assert_true(contains(page.body, cell));
    assert_true(contains(page.body, STR("chart.js")));
    assert_int_equal(get(&site, "leading_head", STR("/monitor/policies/99")).status, 404);
    assert_int_equal(get(&site, "leading_head", STR("/monitor/policies/%3Cb%3E")).status, 404);
    site_close(&site);
}

// ---- The lists ----

static void test_unclaimed__pages_stay_within_the_county(void **state) {
    Site site;
    site_open(&site, state);
    Reply own = get(&site, "county_clerk 640522", STR("/api/unclaimed?policy=5"));
    assert_true(number_of(json_of(&site, &own), "total") > 0);
    Reply other = get(&site, "county_clerk 640522", STR("/api/unclaimed?policy=5&county=640521"));
    assert_int_equal(number_of(json_of(&site, &other), "total"), 0);
    Reply page = get(&site, "county_clerk 640522", STR("/unclaimed?policy=5"));
    assert_true(contains(page.body, STR("********")));
    assert_false(contains(page.body, STR("value=\"640521\"")));
    site_close(&site);
}

static void test_unclaimed__next_page_hides_its_key(void **state) {
    Site site;
    site_open(&site, state);
    // Every subject of the list, by following the addresses that the pages give.
    Str path = STR("/api/unclaimed?policy=7");
    int64_t total = 0, rows = 0;
    for (;;) {
        Reply reply = get(&site, "county_clerk", path);
        const JsonValue *json = json_of(&site, &reply);
        const JsonValue *next = json_get(json, "next");
        total = number_of(json, "total");
        rows += (int64_t)json_get(json, "rows")->count;
        if (next->kind != JSON_STRING) break;
        assert_false(contains(next->text, STR("6405")));
        path = str_format(&site.arena, "/api/unclaimed?policy=7&after=%.*s", STR_ARG(next->text));
    }
    assert_int_equal(rows, total);
    assert_int_equal(
        get(&site, "county_clerk", STR("/unclaimed?policy=5&after=640522199910100410")).status,
        400);
    site_close(&site);
}

static void test_unclaimed__bad_input_is_a_clear_400(void **state) {
    static const char *const paths[] = {
        "/api/unclaimed",
        "/unclaimed.csv",
        "/unclaimed?policy=abc",
        "/unclaimed?policy=-1",
        "/unclaimed?policy=99999999999999999999",
        "/unclaimed?policy=5&county=6405220",
        "/api/unclaimed?policy=5&county=%25", // a wildcard of SQL
        "/api/unclaimed?policy=5&county=6405_2",
        "/api/unclaimed?policy=5&county=%27--",
        "/unclaimed.csv?policy=5&county=%25",
        "/unclaimed?policy=5&after=%3Cscript%3E",
        "/api/unclaimed?policy=5&after=!!",
    };
    Site site;
    site_open(&site, state);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        Reply reply = get(&site, "county_clerk", str_from_c(paths[i]));
        assert_int_equal(reply.status, 400);
        assert_false(contains(reply.body, STR("<script>")));
    }
    site_close(&site);
}

static void test_unclaimed__export_is_a_file_and_a_row_of_the_log(void **state) {
    Site site;
    site_open(&site, state);
    Reply reply = get(&site, "county_clerk 640521", STR("/unclaimed.csv?policy=5"));
    assert_int_equal(reply.status, 200);
    assert_true(str_starts_with(reply.body, STR("\xEF\xBB\xBF序号,对象")));
    assert_true(contains(reply_header(&reply, "Content-Disposition"), STR("attachment")));
    assert_true(contains(reply.body, STR("SHA-256 ")));
    Reply log = get(&site, "audit_admin", STR("/audit?object=5"));
    assert_true(contains(log.body, STR("导出应享未享名单")));
    site_close(&site);
}

// ---- The log ----

static void test_audit__each_reading_is_logged(void **state) {
    Site site;
    site_open(&site, state);
    Actor auditor = actor_of(40, ROLE_AUDIT_ADMIN, "");
    AuditQuery all = {.row_count = AUDIT_ROWS_MAX};
    size_t before = office_log(&site.office, auditor, &all).count;
    assert_int_equal(get(&site, "audit_admin", STR("/audit")).status, 200);
    assert_int_equal(get(&site, "audit_admin", STR("/api/audit")).status, 200);
    AuditRecords after = office_log(&site.office, auditor, &all);
    assert_int_equal(after.count, before + 3); // and this one
    for (size_t i = 0; i < 3; i++) assert_str_equal(after.items[i].action, "audit.read");
    LogCall call = {actor_of(41, ROLE_SYS_ADMIN, ""), all};
    AuditRecords none;
    Error error = {0};
    assert_false(
        store_write(site.office.city.store, office_read_log, &call, &none, &site.arena, &error));
    assert_int_equal(error.kind, ERROR_FORBIDDEN);
    site_close(&site);
}

static bool write_many(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const Actor *actor = in;
    for (int i = 0; i < 120; i++) {
        AuditEntry entry = {.action = STR("test.row"),
                            .object_kind = STR("test"),
                            .object_number = STR("T-1&<b>"),
                            .before = STR("<script>alert(1)</script>"),
                            .after = str_format(arena, "row %d", i)};
        if (!audit_write(tx, actor, &entry, error)) return false;
    }
    return true;
}

static void test_audit__pages_through_one_object(void **state) {
    Site site;
    site_open(&site, state);
    Actor actor = actor_of(40, ROLE_COUNTY_CLERK, "");
    office_write(&site.office, write_many, &actor, NULL);
    Str path = STR("/api/audit?object=T-1%26%3Cb%3E");
    int64_t rows = 0, pages = 0;
    for (Str next = path; !str_is_absent(next); pages++) {
        Reply reply = get(&site, "audit_admin", next);
        const JsonValue *json = json_of(&site, &reply);
        const JsonValue *list = json_get(json, "rows"), *after = json_get(json, "next");
        for (size_t i = 0; i < list->count; i++, rows++) {
            Str text = json_get(list->items[i], "after")->text;
            assert_str_equal(
                text, str_to_c(&site.arena, str_format(&site.arena, "row %d", 119 - (int)rows)));
        }
        next = after->kind == JSON_STRING
                   ? str_format(&site.arena, "%.*s&after=%.*s", STR_ARG(path), STR_ARG(after->text))
                   : (Str){0};
    }
    assert_int_equal(rows, 120);
    assert_int_equal(pages, 3);
    Reply page = get(&site, "audit_admin", STR("/audit?object=T-1%26%3Cb%3E"));
    assert_false(contains(page.body, STR("<script>alert")));
    assert_false(contains(page.body, STR("<b>")));
    assert_true(contains(page.body, STR("&lt;script&gt;")));
    site_close(&site);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_monitor__asks_for_the_right_role),
        BOTH(test_monitor__the_head_sees_nobody),
        BOTH(test_monitor__page_and_api_say_the_same),
        BOTH(test_unclaimed__pages_stay_within_the_county),
        BOTH(test_unclaimed__next_page_hides_its_key),
        BOTH(test_unclaimed__bad_input_is_a_clear_400),
        BOTH(test_unclaimed__export_is_a_file_and_a_row_of_the_log),
        BOTH(test_audit__each_reading_is_logged),
        BOTH(test_audit__pages_through_one_object),
    };
    return RUN_TESTS(tests);
}
