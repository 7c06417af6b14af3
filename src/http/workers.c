// SPDX-License-Identifier: Apache-2.0
#include "http/workers.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Lane {
    WorkItem *first;
    WorkItem *last;
    size_t queued;
    size_t running;
    size_t running_max;
} Lane;

struct Workers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    Lane lanes[WORK_LANES];
    size_t queue_max;
    bool is_closing;
    int thread_count;
    pthread_t threads[];
};

static Lane *lane_ready(Workers *workers) {
    for (size_t i = 0; i < WORK_LANES; i++) {
        Lane *lane = &workers->lanes[i];
        if (lane->first && lane->running < lane->running_max) return lane;
    }
    return NULL;
}

static bool lanes_are_empty(const Workers *workers) {
    for (size_t i = 0; i < WORK_LANES; i++) {
        if (workers->lanes[i].first) return false;
    }
    return true;
}

static void *worker_run(void *user) {
    Workers *workers = user;
    pthread_mutex_lock(&workers->lock);
    for (;;) {
        Lane *lane = lane_ready(workers);
        if (!lane) {
            if (workers->is_closing && lanes_are_empty(workers)) break;
            pthread_cond_wait(&workers->changed, &workers->lock);
            continue;
        }
        WorkItem *job = lane->first;
        lane->first = job->next;
        if (!lane->first) lane->last = NULL;
        lane->queued--;
        lane->running++;
        pthread_mutex_unlock(&workers->lock);
        job->run(job);
        pthread_mutex_lock(&workers->lock);
        lane->running--;
        // A place in the lane came free: another thread may have been waiting for just that.
        if (lane->first || workers->is_closing) pthread_cond_broadcast(&workers->changed);
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

static size_t slow_max(int threads) {
    size_t half = threads > 1 ? (size_t)threads / 2 : 1;
    return half < WORKERS_SLOW_MAX ? half : WORKERS_SLOW_MAX;
}

Workers *workers_open(int threads, size_t queue_max) {
    Workers *workers = calloc(1, sizeof *workers + (size_t)threads * sizeof(pthread_t));
    if (!workers) return NULL;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->changed, NULL);
    workers->queue_max = queue_max;
    workers->lanes[LANE_ORDINARY].running_max = (size_t)threads;
    workers->lanes[LANE_SLOW].running_max = slow_max(threads);
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&workers->threads[i], NULL, worker_run, workers) != 0) {
            workers_close(workers);
            return NULL;
        }
        workers->thread_count++;
    }
    return workers;
}

bool workers_submit(Workers *workers, WorkLane which, WorkItem *job) {
    pthread_mutex_lock(&workers->lock);
    Lane *lane = &workers->lanes[which];
    bool accepted = !workers->is_closing && lane->queued < workers->queue_max;
    if (accepted) {
        job->next = NULL;
        if (lane->last) lane->last->next = job;
        else lane->first = job;
        lane->last = job;
        lane->queued++;
        pthread_cond_signal(&workers->changed);
    }
    pthread_mutex_unlock(&workers->lock);
    return accepted;
}

WorkersState workers_state(Workers *workers) {
    WorkersState state = {0};
    pthread_mutex_lock(&workers->lock);
    for (size_t i = 0; i < WORK_LANES; i++) {
        state.queued += workers->lanes[i].queued;
        state.running += workers->lanes[i].running;
    }
    pthread_mutex_unlock(&workers->lock);
    return state;
}

void workers_finish(Workers *workers) {
    pthread_mutex_lock(&workers->lock);
    workers->is_closing = true;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    for (int i = 0; i < workers->thread_count; i++) pthread_join(workers->threads[i], NULL);
    workers->thread_count = 0;
}

void workers_close(Workers *workers) {
    workers_finish(workers);
    pthread_cond_destroy(&workers->changed);
    pthread_mutex_destroy(&workers->lock);
    free(workers);
}
