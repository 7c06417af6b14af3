// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CASEWORK_APPEALS_H
#define TEST_CASEWORK_APPEALS_H
// Appeals of the worker: each function of the domain as one transaction.
#include "aftercare.h"

#include "casework/appeal.h"

static inline bool run_appeal_file(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    return appeal_file(tx, &call->actor, &context, call->in, arena, out, error);
}

static inline bool file_appeal(Desk *desk, Actor actor, Str claim, Str clawback, Str *number) {
    AppealFiling in = {.claim_number = claim,
                       .clawback_number = clawback,
                       .grounds = STR("我有劳动合同和工资流水"),
                       .file_name = STR("合同.pdf"),
                       .content = STR("%PDF-1.4")};
    return after_run(desk, run_appeal_file, actor, &in, number);
}

static inline bool run_appeal_accept(Tx *tx, const void *in, void *out, Arena *arena,
                                     Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return appeal_accept(tx, &call->actor, &context, *(const Str *)call->in, arena, error);
}

static inline bool accept_appeal(Desk *desk, Actor actor, Str number) {
    return after_run(desk, run_appeal_accept, actor, &number, NULL);
}

static inline bool run_appeal_withdraw(Tx *tx, const void *in, void *out, Arena *arena,
                                       Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return appeal_withdraw(tx, &call->actor, &context, *(const Str *)call->in, arena, error);
}

static inline bool run_appeal_decide(Tx *tx, const void *in, void *out, Arena *arena,
                                     Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return appeal_decide(tx, &call->actor, &context, call->in, arena, error);
}

// `found`: what the review established; NULL maintains.
static inline bool decide_appeal(Desk *desk, Actor actor, Str number, const char *found) {
    AppealDecision in = {.number = number,
                         .is_maintained = !found,
                         .reasons = STR("核对了合同和流水"),
                         .found_json = found ? str_from_c(found) : (Str){0}};
    return after_run(desk, run_appeal_decide, actor, &in, NULL);
}

static inline bool run_appeal_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AfterCall *call = in;
    return appeal_find(tx, &call->actor, call->number, arena, out, error);
}

static inline bool find_appeal(Desk *desk, Actor actor, Str number, AppealRecord *record) {
    AfterCall call = {desk, actor, NULL, number};
    desk->error = (Error){0};
    return store_read(desk->city.store, run_appeal_find, &call, record, &desk->city.arena,
                      &desk->error);
}

static inline Appeal appeal_of(Desk *desk, Str number) {
    AppealRecord record;
    assert_ok(find_appeal(desk, hrss(desk), number, &record), desk->error);
    return record.appeal;
}

#define IN_REGION "{\"work_division\":\"640521\"}"
#define OUT_OF_REGION "{\"work_division\":\"110105\"}"
#define NO_OTHER "{}"

static inline Str desk_refused(Desk *desk) {
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    assert_ok(desk_step(desk, clerk(desk), number, CLAIM_ACCEPT, ""), desk->error);
    assert_ok(desk_step(desk, reviewer(desk), number, CLAIM_REFUSE, "合同不清楚"), desk->error);
    return number;
}

// From submitted to paid, with everybody's hand.
static inline void desk_pay(Desk *desk, Str number) {
    ReturnResult result;
    desk_clear(desk, number);
    assert_ok(desk_step(desk, finance(desk), number, CLAIM_APPROVE, ""), desk->error);
    PaymentFile file = desk_release(desk);
    assert_ok(desk_return(desk, &file, true, &result), desk->error);
    assert_int_equal(desk_state(desk, number), CLAIM_PAID);
}

static inline Actor hrss3(const Desk *desk) {
    return desk_actor(desk, 52, ROLE_CITY_HRSS, "");
}


// Refused, brought back within the region, paid 200.00; appealed again as across provinces: the
// supplement of 600.00.
static inline Str desk_supplemented_by(Desk *desk, Actor decider, Str *claim) {
    Str number;
    *claim = desk_refused(desk);
    assert_ok(file_appeal(desk, worker(desk), *claim, (Str){0}, &number) &&
                  accept_appeal(desk, clerk(desk), number) &&
                  decide_appeal(desk, hrss(desk), number, IN_REGION),
              desk->error);
    desk_allot(desk, DESK_BUDGET_FEN, "k");
    desk_pay(desk, *claim);
    assert_int_equal(desk_budget(desk).paid_fen, 20000);
    assert_ok(file_appeal(desk, worker(desk), *claim, (Str){0}, &number) &&
                  accept_appeal(desk, clerk(desk), number),
              desk->error);
    // Who reversed the refusal had a hand in the claim.
    assert_code(desk, decide_appeal(desk, hrss(desk), number, OUT_OF_REGION), "SAME_PERSON");
    assert_ok(decide_appeal(desk, decider, number, OUT_OF_REGION), desk->error);
    Appeal appeal = appeal_of(desk, number);
    assert_int_equal(appeal.state, APPEAL_CHANGED);
    assert_int_equal(appeal.result_fen, CLAIM_FEN);
    return appeal.result_number;
}

static inline Str desk_supplemented(Desk *desk, Str *claim) {
    return desk_supplemented_by(desk, hrss2(desk), claim);
}

// A clawback of 200.00 that is decided, appealed against and accepted; the number of the appeal.
static inline Str desk_contested(Desk *desk, Str claim, Str *clawback) {
    Str number;
    *clawback = desk_notified(desk, claim);
    assert_ok(step_clawback(desk, worker(desk), *clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(desk, hrss(desk), *clawback, 20000, 1) &&
                  file_appeal(desk, worker(desk), claim, *clawback, &number) &&
                  accept_appeal(desk, clerk(desk), number),
              desk->error);
    return number;
}

#endif
