// SPDX-License-Identifier: Apache-2.0
// The office: accepting, returning, refusing, reviewing; and the way to the money.
#include "casework/claim_family.h"
#include "casework/inspection.h"
#include "casework/risk_core.h"
#include "fund/yuan.h"

// ---- Money ----

static bool approve_payment(Tx *tx, const Actor *actor, const ClaimRow *row, Arena *arena,
                            Error *error) {
    if (str_is_absent(row->fund_key)) {
        error_set(error, ERROR_CONFLICT, "%.*s没有声明资金来源，不能拨付",
                  STR_ARG(row->measure_name));
        error_detail(error, "请先在政策文件的“措施”里写明资金");
        return error_code(error, "NO_FUND");
    }
    PaymentOrder order = {
        .claim_number = row->number,
        .budget = {.fund_key = row->fund_key,
                   .policy_number = row->policy_number,
                   .division_code = row->division_code,
                   .year = date_to_civil(actor->today).year},
        .payee_key = row->payee_key,
        .payee_name = row->pays_lender ? row->holder_name : row->applicant_name,
        .account_number = row->account_number,
        .bank_name = row->bank_name,
        .amount_fen = row->amount_fen,
        .purpose = row->measure_name,
    };
    Payment payment;
    return payment_approve(tx, actor, &order, arena, &payment, error);
}

static bool approve(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                    Str note, Arena *arena, Error *error) {
    return claim_family_check_money(tx, context->pack, row, arena, error) &&
           claim_move(tx, actor, context, row,
                      &(ClaimMove){.action = CLAIM_APPROVE, .note = note}, arena, error) &&
           approve_payment(tx, actor, row, arena, error);
}

static bool hold_or_approve(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                            Str note, Arena *arena, Error *error) {
    bool is_held;
    return risk_hold_cleared(tx, actor, context, row, arena, &is_held, error) &&
           (is_held || approve(tx, actor, context, row, note, arena, error));
}

static bool step_row(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimStep *step,
                     ClaimRow *row, Arena *arena, Error *error) {
    ClaimAction action = step->action;
    if (action == CLAIM_APPROVE) {
        return hold_or_approve(tx, actor, context, row, step->note, arena, error);
    }
    if (!claim_move(tx, actor, context, row, &(ClaimMove){.action = action, .note = step->note},
                    arena, error)) {
        return false;
    }
    if (action == CLAIM_REVIEW) return risk_assess_reviewed(tx, actor, context, row, arena, error);
    return action != CLAIM_CANCEL ||
           payment_cancel(tx, actor, row->number, step->note, arena, error);
}

bool claim_step(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimStep *step,
                Arena *arena, Claim *claim, Error *error) {
    ClaimAction action = step->action;
    ClaimRow row;
    if (action != CLAIM_ACCEPT && action != CLAIM_RETURN && action != CLAIM_REFUSE &&
        action != CLAIM_REVIEW && action != CLAIM_APPROVE && action != CLAIM_CANCEL) {
        return error_set(error, ERROR_INVALID, "“%.*s”不能这样办",
                         STR_ARG(claim_action_label(action)));
    }
    if (!claim_load(tx, actor, step->number, arena, &row, error) ||
        !step_row(tx, actor, context, step, &row, arena, error)) {
        return false;
    }
    *claim = claim_from_row(&row);
    return true;
}

static bool refuse_all(Str number, Error *error) {
    return error_prefix(error, "这一批都没有审批，%.*s 不能审批：", STR_ARG(number));
}

bool claim_approve_all(Tx *tx, const Actor *actor, const CaseContext *context, const Str *numbers,
                       size_t count, Arena *arena, Approval *approval, Error *error) {
    ClaimRow *rows = NEW_ARRAY(arena, ClaimRow, count);
    *approval = (Approval){.held = NEW_ARRAY(arena, Str, count)};
    for (size_t i = 0; i < count; i++) {
        bool is_held;
        if (!claim_load(tx, actor, numbers[i], arena, &rows[i], error) ||
            !risk_hold_cleared(tx, actor, context, &rows[i], arena, &is_held, error)) {
            return refuse_all(numbers[i], error);
        }
        if (is_held) approval->held[approval->held_count++] = numbers[i];
    }
    for (size_t i = 0; approval->held_count == 0 && i < count; i++) {
        if (!approve(tx, actor, context, &rows[i], (Str){0}, arena, error)) {
            return refuse_all(numbers[i], error);
        }
        approval->total_fen += rows[i].amount_fen;
    }
    return true;
}

static bool check_account(const ClaimRow *row, const PayeeAccount *account, Error *error) {
    if (row->pays_lender) return lender_account_check(account, row->applicant_name, error);
    return payee_account_check(account, str_is_absent(row->uscc), row->applicant_name, error);
}

bool claim_fix_account(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                       const PayeeAccount *account, Arena *arena, Claim *claim, Error *error) {
    ClaimRow row;
    bool is_held;
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !check_account(&row, account, error) ||
        !risk_hold_failed(tx, actor, context, &row, account->account_number, arena, &is_held,
                          error)) {
        return false;
    }
    if (is_held) {
        *claim = claim_from_row(&row);
        return true;
    }
    if (!claim_move(tx, actor, context, &row, &(ClaimMove){.action = CLAIM_FIX_ACCOUNT}, arena,
                    error) ||
        !claim_set_account(tx,
                           &(ClaimSetAccountIn){.id = row.id,
                                                .account_number = account->account_number,
                                                .bank_name = account->bank_name,
                                                .holder_name = account->holder_name},
                           NULL, error)) {
        return false;
    }
    row.account_number = account->account_number;
    row.bank_name = account->bank_name;
    row.holder_name = account->holder_name;
    if (!approve_payment(tx, actor, &row, arena, error)) return false;
    *claim = claim_from_row(&row);
    return true;
}

bool claim_release(Tx *tx, const Actor *actor, const CaseContext *context, Str fund_key,
                   Str division_code, Arena *arena, PaymentFile *file, Error *error) {
    Release release;
    if (!payment_file_release(tx, actor, fund_key, division_code, arena, &release, error)) {
        return false;
    }
    for (size_t i = 0; i < release.claim_count; i++) {
        ClaimRow row;
        if (!claim_load(tx, actor, release.claims[i], arena, &row, error) ||
            !claim_move(tx, actor, context, &row, &(ClaimMove){.action = CLAIM_RELEASE}, arena,
                        error)) {
            return false;
        }
    }
    *file = release.file;
    return true;
}

static bool settle_line(Tx *tx, const Actor *actor, const CaseContext *context,
                        const ReturnLine *line, Arena *arena, Error *error) {
    ClaimRow row;
    if (!claim_load(tx, actor, line->claim_number, arena, &row, error)) return false;
    ClaimMove move = {.action = CLAIM_BOUNCE, .note = line->reason};
    if (line->is_paid) {
        Str amount = yuan_from_fen(arena, line->amount_fen);
        move.action = CLAIM_RECEIPT;
        move.note = (Str){0};
        move.message = str_format(arena, "已拨 %.*s 元", STR_ARG(amount));
    }
    return claim_move(tx, actor, context, &row, &move, arena, error) &&
           (!line->is_paid ||
            inspection_follow_payment(tx, actor, context, row.id, arena, error));
}

bool claim_post_return(Tx *tx, const Actor *actor, const CaseContext *context, Str content,
                       Arena *arena, ReturnResult *result, Error *error) {
    if (!payment_return_post(tx, actor, content, arena, result, error)) return false;
    for (size_t i = 0; i < result->count; i++) {
        const ReturnLine *line = &result->items[i];
        if (!line->is_repeat && !settle_line(tx, actor, context, line, arena, error)) return false;
    }
    return true;
}
