// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_FUND_RAW_H
#define TEST_FUND_RAW_H
// SQL past the store, as somebody with a database client would write it.

#include "../store/database.h"

#include <sqlite3.h>

#define RAW_MESSAGE_BYTES 300

typedef struct Raw {
    sqlite3 *sqlite; // one of the two
    PGconn *postgres;
    char message[RAW_MESSAGE_BYTES]; // why the last statement failed
} Raw;

static inline bool raw_run(Raw *raw, const char *sql) {
    raw->message[0] = '\0';
    if (raw->sqlite) {
        char *fault = NULL;
        if (sqlite3_exec(raw->sqlite, sql, NULL, NULL, &fault) == SQLITE_OK) return true;
        snprintf(raw->message, sizeof raw->message, "%s", fault);
        sqlite3_free(fault);
        return false;
    }
    PGresult *result = PQexec(raw->postgres, sql);
    ExecStatusType status = PQresultStatus(result);
    bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!is_done) snprintf(raw->message, sizeof raw->message, "%s", PQresultErrorMessage(result));
    PQclear(result);
    return is_done;
}

static inline void raw_must(Raw *raw, const char *sql) {
    if (!raw_run(raw, sql)) fail_msg("%s: %s", sql, raw->message);
}

static inline Raw raw_open(const TestDatabase *database) {
    Raw raw = {0};
    if (database->is_postgres) {
        raw.postgres = PQconnectdb(database->url);
        assert_int_equal(PQstatus(raw.postgres), CONNECTION_OK);
        raw_must(&raw, "SET search_path TO labour, employer, policy, monitor");
        raw_must(&raw, "SET client_min_messages TO warning");
        return raw;
    }
    assert_int_equal(sqlite3_open(database->url + strlen("sqlite:"), &raw.sqlite), SQLITE_OK);
    sqlite3_busy_timeout(raw.sqlite, 5000);
    raw_must(&raw, "PRAGMA foreign_keys = ON");
    return raw;
}

static inline void raw_close(Raw *raw) {
    sqlite3_close(raw->sqlite);
    if (raw->postgres) PQfinish(raw->postgres);
}

// The first column of every row, each behind a line end: for canonical dumps.
static inline void raw_dump(Raw *raw, const char *sql, StrBuilder *out) {
    if (raw->sqlite) {
        sqlite3_stmt *statement;
        if (sqlite3_prepare_v2(raw->sqlite, sql, -1, &statement, NULL) != SQLITE_OK) {
            fail_msg("%s: %s", sql, sqlite3_errmsg(raw->sqlite));
        }
        while (sqlite3_step(statement) == SQLITE_ROW) {
            str_put(out, str_from_c((const char *)sqlite3_column_text(statement, 0)));
            str_put_char(out, '\n');
        }
        sqlite3_finalize(statement);
        return;
    }
    PGresult *result = PQexec(raw->postgres, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        fail_msg("%s: %s", sql, PQerrorMessage(raw->postgres));
    }
    for (int i = 0; i < PQntuples(result); i++) {
        str_put(out, str_from_c(PQgetvalue(result, i, 0)));
        str_put_char(out, '\n');
    }
    PQclear(result);
}

// Switches the rules of a table off or on, which only the owner of the database can.
static inline void raw_rules(Raw *raw, const char *table, bool on) {
    char sql[300];
    if (raw->postgres) {
        snprintf(sql, sizeof sql, "ALTER TABLE %s %s TRIGGER ALL", table,
                 on ? "ENABLE" : "DISABLE");
        raw_must(raw, sql);
        return;
    }
    assert_false(on);
    Arena arena = {0};
    StrBuilder drops;
    str_builder_init(&drops, &arena, 0);
    snprintf(sql, sizeof sql,
             "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema"
             " WHERE type = 'trigger' AND tbl_name = '%s'",
             table);
    raw_dump(raw, sql, &drops);
    raw_must(raw, "PRAGMA foreign_keys = OFF");
    raw_must(raw, str_to_c(&arena, str_built(&drops)));
    arena_release(&arena);
}

#endif
