// SPDX-License-Identifier: Apache-2.0
// The proof of the ledger: questions to the data whose every answer is a fault, then each payment
// file written anew from its lines and compared with the bytes that were kept.

#include "fund/ledger.h"
#include "base/digest.h"
#include "fund/payment_content.h"
#include "fund/prove.sql.h"
#include "fund/yuan.h"

#include <inttypes.h>

#define FAULTS_PER_CHECK_MAX 1000 // counted; the first is enough to stop trusting the data

typedef struct CheckIn {
    int64_t row_count;
} CheckIn;

// Its query takes a CheckIn and gives ProveRows.
typedef struct Check {
    const Query *query;
    const char *fault;
    bool is_money; // whether wanted and found are fen
} Check;

static const Check checks[] = {
    {&prove_balances_query, "账户的合计不是流水之和", true},
    {&prove_equilibrium_query, "预算的账户不全，或借贷不平", true},
    {&prove_history_query, "账户曾经低于零", true},
    {&prove_transfers_query, "流水的账户、金额或所对应的预留不对", true},
    {&prove_reserves_query, "预留没有对应的拨付单，或了结了两次", true},
    {&prove_payments_query, "拨付单的状态与流水、支付文件、回盘、撤销不符", false},
    {&prove_claims_query, "一件申请的几次拨付不连贯", false},
    {&prove_receivables_query, "追回的各期不等于应追回，或超过已付", true},
    {&prove_repayments_query, "缴回没有记入流水，或超过应追回", true},
    {&prove_recovers_query, "从已付里退回的钱没有缴回凭证", true},
    {&prove_vouchers_query, "支付凭证与所冲销的凭证不符，或没有支付文件", true},
    {&prove_periods_query, "结账后的数字变了", true},
    {&prove_closed_files_query, "结了账的月份里有差异", true},
    {&prove_gaps_query, "结账越过了没有结的月份", false},
    {&prove_carries_query, "结转的一收一下不成对", true},
    {&prove_strays_query, "支付文件行、回盘或撤销没有来处", false},
    {&prove_hands_query, "流水的经手人或日期和它的凭据不同", false},
};

// Asked last: what contradicts itself is named before what only the log knows better.
static const Check logged[] = {
    {&prove_logged_query, "日志里没有这一笔，或者人、日期、金额不同", true},
    {&prove_differences_query, "差异不见了，或者日志里的人、日期不同", false},
};

static void add_fault(LedgerProof *proof, int64_t count, Str sentence) {
    if (proof->faults == 0) proof->first_fault = sentence;
    proof->faults += count;
}

static bool run_check(Tx *tx, const Check *check, Arena *arena, LedgerProof *proof, Error *error) {
    QueryRows rows = {0};
    if (!query_all(tx, check->query, &(CheckIn){FAULTS_PER_CHECK_MAX}, arena, &rows, error)) {
        return false;
    }
    if (rows.count == 0) return true;
    const ProveRow *first = rows.items;
    Str wanted = check->is_money ? yuan_from_fen(arena, first->wanted)
                                 : str_format(arena, "%" PRId64, first->wanted);
    Str found = check->is_money ? yuan_from_fen(arena, first->found)
                                : str_format(arena, "%" PRId64, first->found);
    add_fault(proof, (int64_t)rows.count,
              str_format(arena, "%s：%.*s，应为 %.*s，实为 %.*s", check->fault,
                         STR_ARG(first->record), STR_ARG(wanted), STR_ARG(found)));
    return true;
}

// ---- Payment files ----

static ContentLines lines_from_rows(const ProveLineRows *rows, Arena *arena) {
    ContentLines lines = {0};
    for (size_t i = 0; i < rows->count; i++) {
        const ProveLineRow *row = &rows->items[i];
        ContentLine line = {row->sequence,   row->line_ref, row->account_number, row->payee_name,
                            row->amount_fen, row->purpose,  row->payee_key};
        PUSH(arena, &lines, line);
    }
    return lines;
}

// What is wrong with a file; false when nothing is.
static bool find_file_fault(const ProveFileRow *row, const ProveLineRows *lines, Arena *arena,
                            Error *fault) {
    PaymentFile head = {.number = row->number,
                        .fund_key = row->fund_key,
                        .division_code = row->division_code,
                        .line_count = (int64_t)lines->count,
                        .released_on = row->released_on};
    for (size_t i = 0; i < lines->count; i++) {
        const ProveLineRow *line = &lines->items[i];
        head.total_fen += line->amount_fen;
        if (!str_equal(line->fund_key, row->fund_key) ||
            !str_equal(line->division_code, row->division_code)) {
            return !error_set(fault, ERROR_CONFLICT, "第%zu行的资金或县区与文件不同", i + 1);
        }
    }
    if (head.line_count != row->line_count || head.total_fen != row->total_fen) {
        return !error_set(fault, ERROR_CONFLICT, "笔数或合计与各行不符");
    }
    if (!str_equal(digest_sha256(arena, row->content), row->sha256)) {
        return !error_set(fault, ERROR_CONFLICT, "内容与校验值不符");
    }
    ContentLines written = lines_from_rows(lines, arena);
    return !payment_content_compare(arena, row->content,
                                    payment_content_write(arena, &head, &written), fault);
}

static bool prove_file(Tx *tx, const ProveFileRow *row, Arena *scratch, Arena *arena,
                       LedgerProof *proof, Error *error) {
    ProveLineRows lines;
    Error fault = {0};
    if (!prove_lines(tx, &(ProveLinesIn){row->id}, scratch, &lines, error)) return false;
    if (find_file_fault(row, &lines, scratch, &fault)) {
        add_fault(proof, 1, str_format(arena, "支付文件 %.*s：%s", STR_ARG(row->number),
                                       fault.message));
    }
    return true;
}

// Files are large: they are read by cursor, and forgotten one batch after the other.
static bool prove_all_files(Tx *tx, Arena *arena, LedgerProof *proof, Error *error) {
    QueryCursor cursor;
    Arena batch = {0}, scratch = {0};
    ProveFileRows rows;
    bool is_read = prove_files_open(tx, NULL, &cursor, error);
    while (is_read) {
        arena_reset(&batch);
        is_read = prove_files_next(&cursor, &batch, &rows, error);
        if (!is_read || rows.count == 0) break;
        for (size_t i = 0; is_read && i < rows.count; i++) {
            arena_reset(&scratch);
            is_read = prove_file(tx, &rows.items[i], &scratch, arena, proof, error);
        }
    }
    if (is_read) prove_files_close(&cursor);
    arena_release(&batch);
    arena_release(&scratch);
    return is_read;
}

bool ledger_prove(Tx *tx, Arena *arena, LedgerProof *proof, Error *error) {
    ProveTotalsRow totals;
    if (!prove_totals(tx, NULL, arena, &totals, error)) return false;
    *proof = (LedgerProof){.accounts = totals.accounts,
                           .transfers = totals.transfers,
                           .payments = totals.payments,
                           .files = totals.files};
    bool is_read = true;
    for (size_t i = 0; is_read && i < sizeof checks / sizeof *checks; i++) {
        is_read = run_check(tx, &checks[i], arena, proof, error);
    }
    is_read = is_read && prove_all_files(tx, arena, proof, error);
    for (size_t i = 0; is_read && i < sizeof logged / sizeof *logged; i++) {
        is_read = run_check(tx, &logged[i], arena, proof, error);
    }
    return is_read;
}
