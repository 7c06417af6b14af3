// SPDX-License-Identifier: Apache-2.0
// Taking a payment back before any file holds it: the evidence first, then the money, then the
// state, as the schema demands.

#include "access/audit.h"
#include "fund/ledger.h"
#include "fund/payment.h"
#include "fund/payment.sql.h"
#include "fund/visible.h"
#include "fund/yuan.h"

static bool check_reason(Str reason, Error *error) {
    if (str_is_empty(str_trim(reason))) {
        error_set(error, ERROR_INVALID, "没有写撤销拨付的原因");
        return error_detail(error, "写明为什么撤销，申请人和审计都看得到");
    }
    if (reason.length <= PAYMENT_REASON_BYTES_MAX) return true;
    return error_set(error, ERROR_LIMIT, "原因太长：%zu 字节，最多 %d", reason.length,
                     PAYMENT_REASON_BYTES_MAX);
}

static bool check_waiting(const PaymentCancelledRow *row, Error *error) {
    if (str_equal(row->state, STR("approved"))) return true;
    bool is_sent = str_equal(row->state, STR("released"));
    bool is_paid = str_equal(row->state, STR("paid"));
    error_set(error, ERROR_CONFLICT, "拨付单 %.*s %s，不能撤销", STR_ARG(row->number),
              is_sent ? "已经交给银行" : is_paid ? "已经到账" : "的钱已经退回预算");
    error_detail(error, "%s", is_sent   ? "等银行回盘；失败的会退回预算"
                              : is_paid ? "多付、错付的按追回办理"
                                        : "不用再撤销");
    return error_code(error, "PAYMENT_NOT_WAITING");
}

static bool take_back(Tx *tx, const Actor *actor, const PaymentCancelledRow *row, Str reason,
                      Arena *arena, Error *error) {
    int64_t id;
    PaymentCancelInsertIn evidence = {row->id, reason, actor->account_id, actor->today,
                                      actor->now_ms};
    Transfer transfer = {
        .kind = TRANSFER_VOID,
        .budget_id = row->budget_id,
        .amount_fen = row->amount_fen,
        .client_key = str_format(arena, "cancel %.*s", STR_ARG(row->number)),
        .resolves = row->reserve_transfer,
        .payment_number = row->number,
    };
    return payment_cancel_insert(tx, &evidence, NULL, error) &&
           ledger_transfer(tx, actor, &transfer, arena, &id, NULL, error) &&
           payment_take_back(tx, &(PaymentTakeBackIn){row->id}, NULL, error);
}

bool payment_cancel(Tx *tx, const Actor *actor, Str claim_number, Str reason, Arena *arena,
                    Error *error) {
    PaymentCancelledRow row;
    PaymentLatestInIn in = {claim_number, fund_prefix(actor)};
    bool found;
    if (!check_reason(reason, error) ||
        !payment_latest_in(tx, &in, arena, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, ERROR_NOT_FOUND, "申请 %.*s 没有拨付单", STR_ARG(claim_number));
    }
    AuditEntry entry = {
        .action = STR("payment.cancel"),
        .object_kind = STR("payment"),
        .object_number = row.number,
        .division_code = row.division_code,
        .before = STR("approved"),
        .after = str_format(arena, "%.*s：%.*s 元退回预算；%.*s", STR_ARG(claim_number),
                            STR_ARG(yuan_from_fen(arena, row.amount_fen)), STR_ARG(reason)),
    };
    return check_waiting(&row, error) && take_back(tx, actor, &row, reason, arena, error) &&
           audit_write(tx, actor, &entry, error);
}
