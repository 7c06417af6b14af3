// SPDX-License-Identifier: Apache-2.0
// What is asked for about places of a quota, and who signs what must be done for one.
#include "action_core.h"

#include "kinds/enrolment.h"

static bool do_enrol(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Enrolment enrolment;
    const TownProgramme *programme = &town_programmes[request->action->index];
    EnrolmentIn in = {.policy_number = programme->policy,
                      .measure_key = str_from_c(programme->key),
                      .subject_key = object_of(request)};
    if (programme->stated) in.stated_json = str_from_c(programme->stated);
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
