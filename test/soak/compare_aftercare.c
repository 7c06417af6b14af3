// SPDX-License-Identifier: Apache-2.0
// What the pages read of what comes after a decision: clawbacks, appeals, findings, inspections.
#include "compare_core.h"

#include "casework/inspection.h"
#include "casework/risk.h"

static const Clawback *find_clawback(const Clawbacks *clawbacks, const char *number) {
    for (size_t i = 0; i < clawbacks->count; i++) {
        if (str_equal(clawbacks->items[i].number, str_from_c(number))) return &clawbacks->items[i];
    }
    return NULL;
}

static void compare_clawback(Look *look, const ModelClawback *wanted, const Clawback *found) {
    const Model *model = look->model;
    const ModelReceivable *receivable =
        wanted->receivable ? &model->receivables[wanted->receivable - 1] : NULL;
    expect(look, wanted->number, wanted->state, found->state);
    expect(look, wanted->number, wanted->steps, found->version);
    expect(look, wanted->number, wanted->due_on, found->due_on);
    expect(look, wanted->number, wanted->is_stated, !str_is_absent(found->statement));
    expect(look, wanted->number, wanted->verified_by, found->verified_by.value);
    expect(look, wanted->number, wanted->decided_by, found->decided_by.value);
    expect_text(look, wanted->number, receivable ? receivable->number : "",
                found->receivable_number);
    expect_text(look, wanted->number, model->claims[wanted->claim].number, found->claim_number);
}

bool look_at_clawbacks(Tx *tx, Look *look, Arena *arena, Error *error) {
    Clawbacks clawbacks;
    const Model *model = look->model;
    if (!clawback_list(tx, &look->actor, &(ClawbackFilter){0}, arena, &clawbacks, error)) {
        return false;
    }
    expect(look, "clawbacks", model->clawback_count, (int64_t)clawbacks.count);
    for (int i = 0; i < model->clawback_count; i++) {
        const ModelClawback *wanted = &model->clawbacks[i];
        const Clawback *found = find_clawback(&clawbacks, wanted->number);
        expect(look, wanted->number, true, found != NULL);
        if (found) compare_clawback(look, wanted, found);
    }
    return true;
}

static const Appeal *find_appeal(const Appeals *appeals, const char *number) {
    for (size_t i = 0; i < appeals->count; i++) {
        if (str_equal(appeals->items[i].number, str_from_c(number))) return &appeals->items[i];
    }
    return NULL;
}

bool look_at_appeals(Tx *tx, Look *look, Arena *arena, Error *error) {
    Appeals appeals;
    const Model *model = look->model;
    if (!appeal_list(tx, &look->actor, &(AppealFilter){0}, arena, &appeals, error)) return false;
    expect(look, "appeals", model->appeal_count, (int64_t)appeals.count);
    for (int i = 0; i < model->appeal_count; i++) {
        const ModelAppeal *wanted = &model->appeals[i];
        const Appeal *found = find_appeal(&appeals, wanted->number);
        expect(look, wanted->number, true, found != NULL);
        if (!found) continue;
        expect(look, wanted->number, wanted->state, found->state);
        expect(look, wanted->number, wanted->result_fen, found->result_fen);
        expect_text(look, wanted->number, wanted->result, found->result_number);
    }
    return true;
}

bool look_at_doubts(Tx *tx, Look *look, Arena *arena, Error *error) {
    RiskPage page;
    InspectionCovers covers;
    const Model *model = look->model;
    int open = 0, drawn = 0, checked = 0, wrong = 0;
    if (!risk_list(tx, &look->actor, &(RiskFilter){0}, arena, &page, error) ||
        !inspection_cover(tx, &look->actor, arena, &covers, error)) {
        return false;
    }
    for (int i = 0; i < model->finding_count; i++) open += model->findings[i].is_open;
    for (int i = 0; i < model->inspection_count; i++) {
        const ModelInspection *inspection = &model->inspections[i];
        drawn += inspection->count;
        for (int j = 0; j < inspection->count; j++) {
            checked += inspection->is_checked[j];
            wrong += inspection->is_wrong[j];
        }
    }
    expect(look, "open findings", open, page.open);
    expect(look, "open findings that hold", open, page.open_high);
    expect(look, "inspected", drawn, covers.total.drawn);
    expect(look, "checked", checked, covers.total.checked);
    expect(look, "not in order", wrong, covers.total.not_in_order);
    return true;
}
