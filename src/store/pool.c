// SPDX-License-Identifier: Apache-2.0
#include "store/pool.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

// On the stack of its thread, and in the queue until its turn comes or it gives up.
struct PoolTurn {
    pthread_cond_t come;
    bool has_come;
    PoolTurn *next;
};

void pool_init(Pool *pool, PoolOpen *open, PoolClose *close, const void *user, int max) {
    *pool = (Pool){.open = open, .close = close, .user = user, .max = max};
    pthread_mutex_init(&pool->mutex, NULL);
}

void pool_release(Pool *pool) {
    assert(pool->idle_count == pool->count);
    while (pool->idle_count) pool->close(pool->idle[--pool->idle_count]);
    pthread_mutex_destroy(&pool->mutex);
}

// ---- Turns; the mutex is held ----

static bool is_free(const Pool *pool) {
    return pool->idle_count > 0 || pool->count < pool->max;
}

static void turn_end(Pool *pool, PoolTurn *turn) {
    PoolTurn **link = &pool->first, *before = NULL;
    for (; *link != turn; link = &before->next) before = *link;
    *link = turn->next;
    if (pool->last == turn) pool->last = before;
}

static void call_first(Pool *pool) {
    if (!pool->first || !is_free(pool)) return;
    pool->first->has_come = true;
    pthread_cond_signal(&pool->first->come);
}

// False when it did not come in time.
static bool turn_wait(Pool *pool) {
    struct timespec until;
    pthread_condattr_t monotonic;
    PoolTurn turn = {0};
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += STORE_WAIT_MS_MAX / 1000;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&turn.come, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *(pool->last ? &pool->last->next : &pool->first) = &turn;
    pool->last = &turn;
    int waited = 0;
    while (!turn.has_come && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&turn.come, &pool->mutex, &until);
    }
    turn_end(pool, &turn);
    pthread_cond_destroy(&turn.come);
    return turn.has_come;
}

// ---- Taking and giving ----

// One fewer connection is open.
static void forget(Pool *pool) {
    pthread_mutex_lock(&pool->mutex);
    pool->count--;
    call_first(pool);
    pthread_mutex_unlock(&pool->mutex);
}

bool pool_take(Pool *pool, void **connection, Error *error) {
    bool is_new = false;
    *connection = NULL;
    pthread_mutex_lock(&pool->mutex);
    bool may_take = (is_free(pool) && !pool->first) || turn_wait(pool);
    if (may_take && pool->idle_count) *connection = pool->idle[--pool->idle_count];
    else is_new = may_take;
    if (is_new) pool->count++;
    if (may_take) call_first(pool); // there may be more than one
    pthread_mutex_unlock(&pool->mutex);
    if (*connection) return true;
    if (!is_new) {
        error_set(error, ERROR_UNAVAILABLE, "数据库繁忙，没有空闲的连接");
        return error_detail(error, "稍后重试");
    }
    if (pool->open(pool->user, connection, error)) return true;
    forget(pool);
    return false;
}

void pool_give(Pool *pool, void *connection) {
    pthread_mutex_lock(&pool->mutex);
    pool->idle[pool->idle_count++] = connection;
    call_first(pool);
    pthread_mutex_unlock(&pool->mutex);
}

void pool_drop(Pool *pool, void *connection) {
    pool->close(connection);
    forget(pool);
}
