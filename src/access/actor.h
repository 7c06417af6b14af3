// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_ACTOR_H
#define ACCESS_ACTOR_H
// Who acts, what they may do, and what they may see.
//
// Every domain function that reads for somebody or writes takes an Actor. Permissions are checked
// by
// the dispatcher before a handler runs; the Scope is applied by the queries themselves, so that
// lists,
// counts and drop-downs agree (a county's totals are the sum of the rows it can list). The system
// itself acts as `actor_system`.

#include "base/date.h"
#include "base/error.h"

// domain.md §5. X(enumerator, code in the database, 中文)
#define ACCESS_ROLES(X)                                                                           \
    X(ROLE_CITIZEN, "citizen", "个人")                                                            \
    X(ROLE_ORG_HR, "org_hr", "单位人事")                                                          \
    X(ROLE_COUNTY_CLERK, "county_clerk", "县区经办")                                              \
    X(ROLE_COUNTY_REVIEWER, "county_reviewer", "县区复核")                                        \
    X(ROLE_FINANCE_REVIEWER, "finance_reviewer", "财政复核")                                      \
    X(ROLE_LEADING_HEAD, "leading_head", "领导小组领导")                                          \
    X(ROLE_SYS_ADMIN, "sys_admin", "系统管理员")                                                  \
    X(ROLE_SEC_ADMIN, "sec_admin", "安全管理员")                                                  \
    X(ROLE_AUDIT_ADMIN, "audit_admin", "审计管理员")

typedef enum Role {
#define X(name, code, label) name,
    ACCESS_ROLES(X)
#undef X
    ROLE_COUNT
} Role;

// What a route may ask for. X(enumerator, 中文, roles that have it, as bits)
#define ROLE_BIT(role) (1u << (role))
#define ACCESS_PERMISSIONS(X)                                                                     \
    X(PERMISSION_PUBLIC, "公开", ~0u)                                                             \
    X(PERMISSION_SIGNED_IN, "已登录", (1u << ROLE_COUNT) - 1)                                     \
    X(PERMISSION_OWN_CLAIMS, "本人申请", ROLE_BIT(ROLE_CITIZEN))                                  \
    X(PERMISSION_ORG_CLAIMS, "本单位申请", ROLE_BIT(ROLE_ORG_HR))                                 \
    X(PERMISSION_CLAIMANT, "本人或本单位的事",                                                    \
      ROLE_BIT(ROLE_CITIZEN) | ROLE_BIT(ROLE_ORG_HR))                                             \
    X(PERMISSION_CASE_READ, "查看案件",                                                           \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                              \
          ROLE_BIT(ROLE_FINANCE_REVIEWER))                                                        \
    X(PERMISSION_CASE_ACCEPT, "受理", ROLE_BIT(ROLE_COUNTY_CLERK))                                \
    X(PERMISSION_CASE_REVIEW, "复核与公示", ROLE_BIT(ROLE_COUNTY_REVIEWER))                       \
    X(PERMISSION_BATCH_RUN, "免申即享批次", ROLE_BIT(ROLE_COUNTY_CLERK))                          \
    X(PERMISSION_FUND_READ, "查看资金",                                                           \
      ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_LEADING_HEAD))                              \
    X(PERMISSION_FUND_APPROVE, "资金审批与拨付", ROLE_BIT(ROLE_FINANCE_REVIEWER))                 \
    X(PERMISSION_MONITOR, "领导一屏",                                                             \
      ROLE_BIT(ROLE_LEADING_HEAD) | ROLE_BIT(ROLE_COUNTY_CLERK) |                                 \
          ROLE_BIT(ROLE_COUNTY_REVIEWER) | ROLE_BIT(ROLE_FINANCE_REVIEWER))                       \
    X(PERMISSION_UNCLAIMED_LIST, "应享未享名单",                                                  \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER))                               \
    X(PERMISSION_SYSTEM, "系统配置", ROLE_BIT(ROLE_SYS_ADMIN))                                    \
    X(PERMISSION_SECURITY, "授权与策略", ROLE_BIT(ROLE_SEC_ADMIN))                                \
    X(PERMISSION_AUDIT, "审计日志", ROLE_BIT(ROLE_AUDIT_ADMIN))

typedef enum Permission {
    PERMISSION_NONE, // a row that names nothing does not compile into a route list
#define X(name, label, roles) name,
    ACCESS_PERMISSIONS(X)
#undef X
    PERMISSION_COUNT
} Permission;

// What somebody may see. `division_prefix` bounds every row by its division code: "" sees all,
// "640522" one county. The own person or organisation is named for citizens and organisations.
typedef struct Scope {
    Str division_prefix;
    bool sees_people;   // false: counts and amounts only (the leading head, the administrators)
    int64_t person_id;  // 0 = none
    Str uscc;           // absent = none
} Scope;

typedef struct Actor {
    int64_t account_id; // 0 = nobody is signed in, or the system
    Role role;          // the role in which this request acts
    Str display_name;
    Scope scope;
    Str remote_address;
    Str request_id;     // of the log
    Date today;         // business date of this request
    int64_t now_ms;     // real time of this request
} Actor;

bool role_has(Role role, Permission permission);
Str role_code(Role role);
Str role_label(Role role);
bool role_from_code(Str code, Role *role) MUST_USE;
Str permission_label(Permission permission);
// The program itself: imports, time-outs, batches by the clock. Sees all.
Actor actor_system(Date today, int64_t now_ms);
// Whether a row of this county may be seen. Queries use the same rule as
// `division_code LIKE $prefix || '%'`.
bool scope_covers(const Scope *scope, Str division_code);

#endif
