// SPDX-License-Identifier: Apache-2.0
// The part of the model that is places of a quota: taken at admission, given back at release, and
// what is signed for them, each by another person.
#include "model_core.h"

#define APPLICANT_PARTY "申请人"

static bool is_living(const ModelEnrolment *enrolment) {
    return enrolment->state == ENROLMENT_APPLIED || enrolment->state == ENROLMENT_ADMITTED ||
           enrolment->state == ENROLMENT_DONE;
}

// ---- Subjects ----

// By the key of a request.
static int subject_of(const Run *run, int programme) {
    Str key = str_from_c(run->action->object);
    Arena arena = {0};
    int subject = 0;
    bool is_station = programme == TOWN_STATIONS;
    while (!str_equal(
        is_station ? town_facility(&arena, subject) : run->town->applicants[subject].person, key)) {
        subject++;
    }
    arena_release(&arena);
    return subject;
}

// Whether the subject itself acts.
static bool is_by_subject(const Run *run, int programme, int subject) {
    const Action *by = run->action;
    if (programme == TOWN_STATIONS) return by->account_id == UNIT_ACCOUNT + subject;
    return str_equal(run->town->applicants[subject].person, str_from_c(by->person));
}

// Officers see all; the others their own.
static bool sees(const Run *run, const ModelEnrolment *enrolment) {
    return role_has(run->action->role, PERMISSION_ENROLMENT_READ) ||
           is_by_subject(run, enrolment->programme, enrolment->subject);
}

// ---- Entering ----

// Who asks for themselves, or the counter for them.
static const char *do_enrol(Run *run) {
    Model *model = run->model;
    const Action *by = run->action;
    int programme = (int)by->index, year = run_year(run);
    int subject = subject_of(run, programme);
    bool allows =
        programme == TOWN_STATIONS || model_consents(model, run->town, subject, by->today);
    bool is_entered = role_has(by->role, PERMISSION_ENROLMENT_ENTER) && allows;
    if (!is_by_subject(run, programme, subject) && !is_entered) return "NONE";
    for (int i = 0; i < model->enrolment_count; i++) {
        const ModelEnrolment *other = &model->enrolments[i];
        bool is_same = other->programme == programme && other->subject == subject;
        if (is_same && is_living(other)) return "ALREADY_ENROLLED";
    }
    assert_true(model->enrolment_count < MODEL_ENROLMENTS);
    ModelEnrolment *enrolment = &model->enrolments[model->enrolment_count++];
    *enrolment = (ModelEnrolment){
        .programme = programme,
        .subject = subject,
        .applied_by = by->account_id,
        .state = ENROLMENT_APPLIED,
        .due_on = workday_add(run->town->context.calendar, by->today, CLAIM_ACCEPT_WORKDAYS)};
    snprintf(enrolment->number, sizeof enrolment->number, "DJ-%d-%02d-%06d", year,
             town_programmes[programme].policy,
             ++model->enrolments_numbered[programme][year - MODEL_FIRST_YEAR]);
    run_log(run);
    return answer_number(run, enrolment->number);
}

// ---- Moving ----

// The smallest number that nobody holds; 0 when there is none.
static int free_place(const Model *model, int programme) {
    bool is_taken[TOWN_PLACES_MAX + 1] = {0};
    for (int i = 0; i < model->enrolment_count; i++) {
        const ModelEnrolment *enrolment = &model->enrolments[i];
        if (enrolment->programme == programme) is_taken[enrolment->seq] = true;
    }
    for (int seq = 1; seq <= TOWN_PLACES_MAX; seq++) {
        if (!is_taken[seq]) return seq;
    }
    return 0;
}

// When the step that waits must be signed.
static Date step_due(const Run *run, const ModelEnrolment *enrolment) {
    const TownProgramme *programme = &town_programmes[enrolment->programme];
    int workdays =
        enrolment->steps < programme->step_count ? programme->steps[enrolment->steps].workdays : 0;
    return workdays ? workday_add(run->town->context.calendar, run->action->today, workdays)
                    : DATE_ABSENT;
}

static const char *admit(Run *run, ModelEnrolment *enrolment) {
    if (is_same_person(enrolment->applied_by, run->action->account_id)) return "SAME_PERSON";
    enrolment->seq = free_place(run->model, enrolment->programme);
    enrolment->due_on = step_due(run, enrolment);
    return enrolment->seq ? DONE : "QUOTA_FULL";
}

// The party of the step that waits for which somebody signs; -1: it waits for others.
static int party_of(const Run *run, const ModelEnrolment *enrolment) {
    const TownStep *step = &town_programmes[enrolment->programme].steps[enrolment->steps];
    int64_t account = run->action->duty ? run->action->duty : run->action->account_id;
    bool is_own = is_by_subject(run, enrolment->programme, enrolment->subject);
    const char *department = account <= TOWN_OFFICERS ? town_officers[account - 1].department : "";
    for (int i = 0; i < TOWN_PARTIES && step->parties[i]; i++) {
        if (strcmp(step->parties[i], is_own ? APPLICANT_PARTY : department) == 0) return i;
    }
    return -1;
}

// With the last signature of a step the next one waits; with that of the last it is done.
static const char *sign(const Run *run, ModelEnrolment *enrolment) {
    const TownProgramme *programme = &town_programmes[enrolment->programme];
    const TownStep *step = &programme->steps[enrolment->steps];
    int party = party_of(run, enrolment);
    bool is_complete = true;
    if (party < 0) return "NOT_YOUR_STEP";
    if (enrolment->signed_by[party]) return "ALREADY_SIGNED";
    for (int i = 0; i < TOWN_PARTIES; i++) {
        int64_t other = enrolment->signed_by[i];
        if (other && is_same_person(other, run->action->account_id)) return "SAME_PERSON";
    }
    enrolment->signed_by[party] = run->action->account_id;
    for (int i = 0; i < TOWN_PARTIES; i++) {
        is_complete = is_complete && (enrolment->signed_by[i] || !step->parties[i]);
    }
    if (!is_complete) return DONE;
    memset(enrolment->signed_by, 0, sizeof enrolment->signed_by);
    enrolment->steps++;
    enrolment->due_on = step_due(run, enrolment);
    if (enrolment->steps == programme->step_count) enrolment->state = ENROLMENT_DONE;
    return DONE;
}

static const char *end(ModelEnrolment *enrolment) {
    enrolment->seq = 0;
    enrolment->due_on = DATE_ABSENT;
    return DONE;
}

static const char *take(Run *run, ModelEnrolment *enrolment, EnrolmentAction action) {
    if (action == ENROLMENT_ADMIT) return admit(run, enrolment);
    if (action == ENROLMENT_SIGN) return sign(run, enrolment);
    if (action == ENROLMENT_OBJECT) return party_of(run, enrolment) < 0 ? "NOT_YOUR_STEP" : DONE;
    return end(enrolment);
}

// The table of transitions is the specification, as that of claims is.
static const char *do_step(Run *run) {
    ModelEnrolment *enrolment = run->model->enrolments;
    const Action *by = run->action;
    EnrolmentAction action = (EnrolmentAction)by->index;
    while (strcmp(enrolment->number, by->object) != 0) enrolment++;
    if (!sees(run, enrolment)) return "NONE";
    const EnrolmentTransition *row = enrolment_transition(action, enrolment->state);
    if (!row) return "WRONG_STATE";
    bool is_staff = row->needs != PERMISSION_NONE && role_has(by->role, row->needs);
    bool is_theirs = is_by_subject(run, enrolment->programme, enrolment->subject) ||
                     by->account_id == enrolment->applied_by;
    if (!is_staff && !(row->is_own_step && is_theirs)) return "FORBIDDEN";
    enrolment->state = row->to;
    const char *code = take(run, enrolment, action);
    if (strcmp(code, DONE) != 0) return code;
    run_log(run);
    return answer_fen(run, enrolment->seq);
}

ModelFunction *const model_enrolment_functions[ACTION_KIND_COUNT] = {
    [DO_ENROL] = do_enrol,
    [DO_ENROL_STEP] = do_step,
};
