// SPDX-License-Identifier: Apache-2.0
#include "monitor/transition.h"

#include "base/word.h"

static const Word states[SUPERVISION_STATE_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    SUPERVISION_STATES(X)
#undef X
};

static const Word actions[SUPERVISION_ACTION_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    SUPERVISION_ACTIONS(X)
#undef X
};

#define ADDRESSEE .is_addressee = true
#define OVERDUE .needs_overdue = true
#define DUE .sets_due = true
#define PLAIN .sets_due = false

// clang-format off
const SupervisionTransition supervision_transitions[] = {
    // action                from                  to                    needs
    {SUPERVISION_ISSUE,     SUPERVISION_OPEN,     SUPERVISION_OPEN,     PERMISSION_SUPERVISE, DUE},
    {SUPERVISION_ANSWER,    SUPERVISION_OPEN,     SUPERVISION_ANSWERED, PERMISSION_SUPERVISION_ANSWER, ADDRESSEE},
    {SUPERVISION_URGE,      SUPERVISION_OPEN,     SUPERVISION_OPEN,     PERMISSION_SUPERVISE, OVERDUE, DUE},
    {SUPERVISION_SEND_BACK, SUPERVISION_ANSWERED, SUPERVISION_OPEN,     PERMISSION_SUPERVISION_CLOSE, DUE},
    {SUPERVISION_CLOSE,     SUPERVISION_ANSWERED, SUPERVISION_CLOSED,   PERMISSION_SUPERVISION_CLOSE, PLAIN},
    {SUPERVISION_REVOKE,    SUPERVISION_OPEN,     SUPERVISION_REVOKED,  PERMISSION_SUPERVISION_CLOSE, PLAIN},
};
// clang-format on

const size_t supervision_transition_count =
    sizeof supervision_transitions / sizeof *supervision_transitions;

const SupervisionTransition *supervision_transition(SupervisionAction action,
                                                    SupervisionState from) {
    for (size_t i = 0; i < supervision_transition_count; i++) {
        const SupervisionTransition *row = &supervision_transitions[i];
        bool is_start = action == SUPERVISION_ISSUE;
        if (row->action == action && (is_start || row->from == from)) return row;
    }
    return NULL;
}

Str supervision_state_code(SupervisionState state) {
    return str_from_c(states[state].code);
}

Str supervision_state_label(SupervisionState state) {
    return str_from_c(states[state].label);
}

Str supervision_action_code(SupervisionAction action) {
    return str_from_c(actions[action].code);
}

Str supervision_action_label(SupervisionAction action) {
    return str_from_c(actions[action].label);
}

bool supervision_state_from_code(Str code, SupervisionState *state) {
    int index;
    if (!word_find(states, SUPERVISION_STATE_COUNT, code, &index)) return false;
    *state = (SupervisionState)index;
    return true;
}

bool supervision_action_from_code(Str code, SupervisionAction *action) {
    int index;
    if (!word_find(actions, SUPERVISION_ACTION_COUNT, code, &index)) return false;
    *action = (SupervisionAction)index;
    return true;
}

// ---- The same as Markdown ----

static Str from_of(const SupervisionTransition *row, Str start) {
    return row->action == SUPERVISION_ISSUE ? start : supervision_state_code(row->from);
}

void supervision_transition_describe(StrBuilder *out) {
    str_put(out, STR("```mermaid\nstateDiagram-v2\n"));
    for (size_t i = 0; i < supervision_transition_count; i++) {
        const SupervisionTransition *row = &supervision_transitions[i];
        Str from = from_of(row, STR("[*]"));
        str_put_format(out, "    %.*s --> %.*s: %.*s\n", STR_ARG(from),
                       STR_ARG(supervision_state_code(row->to)),
                       STR_ARG(supervision_action_code(row->action)));
    }
    str_put(out, STR("```\n\n| step | | from | to | who | new day | only overdue |\n"));
    str_put(out, STR("|---|---|---|---|---|---|---|\n"));
    for (size_t i = 0; i < supervision_transition_count; i++) {
        const SupervisionTransition *row = &supervision_transitions[i];
        Str from = from_of(row, STR("-"));
        str_put_format(out, "| %.*s | %.*s | %.*s | %.*s | %.*s | %s | %s |\n",
                       STR_ARG(supervision_action_code(row->action)),
                       STR_ARG(supervision_action_label(row->action)), STR_ARG(from),
                       STR_ARG(supervision_state_code(row->to)),
                       STR_ARG(permission_label(row->needs)), row->sets_due ? "yes" : "-",
                       row->needs_overdue ? "yes" : "-");
    }
}
