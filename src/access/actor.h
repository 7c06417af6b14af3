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
    X(ROLE_BROKER, "broker", "中介、经纪人、工作站")                                              \
    X(ROLE_SCHOOL, "school", "院校")                                                              \
    X(ROLE_VILLAGE_WORKER, "village_worker", "村社区协管员")                                      \
    X(ROLE_BUREAU_REPORTER, "bureau_reporter", "部门报送员")                                      \
    X(ROLE_CITY_HRSS, "city_hrss_admin", "市人社局业务")                                          \
    X(ROLE_LEADING_OFFICE, "leading_office", "领导小组办公室")                                    \
    X(ROLE_BANK, "bank", "合作银行")                                                              \
    X(ROLE_TAX, "tax", "税务")                                                                    \
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
      ROLE_BIT(ROLE_CITIZEN) | ROLE_BIT(ROLE_ORG_HR) | ROLE_BIT(ROLE_BROKER))                     \
    X(PERMISSION_CASE_READ, "查看案件",                                                           \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                              \
          ROLE_BIT(ROLE_FINANCE_REVIEWER))                                                        \
    X(PERMISSION_CASE_ACCEPT, "受理", ROLE_BIT(ROLE_COUNTY_CLERK))                                \
    X(PERMISSION_COUNTER_ENTER, "代为申请",                                                       \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_VILLAGE_WORKER))                                \
    X(PERMISSION_CASE_REVIEW, "复核与公示", ROLE_BIT(ROLE_COUNTY_REVIEWER))                       \
    X(PERMISSION_FACT_STATE, "提供部门数据",                                                      \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_BUREAU_REPORTER) | ROLE_BIT(ROLE_CITY_HRSS) |    \
          ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_TAX))                                   \
    X(PERMISSION_AFTERCARE_READ, "查看追回与申诉",                                                \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                              \
          ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_CITY_HRSS))                             \
    X(PERMISSION_CLAWBACK_OPEN, "提出追回疑点",                                                   \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                              \
          ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_CITY_HRSS))                             \
    X(PERMISSION_CLAWBACK_VERIFY, "核实追回",                                                     \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_CITY_HRSS))                                     \
    X(PERMISSION_CLAWBACK_DECIDE, "追回决定",                                                     \
      ROLE_BIT(ROLE_COUNTY_REVIEWER) | ROLE_BIT(ROLE_CITY_HRSS))                                  \
    X(PERMISSION_APPEAL_ACCEPT, "受理申诉",                                                       \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_CITY_HRSS))                                     \
    X(PERMISSION_APPEAL_REVIEW, "复查申诉",                                                       \
      ROLE_BIT(ROLE_COUNTY_REVIEWER) | ROLE_BIT(ROLE_CITY_HRSS))                                  \
    X(PERMISSION_BATCH_RUN, "免申即享批次", ROLE_BIT(ROLE_COUNTY_CLERK))                          \
    X(PERMISSION_ROSTER, "用名册申报",                                                            \
      ROLE_BIT(ROLE_ORG_HR) | ROLE_BIT(ROLE_BROKER) | ROLE_BIT(ROLE_SCHOOL) |                     \
          ROLE_BIT(ROLE_COUNTY_CLERK))                                                            \
    X(PERMISSION_ROSTER_READ, "查看名册",                                                         \
      ROLE_BIT(ROLE_ORG_HR) | ROLE_BIT(ROLE_BROKER) | ROLE_BIT(ROLE_SCHOOL) |                     \
          ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                          \
          ROLE_BIT(ROLE_FINANCE_REVIEWER))                                                        \
    X(PERMISSION_INSPECT, "抽查",                                                                 \
      ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_CITY_HRSS))                                 \
    X(PERMISSION_INSPECTION_READ, "查看抽查",                                                     \
      ROLE_BIT(ROLE_COUNTY_REVIEWER) | ROLE_BIT(ROLE_FINANCE_REVIEWER) |                          \
          ROLE_BIT(ROLE_CITY_HRSS))                                                               \
    X(PERMISSION_FUND_READ, "查看资金",                                                           \
      ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_LEADING_HEAD))                              \
    X(PERMISSION_FUND_APPROVE, "资金审批与拨付", ROLE_BIT(ROLE_FINANCE_REVIEWER))                 \
    X(PERMISSION_MONITOR, "领导一屏",                                                             \
      ROLE_BIT(ROLE_LEADING_HEAD) | ROLE_BIT(ROLE_COUNTY_CLERK) |                                 \
          ROLE_BIT(ROLE_COUNTY_REVIEWER) | ROLE_BIT(ROLE_FINANCE_REVIEWER) |                      \
          ROLE_BIT(ROLE_CITY_HRSS) | ROLE_BIT(ROLE_LEADING_OFFICE))                               \
    X(PERMISSION_SUPERVISE, "下督办",                                                             \
      ROLE_BIT(ROLE_LEADING_HEAD) | ROLE_BIT(ROLE_LEADING_OFFICE))                                \
    X(PERMISSION_SUPERVISION_CLOSE, "督办销号", ROLE_BIT(ROLE_LEADING_OFFICE))                    \
    X(PERMISSION_SUPERVISION_ANSWER, "督办反馈",                                                  \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                              \
          ROLE_BIT(ROLE_BUREAU_REPORTER) | ROLE_BIT(ROLE_CITY_HRSS))                              \
    X(PERMISSION_SUPERVISIONS, "查看督办",                                                        \
      ROLE_BIT(ROLE_LEADING_HEAD) | ROLE_BIT(ROLE_LEADING_OFFICE) |                               \
          ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                          \
          ROLE_BIT(ROLE_BUREAU_REPORTER) | ROLE_BIT(ROLE_CITY_HRSS))                              \
    X(PERMISSION_BULLETIN_PREVIEW, "预览通报",                                                    \
      ROLE_BIT(ROLE_LEADING_HEAD) | ROLE_BIT(ROLE_LEADING_OFFICE))                                \
    X(PERMISSION_BULLETIN_SIGN, "审签与更正通报", ROLE_BIT(ROLE_LEADING_OFFICE))                  \
    X(PERMISSION_BULLETIN_INSTRUCT, "批示", ROLE_BIT(ROLE_LEADING_HEAD))                          \
    X(PERMISSION_UNCLAIMED_LIST, "应享未享名单",                                                  \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER))                               \
    X(PERMISSION_ENROL, "申请名额与登记",                                                         \
      ROLE_BIT(ROLE_CITIZEN) | ROLE_BIT(ROLE_ORG_HR) | ROLE_BIT(ROLE_BROKER) |                    \
          ROLE_BIT(ROLE_SCHOOL))                                                                  \
    X(PERMISSION_ENROLMENTS, "名额与登记",                                                        \
      ROLE_BIT(ROLE_CITIZEN) | ROLE_BIT(ROLE_ORG_HR) | ROLE_BIT(ROLE_BROKER) |                    \
          ROLE_BIT(ROLE_SCHOOL) | ROLE_BIT(ROLE_COUNTY_CLERK) |                                   \
          ROLE_BIT(ROLE_COUNTY_REVIEWER) | ROLE_BIT(ROLE_FINANCE_REVIEWER) |                      \
          ROLE_BIT(ROLE_VILLAGE_WORKER) | ROLE_BIT(ROLE_BUREAU_REPORTER) |                        \
          ROLE_BIT(ROLE_CITY_HRSS) | ROLE_BIT(ROLE_LEADING_OFFICE) | ROLE_BIT(ROLE_BANK) |        \
          ROLE_BIT(ROLE_TAX))                                                                     \
    X(PERMISSION_ENROLMENT_READ, "查看名额与登记",                                                \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                              \
          ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_VILLAGE_WORKER) |                       \
          ROLE_BIT(ROLE_BUREAU_REPORTER) | ROLE_BIT(ROLE_CITY_HRSS) |                             \
          ROLE_BIT(ROLE_LEADING_OFFICE) | ROLE_BIT(ROLE_BANK) | ROLE_BIT(ROLE_TAX))               \
    X(PERMISSION_ENROLMENT_ENTER, "登记与报送",                                                   \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_VILLAGE_WORKER) |                               \
          ROLE_BIT(ROLE_BUREAU_REPORTER) | ROLE_BIT(ROLE_CITY_HRSS))                              \
    X(PERMISSION_ENROLMENT_ADMIT, "名额与登记的审定",                                             \
      ROLE_BIT(ROLE_COUNTY_REVIEWER) | ROLE_BIT(ROLE_CITY_HRSS))                                  \
    X(PERMISSION_ENROLMENT_SIGN, "步骤签字",                                                      \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                              \
          ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_BUREAU_REPORTER) |                      \
          ROLE_BIT(ROLE_CITY_HRSS) | ROLE_BIT(ROLE_LEADING_OFFICE) | ROLE_BIT(ROLE_BANK) |        \
          ROLE_BIT(ROLE_TAX) | ROLE_BIT(ROLE_CITIZEN) | ROLE_BIT(ROLE_ORG_HR) |                   \
          ROLE_BIT(ROLE_BROKER) | ROLE_BIT(ROLE_SCHOOL))                                          \
    X(PERMISSION_SERVICE_DELIVER, "登记服务",                                                     \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_VILLAGE_WORKER) | ROLE_BIT(ROLE_CITY_HRSS))     \
    X(PERMISSION_REGISTER_PUSH, "推送名单",                                                       \
      ROLE_BIT(ROLE_CITY_HRSS) | ROLE_BIT(ROLE_LEADING_OFFICE))                                   \
    X(PERMISSION_QUOTA_SET, "分解与调整名额",                                                     \
      ROLE_BIT(ROLE_CITY_HRSS) | ROLE_BIT(ROLE_LEADING_OFFICE))                                   \
    X(PERMISSION_POLICY_EDIT, "政策起草与延续", ROLE_BIT(ROLE_CITY_HRSS))                         \
    X(PERMISSION_POLICY_PUBLISH, "政策发布审批",                                                  \
      ROLE_BIT(ROLE_CITY_HRSS) | ROLE_BIT(ROLE_LEADING_OFFICE))                                   \
    X(PERMISSION_READING_CONFIRM, "口径确认",                                                     \
      ROLE_BIT(ROLE_CITY_HRSS) | ROLE_BIT(ROLE_LEADING_OFFICE) |                                  \
          ROLE_BIT(ROLE_FINANCE_REVIEWER))                                                        \
    X(PERMISSION_ESCALATION, "逾期催办",                                                          \
      ROLE_BIT(ROLE_COUNTY_REVIEWER) | ROLE_BIT(ROLE_CITY_HRSS) | ROLE_BIT(ROLE_LEADING_OFFICE))  \
    X(PERMISSION_DELEGATE, "委托办理",                                                            \
      ROLE_BIT(ROLE_COUNTY_CLERK) | ROLE_BIT(ROLE_COUNTY_REVIEWER) |                              \
          ROLE_BIT(ROLE_FINANCE_REVIEWER) | ROLE_BIT(ROLE_SEC_ADMIN))                             \
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
    Str display_name;   // of both, while acting for a colleague
    Str acting_for;     // the colleague whose duty this is; absent = the own one
    Str department;     // 简称 of the body it signs for, as in pack.md; absent = its role's own
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
