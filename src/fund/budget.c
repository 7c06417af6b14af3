// SPDX-License-Identifier: Apache-2.0
#include "fund/budget.h"

#include "access/audit.h"
#include "fund/budget.sql.h"
#include "fund/ledger.h"
#include "fund/visible.h"
#include "fund/yuan.h"

#include <inttypes.h>

static Budget budget_from_row(const BudgetRow *row) {
    return (Budget){
        .id = row->id,
        .key = {row->fund_key, row->policy_number, row->division_code, row->year},
        .allotted_fen = row->available_fen + row->reserved_fen + row->paid_fen,
        .available_fen = row->available_fen,
        .reserved_fen = row->reserved_fen,
        .paid_fen = row->paid_fen,
    };
}

bool budget_find(Tx *tx, const Actor *actor, const BudgetKey *key, Arena *arena, Budget *budget,
                 bool *found, Error *error) {
    BudgetRow row = {0};
    BudgetSelectOneIn in = {key->fund_key, key->policy_number, key->division_code, key->year,
                            fund_prefix(actor)};
    *budget = (Budget){0};
    if (!budget_select_one(tx, &in, arena, &row, found, error)) return false;
    if (*found) *budget = budget_from_row(&row);
    return true;
}

bool budget_load(Tx *tx, int64_t id, Arena *arena, Budget *budget, Error *error) {
    BudgetRow row;
    if (!budget_select_by_id(tx, &(BudgetSelectByIdIn){id}, arena, &row, error)) return false;
    *budget = budget_from_row(&row);
    return true;
}

bool budget_list(Tx *tx, const Actor *actor, int64_t policy_number, int64_t year, Arena *arena,
                 Budgets *budgets, Error *error) {
    BudgetRows rows;
    BudgetSelectAllIn in = {fund_prefix(actor), policy_number, year};
    if (!budget_select_all(tx, &in, arena, &rows, error)) return false;
    *budgets = (Budgets){NEW_ARRAY(arena, Budget, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) budgets->items[i] = budget_from_row(&rows.items[i]);
    return true;
}

// ---- Allotting ----

static bool is_division_code(Str code) {
    for (size_t i = 0; i < code.length; i++) {
        if (code.data[i] < '0' || code.data[i] > '9') return false;
    }
    return code.length == 6;
}

static bool check_allotment(const Allotment *allotment, Error *error) {
    const BudgetKey *key = &allotment->key;
    if (allotment->amount_fen == 0 || allotment->amount_fen > BUDGET_FEN_MAX ||
        allotment->amount_fen < -BUDGET_FEN_MAX) {
        error_set(error, ERROR_INVALID, "预算金额 %" PRId64 " 分不对", allotment->amount_fen);
        return error_detail(error, "一次下达或收回 0.01 元到 %" PRId64 " 亿元",
                            BUDGET_FEN_MAX / 10000000000);
    }
    if (str_is_empty(key->fund_key) || key->fund_key.length > BUDGET_TEXT_BYTES_MAX) {
        return error_set(error, ERROR_INVALID, "没有写资金来源，或名称太长");
    }
    if (!is_division_code(key->division_code)) {
        return error_set(error, ERROR_INVALID, "区划代码“%.*s”不是六位数字",
                         STR_ARG(key->division_code));
    }
    if (key->policy_number < 1 || key->year < BUDGET_YEAR_MIN || key->year > BUDGET_YEAR_MAX) {
        return error_set(error, ERROR_INVALID, "第 %" PRId64 " 项、%" PRId64 " 年的预算写不进去",
                         key->policy_number, key->year);
    }
    if (str_is_empty(allotment->document) || allotment->document.length > BUDGET_TEXT_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "没有写指标文号，或文号太长");
        return error_detail(error, "写上下达这笔预算的文件的文号");
    }
    if (str_is_empty(allotment->client_key) ||
        allotment->client_key.length > BUDGET_TEXT_BYTES_MAX) {
        return error_set(error, ERROR_INVALID, "请求没有防重复标识，或标识太长");
    }
    return true;
}

static bool find_or_make(Tx *tx, const Actor *actor, const Allotment *allotment, Arena *arena,
                         Budget *budget, Error *error) {
    const BudgetKey *key = &allotment->key;
    bool found;
    if (allotment->amount_fen > 0) return budget_open(tx, actor, key, arena, budget, error);
    if (!budget_find(tx, actor, key, arena, budget, &found, error)) return false;
    return found || budget_missing(key, error);
}

bool budget_open(Tx *tx, const Actor *actor, const BudgetKey *key, Arena *arena, Budget *budget,
                 Error *error) {
    BudgetIdRow made;
    bool found;
    if (!budget_find(tx, actor, key, arena, budget, &found, error)) return false;
    if (found) return true;
    BudgetInsertIn in = {key->fund_key, key->policy_number, key->division_code, key->year};
    if (!budget_insert(tx, &in, arena, &made, error) ||
        !ledger_account_open(tx, &(LedgerAccountOpenIn){made.id}, NULL, error)) {
        return false;
    }
    budget->id = made.id;
    return true;
}

bool budget_missing(const BudgetKey *key, Error *error) {
    error_set(error, ERROR_CONFLICT, "第%" PRId64 "项在这个县区没有%" PRId64 "年这一来源的预算",
              key->policy_number, key->year);
    error_detail(error, "先下达预算，或者结转上年没用完的，再审批");
    return error_code(error, "NO_BUDGET");
}

bool budget_allot(Tx *tx, const Actor *actor, const Allotment *allotment, Arena *arena,
                  Budget *budget, Error *error) {
    int64_t amount_fen = allotment->amount_fen, id;
    if (!check_allotment(allotment, error)) return false;
    if (actor_is_applicant(actor) || !scope_covers(&actor->scope, allotment->key.division_code)) {
        return error_set(error, ERROR_NOT_FOUND, "没有 %.*s 的预算",
                         STR_ARG(allotment->key.division_code));
    }
    if (!find_or_make(tx, actor, allotment, arena, budget, error)) return false;
    Transfer transfer = {
        .kind = amount_fen > 0 ? TRANSFER_ALLOT : TRANSFER_WITHDRAW,
        .budget_id = budget->id,
        .amount_fen = amount_fen > 0 ? amount_fen : -amount_fen,
        .client_key = str_format(arena, "allot %" PRId64 " %.*s", actor->account_id,
                                 STR_ARG(allotment->client_key)),
        .document = allotment->document,
    };
    bool is_repeat;
    if (!ledger_transfer(tx, actor, &transfer, arena, &id, &is_repeat, error)) return false;
    AuditEntry entry = {
        .action = STR("budget.allot"),
        .object_kind = STR("budget"),
        .object_number = str_format(arena, "%" PRId64 "-%" PRId64 "-%.*s", allotment->key.year,
                                    allotment->key.policy_number,
                                    STR_ARG(allotment->key.fund_key)),
        .division_code = allotment->key.division_code,
        .after = str_format(arena, "%.*s：%.*s 元", STR_ARG(allotment->document),
                            STR_ARG(yuan_from_fen(arena, amount_fen))),
    };
    return (is_repeat || audit_write(tx, actor, &entry, error)) &&
           budget_load(tx, budget->id, arena, budget, error);
}
