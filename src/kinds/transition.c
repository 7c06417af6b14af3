// SPDX-License-Identifier: Apache-2.0
#include "kinds/kind.h"

#include "base/word.h"

static const char *const states[ENROLMENT_STATE_COUNT] = {
#define X(name, code) [name] = code,
    ENROLMENT_STATES(X)
#undef X
};

static const Word actions[ENROLMENT_ACTION_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    ENROLMENT_ACTIONS(X)
#undef X
};

#define OWN .is_own_step = true
#define NOTE .needs_note = true
#define PLAIN .needs_note = false

// clang-format off
const EnrolmentTransition enrolment_transitions[] = {
    // action            from                to                   staff
    {ENROLMENT_APPLY,    ENROLMENT_APPLIED,  ENROLMENT_APPLIED,   PERMISSION_NONE, OWN},
    {ENROLMENT_REPORT,   ENROLMENT_APPLIED,  ENROLMENT_APPLIED,   PERMISSION_ENROLMENT_ENTER, PLAIN},
    {ENROLMENT_REPORT,   ENROLMENT_ADMITTED, ENROLMENT_ADMITTED,  PERMISSION_ENROLMENT_ENTER, PLAIN},
    {ENROLMENT_AMEND,    ENROLMENT_APPLIED,  ENROLMENT_APPLIED,   PERMISSION_ENROLMENT_ENTER, OWN},
    {ENROLMENT_AMEND,    ENROLMENT_ADMITTED, ENROLMENT_ADMITTED,  PERMISSION_ENROLMENT_ENTER, OWN},
    {ENROLMENT_WITHDRAW, ENROLMENT_APPLIED,  ENROLMENT_WITHDRAWN, PERMISSION_NONE, OWN},
    {ENROLMENT_ADMIT,    ENROLMENT_APPLIED,  ENROLMENT_ADMITTED,  PERMISSION_ENROLMENT_ADMIT, PLAIN},
    {ENROLMENT_REFUSE,   ENROLMENT_APPLIED,  ENROLMENT_REFUSED,   PERMISSION_ENROLMENT_ADMIT, NOTE},
    {ENROLMENT_SIGN,     ENROLMENT_ADMITTED, ENROLMENT_ADMITTED,  PERMISSION_ENROLMENT_SIGN, PLAIN},
    {ENROLMENT_OBJECT,   ENROLMENT_ADMITTED, ENROLMENT_ADMITTED,  PERMISSION_ENROLMENT_SIGN, NOTE},
    {ENROLMENT_DELIVER,  ENROLMENT_ADMITTED, ENROLMENT_ADMITTED,  PERMISSION_SERVICE_DELIVER, PLAIN},
    {ENROLMENT_ASSESS,   ENROLMENT_DONE,     ENROLMENT_DONE,      PERMISSION_ENROLMENT_ADMIT, NOTE},
    {ENROLMENT_RELEASE,  ENROLMENT_ADMITTED, ENROLMENT_RELEASED,  PERMISSION_ENROLMENT_ADMIT, NOTE},
    {ENROLMENT_RELEASE,  ENROLMENT_DONE,     ENROLMENT_RELEASED,  PERMISSION_ENROLMENT_ADMIT, NOTE},
};
// clang-format on

const size_t enrolment_transition_count =
    sizeof enrolment_transitions / sizeof *enrolment_transitions;

const EnrolmentTransition *enrolment_transition(EnrolmentAction action, EnrolmentState from) {
    for (size_t i = 0; i < enrolment_transition_count; i++) {
        const EnrolmentTransition *row = &enrolment_transitions[i];
        bool is_start = action == ENROLMENT_APPLY;
        if (row->action == action && (is_start || row->from == from)) return row;
    }
    return NULL;
}

Str enrolment_state_code(EnrolmentState state) { return str_from_c(states[state]); }
Str enrolment_action_code(EnrolmentAction action) { return str_from_c(actions[action].code); }
Str enrolment_action_label(EnrolmentAction action) { return str_from_c(actions[action].label); }

bool enrolment_state_from_code(Str code, EnrolmentState *state) {
    for (int i = 0; i < ENROLMENT_STATE_COUNT; i++) {
        *state = (EnrolmentState)i;
        if (str_equal(code, str_from_c(states[i]))) return true;
    }
    return false;
}

bool enrolment_action_from_code(Str code, EnrolmentAction *action) {
    int index;
    bool found = word_find(actions, ENROLMENT_ACTION_COUNT, code, &index);
    *action = (EnrolmentAction)index;
    return found;
}

// ---- The same as Markdown ----

static Str from_of(const EnrolmentTransition *row, Str start) {
    return row->action == ENROLMENT_APPLY ? start : enrolment_state_code(row->from);
}

void enrolment_transition_describe(StrBuilder *out) {
    str_put(out, STR("```mermaid\nstateDiagram-v2\n"));
    for (size_t i = 0; i < enrolment_transition_count; i++) {
        const EnrolmentTransition *row = &enrolment_transitions[i];
        Str from = from_of(row, STR("[*]"));
        str_put_format(out, "    %.*s --> %.*s: %.*s\n", STR_ARG(from),
                       STR_ARG(enrolment_state_code(row->to)),
                       STR_ARG(enrolment_action_code(row->action)));
    }
    str_put(out, STR("```\n\n| step | | from | to | who | says why |\n"));
    str_put(out, STR("|---|---|---|---|---|---|\n"));
    for (size_t i = 0; i < enrolment_transition_count; i++) {
        const EnrolmentTransition *row = &enrolment_transitions[i];
        Str from = from_of(row, STR("-"));
        Str who = row->needs == PERMISSION_NONE ? STR("申请人") : permission_label(row->needs);
        str_put_format(out, "| %.*s | %.*s | %.*s | %.*s | %.*s | %s |\n",
                       STR_ARG(enrolment_action_code(row->action)),
                       STR_ARG(enrolment_action_label(row->action)), STR_ARG(from),
                       STR_ARG(enrolment_state_code(row->to)), STR_ARG(who),
                       row->needs_note ? "yes" : "-");
    }
}
