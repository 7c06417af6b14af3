// SPDX-License-Identifier: Apache-2.0
// What is asked for about money: files, returns, budgets, the books.
#include "action_core.h"

#include "fund/period.h"
#include "fund/reconcile.h"

// ---- Files and budgets ----

static bool do_release(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    PaymentFile file;
    BankChannel channel = {.name = STR("银行代发")};
    if (!claim_release(tx, &request->actor, &request->town->context, fund_of(request),
                       object_of(request), arena, &file, error) ||
        !payment_file_seal(tx, &request->actor, file.number, &channel, request->town->signing,
                           arena, error)) {
        return false;
    }
    *result = file.number;
    return true;
}

static bool do_bank(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    ReturnResult posted;
    if (!claim_post_return(tx, &request->actor, &request->town->context,
                           str_from_c(request->action->content), arena, &posted, error)) {
        return false;
    }
    *result =
        str_format(arena, "%lld %lld", (long long)posted.paid_fen, (long long)posted.returned_fen);
    return true;
}

// The account that the bank sent back is looked at and found right.
static bool do_fix_account(Tx *tx, const Request *request, Str *result, Arena *arena,
                           Error *error) {
    ClaimFile file;
    Claim claim;
    (void)result;
    return claim_find(tx, &request->actor, object_of(request), arena, &file, error) &&
           claim_fix_account(tx, &request->actor, &request->town->context, object_of(request),
                             &file.claim.account, arena, &claim, error);
}

static bool do_allot(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    const Action *action = request->action;
    Budget budget;
    Allotment allotment = {
        .key = {fund_of(request), policy_of(request)->number, object_of(request),
                date_to_civil(action->today).year},
        .amount_fen = action->amount_fen,
        .document = STR("宁财社指标〔2023〕88号"),
        .client_key = str_format(arena, "soak %d", action->request),
    };
    if (!budget_allot(tx, &request->actor, &allotment, arena, &budget, error)) return false;
    *result = str_format(arena, "%lld", (long long)budget.available_fen);
    return true;
}

static bool do_voucher(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    const Action *action = request->action;
    Voucher voucher = {object_of(request), text_of(request), action->amount_fen, action->today};
    (void)result;
    return voucher_post(tx, &request->actor, &voucher, arena, error);
}

static bool do_reverse(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    (void)result;
    return voucher_reverse(tx, &request->actor, object_of(request), text_of(request), arena, error);
}

static bool do_reconcile(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    ReconcileCount count;
    if (!reconcile_run(tx, &request->actor, request->action->today, arena, &count, error)) {
        return false;
    }
    *result = str_format(arena, "%lld %lld", (long long)count.opened, (long long)count.closed);
    return true;
}

static bool do_close_period(Tx *tx, const Request *request, Str *result, Arena *arena,
                            Error *error) {
    Period closed;
    PeriodKey key = {fund_of(request), object_of(request), text_of(request)};
    if (!period_close(tx, &request->actor, &key, arena, &closed, error)) return false;
    *result = str_format(arena, "%lld", (long long)closed.post_fen);
    return true;
}

static bool do_carry_over(Tx *tx, const Request *request, Str *result, Arena *arena, Error *error) {
    CarryResult carried;
    CarryOver carry = {fund_of(request), object_of(request), request->action->index,
                       STR("宁财社结转〔2024〕1号")};
    if (!budget_carry_over(tx, &request->actor, &carry, arena, &carried, error)) return false;
    *result = str_format(arena, "%lld", (long long)carried.amount_fen);
    return true;
}

// ---- All of them ----

ActionFunction *const action_money_functions[ACTION_KIND_COUNT] = {
    [DO_RELEASE] = do_release,         [DO_BANK] = do_bank,
    [DO_FIX_ACCOUNT] = do_fix_account, [DO_ALLOT] = do_allot,
    [DO_VOUCHER] = do_voucher,         [DO_REVERSE] = do_reverse,
    [DO_RECONCILE] = do_reconcile,     [DO_CLOSE_PERIOD] = do_close_period,
    [DO_CARRY_OVER] = do_carry_over,
};
