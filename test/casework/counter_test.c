// SPDX-License-Identifier: Apache-2.0
// Protects what the counter enters for others: they confirm it before money moves, and whoever
// slipped takes it back within ten minutes.
#include "desk.h"

#define UNDO_MS ((int64_t)CLAIM_UNDO_MINUTES * 60 * 1000)

static Actor later(Actor actor, int64_t ms) {
    actor.now_ms += ms;
    return actor;
}

static bool offers(Desk *desk, Actor actor, Str number, ClaimAction action) {
    ClaimFile file;
    assert_ok(desk_find(desk, actor, number, &file), desk->error);
    for (size_t i = 0; i < file.action_count; i++) {
        if (file.actions[i] == action) return true;
    }
    return false;
}

// ---- Confirmation ----

static void test_counter__is_not_paid_before_a_confirmation(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    assert_ok(desk_apply_at_counter(&desk), desk.error);
    assert_true(desk.claim.awaits_confirmation);
    assert_true(worker_was_told(&desk, "确认后才能拨款"));
    Str number = desk.claim.number;
    desk_clear(&desk, number);
    assert_code(&desk, desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""),
                "NOT_CONFIRMED");
    assert_int_equal(desk_state(&desk, number), CLAIM_CLEARED);
    assert_true(offers(&desk, worker(&desk), number, CLAIM_CONFIRM));
    Actor other = worker(&desk);
    other.scope.person_id = person_id_of(&desk.city, JOURNEY_GRADUATE_ID);
    assert_false(desk_confirm(&desk, other, number, ""));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    Date due = desk.claim.due_on;
    assert_ok(desk_confirm(&desk, worker(&desk), number, ""), desk.error);
    assert_false(desk.claim.awaits_confirmation);
    assert_int_equal(desk.claim.state, CLAIM_CLEARED);
    assert_true(desk.claim.due_on != DATE_ABSENT && desk.claim.due_on >= due);
    assert_false(offers(&desk, worker(&desk), number, CLAIM_CONFIRM));
    assert_code(&desk, desk_confirm(&desk, worker(&desk), number, ""), "NOTHING_TO_CONFIRM");
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

static void test_counter__is_confirmed_by_a_noted_call(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply_at_counter(&desk), desk.error);
    Str number = desk.claim.number;
    Actor same = reviewer(&desk); // the clerk's account in another role
    same.account_id = clerk(&desk).account_id;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_code(&desk, desk_confirm(&desk, same, number, "13900001234，本人"), "SAME_PERSON");
    assert_code(&desk, desk_confirm(&desk, reviewer(&desk), number, " "), "NOTE_MISSING");
    assert_false(desk_confirm(&desk, clerk(&desk), number, "13900001234，本人"));
    assert_true(offers(&desk, reviewer(&desk), number, CLAIM_CONFIRM_BY_PHONE));
    assert_ok(desk_confirm(&desk, reviewer(&desk), number, "13900001234，本人"), desk.error);
    assert_false(desk.claim.awaits_confirmation);
    assert_true(worker_was_told(&desk, "已同你电话确认"));
    ClaimFile file;
    assert_ok(desk_find(&desk, reviewer(&desk), number, &file), desk.error);
    assert_true(str_equal(file.history[file.history_count - 1].note, STR("13900001234，本人")));
    assert_int_equal(file.claim.state, CLAIM_ACCEPTED);
    desk_close(&desk);
}

static void test_counter__own_claims_need_no_confirmation(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    assert_false(desk.claim.awaits_confirmation);
    assert_code(&desk, desk_confirm(&desk, worker(&desk), desk.claim.number, ""),
                "NOTHING_TO_CONFIRM");
    desk_close(&desk);
}

// ---- Ten minutes ----

static void test_withdrawal__works_for_ten_minutes_after_acceptance_too(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    Actor late = later(worker(&desk), UNDO_MS + 1);
    assert_false(offers(&desk, late, number, CLAIM_WITHDRAW));
    assert_code(&desk, desk_withdraw(&desk, late, number), "TOO_LATE");
    Actor just = later(worker(&desk), UNDO_MS);
    assert_true(offers(&desk, just, number, CLAIM_WITHDRAW));
    assert_ok(desk_withdraw(&desk, just, number), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_WITHDRAWN);
    assert_ok(desk_apply(&desk), desk.error); // the entitlement came back
    assert_ok(desk_withdraw(&desk, later(worker(&desk), 100 * UNDO_MS), desk.claim.number),
              desk.error); // nobody has accepted it
    desk_close(&desk);
}

static void test_withdrawal__of_a_slip_at_the_counter(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply_at_counter(&desk), desk.error);
    Str number = desk.claim.number;
    assert_code(&desk, desk_withdraw(&desk, later(clerk(&desk), UNDO_MS + 1), number), "TOO_LATE");
    assert_true(offers(&desk, clerk(&desk), number, CLAIM_WITHDRAW));
    assert_ok(desk_withdraw(&desk, clerk(&desk), number), desk.error);
    assert_ok(desk_apply_at_counter(&desk), desk.error);
    assert_ok(desk_withdraw(&desk, worker(&desk), desk.claim.number), desk.error);
    // What the applicant entered is not the clerk's to take back.
    assert_ok(desk_apply(&desk), desk.error);
    assert_false(desk_withdraw(&desk, clerk(&desk), desk.claim.number));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    desk_close(&desk);
}

// The village worker takes back what they entered, nobody else's.
static void test_withdrawal__of_a_slip_in_the_village(void **state) {
    Desk desk = desk_open(state);
    Actor village = desk_actor(&desk, 70, ROLE_VILLAGE_WORKER, DESK_COUNTY);
    Actor other = desk_actor(&desk, 71, ROLE_VILLAGE_WORKER, DESK_COUNTY);
    ClaimSubmission submission = {.policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID),
                                  .at_counter = true};
    assert_ok(desk_submit(&desk, village, &submission), desk.error);
    Str number = desk.claim.number;
    assert_false(offers(&desk, other, number, CLAIM_WITHDRAW));
    assert_false(desk_withdraw(&desk, other, number));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_code(&desk, desk_withdraw(&desk, later(village, UNDO_MS + 1), number), "TOO_LATE");
    assert_true(offers(&desk, village, number, CLAIM_WITHDRAW));
    assert_ok(desk_withdraw(&desk, village, number), desk.error);
    desk_close(&desk);
}

static const struct CMUnitTest tests[] = {
    BOTH(test_counter__is_not_paid_before_a_confirmation),
    BOTH(test_counter__is_confirmed_by_a_noted_call),
    BOTH(test_counter__own_claims_need_no_confirmation),
    BOTH(test_withdrawal__works_for_ten_minutes_after_acceptance_too),
    BOTH(test_withdrawal__of_a_slip_at_the_counter),
    BOTH(test_withdrawal__of_a_slip_in_the_village),
};

int main(void) {
    return RUN_TESTS(tests);
}
