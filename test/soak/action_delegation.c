// SPDX-License-Identifier: Apache-2.0
// What is asked for during leave: a duty goes to a colleague, who acts in it, and is called back.
#include "action_core.h"

#include "access/delegation.h"

// The latest between two officers that was not called back; 0: none.
static bool find_delegation(Tx *tx, const Request *request, Str from, Str to, Arena *arena,
                            Delegation *found, Error *error) {
    Delegations all;
    *found = (Delegation){0};
    if (!delegation_list(tx, &request->actor, arena, &all, error)) return false;
    for (size_t i = 0; i < all.count && found->id == 0; i++) {
        const Delegation *item = &all.items[i];
        bool is_it = str_equal(item->from_login, from) && str_equal(item->to_login, to);
        if (is_it && item->ended_on == DATE_ABSENT) *found = *item;
    }
    return true;
}

static bool do_make(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    int64_t id;
    Date today = request->action->today;
    NewDelegation in = {.to_login = object_of(request),
                        .from = today,
                        .to = today + (Date)request->action->index,
                        .reason = STR("年休假")};
    (void)result;
    return delegation_make(tx, &request->actor, &in, arena, &id, error);
}

static bool do_end(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Delegation found;
    (void)result;
    return find_delegation(tx, request, text_of(request), object_of(request), arena, &found,
                           error) &&
           delegation_end(tx, &request->actor, found.id, arena, error);
}

// As a session does it: the rights are the colleague's, the hand is the own one.
bool action_take_duty(Tx *tx, Request *request, Arena *arena, Error *error) {
    Delegation found;
    Actor *actor = &request->actor;
    if (request->action->duty == 0) return true;
    const Officer *own = &town_officers[request->action->account_id - 1];
    const Officer *duty = &town_officers[request->action->duty - 1];
    Str from = str_from_c(duty->login), to = str_from_c(own->login);
    if (!find_delegation(tx, request, from, to, arena, &found, error)) return false;
    if (!found.is_in_effect) return error_set(error, ERROR_NOT_FOUND, "这次委托今天不能用");
    actor->role = found.role;
    actor->acting_for = found.from_name;
    actor->department = str_from_c(duty->department);
    actor->display_name = str_format(arena, "%.*s（代 %.*s）", STR_ARG(actor->display_name),
                                     STR_ARG(found.from_name));
    return true;
}

ActionFunction *const action_delegation_functions[ACTION_KIND_COUNT] = {
    [DO_DELEGATE] = do_make,
    [DO_DELEGATION_END] = do_end,
};
