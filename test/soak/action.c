// SPDX-License-Identifier: Apache-2.0
#include "action_core.h"

#include "access/seal.h"
#include "casework/notice.h"
#include "city/boundary.h"
#include "privacy/sealing.h"
#include "registry/person.sql.h"
#include "store/key_check.h"

#define NUMBERS_MAX 64

// ---- The applicant ----

static bool do_submit(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Claim claim;
    ClaimSubmission in = {.policy_number = policy_of(request)->number,
                          .subject_key = object_of(request),
                          .at_counter = request->action->flag};
    if (*request->action->text) in.account = (PayeeAccount){text_of(request), STR("农业银行"), {0}};
    if (!claim_submit(tx, &request->actor, &request->town->context, &in, arena, &claim, error)) {
        return false;
    }
    *result = claim.number;
    return true;
}

static bool do_resubmit(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Claim claim;
    (void)result;
    return claim_resubmit(tx, &request->actor, &request->town->context, object_of(request),
                          (Str){0}, arena, &claim, error);
}

static bool do_withdraw(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Claim claim;
    (void)result;
    return claim_withdraw(tx, &request->actor, &request->town->context, object_of(request), arena,
                          &claim, error);
}

static bool do_confirm(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    Claim claim;
    (void)result;
    return claim_confirm(tx, &request->actor, &request->town->context, object_of(request),
                         STR("10月16日电话"), arena, &claim, error);
}

// ---- The office ----

static bool step(Tx *tx, const Request *request, ClaimAction action, Arena *arena, Error *error) {
    Claim claim;
    ClaimStep step = {object_of(request), action, STR("写明原因")};
    return claim_step(tx, &request->actor, &request->town->context, &step, arena, &claim, error);
}

#define STEP(name, action)                                                                         \
    static bool name(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {    \
        (void)result;                                                                              \
        return step(tx, request, action, arena, error);                                            \
    }
STEP(do_accept, CLAIM_ACCEPT)
STEP(do_return, CLAIM_RETURN)
STEP(do_refuse, CLAIM_REFUSE)
STEP(do_review, CLAIM_REVIEW)
STEP(do_approve, CLAIM_APPROVE)
STEP(do_cancel, CLAIM_CANCEL)

static bool do_approve_all(Tx *tx, const Request *request, Str *result, Arena *arena,
                           Error *error) {
    Str numbers[NUMBERS_MAX], rest = str_from_c(request->action->content);
    size_t count = 0;
    Approval approval;
    while (!str_is_empty(rest) && count < NUMBERS_MAX) numbers[count++] = str_cut(&rest, ' ');
    if (!claim_approve_all(tx, &request->actor, &request->town->context, numbers, count, arena,
                           &approval, error)) {
        return false;
    }
    *result = str_format(arena, "%lld", (long long)approval.total_fen);
    return true;
}

static bool do_open_notice(Tx *tx, const Request *request, Str *result, Arena *arena,
                           Error *error) {
    Notice notice;
    if (!notice_open(tx, &request->actor, &request->town->context, policy_of(request)->number,
                     object_of(request), arena, &notice, error)) {
        return false;
    }
    *result = notice.number;
    return true;
}

static bool do_close_due(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    int64_t cleared;
    if (!notice_close_due(tx, &request->actor, &request->town->context, arena, &cleared, error)) {
        return false;
    }
    *result = str_format(arena, "%lld", (long long)cleared);
    return true;
}

static bool do_object(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    (void)result;
    return objection_file(tx, &request->actor, object_of(request), request->action->index,
                          STR("李四"), text_of(request), STR("没有外出"), arena, error);
}

// An objection has no public number: it is found by its notice, item and telephone, open ones
// first.
static bool do_answer(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    const Action *action = request->action;
    Objections objections;
    const Objection *found = NULL;
    (void)result;
    if (!objection_list(tx, &request->actor, arena, &objections, error)) return false;
    for (size_t i = 0; i < objections.count; i++) {
        const Objection *item = &objections.items[i];
        if (!str_equal(item->notice_number, object_of(request)) ||
            item->item_index != action->index || !str_equal(item->phone, text_of(request))) {
            continue;
        }
        if (!found || str_equal(item->state, STR("open"))) found = item;
    }
    if (!found) return error_set(error, ERROR_NOT_FOUND, "没有这条异议");
    return objection_answer(tx, &request->actor, &request->town->context, found->id, action->flag,
                            STR("已核查"), arena, error);
}

// ---- The platform ----

static bool do_seal_log(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    int64_t sealed;
    if (!audit_seal(tx, request->town->signing, request->actor.now_ms, arena, &sealed, error)) {
        return false;
    }
    *result = str_format(arena, "%lld", (long long)sealed);
    return true;
}

// As `jiuye keys rotate`, and with `--no-new` when the key is there already.
static bool do_rotate_keys(Store *store, const Request *request, Str *result, Arena *arena,
                           Error *error) {
    Keyring *keys = request->keys;
    int64_t renewed = 1;
    if (!keyring_refresh(keys, error) ||
        (keyring_newest(keys, KEY_FIELD) < request->action->index &&
         !keyring_make(keys, KEY_FIELD, error)) ||
        !store_keys_settle(store, keys, error)) {
        return false;
    }
    while (renewed > 0) {
        if (!sealing_renew(store, keys, &renewed, error)) return false;
    }
    *result = str_format(arena, "%lld", (long long)request->action->index);
    return true;
}

// ---- Running ----

static ActionFunction *const own_functions[ACTION_KIND_COUNT] = {
    [DO_SUBMIT] = do_submit,           [DO_RESUBMIT] = do_resubmit,
    [DO_WITHDRAW] = do_withdraw,       [DO_CONFIRM] = do_confirm,
    [DO_ACCEPT] = do_accept,           [DO_RETURN] = do_return,
    [DO_REFUSE] = do_refuse,           [DO_REVIEW] = do_review,
    [DO_APPROVE] = do_approve,         [DO_CANCEL] = do_cancel,
    [DO_APPROVE_ALL] = do_approve_all, [DO_OPEN_NOTICE] = do_open_notice,
    [DO_CLOSE_DUE] = do_close_due,     [DO_OBJECT] = do_object,
    [DO_ANSWER] = do_answer,           [DO_SEAL_LOG] = do_seal_log,
};

static WorkFunction *const works[ACTION_KIND_COUNT] = {
    [DO_BATCH_MATCH] = action_match,    [DO_ROTATE_KEYS] = do_rotate_keys,
    [DO_ROSTER_CHECK] = action_roster,  [DO_ROSTER_CONFIRM] = action_roster,
    [DO_ROSTER_ACCEPT] = action_roster,
};

static ActionFunction *const *const function_lists[] = {own_functions,
                                                        action_money_functions,
                                                        action_batch_functions,
                                                        action_appeal_functions,
                                                        action_doubt_functions,
                                                        action_enrolment_functions,
                                                        action_clawback_functions,
                                                        action_delegation_functions,
                                                        action_roster_functions};

static ActionFunction *function_of(ActionKind kind) {
    size_t i = 0;
    while (!function_lists[i][kind]) i++;
    return function_lists[i][kind];
}

const char *action_name(ActionKind kind) {
    static const char *const names[] = {
#define X(name) #name,
        ACTION_KINDS(X)
#undef X
    };
    return names[kind];
}

bool action_find_actor(Tx *tx, Request *request, Arena *arena, Error *error) {
    const Action *action = request->action;
    Actor *actor = &request->actor;
    *actor = actor_system(action->today, action->now_ms);
    if (action->account_id == 0) return true;
    *actor = (Actor){.account_id = action->account_id,
                     .role = action->role,
                     .display_name = role_label(action->role),
                     .scope = {.division_prefix = STR(""), .sees_people = true},
                     .today = action->today,
                     .now_ms = action->now_ms};
    if (action->account_id <= TOWN_OFFICERS) {
        actor->role = town_officers[action->account_id - 1].role;
        actor->display_name = role_label(actor->role);
        actor->department = str_from_c(town_officers[action->account_id - 1].department);
    }
    if (action->account_id >= UNIT_ACCOUNT) {
        actor->scope.uscc = str_from_c(request->town->units[action->account_id - UNIT_ACCOUNT]);
    }
    if (!action->person[0]) return true;
    PersonRow person;
    bool found;
    PersonFindIn in = {str_from_c(action->person)};
    if (!person_find(tx, &in, arena, &person, &found, error)) return false;
    if (!found) return error_set(error, ERROR_NOT_FOUND, "%s", action->person);
    actor->scope.person_id = person.id;
    return true;
}

static bool run_function(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Request request = *(const Request *)in;
    Str *result = out;
    *result = STR("-");
    return action_take_duty(tx, &request, arena, error) &&
           function_of(request.action->kind)(tx, &request, result, arena, error);
}

static bool run_once(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Request request = *(const Request *)in;
    const Action *action = request.action;
    StoreRequest once = {.key = str_format(arena, "soak %d", action->request),
                         .body = {(const char *)action, sizeof *action},
                         .function = run_function,
                         .in = &request};
    return action_find_actor(tx, &request, arena, error) &&
           store_idempotent(tx, &once, out, arena, error);
}

bool action_once(Store *store, const Request *request, Str *result, Arena *arena, Error *error) {
    return store_write(store, run_once, request, result, arena, error);
}

void action_run(Store *store, Keyring *keys, const Town *town, const Action *action,
                Answer *answer) {
    static const char *const kinds[] = {
        [ERROR_NONE] = "",          [ERROR_INVALID] = "INVALID",
        [ERROR_UNSIGNED] = "",      [ERROR_FORBIDDEN] = "FORBIDDEN",
        [ERROR_NOT_FOUND] = "NONE", [ERROR_CONFLICT] = "CONFLICT",
        [ERROR_LIMIT] = "LIMIT",    [ERROR_UNAVAILABLE] = "UNAVAILABLE",
    };
    Arena arena = {0};
    Error error = {0};
    Str result = {0};
    Request request = {.town = town, .action = action, .keys = keys};
    WorkFunction *work = works[action->kind] ? works[action->kind] : action_once;
    *answer = (Answer){0};
    if (work(store, &request, &result, &arena, &error)) {
        snprintf(answer->code, sizeof answer->code, "done");
        snprintf(answer->result, sizeof answer->result, "%.*s", STR_ARG(result));
    } else {
        answer->kind = error.kind;
        snprintf(answer->code, sizeof answer->code, "%.60s",
                 error.code[0] ? error.code : kinds[error.kind]);
        snprintf(answer->message, sizeof answer->message, "%s", error.message);
    }
    arena_release(&arena);
}
