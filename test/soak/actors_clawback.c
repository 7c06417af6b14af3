// SPDX-License-Identifier: Apache-2.0
// Who asks for what about money that was paid wrongly.
#include "actors_core.h"

// A clawback in this state, else, rarely, any; NULL when the actor finds none.
static const ModelClawback *pick_clawback(Pen *pen, ClawbackState state) {
    int count = pen->model->clawback_count;
    if (count == 0) return NULL;
    bool takes_any = is_rare(pen->actors, 20);
    int from = actors_draw(pen->actors, count);
    for (int i = 0; i < count; i++) {
        const ModelClawback *clawback = &pen->model->clawbacks[(from + i) % count];
        if (takes_any || clawback->state == state) return clawback;
    }
    return NULL;
}

static int applicant_of(const Pen *pen, const ModelClawback *clawback) {
    return pen->model->claims[clawback->claim].applicant;
}

#define CLAWBACKS_BY_HAND (MODEL_CLAWBACKS / 2) // the rest comes of reviews and inspections

bool draw_clawback_open(Pen *pen) {
    const ModelClaim *claim = pick_claim(pen->actors, pen->model, pen->state);
    if (!claim || pen->model->clawback_count >= CLAWBACKS_BY_HAND) return false;
    name_object(pen->action, claim->number);
    pen->action->index = actors_draw(pen->actors, CLAWBACK_CAUSE_COUNT);
    return draw_by_officer(pen);
}

bool draw_clawback_evidence(Pen *pen) {
    const ModelClawback *clawback = pick_clawback(pen, CLAWBACK_SUSPECTED);
    if (!clawback || (clawback->evidence >= CLAWBACK_EVIDENCE_MIN && !is_rare(pen->actors, 4))) {
        return false;
    }
    name_object(pen->action, clawback->number);
    return draw_by_officer(pen);
}

// What fits which state, and whose step it is.
typedef struct Way {
    ClawbackState state;
    ClawbackAction action;
    Role role;
    int one_in;
} Way;

static const Way ways[] = {
    {CLAWBACK_SUSPECTED, CLAWBACK_VERIFY, ROLE_COUNTY_CLERK, 1},
    {CLAWBACK_SUSPECTED, CLAWBACK_DROP, ROLE_COUNTY_CLERK, 8},
    {CLAWBACK_VERIFIED, CLAWBACK_NOTIFY, ROLE_COUNTY_CLERK, 1},
    {CLAWBACK_VERIFIED, CLAWBACK_DROP, ROLE_COUNTY_REVIEWER, 8},
    {CLAWBACK_NOTIFIED, CLAWBACK_STATE, ROLE_CITIZEN, 1},
    {CLAWBACK_NOTIFIED, CLAWBACK_RECORD, ROLE_COUNTY_CLERK, 3},
    {CLAWBACK_NOTIFIED, CLAWBACK_DROP, ROLE_COUNTY_REVIEWER, 12},
    {CLAWBACK_DECIDED, CLAWBACK_HAND_OVER, ROLE_COUNTY_REVIEWER, 2},
};

bool draw_clawback_step(Pen *pen) {
    const Way *way = &ways[actors_draw(pen->actors, (int)(sizeof ways / sizeof *ways))];
    const ModelClawback *clawback = pick_clawback(pen, way->state);
    if (!clawback || !is_rare(pen->actors, way->one_in)) return false;
    name_object(pen->action, clawback->number);
    pen->action->index = way->action;
    if (way->role != ROLE_CITIZEN) {
        act_in_role(pen->actors, pen->action, way->role);
        return true;
    }
    bool is_other = is_rare(pen->actors, 12);
    act_as_applicant(pen->action, pen->town,
                     is_other ? actors_draw(pen->actors, pen->town->applicant_count)
                              : applicant_of(pen, clawback));
    return true;
}

// Mostly of all that was paid; now and then under the number of another decision.
bool draw_clawback_decide(Pen *pen) {
    const ModelClawback *clawback = pick_clawback(pen, CLAWBACK_NOTIFIED);
    const Model *model = pen->model;
    Action *action = pen->action;
    if (!clawback || model->receivable_count == MODEL_RECEIVABLES) return false;
    int64_t paid = model->claims[clawback->claim].amount_fen;
    const ModelClawback *other = &model->clawbacks[actors_draw(pen->actors, model->clawback_count)];
    name_object(action, clawback->number);
    name_text(action, "追回");
    if (other->claim != clawback->claim && *other->decision && is_rare(pen->actors, 4)) {
        snprintf(action->text, sizeof action->text, "%s", other->decision);
    }
    action->amount_fen = is_rare(pen->actors, 2) ? paid : 1 + actors_draw(pen->actors, (int)paid);
    action->index = 1 + actors_draw(pen->actors, 3);
    action->flag = is_rare(pen->actors, 2);
    return draw_by_officer(pen);
}

// A part, or all that is open, or a fen more.
bool draw_repay(Pen *pen) {
    const Model *model = pen->model;
    if (model->receivable_count == 0) return false;
    const ModelReceivable *receivable =
        &model->receivables[actors_draw(pen->actors, model->receivable_count)];
    int64_t open = receivable->amount_fen - receivable->waived_fen - receivable->repaid_fen;
    if (open == 0 && !is_rare(pen->actors, 12)) return false;
    name_object(pen->action, receivable->number);
    name_text(pen->action, "缴回");
    bool is_all = open > 0 && is_rare(pen->actors, 2);
    pen->action->amount_fen = is_all ? open : 1 + actors_draw(pen->actors, (int)open + 1);
    return draw_by_officer(pen);
}

// By the party, who knows of the decision.
bool draw_appeal_clawback(Pen *pen) {
    const ModelClawback *clawback = pick_clawback(pen, CLAWBACK_DECIDED);
    if (is_rare(pen->actors, 3)) clawback = pick_clawback(pen, CLAWBACK_SETTLED);
    if (!clawback || pen->model->appeal_count == MODEL_APPEALS) return false;
    name_object(pen->action, pen->model->claims[clawback->claim].number);
    snprintf(pen->action->text, sizeof pen->action->text, "%s", clawback->number);
    act_as_applicant(pen->action, pen->town, applicant_of(pen, clawback));
    return true;
}
