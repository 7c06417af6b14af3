// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H
// An HTTP/1.1 server over libmicrohttpd: event threads that never block, workers for what waits.
//
// A request goes: head read -> `plan` (which lane, how much body) -> body read -> `answer`. The
// plan and quick answers run on an event thread and must not wait for anything; the other answers
// run on the worker pool. Requests that are malformed, too large, too many or too slow as a whole
// never reach `answer`; `refuse` words the reply to them. TLS and HTTP/2 are a proxy's in front.

#include "http/response.h"
#include "http/workers.h"

typedef struct HttpServer HttpServer;

// How a request will be served, decided from its head.
typedef struct HttpPlan {
    bool is_quick;          // answered on the event thread: never waits, at most some microseconds
    WorkLane lane;          // otherwise, on which workers
    size_t body_bytes_max;  // 0 = the server's limit
} HttpPlan;

// What the server calls; `web` is the one in the product, tests bring their own.
typedef struct HttpHandler {
    HttpPlan (*plan)(void *state, const Request *request);
    void (*answer)(void *state, Request *request, Response *response);
    // Words a refusal by the server: 400, 413, 414, 431, 501, 503. Event thread.
    void (*refuse)(void *state, const Request *request, const Error *error, Response *response);
    void *state;
} HttpHandler;

// Zero means the default, the figure behind the comment.
typedef struct HttpOptions {
    Str listen;                  // "127.0.0.1:8640"; port 0 takes a free one
    int event_threads;           // one per core
    int worker_threads;          // HTTP_WORKERS
    size_t queue_max;            // HTTP_QUEUE_MAX requests waiting per lane; then 503
    size_t connections_max;      // HTTP_CONNECTIONS_MAX; further ones wait in the kernel's queue
    size_t address_connections_max; // per client address; none, as a proxy is in front
    size_t body_bytes_max;       // HTTP_BODY_BYTES_MAX for a request whose plan names no limit
    size_t bodies_bytes_max;     // HTTP_BODIES_BYTES_MAX for all bodies in memory; then 503
    int64_t head_ms_max;         // HTTP_HEAD_MS_MAX from the first byte allowed to the head's end
    int64_t body_ms_max;         // HTTP_BODY_MS_MAX
    int64_t idle_ms_max;         // HTTP_IDLE_MS_MAX between two requests
    int64_t response_ms_max;     // HTTP_RESPONSE_MS_MAX for the client to take the answer, or
    uint64_t response_bytes_min; // HTTP_RESPONSE_BYTES_MIN of it, and then of the rest
    int64_t drain_ms_max;        // HTTP_DRAIN_MS_MAX from close to cutting clients off
    bool trusts_proxy;           // believe X-Forwarded-For and -Proto of a peer on loopback
} HttpOptions;

#define HTTP_WORKERS 32 // as many writes can share one commit
#define HTTP_QUEUE_MAX ((size_t)1024)
#define HTTP_CONNECTIONS_MAX ((size_t)4096)
#define HTTP_BODY_BYTES_MAX ((size_t)1024 * 1024)
#define HTTP_BODIES_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define HTTP_HEAD_MS_MAX 10000
#define HTTP_BODY_MS_MAX 60000
#define HTTP_IDLE_MS_MAX 30000
#define HTTP_RESPONSE_MS_MAX 120000
#define HTTP_RESPONSE_BYTES_MIN ((uint64_t)2 * 1024 * 1024) // 17 KB a second: a phone far out
#define HTTP_DRAIN_MS_MAX 10000
#define HTTP_HEAD_BYTES_MAX ((size_t)16 * 1024)   // request line and headers; then 431
#define HTTP_TARGET_BYTES_MAX ((size_t)8 * 1024)  // path and query; then 414
#define HTTP_DISCARD_BYTES_MAX ((size_t)4 * 1024 * 1024) // read past a refusal before cutting off

// Opens the socket and starts serving. `handler` is copied, its state is borrowed until close.
bool http_server_open(HttpServer **server, const HttpOptions *options, HttpHandler handler,
                      Error *error) MUST_USE;
int http_server_port(const HttpServer *server);
// Takes no new connections, answers what has begun, and returns when every thread has ended.
void http_server_close(HttpServer *server);

typedef struct HttpStats {
    uint64_t requests;  // answered, of any status
    uint64_t refused;   // of them, by the server itself
    uint64_t too_slow;  // connections ended for it
    size_t connections;
    size_t queued;
    size_t running;
} HttpStats;
HttpStats http_server_stats(HttpServer *server);

// ---- Ending by signal: block before the first thread starts, then wait ----

void http_signals_block(void);
// Returns the number of the SIGTERM or SIGINT that came.
int http_signals_wait(void);

#endif
