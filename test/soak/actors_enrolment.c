// SPDX-License-Identifier: Apache-2.0
// Who asks for what about places of a quota.
#include "actors_core.h"

bool draw_enrol(Pen *pen) {
    int applicant = actors_draw(pen->actors, TOWN_VOLUNTEERS);
    if (pen->model->enrolment_count == MODEL_ENROLMENTS) return false;
    snprintf(pen->action->object, sizeof pen->action->object, "%.*s",
             STR_ARG(pen->town->applicants[applicant].person));
    if (is_rare(pen->actors, 3)) return draw_by_officer(pen);
    act_as_applicant(pen->action, pen->town, applicant);
    return true;
}

// What fits the state of one, now and then anything.
bool draw_enrol_step(Pen *pen) {
    static const EnrolmentAction fit[] = {ENROLMENT_ADMIT, ENROLMENT_ADMIT, ENROLMENT_REFUSE,
                                          ENROLMENT_WITHDRAW};
    int count = pen->model->enrolment_count;
    if (count == 0) return false;
    int at =
        count - 1 - actors_draw(pen->actors, count < TOWN_VOLUNTEERS ? count : TOWN_VOLUNTEERS);
    const ModelEnrolment *enrolment = &pen->model->enrolments[at];
    EnrolmentAction action = fit[actors_draw(pen->actors, sizeof fit / sizeof *fit)];
    if (enrolment->state != ENROLMENT_APPLIED && !is_rare(pen->actors, 8)) {
        action = ENROLMENT_RELEASE;
    }
    name_object(pen->action, enrolment->number);
    pen->action->index = action;
    if (action != ENROLMENT_WITHDRAW) return draw_by_officer(pen);
    act_as_applicant(pen->action, pen->town, enrolment->applicant);
    return true;
}
