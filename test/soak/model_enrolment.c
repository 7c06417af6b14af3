// SPDX-License-Identifier: Apache-2.0
// The part of the model that is places of a quota: taken at admission, given back at release.
#include "model_core.h"

static bool is_living(const ModelEnrolment *enrolment) {
    return enrolment->state == ENROLMENT_APPLIED || enrolment->state == ENROLMENT_ADMITTED;
}

// Who asks for themselves, or the counter for them.
static const char *do_enrol(Run *run) {
    Model *model = run->model;
    const Action *by = run->action;
    int applicant = 0, year = run_year(run);
    Str person = str_from_c(by->object);
    while (!str_equal(run->town->applicants[applicant].person, person)) applicant++;
    bool is_own = strcmp(by->person, by->object) == 0;
    bool is_entered = role_has(by->role, PERMISSION_ENROLMENT_ENTER) &&
                      model_consents(model, run->town, applicant, by->today);
    if (!is_own && !is_entered) return "NONE";
    for (int i = 0; i < model->enrolment_count; i++) {
        const ModelEnrolment *other = &model->enrolments[i];
        if (other->applicant == applicant && is_living(other)) return "ALREADY_ENROLLED";
    }
    assert_true(model->enrolment_count < MODEL_ENROLMENTS);
    ModelEnrolment *enrolment = &model->enrolments[model->enrolment_count++];
    *enrolment = (ModelEnrolment){
        .applicant = applicant, .applied_by = by->account_id, .state = ENROLMENT_APPLIED};
    snprintf(enrolment->number, sizeof enrolment->number, "DJ-%d-%02d-%06d", year, TOWN_PROGRAMME,
             ++model->enrolments_numbered[year - MODEL_FIRST_YEAR]);
    run_log(run);
    return answer_number(run, enrolment->number);
}

// The smallest number that nobody holds; 0 when there is none.
static int free_place(const Model *model) {
    bool is_taken[TOWN_PLACES_MAX + 1] = {0};
    for (int i = 0; i < model->enrolment_count; i++) is_taken[model->enrolments[i].seq] = true;
    for (int seq = 1; seq <= TOWN_PLACES_MAX; seq++) {
        if (!is_taken[seq]) return seq;
    }
    return 0;
}

// The table of transitions is the specification, as that of claims is.
static const char *do_step(Run *run) {
    ModelEnrolment *enrolment = run->model->enrolments;
    const Action *by = run->action;
    while (strcmp(enrolment->number, by->object) != 0) enrolment++;
    const EnrolmentTransition *row =
        enrolment_transition((EnrolmentAction)by->index, enrolment->state);
    if (!row) return "WRONG_STATE";
    bool is_staff = row->needs != PERMISSION_NONE && role_has(by->role, row->needs);
    bool is_theirs = by->role == ROLE_CITIZEN || by->account_id == enrolment->applied_by;
    if (!is_staff && !(row->is_own_step && is_theirs)) return "FORBIDDEN";
    bool is_admission = row->to == ENROLMENT_ADMITTED;
    if (is_admission && is_same_person(enrolment->applied_by, by->account_id)) return "SAME_PERSON";
    if (is_admission && free_place(run->model) == 0) return "QUOTA_FULL";
    enrolment->seq = is_admission ? free_place(run->model) : 0;
    enrolment->state = row->to;
    run_log(run);
    return answer_fen(run, enrolment->seq);
}

ModelFunction *const model_enrolment_functions[ACTION_KIND_COUNT] = {
    [DO_ENROL] = do_enrol,
    [DO_ENROL_STEP] = do_step,
};
