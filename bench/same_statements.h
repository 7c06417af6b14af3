// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_SAME_STATEMENTS_H
#define BENCH_SAME_STATEMENTS_H
// The peer that DESIGN.md §8 names: a bare SQLite group-commit loop with the statements of a burst
// of claims. They are listened to once, on a copy of the database, and then run again on another
// copy: prepared once each, with the values that they had (sealed, with their numbers), in the same
// order, WRITERS claims to a commit, triggers and references on. What the platform adds to them,
// from deciding to waking who waits, is the difference.
//
// The listener is SQLite's own trace, on every connection that the process opens meanwhile.

#include "by_hand.h"

typedef struct HeardValue {
    int type; // of SQLite
    int parameter;
    sqlite3_int64 number;
    Str bytes;
} HeardValue;

typedef struct HeardStatement {
    int text; // of Heard.texts
    HeardValue *values;
    size_t count;
} HeardStatement;

#define HEARD_TEXTS_MAX 500

typedef struct Heard {
    Arena arena;
    const char *texts[HEARD_TEXTS_MAX];
    int text_count;
    HeardStatement *statements;
    size_t count, capacity;
    const sqlite3 *writer;
    bool is_writing;
} Heard;

static Heard heard; // SQLite hands the listener nothing of ours when a connection opens

// ---- Listening ----

static inline int heard_text(const char *sql) {
    for (int i = 0; i < heard.text_count; i++) {
        if (strcmp(heard.texts[i], sql) == 0) return i;
    }
    if (heard.text_count == HEARD_TEXTS_MAX) by_hand_fail(sql, "too many statements");
    heard.texts[heard.text_count] = str_to_c(&heard.arena, str_from_c(sql));
    return heard.text_count++;
}

// The value that stands at `at` in the text of a statement, and where it ends.
static inline HeardValue heard_value(const char *at, const char **end) {
    HeardValue value = {.type = SQLITE_NULL};
    if (strncmp(at, "NULL", 4) == 0) {
        *end = at + 4;
        return value;
    }
    bool is_blob = *at == 'x';
    if (!is_blob && *at != '\'') {
        char *after;
        value.type = SQLITE_INTEGER;
        value.number = strtoll(at, &after, 10);
        *end = after;
        return value;
    }
    StrBuilder bytes;
    str_builder_init(&bytes, &heard.arena, 0);
    for (at += is_blob ? 2 : 1; *at != '\'' || at[1] == '\''; at++) {
        unsigned byte = (unsigned char)*at;
        if (is_blob) {
            if (sscanf(at, "%2x", &byte) != 1) by_hand_fail("blob", at);
            at++;
        } else if (byte == '\'') {
            at++; // written twice
        }
        str_put_char(&bytes, (char)byte);
    }
    *end = at + 1;
    value.type = is_blob ? SQLITE_BLOB : SQLITE_TEXT;
    value.bytes = str_built(&bytes);
    return value;
}

// What stands in `expanded` where `sql` has its parameters: $1, $2 and so on.
static inline void heard_add(const char *sql, const char *expanded, sqlite3_stmt *statement) {
    HeardValue values[300];
    size_t count = 0;
    bool is_quoted = false;
    const char *to = expanded;
    for (const char *at = sql; *at;) {
        if (*at == '\'') is_quoted = !is_quoted;
        if (is_quoted || *at != '$') {
            if (*at != *to) by_hand_fail(sql, expanded);
            at++;
            to++;
            continue;
        }
        char name[8];
        int length = 1 + (int)strspn(at + 1, "0123456789");
        snprintf(name, sizeof name, "%.*s", length, at);
        if (count == sizeof values / sizeof *values) by_hand_fail(sql, "too many values");
        values[count] = heard_value(to, &to);
        values[count++].parameter = sqlite3_bind_parameter_index(statement, name);
        at += length;
    }
    if (heard.count == heard.capacity) {
        heard.statements = arena_grow(&heard.arena, heard.statements, heard.count, &heard.capacity,
                                      sizeof *heard.statements);
    }
    HeardStatement *added = &heard.statements[heard.count++];
    *added = (HeardStatement){.text = heard_text(sql), .count = count};
    added->values = NEW_ARRAY(&heard.arena, HeardValue, count + 1);
    memcpy(added->values, values, count * sizeof *values);
}

static inline int heard_statement(unsigned kind, void *context, void *statement, void *text) {
    const char *sql = sqlite3_sql(statement);
    sqlite3 *db = sqlite3_db_handle(statement);
    (void)kind;
    (void)context;
    if (strncmp(text, "--", 2) == 0) return 0; // inside a trigger
    if (strcmp(sql, "BEGIN IMMEDIATE") == 0) {
        heard.writer = db; // one thread writes
        heard.is_writing = true;
    } else if (strcmp(sql, "COMMIT") == 0 && heard.writer == db) {
        heard.is_writing = false;
    } else if (heard.writer == db && heard.is_writing) {
        char *expanded = sqlite3_expanded_sql(statement);
        if (!expanded || strstr(sql, "ROLLBACK")) by_hand_fail(sql, "cannot be run again");
        heard_add(sql, expanded, statement);
        sqlite3_free(expanded);
    }
    return 0;
}

static inline int heard_open(sqlite3 *db, char **message, const struct sqlite3_api_routines *api) {
    (void)message;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, heard_statement, NULL);
}

typedef void HeardFunction(void);

static inline void heard_begin(void) { sqlite3_auto_extension((HeardFunction *)heard_open); }

static inline void heard_end(void) { sqlite3_cancel_auto_extension((HeardFunction *)heard_open); }

// ---- Running again ----

static inline void heard_bind(sqlite3_stmt *to, const HeardStatement *statement) {
    for (size_t i = 0; i < statement->count; i++) {
        const HeardValue *value = &statement->values[i];
        int length = (int)value->bytes.length;
        if (value->type == SQLITE_NULL) sqlite3_bind_null(to, value->parameter);
        else if (value->type == SQLITE_INTEGER) sqlite3_bind_int64(to, value->parameter, value->number);
        else if (value->type == SQLITE_BLOB)
            sqlite3_bind_blob(to, value->parameter, value->bytes.data, length, SQLITE_STATIC);
        else sqlite3_bind_text(to, value->parameter, value->bytes.data, length, SQLITE_STATIC);
    }
}

static inline void heard_run(sqlite3 *db, sqlite3_stmt *to, const HeardStatement *statement) {
    int code;
    heard_bind(to, statement);
    while ((code = sqlite3_step(to)) == SQLITE_ROW) continue;
    if (code != SQLITE_DONE) by_hand_fail(heard.texts[statement->text], sqlite3_errmsg(db));
    sqlite3_reset(to);
}

// What was heard, run again part by part in the database at `path`.
typedef struct HeardAgain {
    sqlite3 *db;
    sqlite3_stmt *prepared[HEARD_TEXTS_MAX];
    size_t group, next; // statements to a commit; the next of them
    double seconds;
} HeardAgain;

static inline void heard_again_open(HeardAgain *again, const char *path, int64_t claims) {
    *again = (HeardAgain){.db = sqlite_open_by_hand(path),
                          .group = heard.count * WRITERS / (size_t)claims};
    sqlite_run(again->db, "PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON");
    for (int i = 0; i < heard.text_count; i++) {
        again->prepared[i] = sqlite_prepare(again->db, heard.texts[i]);
    }
}

// Up to the statement `end`; what is open then is committed.
static inline void heard_again_run(HeardAgain *again, size_t end) {
    int64_t start = clock_monotonic_ns();
    for (size_t begun = again->next; again->next < end; again->next++) {
        const HeardStatement *statement = &heard.statements[again->next];
        size_t place = again->next - begun;
        if (place % again->group == 0) sqlite_run(again->db, "BEGIN IMMEDIATE");
        heard_run(again->db, again->prepared[statement->text], statement);
        if (again->next + 1 == end || (place + 1) % again->group == 0) {
            sqlite_run(again->db, "COMMIT");
        }
    }
    again->seconds += seconds_since(start);
}

static inline void heard_again_close(HeardAgain *again) {
    for (int i = 0; i < heard.text_count; i++) sqlite3_finalize(again->prepared[i]);
    sqlite3_close(again->db);
}

#endif
