// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_HTTP_SOCKET_CLIENT_H
#define TEST_HTTP_SOCKET_CLIENT_H
// A client that sends bytes as they are, so that tests can say what no library would.

#include "base/str.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENT_WAIT_MS 10000 // far above what any test needs; a silent server fails the test

typedef struct Reply {
    int status; // 0 = the connection ended without an answer
    Str head;
    Str body;
    bool is_closed; // the server closed behind this answer
} Reply;

// `window_bytes`: how much may lie there unread; 0: as much as the system likes.
static inline int client_connect_narrow(int port, int window_bytes) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (window_bytes > 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &window_bytes, sizeof window_bytes);
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) abort();
    return fd;
}

static inline int client_connect(int port) {
    return client_connect_narrow(port, 0);
}

// False when the server has closed.
static inline bool client_send(int fd, Str bytes) {
    while (bytes.length > 0) {
        ssize_t sent = send(fd, bytes.data, bytes.length, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes = str_slice(bytes, (size_t)sent, bytes.length);
    }
    return true;
}

// Appends what arrives; false at the end of the connection or after `wait_ms` of silence.
static inline bool client_receive(int fd, StrBuilder *in, int wait_ms) {
    struct pollfd poll_for = {.fd = fd, .events = POLLIN};
    if (poll(&poll_for, 1, wait_ms) <= 0) return false;
    char buffer[65536];
    ssize_t count = recv(fd, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    str_put(in, (Str){buffer, (size_t)count});
    return true;
}

static inline Str reply_header(const Reply *reply, const char *name) {
    Str rest = reply->head;
    while (!str_is_empty(rest)) {
        Str value = str_trim(str_cut(&rest, '\n'));
        Str found = str_cut(&value, ':');
        if (found.length == strlen(name) && strncasecmp(found.data, name, found.length) == 0) {
            return str_trim(value);
        }
    }
    return (Str){0};
}

// One answer with Content-Length, or all up to the end of the connection.
static inline Reply client_read(Arena *arena, int fd, bool is_head) {
    StrBuilder in;
    str_builder_init(&in, arena, 0);
    Reply reply = {0};
    size_t blank = SIZE_MAX;
    while ((blank = str_find(str_built(&in), STR("\r\n\r\n"), 0)) == SIZE_MAX) {
        if (!client_receive(fd, &in, CLIENT_WAIT_MS)) {
            reply.is_closed = true;
            reply.body = str_built(&in);
            return reply;
        }
    }
    reply.head = str_copy(arena, str_slice(str_built(&in), 0, blank + 2));
    Str status = str_slice(reply.head, 9, 12);
    int64_t number = 0;
    if (str_to_int64(status, &number)) reply.status = (int)number;
    int64_t length = INT64_MAX;
    Str declared = reply_header(&reply, "Content-Length");
    if (!str_is_absent(declared) && !str_to_int64(declared, &length)) abort();
    if (is_head || reply.status == 304 || reply.status == 100) length = 0;
    while ((int64_t)(in.count - blank - 4) < length && client_receive(fd, &in, CLIENT_WAIT_MS)) {
        continue;
    }
    Str body = str_slice(str_built(&in), blank + 4, in.count);
    if (length < INT64_MAX) body = str_slice(body, 0, (size_t)length);
    reply.body = str_copy(arena, body);
    reply.is_closed = str_equal(reply_header(&reply, "Connection"), STR("close"));
    return reply;
}

// Sends on a new connection and reads one answer.
static inline Reply client_exchange(Arena *arena, int port, Str bytes) {
    int fd = client_connect(port);
    client_send(fd, bytes);
    Reply reply = client_read(arena, fd, str_starts_with(bytes, STR("HEAD ")));
    close(fd);
    return reply;
}

// True when the server closes the connection within `wait_ms`.
static inline bool client_sees_close(int fd, int wait_ms) {
    char byte;
    struct pollfd poll_for = {.fd = fd, .events = POLLIN};
    return poll(&poll_for, 1, wait_ms) > 0 && recv(fd, &byte, 1, 0) <= 0;
}

#endif
