// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_POOL_H
#define STORE_POOL_H
// A bounded pool of database connections, opened as they are needed and kept open.
// Whoever takes a connection has it alone until it is given back. Who waits longest is served
// first.
// Waiting is bounded by STORE_WAIT_MS_MAX, then ERROR_UNAVAILABLE.

#include "store/store.h"

#include <pthread.h>

typedef bool PoolOpen(const void *user, void **connection, Error *error);
typedef void PoolClose(void *connection);

typedef struct PoolTurn PoolTurn; // of one who waits

typedef struct Pool {
    PoolOpen *open;
    PoolClose *close;
    const void *user; // for `open`
    int max;
    int count; // open connections, idle ones included
    int idle_count;
    void *idle[STORE_CONNECTIONS_MAX];
    PoolTurn *first, *last; // who waits, in order
    pthread_mutex_t mutex;
} Pool;

void pool_init(Pool *pool, PoolOpen *open, PoolClose *close, const void *user, int max);
// Closes every connection; none may be taken any more.
void pool_release(Pool *pool);
bool pool_take(Pool *pool, void **connection, Error *error) MUST_USE;
void pool_give(Pool *pool, void *connection);
// Closes a taken connection that is of no use any more.
void pool_drop(Pool *pool, void *connection);

#endif
