// SPDX-License-Identifier: Apache-2.0
// Who goes on leave, and who stands in.
#include "actors_core.h"

static void name_login(char text[ACTION_TEXT_BYTES], int64_t officer) {
    snprintf(text, ACTION_TEXT_BYTES, "%s", town_officers[officer - 1].login);
}

// A clerk or a reviewer, mostly to the other; now and then for too long, or to whom it cannot go.
bool draw_delegate(Pen *pen) {
    Actors *actors = pen->actors;
    if (pen->model->delegation_count == MODEL_DELEGATIONS) return false;
    int64_t to = 1 + actors_draw(actors, TOWN_OFFICERS);
    bool is_clerk = town_officers[to - 1].role == ROLE_COUNTY_CLERK;
    act_in_role(actors, pen->action, is_clerk ? ROLE_COUNTY_REVIEWER : ROLE_COUNTY_CLERK);
    name_login(pen->action->object, to);
    pen->action->index =
        is_rare(actors, 12) ? 92 - actors_draw(actors, 95) : actors_draw(actors, 20);
    return true;
}

static const ModelDelegation *pick_delegation(Pen *pen) {
    int count = pen->model->delegation_count;
    return count ? &pen->model->delegations[count - 1 - actors_draw(pen->actors, count)] : NULL;
}

static bool is_in_effect(const ModelDelegation *delegation, Date today) {
    return !delegation->is_ended && delegation->first <= today && today <= delegation->last;
}

// By either of the two, now and then by somebody else.
bool draw_delegation_end(Pen *pen) {
    const ModelDelegation *delegation = pick_delegation(pen);
    if (!delegation) return false;
    bool is_fit = is_in_effect(delegation, pen->actors->today);
    if (!is_rare(pen->actors, is_fit ? 3 : 20)) return false;
    name_login(pen->action->text, delegation->from);
    name_login(pen->action->object, delegation->to);
    act_as(pen->action, is_rare(pen->actors, 2) ? delegation->from : delegation->to);
    if (is_rare(pen->actors, 12)) act_as(pen->action, 1 + actors_draw(pen->actors, TOWN_OFFICERS));
    return true;
}

// Whoever is on leave lets the colleague act; rarely it is tried when that is over.
void stand_in(Pen *pen) {
    for (int i = 0; i < pen->model->delegation_count; i++) {
        const ModelDelegation *delegation = &pen->model->delegations[i];
        if (delegation->from != pen->action->account_id) continue;
        bool is_fit = is_in_effect(delegation, pen->actors->today);
        if (!is_fit && !is_rare(pen->actors, 200)) continue;
        pen->action->duty = delegation->from;
        pen->action->account_id = delegation->to;
        return;
    }
}
