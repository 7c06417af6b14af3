// SPDX-License-Identifier: Apache-2.0
// What is asked for about doubts: answers to findings, draws of a month and their results.
#include "action_core.h"

#include "casework/inspection.h"
#include "casework/risk.h"

// A finding has no public number: it is one of a claim's, in the order in which they were made.
static bool do_answer(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    const Action *action = request->action;
    RiskFindings findings;
    if (!risk_of_claim(tx, &request->actor, object_of(request), arena, &findings, error)) {
        return false;
    }
    if (action->index < 1 || action->index > (int64_t)findings.count) {
        return error_set(error, ERROR_NOT_FOUND, "没有这条疑点");
    }
    RiskAnswer answer = {findings.items[action->index - 1].id, action->flag, STR("已核查")};
    return risk_answer(tx, &request->actor, &request->town->context, &answer, arena, result, error);
}

static bool do_inspect(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    InspectionList list = {fund_of(request), object_of(request), text_of(request)};
    return inspection_draw(tx, &request->actor, &request->town->context, &list, arena, result,
                           error);
}

static bool do_record(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    const Action *action = request->action;
    InspectionResult found = {.number = object_of(request),
                              .index = action->index,
                              .is_in_order = action->flag,
                              .note = STR("已看原件")};
    (void)result;
    return inspection_record(tx, &request->actor, &request->town->context, &found, arena, error);
}

ActionFunction *const action_doubt_functions[ACTION_KIND_COUNT] = {
    [DO_RISK_ANSWER] = do_answer,
    [DO_INSPECT] = do_inspect,
    [DO_INSPECT_RECORD] = do_record,
};
