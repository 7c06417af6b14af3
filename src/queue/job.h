// SPDX-License-Identifier: Apache-2.0
#ifndef QUEUE_JOB_H
#define QUEUE_JOB_H
// Durable background work (后台任务): asked for in a transaction, done by a thread of any server.
//
// A job knows who asked, how far it is and how it ended; what it works on is in the row of whoever
// asked, which points at the job. A runner takes a job under a lease that every note of progress
// renews. A runner that falls silent, killed or cut off, loses the lease, and another goes on: from
// where the work's own rows stand, or from the start, as its kind does it. Whoever was overtaken or
// stopped learns it at the next note, and what was to be written with that note is not.
//
// A job that JOB_ATTEMPTS_MAX runners fell silent over fails: it would take the next one with it.

#include "access/actor.h"
#include "base/clock.h"
#include "store/store.h"

#define JOB_LEASE_MS ((int64_t)60 * 1000)
#define JOB_ATTEMPTS_MAX 5

typedef enum JobState {
    JOB_WAITING,
    JOB_RUNNING,
    JOB_DONE,
    JOB_FAILED,
    JOB_STOPPED,
} JobState;

typedef struct Job {
    int64_t id;
    JobState state;
    int64_t done;       // subjects so far
    int64_t total;      // that there are, as far as was counted; 0 = not known
    Str message;        // why it failed; absent otherwise
    int64_t account_id; // who asked
    Str actor_name;
} Job;

static inline bool job_is_open(const Job *job) {
    return job->state == JOB_WAITING || job->state == JOB_RUNNING;
}
JobState job_state_from_code(Str code);
Str job_state_code(JobState state);

// ---- Asking ----

bool job_ask(Tx *tx, const Actor *actor, Str kind, int64_t total, Arena *arena, int64_t *id,
             Error *error) MUST_USE;
bool job_find(Tx *tx, int64_t id, Arena *arena, Job *job, Error *error) MUST_USE;
// By who asked: ERROR_FORBIDDEN for others, ERROR_CONFLICT "JOB_ENDED" when it has ended.
bool job_stop(Tx *tx, const Actor *actor, int64_t id, Arena *arena, Error *error) MUST_USE;
// The same for whoever takes back what it works on; nothing when it has ended.
bool job_drop(Tx *tx, const Actor *actor, int64_t id, Error *error) MUST_USE;

// ---- Running ----

typedef struct JobRun JobRun;

typedef struct JobKind {
    const char *name;
    // Does the work of one job. Good when job_finish was committed.
    bool (*run)(JobRun *run, void *user, Arena *arena, Error *error);
    void *user;
} JobKind;

struct JobRun {
    Store *store;
    const Clock *clock;
    const JobKind *kind;
    const _Atomic bool *stops; // this program is ending; NULL = never
    Job job;
    int64_t attempt;
};

// Runs the next job of `run->kind` that waits; `*ran` is false when none does. A job that fails
// says so in its row and is no failure of this function. When `*stops` becomes true the runner
// gives up at the next note and leaves the job to whoever comes after the lease, as it does when
// the database fails.
bool job_run_next(JobRun *run, bool *ran, Error *error) MUST_USE;

// Within the transaction that writes what is new: ERROR_CONFLICT "JOB_LOST" when it was stopped or
// another runner has it.
bool job_advance(Tx *tx, const JobRun *run, int64_t done, Error *error) MUST_USE;
// In a transaction of its own, for work that writes nothing on its way.
bool job_note(const JobRun *run, int64_t done, Error *error) MUST_USE;
// Within the last transaction.
bool job_finish(Tx *tx, const JobRun *run, int64_t done, Error *error) MUST_USE;

#endif
