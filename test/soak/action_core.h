// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_ACTION_CORE_H
#define TEST_SOAK_ACTION_CORE_H
// Inside the actions: what those of claims (action.c), money, batches,
// clawbacks, appeals, doubts, enrolments, leave and rosters share.

#include "action.h"

// A request with what it is worked on.
typedef struct Request {
    const Town *town;
    const Action *action;
    Actor actor;
    Keyring *keys;
    bool is_worked; // its work of many transactions is done, and is to be answered
    Str number;     // of the roster that it made
} Request;

// What is done inside one transaction, under the request's key.
typedef bool ActionFunction(Tx *tx, const Request *request, Str *result, Arena *arena,
                            Error *error);
// What takes many, and may be done again after each.
typedef bool WorkFunction(Store *store, const Request *request, Str *result, Arena *arena,
                          Error *error);

extern ActionFunction *const action_money_functions[ACTION_KIND_COUNT];
extern ActionFunction *const action_batch_functions[ACTION_KIND_COUNT];
extern ActionFunction *const action_clawback_functions[ACTION_KIND_COUNT];
extern ActionFunction *const action_appeal_functions[ACTION_KIND_COUNT];
extern ActionFunction *const action_doubt_functions[ACTION_KIND_COUNT];
extern ActionFunction *const action_enrolment_functions[ACTION_KIND_COUNT];
extern ActionFunction *const action_delegation_functions[ACTION_KIND_COUNT];
extern ActionFunction *const action_roster_functions[ACTION_KIND_COUNT];

WorkFunction action_match;
WorkFunction action_roster;
// The transaction of a request, under its key.
WorkFunction action_once;

// Who acts, as a session knows it.
bool action_find_actor(Tx *tx, Request *request, Arena *arena, Error *error);
// The actor of a request becomes the colleague whose duty was delegated; ERROR_NOT_FOUND when none
// is.
bool action_take_duty(Tx *tx, Request *request, Arena *arena, Error *error);

static inline Str object_of(const Request *request) {
    return str_from_c(request->action->object);
}

static inline Str text_of(const Request *request) {
    return str_from_c(request->action->text);
}

static inline const TownPolicy *policy_of(const Request *request) {
    return &town_policies[request->action->policy];
}

static inline Str fund_of(const Request *request) {
    return str_from_c(town_funds[policy_of(request)->fund]);
}

#endif
