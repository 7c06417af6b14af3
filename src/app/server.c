// SPDX-License-Identifier: Apache-2.0
#include "app/server.h"

#include "access/audit.h"
#include "access/seal.h"
#include "app/database.h"
#include "app/modules.h"
#include "app/worker.h"
#include "base/embedded.h"
#include "base/file.h"
#include "casework/batch.h"
#include "casework/escalation.h"
#include "casework/message_sender.h"
#include "casework/notice.h"
#include "privacy/retention.h"
#include "publish/simulation.h"
#include "web/identity.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define CALENDARS_MAX 100
#define REFRESH_S 5 // how often the platform looks for a version that another server published
#define SEGMENTS_A_TICK 20
#define JOB_KIND_COUNT 2 // simulations, batches
#define WORKER_COUNT (JOB_KIND_COUNT + 1) // and messages
#define DUE_S 60    // and for what has become due

struct Server {
    Arena arena; // of everything below; lives as long as the server
    Platform platform;
    Database database;
    ClockStorage clock_storage;
    Clock system_clock;
    _Atomic int64_t fixed_today; // DATE_ABSENT: the system clock's
    Web *web;
    HttpServer *http;
    pthread_t ticker;
    bool has_ticker;
    Worker *workers[WORKER_COUNT];
    JobWork jobs[JOB_KIND_COUNT];
    BatchWork batch_work;
    MessageSender sender; // without a store: messages stay in the site
    SigningKey *seal_key; // of the audit log and of payment files
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_ending;
    Date retained_on; // the business day on which it was last looked at; DATE_ABSENT = none
};

// ---- The two clocks; in a demo the business date can be moved ----

static Date server_today(void *state) {
    Server *server = state;
    int64_t fixed = atomic_load(&server->fixed_today);
    return fixed == DATE_ABSENT ? clock_today(&server->system_clock) : fixed;
}

static int64_t server_now_ms(void *state) {
    Server *server = state;
    return clock_now_ms(&server->system_clock);
}

static void move_today(void *state, Date today) {
    Server *server = state;
    atomic_store(&server->fixed_today, today);
    // What the new day makes due is done at once, not at the next tick.
    pthread_mutex_lock(&server->lock);
    pthread_cond_signal(&server->wake);
    pthread_mutex_unlock(&server->lock);
}

static void wake_workers(void *state) {
    Server *server = state;
    for (size_t i = 0; i < WORKER_COUNT; i++) worker_wake(server->workers[i]);
}

static bool send_next(void *user, const _Atomic bool *stops, bool *worked, Error *error) {
    return message_sender_turn(user, stops, worked, error);
}

static bool open_sender(Server *server, Str folder, Error *error) {
    Platform *platform = &server->platform;
    if (str_is_absent(folder)) return true;
    return message_sender_open(platform->store, &platform->clock, folder, &server->sender, error) &&
           worker_open((Work){"messages", send_next, &server->sender},
                       &server->workers[JOB_KIND_COUNT], error);
}

static bool open_workers(Server *server, Str message_folder, Error *error) {
    Platform *platform = &server->platform;
    server->batch_work = (BatchWork){platform->catalogue, platform->calendar};
    const JobKind kinds[JOB_KIND_COUNT] = {simulation_job(platform->catalogue),
                                           batch_job(&server->batch_work)};
    for (size_t i = 0; i < JOB_KIND_COUNT; i++) {
        server->jobs[i] = (JobWork){platform->store, &platform->clock, kinds[i]};
        if (!worker_open(job_work(&server->jobs[i]), &server->workers[i], error)) return false;
    }
    return open_sender(server, message_folder, error);
}

// ---- What becomes due by the clock ----

typedef bool DueFunction(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                         int64_t *count, Error *error);

typedef struct Due {
    DueFunction *function;
    const char *done; // what was done to how many
} Due;

static const Due dues[] = {
    {notice_close_due, "件公示期满"},
    {escalation_raise_due, "件逾期上报"},
};

typedef struct DueIn {
    const Platform *platform;
    DueFunction *function;
} DueIn;

static bool run_due(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DueIn *due = in;
    const Platform *platform = due->platform;
    Actor actor = actor_system(clock_today(&platform->clock), clock_now_ms(&platform->clock));
    CaseContext context = {catalogue_pack(platform->catalogue), platform->calendar};
    return due->function(tx, &actor, &context, arena, out, error);
}

// A version published by another server, or one whose day has come; keys that were changed.
static void refresh(Server *server) {
    Platform *platform = &server->platform;
    Error error = {0};
    if (!catalogue_refresh(platform->catalogue, clock_today(&platform->clock), &error)) {
        fprintf(stderr, "jiuye: 看不了政策版本，%d秒后再试：%s\n", REFRESH_S, error.message);
    }
    if (!keyring_refresh(server->database.keys, &error)) {
        fprintf(stderr, "jiuye: 看不了密钥，%d秒后再试：%s\n", REFRESH_S, error.message);
    }
}

static void due(Server *server) {
    Arena arena = {0};
    for (size_t i = 0; i < sizeof dues / sizeof *dues; i++) {
        Error error = {0};
        int64_t count = 0;
        DueIn in = {&server->platform, dues[i].function};
        arena_reset(&arena);
        if (!store_write(server->platform.store, run_due, &in, &count, &arena, &error)) {
            fprintf(stderr, "jiuye: 到期处理没有成功，一分钟后再试：%s\n", error.message);
        } else if (count > 0) {
            fprintf(stderr, "jiuye: %lld %s\n", (long long)count, dues[i].done);
        }
    }
    arena_release(&arena);
}

// Once a business day. What is not done today is done tomorrow.
static void retain(Server *server) {
    const Platform *platform = &server->platform;
    Actor actor = actor_system(clock_today(&platform->clock), clock_now_ms(&platform->clock));
    RetentionCounts counts;
    Error error = {0};
    if (actor.today == server->retained_on) return;
    server->retained_on = actor.today;
    if (retention_run(platform->store, &actor, &counts, &error)) return;
    fprintf(stderr, "jiuye: 过了保存期的没有处理完，明天再试：%s\n", error.message);
}

static bool seal_log(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Server *server = in;
    return audit_seal(tx, server->seal_key, clock_now_ms(&server->system_clock), arena, out, error);
}

// Seals what waits, segment by segment. Rows that cannot be sealed now are sealed later.
static void seal(Server *server) {
    Arena arena = {0};
    Error error = {0};
    int64_t sealed = SEAL_ROWS_MAX;
    if (!server->seal_key || !server->platform.catalogue) return; // not open yet
    for (int i = 0; i < SEGMENTS_A_TICK && sealed == SEAL_ROWS_MAX; i++) {
        arena_reset(&arena);
        if (store_write(server->platform.store, seal_log, server, &sealed, &arena, &error)) {
            continue;
        }
        fprintf(stderr, "jiuye: 日志暂时封存不了，%d秒后再试：%s\n", REFRESH_S, error.message);
        break;
    }
    arena_release(&arena);
}

static void *ticker_run(void *state) {
    Server *server = state;
    int since_due_s = DUE_S;
    pthread_mutex_lock(&server->lock);
    while (!server->is_ending) {
        pthread_mutex_unlock(&server->lock);
        refresh(server);
        seal(server);
        if (since_due_s >= DUE_S) {
            due(server);
            retain(server);
            since_due_s = 0;
        }
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += REFRESH_S;
        pthread_mutex_lock(&server->lock);
        bool is_woken = !server->is_ending &&
                        pthread_cond_timedwait(&server->wake, &server->lock, &until) == 0;
        since_due_s = is_woken ? DUE_S : since_due_s + REFRESH_S;
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

// ---- Opening ----

static bool load_calendar(Arena *arena, const WorkdayCalendar **calendar, Error *error) {
    Str texts[CALENDARS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < embedded_file_count && count < CALENDARS_MAX; i++) {
        Str path = str_from_c(embedded_files[i].path);
        if (str_starts_with(path, STR("calendar/"))) texts[count++] = embedded_file(path);
    }
    return workday_calendar_parse(arena, texts, count, calendar, error);
}

typedef struct RefusalIn {
    const Actor *actor;
    AuditEntry entry;
} RefusalIn;

static bool write_refusal(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    const RefusalIn *refusal = in;
    return audit_write(tx, refusal->actor, &refusal->entry, error);
}

static void note_refusal(void *state, const Context *context, const Error *error) {
    Error ignored = {0};
    RefusalIn in = {.actor = context->actor,
                    .entry = {.action = STR("access.refused"),
                              .object_kind = STR("path"),
                              .object_number = context->request->path,
                              .after = str_from_c(error->message),
                              .is_refused = true}};
    if (!store_write(state, write_refusal, &in, NULL, context->arena, &ignored)) {
        fprintf(stderr, "jiuye: 审计没有写入：%s\n", ignored.message);
    }
}

static WebOptions web_options(Server *server) {
    WebOptions options = {.routes = page_routes,
                          .route_list_count = page_route_count,
                          .nav = nav_items,
                          .nav_count = nav_item_count,
                          .clock = &server->platform.clock,
                          .identify = identify_by_access,
                          .refused = note_refusal,
                          .state = server->platform.store,
                          .app = &server->platform,
                          .version = server->platform.program_version};
    // CSRF tokens need the same secret on every server of a city: it follows from the shared key.
    crypto_generichash(options.secret, sizeof options.secret, (const unsigned char *)"web", 3,
                       server->platform.key.bytes, sizeof server->platform.key.bytes);
    return options;
}

// One key signs the segments of the log and the payment files.
static bool open_signing(Server *server, const ServerOptions *options, Error *error) {
    if (!signing_key_open(options->suite, options->key_folder, &server->seal_key, error)) {
        return false;
    }
    server->platform.signing = server->seal_key;
    return true;
}

static bool open_database(Server *server, const ServerOptions *options, Error *error) {
    DatabaseOptions place = {options->url, options->key_folder, options->suite};
    if (!database_open(&place, &server->database, error)) return false;
    server->platform.store = server->database.store;
    return true;
}

static bool open_platform(Server *server, const ServerOptions *options, Error *error) {
    Platform *platform = &server->platform;
    platform->program_version = str_copy(&server->arena, options->version);
    platform->site = str_copy(&server->arena, options->site);
    platform->is_demo = options->is_demo;
    platform->clock = (Clock){server_today, server_now_ms, server};
    platform->move_today = options->is_demo ? move_today : NULL;
    platform->wake_workers = wake_workers;
    platform->state = server;
    Str key_path = str_format(&server->arena, "%.*s/access.key", STR_ARG(options->key_folder));
    return file_make_folder(options->key_folder, error) &&
           secret_key_open(key_path, &platform->key, error) &&
           open_signing(server, options, error) &&
           load_calendar(&server->arena, &platform->calendar, error) &&
           open_database(server, options, error) &&
           catalogue_open(platform->store, clock_today(&platform->clock),
                          clock_now_ms(&platform->clock), &platform->catalogue, error);
}

static bool open_web(Server *server, const ServerOptions *options, Error *error) {
    WebOptions web = web_options(server);
    HttpOptions http = {.listen = options->listen, .trusts_proxy = true};
    if (!web_open(&server->web, &server->arena, &web, error)) return false;
    if (str_is_empty(options->listen)) return true; // for commands that do not serve
    Platform *platform = &server->platform;
    if (!read_log_open(platform->store, &platform->read_log, error)) return false;
    if (!open_workers(server, options->messages, error) ||
        !http_server_open(&server->http, &http, web_handler(server->web), error)) {
        return false;
    }
    server->has_ticker = pthread_create(&server->ticker, NULL, ticker_run, server) == 0;
    return server->has_ticker ||
           error_set(error, ERROR_UNAVAILABLE, "不能启动到期处理的线程，请检查系统资源");
}

bool server_open(const ServerOptions *options, Server **result, Error *error) {
    Server *server = calloc(1, sizeof *server);
    if (!server) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->wake, NULL);
    server->system_clock = clock_system(&server->clock_storage, DATE_ABSENT);
    atomic_store(&server->fixed_today, options->today);
    server->retained_on = DATE_ABSENT;
    if (sodium_init() < 0 || !open_platform(server, options, error) ||
        !open_web(server, options, error)) {
        server_close(server);
        return false;
    }
    *result = server;
    return true;
}

int server_port(const Server *server) {
    return http_server_port(server->http);
}

Platform *server_platform(Server *server) {
    return &server->platform;
}

void server_close(Server *server) {
    if (!server) return;
    if (server->http) http_server_close(server->http);
    if (server->has_ticker) {
        pthread_mutex_lock(&server->lock);
        server->is_ending = true;
        pthread_cond_signal(&server->wake);
        pthread_mutex_unlock(&server->lock);
        pthread_join(server->ticker, NULL);
    }
    read_log_close(server->platform.read_log);
    seal(server); // what the last requests wrote
    for (size_t i = 0; i < WORKER_COUNT; i++) worker_close(server->workers[i]);
    message_sender_close(&server->sender);
    if (server->platform.catalogue) catalogue_close(server->platform.catalogue);
    database_close(&server->database);
    signing_key_close(server->seal_key);
    pthread_cond_destroy(&server->wake);
    pthread_mutex_destroy(&server->lock);
    arena_release(&server->arena);
    free(server);
}

bool server_routes_print(StrBuilder *out, Error *error) {
    Arena arena = {0};
    Server server = {0};
    ClockStorage storage;
    server.platform.clock = clock_system(&storage, DATE_ABSENT);
    WebOptions options = web_options(&server);
    Web *web;
    bool ok = web_open(&web, &arena, &options, error);
    if (ok) routes_print(web_routes(web), out);
    arena_release(&arena);
    return ok;
}
