// SPDX-License-Identifier: Apache-2.0
#include "access/read_log.h"

#include "access/audit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RETRY_S 5
#define TEXT_BYTES_MAX 128 // of each text kept; longer ones are cut

typedef struct Text {
    char bytes[TEXT_BYTES_MAX];
    size_t length;
    bool is_absent;
} Text;

// A copy of what the request held.
typedef struct Noted {
    Actor actor;
    const char *action, *object_kind;
    Text name, address, request, number, division;
} Noted;

struct ReadLog {
    Store *store;
    pthread_t thread;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wake;
    Noted rows[READ_LOG_ROWS]; // a ring
    size_t first, count;
    int64_t lost;    // in all
    int64_t unnoted; // of them not written as lost yet
    bool is_closing;
};

// ---- Copies ----

static Text text_of(Str s) {
    Text text = {.is_absent = str_is_absent(s)};
    text.length = s.length < TEXT_BYTES_MAX ? s.length : TEXT_BYTES_MAX;
    // A character is not cut in two.
    while (text.length < s.length && text.length > 0 &&
           ((unsigned char)s.data[text.length] & 0xC0) == 0x80) {
        text.length--;
    }
    if (text.length > 0) memcpy(text.bytes, s.data, text.length);
    return text;
}

static Str str_of(const Text *text) {
    return text->is_absent ? (Str){0} : (Str){text->bytes, text->length};
}

void read_log_note(ReadLog *log, const Actor *actor, const ReadNote *note) {
    if (!log) return;
    pthread_mutex_lock(&log->mutex);
    if (log->count == READ_LOG_ROWS) {
        log->lost++;
        log->unnoted++;
    } else {
        Noted *row = &log->rows[(log->first + log->count++) % READ_LOG_ROWS];
        *row = (Noted){*actor,
                       note->action,
                       note->object_kind,
                       text_of(actor->display_name),
                       text_of(actor->remote_address),
                       text_of(actor->request_id),
                       text_of(note->object_number),
                       text_of(note->division_code)};
        row->actor.scope = (Scope){0}; // the rest of the request's texts end with it
        row->actor.acting_for = row->actor.department = (Str){0};
        pthread_cond_signal(&log->wake);
    }
    pthread_mutex_unlock(&log->mutex);
}

// ---- Writing ----

typedef struct Batch {
    Noted rows[READ_LOG_BATCH];
    size_t count;
    int64_t lost;
} Batch;

static bool note_lost(Tx *tx, const Batch *batch, Arena *arena, Error *error) {
    const Actor *last = &batch->rows[batch->count - 1].actor;
    Actor system = actor_system(last->today, last->now_ms);
    AuditEntry entry = {.action = STR("read.lost"),
                        .object_kind = STR("audit_log"),
                        .after = str_format(arena, "%lld", (long long)batch->lost)};
    return audit_write(tx, &system, &entry, error);
}

static bool batch_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Batch *batch = in;
    (void)out;
    for (size_t i = 0; i < batch->count; i++) {
        const Noted *row = &batch->rows[i];
        Actor actor = row->actor;
        actor.display_name = str_of(&row->name);
        actor.remote_address = str_of(&row->address);
        actor.request_id = str_of(&row->request);
        AuditEntry entry = {.action = str_from_c(row->action),
                            .object_kind = str_from_c(row->object_kind),
                            .object_number = str_of(&row->number),
                            .division_code = str_of(&row->division)};
        if (!audit_write(tx, &actor, &entry, error)) return false;
    }
    return batch->lost == 0 || note_lost(tx, batch, arena, error);
}

// The mutex is held; the rows stay in the ring until they are written.
static void batch_take(const ReadLog *log, Batch *batch) {
    batch->count = log->count < READ_LOG_BATCH ? log->count : READ_LOG_BATCH;
    batch->lost = log->unnoted;
    for (size_t i = 0; i < batch->count; i++) {
        batch->rows[i] = log->rows[(log->first + i) % READ_LOG_ROWS];
    }
}

static void batch_drop(ReadLog *log, const Batch *batch) {
    log->first = (log->first + batch->count) % READ_LOG_ROWS;
    log->count -= batch->count;
    log->unnoted -= batch->lost;
}

// Waits before the next try; the mutex is held. False when the log is being closed.
static bool wait_to_retry(ReadLog *log) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += RETRY_S;
    while (!log->is_closing && pthread_cond_timedwait(&log->wake, &log->mutex, &until) == 0) {
        continue;
    }
    return !log->is_closing;
}

static void *log_run(void *argument) {
    ReadLog *log = argument;
    static _Thread_local Batch batch;
    pthread_mutex_lock(&log->mutex);
    for (;;) {
        while (log->count == 0 && !log->is_closing) pthread_cond_wait(&log->wake, &log->mutex);
        if (log->count == 0) break;
        batch_take(log, &batch);
        pthread_mutex_unlock(&log->mutex);
        Arena arena = {0};
        Error error = {0};
        bool is_written = store_write(log->store, batch_write, &batch, NULL, &arena, &error);
        arena_release(&arena);
        pthread_mutex_lock(&log->mutex);
        if (is_written) {
            batch_drop(log, &batch);
            continue;
        }
        fprintf(stderr,
                "jiuye: 查阅记录暂时写不了，%d秒后再试（%zu 条在等，%lld 条没能记下）：%s\n",
                RETRY_S, log->count, (long long)log->lost, error.message);
        if (!wait_to_retry(log)) break;
    }
    pthread_mutex_unlock(&log->mutex);
    return NULL;
}

// ---- Opening and closing ----

bool read_log_open(Store *store, ReadLog **result, Error *error) {
    ReadLog *log = calloc(1, sizeof *log);
    if (!log) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    log->store = store;
    pthread_mutex_init(&log->mutex, NULL);
    pthread_cond_init(&log->wake, NULL);
    if (pthread_create(&log->thread, NULL, log_run, log) != 0) {
        pthread_cond_destroy(&log->wake);
        pthread_mutex_destroy(&log->mutex);
        free(log);
        return error_set(error, ERROR_UNAVAILABLE, "不能启动查阅记录的线程，请检查系统资源");
    }
    *result = log;
    return true;
}

void read_log_close(ReadLog *log) {
    if (!log) return;
    pthread_mutex_lock(&log->mutex);
    log->is_closing = true;
    pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->mutex);
    pthread_join(log->thread, NULL);
    pthread_cond_destroy(&log->wake);
    pthread_mutex_destroy(&log->mutex);
    free(log);
}

ReadLogState read_log_state(ReadLog *log) {
    pthread_mutex_lock(&log->mutex);
    ReadLogState state = {(int64_t)log->count, log->lost};
    pthread_mutex_unlock(&log->mutex);
    return state;
}
