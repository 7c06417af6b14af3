// SPDX-License-Identifier: Apache-2.0
// What the office waits for, on both databases: a roster of the largest size and automatic batches.
// Lines end in the ratio to the load table of domain.md §5. JIUYE_BENCH_PEOPLE sets the size of the
// city, JIUYE_BENCH_CONFIRMED how many rows of batches are confirmed.
// Run under tools/with-postgres.sh with JIUYE_TEST_FSYNC=on (make bench).

#include "office.h"

#include "casework/batch.h"
#include "casework/claim_roster.h"

#include "bench/casework.sql.c" // last: it has names of its own

#define ROSTER_SECONDS_MAX 5.0         // domain.md §5: 名册 2,000 rows
#define BATCH_ROWS_MIN (100000 / 60.0) // domain.md §5: 一批10万行 ≤60秒, rows a second
#define BATCH_CITY "6405"              // all its counties in one batch
#define CONFIRMED_DEFAULT 1500

static Actor clerk_of_city(void) {
    return (Actor){.account_id = 26,
                   .role = ROLE_COUNTY_CLERK,
                   .display_name = STR("合成经办"),
                   .scope = {.division_prefix = STR("6405"), .sees_people = true},
                   .today = bench_today(),
                   .now_ms = INT64_C(1697414400000)};
}

// ---- A roster of the largest size ----

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

// ---- Automatic batches, end to end: asked for, read, decided, written, hashed ----

typedef struct BatchWanted {
    const Office *office;
    int policy;
    const char *division;
} BatchWanted;

static bool ask_batch(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BatchWanted *wanted = in;
    Actor clerk = clerk_of_city();
    return batch_ask(tx, &clerk, &wanted->office->context, wanted->policy,
                     str_from_c(wanted->division), arena, out, error);
}

static bool read_batch(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str *number = in;
    Actor clerk = clerk_of_city();
    return batch_find(tx, &clerk, *number, BATCH_PAYABLE, 0, 1, arena, out, error);
}

static Batch match_batch(Office *office, int policy, const char *division) {
    BatchWanted wanted = {office, policy, division};
    ClockStorage storage;
    Clock clock = clock_system(&storage, bench_today());
    BatchWork work = {office->catalogue, office->context.calendar};
    JobKind kind = batch_job(&work);
    JobRun run = {office->store, &clock, &kind, .stops = NULL};
    Error error = {0};
    Batch batch;
    Str number;
    bool ran;
    bench_must(store_write(office->store, ask_batch, &wanted, &number, &office->arena, &error),
               "ask", &error);
    bench_must(job_run_next(&run, &ran, &error) && ran, "match", &error);
    bench_must(store_read(office->store, read_batch, &number, &batch, &office->arena, &error),
               "batch", &error);
    snprintf(error.message, sizeof error.message, "%.*s", STR_ARG(batch.job.message));
    bench_must(batch.job.state == JOB_DONE, "batch", &error);
    return batch;
}

static void print_batches(const Office *office, int64_t rows, int64_t payable, double seconds) {
    double rate = (double)rows / seconds;
    printf("automatic batch of %lld rows, %lld payable, %-10s %6.2f s %8.0f rows/s"
           "   limit %5.0f rows/s   %.2f\n",
           (long long)rows, (long long)payable, office->database, seconds, rate, BATCH_ROWS_MIN,
           rate / BATCH_ROWS_MIN);
    fflush(stdout);
}

// Each policy for the whole city in one batch.
static void measure_batches(Office *office) {
    static const int policies[] = {24, 22, 7};
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        int64_t start = clock_monotonic_ns(), rows = 0;
        Batch batch = match_batch(office, policies[i], BATCH_CITY);
        for (int k = 0; k < 3; k++) rows += batch.counts[k];
        print_batches(office, rows, batch.counts[BATCH_PAYABLE], seconds_since(start));
    }
}

// ---- Rows of these batches become claims, each confirmed by whoever is paid ----

typedef struct Confirming {
    Office *office;
    const BenchBatchRows *rows;
    pthread_mutex_t mutex;
    size_t next; // of rows
    int64_t confirmed, refused, contended;
} Confirming;

static bool confirm(const Office *office, const BenchBatchRow *row, Arena *arena, Error *error) {
    Claim claim;
    BatchConfirmation in = {.number = row->number, .index = row->sequence};
    Actor payee = {.account_id = 100 + row->sequence,
                   .role = str_is_absent(row->uscc) ? ROLE_CITIZEN : ROLE_ORG_HR,
                   .display_name = STR("合成收款人"),
                   .scope = {.division_prefix = STR(""), .sees_people = true, .uscc = row->uscc},
                   .today = bench_today(),
                   .now_ms = INT64_C(1697414400000)};
    if (str_is_absent(row->uscc)) payee.scope.person_id = row->person_id.value;
    return batch_apply(office->store, &payee, &office->context, &in, arena, &claim, error);
}

static void *confirm_many(void *argument) {
    Confirming *confirming = argument;
    Arena arena = {0};
    size_t i;
    while ((i = bench_take(&confirming->mutex, &confirming->next, confirming->rows->count)) != SIZE_MAX) {
        Error error = {0};
        arena_reset(&arena);
        bool is_good = confirm(confirming->office, &confirming->rows->items[i], &arena, &error);
        pthread_mutex_lock(&confirming->mutex);
        bool is_contended = !is_good && error.kind == ERROR_UNAVAILABLE;
        confirming->confirmed += is_good;
        confirming->contended += is_contended;
        confirming->refused += !is_good && !is_contended; // no account is known
        pthread_mutex_unlock(&confirming->mutex);
    }
    arena_release(&arena);
    return NULL;
}

static bool read_rows(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return bench_batch_rows(tx, in, arena, out, error);
}

static void measure_confirmations(Office *office) {
    BenchBatchRows rows;
    Error error = {0};
    pthread_t threads[WRITERS];
    BenchBatchRowsIn wanted = {bench_number("JIUYE_BENCH_CONFIRMED", CONFIRMED_DEFAULT)};
    bench_must(store_read(office->store, read_rows, &wanted, &rows, &office->arena, &error), "rows",
               &error);
    Confirming confirming = {.office = office, .rows = &rows};
    pthread_mutex_init(&confirming.mutex, NULL);
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < WRITERS; i++) pthread_create(&threads[i], NULL, confirm_many, &confirming);
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    double seconds = seconds_since(start);
    pthread_mutex_destroy(&confirming.mutex);
    printf("%lld batch rows confirmed, %lld refused, %lld given up, %-10s %6.2f s %8.0f /s"
           "   no peer\n",
           (long long)confirming.confirmed, (long long)confirming.refused,
           (long long)confirming.contended, office->database, seconds,
           (double)confirming.confirmed / seconds);
    fflush(stdout);
}

static void measure(Office *office, Str url, const char *folder) {
    (void)url;
    (void)folder;
    measure_roster(office);
    measure_batches(office);
    measure_confirmations(office);
}

int main(void) { return bench_offices("casework", measure); }
