// SPDX-License-Identifier: Apache-2.0
// The proof of the rows of a batch: their hash, and whether it still comes out.
#include "casework/batch_core.h"

void batch_hash_row(crypto_hash_sha256_state *state, const BatchInsertRowIn *row, Arena *arena) {
    Str line = str_format(arena, "%lld|%.*s|%.*s|%lld|%.*s|%.*s\n", (long long)row->sequence,
                          STR_ARG(row->subject_key), STR_ARG(row->result),
                          (long long)row->amount_fen, STR_ARG(row->codes), STR_ARG(row->sentences));
    crypto_hash_sha256_update(state, (const unsigned char *)line.data, line.length);
}

void batch_hash_item(crypto_hash_sha256_state *state, const BatchItemRow *item, Arena *arena) {
    BatchInsertRowIn row = {.sequence = item->sequence, .subject_key = item->subject_key,
                            .result = item->result, .amount_fen = item->amount_fen,
                            .codes = item->codes, .sentences = item->sentences};
    batch_hash_row(state, &row, arena);
}

Str batch_hash_text(const crypto_hash_sha256_state *state, Arena *arena) {
    crypto_hash_sha256_state copy = *state;
    unsigned char bytes[crypto_hash_sha256_BYTES];
    char *text = arena_alloc(arena, sizeof bytes * 2 + 1);
    crypto_hash_sha256_final(&copy, bytes);
    sodium_bin2hex(text, sizeof bytes * 2 + 1, bytes, sizeof bytes);
    return str_from_c(text);
}

static bool hash_rows(Tx *tx, int64_t batch_id, Arena *arena, Str *hash, Error *error) {
    crypto_hash_sha256_state state;
    BatchRowsIn query = {.batch_id = batch_id, .row_count = STORE_CHUNK_ROWS};
    BatchItemRows rows = {.count = 1};
    Arena page = {0};
    bool ok = true;
    crypto_hash_sha256_init(&state);
    while (ok && rows.count > 0) {
        arena_reset(&page);
        ok = batch_rows(tx, &query, &page, &rows, error);
        for (size_t i = 0; ok && i < rows.count; i++) {
            batch_hash_item(&state, &rows.items[i], &page);
            query.after_sequence = rows.items[i].sequence;
        }
    }
    arena_release(&page);
    *hash = batch_hash_text(&state, arena);
    return ok;
}

bool batch_prove(Tx *tx, Arena *arena, BatchProof *proof, Error *error) {
    BatchMatchedRows batches;
    *proof = (BatchProof){0};
    if (!batch_matched_all(tx, NULL, arena, &batches, error)) return false;
    for (size_t i = 0; i < batches.count; i++) {
        const BatchMatchedRow *batch = &batches.items[i];
        Str hash;
        proof->batches++;
        proof->changed += batch->is_changed;
        if (batch->is_changed) continue;
        if (!hash_rows(tx, batch->id, arena, &hash, error)) return false;
        if (str_equal(hash, batch->rows_hash) || proof->faults++ > 0) continue;
        proof->first_fault = str_format(arena, "批次 %.*s：逐行结果与指纹不符",
                                        STR_ARG(batch->number));
    }
    return true;
}
