// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_BY_HAND_H
#define BENCH_BY_HAND_H
// The peer of a burst of claims: the rows that it wrote, taken out and written again, with the same
// syncs and nothing decided. Triggers and foreign keys are off, indexes are as they are.
//
// SQLite: a bare group-commit loop, one thread, WRITERS claims to a commit. PostgreSQL: pgbench
// with WRITERS clients, SERIALIZABLE, prepared, a claim to a transaction, by a script made here.
// What counts is what every claim wrote: tables that got a row of each, and rows that were changed.
//
// by_hand_mark before the burst, by_hand_write after it; nobody else writes meanwhile, and the
// database is of no other use afterwards. A peer that wrote fewer rows than it took out ends the
// benchmark.

#include "office.h"

#include <sqlite3.h>

#define BY_HAND_TABLES_MAX 256

typedef struct ByHandTable {
    char name[64];  // with its schema on PostgreSQL
    int64_t before; // SQLite: the last rowid; PostgreSQL: the last transaction
    int kept;       // PostgreSQL: where its rows are meanwhile, 0 = nowhere
} ByHandTable;

typedef struct ByHand {
    bool is_postgres;
    char url[300]; // on SQLite the file
    ByHandTable tables[BY_HAND_TABLES_MAX];
    size_t count;
} ByHand;

typedef struct ByHandRate {
    double rate;        // claims a second
    long long failures; // transactions that did not get through
    long long retries;
} ByHandRate;

static inline void by_hand_fail(const char *what, const char *message) {
    fprintf(stderr, "bench: by hand: %s: %s\n", what, message);
    exit(1);
}

// ---- SQLite ----

static inline sqlite3_stmt *sqlite_prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
        by_hand_fail(sql, sqlite3_errmsg(db));
    }
    return statement;
}

static inline int64_t sqlite_ask(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = sqlite_prepare(db, sql);
    int64_t answer = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return answer;
}

static inline void sqlite_run(sqlite3 *db, const char *sql) {
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) by_hand_fail(sql, sqlite3_errmsg(db));
}

static inline sqlite3 *sqlite_open_by_hand(const char *path) {
    sqlite3 *db;
    if (sqlite3_open(path, &db) != SQLITE_OK) by_hand_fail(path, sqlite3_errmsg(db));
    sqlite_run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                   "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -32768");
    return db;
}

// A copy page by page, of what is committed.
static inline void sqlite_copy(const char *from, const char *to) {
    sqlite3 *source = sqlite_open_by_hand(from), *target;
    if (sqlite3_open(to, &target) != SQLITE_OK) by_hand_fail(to, sqlite3_errmsg(target));
    sqlite3_backup *copy = sqlite3_backup_init(target, "main", source, "main");
    if (!copy || sqlite3_backup_step(copy, -1) != SQLITE_DONE) {
        by_hand_fail(to, sqlite3_errmsg(target));
    }
    sqlite3_backup_finish(copy);
    sqlite3_close(target);
    sqlite3_close(source);
}

static inline void sqlite_mark(ByHand *hand) {
    sqlite3 *db = sqlite_open_by_hand(hand->url);
    sqlite3_stmt *names = sqlite_prepare(
        db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    char sql[200];
    while (sqlite3_step(names) == SQLITE_ROW) {
        if (hand->count == BY_HAND_TABLES_MAX) by_hand_fail("mark", "too many tables");
        ByHandTable *table = &hand->tables[hand->count++];
        snprintf(table->name, sizeof table->name, "%s", sqlite3_column_text(names, 0));
        snprintf(sql, sizeof sql, "SELECT coalesce(max(rowid), 0) FROM %s", table->name);
        table->before = sqlite_ask(db, sql);
    }
    sqlite3_finalize(names);
    sqlite3_close(db);
}

static inline void sqlite_drop_triggers(sqlite3 *db) {
    char sql[200];
    for (;;) {
        sqlite3_stmt *one =
            sqlite_prepare(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
        bool is_left = sqlite3_step(one) == SQLITE_ROW;
        if (is_left) snprintf(sql, sizeof sql, "DROP TRIGGER %s", sqlite3_column_text(one, 0));
        sqlite3_finalize(one);
        if (!is_left) return;
        sqlite_run(db, sql);
    }
}

// Takes a table's new rows out; the statement puts those of one claim in again. NULL: not each
// claim wrote there.
static inline sqlite3_stmt *sqlite_take_out(sqlite3 *db, const ByHandTable *table, int64_t claims,
                                            int64_t *taken) {
    char sql[500];
    const char *name = table->name;
    long long before = table->before;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE rowid > %lld", name, before);
    int64_t rows = sqlite_ask(db, sql);
    if (rows < claims) return NULL;
    *taken += rows;
    long long each = (rows + claims - 1) / claims;
    snprintf(sql, sizeof sql,
             "CREATE TEMP TABLE kept_%s AS SELECT * FROM %s WHERE rowid > %lld;"
             "DELETE FROM %s WHERE rowid > %lld",
             name, name, before, name, before);
    sqlite_run(db, sql);
    snprintf(sql, sizeof sql,
             "INSERT INTO %s SELECT * FROM kept_%s WHERE rowid > $1 * %lld AND rowid <= ($1 + 1)"
             " * %lld",
             name, name, each, each);
    return sqlite_prepare(db, sql);
}

static inline ByHandRate sqlite_write_again(const ByHand *hand, int64_t claims) {
    sqlite3 *db = sqlite_open_by_hand(hand->url);
    sqlite3_stmt *to[BY_HAND_TABLES_MAX];
    size_t count = 0;
    int64_t taken = 0;
    sqlite_drop_triggers(db);
    for (size_t i = 0; i < hand->count; i++) {
        sqlite3_stmt *statement = sqlite_take_out(db, &hand->tables[i], claims, &taken);
        if (statement) to[count++] = statement;
    }
    sqlite3_int64 before = sqlite3_total_changes64(db);
    int64_t start = clock_monotonic_ns();
    for (int64_t claim = 0; claim < claims; claim++) {
        if (claim % WRITERS == 0) sqlite_run(db, "BEGIN IMMEDIATE");
        for (size_t i = 0; i < count; i++) {
            sqlite3_bind_int64(to[i], 1, claim);
            if (sqlite3_step(to[i]) != SQLITE_DONE) by_hand_fail("insert", sqlite3_errmsg(db));
            sqlite3_reset(to[i]);
        }
        if (claim + 1 == claims || (claim + 1) % WRITERS == 0) sqlite_run(db, "COMMIT");
    }
    ByHandRate made = {.rate = (double)claims / seconds_since(start)};
    if (sqlite3_total_changes64(db) - before != taken) by_hand_fail("rows", "some are missing");
    for (size_t i = 0; i < count; i++) sqlite3_finalize(to[i]);
    sqlite3_close(db);
    return made;
}

// ---- PostgreSQL ----

static inline PGresult *postgres_run(PGconn *pg, const char *sql) {
    PGresult *result = PQexec(pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        by_hand_fail(sql, PQerrorMessage(pg));
    }
    return result;
}

static inline long long postgres_ask(PGconn *pg, const char *sql) {
    PGresult *result = postgres_run(pg, sql);
    long long answer = PQntuples(result) ? atoll(PQgetvalue(result, 0, 0)) : 0;
    PQclear(result);
    return answer;
}

static inline void postgres_mark(ByHand *hand) {
    PGconn *pg = PQconnectdb(hand->url);
    long long now = postgres_ask(pg, "SELECT txid_current()");
    PGresult *names =
        postgres_run(pg, "SELECT schemaname || '.' || relname FROM pg_stat_user_tables ORDER BY 1");
    for (int i = 0; i < PQntuples(names); i++) {
        if (hand->count == BY_HAND_TABLES_MAX) by_hand_fail("mark", "too many tables");
        ByHandTable *table = &hand->tables[hand->count++];
        snprintf(table->name, sizeof table->name, "%s", PQgetvalue(names, i, 0));
        table->before = now;
    }
    PQclear(names);
    PQfinish(pg);
}

// As sqlite_take_out, with one line more in the script. A row that was changed counts as written.
static inline void postgres_take_out(PGconn *pg, ByHandTable *table, int place, int64_t claims,
                                     FILE *script) {
    Arena arena = {0};
    const char *name = table->name;
    Str newer =
        str_format(&arena, "%s WHERE xmin::text::bigint > %lld", name, (long long)table->before);
    Str sql = str_format(&arena, "SELECT count(*) FROM %.*s", STR_ARG(newer));
    long long rows = postgres_ask(pg, str_to_c(&arena, sql));
    if (rows >= claims) {
        sql = str_format(&arena,
                         "CREATE UNLOGGED TABLE kept_%d AS"
                         " SELECT (row_number() OVER () - 1) / %lld AS kept_place, * FROM %.*s;"
                         "CREATE INDEX ON kept_%d (kept_place); ANALYZE kept_%d;"
                         "DELETE FROM %.*s",
                         place, (rows + (long long)claims - 1) / (long long)claims, STR_ARG(newer),
                         place, place, STR_ARG(newer));
        PQclear(postgres_run(pg, str_to_c(&arena, sql)));
        PQclear(postgres_run(pg, str_to_c(&arena, str_format(&arena, "VACUUM ANALYZE %s", name))));
        sql = str_format(&arena,
                         "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)"
                         "  FROM pg_attribute WHERE attrelid = '%s'::regclass AND attnum > 0"
                         "   AND NOT attisdropped",
                         name);
        PGresult *columns = postgres_run(pg, str_to_c(&arena, sql));
        const char *list = PQgetvalue(columns, 0, 0);
        fprintf(script,
                "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM kept_%d"
                " WHERE kept_place = :claim;\n",
                name, list, list, place);
        PQclear(columns);
        table->kept = place;
        table->before = postgres_ask(pg, "SELECT txid_current()");
    }
    arena_release(&arena);
}

// pgbench put in all rows of the claims that it was to write.
static inline void postgres_check(PGconn *pg, const ByHandTable *table, int64_t claims) {
    char sql[300];
    if (table->kept == 0) return;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM kept_%d WHERE kept_place < %lld", table->kept,
             (long long)(claims / WRITERS * WRITERS));
    long long wanted = postgres_ask(pg, sql);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE xmin::text::bigint > %lld",
             table->name, (long long)table->before);
    if (postgres_ask(pg, sql) != wanted) by_hand_fail(table->name, "some rows are missing");
}

// WRITERS clients of pgbench that run a script, for so many claims.
static inline ByHandRate postgres_pgbench(const char *url, const char *script,
                                          const char *options, int64_t claims) {
    char line[700];
    ByHandRate made = {0};
    snprintf(line, sizeof line, "pgbench -n -M prepared -c %d -j 2 -t %lld %s -f '%s' '%s' 2>&1",
             WRITERS, (long long)(claims / WRITERS), options, script, url);
    FILE *output = popen(line, "r");
    if (!output) by_hand_fail("pgbench", "cannot start");
    while (fgets(line, sizeof line, output)) {
        sscanf(line, "tps = %lf", &made.rate);
        sscanf(line, "number of failed transactions: %lld", &made.failures);
        sscanf(line, "total number of retries: %lld", &made.retries);
        if (strstr(line, "rror:")) fputs(line, stderr);
    }
    if (pclose(output) != 0 || made.rate <= 0) by_hand_fail("pgbench", "no rate");
    return made;
}

static inline ByHandRate postgres_write_again(ByHand *hand, int64_t claims) {
    char path[] = "/tmp/jiuye-pgbench.XXXXXX", url[400];
    int file = mkstemp(path);
    FILE *script = file < 0 ? NULL : fdopen(file, "w");
    PGconn *pg = PQconnectdb(hand->url);
    if (!script) by_hand_fail(path, "cannot be written");
    if (claims < WRITERS) by_hand_fail("pgbench", "fewer claims than clients");
    fprintf(script,
            "\\set done :done + 1\n\\set claim :done * %d + :client_id\n"
            "BEGIN ISOLATION LEVEL SERIALIZABLE;\n",
            WRITERS);
    PQclear(postgres_run(pg, "SET session_replication_role = replica"));
    for (size_t i = 0; i < hand->count; i++) {
        postgres_take_out(pg, &hand->tables[i], (int)i + 1, claims, script);
    }
    fprintf(script, "COMMIT;\n");
    fclose(script);
    PQclear(postgres_run(pg, "CHECKPOINT"));
    snprintf(url, sizeof url, "%s&options=-csession_replication_role%%3Dreplica", hand->url);
    ByHandRate made = postgres_pgbench(url, path, "-D done=-1", claims);
    for (size_t i = 0; made.failures == 0 && i < hand->count; i++) {
        postgres_check(pg, &hand->tables[i], claims);
    }
    PQfinish(pg);
    remove(path);
    return made;
}

// ---- Either ----

static inline ByHand by_hand_mark(Str url) {
    ByHand hand = {.is_postgres = str_starts_with(url, STR("postgresql:"))};
    size_t from = hand.is_postgres ? 0 : sizeof "sqlite:" - 1;
    snprintf(hand.url, sizeof hand.url, "%.*s", STR_ARG(str_slice(url, from, url.length)));
    if (hand.is_postgres)
        postgres_mark(&hand);
    else
        sqlite_mark(&hand);
    return hand;
}

static inline ByHandRate by_hand_write(ByHand *hand, int64_t claims) {
    return hand->is_postgres ? postgres_write_again(hand, claims)
                             : sqlite_write_again(hand, claims);
}

// The end of a line: the peer and the ratio to it.
static inline void by_hand_print(const ByHand *hand, const ByHandRate *peer, double rate) {
    printf("   %s %8.0f /s", hand->is_postgres ? "pgbench" : "rows by hand", peer->rate);
    if (peer->failures > 0) printf(", %lld failed", peer->failures);
    printf("   %.2f\n", rate / peer->rate);
    fflush(stdout);
}

#endif
