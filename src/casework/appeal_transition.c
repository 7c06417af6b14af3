// SPDX-License-Identifier: Apache-2.0
#include "casework/appeal.h"

static const CourseState states[APPEAL_STATE_COUNT] = {
    //                      code          中文            who owes the next step  working days
    [APPEAL_FILED] = {"filed", "已提交", "县区经办", APPEAL_ACCEPT_WORKDAYS},
    [APPEAL_ACCEPTED] = {"accepted", "复查中", "另派的复查人员", APPEAL_DECIDE_WORKDAYS},
    [APPEAL_MAINTAINED] = {"maintained", "维持原决定", NULL, 0},
    [APPEAL_CHANGED] = {"changed", "变更原决定", NULL, 0},
    [APPEAL_REVOKED] = {"revoked", "撤销原决定", NULL, 0},
    [APPEAL_WITHDRAWN] = {"withdrawn", "已撤回", NULL, 0},
};

static const CourseAction actions[APPEAL_ACTION_COUNT] = {
    [APPEAL_FILE] = {"file", "提出申诉"},     [APPEAL_ADD_EVIDENCE] = {"add_evidence", "补充材料"},
    [APPEAL_ACCEPT] = {"accept", "受理申诉"}, [APPEAL_WITHDRAW] = {"withdraw", "撤回申诉"},
    [APPEAL_MAINTAIN] = {"maintain", "维持"}, [APPEAL_CHANGE] = {"change", "变更"},
    [APPEAL_REVOKE] = {"revoke", "撤销"},
};

#define OWN .is_own = true
#define NOTE .needs_note = true
#define ALSO(text) .refusals = text
#define SAY(text) .message = STR_INIT(text)
#define HANDS "`SAME_PERSON` `OWN_CLAIM`"
#define ANEW "`NOTHING_CHANGES` `UNDECIDED` `COMPANION_REVIEWED` `PART_MISSING` " HANDS

// clang-format off
static const CourseTransition transitions[] = {
    // action              from             to                 needs
    {APPEAL_FILE,          COURSE_START,    APPEAL_FILED,      PERMISSION_NONE, OWN, NOTE, ALSO("`NOTHING_DECIDED` `ALREADY_APPEALED`"), SAY("已收到你的申诉，5个工作日内受理")},
    {APPEAL_ADD_EVIDENCE,  APPEAL_FILED,    APPEAL_FILED,      PERMISSION_NONE, OWN},
    {APPEAL_ADD_EVIDENCE,  APPEAL_ACCEPTED, APPEAL_ACCEPTED,   PERMISSION_NONE, OWN},
    {APPEAL_WITHDRAW,      APPEAL_FILED,    APPEAL_WITHDRAWN,  PERMISSION_NONE, OWN, SAY("申诉已撤回")},
    {APPEAL_WITHDRAW,      APPEAL_ACCEPTED, APPEAL_WITHDRAWN,  PERMISSION_NONE, OWN, SAY("申诉已撤回")},
    {APPEAL_ACCEPT,        APPEAL_FILED,    APPEAL_ACCEPTED,   PERMISSION_APPEAL_ACCEPT, ALSO("`OWN_CLAIM`"), SAY("申诉已受理，由没有办过这件事的人复查，15个工作日内答复")},
    {APPEAL_MAINTAIN,      APPEAL_ACCEPTED, APPEAL_MAINTAINED, PERMISSION_APPEAL_REVIEW, NOTE, ALSO(HANDS)},
    {APPEAL_CHANGE,        APPEAL_ACCEPTED, APPEAL_CHANGED,    PERMISSION_APPEAL_REVIEW, NOTE, ALSO(ANEW)},
    {APPEAL_REVOKE,        APPEAL_ACCEPTED, APPEAL_REVOKED,    PERMISSION_APPEAL_REVIEW, NOTE, ALSO(ANEW)},
};
// clang-format on

const Course appeal_course = {
    .noun = "appeal",
    .states = states,
    .state_count = APPEAL_STATE_COUNT,
    .actions = actions,
    .action_count = APPEAL_ACTION_COUNT,
    .transitions = transitions,
    .transition_count = sizeof transitions / sizeof *transitions,
};
