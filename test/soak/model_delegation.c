// SPDX-License-Identifier: Apache-2.0
// The part of the model that is leave: whose duty is with whom on which days.
#include "model_core.h"

#include "access/delegation.h"

static int64_t officer_of(const char *login) {
    int64_t officer = 1;
    while (strcmp(town_officers[officer - 1].login, login) != 0) officer++;
    return officer;
}

// The latest between two officers that was not called back.
static ModelDelegation *delegation_of(Model *model, int64_t from, int64_t to) {
    for (int i = model->delegation_count - 1; i >= 0; i--) {
        ModelDelegation *delegation = &model->delegations[i];
        bool is_it = delegation->from == from && delegation->to == to;
        if (is_it && !delegation->is_ended) return delegation;
    }
    return NULL;
}

bool model_may_act(Model *model, const Action *action) {
    if (action->duty == 0) return true;
    const ModelDelegation *delegation = delegation_of(model, action->duty, action->account_id);
    return delegation && delegation->first <= action->today && action->today <= delegation->last;
}

// Reviewing and receiving stand in for each other; colleagues of one role share their work.
static const char *check_pair(int64_t from, int64_t to) {
    Role own = town_officers[from - 1].role, other = town_officers[to - 1].role;
    bool is_county = (own == ROLE_COUNTY_CLERK || own == ROLE_COUNTY_REVIEWER) &&
                     (other == ROLE_COUNTY_CLERK || other == ROLE_COUNTY_REVIEWER);
    bool is_finance = own == ROLE_FINANCE_REVIEWER && other == ROLE_FINANCE_REVIEWER;
    if (is_same_person(from, to)) return "SAME_PERSON";
    if (!is_county && !is_finance) return "DELEGATION_NOT_ALLOWED";
    return own == other ? "DELEGATION_NEEDLESS" : DONE;
}

static const char *do_make(Run *run) {
    Model *model = run->model;
    const Action *by = run->action;
    int64_t to = officer_of(by->object);
    Date last = by->today + (Date)by->index;
    if (by->duty) return "FORBIDDEN";
    if (last < by->today) return "INVALID";
    if (by->index >= DELEGATION_DAYS_MAX) return "LIMIT";
    const char *code = check_pair(by->account_id, to);
    if (strcmp(code, DONE) != 0) return code;
    for (int i = 0; i < model->delegation_count; i++) {
        const ModelDelegation *other = &model->delegations[i];
        bool is_theirs = other->from == by->account_id && !other->is_ended;
        if (is_theirs && other->first <= last && other->last >= by->today) {
            return "DELEGATION_OVERLAPS";
        }
    }
    assert_true(model->delegation_count < MODEL_DELEGATIONS);
    model->delegations[model->delegation_count++] =
        (ModelDelegation){.from = by->account_id, .to = to, .first = by->today, .last = last};
    run_log(run);
    return DONE;
}

static const char *do_end(Run *run) {
    const Action *by = run->action;
    int64_t from = officer_of(by->text), to = officer_of(by->object);
    ModelDelegation *delegation = delegation_of(run->model, from, to);
    bool is_theirs = by->account_id == from || by->account_id == to;
    if (!delegation || !is_theirs || delegation->last < by->today) return "NONE";
    delegation->is_ended = true;
    run_log(run);
    return DONE;
}

ModelFunction *const model_delegation_functions[ACTION_KIND_COUNT] = {
    [DO_DELEGATE] = do_make,
    [DO_DELEGATION_END] = do_end,
};
