// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_WORKERS_H
#define HTTP_WORKERS_H
// A bounded pool of threads for everything that may wait: databases, argon2, exports.
//
// Two lanes share the threads. Slow jobs may occupy at most half of them and WORKERS_SLOW_MAX, so
// that an export never stands in the way of a page and passwords (19 MiB each) do not fill the
// memory. A full lane refuses at once; the server then answers 503.

#include "base/arena.h"

typedef enum WorkLane { LANE_ORDINARY, LANE_SLOW } WorkLane;
#define WORK_LANES 2
#define WORKERS_SLOW_MAX ((size_t)4)

// Embedded in what the job works on, so that queueing allocates nothing.
typedef struct WorkItem {
    struct WorkItem *next;
    void (*run)(struct WorkItem *job);
} WorkItem;

typedef struct Workers Workers;

typedef struct WorkersState {
    size_t queued;
    size_t running;
} WorkersState;

// NULL when the threads cannot be started.
Workers *workers_open(int threads, size_t queue_max);
// False when the pool is ending or the lane is full.
bool workers_submit(Workers *workers, WorkLane lane, WorkItem *job) MUST_USE;
WorkersState workers_state(Workers *workers);
// Finishes every job, queued ones too, then ends the threads. Later submissions are refused.
void workers_finish(Workers *workers);
// Finishes, if that was not done, and frees.
void workers_close(Workers *workers);

#endif
