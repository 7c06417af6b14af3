// SPDX-License-Identifier: Apache-2.0
// What the pages read of places of a quota.
#include "compare_core.h"

static const Enrolment *find_enrolment(const Enrolments *enrolments, const char *number) {
    for (size_t i = 0; i < enrolments->count; i++) {
        if (str_equal(enrolments->items[i].number, str_from_c(number))) {
            return &enrolments->items[i];
        }
    }
    return NULL;
}

static void compare_enrolment(Look *look, const ModelEnrolment *wanted, const Enrolment *found) {
    expect(look, wanted->number, wanted->state, found->state);
    expect(look, wanted->number, wanted->seq, found->seq);
    expect(look, wanted->number, wanted->steps, found->steps_signed);
    expect(look, wanted->number, wanted->due_on, found->due_on);
}

bool look_at_enrolments(Tx *tx, Look *look, Arena *arena, Error *error) {
    const Model *model = look->model;
    EnrolmentFilter filter = {.row_count = ENROLMENT_ROWS_MAX};
    EnrolmentPage page;
    if (!enrolment_list(tx, &look->actor, &look->context, &filter, arena, &page, error)) {
        return false;
    }
    expect(look, "enrolments", model->enrolment_count, page.total);
    for (int i = 0; i < model->enrolment_count; i++) {
        const ModelEnrolment *wanted = &model->enrolments[i];
        const Enrolment *found = find_enrolment(&page.enrolments, wanted->number);
        expect(look, wanted->number, true, found != NULL);
        if (found) compare_enrolment(look, wanted, found);
    }
    return true;
}
