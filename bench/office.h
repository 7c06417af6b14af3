// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_OFFICE_H
#define BENCH_OFFICE_H
// What benchmarks of casework share: an office with its pack on either database, and the claims
// that are submitted to it as fast as it takes them. Who includes this includes
// "bench/casework.sql.c" last.

#include "city.h"

#include "base/embedded.h"
#include "publish/catalogue.h"
#include "casework/claim.h"

#include "bench/casework.sql.h"

#include <libpq-fe.h>
#include <pthread.h>

#define CLAIMS_DEFAULT 1500 // domain.md §5: 日峰1500件
#define WRITERS 32
#define CLAIMED_POLICY 39
#define CLAIMED_MEASURE STR("welfare_allowance")
#define POST_DAYS 200 // since when those who claim hold their posts
#define CLAIMED_STATEMENT \
    STR("{\"claim\":\"allowance\",\"attended\":true,\"type\":\"rural\"}")

typedef struct Office {
    const char *database;
    Store *store;
    Catalogue *catalogue;
    CaseContext context;
    Arena arena;
} Office;

static inline double seconds_since(int64_t start_ns) {
    return (double)(clock_monotonic_ns() - start_ns) / 1e9;
}

// A new database `name` of the server that tools/with-postgres.sh starts, made of another that
// nobody has open.
static inline Str bench_postgres_copy(Arena *arena, const char *name, const char *from) {
    const char *server = getenv("JIUYE_TEST_POSTGRES");
    Error error = {.message = "run under sh tools/with-postgres.sh"};
    bench_must(server != NULL, "postgres", &error);
    PGconn *pg = PQconnectdb(server);
    Str sql = str_format(
        arena, "CREATE DATABASE %s TEMPLATE %s ENCODING 'UTF8' LOCALE 'C.UTF-8'", name, from);
    PGresult *result = PQexec(pg, str_to_c(arena, sql));
    bool is_made = PQresultStatus(result) == PGRES_COMMAND_OK;
    snprintf(error.message, sizeof error.message, "%s", PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    bench_must(is_made, "postgres", &error);
    Str url = str_from_c(server);
    size_t slash = str_find(url, STR("/postgres?"), 0);
    return str_format(arena, "%.*s/%s%s", (int)slash, server, name,
                      server + slash + sizeof "/postgres" - 1);
}

static inline Str bench_postgres_new(Arena *arena, const char *name) {
    return bench_postgres_copy(arena, name, "template0");
}

static inline bool fill_posts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return bench_posts(tx, in, NULL, error);
}

// The loaded city, opened again as a server finds it: on SQLite the connection that has analysed
// goes on taking the tables that were empty for small, and would read all of them for each claim.
static inline void office_load(Str url, const char *folder) {
    Error error = {0};
    Store *loaded = bench_city_load(url, folder);
    BenchPostsIn posts = {QUERY_ROWS_MAX, bench_today() - POST_DAYS};
    Arena arena = {0};
    bench_must(store_write(loaded, fill_posts, &posts, NULL, &arena, &error), "posts", &error);
    arena_release(&arena);
    bench_must(store_analyze(loaded, &error), "analyze", &error);
    store_close(loaded);
}

static inline Office office_reopen(const char *name, Str url, const char *folder) {
    Error error = {0};
    DatabaseOptions place = {.url = url, .key_folder = str_from_c(folder)};
    Database database; // open until the program ends
    bench_must(database_open(&place, &database, &error), "open", &error);
    Office office = {.database = name, .store = database.store};
    Str calendar = embedded_file(STR("calendar/2023.csv"));
    bench_must(catalogue_open(office.store, bench_today(), 0, &office.catalogue, &error),
               "catalogue", &error);
    office.context.pack = catalogue_pack(office.catalogue);
    bench_must(
        workday_calendar_parse(&office.arena, &calendar, 1, &office.context.calendar, &error),
        "calendar", &error);
    return office;
}

static inline void office_close(Office *office) {
    catalogue_close(office->catalogue);
    store_close(office->store);
    arena_release(&office->arena);
}

static const char *const bench_databases[] = {"SQLite", "PostgreSQL"};

// An office of its own on each database, one after the other, or on JIUYE_BENCH_DATABASE alone;
// `name` is that of the benchmark.
typedef void OfficeMeasure(Office *office, Str url, const char *folder);

static inline int bench_offices(const char *name, OfficeMeasure *measure) {
    char folder[100], database[100];
    Arena arena = {0};
    snprintf(folder, sizeof folder, "/tmp/jiuye-%s-bench.XXXXXX", name);
    snprintf(database, sizeof database, "bench_%s", name);
    if (!mkdtemp(folder)) return 1;
    bench_city_write(folder, bench_number("JIUYE_BENCH_PEOPLE", BENCH_PEOPLE));
    for (int kind = 0; kind < 2; kind++) {
        const char *only = getenv("JIUYE_BENCH_DATABASE");
        if (only && strcmp(only, bench_databases[kind]) != 0) continue;
        Str url = kind ? bench_postgres_new(&arena, database)
                       : str_format(&arena, "sqlite:%s/bench.db", folder);
        office_load(url, folder);
        Office office = office_reopen(bench_databases[kind], url, folder);
        measure(&office, url, folder);
        office_close(&office);
    }
    arena_release(&arena);
    return bench_folder_remove(folder) ? 0 : 1;
}

// The next of `count` that no thread has taken yet; SIZE_MAX when there is none.
static inline size_t bench_take(pthread_mutex_t *mutex, size_t *next, size_t count) {
    pthread_mutex_lock(mutex);
    size_t taken = *next < count ? (*next)++ : SIZE_MAX;
    pthread_mutex_unlock(mutex);
    return taken;
}

// ---- Who claims, and into which account ----

static inline bool read_people(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return bench_people(tx, in, arena, out, error);
}

static inline bool is_entitled(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AssessmentIn *query = in;
    Assessment assessment;
    *(bool *)out = false;
    if (!assess_subject(tx, query, arena, &assessment, error)) return false;
    *(bool *)out = assessment.eligible == FEEL_TRUE && assessment.amount_fen > 0;
    return true;
}

// Of those who are entitled the first, for so many bursts of JIUYE_BENCH_CLAIMS: a refusal writes
// nothing.
static inline void find_entitled(Office *office, size_t bursts, BenchPersonRows *people) {
    Error error = {0};
    Arena arena = {0};
    BenchPeopleIn wanted = {QUERY_ROWS_MAX}; // the first of a large city are enough
    size_t found = 0;
    size_t count = bursts * (size_t)bench_number("JIUYE_BENCH_CLAIMS", CLAIMS_DEFAULT);
    bench_must(store_read(office->store, read_people, &wanted, people, &office->arena, &error),
               "people", &error);
    for (size_t i = 0; i < people->count && found < count; i++) {
        bool is_found;
        AssessmentIn query = {.pack = office->context.pack,
                              .policy_number = CLAIMED_POLICY,
                              .subject_key = people->items[i].id_number,
                              .measure_key = CLAIMED_MEASURE,
                              .stated_json = CLAIMED_STATEMENT,
                              .on = bench_today()};
        arena_reset(&arena);
        bench_must(store_read(office->store, is_entitled, &query, &is_found, &arena, &error),
                   "assess", &error);
        if (is_found) people->items[found++] = people->items[i];
    }
    people->count = found;
    arena_release(&arena);
}

// A card's number with its last digit right (GB/T 15694): one for each claim.
static inline Str bench_card(Arena *arena, size_t i) {
    Str number = str_format(arena, "622848%012zu0", i);
    char *digits = (char *)(uintptr_t)number.data;
    int sum = 0;
    for (size_t at = number.length; at-- > 0;) {
        int digit = digits[at] - '0';
        if ((number.length - at) % 2 == 0) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    digits[number.length - 1] = (char)('0' + (10 - sum % 10) % 10);
    return number;
}

#endif
