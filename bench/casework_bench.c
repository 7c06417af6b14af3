// SPDX-License-Identifier: Apache-2.0
// What the office waits for, on both databases: a roster of the largest size, automatic batches,
// and claims as fast as they can be submitted. Lines end in the ratio to the load table of
// domain.md §5, or to a loop by hand that writes the same rows with the same syncs.
// JIUYE_BENCH_PEOPLE sets the size of the city, JIUYE_BENCH_CLAIMS that of the burst.
// Run under tools/with-postgres.sh with JIUYE_TEST_FSYNC=on (make bench).

#include "city.h"

#include "base/embedded.h"
#include "casework/batch.h"
#include "casework/claim_roster.h"
#include "publish/catalogue.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <sqlite3.h>

#include "bench/casework.sql.c" // last: it has names of its own

#define ROSTER_SECONDS_MAX 5.0         // domain.md §5: 名册 2,000 rows
#define BATCH_ROWS_MIN (100000 / 60.0) // domain.md §5: 一批10万行 ≤60秒, rows a second
#define CLAIMS_DEFAULT 1500            // domain.md §5: 日峰1500件
#define WRITERS 32

typedef struct Office {
    const char *database;
    Store *store;
    Catalogue *catalogue;
    CaseContext context;
    Arena arena;
} Office;

static Actor clerk_of_city(void) {
    return (Actor){.account_id = 26,
                   .role = ROLE_COUNTY_CLERK,
                   .display_name = STR("合成经办"),
                   .scope = {.division_prefix = STR("6405"), .sees_people = true},
                   .today = bench_today(),
                   .now_ms = INT64_C(1697414400000)};
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
    bench_must(
        workday_calendar_parse(&office.arena, &calendar, 1, &office.context.calendar, &error),
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
    ClaimRosterIn in = {.measure_key = STR("welfare_allowance"),
                        .month = STR("2023-09"),
                        .file_name = STR("岗.csv"),
                        .bytes = str_built(&csv)};
    int64_t start = clock_monotonic_ns();
    bench_must(claim_roster_check(office->store, &clerk, &office->context, &in, &office->arena,
                                  &number, &error),
               "roster", &error);
    double seconds = seconds_since(start);
    printf("roster of %zu people checked, %-10s %8.2f s   limit %5.1f s   %.2f\n", people.count,
           office->database, seconds, ROSTER_SECONDS_MAX, ROSTER_SECONDS_MAX / seconds);
    fflush(stdout);
}

// ---- Automatic batches, end to end: read, decided, written, hashed ----

static void measure_batches(Office *office) {
    static const int policies[] = {24, 38};
    static const char *const counties[] = {"640502", "640521", "640522"};
    Error error = {0};
    Actor clerk = clerk_of_city();
    int64_t rows = 0, start = clock_monotonic_ns();
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        for (size_t j = 0; j < sizeof counties / sizeof *counties; j++) {
            Batch batch;
            bench_must(batch_run(office->store, &clerk, &office->context, policies[i],
                                 str_from_c(counties[j]), &office->arena, &batch, &error),
                       "batch", &error);
            for (int k = 0; k < 3; k++) rows += batch.counts[k];
        }
    }
    double rate = (double)rows / seconds_since(start);
    printf("automatic batches of %lld rows, %-10s %8.0f rows/s   limit %5.0f rows/s   %.2f\n",
           (long long)rows, office->database, rate, BATCH_ROWS_MIN, rate / BATCH_ROWS_MIN);
    fflush(stdout);
}

// ---- Claims, each durable when its writer goes on ----

typedef struct Burst {
    Office *office;
    const BenchPersonRows *people;
    pthread_mutex_t mutex;
    size_t next; // of people
    int64_t made, refused, contended;
} Burst;

#define CLAIMED_POLICY 39
#define CLAIMED_MEASURE STR("welfare_allowance")
#define CLAIMED_STATEMENT STR("{\"attended\":true,\"type\":\"rural\"}")

static bool is_entitled(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AssessmentIn *query = in;
    Assessment assessment;
    *(bool *)out = false;
    if (!assess_subject(tx, query, arena, &assessment, error)) return false;
    *(bool *)out = assessment.eligible == FEEL_TRUE && assessment.amount_fen > 0;
    return true;
}

// The first `count` of those who are entitled: a refusal writes nothing.
static void find_entitled(Office *office, int64_t count, BenchPersonRows *people) {
    Error error = {0};
    Arena arena = {0};
    BenchPeopleIn wanted = {INT64_MAX};
    size_t found = 0;
    bench_must(store_read(office->store, read_people, &wanted, people, &office->arena, &error),
               "people", &error);
    for (size_t i = 0; i < people->count && found < (size_t)count; i++) {
        bool is_found;
        AssessmentIn query = {.pack = office->context.pack, .policy_number = CLAIMED_POLICY,
                              .subject_key = people->items[i].id_number,
                              .measure_key = CLAIMED_MEASURE, .stated_json = CLAIMED_STATEMENT,
                              .on = bench_today()};
        arena_reset(&arena);
        bench_must(store_read(office->store, is_entitled, &query, &is_found, &arena, &error),
                   "assess", &error);
        if (is_found) people->items[found++] = people->items[i];
    }
    people->count = found;
    arena_release(&arena);
}

static bool submit(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ClaimSubmission *submission = in;
    const Office *office = out;
    Actor clerk = clerk_of_city();
    Claim claim;
    return claim_submit(tx, &clerk, &office->context, submission, arena, &claim, error);
}

// A card's number with its last digit right (GB/T 15694): one for each claim.
static Str bench_card(Arena *arena, size_t i) {
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

static void *submit_many(void *argument) {
    Burst *burst = argument;
    Arena arena = {0};
    for (;;) {
        pthread_mutex_lock(&burst->mutex);
        size_t i = burst->next < burst->people->count ? burst->next++ : SIZE_MAX;
        pthread_mutex_unlock(&burst->mutex);
        if (i == SIZE_MAX) break;
        arena_reset(&arena);
        ClaimSubmission submission = {.policy_number = CLAIMED_POLICY,
                                      .measure_key = CLAIMED_MEASURE,
                                      .at_counter = true,
                                      .subject_key = burst->people->items[i].id_number,
                                      .stated_json = CLAIMED_STATEMENT,
                                      .account = {bench_card(&arena, i), STR("宁夏银行中卫分行")}};
        Error error = {0};
        bool is_made =
            store_write(burst->office->store, submit, &submission, burst->office, &arena, &error);
        pthread_mutex_lock(&burst->mutex);
        bool is_contended = !is_made && error.kind == ERROR_UNAVAILABLE;
        burst->made += is_made;
        burst->contended += is_contended;
        burst->refused += !is_made && !is_contended;
        pthread_mutex_unlock(&burst->mutex);
    }
    arena_release(&arena);
    return NULL;
}

// Rows that the burst added to a table, written again by hand.
typedef struct Copied {
    const char *table;
    int64_t before; // rowid
    sqlite3_stmt *to;
} Copied;

static Copied copied[] = {
    {.table = "entitlement"},      {.table = "application"},
    {.table = "application_fact"}, {.table = "application_decision"},
    {.table = "review_step"},      {.table = "message"},
    {.table = "audit_log"},        {.table = "audit_unsealed"},
};
#define COPIED_COUNT (sizeof copied / sizeof *copied)

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    Error error = {0};
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK) return statement;
    snprintf(error.message, sizeof error.message, "%s", sqlite3_errmsg(db));
    bench_must(false, sql, &error);
    return NULL;
}

static int64_t ask(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = prepare(db, sql);
    int64_t answer = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return answer;
}

static sqlite3 *open_by_hand(Str url) {
    sqlite3 *db;
    char path[220];
    snprintf(path, sizeof path, "%.*s", STR_ARG(str_slice(url, 7, url.length)));
    if (sqlite3_open(path, &db) != SQLITE_OK) exit(1);
    sqlite3_exec(db,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                 "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -32768",
                 NULL, NULL, NULL);
    return db;
}

static void mark_tables(sqlite3 *db) {
    char sql[120];
    for (size_t i = 0; i < COPIED_COUNT; i++) {
        snprintf(sql, sizeof sql, "SELECT coalesce(max(rowid), 0) FROM %s", copied[i].table);
        copied[i].before = ask(db, sql);
    }
}

// Takes the new rows out and puts them in again, WRITERS claims to a commit, in one thread: what a
// group commit costs when nothing is decided. Triggers are off; indexes are as they are.
static double write_by_hand(Str url, int64_t claims) {
    sqlite3 *db = open_by_hand(url);
    char sql[300];
    for (;;) {
        sqlite3_stmt *one = prepare(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
        bool is_left = sqlite3_step(one) == SQLITE_ROW;
        if (is_left) snprintf(sql, sizeof sql, "DROP TRIGGER %s", sqlite3_column_text(one, 0));
        sqlite3_finalize(one);
        if (!is_left) break;
        sqlite3_exec(db, sql, NULL, NULL, NULL);
    }
    for (size_t i = 0; i < COPIED_COUNT; i++) {
        const char *table = copied[i].table;
        snprintf(sql, sizeof sql,
                 "CREATE TEMP TABLE kept_%s AS SELECT * FROM %s WHERE rowid > %lld;"
                 "DELETE FROM %s WHERE rowid > %lld",
                 table, table, (long long)copied[i].before, table, (long long)copied[i].before);
        sqlite3_exec(db, sql, NULL, NULL, NULL);
        snprintf(sql, sizeof sql, "SELECT count(*) FROM kept_%s", table);
        int64_t each = (ask(db, sql) + claims - 1) / claims;
        snprintf(
            sql, sizeof sql,
            "INSERT INTO %s SELECT * FROM kept_%s WHERE rowid > $1 * %lld AND rowid <= ($1 + 1)"
            " * %lld",
            table, table, (long long)each, (long long)each);
        copied[i].to = prepare(db, sql);
    }
    int64_t start = clock_monotonic_ns();
    for (int64_t claim = 0; claim < claims; claim++) {
        if (claim % WRITERS == 0) sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (size_t i = 0; i < COPIED_COUNT; i++) {
            sqlite3_bind_int64(copied[i].to, 1, claim);
            if (sqlite3_step(copied[i].to) != SQLITE_DONE) exit(1);
            sqlite3_reset(copied[i].to);
        }
        bool is_last = claim + 1 == claims || (claim + 1) % WRITERS == 0;
        if (is_last && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) exit(1);
    }
    double rate = (double)claims / seconds_since(start);
    for (size_t i = 0; i < COPIED_COUNT; i++) sqlite3_finalize(copied[i].to);
    sqlite3_close(db);
    return rate;
}

static Burst submit_burst(Office *office, const BenchPersonRows *people, double *rate) {
    pthread_t threads[WRITERS];
    Burst burst = {.office = office, .people = people};
    pthread_mutex_init(&burst.mutex, NULL);
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < WRITERS; i++) pthread_create(&threads[i], NULL, submit_many, &burst);
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    *rate = (double)burst.made / seconds_since(start);
    pthread_mutex_destroy(&burst.mutex);
    return burst;
}

static void measure_claims(Office *office, Str url) {
    BenchPersonRows people;
    Error error = {0};
    double rate, by_hand = 0;
    bool is_sqlite = !store_is_postgres(office->store);
    find_entitled(office, bench_number("JIUYE_BENCH_CLAIMS", CLAIMS_DEFAULT), &people);
    if (is_sqlite) {
        sqlite3 *db = open_by_hand(url);
        mark_tables(db);
        sqlite3_close(db);
    }
    Burst burst = submit_burst(office, &people, &rate);
    if (burst.made == 0) bench_must(false, "submit", &error);
    if (is_sqlite) by_hand = write_by_hand(url, burst.made);
    printf("%lld claims durable, %lld refused, %lld given up, %-10s %8.0f /s",
           (long long)burst.made, (long long)burst.refused, (long long)burst.contended,
           office->database, rate);
    if (is_sqlite)
        printf("   rows by hand %8.0f /s   %.2f\n", by_hand, rate / by_hand);
    else
        printf("   no peer\n");
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
        measure_batches(&office);
        measure_claims(&office, url); // last: the loop by hand takes the triggers away
        office_close(&office);
    }
    arena_release(&arena);
    return bench_folder_remove(folder) ? 0 : 1;
}
