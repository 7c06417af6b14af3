// SPDX-License-Identifier: Apache-2.0
// What the office waits for, on both databases: checking a roster of the largest size. Each line
// ends in the ratio to the load table of domain.md §5.
// Run under tools/with-postgres.sh with JIUYE_TEST_FSYNC=on (make bench).

#include "city.h"

#include "base/embedded.h"
#include "casework/claim_roster.h"
#include "publish/catalogue.h"

#include <libpq-fe.h>

#include "bench/casework.sql.c" // last: it has names of its own

#define ROSTER_SECONDS_MAX 5.0 // domain.md §5: 名册 2,000 rows

typedef struct Office {
    const char *database;
    Store *store;
    Catalogue *catalogue;
    CaseContext context;
    Arena arena;
} Office;

static Actor clerk_of_city(void) {
    return (Actor){.account_id = 26, .role = ROLE_COUNTY_CLERK, .display_name = STR("合成经办"),
                   .scope = {.division_prefix = STR("6405"), .sees_people = true},
                   .today = bench_today(), .now_ms = INT64_C(1697414400000)};
}

static double seconds_since(int64_t start_ns) {
    return (double)(clock_monotonic_ns() - start_ns) / 1e9;
}

// ---- A database of each kind ----

static Str postgres_new(Arena *arena) {
    const char *server = getenv("JIUYE_TEST_POSTGRES");
    Error error = {.message = "run under sh tools/with-postgres.sh"};
    bench_must(server != NULL, "postgres", &error);
    PGconn *pg = PQconnectdb(server);
    PGresult *result = PQexec(pg, "CREATE DATABASE bench_casework TEMPLATE template0 "
                                  "ENCODING 'UTF8' LOCALE 'C.UTF-8'");
    bool is_made = PQresultStatus(result) == PGRES_COMMAND_OK;
    snprintf(error.message, sizeof error.message, "%s", PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    bench_must(is_made, "postgres", &error);
    Str url = str_from_c(server);
    size_t slash = str_find(url, STR("/postgres?"), 0);
    return str_format(arena, "%.*s/bench_casework%s", (int)slash, server,
                      server + slash + sizeof "/postgres" - 1);
}

static Office office_open(const char *database, Str url, const char *folder) {
    Office office = {.database = database, .store = bench_city_load(url, folder)};
    Error error = {0};
    Str calendar = embedded_file(STR("calendar/2023.csv"));
    bench_must(store_analyze(office.store, &error), "analyze", &error);
    bench_must(catalogue_open(office.store, bench_today(), 0, &office.catalogue, &error),
               "catalogue", &error);
    office.context.pack = catalogue_pack(office.catalogue);
    bench_must(workday_calendar_parse(&office.arena, &calendar, 1, &office.context.calendar,
                                      &error),
               "calendar", &error);
    return office;
}

static void office_close(Office *office) {
    catalogue_close(office->catalogue);
    store_close(office->store);
    arena_release(&office->arena);
}

// ---- A roster of the largest size ----

static bool read_people(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return bench_people(tx, in, arena, out, error);
}

static void measure_roster(Office *office) {
    BenchPersonRows people;
    Error error = {0};
    StrBuilder csv;
    Str number;
    Actor clerk = clerk_of_city();
    BenchPeopleIn wanted = {ROSTER_ROWS_MAX};
    bench_must(store_read(office->store, read_people, &wanted, &people, &office->arena, &error),
               "people", &error);
    str_builder_init(&csv, &office->arena, 0);
    str_put(&csv, STR("公民身份号码,本月在岗,岗位类型\n"));
    for (size_t i = 0; i < people.count; i++) {
        str_put_format(&csv, "%.*s,是,乡村公益性岗位\n", STR_ARG(people.items[i].id_number));
    }
    ClaimRosterIn in = {.measure_key = STR("welfare_allowance"), .month = STR("2023-09"),
                        .file_name = STR("岗.csv"), .bytes = str_built(&csv)};
    int64_t start = clock_monotonic_ns();
    bench_must(claim_roster_check(office->store, &clerk, &office->context, &in, &office->arena,
                                  &number, &error),
               "roster", &error);
    double seconds = seconds_since(start);
    printf("roster of %zu people checked, %-10s %8.2f s   limit %5.1f s   %.2f\n", people.count,
           office->database, seconds, ROSTER_SECONDS_MAX, ROSTER_SECONDS_MAX / seconds);
    fflush(stdout);
}

int main(void) {
    char folder[] = "/tmp/jiuye-casework-bench.XXXXXX";
    Arena arena = {0};
    if (!mkdtemp(folder)) return 1;
    bench_city_write(folder, bench_number("JIUYE_BENCH_PEOPLE", BENCH_PEOPLE));
    for (int kind = 0; kind < 2; kind++) {
        Str url = kind ? postgres_new(&arena) : str_format(&arena, "sqlite:%s/bench.db", folder);
        Office office = office_open(kind ? "PostgreSQL" : "SQLite", url, folder);
        measure_roster(&office);
        office_close(&office);
    }
    arena_release(&arena);
    return bench_folder_remove(folder) ? 0 : 1;
}
