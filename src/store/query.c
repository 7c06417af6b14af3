// SPDX-License-Identifier: Apache-2.0
#include "store/guard.h"

#include "base/utf8.h"

#include <assert.h>
#include <string.h>

// A query that fails takes its transaction with it, on both databases alike (PostgreSQL would
// refuse further statements anyway).
static bool lose(Tx *tx, const Error *failure, Error *error) {
    tx->has_failed = true;
    tx->failure = *failure;
    if (error) *error = *failure;
    return false;
}

static bool refuse(const Tx *tx, Error *error) {
    if (error) *error = tx->failure;
    return false;
}

void query_finish(QueryRun *run) {
    *run->owner = run->older;
    if (run->older) run->older->owner = run->owner;
    Arena sealed = run->sealed; // statements may still point into it
    run->tx->driver->finish(run);
    arena_release(&sealed);
}

// PostgreSQL keeps only valid UTF-8 without zero bytes, so nobody may pass anything else.
static bool check_values(const Query *query, const void *in, Error *error) {
    for (int i = 0; i < query->in.count; i++) {
        const QueryField *field = &query->in.fields[i];
        if (field->type != SQL_TEXT && field->type != SQL_BLOB) continue;
        const Str *value = (const void *)((const char *)in + field->offset);
        if (value->length > QUERY_VALUE_BYTES_MAX) {
            return error_set(error, ERROR_LIMIT, "%s 超过 %zu 字节", field->name,
                             QUERY_VALUE_BYTES_MAX);
        }
        if (field->type == SQL_BLOB || value->length == 0) continue;
        if (memchr(value->data, 0, value->length) || !utf8_is_valid(*value)) {
            error_set(error, ERROR_INVALID, "%s 含有无效的字符", field->name);
            return error_detail(error, "文字应为 UTF-8，且不含零字节");
        }
    }
    return true;
}

static bool start(Tx *tx, const Query *query, const void *in, bool streams, QueryRun **run,
                  Error *error) {
    assert(!query->in.count == !in);
    if (tx->has_failed) return refuse(tx, error);
    Error failure = {0};
    if (!check_values(query, in, error)) return false;
    Arena sealed = {0};
    const void *bound;
    QueryRun *started = NULL;
    if (guard_seal(tx, query, in, 1, &sealed, &bound, &failure)) {
        started = tx->driver->start(tx, query, bound, streams, &failure);
    }
    if (!started) {
        arena_release(&sealed);
        return lose(tx, &failure, error);
    }
    started->tx = tx;
    started->sealed = sealed;
    started->query = query;
    started->depth = tx->depth;
    started->older = tx->runs;
    started->owner = &tx->runs;
    if (tx->runs) tx->runs->owner = &started->older;
    tx->runs = started;
    *run = started;
    return true;
}

// On failure the run is finished and the transaction lost.
static bool step(QueryRun *run, Arena *arena, void *row, bool *found, Error *error) {
    Tx *tx = run->tx;
    Error failure = {0};
    if (tx->driver->step(run, arena, row, found, &failure) &&
        (!*found || !row || guard_open(tx, run->query, arena, row, &failure))) {
        return true;
    }
    query_finish(run);
    return lose(tx, &failure, error);
}

bool query_prepare(Tx *tx, const Query *query, Error *error) {
    if (tx->has_failed) return refuse(tx, error);
    Error failure = {0};
    return tx->driver->prepare(tx, query, &failure) || lose(tx, &failure, error);
}

// Rows whose answers nobody waits for; checked.
static bool send(Tx *tx, const Query *query, const void *rows, size_t count, Error *error) {
    Arena sealed = {0};
    Error failure = {0};
    bool ok = guard_seal(tx, query, rows, count, &sealed, &rows, &failure) &&
              tx->driver->send(tx, query, rows, count, &failure);
    arena_release(&sealed);
    return ok || lose(tx, &failure, error);
}

static bool gives_nothing(const Query *query) {
    return query->shape == QUERY_NOTHING || query->shape == QUERY_LATER;
}

static bool is_sent(const Tx *tx, const Query *query) {
    return query->shape == QUERY_LATER && query->in.count > 0 && tx->driver->send;
}

bool query_run(Tx *tx, const Query *query, const void *in, int64_t *affected, Error *error) {
    assert(gives_nothing(query));
    if (is_sent(tx, query) && !affected) {
        if (tx->has_failed) return refuse(tx, error);
        return check_values(query, in, error) && send(tx, query, in, 1, error);
    }
    QueryRun *run;
    bool found;
    if (!start(tx, query, in, false, &run, error)) return false;
    if (!step(run, NULL, NULL, &found, error)) return false;
    if (affected) *affected = run->affected;
    query_finish(run);
    return true;
}

bool query_bulk(Tx *tx, const Query *query, const void *rows, size_t count, QueryBulk *bulk,
                Error *error) {
    assert(gives_nothing(query) && query->in.count > 0 && count <= QUERY_BULK_ROWS_MAX);
    if (tx->has_failed) return refuse(tx, error);
    QueryBulk counted = {0};
    Error failure = {0};
    for (size_t i = 0; i < count; i++) {
        counted.failed_row = i;
        if (check_values(query, (const char *)rows + i * query->in.size, error)) continue;
        if (bulk) *bulk = counted;
        return false;
    }
    if (is_sent(tx, query) && !bulk) return send(tx, query, rows, count, error);
    Arena sealed = {0};
    bool ok = count == 0 || (guard_seal(tx, query, rows, count, &sealed, &rows, &failure) &&
                             tx->driver->bulk(tx, query, rows, count, &counted, &failure));
    arena_release(&sealed);
    if (bulk) *bulk = counted;
    return ok || lose(tx, &failure, error);
}

bool query_ahead(Tx *tx, const Query *query, const void *rows, size_t count, Str context,
                 Error *error) {
    Error failure = {0};
    if (tx->has_failed) return refuse(tx, error);
    if (!tx->seals_ahead) return true;
    return guard_ahead(tx, query, rows, count, context, &failure) || lose(tx, &failure, error);
}

bool query_optional(Tx *tx, const Query *query, const void *in, Arena *arena, void *row,
                    bool *found, Error *error) {
    assert(query->shape == QUERY_OPTIONAL || query->shape == QUERY_ONE);
    QueryRun *run;
    bool again = false;
    if (!start(tx, query, in, false, &run, error)) return false;
    if (!step(run, arena, row, found, error)) return false;
    // A further step lets a statement that writes run to its end, and finds a query that lies.
    if (*found && !step(run, NULL, NULL, &again, error)) return false;
    query_finish(run);
    if (!again) return true;
    Error failure = {0};
    fail_query(&failure, query, "结果不止一行");
    return lose(tx, &failure, error);
}

bool query_one(Tx *tx, const Query *query, const void *in, Arena *arena, void *row,
               Error *error) {
    bool found;
    if (!query_optional(tx, query, in, arena, row, &found, error)) return false;
    return found || error_set(error, ERROR_NOT_FOUND, "没有这条记录（%s）", query->name);
}

// Up to `rows_max` rows, appended to `rows`; `is_full` when there may be more.
static bool collect(QueryRun *run, Arena *arena, size_t rows_max, QueryRows *rows, bool *is_full,
                    Error *error) {
    size_t size = run->query->row.size;
    bool found = true;
    while (rows->count < rows_max) {
        if (rows->count == rows->capacity) {
            rows->items = arena_grow(arena, rows->items, rows->count, &rows->capacity, size);
        }
        if (!step(run, arena, (char *)rows->items + rows->count * size, &found, error)) {
            return false;
        }
        if (!found) break;
        rows->count++;
    }
    *is_full = found;
    return true;
}

static bool too_many(const Query *query, Error *error) {
    error_set(error, ERROR_LIMIT, "查询 %s 的结果超过 %zu 行", query->name, QUERY_ROWS_MAX);
    return error_detail(error, "缩小查询范围，或改用导出");
}

bool query_all(Tx *tx, const Query *query, const void *in, Arena *arena, QueryRows *rows,
               Error *error) {
    assert(query->shape == QUERY_MANY);
    QueryRun *run;
    bool is_full, more = false;
    if (!start(tx, query, in, false, &run, error)) return false;
    if (!collect(run, arena, QUERY_ROWS_MAX, rows, &is_full, error)) return false;
    if (is_full && !step(run, NULL, NULL, &more, error)) return false;
    query_finish(run);
    return !more || too_many(query, error);
}

// ---- The same query many times ----

#define EACH_QUERIES_MAX ((size_t)100) // sent before answers are read; they fit a socket's buffer

static bool each_alone(Tx *tx, const Query *query, const char *ins, size_t count, Arena *arena,
                       QueryRows *rows, Error *error) {
    for (size_t i = 0; i < count; i++) {
        QueryRun *run;
        bool is_full;
        if (!start(tx, query, ins + i * query->in.size, false, &run, error)) return false;
        if (!collect(run, arena, QUERY_ROWS_MAX, &rows[i], &is_full, error)) return false;
        query_finish(run);
        if (is_full) return too_many(query, error);
    }
    return true;
}

static bool each_sent(Tx *tx, const Query *query, const char *ins, size_t count, Arena *arena,
                      QueryRows *rows, Error *error) {
    QueryRun *runs[EACH_QUERIES_MAX];
    bool is_full;
    Error failure = {0};
    for (size_t i = 0; i < count; i++) {
        if (!start(tx, query, ins + i * query->in.size, false, &runs[i], error)) return false;
    }
    if (!tx->driver->pipeline(tx, PIPELINE_SENT, &failure)) return lose(tx, &failure, error);
    for (size_t i = 0; i < count; i++) {
        if (!collect(runs[i], arena, QUERY_ROWS_MAX, &rows[i], &is_full, error)) return false;
        query_finish(runs[i]);
        if (is_full) return too_many(query, error);
    }
    return true;
}

static bool each_pipelined(Tx *tx, const Query *query, const char *ins, size_t count, Arena *arena,
                           QueryRows *rows, Error *error) {
    Error failure = {0};
    if (!query_prepare(tx, query, error)) return false;
    if (!tx->driver->pipeline(tx, PIPELINE_BEGIN, &failure)) return lose(tx, &failure, error);
    bool ok = each_sent(tx, query, ins, count, arena, rows, error);
    bool is_ended = tx->driver->pipeline(tx, PIPELINE_END, &failure);
    return is_ended || !ok ? ok : lose(tx, &failure, error);
}

bool query_each(Tx *tx, const Query *query, const void *ins, size_t count, Arena *arena,
                QueryRows *rows, Error *error) {
    assert(query->in.count > 0 && !query->is_passing);
    memset(rows, 0, count * sizeof *rows);
    if (tx->has_failed) return refuse(tx, error);
    if (!tx->driver->pipeline) return each_alone(tx, query, ins, count, arena, rows, error);
    for (size_t from = 0; from < count; from += EACH_QUERIES_MAX) {
        size_t span = count - from < EACH_QUERIES_MAX ? count - from : EACH_QUERIES_MAX;
        const char *first = (const char *)ins + from * query->in.size;
        if (!each_pipelined(tx, query, first, span, arena, rows + from, error)) return false;
    }
    return true;
}

bool query_open(Tx *tx, const Query *query, const void *in, QueryCursor *cursor, Error *error) {
    assert(query->shape == QUERY_MANY);
    return start(tx, query, in, true, &cursor->run, error);
}

bool query_next(QueryCursor *cursor, const Query *query, Arena *arena, QueryRows *rows,
                Error *error) {
    if (!cursor->run) return true; // at the end: no rows
    assert(cursor->run->query == query);
    bool is_full;
    size_t rows_max = query->batch_rows ? (size_t)query->batch_rows : QUERY_BATCH_ROWS;
    rows->items = arena_alloc_array(arena, rows_max, query->row.size);
    rows->capacity = rows_max;
    if (!collect(cursor->run, arena, rows_max, rows, &is_full, error)) {
        cursor->run = NULL;
        return false;
    }
    if (!is_full) query_close(cursor);
    return true;
}

void query_close(QueryCursor *cursor) {
    if (cursor->run) query_finish(cursor->run);
    cursor->run = NULL;
}
