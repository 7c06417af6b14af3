// SPDX-License-Identifier: Apache-2.0
// Protects the ways on for a claim whose payment came back: sent again as it was, or ended.
#include "appeals.h"
#include "letters.h"

#include "casework/risk.h"
#include "test/casework/doubt.sql.c"

#include <pthread.h>

#define WHY "申请人不要了，已书面说明"

static bool offers(Desk *desk, Actor actor, Str number, ClaimAction action) {
    ClaimFile file;
    bool is_offered = false;
    assert_ok(desk_find(desk, actor, number, &file), desk->error);
    for (size_t i = 0; i < file.action_count; i++) is_offered |= file.actions[i] == action;
    return is_offered;
}

// ---- Ending it ----

static void test_claim_failed__is_ended_by_finance(void **state) {
    Desk desk = desk_open(state);
    LetterCheck check;
    Str number = desk_failed(&desk);
    Letter approval = issued(&desk, clerk(&desk), LETTER_APPROVAL, number);
    assert_true(offers(&desk, finance(&desk), number, CLAIM_REFUSE));
    assert_false(offers(&desk, reviewer(&desk), number, CLAIM_REFUSE));
    assert_false(desk_step(&desk, reviewer(&desk), number, CLAIM_REFUSE, WHY));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_code(&desk, desk_step(&desk, finance(&desk), number, CLAIM_REFUSE, " "),
                "NOTE_MISSING");
    assert_false(desk_apply(&desk)); // the right is still taken
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_REFUSE, WHY), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_REFUSED);
    assert_true(worker_was_told(&desk, WHY));
    Budget budget = desk_budget(&desk);
    assert_int_equal(budget.available_fen, DESK_BUDGET_FEN);
    assert_int_equal(budget.reserved_fen, 0);
    assert_ok(check_letter(&desk, approval.code, false, &check), desk.error);
    assert_true(check.is_undone);
    Letter refusal = issued(&desk, clerk(&desk), LETTER_REFUSAL, number);
    assert_true(document_says(&desk, &refusal, "退回预算"));
    DeskCall fix = desk_fix(&desk, finance(&desk), number);
    assert_code(&desk, desk_write(&desk, run_fix, &fix, &desk.claim), "WRONG_STATE");
    assert_ok(desk_apply(&desk), desk.error); // and is free again
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// Whoever accepted or reviewed it, whatever they are now; and whose money it is.
static void test_claim_failed__is_ended_by_another_person(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_failed(&desk);
    static const int64_t hands[] = {20, 30};
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
        Actor moved = finance(&desk);
        moved.account_id = hands[i];
        assert_false(offers(&desk, moved, number, CLAIM_REFUSE));
        assert_code(&desk, desk_step(&desk, moved, number, CLAIM_REFUSE, WHY), "SAME_PERSON");
    }
    Actor payee = held_by(&desk, finance(&desk), "payee", JOURNEY_MIGRANT_ID);
    assert_code(&desk, desk_step(&desk, payee, number, CLAIM_REFUSE, WHY), "OWN_CLAIM");
    assert_int_equal(desk_state(&desk, number), CLAIM_FAILED);
    desk_close(&desk);
}

static bool run_bury(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out, (void)arena;
    return force_bury(tx, &(ForceBuryIn){call->desk->worker_person, call->desk->today}, NULL,
                      error);
}

static bool run_first_finding(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    RiskFindings findings;
    CaseContext context = desk_case(call->desk);
    Str number;
    (void)out;
    if (!risk_of_claim(tx, &call->actor, call->text, arena, &findings, error)) return false;
    RiskAnswer answer = {findings.items[0].id, true, STR("已经去世")};
    return risk_answer(tx, &call->actor, &context, &answer, arena, &number, error);
}

// A doubt that a reviewer confirms keeps the money back, and finance ends the claim.
static void test_claim_failed__with_a_confirmed_doubt_is_ended(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_failed(&desk);
    DeskCall call = {.desk = &desk, .actor = reviewer(&desk), .text = number};
    assert_ok(desk_write(&desk, run_bury, &call, NULL), desk.error);
    DeskCall fix = desk_fix(&desk, finance(&desk), number);
    assert_ok(desk_write(&desk, run_fix, &fix, &desk.claim), desk.error);
    assert_true(desk.claim.is_held);
    assert_ok(desk_write(&desk, run_first_finding, &call, NULL), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_FAILED);
    assert_code(&desk, desk_write(&desk, run_fix, &fix, &desk.claim), "HELD_BY_OBJECTION");
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_REFUSE, "申请人已经去世"),
              desk.error);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// ---- Both at once ----

typedef struct Rival {
    DeskCall call;
    StoreFunction *function;
    pthread_barrier_t *start;
    Error error;
    bool is_done;
} Rival;

static void *run_rival(void *argument) {
    Rival *rival = argument;
    Arena arena = {0};
    Claim claim;
    pthread_barrier_wait(rival->start);
    rival->is_done = store_write(rival->call.desk->city.store, rival->function, &rival->call,
                                 &claim, &arena, &rival->error);
    arena_release(&arena);
    return NULL;
}

// Ended by one while another sends it again: one of them wins, and the other is told.
static void test_claim_failed__is_ended_or_sent_again(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_failed(&desk);
    pthread_barrier_t start;
    pthread_t threads[2];
    DeskCall end = {
        .desk = &desk, .actor = finance(&desk), .step = {number, CLAIM_REFUSE, STR(WHY)}};
    DeskCall fix = desk_fix(&desk, cashier(&desk), number);
    Rival rivals[2] = {{.call = end, .function = run_step, .start = &start},
                       {.call = fix, .function = run_fix, .start = &start}};
    pthread_barrier_init(&start, NULL, 2);
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, run_rival, &rivals[i]);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&start);
    bool is_ended = rivals[0].is_done;
    assert_int_equal(is_ended + rivals[1].is_done, 1);
    assert_string_equal(rivals[is_ended].error.code, "WRONG_STATE");
    assert_int_equal(desk_state(&desk, number), is_ended ? CLAIM_REFUSED : CLAIM_APPROVED);
    assert_int_equal(desk_budget(&desk).reserved_fen, is_ended ? 0 : CLAIM_FEN);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// ---- The sum ----

// Ended and brought back by its appeal with another sum, it goes through all hands again and is
// paid what the review found.
static void test_claim_failed__is_paid_what_its_review_found(void **state) {
    Desk desk = desk_open(state);
    Str number, claim = desk_failed(&desk);
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_REFUSE, "没有出省"), desk.error);
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number),
              desk.error);
    assert_ok(decide_appeal(&desk, hrss(&desk), number, IN_REGION), desk.error);
    assert_int_equal(desk_state(&desk, claim), CLAIM_SUBMITTED);
    assert_ledger_holds(&desk);
    desk_pay(&desk, claim);
    assert_int_equal(desk_budget(&desk).paid_fen, 20000);
    assert_int_equal(desk_budget(&desk).available_fen, DESK_BUDGET_FEN - 20000);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// Only sent again, it has the sum of before, whatever the program asks for; only a review frees it.
static void test_claim_failed__is_sent_again_with_its_sum(void **state) {
    Desk desk = desk_open(state);
    PaymentFile file;
    ReturnResult result;
    Str number, claim = desk_failed(&desk);
    Raw raw = raw_open(*state);
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_REFUSE, "没有出省"), desk.error);
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number) &&
                  decide_appeal(&desk, hrss(&desk), number, IN_REGION),
              desk.error);
    desk_clear(&desk, claim);
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_APPROVE, ""), desk.error);
    file = desk_release(&desk);
    assert_ok(desk_return(&desk, &file, false, &result), desk.error);
    DeskCall fix = desk_fix(&desk, finance(&desk), claim);
    raw_must(&raw, raw.sqlite ? "DROP TRIGGER application_amount"
                              : "ALTER TABLE application DISABLE TRIGGER application_amount");
    raw_must(&raw, "UPDATE application SET amount_fen = 80000"); // that of the first payment
    assert_code(&desk, desk_write(&desk, run_fix, &fix, &desk.claim),
                "RULE:payment_attempt_differs");
    raw_must(&raw, "UPDATE application SET amount_fen = 20000");
    assert_ok(desk_write(&desk, run_fix, &fix, &desk.claim), desk.error);
    raw_close(&raw);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_claim_failed__is_ended_by_finance),
        BOTH(test_claim_failed__is_ended_by_another_person),
        BOTH(test_claim_failed__with_a_confirmed_doubt_is_ended),
        BOTH(test_claim_failed__is_ended_or_sent_again),
        BOTH(test_claim_failed__is_paid_what_its_review_found),
        BOTH(test_claim_failed__is_sent_again_with_its_sum),
    };
    return RUN_TESTS(tests);
}
