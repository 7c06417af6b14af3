// SPDX-License-Identifier: Apache-2.0
// Protects the money from whoever writes to the database: what the schema must refuse is tried
// directly in SQL, and what only the owner of the database can do is found by the proof.

#include "bank.h"
#include "fund/receivable.h"
#include "raw.h"

#include "test/fund/tamper.sql.c"

// Budget 1 (item 5): payment 1 paid, payment 2 returned, payment 3 released, payment 4 approved,
// payment 5 cancelled.
// Budget 2 (item 22): money and nothing else.
// File 1 has a voucher, another that was reversed, and a closed difference; file 2 an open one.
#define LAST_YEAR ((Date)19281) // 2022-10-16
#define OLD_FUND "失业保险基金"
#define OLD_FILE "ZF-640522-2022-000001"

// Another fund, a year before: item 24 paid, October closed, the rest carried over, the year
// closed; and of a third fund October closed with budget left.
static void put_last_year(Ledger *ledger) {
    Release file;
    ReturnResult result;
    CarryResult carried;
    Payment payment;
    BudgetKey key = {STR(OLD_FUND), 24, STR(FUND_COUNTY), 2022};
    BudgetKey third = {STR("衔接资金"), 3, STR(FUND_COUNTY), 2022};
    PaymentOrder order = order_for("D1", 24, 60000);
    order.budget = key;
    ledger->actor.today = LAST_YEAR;
    assert_ok(allot_to(ledger, &key, 100000, "k3") && allot_to(ledger, &third, 5000, "k4") &&
                  approve(ledger, &order, &payment),
              ledger->error);
    FundCall call = {&ledger->actor, NULL, STR(OLD_FUND), STR(FUND_COUNTY)};
    assert_ok(fund_run(ledger, run_release, &call, &file), ledger->error);
    assert_ok(post_return(ledger, OLD_FILE "-00001,600.00,成功,,2022-10-16\n", &result) &&
                  voucher(ledger, OLD_FILE, "v", 60000),
              ledger->error);
    ledger->actor.today = FUND_TODAY;
    assert_ok(close_period(ledger, OLD_FUND, "2022-10") &&
                  close_period(ledger, "衔接资金", "2022-10") &&
                  carry_over(ledger, OLD_FUND, 2022, &carried) &&
                  close_period(ledger, OLD_FUND, "2022"),
              ledger->error);
}

static void put_differences(Ledger *ledger) {
    const char *first = "ZF-640522-2023-000001";
    assert_ok(voucher(ledger, first, "v1", 100001) && reverse(ledger, first, "v1"), ledger->error);
    assert_int_equal(reconcile(ledger).opened, 3);
    assert_ok(voucher(ledger, first, "v2", 100000), ledger->error);
    assert_int_equal(reconcile(ledger).closed, 1);
}

static bool run_receivable(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return receivable_open(tx, call->actor, call->in, arena, out, error);
}

static bool run_repayment(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    (void)out;
    return receivable_repay(tx, call->actor, call->in, arena, error);
}

static bool run_waiver(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    (void)out;
    return receivable_waive(tx, call->actor, call->text, 5000, STR("复查1号"), arena, error);
}

// Of payment 1, 500.00 are to come back in two parts; 100.00 did, and 50.00 are asked for no more.
static void put_clawback(Ledger *ledger) {
    Str number;
    ReceivableOrder order = {STR("C1"), 50000, STR("追1号"), 2, FUND_TODAY};
    FundCall call = {.actor = &ledger->actor, .in = &order};
    assert_ok(fund_run(ledger, run_receivable, &call, &number), ledger->error);
    Repayment repayment = {number, STR("收1"), 10000, FUND_TODAY};
    call.in = &repayment;
    assert_ok(fund_run(ledger, run_repayment, &call, NULL), ledger->error);
    call.text = number;
    assert_ok(fund_run(ledger, run_waiver, &call, NULL), ledger->error);
}

static Ledger scene_open(void **state) {
    Ledger ledger = ledger_open(state);
    Release file;
    ReturnResult result;
    assert_ok(allot(&ledger, 5, 500000, "k1"), ledger.error);
    assert_ok(allot(&ledger, 22, 500000, "k2"), ledger.error);
    must_approve(&ledger, "C1", 5, 80000);
    must_approve(&ledger, "C2", 5, 20000);
    assert_ok(release(&ledger, &file), ledger.error);
    assert_ok(post_return(&ledger,
                          "ZF-640522-2023-000001-00001,800.00,成功,,2023-10-16\n"
                          "ZF-640522-2023-000001-00002,200.00,失败,户名不符,2023-10-16\n",
                          &result),
              ledger.error);
    must_approve(&ledger, "C3", 5, 30000);
    assert_ok(release(&ledger, &file), ledger.error);
    must_approve(&ledger, "C4", 5, 40000);
    must_approve(&ledger, "C5", 5, 50000);
    assert_ok(cancel(&ledger, "C5", "重复审批"), ledger.error);
    put_last_year(&ledger);
    put_differences(&ledger);
    put_clawback(&ledger);
    BankChannel channel = {STR("银行代发"), BANK_FIXED, BANK_GB18030};
    assert_ok(seal(&ledger, STR("ZF-640522-2023-000001"), &channel), ledger.error);
    assert_proven(&ledger);
    return ledger;
}

typedef struct Attack {
    const char *sql;
    const char *sqlite;   // a part of the refusal
    const char *postgres; // NULL = the same
} Attack;

#define ACCOUNT(budget, kind)                                                                     \
    "(SELECT a.id FROM ledger_account a JOIN budget b ON b.id = a.budget_id"                      \
    " WHERE b.policy_number = " #budget " AND a.kind = '" kind "')"
#define TRANSFER(key, kind, debit, credit, amount, resolves, payment, document)                   \
    "INSERT INTO ledger_transfer (client_key, kind, debit_account, credit_account, amount_fen,"   \
    " resolves, payment_number, document, account_id, business_date, at_ms) VALUES ('" key "', '" \
    kind "', " debit ", " credit ", " amount ", " resolves ", " payment ", " document             \
    ", 1, '2023-10-16', 1)"
#define RESERVE(n)                                                                                \
    "(SELECT reserve_transfer FROM payment WHERE claim_number = 'C" #n "')"
#define NUMBER(n) "(SELECT number FROM payment WHERE claim_number = 'C" #n "')"
#define PAYMENT(id) "(SELECT id FROM payment WHERE claim_number = 'C" #id "')"
#define NEW_PAYMENT(number, budget, claim, attempt, amount, state, reserve)                       \
    "INSERT INTO payment (number, budget_id, claim_number, attempt, payee_key, payee_name,"       \
    " account_number, bank_name, amount_fen, purpose, state, reserve_transfer, approved_by,"      \
    " approved_on, division_code) VALUES ('" number "', " budget ", '" claim "', " attempt        \
    ", '!k', '!x', '!6217', 'x', " amount ", 'x', '" state "', " reserve                           \
    ", 1, '2023-10-16', '640522')"
#define PLAIN_PAYMENT                                                                              \
    "INSERT INTO payment (number, budget_id, claim_number, attempt, payee_key, payee_name,"       \
    " account_number, bank_name, amount_fen, purpose, state, reserve_transfer, approved_by,"      \
    " approved_on, division_code) VALUES ('P9', 1, 'C9', 1, 'k', '王秀兰', '!6217', 'x', 100, 'x',"  \
    " 'approved', 999999, 1, '2023-10-16', '640522')"
#define BUDGET5 "(SELECT id FROM budget WHERE policy_number = 5)"
#define BUDGET22 "(SELECT id FROM budget WHERE policy_number = 22)"
#define POST(n)                                                                                   \
    "(SELECT t.id FROM ledger_transfer t JOIN payment p ON p.reserve_transfer = t.resolves"       \
    " WHERE t.kind = 'post' AND p.claim_number = 'C" #n "')"
#define RECOVER(key, amount, post, payment)                                                       \
    "INSERT INTO ledger_transfer (client_key, kind, debit_account, credit_account, amount_fen,"   \
    " recovers, payment_number, account_id, business_date, at_ms) VALUES ('" key                  \
    "', 'recover', " ACCOUNT(5, "available") ", " ACCOUNT(5, "paid") ", " amount ", " post ", "   \
    payment ", 1, '2023-10-16', 1)"
#define FILE1 "(SELECT id FROM payment_file WHERE number = 'ZF-640522-2023-000001')"
#define FILE2 "(SELECT id FROM payment_file WHERE number = 'ZF-640522-2023-000002')"
#define RETURN(line, outcome, amount, reason)                                                     \
    "INSERT INTO payment_return (line_ref, outcome, amount_fen, reason, bank_date, account_id,"   \
    " posted_on, at_ms) VALUES ('" line "', '" outcome "', " amount ", " reason                   \
    ", '2023-10-16', 1, '2023-10-16', 1)"

#define CANCEL(id)                                                                                \
    "INSERT INTO payment_cancel (payment_id, reason, account_id, cancelled_on, at_ms) VALUES ("   \
    PAYMENT(id) ", 'x', 1, '2023-10-16', 1)"

#define VOUCHER(file, voucher, amount, reverses)                                                  \
    "INSERT INTO payment_voucher (file_id, voucher, amount_fen, reverses, paid_on, account_id,"   \
    " entered_on, at_ms) VALUES (" file ", '" voucher "', " amount ", " reverses                  \
    ", '2023-10-16', 1, '2023-10-16', 1)"
#define PERIOD(fund, period, closed_on)                                                           \
    "INSERT INTO ledger_period (fund_key, division_code, period, transfer_count, allot_fen,"      \
    " withdraw_fen, reserve_fen, void_fen, post_fen, recover_fen, release_fen, closed_by,"        \
    " closed_on, at_ms) VALUES ('" fund "', '640522', '" period                                   \
    "', 0, 0, 0, 0, 0, 0, 0, 0, 1, '" closed_on "', 1)"

#define APPEND_ONLY "ledger_is_append_only"
#define FROZEN "payment_file_is_frozen"
#define FINAL "bank_return_is_final"
#define CANCELLED "payment_cancel_is_final"
#define VOUCHED "payment_voucher_is_final"
#define OWED "ledger_receivable_is_fixed"
#define REPAID "ledger_repayment_is_final"
#define WAIVED "ledger_waiver_is_final"
#define SEALED "payment_seal_is_final"
#define ISSUE "payment_issue_is_fixed"
#define CARRIED "ledger_carry_is_final"
#define ONLY_COUNTS "ledger_account_only_counts"
#define FIXED "payment_is_fixed"

static const Attack attacks[] = {
    // Transfers stay.
    {"UPDATE ledger_transfer SET amount_fen = 1 WHERE kind = 'allot'", APPEND_ONLY, NULL},
    {"UPDATE ledger_transfer SET business_date = '2024-01-01'", APPEND_ONLY, NULL},
    {"DELETE FROM ledger_transfer WHERE kind = 'post'", APPEND_ONLY, NULL},
    // Balances are what transfers make them.
    {"UPDATE ledger_account SET debit_fen = debit_fen + 100 WHERE kind = 'available'", ONLY_COUNTS,
     NULL},
    {"UPDATE ledger_account SET last_transfer = last_transfer + 1", ONLY_COUNTS, NULL},
    {"UPDATE ledger_account SET last_transfer = 0", ONLY_COUNTS, NULL},
    {"UPDATE ledger_account SET kind = 'source' WHERE kind = 'available'", ONLY_COUNTS, NULL},
    {"DELETE FROM ledger_account", ONLY_COUNTS, NULL},
    {"INSERT INTO ledger_account (budget_id, kind, debit_fen, credit_fen, last_transfer)"
     " SELECT id, 'available', 100, 0, 0 FROM budget",
     "ledger_account_begins_empty", NULL},
    {"UPDATE budget SET year = 2024", "budget_is_fixed", NULL},
    {"UPDATE budget SET fund_key = '失业保险基金'", "budget_is_fixed", NULL},
    {"DELETE FROM budget WHERE policy_number = 22", "budget_is_fixed", NULL},
    // Nobody overspends, not by one fen.
    {TRANSFER("a1", "reserve", ACCOUNT(22, "reserved"), ACCOUNT(22, "available"), "500001", "NULL",
              "'P'", "NULL"),
     "ledger_account_not_below_zero", NULL},
    {TRANSFER("a2", "withdraw", ACCOUNT(22, "source"), ACCOUNT(22, "available"), "500001", "NULL",
              "NULL", "'d'"),
     "ledger_account_not_below_zero", NULL},
    {TRANSFER("a3", "allot", ACCOUNT(22, "available"), ACCOUNT(22, "source"), "-5", "NULL", "NULL",
              "'d'"),
     "ledger_transfer_amount", NULL},
    {TRANSFER("a4", "allot", ACCOUNT(22, "available"), ACCOUNT(22, "source"), "0", "NULL", "NULL",
              "'d'"),
     "ledger_transfer_amount", NULL},
    {TRANSFER("a5", "allot", ACCOUNT(22, "available"), ACCOUNT(22, "source"), "10000000000001",
              "NULL", "NULL", "'d'"),
     "ledger_transfer_amount", NULL},
    // Funds do not mix, and each kind has its way.
    {TRANSFER("b1", "allot", ACCOUNT(22, "available"), ACCOUNT(5, "source"), "5", "NULL", "NULL",
              "'d'"),
     "transfer_between_budgets", NULL},
    {TRANSFER("b2", "allot", ACCOUNT(22, "paid"), ACCOUNT(22, "source"), "5", "NULL", "NULL",
              "'d'"),
     "transfer_of_wrong_accounts", NULL},
    {TRANSFER("b3", "reserve", ACCOUNT(22, "available"), ACCOUNT(22, "reserved"), "5", "NULL",
              "'P'", "NULL"),
     "transfer_of_wrong_accounts", NULL},
    {TRANSFER("b4", "allot", ACCOUNT(22, "available"), ACCOUNT(22, "source"), "5", "NULL", "NULL",
              "NULL"),
     "ledger_transfer_document", NULL},
    {TRANSFER("b5", "reserve", ACCOUNT(22, "reserved"), ACCOUNT(22, "available"), "5", "NULL",
              "NULL", "NULL"),
     "ledger_transfer_for_payment", NULL},
    // A reserve is ended once, by what ends it, with its own amount.
    {TRANSFER("c1", "post", ACCOUNT(5, "paid"), ACCOUNT(5, "reserved"), "80000", RESERVE(1),
              NUMBER(1), "NULL"),
     APPEND_ONLY, "ledger_transfer_resolves_once"},
    {TRANSFER("c2", "void", ACCOUNT(5, "available"), ACCOUNT(5, "reserved"), "80000", RESERVE(1),
              NUMBER(1), "NULL"),
     APPEND_ONLY, "settled_without_bank_return"},
    {TRANSFER("c3", "post", ACCOUNT(5, "paid"), ACCOUNT(5, "reserved"), "30000", RESERVE(3),
              NUMBER(3), "NULL"),
     "settled_without_bank_return", NULL},
    {TRANSFER("c4", "post", ACCOUNT(5, "paid"), ACCOUNT(5, "reserved"), "29999", RESERVE(3),
              NUMBER(3), "NULL"),
     "resolves_another_reserve", NULL},
    {TRANSFER("c5", "post", ACCOUNT(5, "paid"), ACCOUNT(5, "reserved"), "30000", RESERVE(3),
              NUMBER(1), "NULL"),
     "resolves_another_reserve", NULL},
    {TRANSFER("c6", "post", ACCOUNT(5, "paid"), ACCOUNT(5, "reserved"), "30000", "NULL", NUMBER(3),
              "NULL"),
     "ledger_transfer_resolves", NULL},
    {TRANSFER("reserve BF-640522-2023-000001", "allot", ACCOUNT(5, "available"),
              ACCOUNT(5, "source"), "5", "NULL", "NULL", "'d'"),
     APPEND_ONLY, "ledger_transfer_client"},
    {TRANSFER("c7", "void", ACCOUNT(5, "available"), ACCOUNT(5, "reserved"), "40000", RESERVE(4),
              NUMBER(4), "NULL"),
     "settled_without_bank_return", NULL},
    {TRANSFER("c8", "post", ACCOUNT(5, "paid"), ACCOUNT(5, "reserved"), "50000", RESERVE(5),
              NUMBER(5), "NULL"),
     APPEND_ONLY, "settled_without_bank_return"},
    // Nothing is cancelled that is on its way, paid or back; and a cancellation stays.
    {CANCEL(1), "payment_cancel_too_late", NULL},
    {CANCEL(2), "payment_cancel_too_late", NULL},
    {CANCEL(3), "payment_cancel_too_late", NULL},
    {CANCEL(5), CANCELLED, "payment_cancel_too_late"},
    {"UPDATE payment_cancel SET reason = 'x'", CANCELLED, NULL},
    {"DELETE FROM payment_cancel", CANCELLED, NULL},
    {"UPDATE payment SET state = 'returned' WHERE claim_number = 'C4'",
     "payment_step_without_evidence", NULL},
    {"INSERT INTO payment_line VALUES ('L1', " FILE2 ", 2, " PAYMENT(5) ", 50000)",
     "payment_line_does_not_belong", NULL},
    // Vouchers stay, and are taken back once, whole.
    {"UPDATE payment_voucher SET amount_fen = 5 WHERE voucher = 'v2'", VOUCHED, NULL},
    {"DELETE FROM payment_voucher", VOUCHED, NULL},
    {VOUCHER(FILE1, "w", "-99999", "(SELECT id FROM payment_voucher WHERE voucher = 'v2')"),
     "payment_voucher_reverses_another", NULL},
    {VOUCHER(FILE2, "w", "-100000", "(SELECT id FROM payment_voucher WHERE voucher = 'v2')"),
     "payment_voucher_reverses_another", NULL},
    {VOUCHER(FILE1, "w", "-100001", "(SELECT id FROM payment_voucher WHERE voucher = 'v1')"),
     VOUCHED, "payment_voucher_reversed_once"},
    {VOUCHER(FILE1, "w", "-5", "NULL"), "payment_voucher_reversal", NULL},
    {VOUCHER(FILE1, "v2", "100000", "NULL"), VOUCHED, "payment_voucher_once"},
    {VOUCHER("(SELECT id FROM payment_file WHERE number = '" OLD_FILE "')", "w", "5", "NULL"),
     "period_is_closed", NULL},
    // What comes back was paid, asked for and received.
    {RECOVER("repayment 99", "10000", POST(1), NUMBER(1)), "recovered_without_repayment", NULL},
    {RECOVER("repayment 1", "10000", POST(1), NUMBER(1)), APPEND_ONLY, "ledger_transfer_client"},
    {RECOVER("repayment 99", "10000", RESERVE(1), NUMBER(1)), "recovers_another_payment", NULL},
    {RECOVER("repayment 99", "10000", POST(1), NUMBER(2)), "recovers_another_payment", NULL},
    {RECOVER("repayment 99", "10000", "NULL", NUMBER(1)), "ledger_transfer_recovers", NULL},
    {"INSERT INTO ledger_receivable (number, payment_id, amount_fen, decision, instalment_count,"
     " opened_by, opened_on, at_ms) VALUES ('Z', " PAYMENT(1) ", 35001, 'x', 1, 1, '2023-10-16', 1)",
     "receivable_over_payment", NULL},
    {"INSERT INTO ledger_receivable (number, payment_id, amount_fen, decision, instalment_count,"
     " opened_by, opened_on, at_ms) VALUES ('Z', " PAYMENT(3) ", 1, 'x', 1, 1, '2023-10-16', 1)",
     "receivable_over_payment", NULL},
    {"UPDATE ledger_receivable SET amount_fen = 1", OWED, NULL},
    {"DELETE FROM ledger_receivable", OWED, NULL},
    {"INSERT INTO ledger_instalment VALUES (1, 3, '2023-10-16', 5)", OWED, NULL},
    {"UPDATE ledger_instalment SET due_on = '2033-10-16'", OWED, NULL},
    {"DELETE FROM ledger_instalment", OWED, NULL},
    {"INSERT INTO ledger_repayment (receivable_id, receipt, amount_fen, paid_on, account_id,"
     " entered_on, at_ms) VALUES (1, 'x', 40001, '2023-10-16', 1, '2023-10-16', 1)",
     "repayment_over_receivable", NULL},
    {"UPDATE ledger_repayment SET amount_fen = 1", REPAID, NULL},
    {"DELETE FROM ledger_repayment", REPAID, NULL},
    {"INSERT INTO ledger_repayment (receivable_id, receipt, amount_fen, paid_on, account_id,"
     " entered_on, at_ms) SELECT id, '收3', 35001, '2023-10-16', 1, '2023-10-16', 1"
     " FROM ledger_receivable",
     "repayment_over_receivable", NULL},
    {"INSERT INTO ledger_waiver (receivable_id, amount_fen, decision, account_id, entered_on,"
     " at_ms) SELECT id, 35001, 'x', 1, '2023-10-16', 1 FROM ledger_receivable",
     "waiver_over_receivable", NULL},
    {"UPDATE ledger_waiver SET amount_fen = 1", WAIVED, NULL},
    {"DELETE FROM ledger_waiver", WAIVED, NULL},
    // A seal stays.
    {"UPDATE payment_seal SET signature = public_key || public_key", SEALED, NULL},
    {"DELETE FROM payment_seal", SEALED, NULL},
    {"INSERT INTO payment_seal SELECT file_id, channel, 'csv', encoding, sha256, suite,"
     " public_key, signature, 1, '2023-10-16', 1 FROM payment_seal",
     SEALED, "payment_seal_once"},
    // A difference ends when the sides agree.
    {"UPDATE payment_issue SET wanted_fen = 0", ISSUE, NULL},
    {"UPDATE payment_issue SET closed_by = 1, closed_on = '2023-10-16', resolution = 'x'"
     " WHERE closed_on IS NULL",
     "payment_issue_still_differs", NULL},
    {"UPDATE payment_issue SET resolution = 'x' WHERE closed_on IS NOT NULL", ISSUE, NULL},
    {"DELETE FROM payment_issue", ISSUE, NULL},
    {"INSERT INTO payment_issue (number, kind, fund_key, division_code, wanted_fen, found_fen,"
     " detail, opened_by, opened_on, opened_ms, closed_by, closed_on, resolution) VALUES ('X',"
     " 'refused', '', '64', 0, 0, 'x', 1, '2023-10-16', 1, 1, '2023-10-16', 'x')",
     "payment_issue_begins_open", NULL},
    // A closed period takes nothing, and closes rightly.
    {"INSERT INTO ledger_transfer (client_key, kind, debit_account, credit_account, amount_fen,"
     " document, account_id, business_date, at_ms) SELECT 'p1', 'allot', debit_account,"
     " credit_account, 5, 'd', 1, '2022-10-31', 1 FROM ledger_transfer"
     " WHERE client_key = 'allot 7 k4'",
     "period_is_closed", NULL},
    {"INSERT INTO ledger_transfer (client_key, kind, debit_account, credit_account, amount_fen,"
     " document, account_id, business_date, at_ms) SELECT 'p2', 'allot', debit_account,"
     " credit_account, 5, 'd', 1, '2023-10-16', 1 FROM ledger_transfer"
     " WHERE client_key = 'allot 7 k3'",
     "period_is_closed", NULL},
    {"INSERT INTO payment_file (number, fund_key, division_code, line_count, total_fen, content,"
     " sha256, released_by, released_on, released_ms) SELECT 'ZF-9', '" OLD_FUND "', '640522', 1,"
     " 5, content, '0123456789012345678901234567890123456789012345678901234567890123', 1,"
     " '2022-10-31', 1 FROM payment_file WHERE number = '" OLD_FILE "'",
     "period_is_closed", NULL},
    // Nor does a closed year, in a month that had nothing to close.
    {"INSERT INTO payment_file (number, fund_key, division_code, line_count, total_fen, content,"
     " sha256, released_by, released_on, released_ms) SELECT 'ZF-9', '" OLD_FUND "', '640522', 1,"
     " 5, content, '0123456789012345678901234567890123456789012345678901234567890123', 1,"
     " '2022-11-30', 1 FROM payment_file WHERE number = '" OLD_FILE "'",
     "period_is_closed", NULL},
    {PERIOD(FUND_NAME, "2023-10", "2023-10-31"), "period_not_over", NULL},
    {PERIOD(FUND_NAME, "2023-10", "2023-11-01"), "period_has_difference", NULL},
    {PERIOD(FUND_NAME, "2023-11", "2023-12-01"), "period_has_gap", NULL},
    {PERIOD("衔接资金", "2022", "2023-10-16"), "period_has_budget_left", NULL},
    {PERIOD(OLD_FUND, "2022-10", "2023-10-16"), "period_is_closed", "ledger_period_once"},
    {"UPDATE ledger_period SET post_fen = 0", "period_is_closed", NULL},
    {"DELETE FROM ledger_period", "period_is_closed", NULL},
    // What is carried over is withdrawn here and allotted there.
    {"INSERT INTO ledger_carry (from_budget, to_budget, amount_fen, document, withdraw_transfer,"
     " allot_transfer, account_id, carried_on, at_ms) SELECT from_budget, to_budget, amount_fen,"
     " document, 1, 2, 1, '2023-10-16', 1 FROM ledger_carry",
     "ledger_carry_does_not_fit", NULL},
    {"UPDATE ledger_carry SET amount_fen = 5", CARRIED, NULL},
    {"DELETE FROM ledger_carry", CARRIED, NULL},
    // Payments.
    {NEW_PAYMENT("P9", BUDGET5, "C9", "1", "100", "approved", RESERVE(4)), FIXED,
     "payment_without_reserve"},
    {NEW_PAYMENT("P9", BUDGET5, "C9", "1", "100", "approved", "999999"), "payment_without_reserve",
     NULL},
    {NEW_PAYMENT("P9", BUDGET5, "C9", "1", "100", "paid", RESERVE(4)), FIXED,
     "payment_without_reserve"},
    {PLAIN_PAYMENT, "payment_is_sealed", "payment_without_reserve"},
    {"UPDATE payment SET amount_fen = amount_fen + 1 WHERE claim_number = 'C4'", FIXED, NULL},
    {"UPDATE payment SET account_number = '!6217000000000000' WHERE claim_number = 'C4'", FIXED,
     NULL},
    {"UPDATE payment SET payee_name = '!他人' WHERE claim_number = 'C4'", FIXED, NULL},
    {"UPDATE payment SET budget_id = " BUDGET22 " WHERE claim_number = 'C4'", FIXED, NULL},
    {"DELETE FROM payment WHERE claim_number = 'C4'", FIXED, NULL},
    {"UPDATE payment SET state = 'paid' WHERE claim_number = 'C4'", "payment_step_not_allowed",
     NULL},
    {"UPDATE payment SET state = 'released' WHERE claim_number = 'C4'",
     "payment_step_without_evidence", NULL},
    {"UPDATE payment SET state = 'paid' WHERE claim_number = 'C3'",
     "payment_step_without_evidence", NULL},
    {"UPDATE payment SET state = 'returned' WHERE claim_number = 'C3'",
     "payment_step_without_evidence", NULL},
    {"UPDATE payment SET state = 'approved' WHERE claim_number = 'C2'", "payment_step_not_allowed",
     NULL},
    {"UPDATE payment SET state = 'returned' WHERE claim_number = 'C1'", "payment_step_not_allowed",
     NULL},
    // Files.
    {"UPDATE payment_file SET total_fen = total_fen + 1", FROZEN, NULL},
    {"UPDATE payment_file SET content = content", FROZEN, NULL},
    {"UPDATE payment_file SET sha256 = sha256", FROZEN, NULL},
    {"DELETE FROM payment_file", FROZEN, NULL},
    {"UPDATE payment_line SET amount_fen = 1", FROZEN, NULL},
    {"DELETE FROM payment_line", FROZEN, NULL},
    {"INSERT INTO payment_line VALUES ('L1', " FILE2 ", 2, " PAYMENT(4) ", 40000)",
     "payment_line_does_not_belong", NULL},
    {"INSERT INTO payment_line VALUES ('L1', " FILE2 ", 1, " PAYMENT(4) ", 40000)", FROZEN,
     "payment_line_sequence"},
    {"INSERT INTO payment_line VALUES ('L1', " FILE2 ", 2, " PAYMENT(1) ", 80000)", FROZEN,
     "payment_line_does_not_belong"},
    // Who approved a payment does not release it: file 9 is by the approver.
    {"INSERT INTO payment_file (number, fund_key, division_code, line_count, total_fen, content,"
     " sha256, released_by, released_on, released_ms) SELECT 'ZF-9', fund_key, division_code, 1,"
     " 40000, content, substr(sha256, 2) || 'g', (SELECT approved_by FROM payment WHERE claim_number = 'C4'),"
     " released_on, released_ms FROM payment_file WHERE number = 'ZF-640522-2023-000002';"
     " INSERT INTO payment_line SELECT 'L9', id, 1, " PAYMENT(4) ", 40000 FROM payment_file"
     " WHERE number = 'ZF-9'",
     "released_by_its_approver", NULL},
    // Returns.
    {"UPDATE payment_return SET outcome = 'paid'", FINAL, NULL},
    {"DELETE FROM payment_return", FINAL, NULL},
    {RETURN("ZF-640522-2023-000001-00002", "paid", "20000", "NULL"), FINAL, NULL},
    {RETURN("ZF-640522-2023-000002-00001", "paid", "29999", "NULL"), "bank_return_does_not_belong",
     NULL},
    {RETURN("ZF-640522-2023-000002-00001", "returned", "30000", "NULL"), "payment_return_reason",
     NULL},
    {RETURN("ZF-640522-2023-000002-00009", "paid", "30000", "NULL"), "bank_return_does_not_belong",
     NULL},
};

// Only SQLite has INSERT OR REPLACE, only PostgreSQL TRUNCATE; both pass the triggers of rows.
static const Attack sqlite_attacks[] = {
    {"INSERT OR REPLACE INTO ledger_transfer SELECT id, client_key, kind, debit_account,"
     " credit_account, 1, resolves, payment_number, document, account_id, business_date, at_ms,"
     " recovers FROM ledger_transfer WHERE kind = 'allot'",
     APPEND_ONLY, NULL},
    {"INSERT OR REPLACE INTO payment_file SELECT id, number, fund_key, division_code, line_count,"
     " total_fen + 1, content, sha256, released_by, released_on, released_ms FROM payment_file",
     FROZEN, NULL},
    {"INSERT OR REPLACE INTO payment_line SELECT line_ref, file_id, sequence, payment_id,"
     " amount_fen + 1 FROM payment_line",
     FROZEN, NULL},
    {"INSERT OR REPLACE INTO payment_return SELECT line_ref, 'paid', amount_fen, NULL, bank_date,"
     " account_id, posted_on, at_ms FROM payment_return",
     FINAL, NULL},
    {"INSERT OR REPLACE INTO payment_cancel SELECT payment_id, 'x', account_id, cancelled_on, at_ms"
     " FROM payment_cancel",
     CANCELLED, NULL},
    {"REPLACE INTO payment_voucher SELECT id, file_id, voucher, 5, NULL, paid_on, account_id,"
     " entered_on, at_ms FROM payment_voucher WHERE voucher = 'v2'",
     VOUCHED, NULL},
    {"REPLACE INTO ledger_receivable SELECT id, number, payment_id, 1, decision, 1, opened_by,"
     " opened_on, at_ms FROM ledger_receivable",
     OWED, NULL},
    {"REPLACE INTO ledger_instalment SELECT receivable_id, sequence, due_on, 1"
     " FROM ledger_instalment",
     OWED, NULL},
    {"REPLACE INTO ledger_repayment SELECT id, receivable_id, receipt, 1, paid_on, account_id,"
     " entered_on, at_ms FROM ledger_repayment",
     REPAID, NULL},
    {"REPLACE INTO ledger_waiver SELECT id, receivable_id, 1, decision, account_id, entered_on,"
     " at_ms FROM ledger_waiver",
     WAIVED, NULL},
    {"REPLACE INTO payment_seal SELECT file_id, channel, 'csv', encoding, sha256, suite,"
     " public_key, signature, 1, '2023-10-16', 1 FROM payment_seal",
     SEALED, NULL},
    {"REPLACE INTO payment_issue SELECT id, number, kind, file_id, fund_key, division_code, 0, 0,"
     " detail, evidence, opened_by, opened_on, opened_ms, NULL, NULL, NULL FROM payment_issue",
     ISSUE, NULL},
    {"REPLACE INTO ledger_period SELECT id, fund_key, division_code, period, 0, 0, 0, 0, 0, 0, 0,"
     " 0, closed_by, closed_on, at_ms FROM ledger_period",
     "period_is_closed", NULL},
    {"REPLACE INTO ledger_carry SELECT id, from_budget, to_budget, 5, document, withdraw_transfer,"
     " allot_transfer, account_id, carried_on, at_ms FROM ledger_carry",
     CARRIED, NULL},
    {"REPLACE INTO ledger_account SELECT id, budget_id, kind, 0, 0, 0 FROM ledger_account",
     "ledger_account_begins_empty", NULL},
    {"REPLACE INTO budget SELECT id, '失业保险基金', policy_number, division_code, year FROM budget",
     "budget_is_fixed", NULL},
    {"REPLACE INTO payment SELECT id, number, budget_id, claim_number, attempt, payee_key,"
     " payee_name, '!6217000000000000', bank_name, amount_fen, purpose, state, reserve_transfer,"
     " approved_by, approved_on, division_code FROM payment",
     FIXED, NULL},
};
static const Attack postgres_attacks[] = {
    {"TRUNCATE budget CASCADE", "budget_is_fixed", NULL},
    {"TRUNCATE ledger_account CASCADE", ONLY_COUNTS, NULL},
    {"TRUNCATE ledger_transfer CASCADE", APPEND_ONLY, NULL},
    {"TRUNCATE payment CASCADE", FIXED, NULL},
    {"TRUNCATE payment_cancel", CANCELLED, NULL},
    {"TRUNCATE payment_voucher", VOUCHED, NULL},
    {"TRUNCATE payment_issue", ISSUE, NULL},
    {"TRUNCATE payment_seal", SEALED, NULL},
    {"TRUNCATE ledger_instalment", OWED, NULL},
    {"TRUNCATE ledger_repayment", REPAID, NULL},
    {"TRUNCATE ledger_waiver", WAIVED, NULL},
    {"TRUNCATE ledger_period", "period_is_closed", NULL},
    {"TRUNCATE ledger_carry", CARRIED, NULL},
    {"TRUNCATE payment_file CASCADE", FROZEN, NULL},
    {"TRUNCATE payment_line CASCADE", FROZEN, NULL},
    {"TRUNCATE payment_return", FINAL, NULL},
    {"INSERT INTO ledger_transfer OVERRIDING SYSTEM VALUE SELECT 0, 'back', 'allot', debit_account,"
     " credit_account, 5, NULL, NULL, 'd', 1, '2023-10-16', 1 FROM ledger_transfer"
     " WHERE kind = 'allot' LIMIT 1",
     ONLY_COUNTS, NULL},
};

static Str dump_all(Raw *raw, Arena *arena) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    raw_dump(raw, "SELECT kind || debit_fen || ' ' || credit_fen FROM ledger_account ORDER BY id",
             &out);
    raw_dump(raw, "SELECT client_key || amount_fen FROM ledger_transfer ORDER BY id", &out);
    raw_dump(raw, "SELECT number || state || amount_fen FROM payment ORDER BY id", &out);
    raw_dump(raw, "SELECT sha256 || total_fen FROM payment_file ORDER BY id", &out);
    raw_dump(raw, "SELECT line_ref || amount_fen FROM payment_line ORDER BY line_ref", &out);
    raw_dump(raw, "SELECT line_ref || outcome FROM payment_return ORDER BY line_ref", &out);
    raw_dump(raw, "SELECT payment_id || reason FROM payment_cancel ORDER BY payment_id", &out);
    raw_dump(raw, "SELECT number || amount_fen FROM ledger_receivable ORDER BY id", &out);
    raw_dump(raw, "SELECT due_on || amount_fen FROM ledger_instalment ORDER BY sequence", &out);
    raw_dump(raw, "SELECT receipt || amount_fen FROM ledger_repayment ORDER BY id", &out);
    raw_dump(raw, "SELECT decision || amount_fen FROM ledger_waiver ORDER BY id", &out);
    raw_dump(raw, "SELECT format || sha256 || signature FROM payment_seal ORDER BY file_id", &out);
    raw_dump(raw, "SELECT voucher || amount_fen FROM payment_voucher ORDER BY id", &out);
    raw_dump(raw, "SELECT number || coalesce(resolution, '') FROM payment_issue ORDER BY id", &out);
    raw_dump(raw, "SELECT period || post_fen FROM ledger_period ORDER BY id", &out);
    raw_dump(raw, "SELECT document || amount_fen FROM ledger_carry ORDER BY id", &out);
    return str_built(&out);
}

// Whether an attack is refused as it should be; nothing of it stays.
static bool is_refused(Raw *raw, const Attack *attack) {
    const char *wanted = raw->postgres && attack->postgres ? attack->postgres : attack->sqlite;
    raw_must(raw, "SAVEPOINT attack");
    bool is_done = raw_run(raw, attack->sql);
    char message[RAW_MESSAGE_BYTES];
    memcpy(message, raw->message, sizeof message);
    raw_must(raw, "ROLLBACK TO SAVEPOINT attack");
    memcpy(raw->message, message, sizeof message);
    return !is_done && strstr(message, wanted);
}

static int try_attacks(Raw *raw, const Attack *list, size_t count) {
    int failures = 0;
    raw_must(raw, "BEGIN");
    for (size_t i = 0; i < count; i++) {
        if (is_refused(raw, &list[i])) continue;
        print_error("%s\n    %s\n", list[i].sql, *raw->message ? raw->message : "was allowed");
        failures++;
    }
    raw_must(raw, "ROLLBACK");
    return failures;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void test_ledger__refuses_direct_attacks(void **state) {
    Ledger ledger = scene_open(state);
    Raw raw = raw_open(ledger.database);
    Str before = dump_all(&raw, &ledger.arena);
    int failures = try_attacks(&raw, attacks, COUNT(attacks));
    failures += raw.sqlite ? try_attacks(&raw, sqlite_attacks, COUNT(sqlite_attacks))
                           : try_attacks(&raw, postgres_attacks, COUNT(postgres_attacks));
    assert_int_equal(failures, 0);
    assert_true(str_equal(before, dump_all(&raw, &ledger.arena)));
    raw_close(&raw);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// Each rule of the schema, switched off alone, lets some attack through or changes its refusal: so
// none is there for nothing, and none is left untried.
static void test_ledger__every_rule_is_attacked(void **state) {
    Ledger ledger = scene_open(state);
    Raw raw = raw_open(ledger.database);
    StrBuilder drops;
    str_builder_init(&drops, &ledger.arena, 0);
    raw_dump(&raw,
             raw.sqlite
                 ? "SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'"
                   " AND (tbl_name LIKE 'payment%' OR tbl_name LIKE 'ledger_%'"
                   " OR tbl_name = 'budget') ORDER BY name"
                 : "SELECT 'DROP TRIGGER ' || tgname || ' ON ' || c.relname FROM pg_trigger t"
                   " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal"
                   " AND (relname LIKE 'payment%' OR relname LIKE 'ledger_%'"
                   " OR relname = 'budget') ORDER BY 1",
             &drops);
    int untried = 0, rules = 0;
    for (Str rest = str_built(&drops); rest.length > 0; rules++) {
        const char *drop = str_to_c(&ledger.arena, str_cut(&rest, '\n'));
        size_t let_through = 0;
        raw_must(&raw, "BEGIN");
        raw_must(&raw, drop);
        for (size_t i = 0; i < COUNT(attacks); i++) let_through += !is_refused(&raw, &attacks[i]);
        const Attack *own = raw.sqlite ? sqlite_attacks : postgres_attacks;
        size_t own_count = raw.sqlite ? COUNT(sqlite_attacks) : COUNT(postgres_attacks);
        for (size_t i = 0; i < own_count; i++) let_through += !is_refused(&raw, &own[i]);
        raw_must(&raw, "ROLLBACK");
        if (let_through > 0) continue;
        print_error("no attack needs the rule: %s\n", drop);
        untried++;
    }
    assert_true(rules > 10);
    assert_int_equal(untried, 0);
    raw_close(&raw);
    ledger_close(&ledger);
}

// ---- What the proof finds when the rules are switched off ----

typedef struct Tampering {
    const char *table; // whose rules are off
    const char *sql;   // NULL: `keyed` does it, for sealed fields
    const char *found; // a part of the first fault
    StoreFunction *keyed;
} Tampering;

static bool another_account(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    TamperAccountIn tampered = {STR("6217000000000000"), STR("C1")};
    (void)in;
    (void)out;
    (void)arena;
    return tamper_account(tx, &tampered, NULL, error);
}

static bool another_content(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    (void)arena;
    return tamper_content(tx, &(TamperContentIn){STR("x")}, NULL, error);
}

static const Tampering tamperings[] = {
    {"ledger_account", "UPDATE ledger_account SET debit_fen = debit_fen + 1 WHERE kind = 'paid'",
     "账户的合计不是流水之和：就业补助资金 第5项 640522 2023年 paid 借方，应为 800.00，实为 800.01", NULL},
    {"ledger_transfer", "UPDATE ledger_transfer SET amount_fen = 500001 WHERE id = 1",
     "第5项 640522 2023年 source 贷方，应为 5000.01，实为 5000.00", NULL},
    {"ledger_transfer", "DELETE FROM ledger_transfer WHERE kind = 'post'",
     "reserved 贷方，应为 700.00，实为 1500.00", NULL},
    {"ledger_account", "DELETE FROM ledger_account WHERE budget_id = 2 AND kind = 'paid'",
     "预算的账户不全，或借贷不平：就业补助资金 第22项 640522 2023年", NULL},
    {"ledger_transfer", "UPDATE ledger_transfer SET kind = 'void' WHERE kind = 'post'",
     "流水的账户、金额或所对应的预留不对：流水 5（void）", NULL},
    {"ledger_transfer", "UPDATE ledger_transfer SET payment_number = 'P9' WHERE id = 3",
     "（post），应为 800.00，实为 800.00", NULL},
    {"ledger_transfer",
     "UPDATE ledger_transfer SET payment_number = 'P9' WHERE payment_number"
     " = (SELECT number FROM payment WHERE claim_number = 'C4')",
     "预留没有对应的拨付单，或了结了两次：流水 8（拨付单 P9）", NULL},
    {"payment", "UPDATE payment SET state = 'paid' WHERE claim_number = 'C3'",
     "拨付单的状态与流水、支付文件、回盘、撤销不符：拨付单 BF-640522-2023-000003（paid）", NULL},
    {"payment", "UPDATE payment SET state = 'approved' WHERE claim_number = 'C3'",
     "拨付单 BF-640522-2023-000003（approved）", NULL},
    {"payment", "UPDATE payment SET amount_fen = 40001 WHERE claim_number = 'C4'",
     "预留没有对应的拨付单，或了结了两次：流水 8", NULL},
    {"payment", "DELETE FROM payment WHERE claim_number = 'C4'",
     "流水 8（拨付单 BF-640522-2023-000004）", NULL},
    {"payment", "UPDATE payment SET attempt = 2 WHERE claim_number = 'C4'",
     "一件申请的几次拨付不连贯：申请 C4", NULL},
    {"payment", NULL,
     "支付文件 ZF-640522-2023-000001：第3行 账号 是“6217998710000000002”，放行的文件是“6217000000000000”",
     another_account},
    {"payment_file",
     "UPDATE payment_file SET total_fen = total_fen + 1 WHERE number = 'ZF-640522-2023-000002'",
     "支付文件 ZF-640522-2023-000002：笔数或合计与各行不符", NULL},
    {"payment_file", NULL, "支付文件 ZF-640522-2023-000001：内容与校验值不符", another_content},
    {"payment_file", "DELETE FROM payment_file WHERE number = 'ZF-640522-2023-000002'",
     "支付文件行、回盘或撤销没有来处：支付文件行 ZF-640522-2023-000002-00001", NULL},
    {"payment_line", "DELETE FROM payment_line WHERE line_ref = 'ZF-640522-2023-000002-00001'",
     "拨付单 BF-640522-2023-000003（released）", NULL},
    {"payment_line", "UPDATE payment_line SET amount_fen = amount_fen + 1",
     "拨付单的状态与流水、支付文件、回盘、撤销不符：拨付单 BF-640522-2023-000001（paid）", NULL},
    {"payment_cancel", "DELETE FROM payment_cancel",
     "撤销不符：拨付单 BF-640522-2023-000005（returned），应为 4，实为 2", NULL},
    {"payment_cancel",
     "UPDATE payment_cancel SET payment_id = (SELECT id FROM payment WHERE claim_number = 'C4')",
     "拨付单 BF-640522-2023-000004（approved）", NULL},
    {"ledger_instalment", "UPDATE ledger_instalment SET amount_fen = amount_fen - 1",
     "追回的各期不等于应追回，或超过已付：追回 ZH-640522-2023-000001，应为 500.00，实为 499.98", NULL},
    {"ledger_repayment", "UPDATE ledger_repayment SET amount_fen = 9999",
     "缴回没有记入流水，或超过应追回：缴回 收1，应为 99.99，实为 100.00", NULL},
    {"ledger_waiver", "UPDATE ledger_waiver SET amount_fen = 40001",
     "缴回没有记入流水，或超过应追回：缴回 收1，应为 100.00，实为 100.00", NULL},
    {"ledger_repayment", "DELETE FROM ledger_repayment",
     "从已付里退回的钱没有缴回凭证：流水 ", NULL},
    {"payment_seal", "UPDATE payment_seal SET encoding = 'utf-8'",
     "支付文件 ZF-640522-2023-000001：交银行的字节与校验值不符", NULL},
    {"payment_seal", "UPDATE payment_seal SET signature = public_key || public_key",
     "支付文件 ZF-640522-2023-000001：签名不对", NULL},
    {"payment_voucher", "UPDATE payment_voucher SET amount_fen = -5 WHERE amount_fen < 0",
     "支付凭证与所冲销的凭证不符，或没有支付文件：凭证 冲销 v1，应为 -1000.01，实为 -0.05", NULL},
    {"payment_voucher", "UPDATE payment_voucher SET amount_fen = 60001 WHERE voucher = 'v'",
     "结了账的月份里有差异：支付文件 " OLD_FILE "，应为 600.00，实为 600.01", NULL},
    {"ledger_period", "UPDATE ledger_period SET post_fen = post_fen + 1 WHERE period = '2022-10'",
     "结账后的数字变了：失业保险基金 640522 2022-10 post", NULL},
    {"ledger_period", "UPDATE ledger_period SET allot_fen = allot_fen + 1,"
     " reserve_fen = reserve_fen - 1 WHERE period = '2022-10'",
     "结账后的数字变了：失业保险基金 640522 2022-10 allot", NULL},
    {"ledger_transfer", "UPDATE ledger_transfer SET business_date = '2022-10-31'"
     " WHERE client_key LIKE 'carry % out'",
     "结账后的数字变了：失业保险基金 640522 2022", NULL},
    {"ledger_period",
     "DELETE FROM ledger_period WHERE period = '2022-10' AND fund_key = '" OLD_FUND "'",
     "结账越过了没有结的月份：失业保险基金 640522 2022-10", NULL},
    {"ledger_carry", "UPDATE ledger_carry SET amount_fen = 39999",
     "结转的一收一下不成对：结转 宁财社结转〔2024〕1号，应为 399.99，实为 400.00", NULL},
    {"payment_return", "DELETE FROM payment_return WHERE outcome = 'returned'",
     "拨付单 BF-640522-2023-000002（returned）", NULL},
    {"payment_return", "UPDATE payment_return SET outcome = 'paid' WHERE outcome = 'returned'",
     "拨付单 BF-640522-2023-000002（returned）", NULL},
    // Who did it, when, and for which claim.
    {"ledger_transfer", "UPDATE ledger_transfer SET account_id = 9 WHERE kind = 'post'",
     "流水的经手人或日期和它的凭据不同：流水 5（post）应在 2023-10-16，记在 2023-10-16；"
     "账号，应为 7，实为 9", NULL},
    {"ledger_transfer",
     "UPDATE ledger_transfer SET business_date = '2023-01-01' WHERE kind = 'recover'",
     "流水的经手人或日期和它的凭据不同：流水 ", NULL},
    {"payment", "UPDATE payment SET approved_by = 9 WHERE claim_number = 'C4'",
     "流水的经手人或日期和它的凭据不同：流水 8（reserve）", NULL},
    {"payment_return", "UPDATE payment_return SET posted_on = '2023-01-01' WHERE outcome = 'paid'",
     "流水的经手人或日期和它的凭据不同：流水 5（post）", NULL},
    {"payment", "UPDATE payment SET claim_number = 'C9' WHERE claim_number = 'C4'",
     "日志里没有这一笔，或者人、日期、金额不同：拨付单 BF-640522-2023-000004，应为 400.00", NULL},
    {"payment_file", "UPDATE payment_file SET released_by = 9",
     "日志里没有这一笔，或者人、日期、金额不同：支付文件 ZF-640522-2023-000001", NULL},
    {"ledger_transfer", "UPDATE ledger_transfer SET document = 'x' WHERE id = 1",
     "日志里没有这一笔，或者人、日期、金额不同：流水 1（allot），应为 5000.00", NULL},
    {"payment_voucher", "UPDATE payment_voucher SET voucher = 'v3' WHERE voucher = 'v2'",
     "日志里没有这一笔，或者人、日期、金额不同：凭证 v3，应为 1000.00", NULL},
    {"payment_issue", "DELETE FROM payment_issue WHERE closed_on IS NOT NULL",
     "差异不见了，或者日志里的人、日期不同：差异 DZ-640522-2023-000001", NULL},
    {"payment_issue", "UPDATE payment_issue SET opened_by = 9 WHERE closed_on IS NULL",
     "差异不见了，或者日志里的人、日期不同：差异 DZ-640522-2023-", NULL},
    {"payment_issue",
     "UPDATE payment_issue SET closed_by = 9, closed_on = opened_on, resolution = 'x'"
     " WHERE closed_on IS NULL",
     "差异不见了，或者日志里的人、日期不同：差异 DZ-640522-2023-", NULL},
};

static bool was_found(void **state, const Tampering *tampering) {
    Ledger ledger = scene_open(state);
    Raw raw = raw_open(ledger.database);
    raw_rules(&raw, tampering->table, false);
    if (tampering->sql) raw_must(&raw, tampering->sql);
    raw_close(&raw);
    if (tampering->keyed) {
        assert_ok(fund_run(&ledger, tampering->keyed, NULL, NULL), ledger.error);
    }
    LedgerProof proof = proof_now(&ledger);
    bool is_found = proof.faults > 0 &&
                    str_find(proof.first_fault, str_from_c(tampering->found), 0) != SIZE_MAX;
    if (!is_found) {
        print_error("%s\n    found  %.*s\n    wanted %s\n",
                    tampering->sql ? tampering->sql : tampering->table,
                    STR_ARG(proof.first_fault), tampering->found);
    }
    ledger_close(&ledger);
    return is_found;
}

// Each on a database of its own.
static void test_proof__names_what_was_tampered_with(void **state) {
    const TestDatabase *given = *state;
    int failures = 0;
    for (size_t i = 0; i < COUNT(tamperings); i++) {
        TestDatabase database;
        void *own = &database;
        test_database_make(&database, given->is_postgres);
        if (!was_found(&own, &tamperings[i])) failures++;
        test_database_remove(&database);
    }
    assert_int_equal(failures, 0);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_ledger__refuses_direct_attacks),
        BOTH(test_ledger__every_rule_is_attacked),
        BOTH(test_proof__names_what_was_tampered_with),
    };
    return RUN_TESTS(tests);
}
