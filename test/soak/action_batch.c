// SPDX-License-Identifier: Apache-2.0
// What is asked for about automatic batches, and who does not want to be looked for.
#include "action_core.h"

#include "casework/batch.h"
#include "casework/consent.h"

#define BATCHES_OPEN "BATCHES_OPEN"

static bool do_ask(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    return batch_ask(tx, &request->actor, &request->town->context, policy_of(request)->number,
                     object_of(request), arena, result, error);
}

static bool do_stop(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    (void)result;
    return batch_stop(tx, &request->actor, object_of(request), arena, error);
}

static bool do_roll_back(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    (void)result;
    return batch_roll_back(tx, &request->actor, object_of(request), arena, error);
}

// To the account that the databases know.
static bool do_confirm_row(Tx *tx, const Request *request, Str *result, Arena *arena,
                           Error *error) {
    Claim claim;
    BatchConfirmation in = {.number = object_of(request), .index = request->action->index};
    if (!batch_confirm(tx, &request->actor, &request->town->context, &in, arena, &claim, error)) {
        return false;
    }
    *result = claim.number;
    return true;
}

static bool do_consent(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    (void)result;
    return consent_decide(tx, &request->actor, CONSENT_LOOKUP, request->action->flag, arena, error);
}

// ---- Matching ----

// Once no job is open any more: how many ended well, and how many failed.
static bool do_match(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Batches batches;
    int ended[JOB_STOPPED + 1] = {0};
    if (!batch_list(tx, &request->actor, arena, &batches, error)) return false;
    for (size_t i = 0; i < batches.count; i++) {
        if (job_is_open(&batches.items[i].job)) {
            error_set(error, ERROR_CONFLICT, "%.*s", STR_ARG(batches.items[i].number));
            return error_code(error, BATCHES_OPEN);
        }
        ended[batches.items[i].job.state]++;
    }
    *result = str_format(arena, "%d %d", ended[JOB_DONE], ended[JOB_FAILED]);
    return true;
}

typedef struct Moment {
    Date today;
    int64_t now_ms;
} Moment;

static Date moment_today(void *state) {
    return ((const Moment *)state)->today;
}

static int64_t moment_now_ms(void *state) {
    return ((const Moment *)state)->now_ms;
}

// As a thread of a server does it. What a runner had that was killed is taken over when its lease
// is over: the clock goes on when nothing else is to be done.
bool action_match(Store *store, const Request *request, Str *result, Arena *arena, Error *error) {
    Moment moment = {request->action->today, request->action->now_ms};
    Clock clock = {moment_today, moment_now_ms, &moment};
    BatchWork work = {request->town->catalogue, request->town->context.calendar};
    JobKind kind = batch_job(&work);
    JobRun run = {.store = store, .clock = &clock, .kind = &kind};
    for (;;) {
        Error refusal = {0};
        bool ran;
        if (action_once(store, request, result, arena, &refusal)) return true;
        if (strcmp(refusal.code, BATCHES_OPEN) != 0) {
            *error = refusal;
            return false;
        }
        if (!job_run_next(&run, &ran, error)) return false;
        if (!ran) moment.now_ms += JOB_LEASE_MS + 1;
    }
}

// ---- All of them ----

ActionFunction *const action_batch_functions[ACTION_KIND_COUNT] = {
    [DO_BATCH_ASK] = do_ask,
    [DO_BATCH_MATCH] = do_match,
    [DO_BATCH_STOP] = do_stop,
    [DO_BATCH_ROLL_BACK] = do_roll_back,
    [DO_BATCH_CONFIRM] = do_confirm_row,
    [DO_CONSENT] = do_consent,
};
