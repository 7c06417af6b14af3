// SPDX-License-Identifier: Apache-2.0
// What is asked for about places of a quota.
#include "action_core.h"

#include "kinds/enrolment.h"

static bool do_enrol(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Enrolment enrolment;
    EnrolmentIn in = {.policy_number = TOWN_PROGRAMME,
                      .measure_key = STR(TOWN_PROGRAMME_KEY),
                      .subject_key = object_of(request),
                      .stated_json = STR("{\"status\":\"fresh_graduate\"}")};
    if (!enrolment_apply(tx, &request->actor, &request->town->context, &in, arena, &enrolment,
                         error)) {
        return false;
    }
    *result = enrolment.number;
    return true;
}

static bool do_step(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Enrolment enrolment;
    EnrolmentStep step = {.number = object_of(request),
                          .action = (EnrolmentAction)request->action->index,
                          .note = STR("写明原因")};
    if (!enrolment_step(tx, &request->actor, &request->town->context, &step, arena, &enrolment,
                        error)) {
        return false;
    }
    *result = str_format(arena, "%lld", (long long)enrolment.seq);
    return true;
}

ActionFunction *const action_enrolment_functions[ACTION_KIND_COUNT] = {
    [DO_ENROL] = do_enrol,
    [DO_ENROL_STEP] = do_step,
};
