// SPDX-License-Identifier: Apache-2.0
// Claims submitted through HTTP: a real `jiuye serve` on both databases and WRITERS clients, each
// an officer at a counter with an access token and one connection that is kept. A claim counts when
// its answer says that it is durable. The peer is the same rows written by hand (by_hand.h), the
// limit half of it (DESIGN.md §8). Making tokens and looking for the entitled is outside of the
// time.
//
// JIUYE_BENCH_PEOPLE sets the size of the city, JIUYE_BENCH_CLAIMS that of the burst.
// Run under tools/with-postgres.sh with JIUYE_TEST_FSYNC=on (make bench).

#include "by_hand.h"

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

// ---- Clients ----

typedef struct Burst {
    const BenchPersonRows *people;
    uint16_t port;
    pthread_mutex_t mutex;
    size_t next; // of people
    int64_t made, refused, unavailable;
    bool has_told; // of the first refusal
} Burst;

typedef struct Client {
    Burst *burst;
    Str token;
    int socket;
} Client;

static void client_connect(Client *client) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(client->burst->port),
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
        CLAIMED_POLICY, STR_ARG(client->burst->people->items[i].id_number),
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

static void count_answer(Burst *burst, int status, const char *answer) {
    pthread_mutex_lock(&burst->mutex);
    bool is_made = status == 200, is_unavailable = status == 503;
    burst->made += is_made;
    burst->unavailable += is_unavailable;
    burst->refused += !is_made && !is_unavailable;
    if (!is_made && !burst->has_told) fprintf(stderr, "bench: the first refusal: %s\n", answer);
    burst->has_told |= !is_made;
    pthread_mutex_unlock(&burst->mutex);
}

static void *submit_many(void *argument) {
    Client *client = argument;
    Burst *burst = client->burst;
    Arena arena = {0};
    char *answer = malloc(ANSWER_BYTES_MAX);
    if (!answer) fail("malloc");
    size_t i;
    while ((i = bench_take(&burst->mutex, &burst->next, burst->people->count)) != SIZE_MAX) {
        arena_reset(&arena);
        Str request = request_text(&arena, client, i);
        if (write(client->socket, request.data, request.length) != (ssize_t)request.length) {
            fail("request");
        }
        count_answer(burst, read_answer(client, answer), answer);
    }
    close(client->socket);
    free(answer);
    arena_release(&arena);
    return NULL;
}

static double submit_all(Burst *burst, const Str *tokens) {
    pthread_t threads[WRITERS];
    Client clients[WRITERS];
    pthread_mutex_init(&burst->mutex, NULL);
    for (int i = 0; i < WRITERS; i++) {
        clients[i] = (Client){.burst = burst, .token = tokens[i]};
        client_connect(&clients[i]);
    }
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < WRITERS; i++) {
        pthread_create(&threads[i], NULL, submit_many, &clients[i]);
    }
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    double seconds = seconds_since(start);
    pthread_mutex_destroy(&burst->mutex);
    return (double)burst->made / seconds;
}

static void measure(Office *office, Str url, const char *folder) {
    BenchPersonRows people;
    Str tokens[WRITERS];
    ClockStorage storage;
    Clock clock = clock_system(&storage, bench_today());
    int64_t now_ms = clock_now_ms(&clock);
    find_entitled(office, &people);
    for (int i = 0; i < WRITERS; i++) tokens[i] = officer_token(office, i, now_ms);
    Serve serve = serve_start(str_to_c(&office->arena, url), folder);
    ByHand hand = by_hand_mark(url);
    Burst burst = {.people = &people, .port = serve.port};
    double rate = submit_all(&burst, tokens);
    serve_stop(&serve);
    printf("%lld claims through HTTP, %lld refused, %lld answered 503, %-10s %8.0f /s",
           (long long)burst.made, (long long)burst.refused, (long long)burst.unavailable,
           office->database, rate);
    fflush(stdout);
    if (burst.made == 0) bench_must(false, "submit", &(Error){0});
    by_hand_print(&hand, rate, burst.made);
}

int main(void) {
    return bench_offices("submit", measure);
}
