// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CASEWORK_AFTERCARE_H
#define TEST_CASEWORK_AFTERCARE_H
// What clawbacks and appeals are tried on: a claim that was paid, the people of the city's bureau,
// and SQL beside the program.
#include "../fund/raw.h"
#include "desk.h"

#include "casework/clawback.h"

#define CLAIM_FEN INT64_C(80000)

static inline Actor hrss(const Desk *desk) {
    return desk_actor(desk, 50, ROLE_CITY_HRSS, "");
}
static inline Actor hrss2(const Desk *desk) {
    return desk_actor(desk, 51, ROLE_CITY_HRSS, "");
}
static inline Actor stranger(const Desk *desk) {
    Actor actor = desk_actor(desk, 12, ROLE_CITIZEN, "");
    actor.scope.person_id = desk->worker_person + 1;
    return actor;
}

// The worker's claim of item 5, in her account; its number.
static inline Str desk_paid_by(Desk *desk, Actor accepting, Actor reviewing, Actor approving) {
    ReturnResult result;
    desk_allot(desk, DESK_BUDGET_FEN, "k");
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    assert_ok(desk_step(desk, accepting, number, CLAIM_ACCEPT, ""), desk->error);
    assert_ok(desk_step(desk, reviewing, number, CLAIM_REVIEW, ""), desk->error);
    desk->today = desk_notice(desk).closes_on + 1;
    assert_int_equal(desk_close_due(desk), 1);
    assert_ok(desk_step(desk, approving, number, CLAIM_APPROVE, ""), desk->error);
    PaymentFile file = desk_release(desk);
    assert_ok(desk_return(desk, &file, true, &result), desk->error);
    return number;
}

static inline Str desk_paid(Desk *desk) {
    return desk_paid_by(desk, clerk(desk), reviewer(desk), finance(desk));
}

// ---- Clawbacks ----

typedef struct AfterCall {
    const Desk *desk;
    Actor actor;
    const void *in;
    Str number;
} AfterCall;

static inline bool after_run(Desk *desk, StoreFunction *function, Actor actor, const void *in,
                             void *out) {
    AfterCall call = {desk, actor, in, {0}};
    desk->error = (Error){0};
    return store_write(desk->city.store, function, &call, out, &desk->city.arena, &desk->error);
}

static inline bool run_clawback_open(Tx *tx, const void *in, void *out, Arena *arena,
                                     Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    return clawback_open(tx, &call->actor, &context, call->in, arena, out, error);
}

static inline bool open_clawback(Desk *desk, Actor actor, Str claim, Str *number) {
    ClawbackOpening in = {claim, CLAWBACK_BY_MATCH, STR("比对：务工期间在海原县参保")};
    return after_run(desk, run_clawback_open, actor, &in, number);
}

static inline bool run_finding(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return clawback_add_evidence(tx, &call->actor, &context, call->in, arena, error);
}

static inline bool add_finding(Desk *desk, Actor actor, Str number, const char *content) {
    ClawbackFinding in = {number, STR("record"), STR("参保记录"), STR("记录.pdf"),
                          content ? str_from_c(content) : (Str){0}};
    return after_run(desk, run_finding, actor, &in, NULL);
}

static inline bool run_clawback_step(Tx *tx, const void *in, void *out, Arena *arena,
                                     Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return clawback_step(tx, &call->actor, &context, call->in, arena, error);
}

static inline bool step_clawback(Desk *desk, Actor actor, Str number, ClawbackAction action,
                                 const char *note) {
    ClawbackStep in = {number, action, str_from_c(note)};
    return after_run(desk, run_clawback_step, actor, &in, NULL);
}

static inline bool run_clawback_decide(Tx *tx, const void *in, void *out, Arena *arena,
                                       Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return clawback_decide(tx, &call->actor, &context, call->in, arena, error);
}

static inline bool decide_clawback(Desk *desk, Actor actor, Str number, int64_t amount_fen,
                                   int64_t instalments) {
    ClawbackDecision in = {.number = number,
                           .note = STR("务工月数不足"),
                           .amount_fen = amount_fen,
                           .instalments = instalments,
                           .first_due_on = desk->today + 30,
                           .decision_number = STR("卫人社追〔2023〕1号")};
    return after_run(desk, run_clawback_decide, actor, &in, NULL);
}

static inline bool run_clawback_repay(Tx *tx, const void *in, void *out, Arena *arena,
                                      Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    (void)out;
    return clawback_repay(tx, &call->actor, &context, call->in, arena, error);
}

static inline bool repay_clawback(Desk *desk, Str receivable, const char *receipt,
                                  int64_t amount_fen) {
    Repayment in = {receivable, str_from_c(receipt), amount_fen, desk->today};
    return after_run(desk, run_clawback_repay, finance(desk), &in, NULL);
}

static inline bool run_clawback_find(Tx *tx, const void *in, void *out, Arena *arena,
                                     Error *error) {
    const AfterCall *call = in;
    return clawback_find(tx, &call->actor, call->number, arena, out, error);
}

static inline bool find_clawback(Desk *desk, Actor actor, Str number, ClawbackFile *file) {
    AfterCall call = {desk, actor, NULL, number};
    desk->error = (Error){0};
    return store_read(desk->city.store, run_clawback_find, &call, file, &desk->city.arena,
                      &desk->error);
}

static inline ClawbackState clawback_state_of(Desk *desk, Str number) {
    ClawbackFile file;
    assert_ok(find_clawback(desk, hrss(desk), number, &file), desk->error);
    return file.clawback.state;
}

// Opened by the clerk, verified with two evidences, and the party notified.
static inline Str desk_notified(Desk *desk, Str claim) {
    Str number;
    assert_ok(open_clawback(desk, clerk(desk), claim, &number) &&
                  add_finding(desk, clerk(desk), number, NULL) &&
                  add_finding(desk, clerk(desk), number, "%PDF-1.4") &&
                  step_clawback(desk, clerk(desk), number, CLAWBACK_VERIFY, "两份记录一致") &&
                  step_clawback(desk, clerk(desk), number, CLAWBACK_NOTIFY, "务工月数不足"),
              desk->error);
    return number;
}

#endif
