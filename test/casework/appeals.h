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

#endif
