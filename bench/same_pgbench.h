// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_SAME_PGBENCH_H
#define BENCH_SAME_PGBENCH_H
// The peer on PostgreSQL: pgbench with the statements that the server was asked by a burst of
// claims, heard on the wire (wire.h) while one claim followed the other, then asked again of another
// copy of the database by WRITERS clients: prepared, in their order, awaited where the platform
// waits and sent in pipelines where it does not, serializable, repeated on failure.
//
// Values are those of the claims, a claim to a transaction. They come from a table by one statement
// ahead of each claim, whose time is measured alone and taken off. A value that was the answer to
// an earlier statement of the same claim, in all claims, is taken from that answer (an id). A client
// has one connection: what the platform asks on others comes before the transaction, what it asks
// aside with the settings that it has there.

#include "wire.h"

#define SAME_KEPT_MIN 0.9 // of the claims: the others asked for something else

typedef struct SameSpan {
    size_t from, to; // statements of wire
} SameSpan;

typedef struct Same {
    Arena arena;
    SameSpan *claims;
    size_t count, capacity;
    FILE *script;
    size_t slots;      // values of a claim, also those that are not fed
    const char **taken; // for each the variable of the answer that it is, NULL = none
    int feeds;         // columns of the table of values
} Same;

typedef struct SameRate {
    double rate, feeding; // claims a second, without feeding; of feeding alone
    long long failures, retries;
    double waits; // for answers, of a claim
} SameRate;

static inline bool same_is(const WireStatement *statement, const char *sql) {
    return strncmp(wire.texts[statement->text].sql, sql, strlen(sql)) == 0;
}

// ---- Claims ----

// A claim ends with the transaction that writes.
static inline void same_split(Same *same) {
    int writer = -1;
    SameSpan claim = {0};
    for (size_t i = 0; i < wire.count; i++) {
        const WireStatement *statement = &wire.statements[i];
        if (same_is(statement, "BEGIN ISOLATION LEVEL SERIALIZABLE")) writer = statement->link;
        if (statement->link != writer || !same_is(statement, "COMMIT")) continue;
        claim.to = i + 1;
        if (same->count == same->capacity) {
            same->claims = arena_grow(&same->arena, same->claims, same->count, &same->capacity,
                                      sizeof claim);
        }
        same->claims[same->count++] = claim;
        claim.from = claim.to;
        writer = -1;
    }
}

static inline int same_writer(const SameSpan *claim) {
    return wire.statements[claim->to - 1].link;
}

static inline bool same_is_alike(const SameSpan *a, const SameSpan *b) {
    if (a->to - a->from != b->to - b->from) return false;
    for (size_t i = 0; i < a->to - a->from; i++) {
        const WireStatement *x = &wire.statements[a->from + i], *y = &wire.statements[b->from + i];
        if (x->text != y->text || x->is_waited != y->is_waited ||
            (x->link == same_writer(a)) != (y->link == same_writer(b))) {
            return false;
        }
        for (int v = 0; v < x->value_count; v++) {
            if (str_is_absent(x->values[v]) != str_is_absent(y->values[v])) return false;
        }
    }
    return true;
}

// The one in the middle says what a claim asks.
static inline void same_keep_alike(Same *same) {
    size_t kept = 0, heard = same->count;
    if (heard == 0) by_hand_fail("wire", "no claim was heard");
    SameSpan model = same->claims[heard / 2];
    for (size_t i = 0; i < heard; i++) {
        if (same_is_alike(&model, &same->claims[i])) same->claims[kept++] = same->claims[i];
    }
    same->count = kept;
    if ((double)kept < SAME_KEPT_MIN * (double)heard) {
        by_hand_fail("wire", "claims ask for different things");
    }
    for (size_t i = model.from; i < model.to; i++) {
        same->slots += (size_t)wire.statements[i].value_count;
    }
}

// ---- Values ----

static inline const WireStatement *same_statement(const Same *same, size_t claim, size_t i) {
    return &wire.statements[same->claims[claim].from + i];
}

static inline size_t same_length(const Same *same) {
    return same->claims[0].to - same->claims[0].from;
}

static inline bool same_is_answer(const Same *same, size_t i, int v, size_t from, int column) {
    for (size_t claim = 0; claim < same->count; claim++) {
        Str value = same_statement(same, claim, i)->values[v];
        const WireStatement *asked = same_statement(same, claim, from);
        if (asked->rows != 1) return false;
        Str answer = asked->columns[column].value;
        if (str_is_absent(answer) || !str_equal(value, answer)) return false;
    }
    return true;
}

// The variable of an answer that this value always is. What goes down a pipeline is asked of pgbench
// without an answer.
static inline const char *same_find_answer(Same *same, size_t i, int v) {
    for (size_t from = 0; from < i; from++) {
        const WireStatement *asked = same_statement(same, 0, from);
        bool is_alone =
            asked->is_waited && from > 0 && same_statement(same, 0, from - 1)->is_waited;
        bool is_writer = asked->link == same_writer(&same->claims[0]);
        for (int c = 0; is_alone && is_writer && asked->rows == 1 && c < asked->column_count; c++) {
            if (!same_is_answer(same, i, v, from, c)) continue;
            return str_to_c(&same->arena, str_format(&same->arena, "a%zu_%s", from,
                                                     asked->columns[c].name));
        }
    }
    return NULL;
}

static inline void same_find_answers(Same *same) {
    size_t slot = 0;
    same->taken = NEW_ARRAY(&same->arena, const char *, same->slots);
    for (size_t i = 0; i < same_length(same); i++) {
        const WireStatement *statement = same_statement(same, 0, i);
        for (int v = 0; v < statement->value_count; v++) {
            bool is_number = wire.texts[statement->text].types[v] == WIRE_INT8;
            same->taken[slot++] = is_number ? same_find_answer(same, i, v) : NULL;
        }
    }
}

static inline bool same_is_asked(const Same *same, size_t i) {
    char prefix[32];
    int length = snprintf(prefix, sizeof prefix, "a%zu_", i);
    for (size_t slot = 0; slot < same->slots; slot++) {
        if (same->taken[slot] && strncmp(same->taken[slot], prefix, (size_t)length) == 0) {
            return true;
        }
    }
    return false;
}

// The table that the values come from: a row for each claim, a column for each value that is not
// NULL and no answer.
static inline void same_put_row(const Same *same, size_t claim, StrBuilder *row) {
    size_t slot = 0;
    str_put_format(row, "%zu", claim);
    for (size_t i = 0; i < same_length(same); i++) {
        const WireStatement *statement = same_statement(same, claim, i);
        for (int v = 0; v < statement->value_count; v++, slot++) {
            Str value = statement->values[v];
            if (str_is_absent(value) || same->taken[slot]) continue;
            str_put_char(row, '\t');
            for (size_t at = 0; at < value.length; at++) {
                char byte = value.data[at];
                if (byte == '\\') str_put(row, STR("\\\\"));
                else if (byte == '\n') str_put(row, STR("\\n"));
                else if (byte == '\r') str_put(row, STR("\\r"));
                else if (byte == '\t') str_put(row, STR("\\t"));
                else str_put_char(row, byte);
            }
        }
    }
    str_put_char(row, '\n');
}

static inline void same_load(Same *same, PGconn *pg) {
    StrBuilder sql;
    str_builder_init(&sql, &same->arena, 0);
    str_put(&sql, STR("CREATE TABLE public.heard (claim bigint PRIMARY KEY"));
    for (size_t i = 0, slot = 0; i < same_length(same); i++) {
        const WireStatement *statement = same_statement(same, 0, i);
        for (int v = 0; v < statement->value_count; v++, slot++) {
            if (str_is_absent(statement->values[v]) || same->taken[slot]) continue;
            str_put_format(&sql, ", v%zu text", slot);
            same->feeds++;
        }
    }
    str_put_char(&sql, ')');
    PQclear(postgres_run(pg, str_to_c(&same->arena, str_built(&sql))));
    PGresult *copying = PQexec(pg, "COPY public.heard FROM STDIN");
    if (PQresultStatus(copying) != PGRES_COPY_IN) by_hand_fail("copy", PQerrorMessage(pg));
    PQclear(copying);
    for (size_t claim = 0; claim < same->count; claim++) {
        StrBuilder row;
        str_builder_init(&row, &same->arena, 0);
        same_put_row(same, claim, &row);
        Str built = str_built(&row);
        PQputCopyData(pg, built.data, (int)built.length);
    }
    PQputCopyEnd(pg, NULL);
    PGresult *copied = PQgetResult(pg);
    if (PQresultStatus(copied) != PGRES_COMMAND_OK) by_hand_fail("copy", PQerrorMessage(pg));
    PQclear(copied);
    PQclear(PQgetResult(pg));
    PQclear(postgres_run(pg, "VACUUM ANALYZE public.heard"));
}

// ---- The script ----

static inline void same_put_value(const Same *same, const WireStatement *statement, size_t slot,
                                  int v) {
    unsigned type = wire.texts[statement->text].types[v];
    const char *name = type == WIRE_INT8 ? "bigint" : type == WIRE_BYTEA ? "bytea" : "text";
    if (str_is_absent(statement->values[v])) {
        fprintf(same->script, "CAST(NULL AS %s)", name);
    } else if (same->taken[slot]) {
        fprintf(same->script, "CAST(:%s AS %s)", same->taken[slot], name);
    } else {
        fprintf(same->script, "CAST(:v%zu AS %s)", slot, name);
    }
}

// `slot`: that of its first value. A colon is pgbench's own sign.
static inline void same_put_statement(const Same *same, size_t i, size_t slot) {
    const WireStatement *statement = same_statement(same, 0, i);
    const char *sql = wire.texts[statement->text].sql;
    bool is_quoted = false;
    for (const char *at = sql; *at; at++) {
        if (*at == '\'') is_quoted = !is_quoted;
        if (*at == ':' || *at == ';') by_hand_fail(sql, "cannot be said to pgbench");
        if (is_quoted || *at != '$') {
            fputc(*at, same->script);
            continue;
        }
        char *end;
        long number = strtol(at + 1, &end, 10);
        same_put_value(same, statement, slot + (size_t)number - 1, (int)number - 1);
        at = end - 1;
    }
    if (same_is_asked(same, i)) fprintf(same->script, " \\gset a%zu_\n", i);
    else fputs(";\n", same->script);
}

// The statement that a connection has its own settings by: the last one that it began with.
static inline const char *same_setting(int link) {
    const char *setting = NULL;
    for (size_t i = 0; i < wire.count; i++) {
        if (wire.statements[i].link != link) continue;
        if (!same_is(&wire.statements[i], "SET ")) return setting;
        setting = wire.texts[wire.statements[i].text].sql;
    }
    return setting;
}

static inline void same_put_aside(const Same *same, size_t i, size_t slot) {
    const char *setting = same_setting(same_statement(same, 0, i)->link);
    fputs("\\startpipeline\nBEGIN;\n", same->script);
    if (setting) fprintf(same->script, "SET LOCAL %s;\n", setting + sizeof "SET");
    same_put_statement(same, i, slot);
    fputs("COMMIT;\n\\endpipeline\n", same->script);
}

// What the claims ask in reads, aside of their writes, and in these. Reads and writes share a
// connection.
typedef enum SamePart { SAME_READS, SAME_ASIDE, SAME_WRITE } SamePart;

static inline void same_put_part(const Same *same, SamePart part) {
    bool is_read = false, is_piped = false; // within one
    for (size_t i = 0, slot = 0; i < same_length(same); i++) {
        const WireStatement *statement = same_statement(same, 0, i);
        size_t first = slot;
        slot += (size_t)statement->value_count;
        bool is_write = statement->link == same_writer(&same->claims[0]);
        const char *sql = wire.texts[statement->text].sql;
        if (same_is(statement, "BEGIN")) is_read = strstr(sql, "READ ONLY") != NULL;
        SamePart of = is_read ? SAME_READS : is_write ? SAME_WRITE : SAME_ASIDE;
        if (same_is(statement, "COMMIT")) is_read = false;
        if (of != part) continue;
        if (of == SAME_ASIDE) {
            same_put_aside(same, i, first);
            continue;
        }
        if (!statement->is_waited && !is_piped) fputs("\\startpipeline\n", same->script);
        same_put_statement(same, i, first);
        if (statement->is_waited && is_piped) fputs("\\endpipeline\n", same->script);
        is_piped = !statement->is_waited;
    }
}

static inline void same_put_feeding(const Same *same) {
    fprintf(same->script,
            "\\set claim :done * %d + :client_id\n"
            "SELECT * FROM public.heard WHERE claim = :claim \\gset\n",
            WRITERS);
}

// Who is repeated does not read or feed again; the session is set up once.
static inline void same_put_claim(const Same *same) {
    int writer = same_writer(&same->claims[0]);
    fputs("\\if :done = 0 AND :is_fed = 0\n", same->script);
    for (size_t i = 0; i < wire.count; i++) {
        if (wire.statements[i].link != writer) continue;
        if (!same_is(&wire.statements[i], "SET ")) break;
        fprintf(same->script, "%s;\n", wire.texts[wire.statements[i].text].sql);
    }
    fputs("\\endif\n\\if :is_fed = 0\n", same->script);
    same_put_feeding(same);
    same_put_part(same, SAME_READS);
    fputs("\\endif\n\\set is_fed 1\n", same->script);
    same_put_part(same, SAME_ASIDE);
    same_put_part(same, SAME_WRITE);
    fputs("\\set is_fed 0\n\\set done :done + 1\n", same->script);
}

static inline double same_waits(const Same *same) {
    size_t waits = 0;
    for (size_t i = 0; i < same_length(same); i++) waits += same_statement(same, 0, i)->is_waited;
    return (double)waits;
}

// ---- Running ----

typedef void SamePut(const Same *same);

static inline ByHandRate same_run(Same *same, SamePut *put, const char *url) {
    char path[] = "/tmp/jiuye-same.XXXXXX", options[100];
    int file = mkstemp(path);
    same->script = file < 0 ? NULL : fdopen(file, "w");
    if (!same->script) by_hand_fail(path, "cannot be written");
    put(same);
    fclose(same->script);
    snprintf(options, sizeof options, "-D is_fed=0 -D done=0 --max-tries=%d", STORE_RETRIES_MAX);
    ByHandRate made = postgres_pgbench(url, path, options, (int64_t)same->count);
    remove(path);
    return made;
}

static inline void same_put_feeding_only(const Same *same) {
    same_put_feeding(same);
    fputs("\\set done :done + 1\n", same->script);
}

// Claims a second by what stands in `wire`, in the database at `url`.
static inline SameRate same_run_again(const char *url) {
    Same same = {0};
    PGconn *pg = PQconnectdb(url);
    same_split(&same);
    same_keep_alike(&same);
    same_find_answers(&same);
    same_load(&same, pg);
    PQclear(postgres_run(pg, "CHECKPOINT"));
    ByHandRate feeding = same_run(&same, same_put_feeding_only, url);
    ByHandRate made = same_run(&same, same_put_claim, url);
    SameRate rate = {.rate = 1 / (1 / made.rate - 1 / feeding.rate),
                     .feeding = feeding.rate,
                     .failures = made.failures,
                     .retries = made.retries,
                     .waits = same_waits(&same)};
    PQfinish(pg);
    arena_release(&same.arena);
    return rate;
}

#endif
