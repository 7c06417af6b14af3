// SPDX-License-Identifier: Apache-2.0
#include "fund/payment.h"

#include "access/audit.h"
#include "base/utf8.h"
#include "fund/ledger.h"
#include "fund/payment.sql.h"
#include "fund/visible.h"
#include "fund/yuan.h"

#include <inttypes.h>

// ---- Approving ----

static bool is_plain(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x20 || c == 0x7f) return false;
    }
    return utf8_is_valid(text);
}

static bool check_text(Str text, const char *label, Error *error) {
    if (str_is_empty(str_trim(text))) return error_set(error, ERROR_INVALID, "没有%s", label);
    if (text.length > PAYMENT_TEXT_BYTES_MAX) {
        return error_set(error, ERROR_LIMIT, "%s太长：%zu 字节，最多 %d", label, text.length,
                         PAYMENT_TEXT_BYTES_MAX);
    }
    if (!is_plain(text)) {
        error_set(error, ERROR_INVALID, "%s里有不能写进支付文件的字符", label);
        return error_detail(error, "去掉换行、制表等控制字符");
    }
    return true;
}

// domain.md §7.4: 8 to 32 digits and hyphens; a card's check digit is the business of the form.
static bool check_account(Str number, Error *error) {
    bool is_good = number.length >= 8 && number.length <= 32 && number.data[0] != '-';
    for (size_t i = 0; is_good && i < number.length; i++) {
        char c = number.data[i];
        is_good = (c >= '0' && c <= '9') || c == '-';
    }
    if (is_good) return true;
    error_set(error, ERROR_INVALID, "收款账号不对");
    return error_detail(error, "账号是 8 到 32 位数字，可以有“-”");
}

static bool check_order(const PaymentOrder *order, Error *error) {
    if (order->amount_fen < 1 || order->amount_fen > BUDGET_FEN_MAX) {
        return error_set(error, ERROR_INVALID, "拨付金额 %" PRId64 " 分不对", order->amount_fen);
    }
    return check_text(order->claim_number, "申请编号", error) &&
           check_text(order->payee_key, "收款人证件号", error) &&
           check_text(order->payee_name, "户名", error) &&
           check_text(order->bank_name, "开户银行", error) &&
           check_text(order->purpose, "用途", error) && check_account(order->account_number, error);
}

// A claim is paid again only after a return or a cancellation, to the same payee; after a return
// with the same amount, unless the claim was refused and reopened in between.
static bool check_attempt(const PaymentOrder *order, const PaymentLatestRow *latest, Error *error) {
    if (!str_equal(latest->state, STR("returned"))) {
        error_set(error, ERROR_CONFLICT, "申请 %.*s 已有拨付单 %.*s", STR_ARG(order->claim_number),
                  STR_ARG(latest->number));
        error_detail(error, "银行退回或撤销之前，一件申请只有一张拨付单");
        return error_code(error, "UNIQUE:payment_one_living");
    }
    bool may_be_paid = latest->is_unbound || latest->amount_fen == order->amount_fen;
    if (may_be_paid && str_equal(latest->payee_key, order->payee_key)) return true;
    error_set(error, ERROR_CONFLICT, "重发的金额或收款人与退回的拨付单 %.*s 不同",
              STR_ARG(latest->number));
    error_detail(error, "重发只改账户，不改金额和收款人");
    return error_code(error, "RULE:payment_attempt_differs");
}

static bool number_payment(Tx *tx, const PaymentOrder *order, const Actor *actor, Arena *arena,
                           Str *number, Error *error) {
    Str series = str_format(arena, "BF-%.*s-%04" PRId64, STR_ARG(order->budget.division_code),
                            date_to_civil(actor->today).year);
    return store_public_number(tx, series, arena, number, error);
}

static Payment payment_from_order(const PaymentOrder *order, Str number, int64_t attempt,
                                  Date approved_on) {
    return (Payment){
        .number = number,
        .claim_number = order->claim_number,
        .budget = order->budget,
        .attempt = attempt,
        .payee_key = order->payee_key,
        .payee_name = order->payee_name,
        .account_number = order->account_number,
        .bank_name = order->bank_name,
        .amount_fen = order->amount_fen,
        .purpose = order->purpose,
        .state = STR("approved"),
        .approved_on = approved_on,
    };
}

// Reserves the money and writes the payment with its audit row.
static bool promise(Tx *tx, const Actor *actor, const Payment *payment, int64_t budget_id,
                    Arena *arena, Error *error) {
    int64_t reserve;
    Transfer transfer = {
        .kind = TRANSFER_RESERVE,
        .budget_id = budget_id,
        .amount_fen = payment->amount_fen,
        .client_key = str_format(arena, "reserve %.*s", STR_ARG(payment->number)),
        .payment_number = payment->number,
    };
    if (!ledger_transfer(tx, actor, &transfer, arena, &reserve, NULL, error)) return false;
    PaymentInsertIn in = {
        .number = payment->number,
        .budget_id = budget_id,
        .claim_number = payment->claim_number,
        .attempt = payment->attempt,
        .payee_key = payment->payee_key,
        .payee_name = payment->payee_name,
        .account_number = payment->account_number,
        .bank_name = payment->bank_name,
        .amount_fen = payment->amount_fen,
        .purpose = payment->purpose,
        .reserve_transfer = reserve,
        .approved_by = actor->account_id,
        .approved_on = payment->approved_on,
        .division_code = payment->budget.division_code,
    };
    AuditEntry entry = {
        .action = STR("payment.approve"),
        .object_kind = STR("payment"),
        .object_number = payment->number,
        .division_code = payment->budget.division_code,
        .after = str_format(arena, "%.*s 第%" PRId64 "次：%.*s 元，%.*s",
                            STR_ARG(payment->claim_number), payment->attempt,
                            STR_ARG(yuan_from_fen(arena, payment->amount_fen)),
                            STR_ARG(payment->budget.fund_key)),
    };
    return payment_insert(tx, &in, NULL, error) && audit_write(tx, actor, &entry, error);
}

bool payment_approve(Tx *tx, const Actor *actor, const PaymentOrder *order, Arena *arena,
                     Payment *payment, Error *error) {
    PaymentLatestRow latest = {0};
    Budget budget;
    bool has_latest, found;
    Str number;
    if (!check_order(order, error) ||
        !payment_latest(tx, &(PaymentLatestIn){order->claim_number}, arena, &latest, &has_latest,
                        error) ||
        (has_latest && !check_attempt(order, &latest, error)) ||
        !budget_find(tx, actor, &order->budget, arena, &budget, &found, error)) {
        return false;
    }
    if (!found) return budget_missing(&order->budget, error);
    if (!number_payment(tx, order, actor, arena, &number, error)) return false;
    *payment = payment_from_order(order, number, latest.attempt + 1, actor->today);
    return promise(tx, actor, payment, budget.id, arena, error);
}

// ---- Lists ----

static Payments payments_from_rows(const PaymentRows *rows, size_t count, Arena *arena) {
    Payments payments = {NEW_ARRAY(arena, Payment, count), count, rows->count > count};
    for (size_t i = 0; i < count; i++) {
        const PaymentRow *row = &rows->items[i];
        payments.items[i] = (Payment){
            .number = row->number,
            .claim_number = row->claim_number,
            .budget = {row->fund_key, row->policy_number, row->division_code, row->year},
            .attempt = row->attempt,
            .payee_key = row->payee_key,
            .payee_name = row->payee_name,
            .account_number = row->account_number,
            .bank_name = row->bank_name,
            .amount_fen = row->amount_fen,
            .purpose = row->purpose,
            .state = row->state,
            .approved_on = row->approved_on,
            .reason = row->reason,
        };
    }
    return payments;
}

bool payment_check_sees_people(const Actor *actor, Error *error) {
    if (actor->scope.sees_people) return true;
    error_set(error, ERROR_FORBIDDEN, "“%.*s”只看汇总，不看个人明细",
              STR_ARG(role_label(actor->role)));
    return error_code(error, "NO_PEOPLE");
}

bool payment_list_for_claim(Tx *tx, const Actor *actor, Str claim_number, Arena *arena,
                            Payments *payments, Error *error) {
    PaymentRows rows;
    const Scope *scope = &actor->scope;
    PaymentSelectOfClaimIn in = {claim_number, scope->division_prefix, scope->person_id,
                                 scope->uscc};
    if (!payment_check_sees_people(actor, error) ||
        !payment_select_of_claim(tx, &in, arena, &rows, error)) {
        return false;
    }
    *payments = payments_from_rows(&rows, rows.count, arena);
    return true;
}

bool payment_list(Tx *tx, const Actor *actor, Str state, Str fund_key, Arena *arena,
                  Payments *payments, Error *error) {
    PaymentRows rows;
    PaymentSelectInStateIn in = {state, fund_key, fund_prefix(actor), PAYMENT_LIST_MAX + 1};
    if (!payment_check_sees_people(actor, error) ||
        !payment_select_in_state(tx, &in, arena, &rows, error)) {
        return false;
    }
    size_t count = rows.count > PAYMENT_LIST_MAX ? PAYMENT_LIST_MAX : rows.count;
    *payments = payments_from_rows(&rows, count, arena);
    return true;
}

// ---- Words ----

Str payment_state_label(Str state) {
    static const struct {
        const char *code, *label;
    } words[] = {
        {"approved", "待拨付"},   {"released", "已交银行"}, {"paid", "已到账"},
        {"returned", "银行退回"}, {"cancelled", "已撤销"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal(state, str_from_c(words[i].code))) return str_from_c(words[i].label);
    }
    return state;
}
