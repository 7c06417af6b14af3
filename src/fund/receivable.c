// SPDX-License-Identifier: Apache-2.0
#include "fund/receivable.h"

#include "access/audit.h"
#include "fund/ledger.h"
#include "fund/payment.h"
#include "fund/receivable.sql.h"
#include "fund/visible.h"
#include "fund/yuan.h"

#include <inttypes.h>
#include <string.h>

static bool check_text(Str text, const char *label, Error *error) {
    if (!str_is_empty(str_trim(text)) && text.length <= RECEIVABLE_TEXT_BYTES_MAX) return true;
    return error_set(error, ERROR_INVALID, "没有写%s，或写得太长", label);
}

// ---- Opening ----

static bool check_order(const ReceivableOrder *order, const Actor *actor, Error *error) {
    if (!check_text(order->decision, "追回决定书文号", error)) return false;
    if (order->instalments < 1 || order->instalments > RECEIVABLE_INSTALMENTS_MAX ||
        order->amount_fen < order->instalments) {
        error_set(error, ERROR_INVALID, "追回金额或期数不对");
        return error_detail(error, "一次或分期缴回，最多 %d 期", RECEIVABLE_INSTALMENTS_MAX);
    }
    Date last = actor->today + RECEIVABLE_FIRST_DUE_DAYS_MAX;
    if (order->first_due_on >= actor->today && order->first_due_on <= last) return true;
    error_set(error, ERROR_INVALID, "第一期的日期不对");
    error_detail(error, "不能早于今天，也不能晚于%d天以后", RECEIVABLE_FIRST_DUE_DAYS_MAX);
    return error_code(error, "FIRST_DUE_WRONG");
}

static bool insert_instalments(Tx *tx, const ReceivableOrder *order, int64_t id, Arena *arena,
                               Error *error) {
    int64_t each = order->amount_fen / order->instalments;
    size_t count = (size_t)order->instalments;
    InstalmentInsertIn *rows = NEW_ARRAY(arena, InstalmentInsertIn, count);
    for (int64_t i = 0; i < order->instalments; i++) {
        rows[i] = (InstalmentInsertIn){id, i + 1, date_add_months(order->first_due_on, i), each};
    }
    rows[0].amount_fen += order->amount_fen - each * order->instalments;
    return instalment_insert_bulk(tx, rows, count, NULL, error);
}

static bool number_receivable(Tx *tx, Str division_code, Date today, Arena *arena, Str *number,
                              Error *error) {
    Str series = str_format(arena, "ZH-%.*s-%04d", STR_ARG(division_code),
                            (int)date_to_civil(today).year);
    return store_public_number(tx, series, arena, number, error);
}

static bool too_much(Error *error, const char *rule, const char *code, const char *message,
                     const char *advice) {
    if (strcmp(error->code, rule) != 0) return false;
    error_set(error, ERROR_CONFLICT, "%s", message);
    error_detail(error, "%s", advice);
    return error_code(error, code);
}

static bool open_new(Tx *tx, const Actor *actor, const ReceivableOrder *order,
                     const ReceivablePaidRow *paid, Arena *arena, Str *number, Error *error) {
    ReceivableIdRow made;
    if (!number_receivable(tx, paid->division_code, actor->today, arena, number, error)) {
        return false;
    }
    ReceivableInsertIn in = {*number,           paid->payment_id,  order->amount_fen,
                             order->decision,   order->instalments, actor->account_id,
                             actor->today,      actor->now_ms};
    if (!receivable_insert(tx, &in, arena, &made, error)) {
        return too_much(error, "RULE:receivable_over_payment", "RECEIVABLE_TOO_MUCH",
                        "要追回的比付出去的多", "核对已付金额和以前的追回决定");
    }
    AuditEntry entry = {
        .action = STR("receivable.open"),
        .object_kind = STR("receivable"),
        .object_number = *number,
        .division_code = paid->division_code,
        .after = str_format(arena, "%.*s：%.*s 元，%" PRId64 " 期；%.*s",
                            STR_ARG(order->claim_number),
                            STR_ARG(yuan_from_fen(arena, order->amount_fen)), order->instalments,
                            STR_ARG(order->decision)),
    };
    return insert_instalments(tx, order, made.id, arena, error) &&
           audit_write(tx, actor, &entry, error);
}

bool receivable_open(Tx *tx, const Actor *actor, const ReceivableOrder *order, Arena *arena,
                     Str *number, Error *error) {
    ReceivablePaidRow paid;
    ReceivableFirstRow first;
    bool found;
    ReceivablePaidIn in = {order->claim_number, fund_prefix(actor)};
    if (!check_order(order, actor, error) ||
        !receivable_paid(tx, &in, arena, &paid, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, ERROR_NOT_FOUND, "申请 %.*s 没有到账的拨付，不用追回",
                         STR_ARG(order->claim_number));
    }
    ReceivableByDecisionIn same = {paid.payment_id, order->decision};
    if (!receivable_by_decision(tx, &same, arena, &first, &found, error)) return false;
    if (!found) return open_new(tx, actor, order, &paid, arena, number, error);
    *number = first.number;
    if (first.amount_fen == order->amount_fen) return true;
    error_set(error, ERROR_CONFLICT, "这份决定已经立过追回 %.*s，金额不同", STR_ARG(first.number));
    return error_code(error, "RECEIVABLE_DIFFERS");
}

// ---- Repaying ----

static bool enter_repayment(Tx *tx, const Actor *actor, const Repayment *repayment,
                            const ReceivableToRepayRow *of, Arena *arena, Error *error) {
    RepaymentIdRow made;
    int64_t id;
    RepaymentInsertIn in = {of->id,           repayment->receipt, repayment->amount_fen,
                            repayment->paid_on, actor->account_id,  actor->today,
                            actor->now_ms};
    if (!repayment_insert(tx, &in, arena, &made, error)) {
        return too_much(error, "RULE:repayment_over_receivable", "REPAYMENT_TOO_MUCH",
                        "缴回的比没有缴清的多", "核对收款凭证；多收的退给缴款人");
    }
    Transfer transfer = {
        .kind = TRANSFER_RECOVER,
        .budget_id = of->budget_id,
        .amount_fen = repayment->amount_fen,
        .client_key = str_format(arena, "repayment %" PRId64, made.id),
        .recovers = of->post_transfer,
        .payment_number = of->payment_number,
    };
    AuditEntry entry = {
        .action = STR("receivable.repay"),
        .object_kind = STR("receivable"),
        .object_number = repayment->number,
        .division_code = of->division_code,
        .after = str_format(arena, "%.*s：%.*s 元", STR_ARG(repayment->receipt),
                            STR_ARG(yuan_from_fen(arena, repayment->amount_fen))),
    };
    return ledger_transfer(tx, actor, &transfer, arena, &id, NULL, error) &&
           audit_write(tx, actor, &entry, error);
}

bool receivable_repay(Tx *tx, const Actor *actor, const Repayment *repayment, Arena *arena,
                      Error *error) {
    ReceivableToRepayRow of;
    RepaymentFirstRow first;
    bool found;
    ReceivableToRepayIn in = {repayment->number, fund_prefix(actor)};
    if (!check_text(repayment->receipt, "收款凭证号", error) ||
        !receivable_to_repay(tx, &in, arena, &of, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, ERROR_NOT_FOUND, "没有追回 %.*s", STR_ARG(repayment->number));
    }
    if (repayment->amount_fen < 1 || repayment->paid_on < of.opened_on ||
        repayment->paid_on > actor->today) {
        error_set(error, ERROR_INVALID, "缴回的金额或日期不对");
        return error_detail(error, "日期在追回决定之后、今天以前");
    }
    RepaymentByReceiptIn same = {of.id, repayment->receipt};
    if (!repayment_by_receipt(tx, &same, arena, &first, &found, error)) return false;
    if (!found) return enter_repayment(tx, actor, repayment, &of, arena, error);
    if (first.amount_fen == repayment->amount_fen) return true;
    error_set(error, ERROR_CONFLICT, "收款凭证 %.*s 已经登记过，金额不同",
              STR_ARG(repayment->receipt));
    return error_code(error, "REPAYMENT_DIFFERS");
}

// ---- Reading ----

static bool read_rates(Tx *tx, const Actor *actor, Arena *arena, Receivables *all, Error *error) {
    ReceivableRateRows rows;
    if (!receivable_rates(tx, &(ReceivableRatesIn){fund_prefix(actor)}, arena, &rows, error)) {
        return false;
    }
    all->counties = NEW_ARRAY(arena, RecoveryRate, rows.count);
    all->county_count = rows.count;
    all->whole = (RecoveryRate){.division_code = fund_prefix(actor)};
    for (size_t i = 0; i < rows.count; i++) {
        const ReceivableRateRow *row = &rows.items[i];
        all->counties[i] = (RecoveryRate){row->division_code, row->amount_fen, row->repaid_fen};
        all->whole.amount_fen += row->amount_fen;
        all->whole.repaid_fen += row->repaid_fen;
    }
    return true;
}

bool receivable_list(Tx *tx, const Actor *actor, Arena *arena, Receivables *receivables,
                     Error *error) {
    ReceivableRows rows;
    ReceivableSelectAllIn in = {fund_prefix(actor), actor->today, RECEIVABLE_ROWS_MAX};
    if (!payment_check_sees_people(actor, error) ||
        !receivable_select_all(tx, &in, arena, &rows, error)) {
        return false;
    }
    *receivables = (Receivables){NEW_ARRAY(arena, Receivable, rows.count), .count = rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const ReceivableRow *row = &rows.items[i];
        receivables->items[i] = (Receivable){
            row->number,           row->claim_number,  row->payment_number, row->fund_key,
            row->policy_number,    row->division_code, row->payee_key,      row->payee_name,
            row->amount_fen,       row->waived_fen,    row->repaid_fen,     row->due_fen,
            row->decision,         row->instalment_count, row->opened_on};
    }
    return read_rates(tx, actor, arena, receivables, error);
}

int64_t receivable_overdue(int64_t asked_fen, int64_t due_fen, int64_t repaid_fen) {
    int64_t due = due_fen < asked_fen ? due_fen : asked_fen;
    return due > repaid_fen ? due - repaid_fen : 0;
}

static bool find_receivable(Tx *tx, Str number, Date today, Arena *arena,
                            ReceivableProgressRow *row, Error *error) {
    bool found;
    ReceivableProgressIn in = {number, today};
    if (!receivable_progress(tx, &in, arena, row, &found, error)) return false;
    return found || error_set(error, ERROR_NOT_FOUND, "没有追回 %.*s", STR_ARG(number));
}

bool receivable_course(Tx *tx, Str number, Date today, Arena *arena, ReceivableCourse *course,
                       Error *error) {
    ReceivableProgressRow row;
    InstalmentRows rows;
    if (!find_receivable(tx, number, today, arena, &row, error) ||
        !instalment_list(tx, &(InstalmentListIn){row.id}, arena, &rows, error)) {
        return false;
    }
    *course = (ReceivableCourse){
        .amount_fen = row.amount_fen,
        .waived_fen = row.waived_fen,
        .repaid_fen = row.repaid_fen,
        .due_fen = row.due_fen,
        .is_settled = row.amount_fen == row.waived_fen + row.repaid_fen,
        .instalments = NEW_ARRAY(arena, Instalment, rows.count),
        .instalment_count = rows.count,
    };
    for (size_t i = 0; i < rows.count; i++) {
        const InstalmentRow *item = &rows.items[i];
        course->instalments[i] = (Instalment){item->sequence, item->due_on, item->amount_fen};
    }
    return true;
}

// ---- Waiving ----

bool receivable_waive(Tx *tx, const Actor *actor, Str number, int64_t amount_fen, Str decision,
                      Arena *arena, Error *error) {
    ReceivableProgressRow row;
    if (!find_receivable(tx, number, actor->today, arena, &row, error)) return false;
    WaiverInsertIn in = {row.id,       amount_fen,   decision, actor->account_id,
                         actor->today, actor->now_ms};
    if (!waiver_insert(tx, &in, NULL, error)) {
        return too_much(error, "RULE:waiver_over_receivable", "WAIVER_TOO_MUCH",
                        "要减免的比没有缴清的多", "核对已缴回的金额");
    }
    AuditEntry entry = {
        .action = STR("receivable.waive"),
        .object_kind = STR("receivable"),
        .object_number = number,
        .division_code = row.division_code,
        .after = str_format(arena, "%.*s：减 %.*s 元", STR_ARG(decision),
                            STR_ARG(yuan_from_fen(arena, amount_fen))),
    };
    return audit_write(tx, actor, &entry, error);
}
