// SPDX-License-Identifier: Apache-2.0
// Filing an appeal, and its steps up to the decision.
#include "casework/appeal.h"

#include "casework/aftercare.h"
#include "casework/appeal_core.h"
#include "casework/clawback_core.h"

// ---- What the schema refuses, in words ----

static bool explain(Error *error) {
    Str code = str_from_c(error->code);
    if (str_equal(code, STR("CHECK:appeal_decider_is_another")) ||
        str_equal(code, STR("RULE:appeal_decider_had_a_hand"))) {
        return course_refuse_hand(false, "办过这件事的人不能复查它", error);
    }
    return false;
}

// ---- One step ----

AppealMoveRowIn appeal_change(void) {
    return (AppealMoveRowIn){.accepted_on = DATE_ABSENT, .decided_on = DATE_ABSENT};
}

bool appeal_take_step(Tx *tx, const Actor *actor, const CaseContext *context, Appeal *appeal,
                      const CourseMove *move, AppealMoveRowIn *change, Arena *arena, Error *error) {
    CourseCase subject = appeal_case(appeal);
    int64_t changed;
    if (!course_begin(actor, context->calendar, &appeal_course, move, &subject, error)) {
        return false;
    }
    change->id = appeal->id;
    change->version = appeal->version;
    change->state = course_state_code(&appeal_course, subject.state);
    change->due_on = subject.due_on;
    if (!appeal_move_row(tx, change, &changed, error)) return explain(error) && false;
    if (changed == 0) return course_refuse(&appeal_course, &subject, move->action, error);
    appeal->state = (AppealState)subject.state;
    appeal->version = subject.version;
    appeal->due_on = subject.due_on;
    return course_keep(tx, actor, &appeal_course, move, &subject, arena, error);
}

// ---- Filing ----

// What is contested: whose decision it was, and a name for it that no other decision has.
typedef struct Contested {
    AppealSubject subject;
    Str decision;
    OptionalInt clawback_id;
    OptionalInt by; // absent: the platform
} Contested;

static bool refuse_undecided(Str number, Error *error) {
    error_set(error, ERROR_CONFLICT, "%.*s 还没有可以申诉的决定", STR_ARG(number));
    error_detail(error, "不予办理、已拨的金额、追回决定，作出以后可以申诉");
    return error_code(error, "NOTHING_DECIDED");
}

static bool contest_clawback(Tx *tx, const Actor *actor, Str number, const ClaimRow *claim,
                             Arena *arena, Contested *contested, Error *error) {
    Clawback clawback;
    if (!clawback_load(tx, actor, number, arena, &clawback, error)) return false;
    bool is_standing = clawback.decided_by.present && clawback.state != CLAWBACK_REVOKED &&
                       clawback.claim_id == claim->id;
    *contested = (Contested){.subject = APPEAL_OF_CLAWBACK,
                             .decision = clawback.number,
                             .clawback_id = {true, clawback.id},
                             .by = clawback.decided_by};
    return is_standing || refuse_undecided(number, error);
}

static bool contest_claim(Tx *tx, const ClaimRow *claim, Arena *arena, Contested *contested,
                          Error *error) {
    ClaimStepRows steps;
    ClaimState state;
    if (!claim_state_from_code(claim->state, &state) ||
        (state != CLAIM_REFUSED && state != CLAIM_PAID)) {
        return refuse_undecided(claim->number, error);
    }
    *contested = (Contested){.decision = str_format(arena, "%.*s@%lld", STR_ARG(claim->number),
                                                    (long long)claim->version)};
    if (state == CLAIM_PAID) {
        contested->subject = APPEAL_OF_AMOUNT;
        contested->by = claim->approved_by;
        return true;
    }
    contested->subject = APPEAL_OF_REFUSAL;
    if (!claim_steps(tx, &(ClaimStepsIn){.application_id = claim->id}, arena, &steps, error)) {
        return false;
    }
    const ClaimStepRow *last = &steps.items[steps.count - 1];
    bool is_by_office = str_equal(last->action, claim_action_code(CLAIM_REFUSE));
    contested->by = (OptionalInt){is_by_office, last->account_id};
    return true;
}

static bool check_first(Tx *tx, const AppealFiling *in, const ClaimRow *claim,
                        const Contested *contested, Arena *arena, Error *error) {
    AppealOfDecisionRow other;
    bool found;
    AppealOfDecisionIn same = {contested->decision};
    AppealOpenOfTurnIn turn = {claim->id};
    bool is_read = in->refused ? appeal_open_of_turn(tx, &turn, arena, &other, &found, error)
                               : appeal_of_decision(tx, &same, arena, &other, &found, error);
    if (!is_read) return false;
    if (!found) return true;
    error_set(error, ERROR_CONFLICT, "对这个决定已经提出过申诉");
    error_detail(error, "见 %.*s；复查后仍不服的，可以申请行政复议或者提起行政诉讼",
                 STR_ARG(other.number));
    return error_code(error, "ALREADY_APPEALED");
}

static bool keep_proof(Tx *tx, const Actor *actor, const ClaimRow *claim, Str name, Str content,
                       Arena *arena, Error *error) {
    int64_t index;
    EvidenceNew file = {name, content};
    return str_is_empty(content) || evidence_keep(tx, actor, claim, &file, arena, &index, error);
}

static bool insert_appeal(Tx *tx, const Actor *actor, const CaseContext *context,
                          const ClaimRow *claim, const Contested *contested, Str grounds,
                          Arena *arena, Str *number, Error *error) {
    CourseCase subject = {.number = *number,
                          .state = COURSE_START,
                          .due_on = DATE_ABSENT,
                          .title = claim->policy_title,
                          .claim_number = claim->number,
                          .division_code = claim->division_code,
                          .person_id = claim->person_id.present ? claim->person_id.value : 0,
                          .uscc = claim->uscc};
    CourseMove move = {.action = APPEAL_FILE, .note = grounds};
    if (!course_begin(actor, context->calendar, &appeal_course, &move, &subject, error)) {
        return false;
    }
    AppealInsertIn row = {.number = *number,
                          .application_id = claim->id,
                          .clawback_id = contested->clawback_id,
                          .division_code = claim->division_code,
                          .subject = appeal_subject_code(contested->subject),
                          .decision = contested->decision,
                          .grounds = grounds,
                          .state = course_state_code(&appeal_course, subject.state),
                          .due_on = subject.due_on,
                          .filed_by = actor->account_id,
                          .filed_on = actor->today,
                          .contested_by = contested->by};
    return appeal_insert(tx, &row, NULL, error) &&
           course_keep(tx, actor, &appeal_course, &move, &subject, arena, error);
}

bool appeal_file(Tx *tx, const Actor *actor, const CaseContext *context, const AppealFiling *in,
                 Arena *arena, Str *number, Error *error) {
    ClaimRow claim;
    Contested contested = {0};
    Str claim_number = in->claim_number;
    if ((in->refused &&
         !claim_contest(tx, actor, context, in->refused, arena, &claim_number, error)) ||
        !claim_load(tx, actor, claim_number, arena, &claim, error)) {
        return false;
    }
    bool is_named =
        str_is_empty(in->clawback_number)
            ? contest_claim(tx, &claim, arena, &contested, error)
            : contest_clawback(tx, actor, in->clawback_number, &claim, arena, &contested, error);
    if (!is_named || !check_first(tx, in, &claim, &contested, arena, error)) return false;
    Str series = str_format(arena, APPEAL_SERIES "-%d", (int)date_to_civil(actor->today).year);
    return store_public_number(tx, series, arena, number, error) &&
           insert_appeal(tx, actor, context, &claim, &contested, str_trim(in->grounds), arena,
                         number, error) &&
           keep_proof(tx, actor, &claim, in->file_name, in->content, arena, error);
}

// ---- Steps before the decision ----

bool appeal_add_evidence(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                         Str file_name, Str content, Arena *arena, Error *error) {
    Appeal appeal;
    ClaimRow claim;
    AppealMoveRowIn change = appeal_change();
    CourseMove move = {.action = APPEAL_ADD_EVIDENCE, .note = file_name};
    return appeal_load(tx, actor, number, arena, &appeal, error) &&
           claim_load(tx, actor, appeal.claim_number, arena, &claim, error) &&
           appeal_take_step(tx, actor, context, &appeal, &move, &change, arena, error) &&
           keep_proof(tx, actor, &claim, file_name, content, arena, error);
}

bool appeal_withdraw(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                     Arena *arena, Error *error) {
    Appeal appeal;
    AppealMoveRowIn change = appeal_change();
    CourseMove move = {.action = APPEAL_WITHDRAW};
    return appeal_load(tx, actor, number, arena, &appeal, error) &&
           appeal_take_step(tx, actor, context, &appeal, &move, &change, arena, error);
}

bool appeal_accept(Tx *tx, const Actor *actor, const CaseContext *context, Str number, Arena *arena,
                   Error *error) {
    Appeal appeal;
    CourseHand hand;
    AppealMoveRowIn change = appeal_change();
    CourseMove move = {.action = APPEAL_ACCEPT};
    change.accepted_by = (OptionalInt){true, actor->account_id};
    change.accepted_on = actor->today;
    return appeal_load(tx, actor, number, arena, &appeal, error) &&
           course_hand(tx, actor, appeal.claim_id, arena, &hand, error) &&
           (!hand.is_payee || course_refuse_hand(true, "", error)) &&
           appeal_take_step(tx, actor, context, &appeal, &move, &change, arena, error);
}
