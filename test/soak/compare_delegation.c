// SPDX-License-Identifier: Apache-2.0
// What the pages read of leave.
#include "compare_core.h"

#include "access/delegation.h"

bool look_at_delegations(Tx *tx, Look *look, Arena *arena, Error *error) {
    Delegations all;
    Actor security = look->actor;
    int count = look->model->delegation_count;
    security.role = ROLE_SEC_ADMIN; // sees all
    if (!delegation_list(tx, &security, arena, &all, error)) return false;
    expect(look, "delegations", count, (int64_t)all.count);
    for (int i = 0; !look->differs && i < count; i++) {
        const ModelDelegation *wanted = &look->model->delegations[count - 1 - i]; // newest first
        const Delegation *found = &all.items[i];
        expect_text(look, "delegated by", town_officers[wanted->from - 1].login, found->from_login);
        expect_text(look, "delegated to", town_officers[wanted->to - 1].login, found->to_login);
        expect(look, "delegated from", wanted->first, found->from);
        expect(look, "delegated until", wanted->last, found->to);
        expect(look, "called back", wanted->is_ended, found->ended_on != DATE_ABSENT);
    }
    return true;
}
