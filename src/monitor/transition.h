// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_TRANSITION_H
#define MONITOR_TRANSITION_H
// The one table of how an order of the leading group (monitor/supervision.h) may move. No
// transition exists outside it; nobody else writes `state`.

#include "access/actor.h"

// X(enumerator, code in the database, 中文)
#define SUPERVISION_STATES(X)                                                                      \
    X(SUPERVISION_OPEN, "open", "待反馈")                                                          \
    X(SUPERVISION_ANSWERED, "answered", "已反馈，待销号")                                          \
    X(SUPERVISION_CLOSED, "closed", "已销号")                                                      \
    X(SUPERVISION_REVOKED, "revoked", "已撤销")

typedef enum SupervisionState {
#define X(name, code, label) name,
    SUPERVISION_STATES(X)
#undef X
        SUPERVISION_STATE_COUNT
} SupervisionState;

#define SUPERVISION_ACTIONS(X)                                                                     \
    X(SUPERVISION_ISSUE, "issue", "下督办")                                                        \
    X(SUPERVISION_ANSWER, "answer", "反馈")                                                        \
    X(SUPERVISION_SEND_BACK, "send_back", "退回重办")                                              \
    X(SUPERVISION_URGE, "urge", "二次督办")                                                        \
    X(SUPERVISION_CLOSE, "close", "销号")                                                          \
    X(SUPERVISION_REVOKE, "revoke", "撤销")

typedef enum SupervisionAction {
#define X(name, code, label) name,
    SUPERVISION_ACTIONS(X)
#undef X
        SUPERVISION_ACTION_COUNT
} SupervisionAction;

typedef struct SupervisionTransition {
    SupervisionAction action;
    SupervisionState from; // ignored for ISSUE
    SupervisionState to;
    Permission needs;
    bool is_addressee; // only who the order went to
    bool needs_overdue;
    bool sets_due;       // names a new day; the others keep it
} SupervisionTransition; // every step says why: a note is always needed

extern const SupervisionTransition supervision_transitions[];
extern const size_t supervision_transition_count;

// NULL when the action is not possible from this state.
const SupervisionTransition *supervision_transition(SupervisionAction action,
                                                    SupervisionState from);
Str supervision_state_code(SupervisionState state);
Str supervision_state_label(SupervisionState state);
Str supervision_action_code(SupervisionAction action);
Str supervision_action_label(SupervisionAction action);
bool supervision_state_from_code(Str code, SupervisionState *state) MUST_USE;
bool supervision_action_from_code(Str code, SupervisionAction *action) MUST_USE;
// The table as Markdown: a diagram and every transition (docs/casework.md holds it).
void supervision_transition_describe(StrBuilder *out);

#endif
