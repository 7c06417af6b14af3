// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CONNECTION_MEMORY_BYTES ((size_t)32 * 1024) // head and answer's head, per connection
#define LISTEN_BACKLOG 1024
#define DRAIN_STEP_MS 5

// Percent signs stay: decoding is ours, once and checked (http/field.h).
static size_t keep_escapes(void *user, struct MHD_Connection *mhd, char *text) {
    (void)user, (void)mhd;
    return strlen(text);
}

static void on_connection(void *user, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode what) {
    HttpServer *server = user;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*socket_context) connections_remove(&server->connections, *socket_context);
        *socket_context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    *socket_context = info ? connections_add(&server->connections, info->connect_fd,
                                             server->options.head_ms_max)
                           : NULL;
}

#define DEFAULT(field, value)                                                                     \
    if (options.field == 0) options.field = (value)

static HttpOptions with_defaults(HttpOptions options) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    DEFAULT(event_threads, cores > 0 ? (int)cores : 1);
    DEFAULT(worker_threads, HTTP_WORKERS);
    DEFAULT(queue_max, HTTP_QUEUE_MAX);
    DEFAULT(connections_max, HTTP_CONNECTIONS_MAX);
    DEFAULT(body_bytes_max, HTTP_BODY_BYTES_MAX);
    DEFAULT(bodies_bytes_max, HTTP_BODIES_BYTES_MAX);
    DEFAULT(head_ms_max, HTTP_HEAD_MS_MAX);
    DEFAULT(body_ms_max, HTTP_BODY_MS_MAX);
    DEFAULT(idle_ms_max, HTTP_IDLE_MS_MAX);
    DEFAULT(response_ms_max, HTTP_RESPONSE_MS_MAX);
    DEFAULT(response_bytes_min, HTTP_RESPONSE_BYTES_MIN);
    DEFAULT(drain_ms_max, HTTP_DRAIN_MS_MAX);
    return options;
}

// ---- The listening socket ----

static bool cannot_listen(Str listen_on, const char *why, Error *error) {
    error_set(error, ERROR_UNAVAILABLE, "不能在 \"%.*s\" 上监听：%s", STR_ARG(listen_on), why);
    return error_detail(error, "请检查地址，或换一个端口，例如 127.0.0.1:8640。");
}

// "HOST:PORT" or "[IPV6]:PORT".
static bool resolve(Arena *arena, Str listen_on, struct addrinfo **found, Error *error) {
    size_t colon = listen_on.length;
    while (colon > 0 && listen_on.data[colon - 1] != ':') colon--;
    if (colon == 0) return cannot_listen(listen_on, "要写成 地址:端口", error);
    Str host = str_slice(listen_on, 0, colon - 1);
    if (str_starts_with(host, STR("[")) && str_ends_with(host, STR("]"))) {
        host = str_slice(host, 1, host.length - 1);
    }
    const char *port = str_to_c(arena, str_slice(listen_on, colon, listen_on.length));
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    const char *name = host.length ? str_to_c(arena, host) : NULL;
    int status = getaddrinfo(name, port, &hints, found);
    return status == 0 || cannot_listen(listen_on, gai_strerror(status), error);
}

static int bound_port(int fd) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0) return 0;
    if (address.ss_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, &address, sizeof in6);
        return ntohs(in6.sin6_port);
    }
    struct sockaddr_in in;
    memcpy(&in, &address, sizeof in);
    return ntohs(in.sin_port);
}

static bool open_socket(HttpServer *server, Error *error) {
    Str listen_on = server->options.listen;
    Arena arena = {0};
    struct addrinfo *found = NULL;
    bool is_resolved = resolve(&arena, listen_on, &found, error);
    arena_release(&arena);
    if (!is_resolved) return false;
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int yes = 1;
    bool is_open = fd >= 0 &&
                   setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
                   bind(fd, found->ai_addr, found->ai_addrlen) == 0 &&
                   listen(fd, LISTEN_BACKLOG) == 0;
    int reason = errno;
    freeaddrinfo(found);
    if (!is_open) {
        if (fd >= 0) close(fd);
        return cannot_listen(listen_on, strerror(reason), error);
    }
    server->socket = fd;
    server->port = bound_port(fd);
    return true;
}

// ---- Opening and closing ----

static bool start_daemon(HttpServer *server) {
    const HttpOptions *options = &server->options;
    struct MHD_OptionItem more[] = {
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)CONNECTION_MEMORY_BYTES, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)options->connections_max, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)options->address_connections_max, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)((options->idle_ms_max + 999) / 1000), NULL},
        {MHD_OPTION_LISTEN_SOCKET, server->socket, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        // A pool of one is refused by the library; without a pool it has just the one thread.
        {options->event_threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END,
         options->event_threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL,
        exchange_on_request, server, MHD_OPTION_URI_LOG_CALLBACK, exchange_on_target, server,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        exchange_on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_ARRAY, more, MHD_OPTION_END);
    return server->daemon != NULL;
}

bool http_server_open(HttpServer **out, const HttpOptions *options, HttpHandler handler,
                      Error *error) {
    signal(SIGPIPE, SIG_IGN); // a client that leaves must not end the program
    HttpServer *server = calloc(1, sizeof *server);
    if (!server) return error_set(error, ERROR_UNAVAILABLE, "内存不足，服务没有启动");
    server->options = with_defaults(*options);
    server->handler = handler;
    if (!open_socket(server, error)) {
        free(server);
        return false;
    }
    server->workers = workers_open(server->options.worker_threads, server->options.queue_max);
    bool is_watched = connections_open(&server->connections);
    if (server->workers && is_watched && start_daemon(server)) {
        *out = server;
        return true;
    }
    if (is_watched) connections_close(&server->connections);
    if (server->workers) workers_close(server->workers);
    close(server->socket);
    free(server);
    error_set(error, ERROR_UNAVAILABLE, "不能启动服务线程");
    return error_detail(error, "请检查系统允许的线程数和文件数（ulimit -u、ulimit -n）。");
}

int http_server_port(const HttpServer *server) {
    return server->port;
}

static void sleep_ms(int64_t ms) {
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

// The order matters: libmicrohttpd must not be stopped while a connection is suspended, and a
// suspended connection is resumed by the worker that has it.
void http_server_close(HttpServer *server) {
    int listening = MHD_quiesce_daemon(server->daemon);
    if (listening != MHD_INVALID_SOCKET) close(listening);
    atomic_store(&server->is_draining, true);
    for (int64_t waited = 0; waited < server->options.drain_ms_max; waited += DRAIN_STEP_MS) {
        connections_end_idle(&server->connections);
        if (atomic_load(&server->in_flight) == 0) break;
        sleep_ms(DRAIN_STEP_MS);
    }
    workers_finish(server->workers);
    MHD_stop_daemon(server->daemon);
    connections_close(&server->connections);
    workers_close(server->workers);
    free(server);
}

HttpStats http_server_stats(HttpServer *server) {
    WorkersState workers = workers_state(server->workers);
    return (HttpStats){
        .requests = atomic_load(&server->requests),
        .refused = atomic_load(&server->refused),
        .too_slow = atomic_load(&server->connections.too_slow),
        .connections = connections_count(&server->connections),
        .queued = workers.queued,
        .running = workers.running,
    };
}

static sigset_t ending_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

void http_signals_block(void) {
    sigset_t set = ending_signals();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int http_signals_wait(void) {
    sigset_t set = ending_signals();
    int number = 0;
    sigwait(&set, &number);
    return number;
}
