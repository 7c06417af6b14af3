// SPDX-License-Identifier: Apache-2.0
// Who asks for what about automatic batches.
#include "actors_core.h"

// Mostly where somebody has a certificate.
static int draw_county(Pen *pen) {
    int applicant = actors_draw(pen->actors, pen->town->post_start);
    int purse = pen->town->applicants[applicant].purse;
    bool is_found = PURSE_POLICY(purse) == TOWN_SKILL;
    return is_found ? PURSE_COUNTY(purse) : actors_draw(pen->actors, TOWN_COUNTIES);
}

// By a clerk: who asks has accepted what comes of it, and the page lets nobody else. After the
// first year the policy is over, and a batch has nobody to pay.
bool draw_batch_ask(Pen *pen) {
    bool is_over = model_year(pen->actors->today) > 0;
    if (pen->model->batch_count == MODEL_BATCHES || (is_over && !is_rare(pen->actors, 12))) {
        return false;
    }
    name_purse(pen->action, PURSE(TOWN_SKILL, draw_county(pen)));
    act_as_clerk(pen->actors, pen->action);
    return true;
}

// A batch whose job waits, or none does; now and then any.
static const ModelBatch *pick_batch(Pen *pen, bool waits) {
    int count = pen->model->batch_count;
    for (int i = count - 1; i >= 0; i--) {
        const ModelBatch *batch = &pen->model->batches[i];
        bool is_fit = (batch->job == JOB_WAITING) == waits && batch->state != MODEL_ROLLED_BACK;
        if (is_fit || is_rare(pen->actors, 40)) return batch;
    }
    return NULL;
}

bool draw_batch_match(Pen *pen) {
    const ModelBatch *waiting = pick_batch(pen, true);
    return waiting && draw_platform(pen);
}

// By who asked, mostly.
bool draw_batch_stop(Pen *pen) {
    const ModelBatch *batch = pick_batch(pen, true);
    if (!batch || !is_rare(pen->actors, 3)) return false;
    name_object(pen->action, batch->number);
    if (is_rare(pen->actors, 4)) return draw_by_officer(pen);
    act_as(pen->action, batch->job_asked_by);
    return true;
}

bool draw_batch_roll_back(Pen *pen) {
    const ModelBatch *batch = pick_batch(pen, is_rare(pen->actors, 3));
    if (!batch || !is_rare(pen->actors, 3)) return false;
    name_object(pen->action, batch->number);
    return draw_by_officer(pen);
}

// Those who may, one after the other; now and then again, what may not be, or somebody else's.
bool draw_batch_confirm(Pen *pen) {
    const ModelBatch *batch = pick_batch(pen, false);
    if (!batch || batch->row_count == 0) return false;
    int at = actors_draw(pen->actors, batch->row_count), turns = batch->row_count;
    for (; turns > 0; turns--, at = (at + 1) % batch->row_count) {
        bool is_fit = batch->rows[at].column == BATCH_PAYABLE && batch->rows[at].claim == 0;
        if (is_fit || is_rare(pen->actors, 20)) break;
    }
    if (turns == 0 || !has_room(pen->model, 1)) return false;
    name_object(pen->action, batch->number);
    pen->action->policy = PURSE_POLICY(batch->purse);
    pen->action->index = at + 1;
    bool is_other = is_rare(pen->actors, 20);
    act_as_applicant(pen->action, pen->town,
                     is_other ? actors_draw(pen->actors, pen->town->applicant_count)
                              : batch->rows[at].applicant);
    return true;
}

bool draw_consent(Pen *pen) {
    int applicant = actors_draw(pen->actors, pen->town->applicant_count);
    if (pen->model->consent_count == MODEL_CONSENTS || !is_rare(pen->actors, 2)) return false;
    act_as_applicant(pen->action, pen->town, applicant);
    pen->action->flag = model_consents(pen->model, pen->town, applicant, pen->actors->today) ==
                        is_rare(pen->actors, 8);
    return true;
}
