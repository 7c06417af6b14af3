// SPDX-License-Identifier: Apache-2.0
// What is asked for about rosters: a file is checked, confirmed, its claims accepted.
#include "action_core.h"
#include "town_roster.h"

#include "casework/claim_roster.h"

#define WORK_TO_DO "WORK_TO_DO"

// ---- What each comes to, under its key, once its work is done ----

static bool check_worked(const Request *request, Error *error) {
    if (request->is_worked) return true;
    error_set(error, ERROR_CONFLICT, "%s", action_name(request->action->kind));
    return error_code(error, WORK_TO_DO);
}

static bool find_roster(Tx *tx, const Request *request, Arena *arena, ClaimRoster *roster,
                        Error *error) {
    ClaimRosterQuery query = {.number = object_of(request), .result = -1};
    return claim_roster_find(tx, &request->actor, &query, arena, roster, error);
}

// The check has left its number.
static bool end_check(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    (void)tx;
    (void)arena;
    if (!check_worked(request, error)) return false;
    *result = request->number;
    return true;
}

// How many of its rows are claims.
static bool end_confirm(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    ClaimRoster roster;
    if (!check_worked(request, error) || !find_roster(tx, request, arena, &roster, error)) {
        return false;
    }
    *result = str_format(arena, "%lld", (long long)roster.claimed);
    return true;
}

// How many of these still wait.
static bool end_accept(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    ClaimRoster roster;
    if (!check_worked(request, error) || !find_roster(tx, request, arena, &roster, error)) {
        return false;
    }
    *result = str_format(arena, "%lld", (long long)roster.submitted);
    return true;
}

// ---- The work ----

static bool find_actor(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return action_find_actor(tx, out, arena, error);
}

static bool work(Store *store, Request *request, Arena *arena, Error *error) {
    const CaseContext *context = &request->town->context;
    const Action *action = request->action;
    int64_t count;
    if (action->kind == DO_ROSTER_CONFIRM) {
        return claim_roster_confirm(store, &request->actor, context, object_of(request), arena,
                                    &count, error);
    }
    if (action->kind == DO_ROSTER_ACCEPT) {
        return claim_roster_accept(store, &request->actor, context, object_of(request), arena,
                                   &count, error);
    }
    ClaimRosterIn in = {.measure_key = STR(TOWN_MEASURE),
                        .month = text_of(request),
                        .file_name = STR("名册.csv"),
                        .bytes =
                            town_roster_file(arena, request->town, str_from_c(action->content))};
    return claim_roster_check(store, &request->actor, context, &in, arena, &request->number, error);
}

// What was answered before is not worked at again.
bool action_roster(Store *store, const Request *request, Str *result, Arena *arena, Error *error) {
    Request mine = *request;
    Error refusal = {0};
    if (action_once(store, &mine, result, arena, &refusal)) return true;
    if (strcmp(refusal.code, WORK_TO_DO) != 0) {
        *error = refusal;
        return false;
    }
    mine.is_worked = true;
    return store_read(store, find_actor, NULL, &mine, arena, error) &&
           work(store, &mine, arena, error) && action_once(store, &mine, result, arena, error);
}

// ---- All of them ----

ActionFunction *const action_roster_functions[ACTION_KIND_COUNT] = {
    [DO_ROSTER_CHECK] = end_check,
    [DO_ROSTER_CONFIRM] = end_confirm,
    [DO_ROSTER_ACCEPT] = end_accept,
};
