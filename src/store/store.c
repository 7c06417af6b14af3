// SPDX-License-Identifier: Apache-2.0
#include "store/driver.h"

#include "base/clock.h"
#include "store/catalogue.sql.h"

#include <assert.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool store_url_file(Str url, Str *path) {
    bool is_postgres =
        str_starts_with(url, STR("postgresql://")) || str_starts_with(url, STR("postgres://"));
    if (is_postgres) return false;
    *path = str_starts_with(url, STR("sqlite:")) ? str_slice(url, 7, url.length) : url;
    return true;
}

bool store_open(Str url, const StoreOptions *options, Store **store, Error *error) {
    StoreOptions chosen = options ? *options : (StoreOptions){0};
    if (chosen.connections == 0) chosen.connections = STORE_CONNECTIONS_DEFAULT;
    if (chosen.connections < 1 || chosen.connections > STORE_CONNECTIONS_MAX) {
        return error_set(error, ERROR_INVALID, "数据库连接数 %d 超出范围 1 到 %d",
                         chosen.connections, STORE_CONNECTIONS_MAX);
    }
    bool is_postgres = !store_url_file(url, &url);
    if (str_is_empty(url) || memchr(url.data, 0, url.length)) {
        error_set(error, ERROR_INVALID, "没有写明数据库");
        return error_detail(error, "用 sqlite:文件路径，或 postgresql://主机/库名");
    }
    Store *opened = calloc(1, sizeof *opened);
    if (!opened) return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    opened->driver = is_postgres ? &postgres_driver : &sqlite_driver;
    if (!opened->driver->open(url, &chosen, &opened->state, error)) {
        free(opened);
        return false;
    }
    opened->keys = chosen.keys;
    opened->admits_plain = chosen.admits_plain;
    *store = opened;
    return true;
}

void store_close(Store *store) {
    if (!store) return;
    store->driver->close(store->state);
    free(store);
}

bool store_is_postgres(const Store *store) {
    return store->driver->is_postgres;
}

// A transaction function that opened another transaction would wait for itself, or commit half.
static _Thread_local int functions_running;

static StoreCall call_of(const Store *store, StoreFunction *function, const void *in, void *out,
                         Arena *arena) {
    assert(functions_running == 0);
    return (StoreCall){.function = function, .in = in, .out = out, .arena = arena,
                       .keys = store->keys, .admits_plain = store->admits_plain};
}

bool store_write(Store *store, StoreFunction *function, const void *in, void *out, Arena *arena,
                 Error *error) {
    StoreCall call = call_of(store, function, in, out, arena);
    return store->driver->write(store->state, &call, error);
}

bool store_read(Store *store, StoreFunction *function, const void *in, void *out, Arena *arena,
                Error *error) {
    StoreCall call = call_of(store, function, in, out, arena);
    return store->driver->read(store->state, &call, error);
}

bool store_write_foreseen(Store *store, const StoreForesight *foresight, void *out, Arena *arena,
                          Error *error) {
    SealedAhead ahead = {0};
    Error ignored = {0}; // the write says it
    StoreCall read = call_of(store, foresight->foresee, foresight->in, foresight->foreseen, arena);
    StoreCall write = call_of(store, foresight->write, foresight->in, out, arena);
    read.ahead = write.ahead = &ahead;
    read.seals_ahead = true;
    *foresight->is_foreseen = store->driver->read(store->state, &read, &ignored);
    bool ok = store->driver->write(store->state, &write, error);
    arena_release(&ahead.arena);
    return ok;
}

// ---- Running a function ----

// Those of the function that has just ended; older ones belong to its callers.
static void finish_runs(Tx *tx) {
    while (tx->runs && tx->runs->depth >= tx->depth) query_finish(tx->runs);
}

// The arena may be guarded by a jump into the caller, which must not be taken across a driver or
// from another thread; so the jump ends here and becomes an error.
static bool call_guarded(Tx *tx, const StoreCall *call, Error *error) {
    jmp_buf *outer = call->arena ? call->arena->on_failure : NULL;
    if (!outer) return call->function(tx, call->in, call->out, call->arena, error);
    jmp_buf boundary;
    if (setjmp(boundary) != 0) {
        call->arena->on_failure = outer;
        error_set(error, ERROR_LIMIT, "数据超出了本次操作的内存上限");
        return error_detail(error, "缩小查询范围后重试");
    }
    call->arena->on_failure = &boundary;
    bool ok = call->function(tx, call->in, call->out, call->arena, error);
    call->arena->on_failure = outer;
    return ok;
}

bool tx_call(Tx *tx, const StoreCall *call, Error *error) {
    Error failure = {0};
    tx->keys = call->keys;
    tx->admits_plain = call->admits_plain;
    tx->ahead = call->ahead;
    tx->seals_ahead = call->seals_ahead;
    functions_running++;
    bool ok = call_guarded(tx, call, &failure);
    functions_running--;
    finish_runs(tx);
    if (ok && !tx->has_failed) return true;
    if (error) *error = ok ? tx->failure : failure;
    return false;
}

// What was sent in an attempt fails in it.
static bool settle(Tx *tx, Error *error) {
    return !tx->driver->settle || tx->driver->settle(tx, error);
}

bool store_attempt(Tx *tx, StoreFunction *function, const void *in, void *out, Arena *arena,
                   Error *error) {
    if (tx->has_failed) {
        if (error) *error = tx->failure;
        return false;
    }
    StoreCall call = {.function = function, .in = in, .out = out, .arena = arena,
                      .keys = tx->keys, .admits_plain = tx->admits_plain,
                      .ahead = tx->ahead, .seals_ahead = tx->seals_ahead};
    tx->depth++;
    bool ok = tx->driver->savepoint(tx, SAVEPOINT_SET, error);
    if (ok) {
        ok = tx_call(tx, &call, error) && settle(tx, error);
        bool is_over = tx->is_contended || tx->is_lost;
        if (!is_over) {
            tx->has_failed = false;
            Error undoing;
            if (!tx->driver->savepoint(tx, ok ? SAVEPOINT_KEEP : SAVEPOINT_UNDO, &undoing)) {
                tx->has_failed = true;
                tx->failure = undoing;
                if (error) *error = undoing;
                ok = false;
            }
        }
    }
    tx->depth--;
    return ok;
}

static bool analyze(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    (void)arena;
    return tx->driver->script(tx, tx->driver->analyze, error);
}

bool store_analyze(Store *store, Error *error) {
    return store_write(store, analyze, NULL, NULL, NULL, error);
}

// ---- Errors ----

bool fail_conflict(Error *error, const char *kind, Str name) {
    static const struct {
        const char *kind, *message;
    } messages[] = {
        {"UNIQUE", "已有相同的记录"},
        {"CHECK", "数据不符合约束"},
        {"RULE", "数据规则不允许这样改"},
        {"FOREIGN_KEY", "引用的记录不存在，或这条记录仍被引用"},
        {"NOT_NULL", "缺少必填的数据"},
    };
    const char *message = "数据库约束不允许";
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        if (strcmp(messages[i].kind, kind) == 0) message = messages[i].message;
    }
    if (str_is_empty(name)) {
        error_set(error, ERROR_CONFLICT, "%s", message);
        return error_code(error, kind);
    }
    error_set(error, ERROR_CONFLICT, "%s（%.*s）", message, STR_ARG(name));
    char code[sizeof error->code];
    snprintf(code, sizeof code, "%s:%.*s", kind, STR_ARG(name));
    return error_code(error, code);
}

bool fail_query(Error *error, const Query *query, const char *format, ...) {
    char message[ERROR_MESSAGE_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(error, ERROR_UNAVAILABLE, "查询 %s 不能执行：%s", query->name, message);
    return error_detail(error, "程序与数据库结构不一致，请运行 jiuye migrate 或联系维护人员（%s:%d）",
                        query->file, query->line);
}

bool fail_null(Error *error, const Query *query, const QueryField *field) {
    return fail_query(error, query, "%s 一栏为空", field->name);
}

// ---- Numbers and repeats ----

static bool take_number(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str *name = in;
    return counter_next(tx, &(CounterNextIn){*name}, arena, out, error);
}

static bool next_number(Tx *tx, Str name, bool is_aside, int64_t *number, Error *error) {
    if (name.length == 0 || name.length > STORE_KEY_BYTES_MAX) {
        return error_set(error, ERROR_INVALID, "编号系列的名称应为 1 到 %d 字节",
                         STORE_KEY_BYTES_MAX);
    }
    CounterRow row;
    StoreCall call = {.function = take_number, .in = &name, .out = &row};
    if (!(is_aside && tx->driver->aside ? tx->driver->aside(tx, &call, error)
                                        : take_number(tx, &name, &row, NULL, error))) {
        return false;
    }
    *number = row.value;
    return true;
}

static bool public_number(Tx *tx, Str name, bool is_aside, Arena *arena, Str *number,
                          Error *error) {
    int64_t n = 0;
    if (!next_number(tx, name, is_aside, &n, error)) return false;
    *number = str_format(arena, "%.*s-%06lld", STR_ARG(name), (long long)n);
    return true;
}

bool store_next_number(Tx *tx, Str name, int64_t *number, Error *error) {
    return next_number(tx, name, false, number, error);
}

bool store_public_number(Tx *tx, Str name, Arena *arena, Str *number, Error *error) {
    return public_number(tx, name, false, arena, number, error);
}

bool store_public_number_aside(Tx *tx, Str name, Arena *arena, Str *number, Error *error) {
    return public_number(tx, name, !tx->has_failed, arena, number, error);
}

static bool request_run(Tx *tx, const StoreRequest *request, Str hash, Str *result, Arena *arena,
                        Error *error) {
    *result = (Str){0};
    if (!request->function(tx, request->in, result, arena, error)) return false;
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    RequestKeyInsertIn row = {
        .key = request->key,
        .body_hash = hash,
        .result = *result,
        .created_at = clock_timestamp(arena, clock_now_ms(&clock)),
    };
    return request_key_insert(tx, &row, NULL, error);
}

bool store_request_is_new(Tx *tx, Str key, Arena *arena, bool *is_new, Error *error) {
    RequestKeyRow first;
    bool found;
    if (!request_key_find(tx, &(RequestKeyFindIn){key}, arena, &first, &found, error)) return false;
    *is_new = !found;
    return true;
}

bool store_idempotent(Tx *tx, const StoreRequest *request, Str *result, Arena *arena,
                      Error *error) {
    if (request->key.length == 0 || request->key.length > STORE_KEY_BYTES_MAX) {
        return error_set(error, ERROR_INVALID, "请求编号应为 1 到 %d 字节", STORE_KEY_BYTES_MAX);
    }
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)request->body.data, request->body.length, digest);
    Str hash = {(const char *)digest, sizeof digest};
    RequestKeyRow first;
    bool found = false;
    if (!request->is_new && !request_key_find(tx, &(RequestKeyFindIn){request->key}, arena, &first,
                                              &found, error)) {
        return false;
    }
    if (!found) return request_run(tx, request, hash, result, arena, error);
    if (!str_equal(first.body_hash, hash)) {
        error_set(error, ERROR_CONFLICT, "请求编号“%.*s”已用于另一个内容不同的请求",
                  STR_ARG(request->key));
        error_detail(error, "换一个新的请求编号再提交");
        return error_code(error, "KEY_REUSED");
    }
    *result = first.result;
    return true;
}
