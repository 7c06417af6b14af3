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
    bool is_pending; // sent down a pipeline, the answer not yet taken
    int fetch_rows;  // of the cursor at a time
    char cursor[16]; // its name when it streams
} PostgresRun;

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

// ---- Answers that nobody waited for ----

// The next answer of a pipeline; they come in the order of sending. The first failure goes into
// `error`, and the server skips what is behind it.
static bool take_next(Tx *tx, bool ok, PGresult **answer, Error *error) {
    PostgresConnection *connection = tx->connection;
    PGresult *result = PQgetResult(connection->pg);
    ExecStatusType status = PQresultStatus(result);
    bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (ok && !is_good) {
        postgres_fail(connection, tx, result, error);
        result = NULL;
    }
    if (answer && ok && is_good) *answer = result;
    else PQclear(result);
    if (tx->is_lost) return false; // there may be no end of what libpq says then
    bool was_good = ok && is_good;
    result = PQgetResult(connection->pg); // the NULL that ends one statement's results
    if (!result) return was_good;
    Error ignored;
    tx->is_lost = true; // libpq says that the server is gone
    return postgres_fail(connection, tx, result, was_good ? error : &ignored);
}

static bool leave_pipeline(Tx *tx, Error *error) {
    PostgresConnection *connection = tx->connection;
    if (PQexitPipelineMode(connection->pg) == 1) return true;
    tx->is_lost = true;
    return postgres_fail(connection, tx, NULL, error);
}

// Takes all answers that are out, and the one behind them for who waits for it, if `answer`.
static bool take_sent(Tx *tx, PGresult **answer, Error *error) {
    PostgresConnection *connection = tx->connection;
    int sent = connection->sent;
    bool ok = true;
    Error ending;
    connection->sent = 0;
    if (PQpipelineSync(connection->pg) != 1) return postgres_fail(connection, tx, NULL, error);
    for (int i = 0; i < sent && !tx->is_lost; i++) ok = take_next(tx, ok, NULL, error);
    if (answer && !tx->is_lost) ok = take_next(tx, ok, answer, error);
    if (tx->is_lost) return false; // the connection is made anew
    PQclear(PQgetResult(connection->pg)); // that of the sync
    return leave_pipeline(tx, ok ? error : &ending) && ok;
}

bool postgres_settle(Tx *tx, Error *error) {
    PostgresConnection *connection = tx->connection;
    return !connection || connection->sent == 0 || take_sent(tx, NULL, error);
}

// A passing query takes the place of the one before it.
static const char *statement_name(const Query *query) {
    return query->is_passing ? "" : query->name;
}

static bool prepare_anew(Tx *tx, const Query *query, const Values *values, Error *error) {
    PostgresConnection *connection = tx->connection;
    const char *name = statement_name(query);
    if (!postgres_settle(tx, error)) return false;
    PGresult *result = PQprepare(connection->pg, name, query->postgres, values->count,
                                 values->types);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        PQclear(result);
        result = PQdescribePrepared(connection->pg, name);
    }
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        Str text = postgres_field(result, PG_DIAG_MESSAGE_PRIMARY);
        Str state = postgres_field(result, PG_DIAG_SQLSTATE);
        if (!str_starts_with(state, STR("42"))) return postgres_fail(connection, tx, result, error);
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
        return postgres_fail(run->run.tx->connection, run->run.tx, result, error);
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
    if (!postgres_settle(run->run.tx, error)) return false;
    snprintf(sql, sizeof sql, "FETCH %d FROM %s", run->fetch_rows, run->cursor);
    PGresult *result = PQexecParams(connection->pg, sql, 0, NULL, NULL, NULL, NULL, 1);
    return accept(run, result, error);
}

// DECLARE takes parameters as any query does.
static bool declare(PostgresRun *run, const Values *values, Error *error) {
    PostgresConnection *connection = run->run.tx->connection;
    const Query *query = run->run.query;
    if (!postgres_settle(run->run.tx, error)) return false;
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

// Runs a prepared query and waits for its answer, and for those of what was sent before it.
static bool execute(PostgresRun *run, const Values *values, Error *error) {
    PostgresConnection *connection = run->run.tx->connection;
    const char *name = statement_name(run->run.query);
    PGresult *result = NULL;
    if (connection->sent == 0) {
        result = PQexecPrepared(connection->pg, name, values->count, values->values,
                                values->lengths, values->formats, 1);
    } else if (PQsendQueryPrepared(connection->pg, name, values->count, values->values,
                                   values->lengths, values->formats, 1) != 1) {
        return postgres_fail(connection, run->run.tx, NULL, error);
    } else if (!take_sent(run->run.tx, &result, error)) {
        PQclear(result);
        return false;
    }
    return accept(run, result, error);
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
    } else if (connection->is_pipelining) {
        run->is_pending = true;
        ok = PQsendQueryPrepared(connection->pg, query->name, values.count, values.values,
                                 values.lengths, values.formats, 1) ||
             postgres_fail(connection, tx, NULL, error);
    } else {
        ok = prepare(tx, query, &values, error) && execute(run, &values, error);
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

// The answer of a run that went down a pipeline; they come in the order of sending.
static bool take_answer(PostgresRun *run, Error *error) {
    PGconn *pg = ((PostgresConnection *)run->run.tx->connection)->pg;
    run->is_pending = false;
    if (!accept(run, PQgetResult(pg), error)) return false;
    PGresult *end = PQgetResult(pg); // the NULL that ends one statement's results
    assert(!end);
    return true;
}

bool postgres_pipeline(Tx *tx, PipelineStep step, Error *error) {
    PostgresConnection *connection = tx->connection;
    PGconn *pg = connection->pg;
    if (step == PIPELINE_BEGIN) {
        // One plan for all: planning anew for each would cost more than looking it up.
        if (!postgres_execute(connection, tx, "SET LOCAL plan_cache_mode = force_generic_plan",
                              error)) {
            return false;
        }
        connection->is_synced = false;
        connection->is_pipelining = PQenterPipelineMode(pg) == 1;
        return connection->is_pipelining || postgres_fail(connection, tx, NULL, error);
    }
    if (!connection->is_synced) {
        connection->is_synced = PQpipelineSync(pg) == 1;
        if (!connection->is_synced) return postgres_fail(connection, tx, NULL, error);
    }
    if (step == PIPELINE_SENT) return true;
    connection->is_pipelining = false;
    for (bool is_over = false; !is_over && PQstatus(pg) == CONNECTION_OK;) {
        PGresult *left = PQgetResult(pg); // NULL ends one statement, after it comes the next
        is_over = PQresultStatus(left) == PGRES_PIPELINE_SYNC;
        PQclear(left);
    }
    if (PQexitPipelineMode(pg) != 1) {
        tx->is_lost = true;
        return postgres_fail(connection, tx, NULL, error);
    }
    if (PQtransactionStatus(pg) == PQTRANS_INERROR) return true; // what is undone was local
    return postgres_execute(connection, tx, "SET LOCAL plan_cache_mode = auto", error);
}

bool postgres_step(QueryRun *base, Arena *arena, void *row, bool *found, Error *error) {
    PostgresRun *run = (PostgresRun *)base;
    if (run->is_pending && !take_answer(run, error)) return false;
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
            postgres_fail(connection, tx, result, error);
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
    if (!postgres_settle(tx, error) || !prepare(tx, query, &values, error)) return false;
    bool ok = PQenterPipelineMode(connection->pg) == 1;
    if (!ok) return postgres_fail(connection, tx, NULL, error);
    for (size_t from = 0; ok && from < count; from += POSTGRES_PIPELINE_ROWS) {
        size_t to = from + POSTGRES_PIPELINE_ROWS < count ? from + POSTGRES_PIPELINE_ROWS : count;
        ok = send_rows(connection->pg, query, rows, from, to)
                 ? receive_rows(tx, from, to, bulk, error)
                 : postgres_fail(connection, tx, NULL, error);
    }
    if (tx->is_lost) return false; // the connection is made anew
    if (PQexitPipelineMode(connection->pg) != 1) {
        tx->is_lost = true;
        return ok && postgres_fail(connection, tx, NULL, error);
    }
    return ok;
}

// ---- Without waiting ----

// What is sent first opens the pipeline.
static bool begin_sending(PostgresConnection *connection) {
    return connection->sent > 0 || PQenterPipelineMode(connection->pg) == 1;
}

bool postgres_send_statement(Tx *tx, const char *sql, Error *error) {
    PostgresConnection *connection = tx->connection;
    if (!begin_sending(connection) ||
        PQsendQueryParams(connection->pg, sql, 0, NULL, NULL, NULL, NULL, 1) != 1) {
        return postgres_fail(connection, tx, NULL, error);
    }
    connection->sent++;
    return true;
}

bool postgres_send(Tx *tx, const Query *query, const char *rows, size_t count, Error *error) {
    PostgresConnection *connection = tx->connection;
    Values values;
    set_types(&values, query);
    if (!prepare(tx, query, &values, error)) return false;
    for (size_t i = 0; i < count; i++) {
        if (connection->sent == POSTGRES_PIPELINE_ROWS && !postgres_settle(tx, error)) return false;
        set_values(&values, query, rows + i * query->in.size);
        if (!begin_sending(connection) ||
            PQsendQueryPrepared(connection->pg, query->name, values.count, values.values,
                                values.lengths, values.formats, 1) != 1) {
            return postgres_fail(connection, tx, NULL, error);
        }
        connection->sent++;
    }
    return PQflush(connection->pg) == 0 || postgres_fail(connection, tx, NULL, error);
}
