// SPDX-License-Identifier: Apache-2.0
// What is asked for after a decision.
#include "action_core.h"

#include "casework/appeal.h"

static bool do_file(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    AppealFiling in = {.claim_number = object_of(request),
                       .clawback_number = text_of(request),
                       .grounds = STR("我有合同和社保记录")};
    return appeal_file(tx, &request->actor, &request->town->context, &in, arena, result, error);
}

static bool do_withdraw(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    (void)result;
    return appeal_withdraw(tx, &request->actor, &request->town->context, object_of(request), arena,
                           error);
}

static bool do_accept(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    (void)result;
    return appeal_accept(tx, &request->actor, &request->town->context, object_of(request), arena,
                         error);
}

static bool do_decide(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    const Action *action = request->action;
    AppealDecision decision = {
        .number = object_of(request), .is_maintained = action->flag, .reasons = STR("已核查")};
    (void)result;
    if (*action->text) {
        decision.found_json = str_format(arena, "{\"work_division\":\"%s\"}", action->text);
    }
    return appeal_decide(tx, &request->actor, &request->town->context, &decision, arena, error);
}

ActionFunction *const action_appeal_functions[ACTION_KIND_COUNT] = {
    [DO_APPEAL_FILE] = do_file,
    [DO_APPEAL_WITHDRAW] = do_withdraw,
    [DO_APPEAL_ACCEPT] = do_accept,
    [DO_APPEAL_DECIDE] = do_decide,
};
