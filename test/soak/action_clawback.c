// SPDX-License-Identifier: Apache-2.0
// What is asked for about money that was paid wrongly, from the suspicion to what came back.
#include "action_core.h"

#include "casework/clawback.h"

Date action_first_due(const Action *action) {
    return action->flag ? date_add_months(action->today, 1) : action->today;
}

static bool do_open(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    ClawbackOpening in = {object_of(request), (ClawbackCause)request->action->index,
                          STR("两处同时在岗")};
    return clawback_open(tx, &request->actor, &request->town->context, &in, arena, result, error);
}

static bool do_add_evidence(Tx *tx, const Request *request, Str *result, Arena *arena,
                            Error *error) {
    ClawbackFinding finding = {
        .number = object_of(request), .source = STR("visit"), .description = STR("电话核查记录")};
    (void)result;
    return clawback_add_evidence(tx, &request->actor, &request->town->context, &finding, arena,
                                 error);
}

static bool do_step(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    ClawbackStep step = {object_of(request), (ClawbackAction)request->action->index,
                         STR("写明原因")};
    (void)result;
    return clawback_step(tx, &request->actor, &request->town->context, &step, arena, error);
}

static bool do_decide(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    const Action *action = request->action;
    ClawbackDecision decision = {.number = object_of(request),
                                 .note = STR("写明理由"),
                                 .amount_fen = action->amount_fen,
                                 .instalments = action->index,
                                 .first_due_on = action_first_due(action),
                                 .decision_number = text_of(request)};
    (void)result;
    return clawback_decide(tx, &request->actor, &request->town->context, &decision, arena, error);
}

static bool do_repay(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    const Action *action = request->action;
    Repayment repayment = {object_of(request), text_of(request), action->amount_fen, action->today};
    (void)result;
    return clawback_repay(tx, &request->actor, &request->town->context, &repayment, arena, error);
}

ActionFunction *const action_clawback_functions[ACTION_KIND_COUNT] = {
    [DO_CLAWBACK_OPEN] = do_open, [DO_CLAWBACK_EVIDENCE] = do_add_evidence,
    [DO_CLAWBACK_STEP] = do_step, [DO_CLAWBACK_DECIDE] = do_decide,
    [DO_REPAY] = do_repay,
};
