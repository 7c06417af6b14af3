// SPDX-License-Identifier: Apache-2.0
#include "access/seal.h"

#include "access/seal.sql.h"
#include "base/date.h"
#include "base/json.h"

#define SEGMENTS_PAGE 50

// ---- Hashes ----

// Every column of a row in one text: a JSON array, in which absent and empty differ.
static Str row_text(Arena *arena, const SealLogRow *row) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_array(&writer);
    json_int(&writer, row->id);
    json_int(&writer, row->at_ms);
    json_string(&writer, date_to_str(arena, row->business_date));
    json_int(&writer, row->account_id);
    const Str texts[] = {row->role, row->actor_name, row->action, row->object_kind,
                         row->object_number, row->division_code, row->before_text,
                         row->after_text, row->remote_address, row->request_id};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) json_string(&writer, texts[i]);
    json_boolean(&writer, row->is_refused);
    json_close_array(&writer);
    return str_built(&out);
}

static Str segment_text(Arena *arena, int64_t number, Str previous, const Str *hashes,
                        size_t count) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put_format(&out, "%lld\n%.*s\n%zu\n", (long long)number, STR_ARG(previous), count);
    for (size_t i = 0; i < count; i++) {
        str_put(&out, hashes[i]);
        str_put_char(&out, '\n');
    }
    return str_built(&out);
}

// ---- Sealing ----

static bool seal_rows_write(Tx *tx, int64_t number, const SealLogRows *rows, const Str *hashes,
                            Arena *arena, Error *error) {
    SealInsertIn *in = NEW_ARRAY(arena, SealInsertIn, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        in[i] = (SealInsertIn){rows->items[i].id, number, (int64_t)i + 1, hashes[i]};
    }
    return seal_insert_bulk(tx, in, rows->count, NULL, error) &&
           seal_done(tx, &(SealDoneIn){number}, NULL, error);
}

bool audit_seal(Tx *tx, const SigningKey *key, int64_t now_ms, Arena *arena, int64_t *sealed,
                Error *error) {
    SealLogRows rows;
    SegmentRow last;
    bool found;
    Suite suite = signing_key_suite(key);
    *sealed = 0;
    if (!seal_waiting(tx, &(SealWaitingIn){SEAL_ROWS_MAX}, arena, &rows, error)) return false;
    if (rows.count == 0) return true;
    if (!seal_last(tx, NULL, arena, &last, &found, error)) return false;
    int64_t number = found ? last.number + 1 : 1;
    Str previous = found ? last.hash : STR("");
    Str *hashes = NEW_ARRAY(arena, Str, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        hashes[i] = suite_digest(arena, suite, row_text(arena, &rows.items[i]));
    }
    Str hash = suite_digest(arena, suite,
                            segment_text(arena, number, previous, hashes, rows.count));
    Str signature;
    if (!signing_key_sign(key, arena, hash, &signature, error)) return false;
    SealSegmentInsertIn in = {number, suite_code(suite), previous, (int64_t)rows.count, hash,
                              signing_key_public(arena, key), signature, now_ms};
    *sealed = (int64_t)rows.count;
    return seal_segment_insert(tx, &in, NULL, error) &&
           seal_rows_write(tx, number, &rows, hashes, arena, error);
}

// ---- Proving ----

typedef struct Prover {
    Tx *tx;
    Arena *arena;   // of what is reported
    Arena page;     // of one segment
    const Str *public_keys; // by suite
    AuditProof *proof;
    Str previous;   // hash of the segment before
    int64_t number; // of it
} Prover;

static void fault(Prover *prover, Str text) {
    if (prover->proof->faults++ == 0) prover->proof->first_fault = str_copy(prover->arena, text);
}

static SealLogRow log_row(const SealRow *row) {
    return (SealLogRow){
        .id = row->id.value, .at_ms = row->at_ms.value, .business_date = row->business_date,
        .account_id = row->account_id.value, .role = row->role, .actor_name = row->actor_name,
        .action = row->action, .object_kind = row->object_kind,
        .object_number = row->object_number, .division_code = row->division_code,
        .before_text = row->before_text, .after_text = row->after_text,
        .is_refused = row->is_refused.value == 1, .remote_address = row->remote_address,
        .request_id = row->request_id};
}

static void row_prove(Prover *prover, Suite suite, const SegmentRow *segment, const SealRow *row) {
    Arena *page = &prover->page;
    if (!row->id.present) {
        fault(prover, str_format(page, "日志第%lld行（第%lld段）不见了",
                                 (long long)row->audit_id, (long long)segment->number));
        return;
    }
    SealLogRow now = log_row(row);
    if (str_equal(suite_digest(page, suite, row_text(page, &now)), row->row_hash)) return;
    fault(prover, str_format(page, "日志第%lld行（第%lld段）被改过：%.*s %.*s",
                             (long long)row->audit_id, (long long)segment->number,
                             STR_ARG(now.action), STR_ARG(now.object_number)));
}

static void chain_prove(Prover *prover, Suite suite, const SegmentRow *segment,
                        const SealRows *rows) {
    Arena *page = &prover->page;
    Str *hashes = NEW_ARRAY(page, Str, rows->count);
    for (size_t i = 0; i < rows->count; i++) hashes[i] = rows->items[i].row_hash;
    Str text = segment_text(page, segment->number, segment->previous_hash, hashes, rows->count);
    Str name = str_format(page, "日志第%lld段", (long long)segment->number);
    if (segment->number != prover->number + 1 ||
        !str_equal(segment->previous_hash, prover->previous)) {
        fault(prover, str_format(page, "%.*s接不上前一段", STR_ARG(name)));
    }
    if (!str_equal(suite_digest(page, suite, text), segment->hash) ||
        segment->row_count != (int64_t)rows->count) {
        fault(prover, str_format(page, "%.*s的行与它的指纹不符", STR_ARG(name)));
    }
    Str expected = prover->public_keys[suite];
    bool is_ours = str_is_absent(expected) || str_equal(expected, segment->public_key);
    if (!is_ours ||
        !signature_holds(suite, segment->public_key, segment->hash, segment->signature)) {
        fault(prover, str_format(page, "%.*s的签名不对", STR_ARG(name)));
    }
}

static bool segment_prove(Prover *prover, const SegmentRow *segment, Error *error) {
    SealRows rows;
    Suite suite;
    if (!suite_from_code(segment->suite, &suite)) {
        fault(prover, str_format(&prover->page, "日志第%lld段用的算法 %.*s 不认识",
                                 (long long)segment->number, STR_ARG(segment->suite)));
        return true;
    }
    if (!seal_rows(prover->tx, &(SealRowsIn){segment->number}, &prover->page, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) row_prove(prover, suite, segment, &rows.items[i]);
    chain_prove(prover, suite, segment, &rows);
    prover->proof->segments++;
    prover->proof->rows += (int64_t)rows.count;
    return true;
}

static bool segments_prove(Prover *prover, Error *error) {
    for (;;) {
        SegmentRows segments;
        Arena list = {0};
        SealSegmentsIn in = {prover->number, SEGMENTS_PAGE};
        bool ok = seal_segments(prover->tx, &in, &list, &segments, error);
        size_t count = ok ? segments.count : 0;
        for (size_t i = 0; i < count && ok; i++) {
            const SegmentRow *segment = &segments.items[i];
            ok = segment_prove(prover, segment, error);
            arena_reset(&prover->page);
            prover->number = segment->number;
            prover->previous = str_copy(prover->arena, segment->hash);
            prover->proof->public_key = str_copy(prover->arena, segment->public_key);
        }
        arena_release(&list);
        if (!ok || count < SEGMENTS_PAGE) return ok;
    }
}

static bool rest_prove(Prover *prover, Error *error) {
    SealLostRow lost;
    SealTornRow torn;
    SealCountRow waiting;
    bool found;
    if (!seal_torn(prover->tx, NULL, prover->arena, &torn, &found, error)) return false;
    if (found) {
        fault(prover, str_format(prover->arena, "日志第%lld段不见了", (long long)torn.segment));
    }
    if (!seal_lost(prover->tx, NULL, prover->arena, &lost, &found, error)) return false;
    if (found) {
        fault(prover, str_format(prover->arena, "日志第%lld行没有封存，也不在等封存",
                                 (long long)lost.id));
    }
    if (!seal_vanished(prover->tx, NULL, prover->arena, &lost, &found, error)) return false;
    if (found) {
        fault(prover, str_format(prover->arena, "日志第%lld行封存之前就不见了",
                                 (long long)lost.id));
    }
    if (!seal_waiting_count(prover->tx, NULL, prover->arena, &waiting, error)) return false;
    prover->proof->waiting = waiting.waiting;
    return true;
}

bool audit_head(Tx *tx, Arena *arena, Str *hash, Error *error) {
    SegmentRow last;
    bool found;
    if (!seal_last(tx, NULL, arena, &last, &found, error)) return false;
    *hash = found ? last.hash : (Str){0};
    return true;
}

bool audit_prove(Tx *tx, const Str public_keys[SUITE_COUNT], Arena *arena, AuditProof *proof,
                 Error *error) {
    *proof = (AuditProof){0};
    Prover prover = {.tx = tx, .arena = arena, .public_keys = public_keys, .proof = proof,
                     .previous = STR("")};
    bool ok = segments_prove(&prover, error) && rest_prove(&prover, error);
    if (prover.number > 0) proof->last_hash = prover.previous;
    arena_release(&prover.page);
    return ok;
}
