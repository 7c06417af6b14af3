// SPDX-License-Identifier: Apache-2.0
#include "store/postgres.h"

#include <assert.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Type numbers of PostgreSQL's catalogue, fixed for ever.
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
       OID_VARCHAR = 1043 };

typedef struct PostgresRun {
    QueryRun run;
    PGresult *result;
    int row;  // the next of the result
    int rows; // in the result
    bool streams;
    int fetch_rows;  // of the cursor at a time
    char cursor[16]; // its name when it streams
} PostgresRun;

// ---- Errors ----

static Str field_of(const PGresult *result, int code) {
    const char *text = PQresultErrorField(result, code);
    return text ? str_from_c(text) : (Str){0};
}

static bool fail_not_null(const PGresult *result, Error *error) {
    char name[128];
    Str table = field_of(result, PG_DIAG_TABLE_NAME);
    Str column = field_of(result, PG_DIAG_COLUMN_NAME);
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

// Takes over `result`. Marks the transaction as contended or lost where it is.
static bool fail(PostgresConnection *connection, Tx *tx, PGresult *result, Error *error) {
    Str state = field_of(result, PG_DIAG_SQLSTATE);
    Str constraint = field_of(result, PG_DIAG_CONSTRAINT_NAME);
    Str text = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
    bool is_lost = PQstatus(connection->pg) == CONNECTION_BAD ||
                   str_starts_with(state, STR("57P")); // the server is ending this connection
    if (tx) {
        tx->is_lost |= is_lost;
        tx->is_contended |= str_equal(state, STR("40001")) || str_equal(state, STR("40P01"));
    }
    if (is_lost) fail_connection(connection->pg, error);
    else if (str_equal(state, STR("23505"))) fail_conflict(error, "UNIQUE", constraint);
    else if (str_equal(state, STR("23514"))) fail_conflict(error, "CHECK", constraint);
    else if (str_equal(state, STR("23503"))) fail_conflict(error, "FOREIGN_KEY", (Str){0});
    else if (str_equal(state, STR("23502"))) fail_not_null(result, error);
    else if (str_equal(state, STR("P0001"))) fail_conflict(error, "RULE", text);
    else fail_state(state.length ? state.data : "-", text.length ? text.data : "", error);
    PQclear(result);
    return false;
}

bool postgres_execute(PostgresConnection *connection, Tx *tx, const char *sql, Error *error) {
    PGresult *result = PQexec(connection->pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return fail(connection, tx, result, error);
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
    PGresult *result = PQexec(connection->pg,
                              "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database "
                              "WHERE datname = current_database()");
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) {
        return fail(connection, NULL, result, error);
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
             "SET cursor_tuple_fraction = 1.0; SET lock_timeout = %d",
             STORE_WAIT_MS_MAX);
    return postgres_execute(connection, NULL, settings, error) &&
           check_database(connection, error);
}

bool postgres_connect(const char *url, PostgresConnection **connection, Error *error) {
    PostgresConnection *opened = calloc(1, sizeof *opened);
    if (!opened) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
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
    return set_up(connection, error);
}

// ---- Statements ----

static bool column_fits(SqlType type, Oid oid) {
    bool is_int = oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2;
    switch (type) {
    case SQL_INT: return is_int;
    case SQL_BOOL: return is_int || oid == OID_BOOL;
    case SQL_BLOB: return oid == OID_BYTEA;
    case SQL_TEXT:
    case SQL_DATE: break;
    }
    return oid == OID_TEXT || oid == OID_VARCHAR;
}

// The query and the statement must agree on the columns.
static bool check_columns(const Query *query, const PGresult *result, Error *error) {
    int count = PQnfields(result);
    if (count != query->row.count) {
        return fail_query(error, query, "语句有 %d 栏，声明了 %d 栏", count, query->row.count);
    }
    for (int i = 0; i < count; i++) {
        const QueryField *field = &query->row.fields[i];
        if (strcmp(PQfname(result, i), field->name) != 0) {
            return fail_query(error, query, "第 %d 栏是 %s，声明的是 %s", i + 1, PQfname(result, i),
                              field->name);
        }
        if (!column_fits(field->type, PQftype(result, i))) {
            return fail_query(error, query, "%s 一栏的类型不符（OID %u）", field->name,
                              PQftype(result, i));
        }
    }
    return true;
}

// Values of one run, all in binary form.
typedef struct Values {
    int count;
    const char *values[POSTGRES_FIELDS_MAX];
    int lengths[POSTGRES_FIELDS_MAX];
    int formats[POSTGRES_FIELDS_MAX];
    Oid types[POSTGRES_FIELDS_MAX];
    union {
        int64_t number;
        char date[DATE_TEXT_BYTES_MAX];
    } held[POSTGRES_FIELDS_MAX];
} Values;

static void set_types(Values *values, const Query *query) {
    assert(query->in.count <= POSTGRES_FIELDS_MAX);
    values->count = query->in.count;
    for (int i = 0; i < query->in.count; i++) {
        SqlType type = query->in.fields[i].type;
        bool is_number = type == SQL_INT || type == SQL_BOOL;
        values->types[i] = is_number ? OID_INT8 : type == SQL_BLOB ? OID_BYTEA : OID_TEXT;
        values->formats[i] = 1;
    }
}

static void set_bytes(Values *values, int i, Str bytes) {
    values->values[i] = bytes.data;
    values->lengths[i] = (int)bytes.length;
}

static void set_values(Values *values, const Query *query, const char *in) {
    for (int i = 0; i < query->in.count; i++) {
        const QueryField *field = &query->in.fields[i];
        const void *value = in + field->offset;
        if (field->type == SQL_TEXT || field->type == SQL_BLOB) {
            set_bytes(values, i, *(const Str *)value);
            continue;
        }
        if (field->type == SQL_DATE) {
            Date day = *(const Date *)value;
            Str text = {0};
            if (day != DATE_ABSENT) {
                text = (Str){values->held[i].date, date_to_text(day, values->held[i].date)};
            }
            set_bytes(values, i, text);
            continue;
        }
        OptionalInt number = {.present = true};
        if (field->nullable) number = *(const OptionalInt *)value;
        else if (field->type == SQL_BOOL) number.value = *(const bool *)value;
        else number.value = *(const int64_t *)value;
        values->held[i].number = (int64_t)htobe64((uint64_t)number.value);
        Str bytes = {(const char *)&values->held[i].number, sizeof number.value};
        set_bytes(values, i, number.present ? bytes : (Str){0});
    }
}

// A passing query takes the place of the one before it.
static const char *statement_name(const Query *query) {
    return query->is_passing ? "" : query->name;
}

static bool prepare_anew(Tx *tx, const Query *query, const Values *values, Error *error) {
    PostgresConnection *connection = tx->connection;
    const char *name = statement_name(query);
    PGresult *result = PQprepare(connection->pg, name, query->postgres, values->count,
                                 values->types);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        PQclear(result);
        result = PQdescribePrepared(connection->pg, name);
    }
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        Str text = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
        Str state = field_of(result, PG_DIAG_SQLSTATE);
        if (!str_starts_with(state, STR("42"))) return fail(connection, tx, result, error);
        fail_query(error, query, "%.*s", STR_ARG(text));
        PQclear(result);
        return false;
    }
    bool ok = check_columns(query, result, error);
    PQclear(result);
    if (!ok && !query->is_passing) {
        char sql[100];
        Error ending;
        snprintf(sql, sizeof sql, "DEALLOCATE %s", name);
        if (!postgres_execute(connection, tx, sql, &ending)) *error = ending;
    }
    return ok;
}

static bool prepare(Tx *tx, const Query *query, const Values *values, Error *error) {
    PostgresConnection *connection = tx->connection;
    if (query->is_passing) return prepare_anew(tx, query, values, error);
    size_t slot = ((uintptr_t)query >> 4) * 0x9E3779B97F4A7C15u >> 32;
    for (slot &= POSTGRES_STATEMENTS_MAX - 1; connection->prepared[slot];
         slot = (slot + 1) & (POSTGRES_STATEMENTS_MAX - 1)) {
        if (connection->prepared[slot] == query) return true;
    }
    assert(connection->prepared_count < POSTGRES_STATEMENTS_MAX / 2);
    if (!prepare_anew(tx, query, values, error)) return false;
    connection->prepared[slot] = query;
    connection->prepared_count++;
    return true;
}

// ---- Running ----

// Takes the answer to a statement into the run.
static bool accept(PostgresRun *run, PGresult *result, Error *error) {
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        return fail(run->run.tx->connection, run->run.tx, result, error);
    }
    PQclear(run->result);
    run->result = result;
    run->row = 0;
    run->rows = PQntuples(result);
    const char *changed = PQcmdTuples(result);
    run->run.affected = *changed ? strtoll(changed, NULL, 10) : 0;
    return true;
}

static bool fetch(PostgresRun *run, Error *error) {
    PostgresConnection *connection = run->run.tx->connection;
    char sql[64];
    snprintf(sql, sizeof sql, "FETCH %d FROM %s", run->fetch_rows, run->cursor);
    PGresult *result = PQexecParams(connection->pg, sql, 0, NULL, NULL, NULL, NULL, 1);
    return accept(run, result, error);
}

// DECLARE takes parameters as any query does.
static bool declare(PostgresRun *run, const Values *values, Error *error) {
    PostgresConnection *connection = run->run.tx->connection;
    const Query *query = run->run.query;
    snprintf(run->cursor, sizeof run->cursor, "c%d", connection->cursor_number++ % 1000000);
    size_t size = strlen(query->postgres) + 64;
    char *sql = malloc(size);
    if (!sql) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    snprintf(sql, size, "DECLARE %s NO SCROLL CURSOR FOR %s", run->cursor, query->postgres);
    PGresult *result = PQexecParams(connection->pg, sql, values->count, values->types,
                                    values->values, values->lengths, values->formats, 1);
    free(sql);
    return accept(run, result, error) && fetch(run, error) &&
           check_columns(query, run->result, error);
}

bool postgres_prepare(Tx *tx, const Query *query, Error *error) {
    Values values;
    set_types(&values, query);
    return prepare(tx, query, &values, error);
}

QueryRun *postgres_start(Tx *tx, const Query *query, const void *in, bool streams, Error *error) {
    PostgresConnection *connection = tx->connection;
    Values values;
    set_types(&values, query);
    set_values(&values, query, in);
    PostgresRun *run = calloc(1, sizeof *run);
    if (!run) {
        error_set(error, ERROR_UNAVAILABLE, "内存不足");
        return NULL;
    }
    run->run = (QueryRun){.tx = tx, .query = query};
    run->streams = streams;
    run->fetch_rows = query->batch_rows ? query->batch_rows : (int)QUERY_BATCH_ROWS;
    bool ok;
    if (streams) {
        ok = declare(run, &values, error);
    } else {
        ok = prepare(tx, query, &values, error) &&
             accept(run,
                    PQexecPrepared(connection->pg, statement_name(query), values.count,
                                   values.values, values.lengths, values.formats, 1),
                    error);
    }
    if (ok) return &run->run;
    PQclear(run->result);
    free(run);
    return NULL;
}

static int64_t read_number(const char *data, int length) {
    uint64_t number = length && (signed char)data[0] < 0 && length > 1 ? UINT64_MAX : 0;
    for (int i = 0; i < length; i++) number = number << 8 | (unsigned char)data[i];
    return (int64_t)number;
}

static bool read_column(const PostgresRun *run, int i, Arena *arena, char *row, Error *error) {
    const Query *query = run->run.query;
    const QueryField *field = &query->row.fields[i];
    void *value = row + field->offset;
    bool is_null = PQgetisnull(run->result, run->row, i);
    if (is_null && !field->nullable) return fail_null(error, query, field);
    Str bytes = {PQgetvalue(run->result, run->row, i),
                 (size_t)PQgetlength(run->result, run->row, i)};
    switch (field->type) {
    case SQL_INT:
    case SQL_BOOL: {
        int64_t number = is_null ? 0 : read_number(bytes.data, (int)bytes.length);
        if (field->nullable) *(OptionalInt *)value = (OptionalInt){!is_null, number};
        else if (field->type == SQL_BOOL) *(bool *)value = number != 0;
        else *(int64_t *)value = number;
        return true;
    }
    case SQL_DATE:
        *(Date *)value = DATE_ABSENT;
        if (is_null || date_from_str(bytes, value)) return true;
        return fail_query(error, query, "%s 一栏的“%.*s”不是日期", field->name, STR_ARG(bytes));
    case SQL_TEXT:
    case SQL_BLOB: break;
    }
    *(Str *)value = is_null ? (Str){0} : str_copy(arena, bytes);
    return true;
}

bool postgres_step(QueryRun *base, Arena *arena, void *row, bool *found, Error *error) {
    PostgresRun *run = (PostgresRun *)base;
    if (run->streams && run->row == run->rows && run->rows == run->fetch_rows &&
        !fetch(run, error)) {
        return false;
    }
    *found = run->row < run->rows;
    if (!*found) return true;
    for (int i = 0; row && i < base->query->row.count; i++) {
        if (!read_column(run, i, arena, row, error)) return false;
    }
    run->row++;
    return true;
}

void postgres_finish(QueryRun *base) {
    PostgresRun *run = (PostgresRun *)base;
    Tx *tx = base->tx;
    PQclear(run->result);
    if (run->streams && !tx->has_failed) {
        char sql[32];
        snprintf(sql, sizeof sql, "CLOSE %s", run->cursor);
        if (!postgres_execute(tx->connection, tx, sql, &tx->failure)) tx->has_failed = true;
    }
    free(run);
}

// ---- Many rows, pipelined ----

// Sends rows [from, to) and a sync.
static bool send_rows(PGconn *pg, const Query *query, const char *rows, size_t from, size_t to) {
    Values values;
    set_types(&values, query);
    for (size_t i = from; i < to; i++) {
        set_values(&values, query, rows + i * query->in.size);
        if (!PQsendQueryPrepared(pg, statement_name(query), values.count, values.values,
                                 values.lengths, values.formats, 1)) {
            return false;
        }
    }
    return PQpipelineSync(pg);
}

// Reads the answers to rows [from, to) and to the sync. The first failure counts; the server
// skips the rows behind it.
static bool receive_rows(Tx *tx, size_t from, size_t to, QueryBulk *bulk, Error *error) {
    PostgresConnection *connection = tx->connection;
    bool ok = true;
    for (size_t i = from; i <= to; i++) {
        PGresult *result = PQgetResult(connection->pg);
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_COMMAND_OK && ok) {
            bulk->affected += strtoll(PQcmdTuples(result), NULL, 10);
        } else if (ok && status != PGRES_PIPELINE_SYNC) {
            ok = false;
            bulk->failed_row = i;
            fail(connection, tx, result, error);
            result = NULL;
        }
        PQclear(result);
        if (tx->is_lost) return false;
        if (status == PGRES_PIPELINE_SYNC) break;
        result = PQgetResult(connection->pg); // the NULL that ends one statement's results
        assert(!result);
    }
    return ok;
}

bool postgres_bulk(Tx *tx, const Query *query, const char *rows, size_t count, QueryBulk *bulk,
                   Error *error) {
    PostgresConnection *connection = tx->connection;
    Values values;
    set_types(&values, query);
    if (!prepare(tx, query, &values, error)) return false;
    bool ok = PQenterPipelineMode(connection->pg) == 1;
    if (!ok) return fail(connection, tx, NULL, error);
    for (size_t from = 0; ok && from < count; from += POSTGRES_PIPELINE_ROWS) {
        size_t to = from + POSTGRES_PIPELINE_ROWS < count ? from + POSTGRES_PIPELINE_ROWS : count;
        ok = send_rows(connection->pg, query, rows, from, to)
                 ? receive_rows(tx, from, to, bulk, error)
                 : fail(connection, tx, NULL, error);
    }
    if (tx->is_lost) return false; // the connection is made anew
    if (PQexitPipelineMode(connection->pg) != 1) {
        tx->is_lost = true;
        return ok && fail(connection, tx, NULL, error);
    }
    return ok;
}
