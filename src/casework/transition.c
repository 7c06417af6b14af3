// SPDX-License-Identifier: Apache-2.0
#include "casework/transition.h"

typedef struct Word {
    const char *code;
    const char *label;
} Word;

static const Word states[CLAIM_STATE_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    CLAIM_STATES(X)
#undef X
};

static const Word actions[CLAIM_ACTION_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    CLAIM_ACTIONS(X)
#undef X
};

const Transition *transition_find(ClaimAction action, ClaimState from) {
    for (size_t i = 0; i < claim_transition_count; i++) {
        const Transition *row = &claim_transitions[i];
        if (row->action == action && (action == CLAIM_SUBMIT || row->from == from)) return row;
    }
    return NULL;
}

Str claim_state_code(ClaimState state) {
    return str_from_c(states[state].code);
}

Str claim_state_label(ClaimState state) {
    return str_from_c(states[state].label);
}

Str claim_action_code(ClaimAction action) {
    return str_from_c(actions[action].code);
}

Str claim_action_label(ClaimAction action) {
    return str_from_c(actions[action].label);
}

static bool word_find(const Word *words, int count, Str code, int *index) {
    for (int i = 0; i < count; i++) {
        if (str_equal(str_from_c(words[i].code), code)) {
            *index = i;
            return true;
        }
    }
    return false;
}

bool claim_state_from_code(Str code, ClaimState *state) {
    int index = 0;
    bool found = word_find(states, CLAIM_STATE_COUNT, code, &index);
    *state = (ClaimState)index;
    return found;
}

bool claim_action_from_code(Str code, ClaimAction *action) {
    int index = 0;
    bool found = word_find(actions, CLAIM_ACTION_COUNT, code, &index);
    *action = (ClaimAction)index;
    return found;
}

#define NOTE .needs_note = true
#define HOLD .is_blocked_by_hold = true
#define SAY(text) .message = STR_INIT(text)

// clang-format off
const Transition claim_transitions[] = {
    // action            from              to                needs
    {CLAIM_SUBMIT,       CLAIM_SUBMITTED,  CLAIM_SUBMITTED,  PERMISSION_NONE,         SAY("已收到你的申请")},
    {CLAIM_RESUBMIT,     CLAIM_CORRECTION, CLAIM_SUBMITTED,  PERMISSION_NONE,         SAY("已收到你补正的材料")},
    {CLAIM_WITHDRAW,     CLAIM_SUBMITTED,  CLAIM_WITHDRAWN,  PERMISSION_NONE,         SAY("申请已撤回")},
    {CLAIM_WITHDRAW,     CLAIM_CORRECTION, CLAIM_WITHDRAWN,  PERMISSION_NONE,         SAY("申请已撤回")},
    {CLAIM_ACCEPT,       CLAIM_SUBMITTED,  CLAIM_ACCEPTED,   PERMISSION_CASE_ACCEPT,  SAY("申请已受理")},
    {CLAIM_RETURN,       CLAIM_SUBMITTED,  CLAIM_CORRECTION, PERMISSION_CASE_ACCEPT,  NOTE, SAY("申请需要补正")},
    {CLAIM_RETURN,       CLAIM_ACCEPTED,   CLAIM_CORRECTION, PERMISSION_CASE_REVIEW,  NOTE, SAY("申请需要补正")},
    {CLAIM_REFUSE,       CLAIM_SUBMITTED,  CLAIM_REFUSED,    PERMISSION_CASE_ACCEPT,  NOTE, SAY("申请不予办理")},
    {CLAIM_REFUSE,       CLAIM_ACCEPTED,   CLAIM_REFUSED,    PERMISSION_CASE_REVIEW,  NOTE, SAY("申请不予办理")},
    {CLAIM_REFUSE,       CLAIM_NOTICED,    CLAIM_REFUSED,    PERMISSION_CASE_REVIEW,  NOTE, SAY("申请不予办理")},
    {CLAIM_REFUSE,       CLAIM_CLEARED,    CLAIM_REFUSED,    PERMISSION_FUND_APPROVE, NOTE, SAY("申请不予办理")},
    {CLAIM_REVIEW,       CLAIM_ACCEPTED,   CLAIM_REVIEWED,   PERMISSION_CASE_REVIEW,  SAY("申请已通过复核")},
    {CLAIM_OPEN_NOTICE,  CLAIM_REVIEWED,   CLAIM_NOTICED,    PERMISSION_CASE_REVIEW,  SAY("申请正在公示")},
    {CLAIM_CLOSE_NOTICE, CLAIM_NOTICED,    CLAIM_CLEARED,    PERMISSION_NONE,         HOLD, SAY("公示期满，没有异议")},
    {CLAIM_CLOSE_NOTICE, CLAIM_REVIEWED,   CLAIM_CLEARED,    PERMISSION_NONE,         HOLD},
    {CLAIM_APPROVE,      CLAIM_CLEARED,    CLAIM_APPROVED,   PERMISSION_FUND_APPROVE, HOLD, SAY("资金已审批，等待拨付")},
    {CLAIM_RELEASE,      CLAIM_APPROVED,   CLAIM_PAYING,     PERMISSION_FUND_APPROVE, HOLD, SAY("款项已交银行发放")},
    {CLAIM_CANCEL,       CLAIM_APPROVED,   CLAIM_CLEARED,    PERMISSION_FUND_APPROVE, NOTE, SAY("资金审批已撤销，要重新审批")},
    {CLAIM_RECEIPT,      CLAIM_PAYING,     CLAIM_PAID,       PERMISSION_FUND_APPROVE, SAY("款项已到账")},
    {CLAIM_BOUNCE,       CLAIM_PAYING,     CLAIM_FAILED,     PERMISSION_FUND_APPROVE, NOTE, SAY("银行没有发放成功")},
    {CLAIM_FIX_ACCOUNT,  CLAIM_FAILED,     CLAIM_APPROVED,   PERMISSION_FUND_APPROVE, SAY("账户已更正，等待重新拨付")},
};
// clang-format on

const size_t claim_transition_count = sizeof claim_transitions / sizeof *claim_transitions;
