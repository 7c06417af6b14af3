// SPDX-License-Identifier: Apache-2.0
#include "http/connections.h"

#include "base/clock.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define WATCH_INTERVAL_MS 100
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)

// What the other end has acknowledged since the connection began; 0 where the system cannot say.
static uint64_t bytes_taken(const Connection *connection) {
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    bool is_told = getsockopt(connection->socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
    return is_told ? info.tcpi_bytes_acked : 0;
}

// Whether the client took enough of its answer to be waited for further.
static bool earns_more(Connection *connection, int64_t overdue_ns, int64_t now_ns) {
    int64_t extension_ms = atomic_load(&connection->extension_ms);
    if (extension_ms == 0) return false;
    uint64_t taken = bytes_taken(connection);
    if (taken - atomic_load(&connection->bytes_taken) < atomic_load(&connection->bytes_min)) {
        return false;
    }
    atomic_store(&connection->bytes_taken, taken);
    // Unless the next request has begun meanwhile, with a deadline of its own.
    atomic_compare_exchange_strong(&connection->deadline_ns, &overdue_ns,
                                   now_ns + extension_ms * NS_PER_MS);
    return true;
}

// Shutting a socket down makes libmicrohttpd see its end and close it in its own thread.
static void end_overdue(Connections *connections, int64_t now_ns) {
    for (Connection *c = connections->first; c; c = c->next) {
        int64_t deadline_ns = atomic_load(&c->deadline_ns);
        if (deadline_ns > now_ns || earns_more(c, deadline_ns, now_ns)) continue;
        atomic_store(&c->deadline_ns, CONNECTION_NEVER);
        shutdown(c->socket, SHUT_RDWR);
        atomic_fetch_add(&connections->too_slow, 1);
    }
}

static void *watch_run(void *user) {
    Connections *connections = user;
    pthread_mutex_lock(&connections->lock);
    while (!connections->is_ending) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        int64_t ns = until.tv_nsec + WATCH_INTERVAL_MS * NS_PER_MS;
        until.tv_sec += ns / NS_PER_S;
        until.tv_nsec = ns % NS_PER_S;
        pthread_cond_timedwait(&connections->ended, &connections->lock, &until);
        end_overdue(connections, clock_monotonic_ns());
    }
    pthread_mutex_unlock(&connections->lock);
    return NULL;
}

bool connections_open(Connections *connections) {
    *connections = (Connections){0};
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&connections->ended, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&connections->lock, NULL);
    return pthread_create(&connections->watch, NULL, watch_run, connections) == 0;
}

Connection *connections_add(Connections *connections, int socket, int64_t allowed_ms) {
    Connection *connection = calloc(1, sizeof *connection);
    if (!connection) return NULL;
    connection->socket = socket;
    connection_allow_ms(connection, allowed_ms);
    pthread_mutex_lock(&connections->lock);
    connection->next = connections->first;
    if (connection->next) connection->next->previous = connection;
    connections->first = connection;
    connections->count++;
    pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_remove(Connections *connections, Connection *connection) {
    pthread_mutex_lock(&connections->lock);
    if (connection->previous) connection->previous->next = connection->next;
    else connections->first = connection->next;
    if (connection->next) connection->next->previous = connection->previous;
    connections->count--;
    pthread_mutex_unlock(&connections->lock);
    free(connection);
}

static void allow(Connection *connection, int64_t allowed_ms, int64_t extension_ms) {
    atomic_store(&connection->extension_ms, extension_ms);
    atomic_store(&connection->deadline_ns, clock_monotonic_ns() + allowed_ms * NS_PER_MS);
}

void connection_allow_ms(Connection *connection, int64_t allowed_ms) {
    allow(connection, allowed_ms, 0);
}

void connection_allow_pace(Connection *connection, ConnectionPace pace) {
    atomic_store(&connection->bytes_min, pace.bytes_min);
    atomic_store(&connection->bytes_taken, bytes_taken(connection));
    allow(connection, pace.ms, pace.ms);
}

void connection_allow_for_ever(Connection *connection) {
    atomic_store(&connection->deadline_ns, CONNECTION_NEVER);
}

void connections_end_idle(Connections *connections) {
    pthread_mutex_lock(&connections->lock);
    for (Connection *c = connections->first; c; c = c->next) {
        if (!atomic_load(&c->is_busy)) shutdown(c->socket, SHUT_RDWR);
    }
    pthread_mutex_unlock(&connections->lock);
}

size_t connections_count(Connections *connections) {
    pthread_mutex_lock(&connections->lock);
    size_t count = connections->count;
    pthread_mutex_unlock(&connections->lock);
    return count;
}

void connections_close(Connections *connections) {
    pthread_mutex_lock(&connections->lock);
    connections->is_ending = true;
    pthread_cond_signal(&connections->ended);
    pthread_mutex_unlock(&connections->lock);
    pthread_join(connections->watch, NULL);
    pthread_cond_destroy(&connections->ended);
    pthread_mutex_destroy(&connections->lock);
}
