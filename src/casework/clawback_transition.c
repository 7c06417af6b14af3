// SPDX-License-Identifier: Apache-2.0
#include "casework/clawback.h"

static const CourseState states[CLAWBACK_STATE_COUNT] = {
    //                        code           中文        who owes the next step  working days
    [CLAWBACK_SUSPECTED] = {"suspected", "疑点", "县区经办", CLAWBACK_VERIFY_WORKDAYS},
    [CLAWBACK_VERIFIED] = {"verified", "已核实", "县区经办", CLAWBACK_NOTIFY_WORKDAYS},
    [CLAWBACK_NOTIFIED] = {"notified", "已告知", "当事人陈述，县区复核决定",
                           CLAWBACK_STATEMENT_WORKDAYS + CLAWBACK_DECIDE_WORKDAYS},
    [CLAWBACK_DECIDED] = {"decided", "已决定，待缴回", "当事人", 0},
    [CLAWBACK_SETTLED] = {"settled", "已缴清", NULL, 0},
    [CLAWBACK_HANDED_OVER] = {"handed_over", "未缴移交", NULL, 0},
    [CLAWBACK_DROPPED] = {"dropped", "已撤销", NULL, 0},
    [CLAWBACK_REVOKED] = {"revoked", "决定已撤销", NULL, 0},
};

static const CourseAction actions[CLAWBACK_ACTION_COUNT] = {
    [CLAWBACK_OPEN] = {"open", "提出疑点"},
    [CLAWBACK_ADD_EVIDENCE] = {"add_evidence", "登记证据"},
    [CLAWBACK_VERIFY] = {"verify", "核实"},
    [CLAWBACK_NOTIFY] = {"notify", "告知当事人"},
    [CLAWBACK_STATE] = {"state", "当事人陈述"},
    [CLAWBACK_RECORD] = {"record", "代记陈述"},
    [CLAWBACK_DECIDE] = {"decide", "作出决定"},
    [CLAWBACK_REPAY] = {"repay", "缴回"},
    [CLAWBACK_SETTLE] = {"settle", "缴清"},
    [CLAWBACK_HAND_OVER] = {"hand_over", "未缴移交"},
    [CLAWBACK_DROP] = {"drop", "撤销"},
    [CLAWBACK_REDUCE] = {"reduce", "复查后减少"},
    [CLAWBACK_REVOKE] = {"revoke", "复查后撤销决定"},
};

#define OWN .is_own = true
#define NOTE .needs_note = true
#define PLAIN .needs_note = false
#define ALSO(text) .refusals = text
#define SAY(text) .message = STR_INIT(text)
#define HANDS "`SAME_PERSON` `OWN_CLAIM`"

// clang-format off
static const CourseTransition transitions[] = {
    // action                from                  to                    needs
    {CLAWBACK_OPEN,          COURSE_START,         CLAWBACK_SUSPECTED,   PERMISSION_CLAWBACK_OPEN,   NOTE, ALSO("`NOT_PAID` `ALREADY_OPEN`")},
    {CLAWBACK_ADD_EVIDENCE,  CLAWBACK_SUSPECTED,   CLAWBACK_SUSPECTED,   PERMISSION_CLAWBACK_VERIFY, NOTE},
    {CLAWBACK_VERIFY,        CLAWBACK_SUSPECTED,   CLAWBACK_VERIFIED,    PERMISSION_CLAWBACK_VERIFY, NOTE, ALSO("`NEEDS_EVIDENCE` " HANDS)},
    {CLAWBACK_NOTIFY,        CLAWBACK_VERIFIED,    CLAWBACK_NOTIFIED,    PERMISSION_CLAWBACK_VERIFY, NOTE},
    {CLAWBACK_STATE,         CLAWBACK_NOTIFIED,    CLAWBACK_NOTIFIED,    PERMISSION_NONE, OWN, NOTE, ALSO("`ALREADY_STATED`"), SAY("已收到你的陈述")},
    {CLAWBACK_RECORD,        CLAWBACK_NOTIFIED,    CLAWBACK_NOTIFIED,    PERMISSION_CLAWBACK_VERIFY, NOTE, ALSO("`ALREADY_STATED`"), SAY("你的陈述已由窗口记录")},
    {CLAWBACK_DECIDE,        CLAWBACK_NOTIFIED,    CLAWBACK_DECIDED,     PERMISSION_CLAWBACK_DECIDE, NOTE, ALSO("`NOT_HEARD` `RECEIVABLE_TOO_MUCH` `DECISION_TAKEN` " HANDS)},
    {CLAWBACK_REPAY,         CLAWBACK_DECIDED,     CLAWBACK_DECIDED,     PERMISSION_FUND_APPROVE,    PLAIN},
    {CLAWBACK_REPAY,         CLAWBACK_HANDED_OVER, CLAWBACK_HANDED_OVER, PERMISSION_FUND_APPROVE,    PLAIN},
    {CLAWBACK_SETTLE,        CLAWBACK_DECIDED,     CLAWBACK_SETTLED,     PERMISSION_NONE, SAY("应退的款项已经缴清")},
    {CLAWBACK_SETTLE,        CLAWBACK_HANDED_OVER, CLAWBACK_SETTLED,     PERMISSION_NONE, SAY("应退的款项已经缴清")},
    {CLAWBACK_HAND_OVER,     CLAWBACK_DECIDED,     CLAWBACK_HANDED_OVER, PERMISSION_CLAWBACK_DECIDE, NOTE, ALSO("`NOTHING_OVERDUE`"), SAY("到期没有缴回，已经移交")},
    {CLAWBACK_DROP,          CLAWBACK_SUSPECTED,   CLAWBACK_DROPPED,     PERMISSION_CLAWBACK_VERIFY, NOTE},
    {CLAWBACK_DROP,          CLAWBACK_VERIFIED,    CLAWBACK_DROPPED,     PERMISSION_CLAWBACK_DECIDE, NOTE},
    {CLAWBACK_DROP,          CLAWBACK_NOTIFIED,    CLAWBACK_DROPPED,     PERMISSION_CLAWBACK_DECIDE, NOTE, SAY("经核查不用退款，这件事到此结束")},
    {CLAWBACK_REDUCE,        CLAWBACK_DECIDED,     CLAWBACK_DECIDED,     PERMISSION_APPEAL_REVIEW,   NOTE, SAY("经申诉复查，应退的金额减少了")},
    {CLAWBACK_REDUCE,        CLAWBACK_HANDED_OVER, CLAWBACK_HANDED_OVER, PERMISSION_APPEAL_REVIEW,   NOTE, SAY("经申诉复查，应退的金额减少了")},
    {CLAWBACK_REDUCE,        CLAWBACK_SETTLED,     CLAWBACK_SETTLED,     PERMISSION_APPEAL_REVIEW,   NOTE, SAY("经申诉复查，应退的金额减少了")},
    {CLAWBACK_REVOKE,        CLAWBACK_DECIDED,     CLAWBACK_REVOKED,     PERMISSION_APPEAL_REVIEW,   NOTE, SAY("经申诉复查，追回决定已撤销")},
    {CLAWBACK_REVOKE,        CLAWBACK_HANDED_OVER, CLAWBACK_REVOKED,     PERMISSION_APPEAL_REVIEW,   NOTE, SAY("经申诉复查，追回决定已撤销")},
    {CLAWBACK_REVOKE,        CLAWBACK_SETTLED,     CLAWBACK_REVOKED,     PERMISSION_APPEAL_REVIEW,   NOTE, SAY("经申诉复查，追回决定已撤销")},
};
// clang-format on

const Course clawback_course = {
    .noun = "clawback",
    .states = states,
    .state_count = CLAWBACK_STATE_COUNT,
    .actions = actions,
    .action_count = CLAWBACK_ACTION_COUNT,
    .transitions = transitions,
    .transition_count = sizeof transitions / sizeof *transitions,
};

// ---- Causes ----

static const struct {
    const char *code, *label;
} causes[CLAWBACK_CAUSE_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    CLAWBACK_CAUSES(X)
#undef X
};

Str clawback_cause_code(ClawbackCause cause) {
    return str_from_c(causes[cause].code);
}

Str clawback_cause_label(ClawbackCause cause) {
    return str_from_c(causes[cause].label);
}

bool clawback_cause_from_code(Str code, ClawbackCause *cause) {
    for (int i = 0; i < CLAWBACK_CAUSE_COUNT; i++) {
        *cause = (ClawbackCause)i;
        if (str_equal(clawback_cause_code(*cause), code)) return true;
    }
    return false;
}
