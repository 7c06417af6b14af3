// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_CONNECTIONS_H
#define HTTP_CONNECTIONS_H
// The open connections, each with the moment by which its present step must be over.
//
// libmicrohttpd's own time-out counts inactivity, so a client that sends one byte a second never
// meets it. A watch thread here ends every connection whose step takes too long as a whole.
// Invariant: a socket is shut down only while it is in the list, and it leaves the list before it
// is closed, so a reused descriptor is never touched.

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONNECTION_NEVER INT64_MAX

typedef struct Connection {
    struct Connection *previous;
    struct Connection *next;
    int socket;
    atomic_bool is_busy;          // a request has been begun and not been answered
    _Atomic int64_t deadline_ns;  // monotonic; CONNECTION_NEVER while the server itself works
    // Of an answer under way: as many bytes taken earn it `extension_ms` more; 0: nothing does.
    _Atomic int64_t extension_ms;
    atomic_uint_fast64_t bytes_min, bytes_taken;
} Connection;

// How much a client must take for how much time.
typedef struct ConnectionPace {
    int64_t ms;
    uint64_t bytes_min;
} ConnectionPace;

typedef struct Connections {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    Connection *first;
    size_t count;
    bool is_ending;
    pthread_t watch;
    atomic_uint_fast64_t too_slow; // connections ended by the watch
} Connections;

bool connections_open(Connections *connections);
// NULL when memory is short. The deadline is `allowed_ms` from now.
Connection *connections_add(Connections *connections, int socket, int64_t allowed_ms);
void connections_remove(Connections *connections, Connection *connection);
void connection_allow_ms(Connection *connection, int64_t allowed_ms);
// As long as it takes, while in each `ms` the client takes `bytes_min` of what it is sent.
void connection_allow_pace(Connection *connection, ConnectionPace pace);
void connection_allow_for_ever(Connection *connection);
// Ends those that wait for a next request.
void connections_end_idle(Connections *connections);
size_t connections_count(Connections *connections);
// Ends the watch. Every connection must have left.
void connections_close(Connections *connections);

#endif
