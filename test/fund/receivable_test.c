// SPDX-License-Identifier: Apache-2.0
// Protects clawback on the side of the money: what is asked for is at most what was paid, what
// comes back is at most what was asked for, each receipt once, and the open period's expenditure
// is less.

#include "fund.h"
#include "fund/receivable.h"
#include "raw.h"

#define PAID_LINE "ZF-640522-2023-000001-00001"

static bool run_open(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return receivable_open(tx, call->actor, call->in, arena, out, error);
}

static bool open_in_days(Ledger *ledger, ReceivableOrder order, int days, Str *number) {
    order.first_due_on = ledger->actor.today + days;
    return fund_run(ledger, run_open, &(FundCall){&ledger->actor, &order, {0}, {0}}, number);
}

static bool open_receivable(Ledger *ledger, int64_t amount_fen, const char *decision,
                            int64_t instalments, Str *number) {
    ReceivableOrder order = {STR("C1"), amount_fen, str_from_c(decision), instalments, 0};
    return open_in_days(ledger, order, 30, number);
}

static bool run_repay(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    (void)out;
    return receivable_repay(tx, call->actor, call->in, arena, error);
}

static bool repay(Ledger *ledger, Str number, const char *receipt, int64_t amount_fen) {
    Repayment repayment = {number, str_from_c(receipt), amount_fen, ledger->actor.today};
    return fund_run(ledger, run_repay, &(FundCall){&ledger->actor, &repayment, {0}, {0}}, NULL);
}

static bool run_waive(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    const Repayment *waived = call->in;
    (void)out;
    return receivable_waive(tx, call->actor, waived->number, waived->amount_fen,
                            waived->receipt, arena, error);
}

static bool waive(Ledger *ledger, Str number, int64_t amount_fen, const char *decision) {
    Repayment waived = {number, str_from_c(decision), amount_fen, ledger->actor.today};
    return fund_run(ledger, run_waive, &(FundCall){&ledger->actor, &waived, {0}, {0}}, NULL);
}

static bool run_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return receivable_list(tx, call->actor, arena, out, error);
}

static Receivables list(Ledger *ledger) {
    Receivables all = {0};
    assert_ok(fund_run(ledger, run_list, &(FundCall){.actor = &ledger->actor}, &all),
              ledger->error);
    return all;
}

// C1 has 800.00 paid, of 2000.00 allotted.
static void pay(Ledger *ledger) {
    Release file;
    ReturnResult result;
    assert_ok(allot(ledger, 5, 200000, "k1"), ledger->error);
    must_approve(ledger, "C1", 5, 80000);
    assert_ok(release(ledger, &file), ledger->error);
    assert_ok(post_return(ledger, PAID_LINE ",800.00,成功,,2023-10-16\n", &result),
              ledger->error);
    assert_budget(ledger, 5, 120000, 0, 80000);
}

static void test_receivable__comes_back_in_instalments(void **state) {
    Ledger ledger = ledger_open(state);
    Str number, again;
    pay(&ledger);
    assert_failed(open_receivable(&ledger, 80001, "追1号", 1, &number), "RECEIVABLE_TOO_MUCH");
    assert_false(open_receivable(&ledger, 80000, "追1号", 13, &number));
    assert_ok(open_receivable(&ledger, 50000, "追1号", 3, &number), ledger.error);
    assert_str_equal(number, "ZH-640522-2023-000001");
    assert_ok(open_receivable(&ledger, 50000, "追1号", 3, &again), ledger.error);
    assert_true(str_equal(number, again));
    assert_failed(open_receivable(&ledger, 50001, "追1号", 3, &again), "RECEIVABLE_DIFFERS");
    assert_failed(open_receivable(&ledger, 30001, "追2号", 1, &again), "RECEIVABLE_TOO_MUCH");
    assert_proven(&ledger);

    ledger.actor.today = FUND_TODAY + 61; // two instalments are due
    assert_int_equal(list(&ledger).items[0].due_fen, 16668 + 16666);
    assert_int_equal(receivable_overdue(50000, 16668 + 16666, 20000), 13334);
    assert_int_equal(receivable_overdue(50000, 16668, 20000), 0);     // ahead of the schedule
    assert_int_equal(receivable_overdue(15000, 33334, 10000), 5000); // the rest was waived
    assert_ok(repay(&ledger, number, "收1", 20000), ledger.error);
    assert_ok(repay(&ledger, number, "收1", 20000), ledger.error); // again: nothing
    assert_failed(repay(&ledger, number, "收1", 20001), "REPAYMENT_DIFFERS");
    assert_budget(&ledger, 5, 140000, 0, 60000);
    assert_failed(repay(&ledger, number, "收2", 30001), "REPAYMENT_TOO_MUCH");
    assert_ok(repay(&ledger, number, "收2", 30000), ledger.error);
    assert_failed(repay(&ledger, number, "收3", 1), "REPAYMENT_TOO_MUCH");
    assert_budget(&ledger, 5, 170000, 0, 30000);
    Receivables all = list(&ledger);
    assert_int_equal(all.whole.amount_fen, 50000);
    assert_int_equal(all.whole.repaid_fen, 50000);
    assert_proven(&ledger);
    must_approve(&ledger, "C2", 5, 170000); // the money can be spent again
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// To put off the first instalment for years would be to waive it.
static void test_receivable__is_due_within_a_season(void **state) {
    Ledger ledger = ledger_open(state);
    ReceivableOrder order = {STR("C1"), 80000, STR("追1号"), 1, 0};
    Str number;
    pay(&ledger);
    assert_failed(open_in_days(&ledger, order, -1, &number), "FIRST_DUE_WRONG");
    assert_failed(open_in_days(&ledger, order, RECEIVABLE_FIRST_DUE_DAYS_MAX + 1, &number),
                  "FIRST_DUE_WRONG");
    assert_ok(open_in_days(&ledger, order, RECEIVABLE_FIRST_DUE_DAYS_MAX, &number), ledger.error);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// What was waived may be asked for again, by another decision, and no more than that.
static void test_receivable__asks_again_for_what_was_waived(void **state) {
    Ledger ledger = ledger_open(state);
    Str number, again;
    pay(&ledger);
    assert_ok(open_receivable(&ledger, 80000, "追1号", 1, &number), ledger.error);
    assert_ok(repay(&ledger, number, "收1", 20000), ledger.error);
    assert_ok(waive(&ledger, number, 50000, "复1号"), ledger.error);
    assert_failed(open_receivable(&ledger, 50001, "追2号", 1, &again), "RECEIVABLE_TOO_MUCH");
    assert_ok(open_receivable(&ledger, 50000, "追2号", 1, &again), ledger.error);
    assert_proven(&ledger);
    assert_true(str_equal(list(&ledger).items[0].number, again)); // the newest
    assert_ok(repay(&ledger, again, "收3", 50000), ledger.error);
    assert_true(str_equal(list(&ledger).items[0].number, number)); // which is owed
    assert_ok(repay(&ledger, number, "收2", 10000), ledger.error);
    assert_failed(repay(&ledger, number, "收4", 1), "REPAYMENT_TOO_MUCH");
    assert_budget(&ledger, 5, 200000, 0, 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// The month in which it was paid is closed: the repayment belongs to the month in which it comes.
static void test_receivable__reduces_the_open_period(void **state) {
    Ledger ledger = ledger_open(state);
    Str number;
    pay(&ledger);
    assert_ok(voucher(&ledger, "ZF-640522-2023-000001", "v", 80000), ledger.error);
    ledger.actor.today = FUND_TODAY + 30;
    assert_ok(close_period(&ledger, FUND_NAME, "2023-10"), ledger.error);
    assert_ok(open_receivable(&ledger, 80000, "追1号", 1, &number), ledger.error);
    assert_ok(repay(&ledger, number, "收1", 80000), ledger.error);
    assert_budget(&ledger, 5, 200000, 0, 0);
    assert_proven(&ledger);
    ledger.actor.today = FUND_TODAY; // not dated back into the closed month
    assert_false(repay(&ledger, number, "收2", 1));
    ledger_close(&ledger);
}

static void test_receivable__stays_within_the_county(void **state) {
    Ledger ledger = ledger_open(state);
    Str number;
    pay(&ledger);
    assert_ok(open_receivable(&ledger, 50000, "追1号", 1, &number), ledger.error);
    ledger.actor = fund_actor("640521");
    assert_int_equal(list(&ledger).count, 0);
    assert_int_equal(list(&ledger).whole.amount_fen, 0);
    assert_false(repay(&ledger, number, "收1", 1));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    assert_false(open_receivable(&ledger, 1, "追9号", 1, &number));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    ledger_close(&ledger);
}

// A ledger with history takes the migration that makes its table anew, rows, rules and all.
static void test_receivable__migration_keeps_the_ledger(void **state) {
    Ledger ledger = {.database = *state, .actor = fund_actor(FUND_COUNTY)};
    MigrationList all, before = {0};
    Str number;
    ledger.store = test_store_open(ledger.database, 4);
    assert_ok(migration_list_embedded(&ledger.arena, &all, &ledger.error), ledger.error);
    for (size_t i = 0; i < all.count && all.items[i].number < 69; i++) {
        PUSH(&ledger.arena, &before, all.items[i]);
    }
    assert_ok(store_migrate(ledger.store, &before, NULL, &ledger.error), ledger.error);
    static const char *const old[] = {
        "INSERT INTO budget (fund_key, policy_number, division_code, year)"
        " VALUES ('就业补助资金', 5, '640522', 2023)",
        "INSERT INTO ledger_account (budget_id, kind, debit_fen, credit_fen, last_transfer)"
        " SELECT budget.id, kinds.kind, 0, 0, 0 FROM budget, (SELECT 'source' AS kind UNION ALL"
        " SELECT 'available' UNION ALL SELECT 'reserved' UNION ALL SELECT 'paid') kinds",
        "INSERT INTO ledger_transfer (client_key, kind, debit_account, credit_account, amount_fen,"
        " document, account_id, business_date, at_ms) SELECT 'a', 'allot', a.id, s.id, 9000, 'd', 1,"
        " '2023-10-16', 1 FROM ledger_account a, ledger_account s"
        " WHERE a.kind = 'available' AND s.kind = 'source'",
        "INSERT INTO ledger_transfer (client_key, kind, debit_account, credit_account, amount_fen,"
        " payment_number, account_id, business_date, at_ms) SELECT 'r', 'reserve', r.id, a.id, 500,"
        " 'P1', 1, '2023-10-16', 1 FROM ledger_account r, ledger_account a"
        " WHERE r.kind = 'reserved' AND a.kind = 'available'",
        "INSERT INTO payment (number, budget_id, claim_number, attempt, payee_key, payee_name,"
        " account_number, bank_name, amount_fen, purpose, state, reserve_transfer, approved_by,"
        " approved_on, division_code) SELECT 'P1', budget.id, 'C9', 1, 'x', 'x', '62170000', 'x',"
        " 500, 'x', 'approved', t.id, 1, '2023-10-16', '640522' FROM budget, ledger_transfer t"
        " WHERE t.kind = 'reserve'",
        "INSERT INTO audit_log (at_ms, business_date, account_id, role, actor_name, action,"
        " object_kind, object_number, division_code, after_text, is_refused) VALUES"
        " (1, '2023-10-16', 1, 'x', 'x', 'budget.allot', 'budget', '2023-5-就业补助资金', '640522',"
        " 'd：90.00 元', 0),"
        " (1, '2023-10-16', 1, 'x', 'x', 'payment.approve', 'payment', 'P1', '640522',"
        " 'C9 第1次：5.00 元，就业补助资金', 0)",
    };
    Raw raw = raw_open(ledger.database);
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) raw_must(&raw, old[i]);
    assert_ok(store_migrate_embedded(ledger.store, &ledger.error), ledger.error);
    test_seal(ledger.database);
    assert_budget(&ledger, 5, 8500, 500, 0);
    assert_proven(&ledger);
    assert_false(raw_run(&raw, "DELETE FROM ledger_transfer"));
    assert_false(raw_run(&raw, "UPDATE ledger_transfer SET amount_fen = 1"));
    assert_ok(allot(&ledger, 5, 100, "after"), ledger.error);
    assert_ok(cancel(&ledger, "C9", "旧账"), ledger.error);
    assert_false(open_receivable(&ledger, 1, "追1号", 1, &number));
    assert_budget(&ledger, 5, 9100, 0, 0);
    assert_proven(&ledger);
    raw_close(&raw);
    ledger_close(&ledger);
}

// ---- Over the ends of years ----

#define PAID_FILE "ZF-640522-2023-000001"
#define JANUARY_2024 ((Date)19737) // the 15th
#define JANUARY_2025 ((Date)20103)

static bool run_year_ends(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return year_end_list(tx, call->actor, arena, out, error);
}

static void assert_year_end(Ledger *ledger, int64_t year, int64_t available_fen) {
    YearEnds ends;
    assert_ok(fund_run(ledger, run_year_ends, &(FundCall){.actor = &ledger->actor}, &ends),
              ledger->error);
    assert_int_equal(ends.year, year);
    if (year == 0) return;
    assert_int_equal(ends.count, 1);
    assert_int_equal(ends.items[0].available_fen, available_fen);
}

static void close_year(Ledger *ledger, const char *last_month, int year) {
    CarryResult result;
    char name[8];
    snprintf(name, sizeof name, "%d", year);
    assert_ok(close_period(ledger, FUND_NAME, last_month), ledger->error);
    assert_ok(carry_over(ledger, FUND_NAME, year, &result), ledger->error);
    assert_ok(close_period(ledger, FUND_NAME, name), ledger->error);
}

// What comes back belongs to the budget that it was paid from, and is found there.
static void test_receivable__comes_back_to_a_closed_year(void **state) {
    Ledger ledger = ledger_open(state);
    CarryResult result;
    Str number;
    pay(&ledger);
    assert_ok(voucher(&ledger, PAID_FILE, "v", 80000), ledger.error);
    assert_ok(open_receivable(&ledger, 80000, "追1号", 12, &number), ledger.error);
    assert_year_end(&ledger, 0, 0); // no year is over
    ledger.actor.today = JANUARY_2024;
    assert_year_end(&ledger, 2023, 120000);
    close_year(&ledger, "2023-10", 2023);
    assert_year_end(&ledger, 0, 0);
    assert_ok(repay(&ledger, number, "收1", 10000), ledger.error);
    assert_year_end(&ledger, 2023, 10000); // closed, and has money again
    assert_ok(carry_over(&ledger, FUND_NAME, 2023, &result), ledger.error);
    assert_int_equal(result.amount_fen, 10000);
    assert_year_end(&ledger, 0, 0);
    // A year later 2024 is closed as well: what comes back now is withdrawn, not carried.
    ledger.actor.today = JANUARY_2025;
    assert_year_end(&ledger, 2024, 130000);
    close_year(&ledger, "2024-01", 2024);
    assert_ok(repay(&ledger, number, "收2", 20000), ledger.error);
    assert_year_end(&ledger, 2023, 20000);
    assert_failed(carry_over(&ledger, FUND_NAME, 2023, &result), "PERIOD_CLOSED");
    assert_non_null(strstr(ledger.error.detail, "收回"));
    assert_ok(allot(&ledger, 5, -20000, "back"), ledger.error);
    assert_year_end(&ledger, 0, 0);
    assert_budget(&ledger, 5, 0, 0, 50000);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_receivable__comes_back_in_instalments),
        BOTH(test_receivable__is_due_within_a_season),
        BOTH(test_receivable__asks_again_for_what_was_waived),
        BOTH(test_receivable__reduces_the_open_period),
        BOTH(test_receivable__stays_within_the_county),
        BOTH(test_receivable__comes_back_to_a_closed_year),
        BOTH(test_receivable__migration_keeps_the_ledger),
    };
    return RUN_TESTS(tests);
}
