// SPDX-License-Identifier: Apache-2.0
#include "casework/clawback.h"

#include "casework/aftercare.h"
#include "casework/claim_core.h"
#include "casework/clawback_core.h"
#include "fund/yuan.h"

// ---- What the schema refuses, in words ----

static const struct {
    const char *rule, *code, *sentence, *advice;
} refusals[] = {
    {"UNIQUE:clawback_one_living", "ALREADY_OPEN", "这件申请已经有没办完的追回",
     "请在那一件里接着办"},
    {"UNIQUE:clawback_decision", "DECISION_TAKEN", "这个决定书文号已经用过", "请核对文号"},
    {"RULE:clawback_of_unpaid_claim", "NOT_PAID", "这件申请没有到账的款项，不用追回",
     "没有拨付的，可以不予办理或撤销审批"},
    {"RULE:clawback_needs_two_evidences", "NEEDS_EVIDENCE", "核实要有两份以上证据", "请先登记证据"},
    {"CHECK:clawback_heard_first", "NOT_HEARD", "当事人陈述期还没有过，也没有收到陈述",
     "陈述期满以后，或者收到陈述以后再决定"},
    {"CHECK:clawback_verifier_is_another", "SAME_PERSON", "审批、拨付这笔款的人不能核实追回",
     "请由另一位同事办理"},
    {"CHECK:clawback_decider_is_another", "SAME_PERSON",
     "办过这件申请的人、核实追回的人，不能作追回决定", "请由另一位同事办理"},
};

static bool explain(Error *error) {
    Str code = str_from_c(error->code);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if (!str_equal(code, str_from_c(refusals[i].rule))) continue;
        error_set(error, ERROR_CONFLICT, "%s", refusals[i].sentence);
        error_detail(error, "%s", refusals[i].advice);
        return error_code(error, refusals[i].code);
    }
    return false;
}

// ---- One step ----

// The party does not know of a clawback before it is notified.
static bool is_known(const Clawback *clawback, ClawbackAction action) {
    return clawback->notified_on != DATE_ABSENT || action == CLAWBACK_NOTIFY;
}

static ClawbackMoveRowIn change_of(void) {
    return (ClawbackMoveRowIn){.due_on = DATE_ABSENT,
                               .notified_on = DATE_ABSENT,
                               .statement_until = DATE_ABSENT,
                               .stated_on = DATE_ABSENT,
                               .decided_on = DATE_ABSENT};
}

// `change` names what the step writes beside state, version and due date; a due date that it names
// goes before that of the state.
static bool take_step(Tx *tx, const Actor *actor, const CaseContext *context, Clawback *clawback,
                      CourseMove *move, ClawbackMoveRowIn *change, Arena *arena, Error *error) {
    CourseCase subject = clawback_case(clawback);
    int64_t changed;
    move->is_silent = !is_known(clawback, (ClawbackAction)move->action);
    if (!course_begin(actor, context->calendar, &clawback_course, move, &subject, error)) {
        return false;
    }
    change->id = clawback->id;
    change->version = clawback->version;
    change->state = course_state_code(&clawback_course, subject.state);
    if (change->due_on == DATE_ABSENT) change->due_on = subject.due_on;
    if (!clawback_move_row(tx, change, &changed, error)) return explain(error) && false;
    if (changed == 0) return course_refuse(&clawback_course, &subject, move->action, error);
    clawback->state = (ClawbackState)subject.state;
    clawback->version = subject.version;
    clawback->due_on = change->due_on;
    return course_keep(tx, actor, &clawback_course, move, &subject, arena, error);
}

// ---- Opening ----

static bool refuse_second(Tx *tx, const Actor *actor, Str claim_number, Arena *arena,
                          Error *error) {
    Clawbacks others;
    if (!clawback_list(tx, actor, &(ClawbackFilter){.claim_number = claim_number}, arena, &others,
                       error)) {
        return false;
    }
    for (size_t i = 0; i < others.count; i++) {
        const CourseState *state = &clawback_course.states[others.items[i].state];
        if (!state->owed_by && others.items[i].state != CLAWBACK_HANDED_OVER) continue;
        error_set(error, ERROR_CONFLICT, "这件申请已经有没办完的追回");
        error_detail(error, "请在 %.*s 里接着办", STR_ARG(others.items[i].number));
        return error_code(error, "ALREADY_OPEN");
    }
    return true;
}

bool clawback_open(Tx *tx, const Actor *actor, const CaseContext *context,
                   const ClawbackOpening *in, Arena *arena, Str *number, Error *error) {
    ClaimRow claim;
    if (!claim_load(tx, actor, in->claim_number, arena, &claim, error) ||
        !refuse_second(tx, actor, claim.number, arena, error)) {
        return false;
    }
    Str series = str_format(arena, CLAWBACK_SERIES "-%d", (int)date_to_civil(actor->today).year);
    if (!store_public_number(tx, series, arena, number, error)) return false;
    CourseCase subject = {.number = *number,
                          .state = COURSE_START,
                          .due_on = DATE_ABSENT,
                          .title = claim.policy_title,
                          .claim_number = claim.number,
                          .division_code = claim.division_code};
    CourseMove move = {.action = CLAWBACK_OPEN, .note = str_trim(in->note), .is_silent = true};
    if (!course_begin(actor, context->calendar, &clawback_course, &move, &subject, error)) {
        return false;
    }
    ClawbackInsertIn row = {.number = *number,
                            .application_id = claim.id,
                            .division_code = claim.division_code,
                            .cause = clawback_cause_code(in->cause),
                            .note = move.note,
                            .state = course_state_code(&clawback_course, subject.state),
                            .due_on = subject.due_on,
                            .opened_by = actor->account_id,
                            .opened_on = actor->today};
    if (!clawback_insert(tx, &row, NULL, error)) return explain(error) && false;
    return course_keep(tx, actor, &clawback_course, &move, &subject, arena, error);
}

// ---- Evidence ----

static bool keep_file(Tx *tx, const Actor *actor, const Clawback *clawback,
                      const ClawbackFinding *finding, Arena *arena, OptionalInt *index,
                      Error *error) {
    ClaimRow claim;
    *index = (OptionalInt){0};
    if (str_is_absent(finding->content)) return true;
    EvidenceNew file = {finding->file_name, finding->content};
    index->present = true;
    return claim_load(tx, actor, clawback->claim_number, arena, &claim, error) &&
           evidence_keep(tx, actor, &claim, &file, arena, &index->value, error);
}

bool clawback_add_evidence(Tx *tx, const Actor *actor, const CaseContext *context,
                           const ClawbackFinding *finding, Arena *arena, Error *error) {
    Clawback clawback;
    ClawbackEvidenceRows rows;
    OptionalInt file;
    ClawbackMoveRowIn change = change_of();
    CourseMove move = {.action = CLAWBACK_ADD_EVIDENCE, .note = str_trim(finding->description)};
    if (!clawback_load(tx, actor, finding->number, arena, &clawback, error) ||
        !take_step(tx, actor, context, &clawback, &move, &change, arena, error) ||
        !clawback_evidence_list(tx, &(ClawbackEvidenceListIn){clawback.id}, arena, &rows, error)) {
        return false;
    }
    if (rows.count >= CLAWBACK_EVIDENCE_MAX) {
        return error_set(error, ERROR_LIMIT, "一件追回最多%d份证据", CLAWBACK_EVIDENCE_MAX);
    }
    return keep_file(tx, actor, &clawback, finding, arena, &file, error) &&
           clawback_evidence_insert(tx,
                                    &(ClawbackEvidenceInsertIn){.clawback_id = clawback.id,
                                                                .sequence = (int64_t)rows.count + 1,
                                                                .source = finding->source,
                                                                .description = move.note,
                                                                .file_sequence = file,
                                                                .added_by = actor->account_id,
                                                                .added_on = actor->today},
                                    NULL, error);
}

// ---- Verifying, hearing, dropping ----

typedef struct StepIn {
    Tx *tx;
    const Actor *actor;
    const CaseContext *context;
    const Clawback *clawback;
    Arena *arena;
} StepIn;

// Checks what a step asks for beside role and state, and fills in what it writes.
typedef bool StepRule(const StepIn *in, CourseMove *move, ClawbackMoveRowIn *change, Error *error);

static bool rule_verify(const StepIn *in, CourseMove *move, ClawbackMoveRowIn *change,
                        Error *error) {
    CourseHand hand;
    (void)move;
    change->verified_by = (OptionalInt){true, in->actor->account_id};
    if (!course_hand(in->tx, in->actor, in->clawback->claim_id, in->arena, &hand, error)) {
        return false;
    }
    return (!hand.is_payee && !hand.is_approver) ||
           course_refuse_hand(hand.is_payee, "审批、拨付这笔款的人不能核实追回", error);
}

static bool rule_notify(const StepIn *in, CourseMove *move, ClawbackMoveRowIn *change,
                        Error *error) {
    (void)error;
    change->notified_on = in->actor->today;
    change->statement_until =
        workday_add(in->context->calendar, in->actor->today, CLAWBACK_STATEMENT_WORKDAYS);
    Str until = date_to_chinese(in->arena, change->statement_until);
    move->message =
        str_format(in->arena, "拟要求退回已拨的款项：%.*s。你可以在%.*s以前提出陈述和申辩",
                   STR_ARG(move->note), STR_ARG(until));
    return true;
}

static bool rule_state(const StepIn *in, CourseMove *move, ClawbackMoveRowIn *change,
                       Error *error) {
    change->statement = move->note;
    change->stated_on = in->actor->today;
    if (str_is_absent(in->clawback->statement)) return true;
    error_set(error, ERROR_CONFLICT, "陈述已经记录过");
    error_detail(error, "有新的情况，请告诉经办窗口");
    return error_code(error, "ALREADY_STATED");
}

static bool rule_hand_over(const StepIn *in, CourseMove *move, ClawbackMoveRowIn *change,
                           Error *error) {
    ReceivableCourse money;
    (void)move;
    (void)change;
    // No other state leads here, so that course_begin refuses the rest.
    if (str_is_absent(in->clawback->receivable_number)) return true;
    if (!receivable_course(in->tx, in->clawback->receivable_number, in->actor->today, in->arena,
                           &money, error)) {
        return false;
    }
    if (clawback_is_overdue(&money)) return true;
    error_set(error, ERROR_CONFLICT, "没有到期未缴的款项，不用移交");
    error_detail(error, "到期还没有缴回的，才移交");
    return error_code(error, "NOTHING_OVERDUE");
}

static bool rule_drop(const StepIn *in, CourseMove *move, ClawbackMoveRowIn *change, Error *error) {
    (void)in;
    (void)move;
    (void)change;
    (void)error;
    return true;
}

static StepRule *const rules[CLAWBACK_ACTION_COUNT] = {
    [CLAWBACK_VERIFY] = rule_verify,       [CLAWBACK_NOTIFY] = rule_notify,
    [CLAWBACK_STATE] = rule_state,         [CLAWBACK_RECORD] = rule_state,
    [CLAWBACK_HAND_OVER] = rule_hand_over, [CLAWBACK_DROP] = rule_drop,
};

bool clawback_step(Tx *tx, const Actor *actor, const CaseContext *context, const ClawbackStep *step,
                   Arena *arena, Error *error) {
    Clawback clawback;
    ClawbackMoveRowIn change = change_of();
    CourseMove move = {.action = (int)step->action, .note = str_trim(step->note)};
    if ((size_t)step->action >= CLAWBACK_ACTION_COUNT || !rules[step->action]) {
        return error_set(error, ERROR_INVALID, "不能这样办");
    }
    if (!clawback_load(tx, actor, step->number, arena, &clawback, error)) return false;
    StepIn in = {tx, actor, context, &clawback, arena};
    return rules[step->action](&in, &move, &change, error) &&
           take_step(tx, actor, context, &clawback, &move, &change, arena, error);
}

// ---- Deciding ----

static bool check_decider(Tx *tx, const Actor *actor, const Clawback *clawback, Arena *arena,
                          Error *error) {
    CourseHand hand;
    bool is_verifier;
    if (!course_hand(tx, actor, clawback->claim_id, arena, &hand, error) ||
        !course_is_same_person(tx, actor, clawback->verified_by, arena, &is_verifier, error)) {
        return false;
    }
    return (!hand.is_payee && !hand.is_hand && !is_verifier) ||
           course_refuse_hand(hand.is_payee, "办过这件申请的人、核实追回的人，不能作追回决定",
                              error);
}

static Str decision_text(Arena *arena, const ClawbackDecision *in) {
    Str amount = yuan_from_fen(arena, in->amount_fen);
    Str first = date_to_chinese(arena, in->first_due_on);
    return str_format(arena,
                      "决定书 %.*s：应退回 %.*s 元，分 %lld 期，第一期在%.*s以前。理由：%.*s。"
                      "对决定有异议，可以提出申诉",
                      STR_ARG(in->decision_number), STR_ARG(amount), (long long)in->instalments,
                      STR_ARG(first), STR_ARG(in->note));
}

bool clawback_decide(Tx *tx, const Actor *actor, const CaseContext *context,
                     const ClawbackDecision *decision, Arena *arena, Error *error) {
    Clawback clawback;
    Str receivable;
    ClawbackMoveRowIn change = change_of();
    CourseMove move = {.action = CLAWBACK_DECIDE,
                       .note = str_trim(decision->note),
                       .message = decision_text(arena, decision)};
    if (!clawback_load(tx, actor, decision->number, arena, &clawback, error)) return false;
    if (!course_transition(&clawback_course, CLAWBACK_DECIDE, (int)clawback.state)) {
        CourseCase subject = clawback_case(&clawback);
        return course_refuse(&clawback_course, &subject, CLAWBACK_DECIDE, error);
    }
    ReceivableOrder order = {.claim_number = clawback.claim_number,
                             .amount_fen = decision->amount_fen,
                             .decision = str_trim(decision->decision_number),
                             .instalments = decision->instalments,
                             .first_due_on = decision->first_due_on};
    if (!check_decider(tx, actor, &clawback, arena, error) ||
        !receivable_open(tx, actor, &order, arena, &receivable, error)) {
        return false;
    }
    change.due_on = decision->first_due_on;
    change.decided_by = (OptionalInt){true, actor->account_id};
    change.decided_on = actor->today;
    change.amount_fen = (OptionalInt){true, decision->amount_fen};
    change.instalment_count = (OptionalInt){true, decision->instalments};
    change.decision_number = order.decision;
    change.receivable_number = receivable;
    if (!str_is_empty(decision->penalty_reference)) {
        change.penalty_reference = decision->penalty_reference;
    }
    return take_step(tx, actor, context, &clawback, &move, &change, arena, error);
}

// ---- Coming back ----

// The first instalment that is not covered by what came back.
static Date next_due(const ReceivableCourse *money) {
    int64_t covered = money->repaid_fen + money->waived_fen;
    for (size_t i = 0; i < money->instalment_count; i++) {
        covered -= money->instalments[i].amount_fen;
        if (covered < 0) return money->instalments[i].due_on;
    }
    return DATE_ABSENT;
}

static bool settle_if_done(Tx *tx, const Actor *actor, const CaseContext *context,
                           Clawback *clawback, const ReceivableCourse *money, Arena *arena,
                           Error *error) {
    ClawbackMoveRowIn change = change_of();
    CourseMove move = {.action = CLAWBACK_SETTLE};
    if (!money->is_settled || clawback->state == CLAWBACK_SETTLED) return true;
    return take_step(tx, actor, context, clawback, &move, &change, arena, error);
}

static bool note_repayment(Tx *tx, const Actor *actor, const CaseContext *context,
                           Clawback *clawback, const Repayment *repayment,
                           const ReceivableCourse *money, Arena *arena, Error *error) {
    ClawbackMoveRowIn change = change_of();
    Str came = yuan_from_fen(arena, repayment->amount_fen);
    Str open = yuan_from_fen(arena, money->amount_fen - money->waived_fen - money->repaid_fen);
    CourseMove move = {
        .action = CLAWBACK_REPAY,
        .note = str_format(arena, "凭证 %.*s，%.*s 元", STR_ARG(repayment->receipt), STR_ARG(came)),
        .message =
            str_format(arena, "已收到缴回的 %.*s 元，还有 %.*s 元", STR_ARG(came), STR_ARG(open)),
    };
    change.due_on = clawback->state == CLAWBACK_DECIDED ? next_due(money) : DATE_ABSENT;
    return take_step(tx, actor, context, clawback, &move, &change, arena, error) &&
           settle_if_done(tx, actor, context, clawback, money, arena, error);
}

bool clawback_repay(Tx *tx, const Actor *actor, const CaseContext *context,
                    const Repayment *repayment, Arena *arena, Error *error) {
    Clawback clawback;
    ReceivableCourse before, after;
    bool found;
    if (!clawback_of_receivable(tx, repayment->number, arena, &clawback, &found, error)) {
        return false;
    }
    // Without a decision of casework behind it there is only the ledger.
    if (!found) return receivable_repay(tx, actor, repayment, arena, error);
    if (!receivable_course(tx, repayment->number, actor->today, arena, &before, error) ||
        !receivable_repay(tx, actor, repayment, arena, error) ||
        !receivable_course(tx, repayment->number, actor->today, arena, &after, error)) {
        return false;
    }
    bool is_repeat = before.repaid_fen == after.repaid_fen;
    return is_repeat ||
           note_repayment(tx, actor, context, &clawback, repayment, &after, arena, error);
}

// ---- On appeal ----

bool clawback_reduce(Tx *tx, const Actor *actor, const CaseContext *context,
                     const ClawbackReduction *reduction, Arena *arena, int64_t *refund_fen,
                     Error *error) {
    Clawback clawback;
    ReceivableCourse money;
    ClawbackMoveRowIn change = change_of();
    bool is_revoked = reduction->to_fen == 0;
    CourseMove move = {.action = is_revoked ? CLAWBACK_REVOKE : CLAWBACK_REDUCE,
                       .note = reduction->note};
    if (!clawback_load(tx, actor, reduction->number, arena, &clawback, error) ||
        !receivable_course(tx, clawback.receivable_number, actor->today, arena, &money, error)) {
        return false;
    }
    int64_t kept = money.repaid_fen > reduction->to_fen ? money.repaid_fen : reduction->to_fen;
    int64_t waived = money.amount_fen - money.waived_fen - kept;
    *refund_fen = kept - reduction->to_fen;
    if (waived > 0 && !receivable_waive(tx, actor, clawback.receivable_number, waived,
                                        reduction->appeal_number, arena, error)) {
        return false;
    }
    if (!receivable_course(tx, clawback.receivable_number, actor->today, arena, &money, error)) {
        return false;
    }
    if (!is_revoked && clawback.state == CLAWBACK_DECIDED) change.due_on = next_due(&money);
    return take_step(tx, actor, context, &clawback, &move, &change, arena, error) &&
           (is_revoked || settle_if_done(tx, actor, context, &clawback, &money, arena, error));
}
