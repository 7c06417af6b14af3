// SPDX-License-Identifier: Apache-2.0
// Who asks for what about places of a quota, and who signs.
#include "actors_core.h"

// The subject itself: a person, or who runs the facility.
static void act_as_subject(Pen *pen, int programme, int subject) {
    if (programme == TOWN_STATIONS)
        act_as_unit(pen->action, subject);
    else
        act_as_applicant(pen->action, pen->town, subject);
}

bool draw_enrol(Pen *pen) {
    Arena arena = {0};
    int programme = actors_draw(pen->actors, TOWN_PROGRAMMES);
    bool is_station = programme == TOWN_STATIONS;
    int subject = actors_draw(pen->actors, is_station ? TOWN_FACILITIES : TOWN_VOLUNTEERS);
    if (pen->model->enrolment_count == MODEL_ENROLMENTS) return false;
    Str key = is_station ? town_facility(&arena, subject) : pen->town->applicants[subject].person;
    snprintf(pen->action->object, sizeof pen->action->object, "%.*s", STR_ARG(key));
    arena_release(&arena);
    pen->action->index = programme;
    if (is_rare(pen->actors, 3)) return draw_by_officer(pen);
    act_as_subject(pen, programme, subject);
    return true;
}

// One of the latest.
static const ModelEnrolment *pick_enrolment(Pen *pen) {
    int count = pen->model->enrolment_count, latest = TOWN_VOLUNTEERS + TOWN_FACILITIES;
    if (count == 0) return NULL;
    int at = count - 1 - actors_draw(pen->actors, count < latest ? count : latest);
    return &pen->model->enrolments[at];
}

// What fits the state of one, now and then anything.
bool draw_enrol_step(Pen *pen) {
    static const EnrolmentAction fit[] = {ENROLMENT_ADMIT, ENROLMENT_ADMIT, ENROLMENT_REFUSE,
                                          ENROLMENT_WITHDRAW};
    const ModelEnrolment *enrolment = pick_enrolment(pen);
    if (!enrolment) return false;
    EnrolmentAction action = fit[actors_draw(pen->actors, sizeof fit / sizeof *fit)];
    if (enrolment->state != ENROLMENT_APPLIED && !is_rare(pen->actors, 8)) {
        if (!is_rare(pen->actors, 3)) return false; // a place is held for a while
        action = ENROLMENT_RELEASE;
    }
    name_object(pen->action, enrolment->number);
    pen->action->index = action;
    if (action != ENROLMENT_WITHDRAW) return draw_by_officer(pen);
    act_as_subject(pen, enrolment->programme, enrolment->subject);
    return true;
}

// Somebody of a party, now and then of another, or who is not pleased.
bool draw_enrol_sign(Pen *pen) {
    const ModelEnrolment *enrolment = pick_enrolment(pen);
    bool is_any = is_rare(pen->actors, 20);
    if (!enrolment || (enrolment->state != ENROLMENT_ADMITTED && !is_any)) return false;
    name_object(pen->action, enrolment->number);
    pen->action->index = is_rare(pen->actors, 10) ? ENROLMENT_OBJECT : ENROLMENT_SIGN;
    bool is_own = enrolment->programme == TOWN_STATIONS && enrolment->steps == 0;
    if (is_own || is_rare(pen->actors, 12)) {
        act_as_subject(pen, enrolment->programme, enrolment->subject);
    } else {
        act_as(pen->action, 1 + actors_draw(pen->actors, TOWN_OFFICERS));
    }
    return true;
}
