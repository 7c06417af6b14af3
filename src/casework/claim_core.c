// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_core.h"

#include "access/audit.h"
#include "casework/message.h"
#include "registry/entitlement.sql.h"
#include "registry/validate.h"

#define MINUTE_MS 60000

bool claim_awaits_confirmation(const ClaimRow *row) {
    return str_equal(row->channel, STR("counter")) && str_is_absent(row->confirmed_how);
}

Claim claim_from_row(const ClaimRow *row) {
    Claim claim = {
        .number = row->number,
        .policy_number = (int)row->policy_number,
        .policy_title = row->policy_title,
        .measure_key = row->measure,
        .measure_name = row->measure_name,
        .fund_key = row->fund_key,
        .fund_name = row->fund_name,
        .subject_kind = row->subject_kind,
        .subject_key = row->subject_key,
        .subject_label = row->subject_label,
        .period = row->period,
        .person_id = row->person_id.present ? row->person_id.value : 0,
        .uscc = row->uscc,
        .applicant_name = row->applicant_name,
        .division_code = row->division_code,
        .channel = row->channel,
        .is_held = row->held_count > 0,
        .awaits_confirmation = claim_awaits_confirmation(row),
        .amount_fen = row->amount_fen,
        .is_decided = row->amount_fen > 0,
        .account = {row->account_number, row->bank_name, row->holder_name},
        .pays_lender = row->pays_lender,
        .submitted_on = row->submitted_on,
        .due_on = row->due_on,
        .last_note = row->last_note,
    };
    claim_state_from_code(row->state, &claim.state);
    return claim;
}

bool claim_load(Tx *tx, const Actor *actor, Str number, Arena *arena, ClaimRow *row,
                Error *error) {
    const Scope *scope = &actor->scope;
    bool found;
    if (!scope->sees_people) {
        error_set(error, ERROR_FORBIDDEN, "这个角色看不到个人的申请");
        return error_detail(error, "可以看汇总数字");
    }
    if (!claim_by_number(tx,
                         &(ClaimByNumberIn){.number = number,
                                            .prefix = scope->division_prefix,
                                            .person_id = {scope->person_id != 0, scope->person_id},
                                            .uscc = scope->uscc},
                         arena, row, &found, error)) {
        return false;
    }
    if (found) return true;
    error_set(error, ERROR_NOT_FOUND, "没有申请 %.*s，或者不在你能看的范围里", STR_ARG(number));
    return error_detail(error, "请核对受理号");
}

// ---- Moving ----

static bool refuse_move(const ClaimRow *row, ClaimAction action, Error *error) {
    Claim claim = claim_from_row(row);
    error_set(error, ERROR_CONFLICT, "申请 %.*s 现在是“%.*s”，不能“%.*s”", STR_ARG(row->number),
              STR_ARG(claim_state_label(claim.state)), STR_ARG(claim_action_label(action)));
    error_detail(error, "请刷新页面，看看有没有别人已经办过");
    return error_code(error, "WRONG_STATE");
}

bool claim_counter_may_undo(const Actor *actor, const ClaimRow *row) {
    bool is_own = row->entered_by.present && row->entered_by.value == actor->account_id;
    return str_equal(row->channel, STR("counter")) &&
           (actor->role == ROLE_COUNTY_CLERK || (actor->role == ROLE_VILLAGE_WORKER && is_own));
}

// The applicant's own steps: by the person or organisation itself, or by the counter for them. The
// counter takes back what it entered itself, and confirms nothing.
static bool is_applicant(const Actor *actor, const ClaimRow *row, ClaimAction action) {
    const Scope *scope = &actor->scope;
    if (role_has(actor->role, PERMISSION_COUNTER_ENTER)) {
        return (action == CLAIM_RESUBMIT && actor->role == ROLE_COUNTY_CLERK) ||
               (action == CLAIM_WITHDRAW && claim_counter_may_undo(actor, row));
    }
    if (!role_has(actor->role, PERMISSION_CLAIMANT)) return false;
    if (!str_is_empty(scope->uscc)) return str_equal(row->uscc, scope->uscc);
    return row->person_id.present && row->person_id.value == scope->person_id;
}

static bool check_move(const Actor *actor, const ClaimRow *row, const Transition *transition,
                       const ClaimMove *move, Error *error) {
    if (transition->needs != PERMISSION_NONE && !role_has(actor->role, transition->needs)) {
        error_set(error, ERROR_FORBIDDEN, "你的角色不能“%.*s”",
                  STR_ARG(claim_action_label(move->action)));
        return error_detail(error, "请由有权限的同事办理");
    }
    if (transition->is_own && !is_applicant(actor, row, move->action)) {
        return error_set(error, ERROR_FORBIDDEN, "只有申请人能“%.*s”",
                         STR_ARG(claim_action_label(move->action)));
    }
    if (transition->needs_note && str_is_empty(str_trim(move->note))) {
        error_set(error, ERROR_INVALID, "“%.*s”要写明原因",
                  STR_ARG(claim_action_label(move->action)));
        error_detail(error, "缺什么请一次列全");
        return error_code(error, "NOTE_MISSING");
    }
    if (move->note.length > CLAIM_NOTE_BYTES_MAX) {
        return error_set(error, ERROR_LIMIT, "说明太长，最多%d个字节", CLAIM_NOTE_BYTES_MAX);
    }
    if (transition->is_blocked_by_hold && row->held_count > 0) {
        error_set(error, ERROR_CONFLICT, "申请 %.*s 有异议或疑点还没有答复", STR_ARG(row->number));
        error_detail(error, "请先核查并答复");
        return error_code(error, "HELD_BY_OBJECTION");
    }
    return true;
}

// The CHECKs of the schema in words.
static bool explain_check(const ClaimRow *row, Error *error) {
    Str code = str_from_c(error->code);
    if (str_equal(code, STR("RULE:application_not_in_order"))) {
        error_set(error, ERROR_CONFLICT, "抽查发现申请 %.*s 有问题，不能拨付", STR_ARG(row->number));
        error_detail(error, "已经审批的请撤销审批，再不予办理；银行退回的请不予办理；"
                            "其余的可以照常拨付");
        return error_code(error, "NOT_IN_ORDER");
    }
    if (str_equal(code, STR("RULE:claim_is_undecided"))) {
        error_set(error, ERROR_CONFLICT, "这件申请还没有判定，不能往下办");
        error_detail(error, "要等部门把数据补上；补上以后不符合条件的，请不予办理");
        return error_code(error, "UNDECIDED");
    }
    if (!str_starts_with(code, STR("CHECK:application_"))) return false;
    if (str_ends_with(code, STR("_confirmed_before_money"))) {
        error_set(error, ERROR_CONFLICT, "代办的申请还没有得到申请人确认");
        error_detail(error, "请申请人登录确认，或者由复核人员打电话确认并记下来");
        return error_code(error, "NOT_CONFIRMED");
    }
    if (str_ends_with(code, STR("_is_another")) || str_ends_with(code, STR("_by_three"))) {
        error_set(error, ERROR_CONFLICT, "受理、复核、资金审批、拨付必须是不同的人");
        error_detail(error, "请由另一位同事办理");
        return error_code(error, "SAME_PERSON");
    }
    error_set(error, ERROR_CONFLICT, "这件申请有异议或疑点还没有答复");
    error_detail(error, "请先核查并答复");
    return error_code(error, "HELD_BY_OBJECTION");
}

static Date due_after(const CaseContext *context, const Actor *actor, ClaimState to) {
    int workdays = claim_deadlines[to].workdays;
    return workdays ? workday_add(context->calendar, actor->today, workdays) : DATE_ABSENT;
}

static OptionalInt hand(ClaimAction action, ClaimAction of, const Actor *actor) {
    return (OptionalInt){.present = action == of && actor->account_id != 0,
                         .value = actor->account_id};
}

static bool move_row(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                     const Transition *transition, const ClaimMove *move, Error *error) {
    ClaimAction action = move->action;
    bool stays = transition->from == transition->to;
    ClaimMoveRowIn in = {
        .id = row->id,
        .version = row->version,
        .from_state = row->state,
        .to_state = claim_state_code(transition->to),
        .due_on = stays ? row->due_on : due_after(context, actor, transition->to),
        .note = stays ? row->last_note : move->note,
        .accepted_by = hand(action, CLAIM_ACCEPT, actor),
        .reviewed_by = hand(action, CLAIM_REVIEW, actor),
        .approved_by = hand(action, action == CLAIM_FIX_ACCOUNT ? action : CLAIM_APPROVE, actor),
        .released_by = hand(action, CLAIM_RELEASE, actor),
    };
    int64_t changed;
    if (!claim_move_row(tx, &in, &changed, error)) {
        explain_check(row, error);
        return false;
    }
    if (changed == 0) return refuse_move(row, action, error);
    if (in.accepted_by.present) row->accepted_by = in.accepted_by;
    if (in.reviewed_by.present) row->reviewed_by = in.reviewed_by;
    if (in.approved_by.present) row->approved_by = in.approved_by;
    row->state = in.to_state;
    row->due_on = in.due_on;
    row->last_note = in.note;
    row->version++;
    return true;
}

static bool tell_applicant(Tx *tx, const Actor *actor, const ClaimRow *row,
                           const Transition *transition, const ClaimMove *move, Arena *arena,
                           Error *error) {
    Str what = str_is_absent(move->message) ? transition->message : move->message;
    if (str_is_absent(what)) return true;
    Str colon = str_is_empty(move->note) ? STR("") : STR("：");
    Message message = {
        .person_id = str_is_absent(row->uscc) && row->person_id.present ? row->person_id.value : 0,
        .uscc = row->uscc,
        .claim_number = row->number,
        .text = str_format(arena, "%.*s（%.*s）%.*s%.*s%.*s", STR_ARG(row->policy_title),
                           STR_ARG(row->number), STR_ARG(what), STR_ARG(colon),
                           STR_ARG(move->note)),
    };
    return message_put(tx, actor, &message, error);
}

static bool give_back(Tx *tx, const Actor *actor, const ClaimRow *row, ClaimState to,
                      Error *error) {
    if (to != CLAIM_REFUSED && to != CLAIM_WITHDRAWN) return true;
    return entitlement_mark_void(tx,
                                 &(EntitlementMarkVoidIn){.id = row->entitlement_id,
                                                          .voided_on = actor->today,
                                                          .void_reason = claim_state_label(to)},
                                 NULL, error);
}

static bool refuse_hand(bool is_payee, Error *error) {
    error_set(error, ERROR_CONFLICT, is_payee ? "不能办理自己的申请"
                                              : "代办、受理、复核、资金审批、拨付必须是不同的人");
    error_detail(error, "请由另一位同事办理");
    return error_code(error, is_payee ? "OWN_CLAIM" : "SAME_PERSON");
}

bool claim_check_hand(Tx *tx, const Actor *actor, int64_t claim_id, Arena *arena, Error *error) {
    ClaimSamePersonRow same;
    bool found;
    if (!claim_hand_of_same_person(
            tx, &(ClaimHandOfSamePersonIn){.id = claim_id, .account_id = actor->account_id}, arena,
            &same, &found, error)) {
        return false;
    }
    return !found || refuse_hand(same.is_payee, error);
}

static bool is_by(OptionalInt account_id, const Actor *actor) {
    return account_id.present && account_id.value == actor->account_id;
}

bool claim_had_hand(const ClaimRow *row, const Actor *actor) {
    return is_by(row->entered_by, actor) || is_by(row->accepted_by, actor) ||
           is_by(row->reviewed_by, actor);
}

static bool check_hand(Tx *tx, const Actor *actor, const ClaimRow *row,
                       const Transition *transition, Arena *arena, Error *error) {
    if (!transition->is_hand) return true;
    if (transition->to == CLAIM_REFUSED && claim_had_hand(row, actor)) {
        return refuse_hand(false, error);
    }
    return claim_check_hand(tx, actor, row->id, arena, error);
}

bool claim_check_clerk(Tx *tx, const Actor *actor, Str payee_key, Arena *arena, Error *error) {
    ClaimClerkRow clerk;
    bool is_payee;
    if (!claim_clerk_is_payee(tx, &(ClaimClerkIsPayeeIn){actor->account_id, payee_key}, arena,
                              &clerk, &is_payee, error)) {
        return false;
    }
    return !is_payee || refuse_hand(true, error);
}

bool claim_is_in_time(const Actor *actor, const Transition *transition, int64_t submitted_ms) {
    // The counter takes back a slip of the hand; later on the applicant does, or a refusal.
    bool is_undo = transition->action == CLAIM_WITHDRAW &&
                   role_has(actor->role, PERMISSION_COUNTER_ENTER);
    int64_t minutes = is_undo ? CLAIM_UNDO_MINUTES : transition->within_minutes;
    return minutes == 0 || actor->now_ms - submitted_ms <= minutes * MINUTE_MS;
}

static bool check_time(Tx *tx, const Actor *actor, const ClaimRow *row,
                       const Transition *transition, Arena *arena, Error *error) {
    ClaimSubmittedAtRow submitted;
    if (transition->action != CLAIM_WITHDRAW) return true;
    if (!claim_submitted_at(tx, &(ClaimSubmittedAtIn){.id = row->id}, arena, &submitted, error)) {
        return false;
    }
    if (claim_is_in_time(actor, transition, submitted.at_ms)) return true;
    error_set(error, ERROR_CONFLICT, "提交已经超过%d分钟，不能再这样撤回", CLAIM_UNDO_MINUTES);
    error_detail(error, "申请人不想办了，请告诉经办人员，由他们写明原因退回或不予办理");
    return error_code(error, "TOO_LATE");
}

bool claim_move(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                const ClaimMove *move, Arena *arena, Error *error) {
    ClaimState from;
    if (!claim_state_from_code(row->state, &from)) {
        return error_set(error, ERROR_UNAVAILABLE, "申请 %.*s 的状态无法识别", STR_ARG(row->number));
    }
    const Transition *transition = transition_find(move->action, from);
    if (!transition) return refuse_move(row, move->action, error);
    Str from_state = row->state;
    return check_move(actor, row, transition, move, error) &&
           check_time(tx, actor, row, transition, arena, error) &&
           check_hand(tx, actor, row, transition, arena, error) &&
           move_row(tx, actor, context, row, transition, move, error) &&
           give_back(tx, actor, row, transition->to, error) &&
           claim_insert_step(tx,
                             &(ClaimInsertStepIn){.application_id = row->id,
                                                  .version = row->version,
                                                  .action = claim_action_code(move->action),
                                                  .from_state = from_state,
                                                  .to_state = row->state,
                                                  .account_id = actor->account_id,
                                                  .actor_name = actor->display_name,
                                                  .role = role_code(actor->role),
                                                  .business_date = actor->today,
                                                  .at_ms = actor->now_ms,
                                                  .note = move->note},
                             NULL, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = str_format(arena, "claim.%.*s",
                                                          STR_ARG(claim_action_code(move->action))),
                                     .object_kind = STR("application"),
                                     .object_number = row->number,
                                     .division_code = row->division_code,
                                     .before = from_state,
                                     .after = row->state},
                       error) &&
           tell_applicant(tx, actor, row, transition, move, arena, error);
}

// ---- Accounts ----

static bool check_bank(Str bank_name, Error *error) {
    Check check = unit_name_check(bank_name);
    if (check.verdict != VERDICT_WRONG) return true;
    error_set(error, ERROR_INVALID, "开户银行不对：%s", check.sentence);
    return error_code(error, "BANK_WRONG");
}

static bool refuse_account(Check check, Error *error) {
    error_set(error, ERROR_INVALID, "收款账号不对：%s", check.sentence);
    error_detail(error, "请核对后重新填写");
    return error_code(error, "ACCOUNT_WRONG");
}

bool payee_account_check(const PayeeAccount *account, bool is_person, Str payee_name,
                         Error *error) {
    Check check = is_person ? bank_card_check(account->account_number)
                            : corporate_account_check(account->account_number);
    if (check.verdict == VERDICT_WRONG) return refuse_account(check, error);
    if (!str_equal(account->holder_name, payee_name)) {
        error_set(error, ERROR_INVALID, "户名“%.*s”与收款人不一致", STR_ARG(account->holder_name));
        error_detail(error, "户名必须是申请人本人（本单位）的全名");
        return error_code(error, "HOLDER_DIFFERS");
    }
    return check_bank(account->bank_name, error);
}

bool lender_account_check(const PayeeAccount *account, Str applicant_name, Error *error) {
    Check check = corporate_account_check(account->account_number);
    if (check.verdict == VERDICT_WRONG) return refuse_account(check, error);
    bool is_applicant = str_equal(account->bank_name, applicant_name);
    if (is_applicant || !str_equal(account->holder_name, account->bank_name)) {
        error_set(error, ERROR_INVALID, "还贷的钱只能付给贷款银行，户名要是银行的全称");
        error_detail(error, "请照贷款合同填写贷款银行和还款账号");
        return error_code(error, "LENDER_IS_PAYEE");
    }
    return check_bank(account->bank_name, error);
}
