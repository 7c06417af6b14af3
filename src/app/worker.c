// SPDX-License-Identifier: Apache-2.0
#include "app/worker.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LOOK_S 5 // how often it looks for what was asked elsewhere

struct Worker {
    Work work;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_ending; // with the lock
    bool is_asked;
    _Atomic bool stops; // the same for the run, without it
};

static bool next_job(void *user, const _Atomic bool *stops, bool *worked, Error *error) {
    JobWork *jobs = user;
    JobRun run = {jobs->store, jobs->clock, &jobs->kind, .stops = stops};
    return job_run_next(&run, worked, error);
}

Work job_work(JobWork *jobs) {
    return (Work){jobs->kind.name, next_job, jobs};
}

static void run_all(Worker *worker) {
    const Work *work = &worker->work;
    bool worked = true;
    while (worked && !worker->stops) {
        Error error = {0};
        if (work->next(work->user, &worker->stops, &worked, &error)) continue;
        fprintf(stderr, "jiuye: 后台任务（%s）没有成功，%d秒后再试：%s%s%s\n", work->name, LOOK_S,
                error.message, error.detail[0] ? "。" : "", error.detail);
        return;
    }
}

static void *thread_run(void *state) {
    Worker *worker = state;
    pthread_mutex_lock(&worker->lock);
    while (!worker->is_ending) {
        worker->is_asked = false;
        pthread_mutex_unlock(&worker->lock);
        run_all(worker);
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LOOK_S;
        pthread_mutex_lock(&worker->lock);
        if (!worker->is_ending && !worker->is_asked) {
            pthread_cond_timedwait(&worker->wake, &worker->lock, &until);
        }
    }
    pthread_mutex_unlock(&worker->lock);
    return NULL;
}

bool worker_open(Work work, Worker **worker, Error *error) {
    Worker *made = calloc(1, sizeof *made);
    if (!made) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    made->work = work;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->wake, NULL);
    if (pthread_create(&made->thread, NULL, thread_run, made) != 0) {
        free(made);
        return error_set(error, ERROR_UNAVAILABLE, "不能启动后台任务的线程，请检查系统资源");
    }
    *worker = made;
    return true;
}

void worker_wake(Worker *worker) {
    if (!worker) return;
    pthread_mutex_lock(&worker->lock);
    worker->is_asked = true;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
}

void worker_close(Worker *worker) {
    if (!worker) return;
    pthread_mutex_lock(&worker->lock);
    worker->is_ending = true;
    worker->stops = true;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
    pthread_join(worker->thread, NULL);
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}
