// SPDX-License-Identifier: Apache-2.0
#include "fund/period.h"

#include "access/audit.h"
#include "base/utf8.h"
#include "fund/ledger.h"
#include "fund/period.sql.h"
#include "fund/visible.h"
#include "fund/yuan.h"

#include <inttypes.h>
#include <string.h>

// ---- Refusals ----

typedef struct Refusal {
    const char *rule, *code, *message, *advice;
} Refusal;

static const Refusal refusals[] = {
    {"RULE:period_is_closed", "PERIOD_CLOSED", "这个月（年）已经结账，不能再记",
     "更正记在当前月份，冲销原来的那一笔"},
    {"UNIQUE:ledger_period_once", "PERIOD_CLOSED", "这个月（年）已经结过账", "不用再结"},
    {"RULE:period_not_over", "PERIOD_NOT_OVER", "这个月（年）还没有结束，不能结账",
     "过了最后一天再结"},
    {"RULE:period_has_gap", "PERIOD_GAP", "前面还有月份没有结账", "先结最早的月份"},
    {"RULE:period_has_difference", "PERIOD_DIFFERS", "三方对账还有差异，不能结账",
     "到“对账”逐项处理，差异清零后再结账"},
    {"RULE:period_has_budget_left", "PERIOD_BUDGET_LEFT", "还有没用完或已审批未到账的预算，不能结年账",
     "未到账的等银行回盘；没用完的结转下年或收回"},
};

bool period_explain(Error *error) {
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if (strcmp(error->code, refusals[i].rule) != 0) continue;
        error_set(error, ERROR_CONFLICT, "%s", refusals[i].message);
        error_detail(error, "%s", refusals[i].advice);
        return error_code(error, refusals[i].code);
    }
    return false;
}

// ---- Reading ----

static Period period_from_row(const PeriodRow *row) {
    return (Period){{row->fund_key, row->division_code, row->period},
                    row->transfer_count,
                    row->allot_fen,
                    row->withdraw_fen,
                    row->reserve_fen,
                    row->void_fen,
                    row->post_fen,
                    row->recover_fen,
                    row->release_fen,
                    row->closed_on};
}

static bool same_key(const PeriodKey *a, const PeriodKey *b) {
    return str_equal(a->period, b->period) && str_equal(a->fund_key, b->fund_key) &&
           str_equal(a->division_code, b->division_code);
}

static bool is_closed(const Periods *closed, const PeriodKey *key) {
    for (size_t i = 0; i < closed->count; i++) {
        if (same_key(&closed->items[i].key, key)) return true;
    }
    return false;
}

bool period_list(Tx *tx, const Actor *actor, Arena *arena, Periods *periods, Error *error) {
    PeriodRows months;
    PeriodRows rows;
    Periods closed = {0};
    if (!period_select_months(tx, &(PeriodSelectMonthsIn){fund_prefix(actor)}, arena, &months,
                              error) ||
        !period_select_closed(tx, &(PeriodSelectClosedIn){fund_prefix(actor)}, arena, &rows,
                              error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        Period period = period_from_row(&rows.items[i]);
        PUSH(arena, &closed, period);
    }
    *periods = (Periods){0};
    for (size_t i = 0; i < months.count; i++) {
        Period period = period_from_row(&months.items[i]);
        if (!is_closed(&closed, &period.key)) PUSH(arena, periods, period);
    }
    for (size_t i = 0; i < closed.count; i++) PUSH(arena, periods, closed.items[i]);
    return true;
}

bool year_end_list(Tx *tx, const Actor *actor, Arena *arena, YearEnds *ends, Error *error) {
    YearEndRows rows;
    YearEndSelectIn in = {fund_prefix(actor), date_to_civil(actor->today).year};
    if (!year_end_select(tx, &in, arena, &rows, error)) return false;
    *ends = (YearEnds){.items = NEW_ARRAY(arena, YearEnd, rows.count)};
    if (rows.count > 0) ends->year = rows.items[0].year;
    for (size_t i = 0; i < rows.count && rows.items[i].year == ends->year; i++) {
        const YearEndRow *row = &rows.items[i];
        ends->items[ends->count++] =
            (YearEnd){row->fund_key, row->division_code, row->available_fen};
    }
    return true;
}

// ---- Closing ----

static bool check_period(Str period, Error *error) {
    Arena scratch = {0};
    bool is_month = period.length == 7;
    Str first = str_format(&scratch, "%.*s%s", STR_ARG(period), is_month ? "-01" : "-01-01");
    Date day;
    bool is_good = (is_month || period.length == 4) && date_from_str(first, &day);
    arena_release(&scratch);
    if (is_good) return true;
    error_set(error, ERROR_INVALID, "没有“%.*s”这个月或年", STR_ARG(utf8_head(period, 20)));
    return error_detail(error, "月份写成 2023-10，年写成 2023");
}

static bool check_scope(const Actor *actor, Str division_code, Error *error) {
    if (!actor_is_applicant(actor) && scope_covers(&actor->scope, division_code)) return true;
    return error_set(error, ERROR_NOT_FOUND, "没有 %.*s 的账", STR_ARG(division_code));
}

// The schema refuses it as well, but says so only of what it looks at first.
static bool check_open(Tx *tx, const PeriodKey *key, Arena *arena, Error *error) {
    PeriodSelectOneIn in = {key->fund_key, key->division_code, key->period};
    PeriodRow row;
    bool found;
    if (!period_select_one(tx, &in, arena, &row, &found, error)) return false;
    if (!found) return true;
    error_code(error, "UNIQUE:ledger_period_once");
    return period_explain(error);
}

bool period_close(Tx *tx, const Actor *actor, const PeriodKey *key, Arena *arena, Period *period,
                  Error *error) {
    PeriodInsertIn in = {key->fund_key,     key->division_code, key->period,
                         actor->account_id, actor->today,       actor->now_ms};
    PeriodRow row;
    bool found;
    if (!check_period(key->period, error) || !check_scope(actor, key->division_code, error) ||
        !check_open(tx, key, arena, error)) {
        return false;
    }
    if (!period_insert(tx, &in, NULL, error)) return period_explain(error);
    PeriodSelectOneIn made = {key->fund_key, key->division_code, key->period};
    if (!period_select_one(tx, &made, arena, &row, &found, error)) return false;
    *period = period_from_row(&row);
    AuditEntry entry = {
        .action = STR("period.close"),
        .object_kind = STR("period"),
        .object_number = str_format(arena, "%.*s %.*s", STR_ARG(key->period),
                                    STR_ARG(key->fund_key)),
        .division_code = key->division_code,
        .after = str_format(arena, "%" PRId64 " 笔；拨付到账 %.*s 元，追回 %.*s 元",
                            period->transfer_count,
                            STR_ARG(yuan_from_fen(arena, period->post_fen)),
                            STR_ARG(yuan_from_fen(arena, period->recover_fen))),
    };
    return audit_write(tx, actor, &entry, error);
}

// ---- Carrying over ----

static bool check_carry(const Actor *actor, const CarryOver *carry, Error *error) {
    if (carry->year < BUDGET_YEAR_MIN || carry->year >= BUDGET_YEAR_MAX ||
        carry->year >= date_to_civil(actor->today).year) {
        error_set(error, ERROR_CONFLICT, "%" PRId64 "年还没有结束，不能结转", carry->year);
        error_detail(error, "过了年底再结转");
        return error_code(error, "PERIOD_NOT_OVER");
    }
    if (str_is_empty(str_trim(carry->document)) ||
        carry->document.length > BUDGET_TEXT_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "没有写结转文号，或文号太长");
        return error_detail(error, "写同意结转的文件的文号");
    }
    return check_scope(actor, carry->division_code, error);
}

static bool carry_one(Tx *tx, const Actor *actor, const CarryOver *carry, const CarryRow *left,
                      Arena *arena, Error *error) {
    Budget next;
    bool is_repeat;
    BudgetKey key = {carry->fund_key, left->policy_number, carry->division_code, carry->year + 1};
    CarryInsertIn in = {.from_budget = left->id,
                        .amount_fen = left->available_fen,
                        .document = carry->document,
                        .account_id = actor->account_id,
                        .carried_on = actor->today,
                        .at_ms = actor->now_ms};
    if (!budget_open(tx, actor, &key, arena, &next, error)) return false;
    int64_t number;
    if (!store_next_number(tx, STR("carry"), &number, error)) return false;
    Transfer out = {.kind = TRANSFER_WITHDRAW,
                    .budget_id = left->id,
                    .amount_fen = left->available_fen,
                    .client_key = str_format(arena, "carry %" PRId64 " out", number),
                    .document = carry->document};
    Transfer into = out;
    into.kind = TRANSFER_ALLOT;
    into.budget_id = next.id;
    into.client_key = str_format(arena, "carry %" PRId64 " in", number);
    in.to_budget = next.id;
    return ledger_transfer(tx, actor, &out, arena, &in.withdraw_transfer, &is_repeat, error) &&
           ledger_transfer(tx, actor, &into, arena, &in.allot_transfer, &is_repeat, error) &&
           carry_insert(tx, &in, NULL, error);
}

// Money that came back when the year after it was closed as well.
static bool refuse_carry(const CarryOver *carry, Error *error) {
    if (strcmp(error->code, "PERIOD_CLOSED") != 0) return false;
    error_set(error, ERROR_CONFLICT, "%" PRId64 "年也结了年账，%" PRId64 "年的钱不能再结转过去",
              carry->year + 1, carry->year);
    error_detail(error, "到“下达和收回指标”收回这笔，再下达到今年");
    return error_code(error, "PERIOD_CLOSED");
}

bool budget_carry_over(Tx *tx, const Actor *actor, const CarryOver *carry, Arena *arena,
                       CarryResult *result, Error *error) {
    CarryRows rows;
    CarrySelectIn in = {carry->fund_key, carry->division_code, carry->year};
    *result = (CarryResult){0};
    if (!check_carry(actor, carry, error) || !carry_select(tx, &in, arena, &rows, error)) {
        return false;
    }
    if (rows.count == 0) {
        return error_set(error, ERROR_NOT_FOUND, "%" PRId64 "年没有可以结转的预算", carry->year);
    }
    for (size_t i = 0; i < rows.count; i++) {
        if (!carry_one(tx, actor, carry, &rows.items[i], arena, error)) {
            return refuse_carry(carry, error);
        }
        result->budgets++;
        result->amount_fen += rows.items[i].available_fen;
    }
    AuditEntry entry = {
        .action = STR("budget.carry_over"),
        .object_kind = STR("budget"),
        .object_number = str_format(arena, "%" PRId64 " %.*s", carry->year,
                                    STR_ARG(carry->fund_key)),
        .division_code = carry->division_code,
        .after = str_format(arena, "%.*s：%" PRId64 " 个预算，%.*s 元", STR_ARG(carry->document),
                            result->budgets, STR_ARG(yuan_from_fen(arena, result->amount_fen))),
    };
    return audit_write(tx, actor, &entry, error);
}
