// SPDX-License-Identifier: Apache-2.0
#include "access/delegation.h"

#include "access/audit.h"
#include "access/delegation.sql.h"

// Which duty may go to whom. Finance stays with finance: who pays answers to another office than
// who decides. The three administrators and the bodies that report hand nothing over.
typedef struct Pair {
    Role from, to;
} Pair;

static const Pair pairs[] = {
    {ROLE_COUNTY_CLERK, ROLE_COUNTY_CLERK},
    {ROLE_COUNTY_CLERK, ROLE_COUNTY_REVIEWER},
    {ROLE_COUNTY_REVIEWER, ROLE_COUNTY_CLERK},
    {ROLE_COUNTY_REVIEWER, ROLE_COUNTY_REVIEWER},
    {ROLE_FINANCE_REVIEWER, ROLE_FINANCE_REVIEWER},
};

typedef enum Fit { FIT_NOT, FIT_NEEDLESS, FIT_GOOD } Fit;

// Colleagues of one role and county share their work already.
static Fit fit_of(Role from, Str from_division, Role to, Str to_division) {
    bool is_pair = false;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        is_pair = is_pair || (pairs[i].from == from && pairs[i].to == to);
    }
    if (!is_pair) return FIT_NOT;
    return from == to && str_starts_with(from_division, to_division) ? FIT_NEEDLESS : FIT_GOOD;
}

static bool is_security(const Actor *actor) {
    return role_has(actor->role, PERMISSION_SECURITY);
}

// ---- Making ----

static bool check_days(const Actor *actor, const NewDelegation *in, Error *error) {
    if (in->from == DATE_ABSENT || in->to == DATE_ABSENT || in->from > in->to ||
        in->to < actor->today) {
        error_set(error, ERROR_INVALID, "委托的起止日期不对");
        return error_detail(error, "止日不能早于起日，也不能早于今天");
    }
    if (in->to - in->from >= DELEGATION_DAYS_MAX) {
        error_set(error, ERROR_LIMIT, "一次委托最多%d天", DELEGATION_DAYS_MAX);
        return error_detail(error, "更久的请由安全管理员调整岗位");
    }
    if (str_is_empty(str_trim(in->reason)) || in->reason.length > DELEGATION_REASON_BYTES_MAX) {
        return error_set(error, ERROR_INVALID, "请写明委托的原因，最多%d个字节",
                         DELEGATION_REASON_BYTES_MAX);
    }
    return true;
}

static bool find_account(Tx *tx, Str login, int64_t id, Arena *arena, DelegationAccountRow *row,
                         Error *error) {
    bool found;
    if (!delegation_account(tx, &(DelegationAccountIn){login, id}, arena, row, &found, error)) {
        return false;
    }
    if (found && !row->is_disabled) return true;
    error_set(error, ERROR_NOT_FOUND, "没有账号“%.*s”，或者已经停用", STR_ARG(login));
    return error_detail(error, "请从同事名单里选");
}

static bool check_pair(const DelegationAccountRow *from, const DelegationAccountRow *to,
                       Error *error) {
    Role from_role, to_role;
    bool is_staff = !str_is_absent(to->holder);
    if (from->id == to->id || (is_staff && str_equal(from->holder, to->holder))) {
        error_set(error, ERROR_CONFLICT, "不能委托给自己");
        return error_code(error, "SAME_PERSON");
    }
    if (!role_from_code(from->role, &from_role) || !role_from_code(to->role, &to_role)) {
        return error_set(error, ERROR_UNAVAILABLE, "账号的角色无法识别");
    }
    switch (is_staff ? fit_of(from_role, from->division_code, to_role, to->division_code)
                     : FIT_NOT) {
    case FIT_GOOD: return true;
    case FIT_NEEDLESS:
        error_set(error, ERROR_CONFLICT, "%.*s本来就能办这些事，不用委托",
                  STR_ARG(to->display_name));
        return error_code(error, "DELEGATION_NEEDLESS");
    case FIT_NOT: break;
    }
    error_set(error, ERROR_CONFLICT, "%.*s的工作不能委托给%.*s", STR_ARG(role_label(from_role)),
              STR_ARG(role_label(to_role)));
    error_detail(error, "经办与复核可以互相委托，财政只能委托给财政的同事");
    return error_code(error, "DELEGATION_NOT_ALLOWED");
}

static bool explain_overlap(Error *error) {
    if (!str_equal(str_from_c(error->code), STR("RULE:delegation_overlaps"))) return false;
    error_set(error, ERROR_CONFLICT, "这些天里已经有一次委托");
    error_detail(error, "请先收回原来的委托，或者换日期");
    return error_code(error, "DELEGATION_OVERLAPS");
}

bool delegation_make(Tx *tx, const Actor *actor, const NewDelegation *in, Arena *arena,
                     int64_t *id, Error *error) {
    DelegationAccountRow from, to;
    bool is_own = str_is_empty(in->from_login);
    if (!str_is_absent(actor->acting_for)) {
        error_set(error, ERROR_FORBIDDEN, "正在代人办理，不能再转委托");
        return error_detail(error, "请先回到自己的岗位");
    }
    if (!is_own && !is_security(actor)) {
        return error_set(error, ERROR_FORBIDDEN, "别人的岗位只能由安全管理员安排");
    }
    if (!check_days(actor, in, error) ||
        !find_account(tx, is_own ? STR("") : in->from_login, is_own ? actor->account_id : 0, arena,
                      &from, error) ||
        !find_account(tx, in->to_login, 0, arena, &to, error) || !check_pair(&from, &to, error)) {
        return false;
    }
    DelegationInsertIn row = {from.id, to.id, in->from, in->to, in->reason, actor->account_id,
                              actor->today};
    DelegationIdRow made;
    if (!delegation_insert(tx, &row, arena, &made, error)) {
        explain_overlap(error);
        return false;
    }
    *id = made.id;
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("delegation.make"),
                                     .object_kind = STR("account"),
                                     .object_number = from.login,
                                     .division_code = from.division_code,
                                     .after = to.login},
                       error);
}

bool delegation_end(Tx *tx, const Actor *actor, int64_t id, Arena *arena, Error *error) {
    int64_t changed;
    DelegationNamedRow named;
    DelegationCloseIn in = {id, actor->today, actor->account_id, is_security(actor)};
    if (!delegation_close(tx, &in, &changed, error)) return false;
    if (changed == 0) {
        error_set(error, ERROR_NOT_FOUND, "没有这次委托，或者已经结束");
        return error_detail(error, "请刷新页面");
    }
    return delegation_named(tx, &(DelegationNamedIn){id}, arena, &named, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("delegation.end"),
                                     .object_kind = STR("account"),
                                     .object_number = named.from_login,
                                     .division_code = named.division_code,
                                     .before = named.to_login},
                       error);
}

// ---- Reading ----

bool delegation_list(Tx *tx, const Actor *actor, Arena *arena, Delegations *all, Error *error) {
    DelegationRows rows;
    DelegationRowsIn in = {actor->account_id, is_security(actor), DELEGATION_ROWS_MAX + 1};
    if (!delegation_rows(tx, &in, arena, &rows, error)) return false;
    bool has_more = rows.count > DELEGATION_ROWS_MAX;
    if (has_more) rows.count = DELEGATION_ROWS_MAX;
    *all = (Delegations){NEW_ARRAY(arena, Delegation, rows.count), rows.count, has_more};
    for (size_t i = 0; i < rows.count; i++) {
        const DelegationRow *row = &rows.items[i];
        bool is_open = row->ended_on == DATE_ABSENT && row->to_date >= actor->today;
        all->items[i] = (Delegation){
            .id = row->id, .from_login = row->from_login, .from_name = row->from_name,
            .to_login = row->to_login, .to_name = row->to_name,
            .division_code = row->division_code, .from = row->from_date, .to = row->to_date,
            .ended_on = row->ended_on, .reason = row->reason,
            .is_to_actor = row->to_account == actor->account_id,
            .is_in_effect = is_open && row->from_date <= actor->today, .may_end = is_open};
        if (!role_from_code(row->role, &all->items[i].role)) {
            return error_set(error, ERROR_UNAVAILABLE, "账号“%.*s”的角色无法识别",
                             STR_ARG(row->from_login));
        }
    }
    return true;
}

bool delegation_colleagues(Tx *tx, const Actor *actor, Arena *arena, Colleagues *all,
                           Error *error) {
    DelegationStaffRows rows;
    DelegationStaffIn in = {actor->account_id, DELEGATION_ROWS_MAX};
    if (!delegation_staff(tx, &in, arena, &rows, error)) return false;
    *all = (Colleagues){.items = NEW_ARRAY(arena, Colleague, rows.count)};
    for (size_t i = 0; i < rows.count; i++) {
        const DelegationStaffRow *row = &rows.items[i];
        Colleague colleague = {.login = row->login, .name = row->display_name,
                               .division_code = row->division_code};
        if (!role_from_code(row->role, &colleague.role)) continue;
        if (fit_of(actor->role, actor->scope.division_prefix, colleague.role,
                   colleague.division_code) == FIT_GOOD) {
            all->items[all->count++] = colleague;
        }
    }
    return true;
}
