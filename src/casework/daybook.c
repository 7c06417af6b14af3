// SPDX-License-Identifier: Apache-2.0
#include "casework/daybook.h"

#include "access/audit.h"
#include "casework/daybook.sql.h"

static DaybookRow row_of(const DaybookStepRow *step) {
    ClaimAction action;
    ClaimState to;
    Role role;
    bool is_known = claim_action_from_code(step->action, &action);
    bool has_role = step->account_id != 0 && role_from_code(step->role, &role);
    return (DaybookRow){
        .at_ms = step->at_ms,
        .number = step->number,
        .policy_number = (int)step->policy_number,
        .policy_title = step->policy_title,
        .uscc = step->uscc,
        .applicant_name = step->applicant_name,
        .division_code = step->division_code,
        .action = is_known ? claim_action_label(action) : step->action,
        .to_label = claim_state_from_code(step->to_state, &to) ? claim_state_label(to)
                                                               : step->to_state,
        .actor_name = step->actor_name,
        .role_label = has_role ? role_label(role) : (Str){0},
        .amount_fen = step->amount_fen,
        .note = step->note,
    };
}

bool daybook_read(Tx *tx, const Actor *actor, const DaybookQuery *query, Arena *arena,
                  Daybook *daybook, Error *error) {
    DaybookStepRows steps;
    if (!actor->scope.sees_people) {
        return error_set(error, ERROR_FORBIDDEN, "这个角色看不到个人的申请");
    }
    if (!daybook_steps(tx,
                       &(DaybookStepsIn){.on_date = query->on,
                                         .prefix = actor->scope.division_prefix,
                                         .account_id = {query->only_mine, actor->account_id},
                                         .row_count = DAYBOOK_ROWS_MAX + 1},
                       arena, &steps, error)) {
        return false;
    }
    if (steps.count > DAYBOOK_ROWS_MAX) {
        error_set(error, ERROR_LIMIT, "这一天的台账超过%d行", DAYBOOK_ROWS_MAX);
        error_detail(error, "请只看本人经办的，或者由县区分别查看");
        return error_code(error, "TOO_MANY_ROWS");
    }
    *daybook = (Daybook){NEW_ARRAY(arena, DaybookRow, steps.count), steps.count};
    for (size_t i = 0; i < steps.count; i++) daybook->rows[i] = row_of(&steps.items[i]);
    return true;
}

bool daybook_export(Tx *tx, const Actor *actor, const DaybookQuery *query, Arena *arena,
                    Daybook *daybook, Error *error) {
    if (!daybook_read(tx, actor, query, arena, daybook, error)) return false;
    Str on = date_to_str(arena, query->on);
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("daybook.export"),
                                     .object_kind = STR("daybook"),
                                     .object_number = on,
                                     .division_code = actor->scope.division_prefix,
                                     .after = str_format(arena, "%zu", daybook->count)},
                       error);
}
