// SPDX-License-Identifier: Apache-2.0
// Membership by rule: the whole population through the 准入 of a list, chunk by chunk.
#include "base/map.h"
#include "kinds/enrolment_core.h"
#include "kinds/register.h"
#include "kinds/register.sql.h"
#include "casework/stake.h"
#include "publish/granted.h"

typedef struct Refresh {
    const Actor *actor;
    const CaseContext *context;
    const Policy *policy;
    const Measure *measure;
    Str after; // key of the last subject of the chunk before
} Refresh;

typedef struct Chunk {
    int64_t looked_at, added, removed;
    Str last; // key of its last subject; absent at the end
} Chunk;

static bool remove_member(Tx *tx, const Refresh *refresh, Str number, Arena *arena, Error *error) {
    Enrolment enrolment;
    EnrolmentCase at;
    if (!enrolment_load(tx, refresh->actor, refresh->context, number, arena, &at, error)) {
        return false;
    }
    if (at.state == ENROLMENT_APPLIED) return true; // a person decides
    EnrolmentStep step = {.number = number, .action = ENROLMENT_RELEASE,
                          .note = STR("按规则不再符合")};
    return enrolment_step(tx, refresh->actor, refresh->context, &step, arena, &enrolment, error);
}

// What concerns whoever refreshes is left to a colleague; nobody is listed who does not allow it.
static bool is_passed_by(Tx *tx, const Refresh *refresh, const Assessment *assessment, bool enters,
                         Arena *arena, bool *is_passed, Error *error) {
    Stake stake;
    bool is_allowed = true;
    const Actor *actor = refresh->actor;
    if (!stake_of(tx, actor->account_id, assessment->person_id, assessment->uscc, arena, &stake,
                  error)) {
        return false;
    }
    if (enters && !enrolment_is_allowed(tx, actor, assessment, arena, &is_allowed, error)) {
        return false;
    }
    *is_passed = stake != STAKE_NONE || !is_allowed;
    return true;
}

static bool subject_take(Tx *tx, const Refresh *refresh, const Assessment *assessment,
                         const Map *members, Chunk *chunk, Arena *arena, Error *error) {
    const RegisterMemberRow *member = map_get(members, assessment->subject_key);
    bool enters = assessment->admits == FEEL_TRUE && !member;
    bool leaves = assessment->admits == FEEL_FALSE && member;
    bool is_passed;
    chunk->looked_at++;
    if (!enters && !leaves) return true;
    if (!is_passed_by(tx, refresh, assessment, enters, arena, &is_passed, error)) return false;
    if (is_passed) return true;
    chunk->added += enters;
    chunk->removed += leaves;
    if (leaves) return remove_member(tx, refresh, member->number, arena, error);
    return enrolment_by_rule(tx, refresh->actor, refresh->context, assessment, arena, error);
}

static bool members_read(Tx *tx, const Refresh *refresh, Arena *arena, Map *members,
                         Error *error) {
    RegisterMemberRows rows;
    Str period = measure_period_on(arena, refresh->measure, refresh->actor->today);
    RegisterMembersIn in = {refresh->measure->key, period};
    *members = (Map){.arena = arena};
    if (!register_members(tx, &in, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        (void)map_put(members, rows.items[i].subject_key, &rows.items[i]);
    }
    return true;
}

static bool refresh_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Refresh *refresh = in;
    Chunk *chunk = out;
    Assessments page;
    Map members;
    AssessmentIn query = {.pack = refresh->context->pack,
                          .policy_number = refresh->policy->number,
                          .measure_key = refresh->measure->key, .on = refresh->actor->today};
    *chunk = (Chunk){0};
    if (!members_read(tx, refresh, arena, &members, error) ||
        !assess_page(tx, &query, refresh->actor->scope.division_prefix, refresh->after,
                     REGISTER_CHUNK, arena, &page, error)) {
        return false;
    }
    for (size_t i = 0; i < page.count; i++) {
        if (!subject_take(tx, refresh, &page.items[i], &members, chunk, arena, error)) {
            return false;
        }
    }
    if (page.count > 0) chunk->last = page.items[page.count - 1].subject_key;
    return true;
}

static bool check(const Refresh *refresh, Error *error) {
    if (!role_has(refresh->actor->role, PERMISSION_REGISTER_PUSH)) {
        return error_set(error, ERROR_FORBIDDEN, "你的角色不能更新名单");
    }
    bool is_ruled = refresh->measure->kind == MEASURE_REGISTER &&
                    (refresh->measure->ways & MEASURE_AUTOMATIC) &&
                    !str_is_empty(refresh->measure->admission);
    if (is_ruled) return true;
    error_set(error, ERROR_CONFLICT, "“%.*s”不按规则更新", STR_ARG(refresh->measure->name));
    return error_detail(error, "由部门报送或者单位申请");
}

bool register_refresh(Store *store, const Actor *actor, const CaseContext *context,
                      Str measure_key, Arena *arena, RegisterRefresh *result, Error *error) {
    Refresh refresh = {.actor = actor, .context = context};
    *result = (RegisterRefresh){0};
    if (!measure_find(context->pack, measure_key, &refresh.policy, &refresh.measure, error) ||
        !check(&refresh, error)) {
        return false;
    }
    Arena scratch = {0};
    bool ok = true, is_more = true;
    while (ok && is_more) {
        Chunk chunk;
        arena_reset(&scratch);
        ok = store_write(store, refresh_chunk, &refresh, &chunk, &scratch, error);
        is_more = ok && !str_is_absent(chunk.last);
        if (!is_more) break;
        result->looked_at += chunk.looked_at;
        result->added += chunk.added;
        result->removed += chunk.removed;
        refresh.after = str_copy(arena, chunk.last);
    }
    arena_release(&scratch);
    return ok;
}
