// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_PLATFORM_H
#define PAGES_PLATFORM_H
// What every page works on: the store, the pack in effect, the calendar. Made once by `jiuye
// serve`,
// shared by all workers, never changed while serving. A handler finds it in context->app.

#include "access/read_log.h"
#include "access/totp.h"
#include "base/clock.h"
#include "casework/claim.h"
#include "fund/payment_seal.h"
#include "publish/catalogue.h"
#include "web/context.h"

typedef struct Platform {
    Store *store;
    Catalogue *catalogue;
    const WorkdayCalendar *calendar;
    Clock clock;
    SecretKey key;       // opens sealed secrets
    const SigningKey *signing; // signs what goes to the bank
    Str site;            // the city's own address, printed on letters; absent = not configured
    ReadLog *read_log;   // who read personal details; NULL = nobody keeps it
    Str program_version;
    bool is_demo;        // a synthetic city: the pages say so
    void (*move_today)(void *state, Date today); // demo only: sets the business date; else NULL
    void (*wake_workers)(void *state); // after asking for work; NULL = nobody does it
    void *state; // of both
} Platform;

static inline Platform *platform_of(const Context *context) {
    return context->app;
}

// The pack in effect.
static inline const Pack *platform_pack(const Context *context) {
    return catalogue_pack(platform_of(context)->catalogue);
}

// What the steps of a case need.
static inline CaseContext platform_case(const Context *context) {
    return (CaseContext){platform_pack(context), platform_of(context)->calendar};
}

// After a job was asked for.
static inline void platform_wake_workers(const Context *context) {
    const Platform *platform = platform_of(context);
    if (platform->wake_workers) platform->wake_workers(platform->state);
}

// After the details of a claim or one of its papers were read.
static inline void platform_note_read(const Context *context, const ReadNote *note) {
    read_log_note(platform_of(context)->read_log, context->actor, note);
}

// store_read and store_write with the request's arena.
MUST_USE static inline bool platform_read(Context *context, StoreFunction *function, const void *in,
                                          void *out, Error *error) {
    return store_read(platform_of(context)->store, function, in, out, context->arena, error);
}
MUST_USE static inline bool platform_write(Context *context, StoreFunction *function,
                                           const void *in, void *out, Error *error) {
    return store_write(platform_of(context)->store, function, in, out, context->arena, error);
}

// A write that its client may repeat: the same request again gives the first `*result`, and
// `function`, which writes a Str through `out`, does not run.
typedef struct PlatformOnce {
    const Context *context;
    StoreFunction *function;
    const void *in;
} PlatformOnce;

MUST_USE static inline bool platform_run_once(Tx *tx, const void *in, void *out, Arena *arena,
                                              Error *error) {
    const PlatformOnce *once = in;
    StoreRequest request = {.key = once->context->request_key,
                            .body = once->context->body_digest,
                            .function = once->function,
                            .in = once->in};
    return store_idempotent(tx, &request, out, arena, error);
}
MUST_USE static inline bool platform_write_once(Context *context, StoreFunction *function,
                                                const void *in, Str *result, Error *error) {
    PlatformOnce once = {context, function, in};
    return platform_write(context, platform_run_once, &once, result, error);
}

#endif
