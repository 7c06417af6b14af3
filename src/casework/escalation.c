// SPDX-License-Identifier: Apache-2.0
#include "casework/escalation.h"

#include "access/audit.h"
#include "casework/aftercare.h"
#include "casework/escalation.sql.h"

typedef struct Level {
    int level;
    int workdays;
    Str label;
    Role role;
    bool is_desk_only; // a step of the county's desk alone: further up it is the reviewer's own
} Level;

static const Level levels[] = {
#define X(number, days, label, role, is_desk_only)                                                \
    {number, days, STR_INIT(label), role, is_desk_only},
    ESCALATION_LEVELS(X)
#undef X
};
#define LEVEL_COUNT (sizeof levels / sizeof *levels)

Str escalation_level_label(int level) {
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        if (levels[i].level == level) return levels[i].label;
    }
    return (Str){0};
}

Str escalation_rule_text(Arena *arena) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        str_put_format(&out, "%s过%d个工作日报%.*s", i ? "，" : "", levels[i].workdays,
                       STR_ARG(levels[i].label));
    }
    return str_built(&out);
}

static const Level *level_of(Role role) {
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        if (levels[i].role == role) return &levels[i];
    }
    return NULL;
}

bool escalation_raise_due(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                          int64_t *raised, Error *error) {
    *raised = 0;
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        const Level *level = &levels[i];
        int64_t count;
        EscalationRaiseIn in = {
            .level = level->level,
            .late_since = workday_add(context->calendar, actor->today, -level->workdays),
            .today = actor->today,
            .only_state = level->is_desk_only ? claim_state_code(CLAIM_SUBMITTED) : STR(""),
            .row_count = STORE_CHUNK_ROWS};
        if (!escalation_raise(tx, &in, &count, error)) return false;
        *raised += count;
        EscalationRaiseCoursesIn after = {in.level, in.late_since, in.today, level->is_desk_only,
                                          in.row_count};
        if (!escalation_raise_courses(tx, &after, &count, error)) return false;
        *raised += count;
    }
    if (*raised == 0) return true;
    Str after = str_format(arena, "%lld", (long long)*raised);
    return audit_write(tx, actor, &(AuditEntry){.action = STR("escalation.raise"), .after = after},
                       error);
}

// ---- Whoever it was raised to ----

static bool find_level(const Actor *actor, const Level **level, Error *error) {
    *level = level_of(actor->role);
    if (*level) return true;
    error_set(error, ERROR_FORBIDDEN, "逾期的事不上报给这个角色");
    return error_detail(error, "逾期的件在待办里有标记");
}

static bool item_from_row(const EscalationRow *row, const Actor *actor, const CaseContext *context,
                          Escalation *item, Error *error) {
    ClaimState state;
    if (!claim_state_from_code(row->state, &state)) {
        return error_set(error, ERROR_UNAVAILABLE, "申请 %.*s 的状态无法识别",
                         STR_ARG(row->number));
    }
    *item = (Escalation){
        .number = row->number,
        .policy_number = (int)row->policy_number,
        .policy_title = row->policy_title,
        .division_code = row->division_code,
        .state = row->state,
        .state_label = claim_state_label(state),
        .owed_by = claim_deadlines[state].owed_by,
        .due_on = row->due_on,
        .late_workdays = workday_between(context->calendar, row->due_on, actor->today),
        .level = (int)row->level,
        .urges = row->urges,
        .last_urge = row->last_urge,
    };
    return true;
}

static Escalation item_from_course(const EscalationCourseRow *row, const Actor *actor,
                                   const CaseContext *context) {
    const Course *course = aftercare_course(row->number);
    int state = course ? course_state_from_code(course, row->state) : COURSE_START;
    bool is_known = state != COURSE_START;
    return (Escalation){
        .number = row->number,
        .policy_number = (int)row->policy_number,
        .policy_title = row->policy_title,
        .division_code = row->division_code,
        .state = row->state,
        .state_label = is_known ? course_state_label(course, state) : row->state,
        .owed_by = is_known && course->states[state].owed_by
                       ? str_from_c(course->states[state].owed_by)
                       : (Str){0},
        .due_on = row->due_on,
        .late_workdays = workday_between(context->calendar, row->due_on, actor->today),
        .level = (int)row->level,
        .urges = row->urges,
        .last_urge = row->last_urge,
    };
}

bool escalation_list(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                     Escalations *all, Error *error) {
    const Level *level;
    EscalationRows rows;
    EscalationCourseRows courses;
    EscalationCountRow count, after;
    Str prefix = actor->scope.division_prefix;
    if (!find_level(actor, &level, error)) return false;
    EscalationPageIn page = {prefix, level->level, ESCALATION_ROWS_MAX};
    EscalationCoursePageIn course_page = {prefix, level->level, ESCALATION_ROWS_MAX};
    if (!escalation_page(tx, &page, arena, &rows, error) ||
        !escalation_count(tx, &(EscalationCountIn){prefix, level->level}, arena, &count, error) ||
        !escalation_course_page(tx, &course_page, arena, &courses, error) ||
        !escalation_course_count(tx, &(EscalationCourseCountIn){prefix, level->level}, arena,
                                 &after, error)) {
        return false;
    }
    size_t total = rows.count + courses.count, i = 0, j = 0;
    if (total > ESCALATION_ROWS_MAX) total = ESCALATION_ROWS_MAX;
    *all = (Escalations){NEW_ARRAY(arena, Escalation, total), total, count.count + after.count};
    for (size_t k = 0; k < total; k++) {
        bool is_claim = j == courses.count ||
                        (i < rows.count && rows.items[i].due_on <= courses.items[j].due_on);
        if (!is_claim) {
            all->items[k] = item_from_course(&courses.items[j++], actor, context);
        } else if (!item_from_row(&rows.items[i++], actor, context, &all->items[k], error)) {
            return false;
        }
    }
    return true;
}

static bool explain_urge(Error *error) {
    Str code = str_from_c(error->code);
    if (!str_equal(code, STR("UNIQUE:application_urge_once")) &&
        !str_equal(code, STR("UNIQUE:course_urge_once"))) {
        return false;
    }
    error_set(error, ERROR_CONFLICT, "今天已经催办过这一件");
    error_detail(error, "明天还没有办，可以再催");
    return error_code(error, "URGED_TODAY");
}

static bool refuse_urge(Str number, Error *error) {
    error_set(error, ERROR_CONFLICT, "%.*s 没有上报到你这里，或者已经办了", STR_ARG(number));
    error_detail(error, "请刷新页面");
    return error_code(error, "NOT_RAISED");
}

typedef struct UrgeIn {
    Str number, body;
    int level;
} UrgeIn;

static bool urge_claim(Tx *tx, const Actor *actor, const UrgeIn *in, Arena *arena,
                       Str *division_code, Error *error) {
    EscalatedRow row;
    bool found;
    EscalationFindIn wanted = {in->number, actor->scope.division_prefix, in->level};
    if (!escalation_find(tx, &wanted, arena, &row, &found, error)) return false;
    if (!found) return refuse_urge(in->number, error);
    *division_code = row.division_code;
    EscalationInsertUrgeIn urge = {row.id, row.version, in->body, actor->account_id,
                                   actor->display_name, role_code(actor->role), actor->today};
    return escalation_insert_urge(tx, &urge, NULL, error) || (explain_urge(error) && false);
}

static bool urge_course(Tx *tx, const Actor *actor, const UrgeIn *in, Arena *arena,
                        Str *division_code, Error *error) {
    EscalatedCourseRow row;
    bool found;
    EscalationCourseFindIn wanted = {in->number, actor->scope.division_prefix, in->level};
    if (!escalation_course_find(tx, &wanted, arena, &row, &found, error)) return false;
    if (!found) return refuse_urge(in->number, error);
    *division_code = row.division_code;
    EscalationInsertCourseUrgeIn urge = {in->number, row.version, in->body, actor->account_id,
                                         actor->display_name, role_code(actor->role),
                                         actor->today};
    return escalation_insert_course_urge(tx, &urge, NULL, error) || (explain_urge(error) && false);
}

bool escalation_urge(Tx *tx, const Actor *actor, Str number, Str body, Arena *arena,
                     Error *error) {
    const Level *level;
    Str division_code;
    const Course *course = aftercare_course(number);
    if (!find_level(actor, &level, error)) return false;
    if (str_is_empty(str_trim(body)) || body.length > URGE_BYTES_MAX) {
        return error_set(error, ERROR_INVALID, "请写催办的话，最多%d个字节", URGE_BYTES_MAX);
    }
    UrgeIn in = {number, body, level->level};
    bool is_urged = course ? urge_course(tx, actor, &in, arena, &division_code, error)
                           : urge_claim(tx, actor, &in, arena, &division_code, error);
    return is_urged &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("escalation.urge"),
                                     .object_kind = str_from_c(course ? course->noun
                                                                      : "application"),
                                     .object_number = number,
                                     .division_code = division_code,
                                     .after = body},
                       error);
}

bool escalation_urges(Tx *tx, Str number, Arena *arena, Urges *urges, Error *error) {
    UrgeRows rows;
    EscalationCourseUrgeListIn after = {number};
    bool is_read = aftercare_course(number)
                       ? escalation_course_urge_list(tx, &after, arena, &rows, error)
                       : escalation_urge_list(tx, &(EscalationUrgeListIn){number}, arena, &rows,
                                              error);
    if (!is_read) return false;
    *urges = (Urges){NEW_ARRAY(arena, Urge, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const UrgeRow *row = &rows.items[i];
        Role role;
        urges->items[i] = (Urge){.body = row->body, .actor_name = row->actor_name,
                                 .on = row->urged_on};
        if (role_from_code(row->role, &role)) urges->items[i].role_label = role_label(role);
    }
    return true;
}
