// SPDX-License-Identifier: Apache-2.0
#include "privacy/sealing.h"

#include "privacy/fact_move.h"
#include "privacy/sealing.sql.h"

#include <assert.h>
#include <string.h>

#define BLOB_CHUNK_ROWS 10 // papers and files are large
#define CHUNK_ROWS_MIN 8   // where writers leave no room for more
#define TRIES_MAX 30       // of a chunk against them

// The parameters of every page: the structs that the build makes of them are alike.
typedef struct SealingPageIn {
    int64_t after;
    Str mark; // text, or a blob where the column is one
    int64_t row_count;
} SealingPageIn;

typedef struct SealingTable {
    const char *name;
    const Query *page; // its row is the parameter struct of `put`
    const Query *put;
    bool is_frozen; // its triggers let a sealed column change only in a pass
} SealingTable;

// X(table, whether its rows are frozen)
#define TABLES(X)                                                                                  \
    X(person, false)                                                                               \
    X(person_contact, false)                                                                       \
    X(person_account, false)                                                                       \
    X(labour_organiser, false)                                                                     \
    X(org_bank_account, false)                                                                     \
    X(account, false)                                                                              \
    X(entitlement, true)                                                                           \
    X(application, false)                                                                          \
    X(application_fact, false)                                                                     \
    X(application_decision, true)                                                                  \
    X(appeal_decision, true)                                                                       \
    X(evidence, true)                                                                              \
    X(claim_draft, false)                                                                          \
    X(claim_roster, false)                                                                         \
    X(claim_roster_row, false)                                                                     \
    X(batch_row, false)                                                                            \
    X(message, false)                                                                              \
    X(objection, false)                                                                            \
    X(enrolment, false)                                                                            \
    X(enrolment_decision, true)                                                                    \
    X(enrolment_source, false)                                                                     \
    X(register_version, true)                                                                      \
    X(payment, true)                                                                               \
    X(payment_file, true)                                                                          \
    X(review_step, true)                                                                           \
    X(application_urge, true)                                                                      \
    X(course_urge, true)                                                                           \
    X(claim_rating, false)                                                                         \
    X(course_step, true)                                                                           \
    X(clawback, false)                                                                             \
    X(clawback_evidence, true)                                                                     \
    X(appeal, false)                                                                               \
    X(fact_answer, true)                                                                           \
    X(risk_finding, true)                                                                          \
    X(inspection_result, true)                                                                     \
    X(letter, true)                                                                                \
    X(claim_archive, true)                                                                         \
    X(enrolment_event, true)                                                                       \
    X(enrolment_delivery, false)                                                                   \
    X(person_category_cert, false)                                                                 \
    X(graduate, false)                                                                             \
    X(veteran, false)

enum {
#define X(table, is_frozen) TABLE_##table,
    TABLES(X)
#undef X
        TABLE_COUNT
};

static const SealingTable tables[TABLE_COUNT];

// ---- What the queries of a table say of it ----

static bool has_sealed_field(const SealingTable *table) {
    for (int i = 0; i < table->put->in.count; i++) {
        if (table->put->in.fields[i].guard == GUARD_SEALED) return true;
    }
    return false;
}

static bool has_blob(const SealingTable *table) {
    for (int i = 0; i < table->put->in.count; i++) {
        if (table->put->in.fields[i].type == SQL_BLOB) return true;
    }
    return false;
}

static int64_t id_of(const SealingTable *table, const void *row) {
    for (int i = 0; i < table->page->row.count; i++) {
        const QueryField *field = &table->page->row.fields[i];
        if (strcmp(field->name, "id") != 0) continue;
        return *(const int64_t *)(const void *)((const char *)row + field->offset);
    }
    assert(!"a page has an id");
    return 0;
}

static Str mark_of(const Keyring *keys, Arena *arena) {
    return str_format(arena, "!%d.", keyring_newest(keys, KEY_FIELD));
}

static SealingPageIn page_in(const SealingTable *table, int64_t after, Str mark) {
    assert(table->page->in.size == sizeof(SealingPageIn));
    assert(table->page->row.size == table->put->in.size);
    return (SealingPageIn){after, has_sealed_field(table) ? mark : STR(""),
                           has_blob(table) ? BLOB_CHUNK_ROWS : STORE_CHUNK_ROWS};
}

// ---- One chunk ----

typedef struct Chunk {
    const SealingTable *table;
    int64_t after;
    Str mark;
    bool is_noted;     // how far it came is kept
    int64_t row_count; // 0 = as many as are good for the table
} Chunk;

typedef struct ChunkDone {
    int64_t rows;
    int64_t after;
} ChunkDone;

static bool rows_put(Tx *tx, const SealingTable *table, const QueryRows *rows, Error *error) {
    if (rows->count == 0) return true;
    if (!table->is_frozen) return query_bulk(tx, table->put, rows->items, rows->count, NULL, error);
    return sealing_pass_begin(tx, &(SealingPassBeginIn){STR("seal")}, NULL, error) &&
           query_bulk(tx, table->put, rows->items, rows->count, NULL, error) &&
           sealing_pass_end(tx, &(SealingPassEndIn){STR("seal")}, NULL, error);
}

static bool chunk_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Chunk *chunk = in;
    ChunkDone *done = out;
    const SealingTable *table = chunk->table;
    SealingPageIn page = page_in(table, chunk->after, chunk->mark);
    QueryRows rows = {0};
    if (chunk->row_count > 0 && chunk->row_count < page.row_count) {
        page.row_count = chunk->row_count;
    }
    if (!query_all(tx, table->page, &page, arena, &rows, error) ||
        !rows_put(tx, table, &rows, error)) {
        return false;
    }
    *done = (ChunkDone){(int64_t)rows.count, chunk->after};
    if (rows.count > 0) {
        const char *last = (const char *)rows.items + (rows.count - 1) * table->page->row.size;
        done->after = id_of(table, last);
    }
    SealingNoteIn note = {str_from_c(table->name), done->after, rows.count == 0};
    return !chunk->is_noted || sealing_note(tx, &note, NULL, error);
}

// Busy writers make PostgreSQL turn a large transaction down again and again; a small one gets
// through, and the next may be larger again.
static bool chunk_seal(Store *store, Chunk *chunk, ChunkDone *done, Arena *arena, Error *error) {
    for (int tries = 1;; tries++) {
        arena_reset(arena);
        if (store_write(store, chunk_write, chunk, done, arena, error)) break;
        if (error->kind != ERROR_UNAVAILABLE || tries == TRIES_MAX) return false;
        chunk->row_count = CHUNK_ROWS_MIN;
    }
    if (chunk->row_count > 0) chunk->row_count *= 2;
    return true;
}

// From `chunk.after` to the end of the table.
static bool table_seal(Store *store, Chunk chunk, int64_t *rows, Error *error) {
    Arena arena = {0};
    ChunkDone done = {.rows = 1};
    bool ok = true;
    while (ok && done.rows > 0) {
        ok = chunk_seal(store, &chunk, &done, &arena, error);
        *rows += ok ? done.rows : 0;
        chunk.after = done.after;
    }
    arena_release(&arena);
    return ok;
}

// ---- Plaintext ----

static bool states_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return sealing_list(tx, NULL, arena, out, error);
}

static const SealingRow *state_of(const SealingRows *states, const SealingTable *table) {
    for (size_t i = 0; i < states->count; i++) {
        if (str_equal(states->items[i].table_name, str_from_c(table->name))) {
            return &states->items[i];
        }
    }
    return NULL;
}

bool sealing_is_done(Store *store, bool *is_done, Error *error) {
    Arena arena = {0};
    SealingRows states;
    bool ok = store_read(store, states_read, NULL, &states, &arena, error);
    *is_done = ok;
    for (int i = 0; ok && i < TABLE_COUNT; i++) {
        const SealingRow *state = state_of(&states, &tables[i]);
        *is_done = *is_done && state && state->is_done;
    }
    arena_release(&arena);
    return ok && (!*is_done || fact_move_is_done(store, is_done, error));
}

// Not "whatever begins like a sealed value": people write exclamation marks.
bool sealing_finish(Store *store, const Keyring *keys, Error *error) {
    Arena arena = {0};
    SealingRows states;
    Str mark = mark_of(keys, &arena);
    int64_t rows = 0;
    bool ok = store_read(store, states_read, NULL, &states, &arena, error);
    for (int i = 0; ok && i < TABLE_COUNT; i++) {
        const SealingRow *state = state_of(&states, &tables[i]);
        if (state && state->is_done) continue;
        Chunk chunk = {&tables[i], state ? state->done_through : 0, mark, .is_noted = true};
        ok = table_seal(store, chunk, &rows, error);
    }
    arena_release(&arena);
    return ok && fact_move_finish(store, error);
}

// ---- A new key ----

bool sealing_renew(Store *store, const Keyring *keys, int64_t *renewed, Error *error) {
    Arena arena = {0};
    Str mark = mark_of(keys, &arena);
    bool ok = true;
    *renewed = 0;
    for (int i = 0; ok && i < TABLE_COUNT; i++) {
        if (!has_sealed_field(&tables[i])) continue; // blind ones keep their key
        ok = table_seal(store, (Chunk){&tables[i], 0, mark, .is_noted = false}, renewed, error);
    }
    arena_release(&arena);
    return ok;
}

// ---- Proving ----

typedef struct Proving {
    const SealingTable *table;
    Str mark;
} Proving;

typedef struct TableProof {
    int64_t rows;
    int64_t last_id; // of the rows that opened
} TableProof;

static bool rows_open(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Proving *proving = in;
    TableProof *proof = out;
    const Query *query = proving->table->page;
    SealingPageIn page = page_in(proving->table, 0, proving->mark);
    QueryCursor cursor;
    QueryRows rows = {0};
    *proof = (TableProof){0};
    page.row_count = INT64_MAX;
    if (!query_open(tx, query, &page, &cursor, error)) return false;
    for (;;) {
        ArenaMark start = arena_mark(arena);
        rows = (QueryRows){0};
        bool is_read = query_next(&cursor, query, arena, &rows, error);
        if (rows.count > 0) { // also what opened before a row that did not
            const char *last = (const char *)rows.items + (rows.count - 1) * query->row.size;
            proof->rows += (int64_t)rows.count;
            proof->last_id = id_of(proving->table, last);
        }
        if (!is_read) return false;
        if (rows.count == 0) break;
        arena_rewind(arena, start);
    }
    query_close(&cursor);
    return true;
}

static bool is_broken(const Error *failure) {
    return strcmp(failure->code, "SEALED_BROKEN") == 0;
}

static bool table_prove(Store *store, const SealingTable *table, Str mark, Arena *arena,
                        SealingProof *proof, Error *error) {
    Arena page = {0};
    Error failure = {0};
    TableProof all, former = {0};
    bool ok = store_read(store, rows_open, &(Proving){table, STR("")}, &all, &page, &failure);
    if (ok && has_sealed_field(table)) {
        ok = store_read(store, rows_open, &(Proving){table, mark}, &former, &page, &failure);
    }
    arena_release(&page);
    proof->rows += all.rows;
    proof->former += former.rows;
    if (former.rows > 0 && str_is_absent(proof->first_former)) {
        proof->first_former = str_from_c(table->name);
    }
    if (ok) return true;
    if (is_broken(&failure)) {
        if (proof->faults++ > 0) return true;
        proof->first_fault = str_format(arena, "表 %s（内部编号 %lld 之后的一行）%s", table->name,
                                        (long long)all.last_id, failure.message);
        return true;
    }
    *error = failure;
    return false;
}

bool sealing_prove(Store *store, const Keyring *keys, Arena *arena, SealingProof *proof,
                   Error *error) {
    Str mark = mark_of(keys, arena);
    *proof = (SealingProof){0};
    for (int i = 0; i < TABLE_COUNT; i++) {
        if (!table_prove(store, &tables[i], mark, arena, proof, error)) return false;
    }
    return true;
}

// ---- The tables ----

static const SealingTable tables[TABLE_COUNT] = {
#define X(table, is_frozen) {#table, &table##_seal_page_query, &table##_seal_put_query, is_frozen},
    TABLES(X)
#undef X
};
