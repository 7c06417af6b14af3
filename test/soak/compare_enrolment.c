// SPDX-License-Identifier: Apache-2.0
// What the pages read of places of a quota.
#include "compare_core.h"

bool look_at_enrolments(Tx *tx, Look *look, Arena *arena, Error *error) {
    const Model *model = look->model;
    for (int i = 0; i < model->enrolment_count; i++) {
        const ModelEnrolment *wanted = &model->enrolments[i];
        EnrolmentFilter filter = {.measure_key = STR(TOWN_PROGRAMME_KEY),
                                  .after_number = i ? str_from_c(wanted[-1].number) : (Str){0},
                                  .row_count = 1};
        EnrolmentPage page;
        if (!enrolment_list(tx, &look->actor, &look->context, &filter, arena, &page, error)) {
            return false;
        }
        expect(look, "enrolments", model->enrolment_count, page.total);
        expect(look, wanted->number, 1, (int64_t)page.enrolments.count);
        if (look->differs) return true;
        const Enrolment *found = page.enrolments.items;
        expect(look, wanted->number, true, str_equal(found->number, str_from_c(wanted->number)));
        expect(look, wanted->number, wanted->state, found->state);
        expect(look, wanted->number, wanted->seq, found->seq);
    }
    return true;
}
