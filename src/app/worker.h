// SPDX-License-Identifier: Apache-2.0
#ifndef APP_WORKER_H
#define APP_WORKER_H
// A thread that does what comes up of one kind of background work, one piece at a time, so that no
// request waits for it and no kind for another. Every server has them; the database says who does
// what.

#include "queue/job.h"

// Does the next piece; `*worked` is false when there is none. Ends early when `*stops` becomes
// true.
typedef struct Work {
    const char *name; // as the log calls it
    bool (*next)(void *user, const _Atomic bool *stops, bool *worked, Error *error);
    void *user; // outlives the worker
} Work;

// The jobs of one kind (queue/job.h).
typedef struct JobWork {
    Store *store;
    const Clock *clock;
    JobKind kind;
} JobWork;
Work job_work(JobWork *jobs);

typedef struct Worker Worker;

bool worker_open(Work work, Worker **worker, Error *error) MUST_USE;
// Looks at once, not at the next turn. NULL is allowed.
void worker_wake(Worker *worker);
// Ends after the note it is at; what it was at is taken up by another, or at the next start. NULL
// is allowed.
void worker_close(Worker *worker);

#endif
