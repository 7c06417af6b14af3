// SPDX-License-Identifier: Apache-2.0
#include "casework/escalation.h"

#include "access/audit.h"
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
    *item = (Escalation){
        .number = row->number,
        .policy_number = (int)row->policy_number,
        .policy_title = row->policy_title,
        .division_code = row->division_code,
        .due_on = row->due_on,
        .late_workdays = workday_between(context->calendar, row->due_on, actor->today),
        .level = (int)row->level,
        .urges = row->urges,
        .last_urge = row->last_urge,
    };
    return claim_state_from_code(row->state, &item->state) ||
           error_set(error, ERROR_UNAVAILABLE, "申请 %.*s 的状态无法识别", STR_ARG(row->number));
}

bool escalation_list(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                     Escalations *all, Error *error) {
    const Level *level;
    EscalationRows rows;
    EscalationCountRow count;
    Str prefix = actor->scope.division_prefix;
    if (!find_level(actor, &level, error) ||
        !escalation_page(tx, &(EscalationPageIn){prefix, level->level, ESCALATION_ROWS_MAX}, arena,
                         &rows, error) ||
        !escalation_count(tx, &(EscalationCountIn){prefix, level->level}, arena, &count, error)) {
        return false;
    }
    *all = (Escalations){NEW_ARRAY(arena, Escalation, rows.count), rows.count, count.count};
    for (size_t i = 0; i < rows.count; i++) {
        if (!item_from_row(&rows.items[i], actor, context, &all->items[i], error)) return false;
    }
    return true;
}

static bool explain_urge(Error *error) {
    if (!str_equal(str_from_c(error->code), STR("UNIQUE:application_urge_once"))) return false;
    error_set(error, ERROR_CONFLICT, "今天已经催办过这一件");
    error_detail(error, "明天还没有办，可以再催");
    return error_code(error, "URGED_TODAY");
}

bool escalation_urge(Tx *tx, const Actor *actor, Str number, Str body, Arena *arena,
                     Error *error) {
    const Level *level;
    EscalatedRow row;
    bool found;
    if (!find_level(actor, &level, error)) return false;
    if (str_is_empty(str_trim(body)) || body.length > URGE_BYTES_MAX) {
        return error_set(error, ERROR_INVALID, "请写催办的话，最多%d个字节", URGE_BYTES_MAX);
    }
    EscalationFindIn in = {number, actor->scope.division_prefix, level->level};
    if (!escalation_find(tx, &in, arena, &row, &found, error)) return false;
    if (!found) {
        error_set(error, ERROR_CONFLICT, "申请 %.*s 没有上报到你这里，或者已经办了",
                  STR_ARG(number));
        error_detail(error, "请刷新页面");
        return error_code(error, "NOT_RAISED");
    }
    EscalationInsertUrgeIn urge = {row.id, row.version, body, actor->account_id,
                                   actor->display_name, role_code(actor->role), actor->today};
    if (!escalation_insert_urge(tx, &urge, NULL, error)) {
        explain_urge(error);
        return false;
    }
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("escalation.urge"),
                                     .object_kind = STR("application"),
                                     .object_number = number,
                                     .division_code = row.division_code,
                                     .after = body},
                       error);
}

bool escalation_urges(Tx *tx, Str number, Arena *arena, Urges *urges, Error *error) {
    UrgeRows rows;
    if (!escalation_urge_list(tx, &(EscalationUrgeListIn){number}, arena, &rows, error)) {
        return false;
    }
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
