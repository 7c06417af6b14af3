// SPDX-License-Identifier: Apache-2.0
#include "app/simulator.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LOOK_S 5 // how often it looks for what was asked elsewhere

struct Simulator {
    Store *store;
    Catalogue *catalogue;
    const Clock *clock;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_ending; // with the lock
    bool is_asked;
    _Atomic bool stops; // the same for the run, without it
};

static void run_all(Simulator *simulator) {
    bool ran = true;
    while (ran && !simulator->stops) {
        Error error = {0};
        if (simulation_run_next(simulator->store, simulator->catalogue, simulator->clock,
                                &simulator->stops, &ran, &error)) {
            continue;
        }
        fprintf(stderr, "jiuye: 预演没有成功，%d秒后再试：%s\n", LOOK_S, error.message);
        return;
    }
}

static void *thread_run(void *state) {
    Simulator *simulator = state;
    pthread_mutex_lock(&simulator->lock);
    while (!simulator->is_ending) {
        simulator->is_asked = false;
        pthread_mutex_unlock(&simulator->lock);
        run_all(simulator);
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LOOK_S;
        pthread_mutex_lock(&simulator->lock);
        if (!simulator->is_ending && !simulator->is_asked) {
            pthread_cond_timedwait(&simulator->wake, &simulator->lock, &until);
        }
    }
    pthread_mutex_unlock(&simulator->lock);
    return NULL;
}

bool simulator_open(Store *store, Catalogue *catalogue, const Clock *clock, Simulator **simulator,
                    Error *error) {
    Simulator *made = calloc(1, sizeof *made);
    if (!made) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    made->store = store;
    made->catalogue = catalogue;
    made->clock = clock;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->wake, NULL);
    if (pthread_create(&made->thread, NULL, thread_run, made) != 0) {
        free(made);
        return error_set(error, ERROR_UNAVAILABLE, "不能启动预演的线程，请检查系统资源");
    }
    *simulator = made;
    return true;
}

void simulator_wake(Simulator *simulator) {
    pthread_mutex_lock(&simulator->lock);
    simulator->is_asked = true;
    pthread_cond_signal(&simulator->wake);
    pthread_mutex_unlock(&simulator->lock);
}

void simulator_close(Simulator *simulator) {
    if (!simulator) return;
    pthread_mutex_lock(&simulator->lock);
    simulator->is_ending = true;
    simulator->stops = true;
    pthread_cond_signal(&simulator->wake);
    pthread_mutex_unlock(&simulator->lock);
    pthread_join(simulator->thread, NULL);
    pthread_cond_destroy(&simulator->wake);
    pthread_mutex_destroy(&simulator->lock);
    free(simulator);
}
