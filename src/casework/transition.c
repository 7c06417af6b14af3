// SPDX-License-Identifier: Apache-2.0
#include "casework/transition.h"

#include "base/word.h"

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

bool claim_action_begins(ClaimAction action) {
    return action == CLAIM_SUBMIT || action == CLAIM_CONTEST;
}

const Transition *transition_find(ClaimAction action, ClaimState from) {
    for (size_t i = 0; i < claim_transition_count; i++) {
        const Transition *row = &claim_transitions[i];
        if (row->action == action && (claim_action_begins(action) || row->from == from)) return row;
    }
    return NULL;
}

bool transition_is_to_money(const Transition *transition) {
    return transition->to == CLAIM_APPROVED || transition->to == CLAIM_PAYING;
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

bool claim_state_from_code(Str code, ClaimState *state) {
    int index;
    bool found = word_find(states, CLAIM_STATE_COUNT, code, &index);
    *state = (ClaimState)index;
    return found;
}

bool claim_action_from_code(Str code, ClaimAction *action) {
    int index;
    bool found = word_find(actions, CLAIM_ACTION_COUNT, code, &index);
    *action = (ClaimAction)index;
    return found;
}

#define OWN .is_own = true
#define HAND .is_hand = true
#define UNDO .within_minutes = CLAIM_UNDO_MINUTES
#define NOTE .needs_note = true
#define HOLD .is_blocked_by_hold = true
#define SAY(text) .message = STR_INIT(text)

#define REFUSED "申请不予办理，有异议可以从申请进度里提出申诉"

#define FOLLOWED "同一次申请的另一件重新判定，这一件的金额也重新算了"

// clang-format off
const Transition claim_transitions[] = {
    // action            from              to                needs
    {CLAIM_SUBMIT,       CLAIM_SUBMITTED,  CLAIM_SUBMITTED,  PERMISSION_NONE,         OWN, SAY("已收到你的申请")},
    {CLAIM_RESUBMIT,     CLAIM_CORRECTION, CLAIM_SUBMITTED,  PERMISSION_NONE,         OWN, SAY("已收到你补正的材料")},
    {CLAIM_ACCEPT,       CLAIM_SUBMITTED,  CLAIM_ACCEPTED,   PERMISSION_CASE_ACCEPT,  HAND, SAY("申请已受理")},
    {CLAIM_RETURN,       CLAIM_SUBMITTED,  CLAIM_CORRECTION, PERMISSION_CASE_ACCEPT,  NOTE, SAY("申请需要补正")},
    {CLAIM_RETURN,       CLAIM_ACCEPTED,   CLAIM_CORRECTION, PERMISSION_CASE_REVIEW,  NOTE, SAY("申请需要补正")},
    {CLAIM_REFUSE,       CLAIM_SUBMITTED,  CLAIM_REFUSED,    PERMISSION_CASE_ACCEPT,  NOTE, SAY(REFUSED)},
    {CLAIM_REFUSE,       CLAIM_ACCEPTED,   CLAIM_REFUSED,    PERMISSION_CASE_REVIEW,  NOTE, SAY(REFUSED)},
    {CLAIM_REFUSE,       CLAIM_REVIEWED,   CLAIM_REFUSED,    PERMISSION_CASE_REVIEW,  NOTE, SAY(REFUSED)},
    {CLAIM_REFUSE,       CLAIM_NOTICED,    CLAIM_REFUSED,    PERMISSION_CASE_REVIEW,  NOTE, SAY(REFUSED)},
    {CLAIM_REFUSE,       CLAIM_CLEARED,    CLAIM_REFUSED,    PERMISSION_FUND_APPROVE, NOTE, SAY(REFUSED)},
    {CLAIM_REFUSE,       CLAIM_FAILED,     CLAIM_REFUSED,    PERMISSION_FUND_APPROVE, HAND, NOTE, SAY(REFUSED)},
    {CLAIM_REVIEW,       CLAIM_ACCEPTED,   CLAIM_REVIEWED,   PERMISSION_CASE_REVIEW,  HAND, SAY("申请已通过复核")},
    {CLAIM_OPEN_NOTICE,  CLAIM_REVIEWED,   CLAIM_NOTICED,    PERMISSION_CASE_REVIEW,  HOLD, SAY("申请正在公示")},
    {CLAIM_CLOSE_NOTICE, CLAIM_NOTICED,    CLAIM_CLEARED,    PERMISSION_NONE,         HOLD, SAY("公示期满，没有异议")},
    {CLAIM_CLOSE_NOTICE, CLAIM_REVIEWED,   CLAIM_CLEARED,    PERMISSION_NONE,         HOLD},
    {CLAIM_HOLD,         CLAIM_CLEARED,    CLAIM_NOTICED,    PERMISSION_NONE,         SAY("申请需要进一步核查")},
    {CLAIM_APPROVE,      CLAIM_CLEARED,    CLAIM_APPROVED,   PERMISSION_FUND_APPROVE, HAND, HOLD, SAY("资金已审批，等待拨付")},
    {CLAIM_RELEASE,      CLAIM_APPROVED,   CLAIM_PAYING,     PERMISSION_FUND_APPROVE, HAND, HOLD, SAY("款项已交银行发放")},
    {CLAIM_CANCEL,       CLAIM_APPROVED,   CLAIM_CLEARED,    PERMISSION_FUND_APPROVE, NOTE, SAY("资金审批已撤销，要重新审批")},
    {CLAIM_RECEIPT,      CLAIM_PAYING,     CLAIM_PAID,       PERMISSION_FUND_APPROVE, SAY("款项已到账")},
    {CLAIM_BOUNCE,       CLAIM_PAYING,     CLAIM_FAILED,     PERMISSION_FUND_APPROVE, NOTE, SAY("银行没有发放成功")},
    {CLAIM_FIX_ACCOUNT,  CLAIM_FAILED,     CLAIM_APPROVED,   PERMISSION_FUND_APPROVE, HAND, HOLD, SAY("账户已更正，等待重新拨付")},
    {CLAIM_WITHDRAW,     CLAIM_SUBMITTED,  CLAIM_WITHDRAWN,  PERMISSION_NONE,         OWN, SAY("申请已撤回")},
    {CLAIM_WITHDRAW,     CLAIM_CORRECTION, CLAIM_WITHDRAWN,  PERMISSION_NONE,         OWN, SAY("申请已撤回")},
    {CLAIM_WITHDRAW,     CLAIM_ACCEPTED,   CLAIM_WITHDRAWN,  PERMISSION_NONE,         OWN, UNDO, SAY("申请已撤回")},
    {CLAIM_CONFIRM,      CLAIM_SUBMITTED,  CLAIM_SUBMITTED,  PERMISSION_NONE,         OWN},
    {CLAIM_CONFIRM,      CLAIM_ACCEPTED,   CLAIM_ACCEPTED,   PERMISSION_NONE,         OWN},
    {CLAIM_CONFIRM,      CLAIM_REVIEWED,   CLAIM_REVIEWED,   PERMISSION_NONE,         OWN},
    {CLAIM_CONFIRM,      CLAIM_NOTICED,    CLAIM_NOTICED,    PERMISSION_NONE,         OWN},
    {CLAIM_CONFIRM,      CLAIM_CLEARED,    CLAIM_CLEARED,    PERMISSION_NONE,         OWN},
    {CLAIM_CONFIRM_BY_PHONE, CLAIM_ACCEPTED, CLAIM_ACCEPTED, PERMISSION_CASE_REVIEW,  NOTE, SAY("已同你电话确认代办的申请")},
    {CLAIM_CONFIRM_BY_PHONE, CLAIM_REVIEWED, CLAIM_REVIEWED, PERMISSION_CASE_REVIEW,  NOTE, SAY("已同你电话确认代办的申请")},
    {CLAIM_CONFIRM_BY_PHONE, CLAIM_NOTICED,  CLAIM_NOTICED,  PERMISSION_CASE_REVIEW,  NOTE, SAY("已同你电话确认代办的申请")},
    {CLAIM_CONFIRM_BY_PHONE, CLAIM_CLEARED,  CLAIM_CLEARED,  PERMISSION_CASE_REVIEW,  NOTE, SAY("已同你电话确认代办的申请")},
    {CLAIM_STATE_FACT,   CLAIM_SUBMITTED,  CLAIM_SUBMITTED,  PERMISSION_FACT_STATE,   SAY("部门已提供要核实的数据")},
    {CLAIM_STATE_FACT,   CLAIM_ACCEPTED,   CLAIM_ACCEPTED,   PERMISSION_FACT_STATE,   SAY("部门已提供要核实的数据")},
    {CLAIM_CONTEST,      CLAIM_REFUSED,    CLAIM_REFUSED,    PERMISSION_NONE,         OWN},
    {CLAIM_REOPEN,       CLAIM_REFUSED,    CLAIM_SUBMITTED,  PERMISSION_NONE,         NOTE, SAY("经申诉复查，申请恢复办理")},
    {CLAIM_FOLLOW,       CLAIM_SUBMITTED,  CLAIM_SUBMITTED,  PERMISSION_NONE,         NOTE, SAY(FOLLOWED)},
    {CLAIM_FOLLOW,       CLAIM_CORRECTION, CLAIM_CORRECTION, PERMISSION_NONE,         NOTE, SAY(FOLLOWED)},
    {CLAIM_FOLLOW,       CLAIM_ACCEPTED,   CLAIM_ACCEPTED,   PERMISSION_NONE,         NOTE, SAY(FOLLOWED)},
};
// clang-format on

const size_t claim_transition_count = sizeof claim_transitions / sizeof *claim_transitions;

// clang-format off
const ClaimDeadline claim_deadlines[CLAIM_STATE_COUNT] = {
    //                  who owes the next step              working days
    [CLAIM_SUBMITTED]  = {STR_INIT("县区经办"),             CLAIM_ACCEPT_WORKDAYS},
    [CLAIM_CORRECTION] = {STR_INIT("申请人"),               0},
    [CLAIM_ACCEPTED]   = {STR_INIT("县区复核"),             CLAIM_REVIEW_WORKDAYS},
    [CLAIM_REVIEWED]   = {STR_INIT("县区复核"),             0},
    [CLAIM_NOTICED]    = {STR_INIT("公示期"),               0},
    [CLAIM_CLEARED]    = {STR_INIT("财政复核"),             CLAIM_APPROVE_WORKDAYS},
    [CLAIM_APPROVED]   = {STR_INIT("财政复核"),             0},
    [CLAIM_PAYING]     = {STR_INIT("银行"),                 0},
    [CLAIM_PAID]       = {{0}, 0},
    [CLAIM_FAILED]     = {STR_INIT("财政复核"),             0},
    [CLAIM_REFUSED]    = {{0}, 0},
    [CLAIM_WITHDRAWN]  = {{0}, 0},
};
// clang-format on

// ---- The same as Markdown ----

static Str who_of(const Transition *row) {
    if (row->needs != PERMISSION_NONE) return permission_label(row->needs);
    return row->is_own ? STR("申请人") : STR("平台");
}

// What stands in the way of a transition, as error codes.
static void put_refusals(StrBuilder *out, const Transition *row) {
    str_put(out, STR("`WRONG_STATE`"));
    if (row->within_minutes) str_put(out, STR(" `TOO_LATE`"));
    if (row->needs_note) str_put(out, STR(" `NOTE_MISSING`"));
    if (row->is_blocked_by_hold) str_put(out, STR(" `HELD_BY_OBJECTION`"));
    if (row->action == CLAIM_APPROVE) str_put(out, STR(" `NOT_CONFIRMED` `FAMILY_OVERPAID`"));
    if (transition_is_to_money(row)) str_put(out, STR(" `NOT_IN_ORDER`"));
    if (row->action == CLAIM_REVIEW) str_put(out, STR(" `UNDECIDED`"));
    if (row->action == CLAIM_STATE_FACT) str_put(out, STR(" `DEPARTMENT_STATES`"));
    if (row->is_hand) str_put(out, STR(" `SAME_PERSON` `OWN_CLAIM`"));
}

static void put_diagram(StrBuilder *out) {
    str_put(out, STR("```mermaid\nstateDiagram-v2\n"));
    for (size_t i = 0; i < claim_transition_count; i++) {
        const Transition *row = &claim_transitions[i];
        Str to = claim_state_code(row->to);
        Str from = claim_action_begins(row->action) ? STR("[*]") : claim_state_code(row->from);
        str_put_format(out, "    %.*s --> %.*s: %.*s\n", STR_ARG(from), STR_ARG(to),
                       STR_ARG(claim_action_code(row->action)));
    }
    str_put(out, STR("```\n"));
}

void transition_describe(StrBuilder *out) {
    put_diagram(out);
    str_put(out, STR("\n| step | | from | to | who | refused as |\n|---|---|---|---|---|---|\n"));
    for (size_t i = 0; i < claim_transition_count; i++) {
        const Transition *row = &claim_transitions[i];
        Str who = who_of(row);
        Str from = claim_action_begins(row->action) ? STR("-") : claim_state_code(row->from);
        str_put_format(out, "| %.*s | %.*s | %.*s | %.*s | %.*s | ",
                       STR_ARG(claim_action_code(row->action)),
                       STR_ARG(claim_action_label(row->action)), STR_ARG(from),
                       STR_ARG(claim_state_code(row->to)), STR_ARG(who));
        put_refusals(out, row);
        str_put(out, STR(" |\n"));
    }
    str_put(out, STR("\n| state | | owes the next step | working days |\n|---|---|---|---|\n"));
    for (int i = 0; i < CLAIM_STATE_COUNT; i++) {
        const ClaimDeadline *deadline = &claim_deadlines[i];
        Str owed_by = str_is_absent(deadline->owed_by) ? STR("-") : deadline->owed_by;
        str_put_format(out, "| %.*s | %.*s | %.*s | ", STR_ARG(claim_state_code((ClaimState)i)),
                       STR_ARG(claim_state_label((ClaimState)i)), STR_ARG(owed_by));
        if (deadline->workdays) str_put_format(out, "%d |\n", deadline->workdays);
        else str_put(out, STR("- |\n"));
    }
}
