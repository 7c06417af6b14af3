// SPDX-License-Identifier: Apache-2.0
// Claims submitted on both databases by WRITERS officers at a counter: at the domain function, and
// through HTTP to a real `jiuye serve`, each with an access token and one connection that is kept. A
// claim counts when it is said to be durable. Making tokens and looking for the entitled is outside
// of the time.
//
// Lines end in the ratios to their peers. The peer of DESIGN.md §8 (0.8, through HTTP 0.5) runs the
// same statements: on SQLite in a bare group-commit loop (same_statements.h), on PostgreSQL in
// pgbench (same_pgbench.h). Another writes the same rows and nothing else (by_hand.h), which nobody
// can reach who checks anything.
//
// JIUYE_BENCH_PEOPLE sets the size of the city, JIUYE_BENCH_CLAIMS that of each burst.
// Run under tools/with-postgres.sh with JIUYE_TEST_FSYNC=on (make bench).

#include "same_pgbench.h"
#include "same_statements.h"

#include "access/account.h"
#include "access/session.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/casework.sql.c" // last: it has names of its own

#define ANSWER_BYTES_MAX ((size_t)16 * 1024)
#define TODAY_TEXT "2023-10-16" // bench_today()

// ---- The server ----

typedef struct Serve {
    pid_t process;
    FILE *output;
    uint16_t port;
} Serve;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

// The program beside this one: build/bench/submit_bench and build/jiuye.
static const char *program_path(void) {
    static char path[400];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof "/jiuye");
    if (length <= 0) fail("/proc/self/exe");
    path[length] = '\0';
    for (int up = 0; up < 2; up++) *strrchr(path, '/') = '\0';
    strncat(path, "/jiuye", sizeof path - strlen(path) - 1);
    return path;
}

// Serves when this returns.
static Serve serve_start(const char *url, const char *folder) {
    int ends[2];
    char line[300];
    unsigned port;
    if (pipe(ends) != 0) fail("pipe");
    Serve serve = {.process = fork()};
    if (serve.process < 0) fail("fork");
    if (serve.process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM); // it ends with the benchmark, however that ends
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(program_path(), "jiuye", "serve", "--db", url, "--keys", folder, "--today",
              TODAY_TEXT, "--listen", "127.0.0.1:0", (char *)NULL);
        fail(program_path());
    }
    close(ends[1]);
    serve.output = fdopen(ends[0], "r");
    while (serve.output && fgets(line, sizeof line, serve.output)) {
        const char *at = strstr(line, "http://127.0.0.1:");
        if (at && sscanf(at, "http://127.0.0.1:%u", &port) == 1) {
            serve.port = (uint16_t)port;
            return serve;
        }
    }
    bench_must(false, "serve did not start", &(Error){0});
    return serve;
}

static void serve_stop(Serve *serve) {
    int status;
    kill(serve->process, SIGTERM);
    waitpid(serve->process, &status, 0);
    fclose(serve->output);
    if (status != 0) bench_must(false, "serve did not end well", &(Error){0});
}

// ---- Officers with tokens ----

static bool make_officer(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const int *place = in;
    Actor maker = {.role = ROLE_SEC_ADMIN,
                   .display_name = STR("合成"),
                   .today = bench_today(),
                   .now_ms = *(int64_t *)out};
    NewAccount officer = {.login = str_format(arena, "bench%02d", *place),
                          .password_hash = STR("none"), // nobody signs in with it
                          .display_name = STR("合成经办"),
                          .role = ROLE_COUNTY_CLERK,
                          .division_code = STR("6405"),
                          .holder = str_format(arena, "bench-%02d", *place)};
    return account_create(tx, &maker, &officer, out, arena, error);
}

static Str officer_token(Office *office, int place, int64_t now_ms) {
    int64_t id = now_ms;
    Str token;
    Error error = {0};
    bench_must(store_write(office->store, make_officer, &place, &id, &office->arena, &error),
               "account", &error);
    Actor officer = {.account_id = id,
                     .role = ROLE_COUNTY_CLERK,
                     .display_name = STR("合成经办"),
                     .today = bench_today(),
                     .now_ms = now_ms};
    bench_must(
        api_token_create(office->store, &officer, STR("bench"), 1, &office->arena, &token, &error),
        "token", &error);
    return token;
}

// ---- A burst ----

typedef struct Burst {
    Office *office;
    const BenchPersonRow *people;
    size_t count;
    pthread_mutex_t mutex;
    size_t next, end; // of people: who is next, and where this part ends
    int64_t made, refused, unavailable;
    bool has_told; // of the first refusal
    double seconds;
} Burst;

static double burst_rate(const Burst *burst) { return (double)burst->made / burst->seconds; }

static void burst_count(Burst *burst, bool is_made, bool is_unavailable, const char *answer) {
    pthread_mutex_lock(&burst->mutex);
    burst->made += is_made;
    burst->unavailable += is_unavailable;
    burst->refused += !is_made && !is_unavailable;
    if (!is_made && !burst->has_told) fprintf(stderr, "bench: the first refusal: %s\n", answer);
    burst->has_told |= !is_made;
    pthread_mutex_unlock(&burst->mutex);
}

// So many threads of `function`, each with its part of `arguments`, until so much of the burst is
// done.
static void burst_run(Burst *burst, void *(*function)(void *), char *arguments, size_t size,
                      int writers) {
    pthread_t threads[WRITERS];
    pthread_mutex_init(&burst->mutex, NULL);
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < writers; i++) {
        pthread_create(&threads[i], NULL, function, arguments + (size_t)i * size);
    }
    for (int i = 0; i < writers; i++) pthread_join(threads[i], NULL);
    burst->seconds += seconds_since(start);
    pthread_mutex_destroy(&burst->mutex);
    if (burst->made == 0) bench_must(false, "submit", &(Error){0});
}

static void burst_print(const Burst *burst, const char *where) {
    printf("%lld claims %s, %lld refused, %lld unavailable, %-10s %8.0f /s", (long long)burst->made,
           where, (long long)burst->refused, (long long)burst->unavailable,
           burst->office->database, burst_rate(burst));
}

// ---- At the domain function ----

static void *submit_calls(void *argument) {
    Burst *burst = argument;
    Actor clerk = {.account_id = 26,
                   .role = ROLE_COUNTY_CLERK,
                   .display_name = STR("合成经办"),
                   .scope = {.division_prefix = STR("6405"), .sees_people = true},
                   .today = bench_today(),
                   .now_ms = INT64_C(1697414400000)};
    Arena arena = {0};
    size_t i;
    while ((i = bench_take(&burst->mutex, &burst->next, burst->end)) != SIZE_MAX) {
        arena_reset(&arena);
        ClaimSubmission submission = {
            .policy_number = CLAIMED_POLICY,
            .measure_key = CLAIMED_MEASURE,
            .at_counter = true,
            .subject_key = burst->people[i].id_number,
            .stated_json = CLAIMED_STATEMENT,
            .account = {bench_card(&arena, i), STR("宁夏银行中卫分行")}};
        Error error = {0};
        Claim claim;
        bool is_made = claim_apply(burst->office->store, &clerk, &burst->office->context,
                                   &submission, &arena, &claim, &error);
        burst_count(burst, is_made, !is_made && error.kind == ERROR_UNAVAILABLE, error.message);
    }
    arena_release(&arena);
    return NULL;
}

static void submit_at_function(Burst *burst, int writers) {
    burst_run(burst, submit_calls, (char *)burst, 0, writers); // the same for each
}

// ---- Through HTTP ----

typedef struct Client {
    Burst *burst;
    Str token;
    int socket;
} Client;

static void client_connect(Client *client, uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int yes = 1;
    client->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (client->socket < 0 ||
        connect(client->socket, (struct sockaddr *)&address, sizeof address) != 0) {
        fail("connect");
    }
    setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static Str request_text(Arena *arena, const Client *client, size_t i) {
    Str body = str_format(
        arena,
        "{\"policy\":%d,\"subject\":\"%.*s\",\"claim\":\"allowance\",\"attended\":true,"
        "\"type\":\"rural\",\"account_number\":\"%.*s\",\"bank_name\":\"宁夏银行中卫分行\"}",
        CLAIMED_POLICY, STR_ARG(client->burst->people[i].id_number),
        STR_ARG(bench_card(arena, i)));
    return str_format(arena,
                      "POST /api/counter/applications HTTP/1.1\r\n"
                      "Host: 127.0.0.1\r\n"
                      "Authorization: Bearer %.*s\r\n"
                      "Idempotency-Key: claim-%08zu\r\n"
                      "Content-Type: application/json\r\n"
                      "Content-Length: %zu\r\n\r\n%.*s",
                      STR_ARG(client->token), i, body.length, STR_ARG(body));
}

// Reads one answer whole; the connection is kept. Returns its status.
static int read_answer(const Client *client, char *answer) {
    size_t filled = 0, wanted = SIZE_MAX;
    while (filled < wanted) {
        ssize_t got = read(client->socket, answer + filled, ANSWER_BYTES_MAX - 1 - filled);
        if (got <= 0) fail("answer");
        filled += (size_t)got;
        answer[filled] = '\0';
        const char *body = strstr(answer, "\r\n\r\n");
        const char *length = strcasestr(answer, "\r\nContent-Length:");
        if (!body || wanted != SIZE_MAX) continue;
        if (!length || length > body) bench_must(false, "answer without a length", &(Error){0});
        wanted =
            (size_t)(body + 4 - answer) + strtoul(length + sizeof "\r\nContent-Length", NULL, 10);
    }
    return (int)strtol(answer + sizeof "HTTP/1.1", NULL, 10);
}

static void *submit_requests(void *argument) {
    Client *client = argument;
    Burst *burst = client->burst;
    Arena arena = {0};
    char *answer = malloc(ANSWER_BYTES_MAX);
    if (!answer) fail("malloc");
    size_t i;
    while ((i = bench_take(&burst->mutex, &burst->next, burst->end)) != SIZE_MAX) {
        arena_reset(&arena);
        Str request = request_text(&arena, client, i);
        if (write(client->socket, request.data, request.length) != (ssize_t)request.length) {
            fail("request");
        }
        int status = read_answer(client, answer);
        burst_count(burst, status == 200, status == 503, answer);
    }
    free(answer);
    arena_release(&arena);
    return NULL;
}

typedef struct Counter {
    Serve serve;
    Client clients[WRITERS];
} Counter;

static void counter_open(Counter *counter, Burst *burst, Str url, const char *folder) {
    ClockStorage storage;
    Clock clock = clock_system(&storage, bench_today());
    int64_t now_ms = clock_now_ms(&clock);
    Client *clients = counter->clients;
    for (int i = 0; i < WRITERS; i++) {
        clients[i] = (Client){.burst = burst, .token = officer_token(burst->office, i, now_ms)};
    }
    counter->serve = serve_start(str_to_c(&burst->office->arena, url), folder);
    for (int i = 0; i < WRITERS; i++) client_connect(&clients[i], counter->serve.port);
}

static void submit_through_http(Counter *counter) {
    burst_run(counter->clients->burst, submit_requests, (char *)counter->clients,
              sizeof *counter->clients, WRITERS);
}

static void counter_close(Counter *counter) {
    for (int i = 0; i < WRITERS; i++) close(counter->clients[i].socket);
    serve_stop(&counter->serve);
}

// ---- The statements of a burst, on copies of the database ----

typedef struct Copies {
    Str served, heard, again; // URLs
} Copies;

static Copies copies_of_file(Str url, Arena *arena) {
    Copies copies = {str_format(arena, "%.*s.served", STR_ARG(url)),
                     str_format(arena, "%.*s.heard", STR_ARG(url)),
                     str_format(arena, "%.*s.again", STR_ARG(url))};
    const char *path = str_to_c(arena, url) + sizeof "sqlite:" - 1;
    sqlite_copy(path, copies.served.data + sizeof "sqlite:" - 1);
    sqlite_copy(path, copies.heard.data + sizeof "sqlite:" - 1);
    sqlite_copy(path, copies.again.data + sizeof "sqlite:" - 1);
    return copies;
}

// PostgreSQL copies only what nobody has open.
static Copies copies_of_database(Office *office, Str url, const char *folder, Arena *arena) {
    office_close(office);
    Copies copies = {bench_postgres_copy(arena, "bench_submit_served", "bench_submit"),
                     bench_postgres_copy(arena, "bench_submit_heard", "bench_submit"),
                     bench_postgres_copy(arena, "bench_submit_again", "bench_submit")};
    *office = office_reopen(office->database, url, folder);
    return copies;
}

// The people of `measured` claim once more, in the copy at `url`.
static int64_t copies_submit(Str url, const Burst *measured, int writers, const char *folder) {
    Office office = office_reopen(measured->office->database, url, folder);
    Burst burst = {.office = &office, .people = measured->people, .end = measured->count};
    submit_at_function(&burst, writers);
    office_close(&office);
    return burst.made;
}

static void hear_on_sqlite(const Copies *copies, const Burst *measured, const char *folder,
                           HeardAgain *again) {
    heard_begin();
    int64_t made = copies_submit(copies->heard, measured, WRITERS, folder);
    heard_end();
    heard_again_open(again, copies->again.data + sizeof "sqlite:" - 1, made);
}

// One claim follows the other, so that each is heard alone.
static SameRate rate_on_postgres(const Copies *copies, const Burst *measured, const char *folder) {
    Arena arena = {0};
    Str url = copies->heard, host = STR("host=");
    size_t from = str_find(url, host, 0) + host.length;
    Str server = str_slice(url, from, str_find(url, STR("&"), from));
    Str through = str_format(&arena, "%.*s%s%.*s", (int)from, url.data, folder,
                             STR_ARG(str_slice(url, from + server.length, url.length)));
    wire_begin(folder, server);
    copies_submit(through, measured, 1, folder);
    wire_end();
    arena_release(&arena);
    return same_run_again(copies->again.data);
}

static void same_print(const SameRate *same, double rate) {
    printf("   same statements %8.0f /s", same->rate);
    if (same->feeding > 0) {
        printf(" (%.0f awaited, %lld retries, fed at %.0f /s)", same->waits, same->retries,
               same->feeding);
    }
    if (same->failures > 0) printf(", %lld failed", same->failures);
    printf("   %.2f", rate / same->rate);
}

// A machine is not as fast at one moment as at the next: those who are compared take turns, each
// in a database of its own. A turn is JIUYE_BENCH_CLAIMS; the first opens connections and prepares
// statements, and does not count.
#define TURNS 3

static void measure(Office *office, Str url, const char *folder) {
    BenchPersonRows people;
    Arena arena = {0};
    bool is_sqlite = str_starts_with(url, STR("sqlite:"));
    Copies copies = is_sqlite ? copies_of_file(url, &arena)
                              : copies_of_database(office, url, folder, &arena);
    find_entitled(office, TURNS, &people);
    ByHand hand = by_hand_mark(url);
    Office served = office_reopen(office->database, copies.served, folder);
    Burst bursts[] = {
        {.office = office, .people = people.items, .count = people.count},
        {.office = &served, .people = people.items, .count = people.count},
    };
    Counter counter;
    HeardAgain again = {0};
    if (is_sqlite) hear_on_sqlite(&copies, &bursts[0], folder, &again);
    counter_open(&counter, &bursts[1], copies.served, folder);
    for (size_t turn = 1; turn <= TURNS; turn++) {
        bursts[0].end = bursts[1].end = people.count * turn / TURNS;
        submit_at_function(&bursts[0], WRITERS);
        if (is_sqlite) heard_again_run(&again, heard.count * turn / TURNS);
        submit_through_http(&counter);
        if (turn > 1) continue;
        bursts[0].made = bursts[1].made = 0;
        bursts[0].seconds = bursts[1].seconds = again.seconds = 0;
    }
    counter_close(&counter);
    double counted = (double)(people.count - people.count / TURNS);
    SameRate same = is_sqlite ? (SameRate){.rate = counted / again.seconds}
                              : rate_on_postgres(&copies, &bursts[0], folder);
    if (is_sqlite) heard_again_close(&again);
    ByHandRate rows = by_hand_write(&hand, (int64_t)people.count);
    for (size_t i = 0; i < sizeof bursts / sizeof *bursts; i++) {
        burst_print(&bursts[i], i == 0 ? "at the domain function" : "through HTTP");
        same_print(&same, burst_rate(&bursts[i]));
        by_hand_print(&hand, &rows, burst_rate(&bursts[i]));
    }
    office_close(&served);
    arena_release(&arena);
}

int main(void) { return bench_offices("submit", measure); }
