// SPDX-License-Identifier: Apache-2.0
#include "privacy/fact_move.h"

#include "privacy/fact_move.sql.h"
#include "privacy/sealing.sql.h"
#include "publish/kept_fact.h"

static bool count_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return fact_move_count(tx, NULL, arena, out, error);
}

bool fact_move_is_done(Store *store, bool *is_done, Error *error) {
    FactMoveCountRow left;
    if (!store_read(store, count_read, NULL, &left, NULL, error)) return false;
    *is_done = left.facts == 0;
    return true;
}

static bool decision_move(Tx *tx, const FactMoveRow *of, Arena *arena, Error *error) {
    FactMoveFactRows rows;
    KeptFacts facts = {0};
    if (!fact_move_facts(tx, &(FactMoveFactsIn){of->application_id, of->version}, arena, &rows,
                         error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        const FactMoveFactRow *row = &rows.items[i];
        KeptFact fact = {row->key, row->name, row->value, row->json, row->source, row->is_stated};
        PUSH(arena, &facts, fact);
    }
    FactMovePutIn put = {of->application_id, of->version, kept_facts_to_json(&facts, arena)};
    return fact_move_put(tx, &put, NULL, error) &&
           fact_move_forget(tx, &(FactMoveForgetIn){of->application_id, of->version}, NULL, error);
}

static bool chunk_move(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    FactMoveRows page;
    (void)in;
    if (!fact_move_page(tx, &(FactMovePageIn){STORE_CHUNK_ROWS}, arena, &page, error) ||
        !sealing_pass_begin(tx, &(SealingPassBeginIn){STR("seal")}, NULL, error)) {
        return false;
    }
    for (size_t i = 0; i < page.count; i++) {
        if (!decision_move(tx, &page.items[i], arena, error)) return false;
    }
    *(size_t *)out = page.count;
    return sealing_pass_end(tx, &(SealingPassEndIn){STR("seal")}, NULL, error);
}

bool fact_move_finish(Store *store, Error *error) {
    Arena arena = {0};
    size_t moved = 1;
    bool ok = true;
    while (ok && moved > 0) {
        arena_reset(&arena);
        ok = store_write(store, chunk_move, NULL, &moved, &arena, error);
    }
    arena_release(&arena);
    return ok;
}
