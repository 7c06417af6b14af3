// SPDX-License-Identifier: Apache-2.0
#ifndef APP_WORKER_H
#define APP_WORKER_H
// A thread that runs the jobs of one kind (queue/job.h), one at a time, so that no request waits
// for them and no kind for another. Every server has them; the database says who runs what.

#include "queue/job.h"

typedef struct Worker Worker;

// The store and the clock outlive the worker, and so does what the kind needs.
bool worker_open(Store *store, const Clock *clock, JobKind kind, Worker **worker, Error *error)
    MUST_USE;
// Looks at once, not at the next turn. NULL is allowed.
void worker_wake(Worker *worker);
// Ends after the note it is at; what it was at is taken up by another, or at the next start. NULL
// is allowed.
void worker_close(Worker *worker);

#endif
