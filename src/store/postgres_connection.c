// SPDX-License-Identifier: Apache-2.0
// Connecting, and what the server's answers of failure mean.
#include "store/postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Errors ----

Str postgres_field(const PGresult *result, int code) {
    const char *text = PQresultErrorField(result, code);
    return text ? str_from_c(text) : (Str){0};
}

static bool fail_not_null(const PGresult *result, Error *error) {
    char name[128];
    Str table = postgres_field(result, PG_DIAG_TABLE_NAME);
    Str column = postgres_field(result, PG_DIAG_COLUMN_NAME);
    snprintf(name, sizeof name, "%.*s.%.*s", STR_ARG(table), STR_ARG(column));
    return fail_conflict(error, "NOT_NULL", str_from_c(name));
}

// The part of an SQLSTATE's meaning that the store passes on. `text` is the server's message.
static bool fail_state(const char *state, const char *text, Error *error) {
    static const struct {
        const char *prefix, *message, *advice;
    } meanings[] = {
        {"40", "数据正被多人同时修改", "稍后重试"},
        {"53100", "数据库磁盘已满，数据没有写入", "清出磁盘空间后重试"},
        {"53300", "数据库连接数已满", "减少程序的连接数，或调高 max_connections"},
        {"55P03", "数据正被占用", "稍后重试"},
        {"57", "数据库正在停止或重启", "稍后重试"},
        {"25006", "数据库只能读，数据没有写入", "连接到主库；查看 target_session_attrs=read-write"},
        {"28", "数据库拒绝登录", "检查数据库用户名和密码"},
        {"3D000", "没有这个数据库", "先用 createdb 建库，排序规则选 C.UTF-8"},
        {"42501", "数据库用户没有权限", "给数据库用户授权"},
    };
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strncmp(state, meanings[i].prefix, strlen(meanings[i].prefix)) != 0) continue;
        error_set(error, ERROR_UNAVAILABLE, "%s", meanings[i].message);
        return error_detail(error, "%s", meanings[i].advice);
    }
    error_set(error, ERROR_UNAVAILABLE, "数据库出错（%s %s）", state, text);
    return error_detail(error, "稍后重试；仍不行请联系维护人员");
}

static bool fail_connection(PGconn *pg, Error *error) {
    Str text = str_trim(str_from_c(PQerrorMessage(pg)));
    error_set(error, ERROR_UNAVAILABLE, "连不上数据库（%.*s）", STR_ARG(text));
    return error_detail(error, "检查数据库是否在运行、地址和密码是否正确");
}

bool postgres_fail(PostgresConnection *connection, Tx *tx, PGresult *result, Error *error) {
    Str state = postgres_field(result, PG_DIAG_SQLSTATE);
    Str constraint = postgres_field(result, PG_DIAG_CONSTRAINT_NAME);
    Str text = postgres_field(result, PG_DIAG_MESSAGE_PRIMARY);
    // Without a state it is libpq that speaks: it could not write, though there may be something
    // left to read and it does not call the connection bad yet.
    bool is_lost = PQstatus(connection->pg) == CONNECTION_BAD || str_is_absent(state) ||
                   str_starts_with(state, STR("57P")); // the server is ending this connection
    if (tx) {
        tx->is_lost |= is_lost;
        tx->is_contended |= str_equal(state, STR("40001")) || str_equal(state, STR("40P01"));
        tx->has_collided |= str_equal(state, STR("23505"));
    }
    if (is_lost)
        fail_connection(connection->pg, error);
    else if (str_equal(state, STR("23505")))
        fail_conflict(error, "UNIQUE", constraint);
    else if (str_equal(state, STR("23514")))
        fail_conflict(error, "CHECK", constraint);
    else if (str_equal(state, STR("23503")))
        fail_conflict(error, "FOREIGN_KEY", (Str){0});
    else if (str_equal(state, STR("23502")))
        fail_not_null(result, error);
    else if (str_equal(state, STR("P0001")))
        fail_conflict(error, "RULE", text);
    else
        fail_state(state.length ? state.data : "-", text.length ? text.data : "", error);
    PQclear(result);
    return false;
}

bool postgres_execute(PostgresConnection *connection, Tx *tx, const char *sql, Error *error) {
    if (tx && !postgres_settle(tx, error)) return false;
    PGresult *result = PQexec(connection->pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return postgres_fail(connection, tx, result, error);
    }
    PQclear(result);
    return true;
}

// ---- Connections ----

static void ignore_notice(void *user, const PGresult *notice) {
    (void)user;
    (void)notice;
}

// Text sorts by code point on both databases, so the server's database must be made that way.
static bool check_database(PostgresConnection *connection, Error *error) {
    PGresult *result =
        PQexec(connection->pg, "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database "
                               "WHERE datname = current_database()");
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) {
        return postgres_fail(connection, NULL, result, error);
    }
    Str collation = str_from_c(PQgetvalue(result, 0, 0));
    Str encoding = str_from_c(PQgetvalue(result, 0, 1));
    bool fits = str_equal(encoding, STR("UTF8")) &&
                (str_equal(collation, STR("C")) || str_equal(collation, STR("POSIX")) ||
                 str_equal(collation, STR("C.UTF-8")) || str_equal(collation, STR("C.utf8")));
    if (!fits) {
        error_set(error, ERROR_INVALID, "数据库的编码是 %.*s，排序规则是 %.*s", STR_ARG(encoding),
                  STR_ARG(collation));
        error_detail(error, "重新建库：createdb --template=template0 --encoding=UTF8 "
                            "--locale=C.UTF-8 库名");
    }
    PQclear(result);
    return fits;
}

static bool set_up(PostgresConnection *connection, Error *error) {
    if (PQstatus(connection->pg) != CONNECTION_OK) return fail_connection(connection->pg, error);
    PQsetNoticeReceiver(connection->pg, ignore_notice, NULL);
    char settings[400];
    snprintf(settings, sizeof settings,
             "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on;"
             "SET search_path = labour, employer, policy, monitor, public;"
             "SET cursor_tuple_fraction = 1.0; SET lock_timeout = %d; %s",
             STORE_WAIT_MS_MAX, connection->setting);
    return postgres_execute(connection, NULL, settings, error) && check_database(connection, error);
}

bool postgres_connect(const char *url, const char *setting, PostgresConnection **connection,
                      Error *error) {
    PostgresConnection *opened = calloc(1, sizeof *opened);
    if (!opened) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    opened->setting = setting;
    opened->pg = PQconnectdb(url);
    if (!set_up(opened, error)) {
        postgres_disconnect(opened);
        return false;
    }
    *connection = opened;
    return true;
}

void postgres_disconnect(PostgresConnection *connection) {
    PQfinish(connection->pg);
    free(connection);
}

bool postgres_reconnect(PostgresConnection *connection, Error *error) {
    PQreset(connection->pg);
    memset(connection->prepared, 0, sizeof connection->prepared);
    connection->prepared_count = 0;
    connection->sent = 0;
    return set_up(connection, error);
}
