// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_TRANSITION_H
#define CASEWORK_TRANSITION_H
// The one table of how a claim may move. No transition exists outside it; nobody else writes
// `state`.

#include "access/actor.h"
#include "base/arena.h"

// Working days for a step, domain.md §6.1.
#define CLAIM_ACCEPT_WORKDAYS 5     // 初审
#define CLAIM_REVIEW_WORKDAYS 3     // 复核
#define CLAIM_APPROVE_WORKDAYS 5    // 财政复核
// A submission can be undone without a reason, domain.md §8 (适老化).
#define CLAIM_UNDO_MINUTES 10

// X(enumerator, code in the database, 中文)
#define CLAIM_STATES(X)                                                                           \
    X(CLAIM_SUBMITTED, "submitted", "已提交")                                                     \
    X(CLAIM_CORRECTION, "correction", "待补正")                                                   \
    X(CLAIM_ACCEPTED, "accepted", "已受理")                                                       \
    X(CLAIM_REVIEWED, "reviewed", "已复核")                                                       \
    X(CLAIM_NOTICED, "noticed", "公示中")                                                         \
    X(CLAIM_CLEARED, "cleared", "公示期满")                                                       \
    X(CLAIM_APPROVED, "approved", "待拨付")                                                       \
    X(CLAIM_PAYING, "paying", "拨付中")                                                           \
    X(CLAIM_PAID, "paid", "已到账")                                                               \
    X(CLAIM_FAILED, "failed", "拨付失败")                                                         \
    X(CLAIM_REFUSED, "refused", "不予办理")                                                       \
    X(CLAIM_WITHDRAWN, "withdrawn", "已撤回")

typedef enum ClaimState {
#define X(name, code, label) name,
    CLAIM_STATES(X)
#undef X
    CLAIM_STATE_COUNT
} ClaimState;

#define CLAIM_ACTIONS(X)                                                                          \
    X(CLAIM_SUBMIT, "submit", "提交")                                                             \
    X(CLAIM_RESUBMIT, "resubmit", "补正后提交")                                                   \
    X(CLAIM_WITHDRAW, "withdraw", "撤回")                                                         \
    X(CLAIM_ACCEPT, "accept", "受理")                                                             \
    X(CLAIM_RETURN, "return", "退回补正")                                                         \
    X(CLAIM_REFUSE, "refuse", "不予办理")                                                         \
    X(CLAIM_REVIEW, "review", "复核通过")                                                         \
    X(CLAIM_OPEN_NOTICE, "open_notice", "公示")                                                   \
    X(CLAIM_CLOSE_NOTICE, "close_notice", "公示期满")                                             \
    X(CLAIM_APPROVE, "approve", "资金审批")                                                       \
    X(CLAIM_RELEASE, "release", "拨付")                                                           \
    X(CLAIM_RECEIPT, "receipt", "到账")                                                           \
    X(CLAIM_BOUNCE, "bounce", "银行退回")                                                         \
    X(CLAIM_FIX_ACCOUNT, "fix_account", "改账户重发")                                             \
    X(CLAIM_CANCEL, "cancel", "撤销审批")                                                         \
    X(CLAIM_HOLD, "hold", "疑点核查")                                                             \
    X(CLAIM_CONFIRM, "confirm", "确认代办")                                                       \
    X(CLAIM_CONFIRM_BY_PHONE, "confirm_by_phone", "电话确认代办")                                 \
    X(CLAIM_STATE_FACT, "state_fact", "部门提供数据")                                              \
    X(CLAIM_CONTEST, "contest", "系统判定不予办理")                                               \
    X(CLAIM_REOPEN, "reopen", "复查后恢复办理")                                                   \
    X(CLAIM_FOLLOW, "follow", "随同重新判定")

typedef enum ClaimAction {
#define X(name, code, label) name,
    CLAIM_ACTIONS(X)
#undef X
    CLAIM_ACTION_COUNT
} ClaimAction;

typedef struct Transition {
    ClaimAction action;
    ClaimState from;         // ignored for an action that begins a claim
    ClaimState to;
    Permission needs;        // PERMISSION_NONE: the applicant when `is_own`, else the platform by
                             // the clock
    bool is_own;             // a step of who applied
    bool is_hand;            // one of the hands that must be different people, none the payee's
    int within_minutes;      // of submission; 0: at any time
    bool needs_note;         // what is missing, or why
    bool is_blocked_by_hold; // an open objection or a high finding stands in the way
    Str message;             // to the applicant; absent = none
} Transition;                // `from` = `to`: the claim stays and its due date and note with it

extern const Transition claim_transitions[];
extern const size_t claim_transition_count;

// Who owes the next step of a claim in a state, and within how many working days (domain.md §6.1).
// Every state has one row; an end owes nothing.
typedef struct ClaimDeadline {
    Str owed_by;             // 中文; absent: an end
    int workdays;            // 0: nothing is laid down; the claim has no due date then
} ClaimDeadline;

extern const ClaimDeadline claim_deadlines[CLAIM_STATE_COUNT];

// Whether the action makes the claim: CLAIM_SUBMIT, and CLAIM_CONTEST for whom the decision on the
// screen refused and who wants it reviewed by people (casework/appeal.h).
bool claim_action_begins(ClaimAction action);
// NULL when the action is not possible from this state.
const Transition *transition_find(ClaimAction action, ClaimState from);
// Whether money follows, which a fault that an inspection found forbids (NOT_IN_ORDER).
bool transition_is_to_money(const Transition *transition);
Str claim_state_code(ClaimState state);
Str claim_state_label(ClaimState state);
// False, and the first of the list, for an unknown code.
bool claim_state_from_code(Str code, ClaimState *state);
Str claim_action_code(ClaimAction action);
Str claim_action_label(ClaimAction action);
bool claim_action_from_code(Str code, ClaimAction *action);
// The tables as Markdown: a diagram, every transition, every deadline (docs/casework.md holds it).
void transition_describe(StrBuilder *out);

#endif
