// SPDX-License-Identifier: Apache-2.0
#include "monitor/supervision.h"

#include "access/account.h"
#include "access/audit.h"
#include "monitor/pace.h"
#include "monitor/supervision.sql.h"

// ---- Who sees which ----

// Absent = any. A county prefix bounds by county, a city-wide account by its department.
typedef struct Reach {
    Str division_code;
    Str department;
} Reach;

static Reach reach_of(const Actor *actor) {
    if (role_has(actor->role, PERMISSION_SUPERVISE)) return (Reach){0};
    Str prefix = actor->scope.division_prefix;
    if (!str_is_empty(prefix)) return (Reach){.division_code = prefix};
    // The department of nobody would be that of every order to a county.
    bool is_named = !str_is_empty(actor->department);
    return (Reach){.department = is_named ? actor->department : STR("-")};
}

static bool is_addressee(const Actor *actor, const Supervision *supervision) {
    Str prefix = actor->scope.division_prefix;
    if (!str_is_empty(prefix)) return str_equal(supervision->division_code, prefix);
    return !str_is_empty(actor->department) &&
           str_equal(supervision->department, actor->department);
}

Str supervision_addressee(const Supervision *supervision) {
    if (str_is_empty(supervision->division_code)) return supervision->department;
    const char *name = division_county_name(supervision->division_code);
    return name ? str_from_c(name) : supervision->division_code;
}

bool supervision_may(const Actor *actor, const Supervision *supervision, SupervisionAction action) {
    const SupervisionTransition *row = supervision_transition(action, supervision->state);
    return row && role_has(actor->role, row->needs) &&
           (!row->is_addressee || is_addressee(actor, supervision)) &&
           (!row->needs_overdue || supervision->is_overdue);
}

// ---- Reading ----

static bool from_row(const Actor *actor, const SupervisionRow *row, Supervision *to, Error *error) {
    SupervisionState state;
    if (!supervision_state_from_code(row->state, &state)) {
        return error_set(error, ERROR_UNAVAILABLE, "督办单 %.*s 的状态无法识别",
                         STR_ARG(row->number));
    }
    *to = (Supervision){
        .number = row->number,
        .policy_number = (int)row->policy_number,
        .policy_title = row->policy_title,
        .target_key = row->target_key,
        .target_name = row->target_name,
        .standing = row->standing,
        .division_code = row->division_code,
        .department = row->department,
        .body = row->body,
        .bulletin_number = row->bulletin_number,
        .state = state,
        .issued_on = row->issued_on,
        .due_on = row->due_on,
        .is_overdue = state == SUPERVISION_OPEN && row->due_on < actor->today,
        .urged_count = row->urged_count,
        .version = row->version,
    };
    return true;
}

static bool from_rows(const Actor *actor, const SupervisionRows *rows, Arena *arena,
                      Supervisions *list, Error *error) {
    *list = (Supervisions){.items = NEW_ARRAY(arena, Supervision, rows->count)};
    for (size_t i = 0; i < rows->count; i++) {
        if (!from_row(actor, &rows->items[i], &list->items[list->count++], error)) return false;
    }
    return true;
}

bool supervision_list(Tx *tx, const Actor *actor, bool living_only, Str before_number, Arena *arena,
                      Supervisions *list, Error *error) {
    Reach reach = reach_of(actor);
    SupervisionRows rows;
    SupervisionPageIn in = {.division_code = reach.division_code,
                            .department = reach.department,
                            .living_only = living_only,
                            .before_number = before_number,
                            .row_count = SUPERVISION_ROWS_MAX + 1};
    if (!supervision_page(tx, &in, arena, &rows, error)) return false;
    bool has_more = rows.count > SUPERVISION_ROWS_MAX;
    if (has_more) rows.count = SUPERVISION_ROWS_MAX;
    if (!from_rows(actor, &rows, arena, list, error)) return false;
    list->has_more = has_more;
    return true;
}

bool supervision_owed(Tx *tx, const Actor *actor, Arena *arena, Supervisions *list, Error *error) {
    Reach reach = reach_of(actor);
    SupervisionRows rows;
    *list = (Supervisions){0};
    if (!role_has(actor->role, PERMISSION_SUPERVISION_ANSWER)) return true;
    SupervisionWaitingIn in = {.division_code = reach.division_code,
                               .department = reach.department,
                               .row_count = SUPERVISION_ROWS_MAX};
    return supervision_waiting(tx, &in, arena, &rows, error) &&
           from_rows(actor, &rows, arena, list, error);
}

bool supervision_count(Tx *tx, const Actor *actor, Arena *arena, SupervisionCounts *counts,
                       Error *error) {
    Reach reach = reach_of(actor);
    SupervisionCountsRow row;
    SupervisionCountsIn in = {reach.division_code, reach.department, actor->today};
    if (!supervision_counts(tx, &in, arena, &row, error)) return false;
    *counts = (SupervisionCounts){row.open, row.answered, row.overdue};
    return true;
}

static bool load(Tx *tx, const Actor *actor, Str number, Arena *arena, SupervisionRow *row,
                 Supervision *supervision, Error *error) {
    Reach reach = reach_of(actor);
    bool found;
    SupervisionByNumberIn in = {number, reach.division_code, reach.department};
    if (!supervision_by_number(tx, &in, arena, row, &found, error)) return false;
    if (!found) {
        error_set(error, ERROR_NOT_FOUND, "没有督办单“%.*s”", STR_ARG(number));
        return error_detail(error, "只能看到发给本县区、本部门的督办单");
    }
    return from_row(actor, row, supervision, error);
}

static SupervisionEvent event_from_row(const SupervisionEventRow *row) {
    SupervisionAction action;
    Role role;
    bool is_known = supervision_action_from_code(row->action, &action);
    return (SupervisionEvent){
        .action_label = is_known ? supervision_action_label(action) : row->action,
        .on = row->business_date,
        .due_on = row->due_on,
        .actor_name = row->actor_name,
        .role_label = role_from_code(row->role, &role) ? role_label(role) : row->role,
        .note = row->note,
    };
}

bool supervision_find(Tx *tx, const Actor *actor, Str number, Arena *arena, SupervisionFile *file,
                      Error *error) {
    SupervisionRow row;
    SupervisionEventRows events;
    *file = (SupervisionFile){0};
    if (!load(tx, actor, number, arena, &row, &file->head, error) ||
        !supervision_events(tx, &(SupervisionEventsIn){row.id}, arena, &events, error)) {
        return false;
    }
    file->events = NEW_ARRAY(arena, SupervisionEvent, events.count);
    for (size_t i = 0; i < events.count; i++) {
        file->events[file->event_count++] = event_from_row(&events.items[i]);
    }
    return true;
}

// ---- Checking ----

static bool check_text(Str text, const char *what, Error *error) {
    if (str_is_empty(str_trim(text))) return error_set(error, ERROR_INVALID, "请写明%s", what);
    if (text.length <= SUPERVISION_TEXT_BYTES_MAX) return true;
    return error_set(error, ERROR_LIMIT, "%s太长，最多%d个字节", what, SUPERVISION_TEXT_BYTES_MAX);
}

static bool check_due(const Actor *actor, Date due_on, Error *error) {
    if (due_on != DATE_ABSENT && due_on >= actor->today &&
        due_on - actor->today <= SUPERVISION_DAYS_MAX) {
        return true;
    }
    error_set(error, ERROR_INVALID, "请写明哪一天前反馈");
    return error_detail(error, "从今天起，最晚%d天后", SUPERVISION_DAYS_MAX);
}

static bool check_addressee(const Pack *pack, const SupervisionIn *in, Error *error) {
    bool to_county = !str_is_empty(in->division_code), to_bureau = !str_is_empty(in->department);
    if (to_county == to_bureau) {
        error_set(error, ERROR_INVALID, "督办单要发给一个县区，或者一个部门");
        return error_detail(error, "要督办几家，请分别下单");
    }
    if (to_county && !division_is_county(in->division_code)) {
        return error_set(error, ERROR_INVALID, "%.*s 不是中卫市的县区", STR_ARG(in->division_code));
    }
    if (to_bureau && !pack_department(pack, in->department)) {
        return error_set(error, ERROR_INVALID, "政策包里没有部门“%.*s”", STR_ARG(in->department));
    }
    return true;
}

// How the target stands today, in words that the order keeps.
static bool standing_of(Tx *tx, const Actor *actor, const Pack *pack, const SupervisionIn *in,
                        Arena *arena, Str *target_name, Str *standing, Error *error) {
    Paces paces;
    *target_name = STR("");
    *standing = STR("");
    if (str_is_empty(in->target_key)) return true;
    if (!pace_read(tx, &actor->scope, pack, actor->today, arena, &paces, error)) return false;
    const Pace *pace = pace_find(&paces, in->policy_number, in->target_key);
    if (!pace) {
        return error_set(error, ERROR_INVALID, "第%d项没有目标“%.*s”", in->policy_number,
                         STR_ARG(in->target_key));
    }
    const PaceFigure *county = pace_figure(pace, in->division_code);
    bool is_of_county = county && county->is_known && county->goal > 0;
    const PaceFigure *figure = is_of_county ? county : &pace->city;
    *target_name = pace->target->name;
    if (!figure->is_known) return true;
    *standing = str_format(arena, "%s完成%lld/%lld%.*s，时间进度%lld%%", is_of_county ? "" : "全市",
                           (long long)figure->reached, (long long)figure->goal,
                           STR_ARG(pace->target->unit), (long long)(paces.elapsed_bp / 100));
    return true;
}

// ---- Writing ----

typedef struct Written {
    int64_t id;
    const Supervision *now;
    SupervisionAction action;
    Str from_state; // absent for the first
    Str note;
} Written;

static bool write_event(Tx *tx, const Actor *actor, const Written *written, Arena *arena,
                        Error *error) {
    const Supervision *now = written->now;
    Str state = supervision_state_code(now->state);
    Str code = supervision_action_code(written->action);
    SupervisionEventInsertIn in = {.supervision_id = written->id,
                                   .version = now->version,
                                   .action = code,
                                   .from_state = written->from_state,
                                   .to_state = state,
                                   .due_on = now->due_on,
                                   .account_id = actor->account_id,
                                   .actor_name = actor->display_name,
                                   .role = role_code(actor->role),
                                   .business_date = actor->today,
                                   .at_ms = actor->now_ms,
                                   .note = str_trim(written->note)};
    AuditEntry entry = {.action = str_format(arena, "supervision.%.*s", STR_ARG(code)),
                        .object_kind = STR("supervision"),
                        .object_number = now->number,
                        .division_code = now->division_code,
                        .before = written->from_state,
                        .after = state};
    return supervision_event_insert(tx, &in, NULL, error) && audit_write(tx, actor, &entry, error);
}

bool supervision_issue(Tx *tx, const Actor *actor, const Pack *pack, const SupervisionIn *in,
                       Arena *arena, Str *number, Error *error) {
    const Policy *policy = pack_policy(pack, in->policy_number);
    Str target_name, standing;
    SupervisionIdRow row;
    if (!policy) {
        return error_set(error, ERROR_INVALID, "没有第%d项政策", in->policy_number);
    }
    Str series = str_format(arena, "DB-%lld", (long long)date_to_civil(actor->today).year);
    if (!check_text(in->body, "要办什么", error) || !check_due(actor, in->due_on, error) ||
        !check_addressee(pack, in, error) ||
        !standing_of(tx, actor, pack, in, arena, &target_name, &standing, error) ||
        !store_public_number(tx, series, arena, number, error)) {
        return false;
    }
    Supervision made = {.number = *number,
                        .state = SUPERVISION_OPEN,
                        .due_on = in->due_on,
                        .division_code = in->division_code,
                        .version = 1};
    SupervisionInsertIn insert = {
        .number = *number,
        .policy_number = in->policy_number,
        .policy_title = policy->title,
        .target_key = str_is_absent(in->target_key) ? STR("") : in->target_key,
        .target_name = target_name,
        .standing = standing,
        .division_code = str_is_absent(in->division_code) ? STR("") : in->division_code,
        .department = str_is_absent(in->department) ? STR("") : in->department,
        .body = str_trim(in->body),
        .bulletin_number = in->bulletin_number,
        .issued_on = actor->today,
        .issued_by = actor->account_id,
        .due_on = in->due_on,
    };
    return supervision_insert(tx, &insert, arena, &row, error) &&
           write_event(tx, actor, &(Written){row.id, &made, SUPERVISION_ISSUE, (Str){0}, in->body},
                       arena, error);
}

static bool check_step(const Actor *actor, const Supervision *supervision,
                       const SupervisionStep *step, const SupervisionTransition *row,
                       Error *error) {
    if (!row) {
        Str state = supervision_state_label(supervision->state);
        error_set(error, ERROR_CONFLICT, "督办单“%.*s”，不能%.*s", STR_ARG(state),
                  STR_ARG(supervision_action_label(step->action)));
        return error_code(error, "WRONG_STATE");
    }
    if (!role_has(actor->role, row->needs) ||
        (row->is_addressee && !is_addressee(actor, supervision))) {
        return error_set(error, ERROR_FORBIDDEN, "这一步不由你办");
    }
    if (row->needs_overdue && !supervision->is_overdue) {
        error_set(error, ERROR_CONFLICT, "还没有过反馈的日子，不用再催");
        return error_code(error, "NOT_OVERDUE");
    }
    return check_text(step->note, "理由或者办了什么", error) &&
           (!row->sets_due || check_due(actor, step->due_on, error));
}

// The hand before this one must have been somebody else's, by whatever account.
static bool check_hand(Tx *tx, const Actor *actor, const SupervisionRow *row,
                       SupervisionAction action, Arena *arena, Error *error) {
    bool is_same = false;
    if (action != SUPERVISION_ANSWER && action != SUPERVISION_CLOSE) return true;
    int64_t before = action == SUPERVISION_ANSWER ? row->issued_by : row->answered_by.value;
    if (!account_is_same_person(tx, actor->account_id, before, arena, &is_same, error)) {
        return false;
    }
    if (!is_same) return true;
    error_set(error, ERROR_CONFLICT, "下单、反馈、销号必须是不同的人");
    error_detail(error, "请由另一位同事办理");
    return error_code(error, "SAME_PERSON");
}

bool supervision_step(Tx *tx, const Actor *actor, const SupervisionStep *step, Arena *arena,
                      Error *error) {
    SupervisionRow row;
    Supervision now;
    int64_t changed;
    if (!load(tx, actor, step->number, arena, &row, &now, error)) return false;
    bool is_step = step->action != SUPERVISION_ISSUE;
    const SupervisionTransition *transition =
        is_step ? supervision_transition(step->action, now.state) : NULL;
    if (!check_step(actor, &now, step, transition, error) ||
        !check_hand(tx, actor, &row, step->action, arena, error)) {
        return false;
    }
    now.state = transition->to;
    now.version = row.version + 1;
    now.urged_count += step->action == SUPERVISION_URGE;
    if (transition->sets_due) now.due_on = step->due_on;
    OptionalInt me = {true, actor->account_id};
    SupervisionMoveIn move = {
        .id = row.id,
        .version = row.version,
        .state = supervision_state_code(now.state),
        .due_on = now.due_on,
        .urged_count = now.urged_count,
        .answered_by = step->action == SUPERVISION_ANSWER ? me : row.answered_by,
        .closed_by = step->action == SUPERVISION_CLOSE ? me : (OptionalInt){0}};
    if (!supervision_move(tx, &move, &changed, error)) return false;
    if (changed == 0) {
        error_set(error, ERROR_CONFLICT, "督办单刚被别人办过");
        error_detail(error, "请刷新后再看");
        return error_code(error, "CHANGED");
    }
    return write_event(tx, actor, &(Written){row.id, &now, step->action, row.state, step->note},
                       arena, error);
}
