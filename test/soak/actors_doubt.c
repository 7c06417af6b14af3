// SPDX-License-Identifier: Apache-2.0
// Who asks for what about doubts.
#include "actors_core.h"

// An open finding, now and then one that was answered; mostly it is cleared.
bool draw_risk_answer(Pen *pen) {
    const Model *model = pen->model;
    int counts[MODEL_CLAIMS] = {0};
    for (int i = 0; i < model->finding_count; i++) {
        const ModelFinding *finding = &model->findings[i];
        int index = ++counts[finding->claim];
        if (!finding->is_open && !is_rare(pen->actors, 40)) continue;
        name_object(pen->action, model->claims[finding->claim].number);
        pen->action->index = index;
        pen->action->flag = is_rare(pen->actors, 4);
        return draw_by_officer(pen);
    }
    return false;
}

// Last month, now and then this one or any; a county in which something was approved.
bool draw_inspect(Pen *pen) {
    const ModelClaim *claim = pick_claim(pen->actors, pen->model, pen->state);
    int now = model_month(pen->actors->today);
    int month = is_rare(pen->actors, 8) ? actors_draw(pen->actors, now + 1) : now - 1;
    if (!claim || month < 0 || pen->model->inspection_count == MODEL_INSPECTIONS) return false;
    name_purse(pen->action, claim->purse);
    name_month(pen->action, month);
    return draw_by_officer(pen);
}

bool draw_inspect_record(Pen *pen) {
    const Model *model = pen->model;
    for (int i = model->inspection_count - 1; i >= 0; i--) {
        const ModelInspection *inspection = &model->inspections[i];
        int at = 0;
        while (at < inspection->count && inspection->is_checked[at]) at++;
        if (at == inspection->count && !is_rare(pen->actors, 60)) continue;
        name_object(pen->action, inspection->number);
        pen->action->index = at + 1;
        pen->action->flag = !is_rare(pen->actors, 3);
        return draw_by_officer(pen);
    }
    return false;
}
