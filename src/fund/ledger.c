// SPDX-License-Identifier: Apache-2.0
#include "fund/ledger.h"

#include "fund/ledger.sql.h"
#include "fund/period.h"
#include "fund/yuan.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

typedef struct KindRow {
    Str code;
    Str from; // the account that is credited
    Str to;   // the account that is debited
} KindRow;

static const KindRow kinds[] = {
    [TRANSFER_ALLOT] = {STR_INIT("allot"), STR_INIT("source"), STR_INIT("available")},
    [TRANSFER_WITHDRAW] = {STR_INIT("withdraw"), STR_INIT("available"), STR_INIT("source")},
    [TRANSFER_RESERVE] = {STR_INIT("reserve"), STR_INIT("available"), STR_INIT("reserved")},
    [TRANSFER_POST] = {STR_INIT("post"), STR_INIT("reserved"), STR_INIT("paid")},
    [TRANSFER_VOID] = {STR_INIT("void"), STR_INIT("reserved"), STR_INIT("available")},
    [TRANSFER_RECOVER] = {STR_INIT("recover"), STR_INIT("paid"), STR_INIT("available")},
};

static LedgerInsertIn insert_in(const Actor *actor, const Transfer *transfer) {
    const KindRow *kind = &kinds[transfer->kind];
    assert(transfer->amount_fen > 0 && transfer->amount_fen <= BUDGET_FEN_MAX);
    return (LedgerInsertIn){
        .client_key = transfer->client_key,
        .kind = kind->code,
        .budget_id = transfer->budget_id,
        .credit_kind = kind->from,
        .debit_kind = kind->to,
        .amount_fen = transfer->amount_fen,
        .resolves = {transfer->resolves != 0, transfer->resolves},
        .recovers = {transfer->recovers != 0, transfer->recovers},
        .payment_number = transfer->payment_number,
        .document = transfer->document,
        .account_id = actor->account_id,
        .business_date = actor->today,
        .at_ms = actor->now_ms,
    };
}

static bool same_text(Str a, Str b) {
    return str_is_absent(a) == str_is_absent(b) && str_equal(a, b);
}

static bool check_repeat(const LedgerTransferRow *first, const Transfer *transfer, Error *error) {
    const char *differs = NULL;
    int64_t resolves = first->resolves.present ? first->resolves.value : 0;
    if (!str_equal(first->kind, kinds[transfer->kind].code)) differs = "种类";
    else if (first->budget_id != transfer->budget_id) differs = "预算";
    else if (first->amount_fen != transfer->amount_fen) differs = "金额";
    else if (resolves != transfer->resolves) differs = "所对应的预留";
    else if (!same_text(first->payment_number, transfer->payment_number)) differs = "拨付单";
    else if (!same_text(first->document, transfer->document)) differs = "指标文号";
    if (!differs) return true;
    error_set(error, ERROR_CONFLICT, "这笔资金变动已经记过，但%s与上次不同", differs);
    error_detail(error, "原来的记录没有改动；要再记一笔，请重新提交");
    return error_code(error, "TRANSFER_DIFFERS");
}

// The schema refused to take an account below zero; `budget` was read in the same snapshot.
static bool fail_over_budget(const Budget *budget, const Transfer *transfer, Arena *arena,
                             Error *error) {
    const BudgetKey *key = &budget->key;
    error_set(error, ERROR_CONFLICT,
              "%" PRId64 "年 %.*s 第%" PRId64 "项“%.*s”预算不足：需要 %.*s 元，可用 %.*s 元",
              key->year, STR_ARG(key->division_code), key->policy_number, STR_ARG(key->fund_key),
              STR_ARG(yuan_from_fen(arena, transfer->amount_fen)),
              STR_ARG(yuan_from_fen(arena, budget->available_fen)));
    error_detail(error, "追加预算后再办，或退回待办");
    return error_code(error, "OVER_BUDGET");
}

bool ledger_transfer(Tx *tx, const Actor *actor, const Transfer *transfer, Arena *arena,
                     int64_t *id, bool *is_repeat, Error *error) {
    LedgerByClientIn by_client = {transfer->client_key};
    LedgerTransferRow row;
    Budget budget;
    bool found;
    if (!ledger_by_client(tx, &by_client, arena, &row, &found, error)) return false;
    if (is_repeat) *is_repeat = found;
    if (found) {
        *id = row.id;
        return check_repeat(&row, transfer, error);
    }
    // Read beforehand: after the refusal nothing can be asked in this transaction any more.
    if (!budget_load(tx, transfer->budget_id, arena, &budget, error)) return false;
    LedgerInsertIn in = insert_in(actor, transfer);
    Error failure = {0};
    if (!ledger_insert(tx, &in, NULL, &failure)) {
        if (strcmp(failure.code, "CHECK:ledger_account_not_below_zero") == 0) {
            return fail_over_budget(&budget, transfer, arena, error);
        }
        *error = failure;
        return period_explain(error);
    }
    if (!ledger_by_client(tx, &by_client, arena, &row, &found, error)) return false;
    assert(found);
    *id = row.id;
    return true;
}

bool ledger_settle(Tx *tx, const Actor *actor, int64_t file_id, int64_t *count, Error *error) {
    LedgerSettleFileIn in = {file_id, actor->account_id, actor->today, actor->now_ms};
    return ledger_settle_file(tx, &in, count, error) || period_explain(error);
}
