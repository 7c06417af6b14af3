// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.h"

#include "http/multipart.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static enum MHD_Result exchange_send(Exchange *x);

void *exchange_on_target(void *user, const char *target, struct MHD_Connection *mhd) {
    HttpServer *server = user;
    Arena arena = {0};
    Exchange *x = NEW(&arena, Exchange);
    x->arena = arena;
    x->server = server;
    x->mhd = mhd;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    x->connection = info ? info->socket_context : NULL;
    size_t length = strlen(target);
    x->target_is_too_long = length > HTTP_TARGET_BYTES_MAX;
    x->target = str_copy(&x->arena, (Str){target, x->target_is_too_long ? 0 : length});
    x->request.arena = &x->arena;
    response_init(&x->response, &x->arena);
    atomic_fetch_add(&server->in_flight, 1);
    if (x->connection) atomic_store(&x->connection->is_busy, true);
    return x;
}

// ---- Refusing ----

static bool refuse(Exchange *x, int status, ErrorKind kind, const char *code, const char *message) {
    x->refused_status = status;
    error_set(&x->refusal, kind, "%s", message);
    return error_code(&x->refusal, code);
}

static bool refuse_malformed(Exchange *x, const char *code, const char *message) {
    return refuse(x, 400, ERROR_INVALID, code, message);
}

// What to do about it: how much there may be.
static bool refuse_body(Exchange *x) {
    size_t kb = x->plan.body_bytes_max / 1024, mb = kb / 1024;
    refuse(x, 413, ERROR_LIMIT, "BODY_TOO_LARGE", "提交的内容太大");
    return error_detail(&x->refusal,
                        "一次最多%zu %s：请压缩照片，或者分几次提交。返回上一页，填过的还在",
                        mb ? mb : kb, mb ? "MB" : "KB");
}

// Words the refusal. The connection closes: what follows on it cannot be trusted or is unwanted.
static void answer_refusal(Exchange *x) {
    const HttpHandler *handler = &x->server->handler;
    response_init(&x->response, &x->arena);
    handler->refuse(handler->state, &x->request, &x->refusal, &x->response);
    x->response.status = x->refused_status;
    x->response.closes = true;
    if (x->refused_status == 503) response_header(&x->response, "Retry-After", STR("2"));
    x->stage = STAGE_ANSWERED;
    atomic_fetch_add(&x->server->refused, 1);
}

// ---- The head ----

static enum MHD_Result collect_header(void *user, enum MHD_ValueKind kind, const char *name,
                                      size_t name_size, const char *value, size_t value_size) {
    (void)kind;
    Exchange *x = user;
    Field field = {.name = {name, name_size}, .value = {value ? value : "", value_size}};
    PUSH(&x->arena, &x->request.headers, field);
    return MHD_YES;
}

static bool all_digits(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
    }
    return text.length > 0;
}

// Where a message ends must have one reading only, or a proxy and we could disagree on it:
// libmicrohttpd 0.9.75 itself accepts both lengths, and the first of two.
static bool check_framing(Exchange *x) {
    size_t lengths = 0, encodings = 0, hosts = 0, bytes = x->target.length;
    Str length = {0}, encoding = {0};
    for (size_t i = 0; i < x->request.headers.count; i++) {
        const Field *header = &x->request.headers.items[i];
        bytes += header->name.length + header->value.length + 4;
        if (str_equal_ignoring_case(header->name, STR("Content-Length"))) {
            lengths++;
            length = header->value;
        } else if (str_equal_ignoring_case(header->name, STR("Transfer-Encoding"))) {
            encodings++;
            encoding = header->value;
        } else if (str_equal_ignoring_case(header->name, STR("Host"))) {
            hosts++;
        }
    }
    if (bytes > HTTP_HEAD_BYTES_MAX) {
        return refuse(x, 431, ERROR_LIMIT, "HEAD_TOO_LARGE", "请求头太大，请清除浏览器的 Cookie 后再试");
    }
    if (lengths + encodings > 1 || hosts > 1) {
        return refuse_malformed(x, "AMBIGUOUS_LENGTH", "请求的长度或主机写了不止一次");
    }
    if (encodings && !str_equal_ignoring_case(encoding, STR("chunked"))) {
        return refuse(x, 501, ERROR_INVALID, "UNKNOWN_ENCODING", "不支持这种传输编码");
    }
    if (lengths && !all_digits(length)) {
        return refuse_malformed(x, "BAD_LENGTH", "请求的长度不是数字");
    }
    return true;
}

static bool read_target(Exchange *x) {
    Request *request = &x->request;
    if (x->target_is_too_long) {
        return refuse(x, 414, ERROR_LIMIT, "TARGET_TOO_LONG", "网址太长");
    }
    Str query = x->target;
    Str path = str_cut(&query, '?');
    request->raw_query = query;
    if (!path_decode(&x->arena, path, &request->path)) {
        request->path = (Str){0};
        return refuse_malformed(x, "BAD_PATH", "网址不正确");
    }
    Error error = {0};
    if (!str_is_absent(query) && !fields_parse(&x->arena, query, &request->query, &error)) {
        return refuse_malformed(x, "BAD_QUERY", "网址里的参数不是有效的 UTF-8 文字");
    }
    return true;
}

static Str address_text(Arena *arena, const struct sockaddr *address, bool *is_loopback) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address && address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
        *is_loopback = ntohl(in.sin_addr.s_addr) >> 24 == 127;
    } else if (address && address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
        *is_loopback = IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
    }
    return str_copy(arena, str_from_c(text));
}

// The proxy appends the peer it saw, so only the last address of X-Forwarded-For is its word.
static void read_origin(Exchange *x) {
    Request *request = &x->request;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    bool is_loopback = false;
    request->remote_address =
        address_text(&x->arena, info ? info->client_addr : NULL, &is_loopback);
    if (!x->server->options.trusts_proxy || !is_loopback) return;
    Str forwarded = request_header(request, "X-Forwarded-For");
    Str last = {0};
    while (!str_is_absent(forwarded)) last = str_trim(str_cut(&forwarded, ','));
    unsigned char parsed[sizeof(struct in6_addr)];
    const char *text = str_to_c(&x->arena, last);
    if (inet_pton(AF_INET, text, parsed) == 1 || inet_pton(AF_INET6, text, parsed) == 1) {
        request->remote_address = str_copy(&x->arena, last);
    }
    request->is_secure = str_equal(request_header(request, "X-Forwarded-Proto"), STR("https"));
}

static bool plan_body(Exchange *x) {
    const HttpServer *server = x->server;
    x->plan = server->handler.plan(server->handler.state, &x->request);
    if (x->plan.body_bytes_max == 0) x->plan.body_bytes_max = server->options.body_bytes_max;
    str_builder_init(&x->body, &x->arena, x->plan.body_bytes_max);
    Str declared = request_header(&x->request, "Content-Length");
    if (str_is_absent(declared)) return true;
    int64_t length = 0;
    if (str_to_int64(declared, &length) && (uint64_t)length <= x->plan.body_bytes_max) return true;
    refuse_body(x);
    // A little too much is read past first: closing on a client that still sends resets the
    // connection, and it would never read the answer.
    return length > 0 && (uint64_t)length <= HTTP_DISCARD_BYTES_MAX;
}

static bool read_head(Exchange *x, const char *method) {
    Request *request = &x->request;
    request->method = method_from_str(str_from_c(method));
    if (request->method == HEAD) {
        request->method = GET;
        request->wants_head_only = true;
    }
    MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, collect_header, x);
    Str type = request_header(request, "Content-Type");
    request->content_type = str_trim(str_cut(&type, ';'));
    if (!check_framing(x) || !read_target(x)) return false;
    for (size_t i = 0; i < request->headers.count; i++) {
        const Field *header = &request->headers.items[i];
        if (!str_equal_ignoring_case(header->name, STR("Cookie"))) continue;
        fields_parse_cookies(&x->arena, header->value, &request->cookies);
    }
    read_origin(x);
    return plan_body(x);
}

// ---- The body ----

static void receive(Exchange *x, Str piece) {
    size_t held = atomic_fetch_add(&x->server->bodies_bytes, piece.length) + piece.length;
    // `bodies_bytes` gives back what `body` counts, so a refused piece is given back here.
    if (x->body.count + piece.length > x->plan.body_bytes_max) {
        refuse_body(x);
    } else if (held > x->server->options.bodies_bytes_max) {
        refuse(x, 503, ERROR_UNAVAILABLE, "BUSY", "现在提交的人太多，请稍后再试");
    } else {
        str_put(&x->body, piece);
        return;
    }
    atomic_fetch_sub(&x->server->bodies_bytes, piece.length);
}

static bool read_form(Exchange *x) {
    Request *request = &x->request;
    request->body = x->body.count ? str_built(&x->body) : STR("");
    if (str_equal_ignoring_case(request->content_type,
                                STR("application/x-www-form-urlencoded"))) {
        return fields_parse(&x->arena, request->body, &request->form, &x->refusal);
    }
    if (str_equal_ignoring_case(request->content_type, STR("multipart/form-data"))) {
        Str body = request->body;
        request->body = STR("");
        return multipart_parse(&x->arena, request_header(request, "Content-Type"), body,
                               &request->form, &x->refusal);
    }
    return true;
}

static void answer(Exchange *x) {
    if (!read_form(x)) {
        x->refused_status = error_http_status(x->refusal.kind);
        error_code(&x->refusal, "BAD_FORM");
        answer_refusal(x);
        return;
    }
    const HttpHandler *handler = &x->server->handler;
    handler->answer(handler->state, &x->request, &x->response);
    x->stage = STAGE_ANSWERED;
}

static void answer_on_worker(WorkItem *job) {
    Exchange *x = (Exchange *)job;
    answer(x);
    MHD_resume_connection(x->mhd); // from here on the exchange belongs to its event thread
}

static enum MHD_Result dispatch(Exchange *x) {
    connection_allow_for_ever(x->connection);
    if (x->plan.is_quick) {
        answer(x);
        return exchange_send(x);
    }
    x->stage = STAGE_WORKING;
    x->job.run = answer_on_worker;
    MHD_suspend_connection(x->mhd); // first: the worker may be done before submit returns
    if (!workers_submit(x->server->workers, x->plan.lane, &x->job)) {
        refuse(x, 503, ERROR_UNAVAILABLE, "BUSY", "现在访问的人太多，请稍后再试");
        answer_refusal(x);
        MHD_resume_connection(x->mhd);
    }
    return MHD_YES;
}

// ---- The answer ----

static struct MHD_Response *build_body(Exchange *x) {
    Str body = x->response.body;
    void *bytes = (void *)(uintptr_t)body.data; // only read; the interface lacks the const
    return MHD_create_response_from_buffer(body.length, bytes, MHD_RESPMEM_PERSISTENT);
}

static bool add_header(struct MHD_Response *out, Arena *arena, const char *name, Str value) {
    return MHD_add_response_header(out, name, str_to_c(arena, value)) == MHD_YES;
}

// A long answer has as long as it takes at a pace, a short one its time and no more.
static void allow_sending(Exchange *x) {
    const HttpOptions *options = &x->server->options;
    ConnectionPace pace = {options->response_ms_max, options->response_bytes_min};
    if (x->response.body.length > pace.bytes_min) connection_allow_pace(x->connection, pace);
    else connection_allow_ms(x->connection, pace.ms);
}

static enum MHD_Result exchange_send(Exchange *x) {
    Response *response = &x->response;
    if (response->is_broken || response->status < 200) {
        response->is_broken = false;
        response->headers.count = 0;
        response_text(response, 500, STR("text/plain; charset=utf-8"), STR("服务器内部错误\n"));
    }
    struct MHD_Response *out = build_body(x);
    if (!out) return MHD_NO;
    bool is_complete = true;
    if (!str_is_empty(response->content_type)) {
        is_complete &= add_header(out, &x->arena, "Content-Type", response->content_type);
    }
    for (size_t i = 0; i < response->headers.count; i++) {
        const Field *header = &response->headers.items[i];
        if (str_is_empty(header->value)) continue;
        const char *name = str_to_c(&x->arena, header->name);
        is_complete &= add_header(out, &x->arena, name, header->value);
    }
    if (response->closes || atomic_load(&x->server->is_draining)) {
        is_complete &= add_header(out, &x->arena, "Connection", STR("close"));
    }
    allow_sending(x);
    x->stage = STAGE_SENDING;
    atomic_fetch_add(&x->server->requests, 1);
    // An answer without one of its headers (a cookie, a policy) is worse than none.
    enum MHD_Result result =
        is_complete ? MHD_queue_response(x->mhd, (unsigned)response->status, out) : MHD_NO;
    MHD_destroy_response(out);
    return result;
}

// ---- The callbacks ----

static enum MHD_Result begin(Exchange *x, const char *method) {
    if (!read_head(x, method)) {
        answer_refusal(x);
        return exchange_send(x);
    }
    connection_allow_ms(x->connection, x->server->options.body_ms_max);
    x->stage = STAGE_BODY;
    return MHD_YES;
}

static enum MHD_Result take_body(Exchange *x, const char *upload, size_t *upload_size) {
    if (*upload_size == 0) {
        if (x->refused_status == 0) return dispatch(x);
        answer_refusal(x);
        return exchange_send(x);
    }
    Str piece = {upload, *upload_size};
    *upload_size = 0;
    if (x->refused_status == 0) {
        receive(x, piece);
        return MHD_YES;
    }
    // libmicrohttpd can answer only after the body; a client that goes on and on is cut off.
    x->discarded_bytes += piece.length;
    return x->discarded_bytes > HTTP_DISCARD_BYTES_MAX ? MHD_NO : MHD_YES;
}

enum MHD_Result exchange_on_request(void *user, struct MHD_Connection *mhd, const char *url,
                                    const char *method, const char *version, const char *upload,
                                    size_t *upload_size, void **context) {
    (void)user, (void)mhd, (void)url, (void)version; // the target came to exchange_on_target
    Exchange *x = *context;
    if (!x || !x->connection) return MHD_NO;
    switch (x->stage) {
    case STAGE_HEAD: return begin(x, method);
    case STAGE_BODY: return take_body(x, upload, upload_size);
    case STAGE_ANSWERED: return exchange_send(x);
    case STAGE_WORKING:
    case STAGE_SENDING: return MHD_YES;
    }
    return MHD_NO;
}

void exchange_on_completed(void *user, struct MHD_Connection *mhd, void **context,
                           enum MHD_RequestTerminationCode how) {
    (void)mhd, (void)how;
    HttpServer *server = user;
    Exchange *x = *context;
    if (!x) return;
    *context = NULL;
    atomic_fetch_sub(&server->bodies_bytes, x->body.count);
    if (x->connection) {
        atomic_store(&x->connection->is_busy, false);
        connection_allow_ms(x->connection,
                            server->options.idle_ms_max + server->options.head_ms_max);
    }
    Arena arena = x->arena; // holds the exchange itself
    arena_release(&arena);
    atomic_fetch_sub(&server->in_flight, 1);
}
