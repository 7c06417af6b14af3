// SPDX-License-Identifier: Apache-2.0
#ifndef KINDS_KIND_H
#define KINDS_KIND_H
// The six kinds of measures. A policy chooses kinds; this folder knows no policy.
//
//   benefit    money: a claim (casework), from application to payment
//   programme  places to fill and things to build: admission takes a place of the quota
//   register   a list that bureaus report to: merged by subject, versioned, pushed
//   service    help to deliver and count: done when every service was given or does not apply
//   loan       finance referred to a bank, which grants an amount within the decision's limit
//   action     steps to track: recruitment, promotions, feedback
//
// All but benefit are enrolments and move by the one table below. What differs between kinds is a
// row of `kinds`: words, and the rules that only that kind has.

#include "access/actor.h"
#include "policy/policy.h"

// X(enumerator, code in the database)
#define ENROLMENT_STATES(X)                                                                       \
    X(ENROLMENT_APPLIED, "applied")                                                               \
    X(ENROLMENT_ADMITTED, "admitted")                                                       \
    X(ENROLMENT_DONE, "done")                                                               \
    X(ENROLMENT_REFUSED, "refused")                                                               \
    X(ENROLMENT_WITHDRAWN, "withdrawn")                                                           \
    X(ENROLMENT_RELEASED, "released")

typedef enum EnrolmentState {
#define X(name, code) name,
    ENROLMENT_STATES(X)
#undef X
    ENROLMENT_STATE_COUNT
} EnrolmentState;

// X(enumerator, code, 中文)
#define ENROLMENT_ACTIONS(X)                                                                      \
    X(ENROLMENT_APPLY, "apply", "登记")                                                           \
    X(ENROLMENT_REPORT, "report", "再次报送")                                                     \
    X(ENROLMENT_AMEND, "amend", "补充信息")                                                       \
    X(ENROLMENT_WITHDRAW, "withdraw", "撤回")                                                     \
    X(ENROLMENT_ADMIT, "admit", "审定")                                                           \
    X(ENROLMENT_REFUSE, "refuse", "不予审定")                                                     \
    X(ENROLMENT_SIGN, "sign", "签字")                                                             \
    X(ENROLMENT_OBJECT, "object", "不通过")                                                       \
    X(ENROLMENT_DELIVER, "deliver", "登记服务")                                                   \
    X(ENROLMENT_ASSESS, "assess", "年度评估")                                                     \
    X(ENROLMENT_RELEASE, "release", "释放")

typedef enum EnrolmentAction {
#define X(name, code, label) name,
    ENROLMENT_ACTIONS(X)
#undef X
    ENROLMENT_ACTION_COUNT
} EnrolmentAction;

typedef struct EnrolmentTransition {
    EnrolmentAction action;
    EnrolmentState from;   // ignored for APPLY
    EnrolmentState to;     // SIGN and DELIVER stay until the last one, which goes on to done
    Permission needs;      // of staff; PERMISSION_NONE: no staff may
    bool is_own_step;      // who applied, and the subject itself, may
    bool needs_note;
} EnrolmentTransition;

extern const EnrolmentTransition enrolment_transitions[];
extern const size_t enrolment_transition_count;

// NULL when the action is not possible from this state.
const EnrolmentTransition *enrolment_transition(EnrolmentAction action, EnrolmentState from);
Str enrolment_state_code(EnrolmentState state);
bool enrolment_state_from_code(Str code, EnrolmentState *state) MUST_USE;
Str enrolment_action_code(EnrolmentAction action);
Str enrolment_action_label(EnrolmentAction action);
bool enrolment_action_from_code(Str code, EnrolmentAction *action) MUST_USE;

// The table as Markdown: a diagram and every transition (docs/casework.md holds it).
void enrolment_transition_describe(StrBuilder *out);

// What tells the kinds apart.
typedef struct Kind {
    MeasureKind measure;
    Str label;                              // 项目, 名单, 服务, 贷款, 事项
    Str state_labels[ENROLMENT_STATE_COUNT]; // 已占名额, 在册, 服务中 …
    Str unit;                               // 个, 户, 人, 笔, 件
    bool admits_by_rule;     // 准入 true admits at once, without a person
    bool merges_reports;     // a second bureau's report of the same subject joins the first
    bool delivers;           // 服务 count; done when all are given
    bool grants_amount;      // a signature may carry the amount granted
} Kind;

// Every kind but benefit has a row; NULL for benefit.
const Kind *kind_of(MeasureKind measure);
Str kind_state_label(const Kind *kind, EnrolmentState state);

extern const Kind kind_programme, kind_register, kind_service, kind_loan, kind_action;

#endif
