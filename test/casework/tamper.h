// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CASEWORK_TAMPER_H
#define TEST_CASEWORK_TAMPER_H
// Another value of a fact that a claim was decided from, by somebody with the keys who acts as if
// the rows were sealed anew. Who includes this includes "test/casework/tamper.sql.c" too.

#include "desk.h"

#include "publish/kept_fact.h"
#include "test/casework/tamper.sql.h"

typedef struct Tampering {
    Str number, key, json;
} Tampering;

static inline bool tamper_run(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Tampering *tampering = in;
    TamperFactsRow row;
    KeptFacts facts;
    (void)out;
    if (!tamper_facts_of(tx, &(TamperFactsOfIn){tampering->number}, arena, &row, error) ||
        !kept_facts_from_json(row.facts_json, arena, &facts, error)) {
        return false;
    }
    int64_t changed;
    size_t found = 0;
    for (size_t i = 0; i < facts.count; i++) {
        if (!str_equal(facts.items[i].key, tampering->key)) continue;
        facts.items[i].json = tampering->json;
        found++;
    }
    assert_int_equal(found, 1);
    TamperFactsIn other = {tampering->number, kept_facts_to_json(&facts, arena)};
    if (!sealing_pass_open(tx, NULL, NULL, error) || !tamper_facts(tx, &other, &changed, error)) {
        return false;
    }
    assert_int_equal(changed, 1);
    return sealing_pass_close(tx, NULL, NULL, error);
}

static inline void desk_tamper(Desk *desk, Str number, Str key, Str json) {
    Tampering in = {number, key, json};
    assert_ok(store_write(desk->city.store, tamper_run, &in, NULL, &desk->city.arena, &desk->error),
              desk->error);
}

#endif
