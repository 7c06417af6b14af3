// SPDX-License-Identifier: Apache-2.0
#include "queue/job.h"

#include "queue/job.sql.h"

#include <string.h>

static const char *const state_codes[] = {"waiting", "running", "done", "failed", "stopped"};
#define STATE_COUNT (sizeof state_codes / sizeof *state_codes)

JobState job_state_from_code(Str code) {
    for (size_t i = 0; i < STATE_COUNT; i++) {
        if (str_equal(code, str_from_c(state_codes[i]))) return (JobState)i;
    }
    return JOB_FAILED;
}

Str job_state_code(JobState state) {
    return str_from_c(state_codes[state]);
}

// ---- Asking ----

bool job_ask(Tx *tx, const Actor *actor, Str kind, int64_t total, Arena *arena, int64_t *id,
             Error *error) {
    JobKeyRow key;
    JobInsertIn in = {kind, total, actor->account_id, actor->display_name, actor->now_ms};
    if (!job_insert(tx, &in, arena, &key, error)) return false;
    *id = key.id;
    return true;
}

static Job job_from_row(const JobRow *row) {
    return (Job){.id = row->id,
                 .state = job_state_from_code(row->state),
                 .done = row->done,
                 .total = row->total,
                 .message = row->message,
                 .account_id = row->account_id,
                 .actor_name = row->actor_name};
}

bool job_find(Tx *tx, int64_t id, Arena *arena, Job *job, Error *error) {
    JobRow row;
    if (!job_get(tx, &(JobGetIn){id}, arena, &row, error)) return false;
    *job = job_from_row(&row);
    return true;
}

bool job_stop(Tx *tx, const Actor *actor, int64_t id, Arena *arena, Error *error) {
    Job job;
    int64_t stopped;
    if (!job_find(tx, id, arena, &job, error)) return false;
    if (job.account_id != actor->account_id) {
        error_set(error, ERROR_FORBIDDEN, "这件事是%.*s发起的", STR_ARG(job.actor_name));
        return error_detail(error, "请由发起的人停下");
    }
    if (!job_stop_open(tx, &(JobStopOpenIn){id, actor->now_ms}, &stopped, error)) return false;
    if (stopped > 0) return true;
    error_set(error, ERROR_CONFLICT, "已经做完，或者已经停下");
    error_detail(error, "请刷新页面，看结果");
    return error_code(error, "JOB_ENDED");
}

bool job_drop(Tx *tx, const Actor *actor, int64_t id, Error *error) {
    return job_stop_open(tx, &(JobStopOpenIn){id, actor->now_ms}, NULL, error);
}

// ---- Running ----

static bool refuse_lost(Error *error) {
    error_set(error, ERROR_CONFLICT, "已经被停下，或者由另一个程序接着做了");
    return error_code(error, "JOB_LOST");
}

bool job_advance(Tx *tx, const JobRun *run, int64_t done, Error *error) {
    int64_t held;
    JobSetDoneIn in = {run->job.id, run->attempt, done, clock_now_ms(run->clock) + JOB_LEASE_MS};
    if (run->stops && *run->stops) {
        return error_set(error, ERROR_UNAVAILABLE, "程序正在停下");
    }
    return job_set_done(tx, &in, &held, error) && (held > 0 || refuse_lost(error));
}

typedef struct NoteIn {
    const JobRun *run;
    int64_t done;
} NoteIn;

static bool note_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const NoteIn *note = in;
    (void)out;
    (void)arena;
    return job_advance(tx, note->run, note->done, error);
}

bool job_note(const JobRun *run, int64_t done, Error *error) {
    Arena scratch = {0};
    NoteIn in = {run, done};
    bool is_noted = store_write(run->store, note_write, &in, NULL, &scratch, error);
    arena_release(&scratch);
    return is_noted;
}

bool job_finish(Tx *tx, const JobRun *run, int64_t done, Error *error) {
    int64_t held;
    JobEndIn in = {.id = run->job.id, .attempt = run->attempt, .state = job_state_code(JOB_DONE),
                   .ended_ms = clock_now_ms(run->clock)};
    return job_advance(tx, run, done, error) && job_end(tx, &in, &held, error) &&
           (held > 0 || refuse_lost(error));
}

typedef struct LeaseOut {
    bool found;
    JobRow row;
} LeaseOut;

static bool lease_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    LeaseOut *leased = out;
    return job_lease(tx, in, arena, &leased->row, &leased->found, error);
}

static bool lease_take(JobRun *run, Arena *arena, bool *found, Error *error) {
    int64_t now_ms = clock_now_ms(run->clock);
    JobLeaseIn in = {str_from_c(run->kind->name), now_ms, now_ms + JOB_LEASE_MS};
    LeaseOut out = {0};
    if (!store_write(run->store, lease_write, &in, &out, arena, error)) return false;
    *found = out.found;
    if (!out.found) return true;
    run->job = job_from_row(&out.row);
    run->attempt = out.row.attempt;
    return true;
}

static bool fail_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return job_end(tx, in, NULL, error);
}

// Changes nothing when it was stopped, or when another runner has it.
static bool fail(const JobRun *run, const Error *failure, Arena *arena, Error *error) {
    bool has_detail = failure->detail[0] != '\0';
    JobEndIn in = {.id = run->job.id, .attempt = run->attempt, .state = job_state_code(JOB_FAILED),
                   .message = str_format(arena, "%s%s%s", failure->message,
                                         has_detail ? "。" : "", failure->detail),
                   .ended_ms = clock_now_ms(run->clock)};
    return store_write(run->store, fail_write, &in, NULL, arena, error);
}

bool job_run_next(JobRun *run, bool *ran, Error *error) {
    Arena arena = {0};
    Error failure = {0};
    bool is_good = lease_take(run, &arena, ran, error);
    if (is_good && *ran) {
        bool is_tried = run->attempt > JOB_ATTEMPTS_MAX;
        if (is_tried) {
            error_set(&failure, ERROR_LIMIT, "做了%d次都没有做完", JOB_ATTEMPTS_MAX);
            error_detail(&failure, "请告诉系统管理员看日志，再重新发起");
        }
        bool is_done = !is_tried && run->kind->run(run, run->kind->user, &arena, &failure);
        bool is_left = !is_done && failure.kind == ERROR_UNAVAILABLE;
        is_good = is_done || is_left || fail(run, &failure, &arena, error);
    }
    arena_release(&arena);
    return is_good;
}
