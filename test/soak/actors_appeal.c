// SPDX-License-Identifier: Apache-2.0
// Who asks for what after a decision.
#include "actors_core.h"

// Who was refused, or paid; now and then an officer for them.
bool draw_appeal_file(Pen *pen) {
    const ModelClaim *claim = pick_claim(pen->actors, pen->model, pen->state);
    if (!claim || pen->model->appeal_count == MODEL_APPEALS) return false;
    name_object(pen->action, claim->number);
    if (is_rare(pen->actors, 25)) return draw_by_officer(pen);
    act_as_applicant(pen->action, pen->town, claim->applicant);
    return true;
}

// An appeal in this state, else, rarely, any.
static const ModelAppeal *pick_appeal(Pen *pen, AppealState state) {
    const Model *model = pen->model;
    for (int i = model->appeal_count - 1; i >= 0; i--) {
        if (model->appeals[i].state == state || is_rare(pen->actors, 40)) return &model->appeals[i];
    }
    return NULL;
}

bool draw_appeal_withdraw(Pen *pen) {
    const ModelAppeal *appeal = pick_appeal(pen, APPEAL_FILED);
    if (!appeal || !is_rare(pen->actors, 4)) return false;
    name_object(pen->action, appeal->number);
    act_as_applicant(pen->action, pen->town, pen->model->claims[appeal->claim].applicant);
    return true;
}

bool draw_appeal_accept(Pen *pen) {
    const ModelAppeal *appeal = pick_appeal(pen, APPEAL_FILED);
    if (!appeal) return false;
    name_object(pen->action, appeal->number);
    return draw_by_officer(pen);
}

// As it was, or by the facts of the databases, or by where the work is found to have been.
bool draw_appeal_decide(Pen *pen) {
    const ModelAppeal *appeal = pick_appeal(pen, APPEAL_ACCEPTED);
    if (!appeal || !has_room(pen->model, 1)) return false;
    int policy = PURSE_POLICY(pen->model->claims[appeal->claim].purse);
    int place = actors_draw(pen->actors, 2 * TOWN_PLACES);
    name_object(pen->action, appeal->number);
    pen->action->policy = policy;
    pen->action->flag = is_rare(pen->actors, 4);
    if (policy == TOWN_JOURNEY && place < TOWN_PLACES && !pen->action->flag) {
        snprintf(pen->action->text, sizeof pen->action->text, "%s", town_places[place].division);
    }
    return draw_by_officer(pen);
}
