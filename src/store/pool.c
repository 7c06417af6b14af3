// SPDX-License-Identifier: Apache-2.0
#include "store/pool.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

void pool_init(Pool *pool, PoolOpen *open, PoolClose *close, const void *user, int max) {
    *pool = (Pool){.open = open, .close = close, .user = user, .max = max};
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->returned, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

void pool_release(Pool *pool) {
    assert(pool->idle_count == pool->count);
    while (pool->idle_count) pool->close(pool->idle[--pool->idle_count]);
    pthread_cond_destroy(&pool->returned);
    pthread_mutex_destroy(&pool->mutex);
}

// One fewer connection is open.
static void forget(Pool *pool) {
    pthread_mutex_lock(&pool->mutex);
    pool->count--;
    pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->mutex);
}

bool pool_take(Pool *pool, void **connection, Error *error) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += STORE_WAIT_MS_MAX / 1000;
    int waited = 0;
    *connection = NULL;
    pthread_mutex_lock(&pool->mutex);
    while (!pool->idle_count && pool->count == pool->max && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&pool->returned, &pool->mutex, &until);
    }
    bool is_new = !pool->idle_count && pool->count < pool->max;
    if (pool->idle_count) *connection = pool->idle[--pool->idle_count];
    if (is_new) pool->count++;
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
    pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->mutex);
}

void pool_drop(Pool *pool, void *connection) {
    pool->close(connection);
    forget(pool);
}
