// SPDX-License-Identifier: Apache-2.0
// Protects the withdrawal of consent: no counter finds or enters for whoever took it back, a list
// keeps its line and loses the name, claims under way go on, and decisions are only added.
#include "desk.h"

#include "casework/consent.h"
#include "casework/counter.h"

typedef struct ConsentCall {
    const Desk *desk;
    Actor actor;
    bool is_given;
    Str key;
} ConsentCall;

static bool do_decide(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const ConsentCall *call = in;
    return consent_decide(tx, &call->actor, CONSENT_LOOKUP, call->is_given, arena, error);
}

static bool do_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ConsentCall *call = in;
    return consent_read(tx, &call->actor, arena, out, error);
}

static bool do_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ConsentCall *call = in;
    CaseContext context = {call->desk->city.pack, call->desk->calendar};
    return counter_find(tx, &call->actor, &context, call->key, arena, out, error);
}

static bool do_keys(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ConsentCall *call = in;
    return consent_withheld_keys(tx, CONSENT_LOOKUP, call->actor.today, arena, out, error);
}

static bool run(Desk *desk, StoreFunction *function, ConsentCall call, void *out) {
    call.desk = desk;
    desk->error = (Error){0};
    return store_write(desk->city.store, function, &call, out, &desk->city.arena, &desk->error);
}

static bool decide(Desk *desk, Actor actor, bool is_given) {
    return run(desk, do_decide, (ConsentCall){.actor = actor, .is_given = is_given}, NULL);
}

static bool counter_sees(Desk *desk) {
    CounterSubject subject;
    ConsentCall call = {.actor = clerk(desk), .key = STR(JOURNEY_MIGRANT_ID)};
    assert_ok(run(desk, do_find, call, &subject), desk->error);
    return subject.is_found;
}

static void test_consent__whoever_took_it_back_is_not_found(void **state) {
    Desk desk = desk_open(state);
    assert_true(counter_sees(&desk));
    assert_ok(decide(&desk, worker(&desk), false), desk.error);
    assert_false(counter_sees(&desk));
    assert_false(desk_apply_at_counter(&desk));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    Map keys;
    assert_ok(run(&desk, do_keys, (ConsentCall){.actor = clerk(&desk)}, &keys), desk.error);
    assert_true(map_has(&keys, STR(JOURNEY_MIGRANT_ID)));
    assert_int_equal(keys.count, 1);
    // Her own pages and claims are hers still; given back, everything is as before.
    assert_ok(desk_apply(&desk), desk.error);
    assert_ok(decide(&desk, worker(&desk), true), desk.error);
    assert_true(counter_sees(&desk));
    desk_close(&desk);
}

static void test_consent__a_claim_under_way_goes_on(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(decide(&desk, worker(&desk), false), desk.error);
    ClaimFile file;
    assert_ok(desk_find(&desk, clerk(&desk), number, &file), desk.error);
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    desk_close(&desk);
}

static void test_consent__is_the_persons_and_holds_from_to(void **state) {
    Desk desk = desk_open(state);
    Consents consents;
    assert_false(decide(&desk, clerk(&desk), false));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_false(decide(&desk, worker(&desk), true));
    assert_string_equal(desk.error.code, "CONSENT_UNCHANGED");
    assert_ok(decide(&desk, worker(&desk), false), desk.error);
    Actor later = worker(&desk);
    later.today += 10;
    assert_ok(decide(&desk, later, true), desk.error);
    assert_ok(run(&desk, do_read, (ConsentCall){.actor = later}, &consents), desk.error);
    const Consent *lookup = &consents.items[CONSENT_LOOKUP];
    assert_true(lookup->is_given);
    assert_int_equal(lookup->spell_count, 2);
    assert_false(lookup->spells[0].is_given);
    assert_int_equal(lookup->spells[0].from, worker(&desk).today);
    assert_int_equal(lookup->spells[0].to, later.today - 1);
    assert_int_equal(lookup->spells[1].to, DATE_ABSENT);
    // What held on a day holds for that day, whatever was decided since.
    assert_false(counter_sees(&desk));
    desk_close(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_consent__whoever_took_it_back_is_not_found),
        BOTH(test_consent__a_claim_under_way_goes_on),
        BOTH(test_consent__is_the_persons_and_holds_from_to),
    };
    return RUN_TESTS(tests);
}
