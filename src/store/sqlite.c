// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite.h"

#include "store/sqlite_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A prepared statement. SQLite numbers "$2" by first appearance, so each parameter's index is
// looked up by name once.
struct SqliteRun {
    QueryRun run;
    sqlite3_stmt *statement;
    int *indexes; // of parameters $1, $2 ...
    bool is_busy;
    bool is_cached; // false: a second run of a statement that is still open; made for this run
};

// ---- Errors ----

static bool is_named(const char *text, const char *prefix, Str *rest) {
    if (strncmp(text, prefix, strlen(prefix)) != 0) return false;
    *rest = str_from_c(text + strlen(prefix));
    return true;
}

// The unique index over the columns that SQLite reports as "table.a, table.b", by the name that
// PostgreSQL gives it: its own, or <table>_a_b_key for an inline UNIQUE, <table>_pkey for a key.
static const char unique_index_sql[] =
    "WITH listed AS (SELECT l.name, l.origin,"
    "  (SELECT group_concat($1 || '.' || c.name, ', ') FROM"
    "    (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) AS c) AS columns,"
    "  (SELECT group_concat(c.name, '_') FROM"
    "    (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) AS c) AS joined"
    " FROM pragma_index_list($1) AS l WHERE l.\"unique\") "
    "SELECT CASE origin WHEN 'c' THEN name WHEN 'u' THEN $1 || '_' || joined || '_key'"
    " ELSE $1 || '_pkey' END FROM listed WHERE columns = $2 ORDER BY origin, name LIMIT 1";

static bool fail_unique(sqlite3 *db, Str columns, Error *error) {
    Str name, table = str_slice(columns, 0, str_find(columns, STR("."), 0));
    if (is_named(columns.data, "index '", &name)) { // an index over expressions is named
        return fail_conflict(error, "UNIQUE", str_slice(name, 0, name.length - 1));
    }
    char found[128];
    snprintf(found, sizeof found, "%.*s_pkey", STR_ARG(table)); // a rowid has no index
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, unique_index_sql, -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_text(statement, 1, table.data, (int)table.length, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, columns.data, (int)columns.length, SQLITE_STATIC);
        if (sqlite3_step(statement) == SQLITE_ROW) {
            snprintf(found, sizeof found, "%s", (const char *)sqlite3_column_text(statement, 0));
        }
        sqlite3_finalize(statement);
    }
    return fail_conflict(error, "UNIQUE", str_from_c(found));
}

static bool fail_constraint(sqlite3 *db, int code, const char *text, Error *error) {
    Str rest;
    if (is_named(text, "UNIQUE constraint failed: ", &rest)) return fail_unique(db, rest, error);
    if (is_named(text, "CHECK constraint failed: ", &rest)) {
        return fail_conflict(error, "CHECK", rest);
    }
    if (is_named(text, "NOT NULL constraint failed: ", &rest)) {
        return fail_conflict(error, "NOT_NULL", rest);
    }
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY) return fail_conflict(error, "FOREIGN_KEY", (Str){0});
    return fail_conflict(error, "RULE", str_from_c(text));
}

bool sqlite_fail(SqliteConnection *connection, Error *error) {
    sqlite3 *db = connection->db;
    int code = sqlite3_extended_errcode(db);
    char text[ERROR_MESSAGE_BYTES_MAX]; // looking for the index's name overwrites the message
    snprintf(text, sizeof text, "%s", sqlite3_errmsg(db));
    const char *advice = "稍后重试；仍不行请联系维护人员";
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return fail_constraint(db, code, text, error);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error_set(error, ERROR_UNAVAILABLE, "数据库正被另一个程序占用");
        advice = "稍后重试，或结束正在写入同一数据库的程序";
        break;
    case SQLITE_FULL:
        error_set(error, ERROR_UNAVAILABLE, "磁盘已满，数据没有写入");
        advice = "清出磁盘空间后重试";
        break;
    case SQLITE_READONLY:
        error_set(error, ERROR_UNAVAILABLE, "数据库只能读，数据没有写入");
        advice = "检查数据库文件及其目录的写权限";
        break;
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_IOERR:
        error_set(error, ERROR_UNAVAILABLE, "数据库文件不能读写（%s）", text);
        advice = "检查路径、权限和磁盘；文件已损坏时从备份恢复";
        break;
    default:
        error_set(error, ERROR_UNAVAILABLE, "数据库出错（%s）", text);
        break;
    }
    return error_detail(error, "%s", advice);
}

// ---- Connections ----

// Not temp_store = MEMORY: what a savepoint is undone with would be walked through after every
// statement, and a write of many rows take time as their square.
static const char *const setup[] = {
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA case_sensitive_like = ON", // as PostgreSQL
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -32768", // 32 MiB
    // 16 MiB of log are folded into the file at once: each time the file is synced, which takes as
    // long as ten commits, and pages that many commits changed are written once.
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA analysis_limit = 1000", // rows of an index that ANALYZE looks at
};

// Some network file systems cannot; SQLite then goes on without, and readers would block writers.
static bool check_wal(SqliteConnection *connection, Error *error) {
    sqlite3_stmt *statement;
    bool is_wal = false;
    if (sqlite3_prepare_v2(connection->db, "PRAGMA journal_mode", -1, &statement, NULL) ||
        sqlite3_step(statement) != SQLITE_ROW) {
        sqlite_fail(connection, error);
    } else {
        is_wal = strcmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
        if (!is_wal) {
            error_set(error, ERROR_UNAVAILABLE, "数据库所在的文件系统不支持预写日志");
            error_detail(error, "把数据库放在本机磁盘上，或改用 PostgreSQL");
        }
    }
    sqlite3_finalize(statement);
    return is_wal;
}

static const char *const control_texts[CONTROLS] = {
    [CONTROL_BEGIN_READ] = "BEGIN",
    [CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",
    [CONTROL_SAVEPOINT] = "SAVEPOINT step", // names nest: the latest is meant
    [CONTROL_RELEASE] = "RELEASE step",
    [CONTROL_UNDO] = "ROLLBACK TO step",
};

bool sqlite_control(SqliteConnection *connection, SqliteControl control, Error *error) {
    sqlite3_stmt **statement = &connection->controls[control];
    if (!*statement && sqlite3_prepare_v3(connection->db, control_texts[control], -1,
                                          SQLITE_PREPARE_PERSISTENT, statement, NULL)) {
        return sqlite_fail(connection, error);
    }
    bool ok = sqlite3_step(*statement) == SQLITE_DONE || sqlite_fail(connection, error);
    sqlite3_reset(*statement);
    return ok;
}

bool sqlite_execute(SqliteConnection *connection, const char *sql, Error *error) {
    if (sqlite3_exec(connection->db, sql, NULL, NULL, NULL) == SQLITE_OK) return true;
    return sqlite_fail(connection, error);
}

bool sqlite_connect(const char *path, bool is_reader, SqliteConnection **connection,
                    Error *error) {
    SqliteConnection *opened = calloc(1, sizeof *opened);
    if (!opened) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    opened->is_reader = is_reader;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (is_reader ? 0 : SQLITE_OPEN_CREATE);
    bool ok = sqlite3_open_v2(path, &opened->db, flags, sqlite_log_vfs()) == SQLITE_OK;
    if (!ok && opened->db) sqlite_fail(opened, error);
    if (ok) {
        sqlite3_extended_result_codes(opened->db, 1);
        sqlite3_busy_timeout(opened->db, STORE_WAIT_MS_MAX);
        // A name in double quotes that matches no column is an error, not a text.
        sqlite3_db_config(opened->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
        sqlite3_db_config(opened->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
        sqlite3_db_config(opened->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        for (size_t i = 0; ok && i < sizeof setup / sizeof *setup; i++) {
            ok = sqlite_execute(opened, setup[i], error);
        }
        ok = ok && check_wal(opened, error);
        if (ok && is_reader) ok = sqlite_execute(opened, "PRAGMA query_only = ON", error);
    }
    if (!ok) {
        sqlite_disconnect(opened);
        return false;
    }
    *connection = opened;
    return true;
}

static void run_free(SqliteRun *run) {
    sqlite3_finalize(run->statement);
    free(run->indexes);
    free(run);
}

void sqlite_disconnect(SqliteConnection *connection) {
    for (size_t i = 0; i < SQLITE_STATEMENTS_MAX; i++) {
        if (connection->statements[i]) run_free(connection->statements[i]);
    }
    for (int i = 0; i < CONTROLS; i++) sqlite3_finalize(connection->controls[i]);
    sqlite3_close(connection->db);
    free(connection);
}

// ---- Statements ----

// The query and the statement must agree on the columns.
static bool check_columns(const Query *query, sqlite3_stmt *statement, Error *error) {
    int count = sqlite3_column_count(statement);
    if (count != query->row.count) {
        return fail_query(error, query, "语句有 %d 栏，声明了 %d 栏", count, query->row.count);
    }
    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_column_name(statement, i);
        if (!name || strcmp(name, query->row.fields[i].name) != 0) {
            return fail_query(error, query, "第 %d 栏是 %s，声明的是 %s", i + 1, name ? name : "",
                              query->row.fields[i].name);
        }
    }
    return true;
}

static SqliteRun *prepare(SqliteConnection *connection, const Query *query, Error *error) {
    SqliteRun *run = calloc(1, sizeof *run);
    int *indexes = calloc((size_t)query->in.count + 1, sizeof *indexes);
    if (!run || !indexes) {
        free(run);
        free(indexes);
        error_set(error, ERROR_UNAVAILABLE, "内存不足");
        return NULL;
    }
    run->indexes = indexes;
    run->run.query = query;
    if (sqlite3_prepare_v3(connection->db, query->sqlite, -1, SQLITE_PREPARE_PERSISTENT,
                           &run->statement, NULL) != SQLITE_OK) {
        fail_query(error, query, "%s", sqlite3_errmsg(connection->db));
    } else if (check_columns(query, run->statement, error)) {
        for (int i = 0; i < query->in.count; i++) {
            char name[16];
            snprintf(name, sizeof name, "$%d", i + 1);
            indexes[i] = sqlite3_bind_parameter_index(run->statement, name);
        }
        return run;
    }
    run_free(run);
    return NULL;
}

// The prepared statement of a query, from the cache unless it is in use there.
static SqliteRun *take(SqliteConnection *connection, const Query *query, Error *error) {
    if (query->is_passing) return prepare(connection, query, error);
    size_t slot = ((uintptr_t)query >> 4) * 0x9E3779B97F4A7C15u >> 32;
    for (;; slot++) {
        slot &= SQLITE_STATEMENTS_MAX - 1;
        SqliteRun *run = connection->statements[slot];
        if (!run) break;
        if (run->run.query == query && !run->is_busy) return run;
        if (run->run.query == query) return prepare(connection, query, error);
    }
    SqliteRun *run = prepare(connection, query, error);
    if (run && connection->statement_count < SQLITE_STATEMENTS_MAX / 2) {
        run->is_cached = true;
        connection->statements[slot] = run;
        connection->statement_count++;
    }
    return run;
}

static void bind_bytes(sqlite3_stmt *statement, int index, SqlType type, Str value,
                       sqlite3_destructor_type lifetime) {
    if (str_is_absent(value)) {
        sqlite3_bind_null(statement, index);
    } else if (type == SQL_BLOB) {
        sqlite3_bind_blob64(statement, index, value.data, value.length, lifetime);
    } else {
        sqlite3_bind_text64(statement, index, value.data, value.length, lifetime, SQLITE_UTF8);
    }
}

static void bind(SqliteRun *run, const Query *query, const char *in, bool copies) {
    for (int i = 0; i < query->in.count; i++) {
        const QueryField *field = &query->in.fields[i];
        const void *value = in + field->offset;
        int index = run->indexes[i];
        char date[DATE_TEXT_BYTES_MAX];
        if (field->type == SQL_TEXT || field->type == SQL_BLOB) {
            bind_bytes(run->statement, index, field->type, *(const Str *)value,
                       copies ? SQLITE_TRANSIENT : SQLITE_STATIC);
        } else if (field->type == SQL_DATE) {
            Date day = *(const Date *)value;
            Str text = {0};
            if (day != DATE_ABSENT) text = (Str){date, date_to_text(day, date)};
            bind_bytes(run->statement, index, SQL_DATE, text, SQLITE_TRANSIENT);
        } else if (field->nullable) {
            const OptionalInt *number = value;
            if (number->present) sqlite3_bind_int64(run->statement, index, number->value);
            else sqlite3_bind_null(run->statement, index);
        } else {
            int64_t number = field->type == SQL_BOOL ? *(const bool *)value
                                                     : *(const int64_t *)value;
            sqlite3_bind_int64(run->statement, index, number);
        }
    }
}

bool sqlite_prepare(Tx *tx, const Query *query, Error *error) {
    SqliteRun *run = take(tx->connection, query, error);
    if (run && !run->is_cached) run_free(run);
    return run != NULL;
}

QueryRun *sqlite_start(Tx *tx, const Query *query, const void *in, bool streams, Error *error) {
    SqliteRun *run = take(tx->connection, query, error);
    if (!run) return NULL;
    run->is_busy = true;
    bind(run, query, in, streams);
    return &run->run;
}

// ---- Rows ----

static bool read_column(sqlite3_stmt *statement, int i, const Query *query, Arena *arena,
                        char *row, Error *error) {
    const QueryField *field = &query->row.fields[i];
    void *value = row + field->offset;
    int type = sqlite3_column_type(statement, i);
    bool is_null = type == SQLITE_NULL;
    if (is_null && !field->nullable) return fail_null(error, query, field);
    bool is_number = field->type == SQL_INT || field->type == SQL_BOOL;
    int wanted = is_number ? SQLITE_INTEGER : field->type == SQL_BLOB ? SQLITE_BLOB : SQLITE_TEXT;
    if (!is_null && type != wanted) {
        return fail_query(error, query, "%s 一栏的类型不符", field->name);
    }
    if (is_number) {
        int64_t number = sqlite3_column_int64(statement, i);
        if (field->nullable) *(OptionalInt *)value = (OptionalInt){!is_null, number};
        else if (field->type == SQL_BOOL) *(bool *)value = number != 0;
        else *(int64_t *)value = number;
        return true;
    }
    Str bytes = {0};
    if (!is_null) {
        bytes.data = sqlite3_column_blob(statement, i);
        bytes.length = (size_t)sqlite3_column_bytes(statement, i);
        if (!bytes.data) bytes.data = ""; // an empty blob
    }
    if (field->type != SQL_DATE) {
        *(Str *)value = is_null ? bytes : str_copy(arena, bytes);
        return true;
    }
    *(Date *)value = DATE_ABSENT;
    if (is_null || date_from_str(bytes, value)) return true;
    return fail_query(error, query, "%s 一栏的“%.*s”不是日期", field->name, STR_ARG(bytes));
}

bool sqlite_step(QueryRun *base, Arena *arena, void *row, bool *found, Error *error) {
    SqliteRun *run = (SqliteRun *)base;
    SqliteConnection *connection = base->tx->connection;
    int code = sqlite3_step(run->statement);
    *found = code == SQLITE_ROW;
    if (code == SQLITE_DONE) {
        base->affected = sqlite3_changes64(connection->db);
        return true;
    }
    if (code != SQLITE_ROW) return sqlite_fail(connection, error);
    for (int i = 0; row && i < base->query->row.count; i++) {
        if (!read_column(run->statement, i, base->query, arena, row, error)) return false;
    }
    return true;
}

void sqlite_finish(QueryRun *base) {
    SqliteRun *run = (SqliteRun *)base;
    run->is_busy = false;
    sqlite3_reset(run->statement);
    if (!run->is_cached) run_free(run);
}

bool sqlite_bulk(Tx *tx, const Query *query, const char *rows, size_t count, QueryBulk *bulk,
                 Error *error) {
    SqliteConnection *connection = tx->connection;
    SqliteRun *run = take(connection, query, error);
    if (!run) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        bulk->failed_row = i;
        bind(run, query, rows + i * query->in.size, false);
        ok = sqlite3_step(run->statement) == SQLITE_DONE || sqlite_fail(connection, error);
        bulk->affected += sqlite3_changes64(connection->db);
        sqlite3_reset(run->statement);
    }
    if (!run->is_cached) run_free(run);
    return ok;
}
