// SPDX-License-Identifier: Apache-2.0
// What the store costs: each line is the store, the same work written by hand against the library,
// and the ratio. Run under tools/with-postgres.sh with JIUYE_TEST_FSYNC=on (make bench).

#include "base/clock.h"
#include "bench/store.sql.c"
#include "store/migration.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WRITERS 32
#define WRITES_EACH 1500
#define BULK_ROWS 200000
#define CHUNK STORE_IMPORT_CHUNK_ROWS

static const char schema[] =
    "-- database: labour\n"
    "CREATE TABLE bench (id IDENTITY_KEY, name TEXT NOT NULL, day TEXT NOT NULL, number BIGINT,"
    " note TEXT);\n";

static const char insert_sql[] =
    "INSERT INTO bench (name, day, number, note) VALUES ($1, $2, $3, $4)";

static void must(bool ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "store_bench: %s\n", what);
    exit(1);
}

static void report(const char *what, double store, double peer) {
    printf("%-44s %9.0f /s   by hand %9.0f /s   %.2f\n", what, store, peer, store / peer);
    fflush(stdout);
}

static double per_second(int64_t count, int64_t since_ns) {
    return (double)count * 1e9 / (double)(clock_monotonic_ns() - since_ns);
}

// ---- The store ----

static BenchInsertIn row_of(Arena *arena, int i) {
    return (BenchInsertIn){
        .name = str_format(arena, "64050219900101%04d", i % 10000),
        .day = 19000 + i % 1000,
        .number = {true, i},
        .note = i % 3 ? STR("沙坡头区") : (Str){0},
    };
}

static Store *open_fresh(const char *url) {
    Store *store;
    Error error = {0};
    Arena arena = {0};
    MigrationList list;
    StoreOptions options = {.connections = WRITERS};
    must(store_open(str_from_c(url), &options, &store, &error), error.message);
    must(migration_list_embedded(&arena, &list, &error), error.message);
    list.count = list.capacity = 1;
    Migration bench = {9999, STR("9999-bench"), str_from_c(schema)};
    PUSH(&arena, &list, bench);
    must(store_migrate(store, &list, NULL, &error), error.message);
    arena_release(&arena);
    return store;
}

static bool insert_one(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return bench_insert(tx, in, NULL, error);
}

typedef struct Writer {
    Store *store;
    int writes;
} Writer;

static void *write_rows(void *argument) {
    const Writer *writer = argument;
    Arena arena = {0};
    for (int i = 0; i < writer->writes; i++) {
        Error error = {0};
        arena_reset(&arena);
        BenchInsertIn row = row_of(&arena, i);
        must(store_write(writer->store, insert_one, &row, NULL, &arena, &error), error.message);
    }
    arena_release(&arena);
    return NULL;
}

static double store_writes(Store *store, int writers, int writes) {
    pthread_t threads[WRITERS];
    Writer writer = {store, writes};
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < writers; i++) pthread_create(&threads[i], NULL, write_rows, &writer);
    for (int i = 0; i < writers; i++) pthread_join(threads[i], NULL);
    return per_second((int64_t)writers * writes, start);
}

static bool insert_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return bench_insert_bulk(tx, in, CHUNK, NULL, error);
}

static double store_bulk(Store *store, const BenchInsertIn *rows) {
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < BULK_ROWS; i += CHUNK) {
        Error error = {0};
        must(store_write(store, insert_chunk, rows + i, NULL, NULL, &error), error.message);
    }
    return per_second(BULK_ROWS, start);
}

static bool scan(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    QueryCursor cursor;
    BenchRows rows = {.count = 1};
    (void)in;
    if (!bench_scan_open(tx, NULL, &cursor, error)) return false;
    for (*(int64_t *)out = 0; rows.count > 0; *(int64_t *)out += (int64_t)rows.count) {
        arena_reset(arena);
        if (!bench_scan_next(&cursor, arena, &rows, error)) return false;
    }
    return true;
}

static double store_scan(Store *store, int64_t *count) {
    Arena arena = {0};
    Error error = {0};
    int64_t start = clock_monotonic_ns();
    must(store_read(store, scan, NULL, count, &arena, &error), error.message);
    arena_release(&arena);
    return per_second(*count, start);
}

// ---- By hand: SQLite ----

static void sqlite_bind_row(sqlite3_stmt *insert, const BenchInsertIn *row) {
    char day[DATE_TEXT_BYTES_MAX];
    int length = (int)date_to_text(row->day, day);
    sqlite3_bind_text(insert, 1, row->name.data, (int)row->name.length, SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, day, length, SQLITE_TRANSIENT);
    sqlite3_bind_int64(insert, 3, row->number.value);
    sqlite3_bind_text(insert, 4, row->note.data, (int)row->note.length, SQLITE_STATIC);
    must(sqlite3_step(insert) == SQLITE_DONE, "insert");
    sqlite3_reset(insert);
}

// `batch` rows to a commit.
static double sqlite_inserts(sqlite3 *db, const BenchInsertIn *rows, int count, int batch) {
    sqlite3_stmt *insert;
    must(sqlite3_prepare_v2(db, insert_sql, -1, &insert, NULL) == SQLITE_OK, "prepare");
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < count; i++) {
        if (i % batch == 0) sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        sqlite_bind_row(insert, &rows[i]);
        if ((i + 1) % batch == 0) sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    }
    double rate = per_second(count, start);
    sqlite3_finalize(insert);
    return rate;
}

// The barest group commit: clients hand a row to one writer, which commits what has gathered.
typedef struct BareJob {
    const BenchInsertIn *row;
    sem_t done;
    struct BareJob *next;
} BareJob;

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t queued;
    BareJob *first;
    int clients;
} bare = {.mutex = PTHREAD_MUTEX_INITIALIZER, .queued = PTHREAD_COND_INITIALIZER};

static void *bare_client(void *argument) {
    const BenchInsertIn *rows = argument;
    for (int i = 0; i < WRITES_EACH; i++) {
        BareJob job = {.row = &rows[i]};
        sem_init(&job.done, 0, 0);
        pthread_mutex_lock(&bare.mutex);
        job.next = bare.first;
        bare.first = &job;
        pthread_cond_signal(&bare.queued);
        pthread_mutex_unlock(&bare.mutex);
        sem_wait(&job.done);
        sem_destroy(&job.done);
    }
    pthread_mutex_lock(&bare.mutex);
    bare.clients--;
    pthread_cond_signal(&bare.queued);
    pthread_mutex_unlock(&bare.mutex);
    return NULL;
}

static void bare_group(sqlite3 *db, sqlite3_stmt *insert, BareJob *group) {
    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (BareJob *job = group; job; job = job->next) sqlite_bind_row(insert, job->row);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    for (BareJob *job = group, *next; job; job = next) {
        next = job->next;
        sem_post(&job->done);
    }
}

static double sqlite_group_commit(sqlite3 *db, BenchInsertIn *rows) {
    pthread_t threads[WRITERS];
    sqlite3_stmt *insert;
    must(sqlite3_prepare_v2(db, insert_sql, -1, &insert, NULL) == SQLITE_OK, "prepare");
    int64_t start = clock_monotonic_ns();
    bare.clients = WRITERS;
    for (int i = 0; i < WRITERS; i++) pthread_create(&threads[i], NULL, bare_client, rows);
    for (;;) {
        pthread_mutex_lock(&bare.mutex);
        while (!bare.first && bare.clients) pthread_cond_wait(&bare.queued, &bare.mutex);
        BareJob *group = bare.first;
        bare.first = NULL;
        pthread_mutex_unlock(&bare.mutex);
        if (!group) break;
        bare_group(db, insert, group);
    }
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    sqlite3_finalize(insert);
    return per_second((int64_t)WRITERS * WRITES_EACH, start);
}

// Bare stepping: every column is read, nothing is kept.
static double sqlite_scan(sqlite3 *db, int64_t expected) {
    sqlite3_stmt *select;
    int64_t count = 0, bytes = 0, start = clock_monotonic_ns();
    must(sqlite3_prepare_v2(db, bench_scan_query.sqlite, -1, &select, NULL) == SQLITE_OK, "scan");
    for (; sqlite3_step(select) == SQLITE_ROW; count++) {
        bytes += sqlite3_column_int64(select, 0) + sqlite3_column_int64(select, 3);
        for (int i = 1; i < 5; i++) {
            if (i != 3) bytes += sqlite3_column_text(select, i) ? sqlite3_column_bytes(select, i) : 0;
        }
    }
    must(count == expected && bytes > 0, "scan");
    sqlite3_finalize(select);
    return per_second(count, start);
}

// The machine is never quiet: both sides take turns, and the best turn of each counts.
#define TURNS 4

static double better(double a, double b) {
    return a > b ? a : b;
}

static void bench_sqlite(BenchInsertIn *rows) {
    char folder[64], path[100], url[120];
    int64_t count;
    snprintf(folder, sizeof folder, "build/bench-%d", (int)getpid());
    must(mkdir(folder, 0700) == 0, "no folder build");
    snprintf(path, sizeof path, "%s/bench.db", folder);
    snprintf(url, sizeof url, "sqlite:%s", path);
    double many[2] = {0}, single[2] = {0}, bulk[2] = {0}, read[2] = {0};
    for (int turn = 0; turn < TURNS; turn++) {
        Store *store = open_fresh(url);
        many[0] = better(many[0], store_writes(store, WRITERS, WRITES_EACH));
        single[0] = better(single[0], store_writes(store, 1, WRITES_EACH));
        bulk[0] = better(bulk[0], store_bulk(store, rows));
        read[0] = better(read[0], store_scan(store, &count));
        store_close(store);
        sqlite3 *db;
        must(sqlite3_open(path, &db) == SQLITE_OK, "open");
        sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL);
        read[1] = better(read[1], sqlite_scan(db, count));
        many[1] = better(many[1], sqlite_group_commit(db, rows));
        single[1] = better(single[1], sqlite_inserts(db, rows, WRITES_EACH, 1));
        bulk[1] = better(bulk[1], sqlite_inserts(db, rows, BULK_ROWS, CHUNK));
        sqlite3_exec(db, "DELETE FROM bench", NULL, NULL, NULL);
        sqlite3_close(db);
    }
    report("SQLite: durable writes, 32 threads", many[0], many[1]);
    report("SQLite: durable writes, 1 thread", single[0], single[1]);
    report("SQLite: bulk rows", bulk[0], bulk[1]);
    report("SQLite: rows read by cursor", read[0], read[1]);
    unlink(path);
    rmdir(folder);
}

// ---- By hand: PostgreSQL ----

static void postgres_do(PGconn *pg, const char *sql) {
    PGresult *result = PQexec(pg, sql);
    must(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(pg));
    PQclear(result);
}

static const char *const texts[] = {"640502199001010000", "2022-01-01", "12345", "沙坡头区"};

static void *postgres_writer(void *argument) {
    PGconn *pg = PQconnectdb(argument);
    must(PQstatus(pg) == CONNECTION_OK, PQerrorMessage(pg));
    PQclear(PQprepare(pg, "i", "INSERT INTO labour.bench (name, day, number, note) VALUES "
                               "($1, $2, $3, $4)", 4, NULL));
    for (int i = 0; i < WRITES_EACH; i++) {
        postgres_do(pg, "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE");
        PQclear(PQexecPrepared(pg, "i", 4, texts, NULL, NULL, 0));
        postgres_do(pg, "COMMIT");
    }
    PQfinish(pg);
    return NULL;
}

static double postgres_writes(const char *url, int writers) {
    pthread_t threads[WRITERS];
    static char copy[600];
    snprintf(copy, sizeof copy, "%s", url);
    int64_t start = clock_monotonic_ns();
    for (int i = 0; i < writers; i++) pthread_create(&threads[i], NULL, postgres_writer, copy);
    for (int i = 0; i < writers; i++) pthread_join(threads[i], NULL);
    return per_second((int64_t)writers * WRITES_EACH, start);
}

// The fastest way in that libpq has.
static double postgres_copy(PGconn *pg) {
    int64_t start = clock_monotonic_ns();
    PQclear(PQexec(pg, "COPY labour.bench (name, day, number, note) FROM STDIN"));
    for (int i = 0; i < BULK_ROWS; i++) {
        char line[100];
        int length = snprintf(line, sizeof line, "64050219900101%04d\t2022-01-01\t%d\t沙坡头区\n",
                              i % 10000, i);
        PQputCopyData(pg, line, length);
    }
    PQputCopyEnd(pg, NULL);
    PQclear(PQgetResult(pg));
    while (PQgetResult(pg)) continue;
    return per_second(BULK_ROWS, start);
}

static double postgres_scan(PGconn *pg, int64_t expected) {
    int64_t count = 0, start = clock_monotonic_ns();
    must(PQsendQuery(pg, "SELECT id, name, day, number, note FROM labour.bench ORDER BY id") &&
             PQsetSingleRowMode(pg), "scan");
    for (PGresult *result; (result = PQgetResult(pg)); PQclear(result)) count += PQntuples(result);
    must(count == expected, "scan");
    return per_second(count, start);
}

static void bench_postgres(const BenchInsertIn *rows) {
    const char *server = getenv("JIUYE_TEST_POSTGRES");
    must(server, "JIUYE_TEST_POSTGRES is not set: run make bench");
    int64_t count;
    PGconn *pg = PQconnectdb(server);
    PQclear(PQexec(pg, "CREATE SCHEMA IF NOT EXISTS labour"));
    double writes[2] = {0}, bulk[2] = {0}, read[2] = {0};
    for (int turn = 0; turn < TURNS; turn++) {
        Store *store = open_fresh(server);
        writes[0] = better(writes[0], store_writes(store, 8, WRITES_EACH));
        bulk[0] = better(bulk[0], store_bulk(store, rows));
        read[0] = better(read[0], store_scan(store, &count));
        store_close(store);
        read[1] = better(read[1], postgres_scan(pg, count));
        writes[1] = better(writes[1], postgres_writes(server, 8));
        bulk[1] = better(bulk[1], postgres_copy(pg));
        postgres_do(pg, "DELETE FROM labour.bench");
    }
    report("PostgreSQL: durable writes, 8 threads", writes[0], writes[1]);
    report("PostgreSQL: bulk rows (by hand: COPY)", bulk[0], bulk[1]);
    report("PostgreSQL: rows read by cursor", read[0], read[1]);
    PQfinish(pg);
}

int main(void) {
    Arena arena = {0};
    BenchInsertIn *rows = NEW_ARRAY(&arena, BenchInsertIn, BULK_ROWS);
    for (int i = 0; i < BULK_ROWS; i++) rows[i] = row_of(&arena, i);
    bench_sqlite(rows);
    bench_postgres(rows);
    arena_release(&arena);
    return 0;
}
