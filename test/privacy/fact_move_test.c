// SPDX-License-Identifier: Apache-2.0
// Protects: what a former version kept of a claim's facts, a row each, is found again beside its
// decision, the same to the byte, and nothing is moved twice.
#include "../casework/desk.h"

#include "privacy/fact_move.h"
#include "privacy/sealing.sql.h"
#include "test/privacy/look.sql.c"

static bool run_former(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Claim *claim = in;
    const KeptFacts *facts = out;
    (void)arena;
    if (!sealing_pass_begin(tx, &(SealingPassBeginIn){STR("seal")}, NULL, error)) return false;
    for (size_t i = 0; i < facts->count; i++) {
        const KeptFact *fact = &facts->items[i];
        FormerFactIn row = {claim->number, (int64_t)i + 1, fact->key, fact->name, fact->value,
                            fact->json, fact->source, fact->is_stated};
        if (!former_fact(tx, &row, NULL, error)) return false;
    }
    return former_decision(tx, &(FormerDecisionIn){claim->number}, NULL, error) &&
           sealing_pass_end(tx, &(SealingPassEndIn){STR("seal")}, NULL, error);
}

static bool run_left(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return look_facts_left(tx, NULL, arena, out, error);
}

static int64_t facts_left(Desk *desk) {
    LookFactsLeftRow row;
    assert_ok(store_read(desk->city.store, run_left, NULL, &row, &desk->city.arena, &desk->error),
              desk->error);
    return row.facts;
}

static void assert_is_done(Desk *desk, bool wanted) {
    bool is_done;
    assert_ok(fact_move_is_done(desk->city.store, &is_done, &desk->error), desk->error);
    assert_int_equal(is_done, wanted);
}

static Str facts_of(Desk *desk, Str number) {
    ClaimFile file;
    assert_ok(desk_find(desk, worker(desk), number, &file), desk->error);
    return kept_facts_to_json(&file.facts, &desk->city.arena);
}

static void test_fact_move__finds_the_same_facts(void **state) {
    Desk desk = desk_open(state);
    ClaimFile file;
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number, before = facts_of(&desk, number);
    assert_ok(desk_find(&desk, worker(&desk), number, &file), desk.error);
    assert_true(file.facts.count > 3);
    assert_is_done(&desk, true);
    assert_ok(store_write(desk.city.store, run_former, &desk.claim, &file.facts,
                          &desk.city.arena, &desk.error),
              desk.error);
    assert_is_done(&desk, false);
    assert_int_equal(facts_left(&desk), file.facts.count);
    assert_str_equal(facts_of(&desk, number), "[]");
    for (int i = 0; i < 2; i++) {
        assert_ok(fact_move_finish(desk.city.store, &desk.error), desk.error);
        assert_is_done(&desk, true);
        assert_int_equal(facts_left(&desk), 0);
        assert_true(str_equal(facts_of(&desk, number), before));
    }
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_fact_move__finds_the_same_facts),
    };
    return RUN_TESTS(tests);
}
