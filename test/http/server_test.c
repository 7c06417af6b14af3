// SPDX-License-Identifier: Apache-2.0
// Protects the server against what clients do to it: every attack here is sent over a real socket.
#include "test.h"

#include "http/server.h"
#include "http/socket_client.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

#define SMALL_BODY_MAX ((size_t)64 * 1024)
#define LONG_BODY_BYTES ((size_t)16 * 1024 * 1024) // no socket takes it at once

// ---- A handler that says what it got ----

typedef struct Fixture {
    Arena arena;
    HttpServer *server;
    int port;
    sem_t gate;            // "/slow" waits here
    atomic_int slow_begun;
} Fixture;

static HttpPlan plan(void *state, const Request *request) {
    (void)state;
    HttpPlan made = {.is_quick = str_starts_with(request->path, STR("/quick"))};
    if (str_starts_with(request->path, STR("/slow"))) made.lane = LANE_SLOW;
    return made;
}

static void put_fields(StrBuilder *out, const char *title, const FieldList *fields) {
    for (size_t i = 0; i < fields->count; i++) {
        const Field *field = &fields->items[i];
        str_put_format(out, "%s %.*s=%.*s", title, STR_ARG(field->name), STR_ARG(field->value));
        if (field->file_name.data) str_put_format(out, " (%.*s)", STR_ARG(field->file_name));
        str_put_char(out, '\n');
    }
}

static void echo(Request *request, Response *response) {
    StrBuilder out;
    str_builder_init(&out, request->arena, 0);
    str_put_format(&out, "%.*s %.*s\n", STR_ARG(method_to_str(request->method)),
                   STR_ARG(request->path));
    put_fields(&out, "query", &request->query);
    put_fields(&out, "form", &request->form);
    put_fields(&out, "cookie", &request->cookies);
    str_put_format(&out, "body %zu\nfrom %.*s\n", request->body.length,
                   STR_ARG(request->remote_address));
    response_text(response, 200, STR("text/plain; charset=utf-8"), str_built(&out));
}

static void respond(void *state, Request *request, Response *response) {
    Fixture *fixture = state;
    if (str_starts_with(request->path, STR("/slow"))) {
        atomic_fetch_add(&fixture->slow_begun, 1);
        sem_wait(&fixture->gate);
    }
    if (str_equal(request->path, STR("/long"))) {
        char *text = arena_alloc(request->arena, LONG_BODY_BYTES);
        memset(text, 'x', LONG_BODY_BYTES);
        response_text(response, 200, STR("text/plain"), (Str){text, LONG_BODY_BYTES});
        return;
    }
    if (str_equal(request->path, STR("/split"))) {
        response_header(response, "X-Name", fields_get(&request->query, STR("name")));
    }
    if (str_equal(request->path, STR("/quick/style.css"))) {
        StaticContent style = {.content_type = STR("text/css"),
                               .body = STR("p{}"),
                               .etag = STR("\"abc\""),
                               .max_age_s = 31536000,
                               .is_immutable = true};
        response_static(response, request, &style);
        return;
    }
    echo(request, response);
}

static void refuse(void *state, const Request *request, const Error *error, Response *response) {
    (void)state;
    response_text(response, 0, STR("text/plain"),
                  str_format(request->arena, "%s %s %s", error->code, error->message,
                             error->detail));
}

static Fixture *serve(HttpOptions options) {
    Fixture *fixture = calloc(1, sizeof *fixture);
    sem_init(&fixture->gate, 0, 0);
    options.listen = STR("127.0.0.1:0");
    if (options.body_bytes_max == 0) options.body_bytes_max = SMALL_BODY_MAX;
    Error error = {0};
    HttpHandler handler = {plan, respond, refuse, fixture};
    if (!http_server_open(&fixture->server, &options, handler, &error)) {
        fail_msg("%s", error.message);
    }
    fixture->port = http_server_port(fixture->server);
    return fixture;
}

static void stop(Fixture *fixture) {
    http_server_close(fixture->server);
    sem_destroy(&fixture->gate);
    arena_release(&fixture->arena);
    free(fixture);
}

static Reply ask(Fixture *fixture, const char *bytes) {
    return client_exchange(&fixture->arena, fixture->port, str_from_c(bytes));
}

static bool contains(Str text, const char *part) {
    return str_find(text, str_from_c(part), 0) != SIZE_MAX;
}

#define HEAD_END "Host: a\r\n\r\n"

static void wait_until(atomic_int *value, int wanted) {
    for (int i = 0; i < CLIENT_WAIT_MS && atomic_load(value) < wanted; i++) usleep(1000);
    assert_int_equal(atomic_load(value), wanted);
}

// ---- What arrives ----

static void test_server__hands_over_the_whole_request(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    Reply reply = ask(f, "POST /a/%E4%B8%AD?q=1+2&q=%E5%8D%AB HTTP/1.1\r\nHost: a\r\n"
                         "Cookie: sid=x; theme=large\r\nContent-Length: 9\r\n"
                         "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\r\n"
                         "name=%E5%BC%A0");
    assert_int_equal(reply.status, 400); // the body was cut at nine bytes: a broken escape
    reply = ask(f, "POST /a/%E4%B8%AD?q=1+2&q=%E5%8D%AB HTTP/1.1\r\nHost: a\r\n"
                   "Cookie: sid=x; theme=large\r\nContent-Length: 14\r\n"
                   "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\r\n"
                   "name=%E5%BC%A0");
    assert_int_equal(reply.status, 200);
    assert_str_equal(reply.body, "POST /a/中\nquery q=1 2\nquery q=卫\nform name=张\n"
                                 "cookie sid=x\ncookie theme=large\nbody 14\nfrom 127.0.0.1\n");
    stop(f);
}

static void test_server__reads_multipart(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    const char *body = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
                       "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n二\r\n"
                       "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n"
                       "Content-Type: text/plain\r\n\r\nline\r\n--Bogus\r\n--B--\r\n";
    const char *head = "POST /m HTTP/1.1\r\nHost: a\r\n"
                       "Content-Type: multipart/form-data; boundary=B\r\n";
    Str whole = str_format(&f->arena, "%sContent-Length: %zu\r\n\r\n%s", head, strlen(body), body);
    Reply reply = client_exchange(&f->arena, f->port, whole);
    assert_int_equal(reply.status, 400); // "--Bogus" starts with the boundary: not well formed
    body = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
           "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n二\r\n"
           "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x;\\\"y.txt\"\r\n"
           "Content-Type: text/plain\r\n\r\nline\r\n--B--\r\n";
    whole = str_format(&f->arena, "%sContent-Length: %zu\r\n\r\n%s", head, strlen(body), body);
    reply = client_exchange(&f->arena, f->port, whole);
    assert_str_equal(reply.body, "POST /m\nform a=\nform a=二\nform f=line (x;\"y.txt)\n"
                                 "body 0\nfrom 127.0.0.1\n");
    stop(f);
}

static void test_server__keeps_a_connection(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    int fd = client_connect(f->port);
    for (int i = 0; i < 20; i++) {
        client_send(fd, i % 2 ? STR("GET /quick HTTP/1.1\r\n" HEAD_END)
                              : STR("GET /work HTTP/1.1\r\n" HEAD_END));
        Reply reply = client_read(&f->arena, fd, false);
        assert_int_equal(reply.status, 200);
        assert_false(reply.is_closed);
    }
    // Two at once: answered in order.
    client_send(fd, STR("GET /work/1 HTTP/1.1\r\n" HEAD_END "GET /quick/2 HTTP/1.1\r\n" HEAD_END));
    StrBuilder in;
    str_builder_init(&in, &f->arena, 0);
    while (str_find(str_built(&in), STR("/quick/2"), 0) == SIZE_MAX) {
        assert_true(client_receive(fd, &in, CLIENT_WAIT_MS));
    }
    assert_true(str_find(str_built(&in), STR("/work/1"), 0) <
                str_find(str_built(&in), STR("/quick/2"), 0));
    close(fd);
    stop(f);
}

static void test_server__answers_head_without_body(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    Reply reply = ask(f, "HEAD /quick/style.css HTTP/1.1\r\n" HEAD_END);
    assert_int_equal(reply.status, 200);
    assert_str_equal(reply_header(&reply, "Content-Length"), "3");
    reply = ask(f, "GET /quick/style.css HTTP/1.1\r\nIf-None-Match: \"x\", W/\"abc\"\r\n" HEAD_END);
    assert_int_equal(reply.status, 304);
    reply = ask(f, "GET /quick/style.css HTTP/1.1\r\n" HEAD_END);
    assert_str_equal(reply_header(&reply, "Cache-Control"), "public, max-age=31536000, immutable");
    assert_str_equal(reply.body, "p{}");
    stop(f);
}

// ---- What is refused ----

typedef struct Attack {
    const char *bytes;
    int status;
    const char *says; // part of the body; NULL when the library words it
} Attack;

static const Attack attacks[] = {
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
     "0\r\n\r\nGET /smuggled HTTP/1.1\r\n" HEAD_END, 400, "AMBIGUOUS_LENGTH"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
     "0\r\n\r\n", 400, "AMBIGUOUS_LENGTH"},
    {"GET /quick HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
     "0\r\n\r\nGET /smuggled HTTP/1.1\r\n" HEAD_END, 400, "AMBIGUOUS_LENGTH"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 40\r\n\r\nabcd", 400,
     "AMBIGUOUS_LENGTH"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nabcd", 400,
     "AMBIGUOUS_LENGTH"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"
     "\r\n0\r\n\r\n", 400, "AMBIGUOUS_LENGTH"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501,
     "UNKNOWN_ENCODING"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcd", 400, NULL},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\nabcd", 400, NULL},
    {"GET /quick HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "AMBIGUOUS_LENGTH"},
    {"GET /quick HTTP/1.1\r\n\r\n", 400, NULL},
    {"GET /../etc/passwd HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /a/%2e%2e/b HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /a/..%2fb HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /a//b HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /a%5c..%5cb HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /a%00.html HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /a%0d%0aSet-Cookie:x HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /a%c0%ae HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /a%zz HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET http://other/a HTTP/1.1\r\n" HEAD_END, 400, "BAD_PATH"},
    {"GET /quick?a=%00 HTTP/1.1\r\n" HEAD_END, 400, "BAD_QUERY"},
    {"GET /quick?a=%ff HTTP/1.1\r\n" HEAD_END, 400, "BAD_QUERY"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
     "Content-Length: 8\r\n\r\na=%C3%28", 400, "BAD_FORM"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
     "Content-Length: 5\r\n\r\na=%00", 400, "BAD_FORM"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data\r\n"
     "Content-Length: 5\r\n\r\n--B--", 400, "BAD_FORM"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n", 413, "BODY_TOO_LARGE"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n", 413, "最多64 KB"},
    {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413, NULL},
    {"GET /split?name=a%0d%0aSet-Cookie:x=1 HTTP/1.1\r\n" HEAD_END, 500, "服务器内部错误"},
};

static void test_server__refuses_attacks(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        Reply reply = ask(f, attacks[i].bytes);
        if (reply.status != attacks[i].status ||
            (attacks[i].says && !contains(reply.body, attacks[i].says))) {
            fail_msg("attack %zu: got %d %.*s\n%s", i, reply.status, STR_ARG(reply.body),
                     attacks[i].bytes);
        }
        assert_false(contains(reply.head, "Set-Cookie"));
    }
    stop(f);
}

static void test_server__never_reads_a_smuggled_request(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    for (int i = 0; i < 3; i++) {
        int fd = client_connect(f->port);
        client_send(fd, str_from_c(attacks[i == 2 ? 2 : 0].bytes));
        assert_int_equal(client_read(&f->arena, fd, false).status, 400);
        assert_true(client_sees_close(fd, CLIENT_WAIT_MS));
        close(fd);
    }
    assert_int_equal(http_server_stats(f->server).requests, 3);
    stop(f);
}

static void test_server__refuses_large_heads(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    static const size_t sizes[] = {17000, 40000};
    for (size_t i = 0; i < 2; i++) {
        StrBuilder out;
        str_builder_init(&out, &f->arena, 0);
        str_put(&out, STR("GET /quick HTTP/1.1\r\nX-Long: "));
        for (size_t n = 0; n < sizes[i]; n++) str_put_char(&out, 'a');
        str_put(&out, STR("\r\n" HEAD_END));
        assert_int_equal(client_exchange(&f->arena, f->port, str_built(&out)).status, 431);
    }
    StrBuilder out;
    str_builder_init(&out, &f->arena, 0);
    str_put(&out, STR("GET /quick?"));
    for (size_t n = 0; n < 9000; n++) str_put_char(&out, 'a');
    str_put(&out, STR(" HTTP/1.1\r\n" HEAD_END));
    assert_int_equal(client_exchange(&f->arena, f->port, str_built(&out)).status, 414);
    stop(f);
}

static Str chunked(Arena *arena, size_t chunks) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put(&out, STR("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (size_t i = 0; i < chunks; i++) {
        str_put(&out, STR("1000\r\n"));
        for (size_t n = 0; n < 4096; n++) str_put_char(&out, 'x');
        str_put(&out, STR("\r\n"));
    }
    str_put(&out, STR("0\r\n\r\n"));
    return str_built(&out);
}

static void test_server__bounds_chunked_bodies(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    Reply reply = client_exchange(&f->arena, f->port, chunked(&f->arena, 16));
    assert_int_equal(reply.status, 200);
    assert_true(contains(reply.body, "body 65536"));
    assert_int_equal(client_exchange(&f->arena, f->port, chunked(&f->arena, 17)).status, 413);
    stop(f);
}

// Closing on a client that still sends would reset the connection before it reads the answer.
static void test_server__answers_a_client_that_sends_too_much(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    StrBuilder out;
    str_builder_init(&out, &f->arena, 0);
    str_put(&out, STR("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"));
    for (size_t i = 0; i < 1000000; i++) str_put_char(&out, 'x');
    for (int i = 0; i < 20; i++) {
        Reply reply = client_exchange(&f->arena, f->port, str_built(&out));
        assert_int_equal(reply.status, 413);
        assert_true(contains(reply.body, "BODY_TOO_LARGE"));
    }
    stop(f);
}

// What an exchange held is given back when its answer has gone, which its client may see a moment
// before.
static int status_when_given_back(Fixture *f, Str request) {
    int status = 503;
    for (int i = 0; i < CLIENT_WAIT_MS && status == 503; i++) {
        if (i > 0) usleep(1000);
        status = client_exchange(&f->arena, f->port, request).status;
    }
    return status;
}

static void test_server__bounds_all_bodies_together(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){.bodies_bytes_max = 40000});
    assert_int_equal(client_exchange(&f->arena, f->port, chunked(&f->arena, 16)).status, 503);
    Str most = chunked(&f->arena, 9); // of what they may hold together
    for (int i = 0; i < 5; i++) assert_int_equal(status_when_given_back(f, most), 200);
    stop(f);
}

// ---- Slow clients, slow handlers ----

static void test_server__ends_slowloris(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){.head_ms_max = 400, .body_ms_max = 400});
    int head = client_connect(f->port), body = client_connect(f->port);
    client_send(head, STR("GET /quick HTTP/1.1\r\n"));
    client_send(body, STR("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"));
    // A byte every 50 ms: never inactive, and still ended.
    bool head_is_open = true, body_is_open = true;
    for (int i = 0; i < 100 && (head_is_open || body_is_open); i++) {
        usleep(50000);
        if (head_is_open) head_is_open = client_send(head, STR("X-A: b\r\n"));
        if (body_is_open) body_is_open = client_send(body, STR("x"));
    }
    assert_false(head_is_open);
    assert_false(body_is_open);
    assert_int_equal(http_server_stats(f->server).too_slow, 2);
    close(head);
    close(body);
    stop(f);
}

// Reads so many bytes every PACE_MS until all is there or the server has had enough of it; what was
// read.
#define PACE_MS 100
#define PACE_WINDOW_BYTES (256 * 1024)

static size_t read_long(Fixture *f, size_t bytes) {
    static char buffer[LONG_BODY_BYTES];
    size_t count = 0;
    ssize_t some = 1;
    int fd = client_connect_narrow(f->port, PACE_WINDOW_BYTES);
    client_send(fd, STR("GET /long HTTP/1.1\r\n" HEAD_END));
    while (some > 0 && count < LONG_BODY_BYTES && http_server_stats(f->server).too_slow == 0) {
        size_t pause_at = count + bytes;
        while (some > 0 && count < pause_at) {
            some = recv(fd, buffer, pause_at - count, 0);
            if (some > 0) count += (size_t)some;
        }
        usleep(PACE_MS * 1000);
    }
    close(fd);
    return count;
}

// Who makes progress gets the whole file, however many times the limit that takes; who takes too
// little of it is ended though never silent.
static void test_server__waits_for_who_makes_progress(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){.response_ms_max = 1000, .response_bytes_min = 256 * 1024});
    assert_true(read_long(f, LONG_BODY_BYTES / 40) >= LONG_BODY_BYTES);
    assert_int_equal(http_server_stats(f->server).too_slow, 0);
    assert_true(read_long(f, 4 * 1024) < LONG_BODY_BYTES / 4);
    assert_int_equal(http_server_stats(f->server).too_slow, 1);
    stop(f);
}

static void test_server__ends_idle_connections(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){.head_ms_max = 200, .idle_ms_max = 200});
    int fd = client_connect(f->port);
    client_send(fd, STR("GET /quick HTTP/1.1\r\n" HEAD_END));
    assert_int_equal(client_read(&f->arena, fd, false).status, 200);
    assert_true(client_sees_close(fd, CLIENT_WAIT_MS));
    close(fd);
    stop(f);
}

static void test_server__slow_work_delays_nobody(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){.event_threads = 1, .worker_threads = 4});
    enum { SLOW = 6 }; // more than the slow lane's two threads
    int slow[SLOW];
    for (int i = 0; i < SLOW; i++) {
        slow[i] = client_connect(f->port);
        client_send(slow[i], STR("GET /slow HTTP/1.1\r\n" HEAD_END));
    }
    wait_until(&f->slow_begun, 2);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(ask(f, "GET /quick HTTP/1.1\r\n" HEAD_END).status, 200);
        assert_int_equal(ask(f, "GET /work HTTP/1.1\r\n" HEAD_END).status, 200);
    }
    assert_int_equal(atomic_load(&f->slow_begun), 2); // the rest wait their turn
    for (int i = 0; i < SLOW; i++) sem_post(&f->gate);
    for (int i = 0; i < SLOW; i++) {
        assert_int_equal(client_read(&f->arena, slow[i], false).status, 200);
        close(slow[i]);
    }
    stop(f);
}

static void test_server__says_busy_when_the_queue_is_full(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){.worker_threads = 1, .queue_max = 2});
    int slow[3];
    for (int i = 0; i < 3; i++) {
        slow[i] = client_connect(f->port);
        client_send(slow[i], STR("GET /slow HTTP/1.1\r\n" HEAD_END));
        if (i == 0) wait_until(&f->slow_begun, 1);
    }
    for (int i = 0; i < CLIENT_WAIT_MS && http_server_stats(f->server).queued < 2; i++) {
        usleep(1000);
    }
    Reply reply = ask(f, "GET /slow HTTP/1.1\r\n" HEAD_END);
    assert_int_equal(reply.status, 503);
    assert_str_equal(reply_header(&reply, "Retry-After"), "2");
    for (int i = 0; i < 3; i++) sem_post(&f->gate);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(client_read(&f->arena, slow[i], false).status, 200);
        close(slow[i]);
    }
    stop(f);
}

static void test_server__bounds_connections(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){.event_threads = 1, .connections_max = 3});
    int held[3];
    for (int i = 0; i < 3; i++) {
        held[i] = client_connect(f->port);
        client_send(held[i], STR("GET /quick HTTP/1.1\r\n" HEAD_END));
        assert_int_equal(client_read(&f->arena, held[i], false).status, 200);
    }
    int fourth = client_connect(f->port); // the kernel takes it, the server does not
    client_send(fourth, STR("GET /quick HTTP/1.1\r\n" HEAD_END));
    StrBuilder in;
    str_builder_init(&in, &f->arena, 0);
    assert_false(client_receive(fourth, &in, 200));
    for (int i = 0; i < 3; i++) close(held[i]);
    close(fourth);
    for (int i = 0; i < CLIENT_WAIT_MS && http_server_stats(f->server).connections > 0; i++) {
        usleep(1000);
    }
    assert_int_equal(ask(f, "GET /quick HTTP/1.1\r\n" HEAD_END).status, 200);
    stop(f);
}

// ---- Ending ----

static void *close_server(void *user) {
    http_server_close(((Fixture *)user)->server);
    return NULL;
}

static void test_server__answers_what_has_begun_before_it_ends(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    int busy = client_connect(f->port), idle = client_connect(f->port);
    client_send(idle, STR("GET /quick HTTP/1.1\r\n" HEAD_END));
    assert_int_equal(client_read(&f->arena, idle, false).status, 200);
    client_send(busy, STR("GET /slow HTTP/1.1\r\n" HEAD_END));
    wait_until(&f->slow_begun, 1);
    pthread_t closing;
    pthread_create(&closing, NULL, close_server, f);
    assert_true(client_sees_close(idle, CLIENT_WAIT_MS));
    sem_post(&f->gate);
    Reply reply = client_read(&f->arena, busy, false);
    assert_int_equal(reply.status, 200);
    assert_true(reply.is_closed);
    pthread_join(closing, NULL);
    close(busy);
    close(idle);
    sem_destroy(&f->gate);
    arena_release(&f->arena);
    free(f);
}

static size_t bytes_left(int fd) {
    static char part[64 * 1024];
    size_t total = 0;
    for (ssize_t count; (count = read(fd, part, sizeof part)) > 0;) total += (size_t)count;
    return total;
}

static void test_server__ends_while_clients_hang(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){.drain_ms_max = 100});
    int half = client_connect(f->port), deaf = client_connect(f->port);
    client_send(half, STR("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"));
    client_send(deaf, STR("GET /long HTTP/1.1\r\n" HEAD_END)); // and never reads it
    usleep(50000);
    http_server_close(f->server);
    assert_true(bytes_left(deaf) < LONG_BODY_BYTES); // it was cut off
    close(half);
    close(deaf);
    sem_destroy(&f->gate);
    arena_release(&f->arena);
    free(f);
}

static void *wait_for_signal(void *user) {
    *(int *)user = http_signals_wait();
    return NULL;
}

static void test_signals__are_waited_for(void **state) {
    (void)state;
    http_signals_block();
    int number = 0;
    pthread_t waiting;
    pthread_create(&waiting, NULL, wait_for_signal, &number);
    kill(getpid(), SIGTERM);
    pthread_join(waiting, NULL);
    assert_int_equal(number, SIGTERM);
}

static void test_server__says_why_it_cannot_listen(void **state) {
    (void)state;
    Fixture *f = serve((HttpOptions){0});
    HttpServer *second = NULL;
    Error error = {0};
    Str taken = str_format(&f->arena, "127.0.0.1:%d", f->port);
    HttpHandler handler = {plan, respond, refuse, f};
    assert_false(http_server_open(&second, &(HttpOptions){.listen = taken}, handler, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_non_null(strstr(error.message, "127.0.0.1:"));
    assert_false(http_server_open(&second, &(HttpOptions){.listen = STR("8640")}, handler, &error));
    stop(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server__hands_over_the_whole_request),
        cmocka_unit_test(test_server__reads_multipart),
        cmocka_unit_test(test_server__keeps_a_connection),
        cmocka_unit_test(test_server__answers_head_without_body),
        cmocka_unit_test(test_server__refuses_attacks),
        cmocka_unit_test(test_server__never_reads_a_smuggled_request),
        cmocka_unit_test(test_server__refuses_large_heads),
        cmocka_unit_test(test_server__bounds_chunked_bodies),
        cmocka_unit_test(test_server__answers_a_client_that_sends_too_much),
        cmocka_unit_test(test_server__bounds_all_bodies_together),
        cmocka_unit_test(test_server__ends_slowloris),
        cmocka_unit_test(test_server__waits_for_who_makes_progress),
        cmocka_unit_test(test_server__ends_idle_connections),
        cmocka_unit_test(test_server__slow_work_delays_nobody),
        cmocka_unit_test(test_server__says_busy_when_the_queue_is_full),
        cmocka_unit_test(test_server__bounds_connections),
        cmocka_unit_test(test_server__answers_what_has_begun_before_it_ends),
        cmocka_unit_test(test_server__ends_while_clients_hang),
        cmocka_unit_test(test_signals__are_waited_for),
        cmocka_unit_test(test_server__says_why_it_cannot_listen),
    };
    return RUN_TESTS(tests);
}
