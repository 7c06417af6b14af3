// SPDX-License-Identifier: Apache-2.0
#include "casework/daybook.h"

#include "access/audit.h"
#include "casework/aftercare.h"
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

static DaybookRow row_of_course(const DaybookCourseRow *step) {
    const Course *course = aftercare_course(step->number);
    int action = course ? course_action_from_code(course, step->action) : -1;
    int to = course ? course_state_from_code(course, step->to_state) : COURSE_START;
    Role role;
    bool has_role = step->account_id != 0 && role_from_code(step->role, &role);
    return (DaybookRow){
        .at_ms = step->at_ms,
        .number = step->number,
        .is_clawback = course == &clawback_course,
        .is_appeal = course == &appeal_course,
        .policy_number = (int)step->policy_number,
        .policy_title = step->policy_title,
        .uscc = step->uscc,
        .applicant_name = step->applicant_name,
        .division_code = step->division_code,
        .action = action < 0 ? step->action : course_action_label(course, action),
        .to_label = to == COURSE_START ? step->to_state : course_state_label(course, to),
        .actor_name = step->actor_name,
        .role_label = has_role ? role_label(role) : (Str){0},
        .amount_fen = step->amount_fen,
        .note = step->note,
    };
}

// Both in the order in which they came.
static Daybook merge(Arena *arena, const DaybookStepRows *steps, const DaybookCourseRows *courses) {
    size_t i = 0, j = 0, count = steps->count + courses->count;
    Daybook daybook = {NEW_ARRAY(arena, DaybookRow, count), count};
    for (size_t k = 0; k < count; k++) {
        bool is_step = j == courses->count || (i < steps->count && steps->items[i].at_ms <=
                                                                       courses->items[j].at_ms);
        daybook.rows[k] =
            is_step ? row_of(&steps->items[i++]) : row_of_course(&courses->items[j++]);
    }
    return daybook;
}

bool daybook_read(Tx *tx, const Actor *actor, const DaybookQuery *query, Arena *arena,
                  Daybook *daybook, Error *error) {
    DaybookStepRows steps;
    DaybookCourseRows courses;
    if (!actor->scope.sees_people) {
        return error_set(error, ERROR_FORBIDDEN, "这个角色看不到个人的申请");
    }
    DaybookStepsIn in = {.on_date = query->on,
                         .prefix = actor->scope.division_prefix,
                         .account_id = {query->only_mine, actor->account_id},
                         .row_count = DAYBOOK_ROWS_MAX + 1};
    DaybookCourseStepsIn after = {in.on_date, in.prefix, in.account_id, in.row_count};
    if (!daybook_steps(tx, &in, arena, &steps, error) ||
        !daybook_course_steps(tx, &after, arena, &courses, error)) {
        return false;
    }
    if (steps.count + courses.count > DAYBOOK_ROWS_MAX) {
        error_set(error, ERROR_LIMIT, "这一天的台账超过%d行", DAYBOOK_ROWS_MAX);
        error_detail(error, "请只看本人经办的，或者由县区分别查看");
        return error_code(error, "TOO_MANY_ROWS");
    }
    *daybook = merge(arena, &steps, &courses);
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
