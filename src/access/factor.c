// SPDX-License-Identifier: Apache-2.0
#include "access/factor.h"

#include "access/account.sql.h"
#include "access/audit.h"
#include "access/session.sql.h"

static const FactorDemand demands[ROLE_COUNT] = {
    [ROLE_CITIZEN] = FACTOR_BY_CHOICE,      [ROLE_ORG_HR] = FACTOR_BY_CHOICE,
    [ROLE_BROKER] = FACTOR_BY_CHOICE,       [ROLE_SCHOOL] = FACTOR_BY_CHOICE,
    [ROLE_COUNTY_CLERK] = FACTOR_BOUND,     [ROLE_COUNTY_REVIEWER] = FACTOR_BOUND,
    [ROLE_FINANCE_REVIEWER] = FACTOR_BOUND, [ROLE_VILLAGE_WORKER] = FACTOR_BOUND,
    [ROLE_BUREAU_REPORTER] = FACTOR_BOUND,  [ROLE_CITY_HRSS] = FACTOR_BOUND,
    [ROLE_LEADING_OFFICE] = FACTOR_BOUND,   [ROLE_LEADING_HEAD] = FACTOR_BOUND,
    [ROLE_BANK] = FACTOR_BOUND,             [ROLE_TAX] = FACTOR_BOUND,
    [ROLE_SYS_ADMIN] = FACTOR_GIVEN,        [ROLE_SEC_ADMIN] = FACTOR_GIVEN,
    [ROLE_AUDIT_ADMIN] = FACTOR_GIVEN,
};

FactorDemand factor_demand(Role role) {
    return demands[role];
}

static bool write_audit(Tx *tx, const Actor *actor, Str action, Str login, Error *error) {
    return audit_write(tx, actor,
                       &(AuditEntry){.action = action,
                                     .object_kind = STR("account"),
                                     .object_number = login},
                       error);
}

static bool refuse_bound(Error *error) {
    error_set(error, ERROR_CONFLICT, "这个账号已经绑定了动态口令");
    error_detail(error, "换手机请找安全管理员解除后再绑定");
    return error_code(error, "TOTP_BOUND");
}

bool factor_bind(Tx *tx, const Actor *actor, const FactorBinding *binding, Arena *arena,
                 Error *error) {
    int64_t step, changed;
    if (!totp_accepts(binding->secret, binding->code, actor->now_ms, 0, &step)) {
        error_set(error, ERROR_INVALID, "动态口令不对，没有绑定");
        error_detail(error, "请核对手机时间，等验证器换一个口令后再填");
        return error_code(error, "TOTP_WRONG");
    }
    AccountSetCodeIn in = {.login = binding->login,
                           .totp_secret = secret_seal(arena, binding->key, binding->secret),
                           .totp_step = step - 1};
    if (!account_set_code(tx, &in, &changed, error)) return false;
    if (changed == 0) return refuse_bound(error);
    return write_audit(tx, actor, STR("account.bind_code"), binding->login, error);
}

bool factor_take_off(Tx *tx, const Actor *actor, Str login, Arena *arena, Error *error) {
    AccountRow account;
    Role role;
    bool found;
    if (actor->role != ROLE_SEC_ADMIN) {
        return error_set(error, ERROR_FORBIDDEN, "只有安全管理员可以解除动态口令");
    }
    if (!account_by_login(tx, &(AccountByLoginIn){.login = login}, arena, &account, &found,
                          error)) {
        return false;
    }
    if (!found || str_is_absent(account.totp_secret)) {
        return error_set(error, ERROR_NOT_FOUND, "没有绑定了动态口令的账号“%.*s”", STR_ARG(login));
    }
    if (!role_from_code(account.role, &role) || factor_demand(role) == FACTOR_GIVEN) {
        error_set(error, ERROR_FORBIDDEN, "三员的动态口令不能在这里解除");
        return error_detail(error, "请由部署人员另建账号");
    }
    return account_clear_code(tx, &(AccountClearCodeIn){login}, NULL, error) &&
           session_delete_of(tx, &(SessionDeleteOfIn){account.id}, NULL, error) &&
           write_audit(tx, actor, STR("account.take_off_code"), login, error);
}

bool factor_login(Tx *tx, const Actor *actor, Arena *arena, Str *login, bool *is_bound,
                  Error *error) {
    AccountLoginRow row;
    if (!account_login_of(tx, &(AccountLoginOfIn){actor->account_id}, arena, &row, error)) {
        return false;
    }
    *login = row.login;
    *is_bound = row.has_code;
    return true;
}
