// SPDX-License-Identifier: Apache-2.0
// Protects reconciliation and closing: three sides that agree or become work, months and years that
// close only without a difference and take nothing afterwards, rests that go to the next year.

#include "fund.h"

#include "base/utf8.h"

#define FILE_1 "ZF-640522-2023-000001"
#define NOVEMBER ((Date)19662)  // 2023-11-01
#define JANUARY ((Date)19737)   // 2024-01-15

// ---- Each function as a write ----

static bool run_differences(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return difference_list(tx, call->actor, call->in != NULL, arena, out, error);
}

static Differences differences(Ledger *ledger, bool is_open) {
    Differences list;
    FundCall call = {.actor = &ledger->actor, .in = is_open ? ledger : NULL};
    assert_ok(fund_run(ledger, run_differences, &call, &list), ledger->error);
    return list;
}

static bool run_close_difference(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    (void)out;
    return difference_close(tx, call->actor, call->text, call->text2, arena, error);
}

static bool close_difference(Ledger *ledger, Str number, const char *resolution) {
    FundCall call = {&ledger->actor, NULL, number, str_from_c(resolution)};
    return fund_run(ledger, run_close_difference, &call, NULL);
}

static bool run_report(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return difference_report(tx, call->actor, call->text, call->text2, arena, out, error);
}

static bool run_periods(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return period_list(tx, call->actor, arena, out, error);
}

static bool run_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return reconcile_read(tx, call->actor, call->text, arena, out, error);
}

static Reconciliation sides(Ledger *ledger, const char *month) {
    Reconciliation result;
    FundCall call = {.actor = &ledger->actor, .text = str_from_c(month)};
    assert_ok(fund_run(ledger, run_read, &call, &result), ledger->error);
    return result;
}

// Two lines, 800.00 and 200.00, in a released file of October.
static Ledger released_open(void **state) {
    Ledger ledger = ledger_open(state);
    Release file;
    assert_ok(allot(&ledger, 5, 200000, "k1"), ledger.error);
    must_approve(&ledger, "C1", 5, 80000);
    must_approve(&ledger, "C2", 5, 20000);
    assert_ok(release(&ledger, &file), ledger.error);
    return ledger;
}

static void answer(Ledger *ledger) {
    ReturnResult result;
    assert_ok(post_return(ledger,
                          FILE_1 "-00001,800.00,成功,,2023-10-16\n" FILE_1
                                 "-00002,200.00,失败,户名不符,2023-10-16\n",
                          &result),
              ledger->error);
}

// ---- Three sides ----

static void test_reconcile__differences_are_work_until_the_sides_agree(void **state) {
    Ledger ledger = released_open(state);
    ReconcileCount count = reconcile(&ledger);
    assert_int_equal(count.opened, 2); // no voucher, no answer
    assert_int_equal(reconcile(&ledger).opened, 0);
    Differences open = differences(&ledger, true);
    assert_int_equal(open.count, 2);
    assert_str_equal(open.items[0].number, "DZ-640522-2023-000001");
    assert_str_equal(open.items[0].kind, "answer");
    assert_int_equal(open.items[0].wanted_fen, 100000);
    assert_int_equal(open.items[0].found_fen, 0);
    assert_failed(close_difference(&ledger, open.items[0].number, "就这样吧"), "STILL_DIFFERS");
    assert_false(close_difference(&ledger, open.items[0].number, " "));

    assert_ok(voucher(&ledger, FILE_1, "记-1023", 99900), ledger.error); // one yuan too little
    assert_int_equal(reconcile(&ledger).closed, 0);
    assert_ok(reverse(&ledger, FILE_1, "记-1023"), ledger.error);
    assert_failed(reverse(&ledger, FILE_1, "记-1023"), "VOUCHER_REVERSED");
    assert_ok(voucher(&ledger, FILE_1, "记-1024", 100000), ledger.error);
    assert_ok(voucher(&ledger, FILE_1, "记-1024", 100000), ledger.error); // again: nothing
    assert_failed(voucher(&ledger, FILE_1, "记-1024", 100001), "VOUCHER_DIFFERS");
    count = reconcile(&ledger);
    assert_int_equal(count.closed, 1);
    assert_int_equal(count.opened, 0);
    answer(&ledger);
    open = differences(&ledger, true);
    assert_int_equal(open.count, 1);
    assert_ok(close_difference(&ledger, open.items[0].number, "银行已回盘"), ledger.error);
    assert_failed(close_difference(&ledger, open.items[0].number, "再来"), "DIFFERENCE_CLOSED");
    assert_int_equal(differences(&ledger, false).count, 2);

    Reconciliation result = sides(&ledger, "2023-10");
    assert_int_equal(result.total_count, 1);
    assert_int_equal(result.totals[0].approved_fen, 100000);
    assert_int_equal(result.totals[0].voucher_fen, 100000);
    assert_int_equal(result.totals[0].paid_fen, 80000);
    assert_int_equal(result.totals[0].returned_fen, 20000);
    assert_str_equal(result.files[0].number, FILE_1);
    assert_int_equal(sides(&ledger, "2023-09").file_count, 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// Whatever the bank calls its lines, what is said of them is text.
static void test_reconcile__keeps_what_is_said_of_any_line(void **state) {
    static const char *const names[] = {"行行行行行行行行行行行行行行行行行行行行行行", "1行行行行行行行行行行行行行行行行行行行行行行",
                                        "12行行行行行行行行行行行行行行行行行行行行行行"};
    Ledger ledger = released_open(state);
    for (size_t i = 0; i < 3; i++) {
        Str row = str_format(&ledger.arena, "%s,1.00,成功,,2023-10-16\n", names[i]);
        const char *wrong = str_to_c(&ledger.arena, row);
        ReturnResult result;
        Str number;
        assert_failed(post_return(&ledger, wrong, &result), "RETURN_UNKNOWN_LINE");
        Str why = str_copy(&ledger.arena, str_from_c(ledger.error.message));
        assert_true(utf8_is_valid(why));
        Str content = str_format(&ledger.arena, RETURN_TITLES "%.*s", STR_ARG(row));
        FundCall call = {&ledger.actor, NULL, content, why};
        assert_ok(fund_run(&ledger, run_report, &call, &number), ledger.error);
    }
    ledger_close(&ledger);
}

// An answer about no file of any county has a number all the same.
static void test_reconcile__a_difference_of_no_county_is_numbered(void **state) {
    Ledger ledger = ledger_open(state);
    Str number;
    Actor city = fund_actor("");
    Str stray = STR(RETURN_TITLES "ZF-640522-2023-000077-00001,1.00,成功,,2023-10-16\n");
    FundCall call = {&city, NULL, stray, STR("没有这个文件")};
    assert_ok(fund_run(&ledger, run_report, &call, &number), ledger.error);
    assert_str_equal(number, "DZ-2023-000001");
    ledger_close(&ledger);
}

// What the bank says wrongly is kept once, and holds up closing until somebody has dealt with it.
static void test_reconcile__a_wrong_answer_becomes_work(void **state) {
    Ledger ledger = released_open(state);
    Str number, again;
    Str wrong = STR(RETURN_TITLES FILE_1 "-00001,799.00,成功,,2023-10-16\n");
    FundCall call = {&ledger.actor, NULL, wrong, STR("金额不对")};
    assert_ok(fund_run(&ledger, run_report, &call, &number), ledger.error);
    assert_ok(fund_run(&ledger, run_report, &call, &again), ledger.error);
    assert_true(str_equal(number, again));
    call.text = STR(RETURN_TITLES "ZF-640522-2023-000077-00001,1.00,成功,,2023-10-16\n");
    assert_ok(fund_run(&ledger, run_report, &call, &again), ledger.error);
    assert_false(str_equal(number, again));
    Differences open = differences(&ledger, true);
    assert_int_equal(open.count, 2);
    assert_str_equal(open.items[0].file_number, FILE_1);
    assert_true(str_is_absent(open.items[1].file_number));
    assert_ok(voucher(&ledger, FILE_1, "v", 100000), ledger.error);
    answer(&ledger);
    ledger.actor.today = NOVEMBER;
    assert_failed(close_period(&ledger, FUND_NAME, "2023-10"), "PERIOD_DIFFERS");
    assert_ok(close_difference(&ledger, number, "银行已更正"), ledger.error);
    assert_failed(close_period(&ledger, FUND_NAME, "2023-10"), "PERIOD_DIFFERS");
    assert_ok(close_difference(&ledger, again, "不是本市的文件，已退回银行"), ledger.error);
    assert_ok(close_period(&ledger, FUND_NAME, "2023-10"), ledger.error);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// A county sees, and closes, its own.
static void test_reconcile__stays_within_the_county(void **state) {
    Ledger ledger = released_open(state);
    Actor owner = ledger.actor;
    ledger.actor = fund_actor("640521");
    assert_int_equal(reconcile(&ledger).opened, 0);
    assert_int_equal(sides(&ledger, "").file_count, 0);
    assert_false(voucher(&ledger, FILE_1, "v", 100000));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    assert_false(close_period(&ledger, FUND_NAME, "2023-10"));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    ledger.actor = owner;
    assert_int_equal(reconcile(&ledger).opened, 2);
    ledger.actor = fund_actor("640521");
    assert_int_equal(differences(&ledger, true).count, 0);
    assert_false(close_difference(&ledger, STR("DZ-640522-2023-000001"), "别的县"));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    ledger_close(&ledger);
}

// ---- Closing ----

static void test_period__closes_without_a_difference_and_stays(void **state) {
    Ledger ledger = released_open(state);
    assert_failed(close_period(&ledger, FUND_NAME, "2023-10"), "PERIOD_NOT_OVER");
    assert_false(close_period(&ledger, FUND_NAME, "2023-13"));
    assert_int_equal(ledger.error.kind, ERROR_INVALID);
    assert_ok(voucher(&ledger, FILE_1, "v", 100000), ledger.error);
    ledger.actor.today = NOVEMBER;
    assert_failed(close_period(&ledger, FUND_NAME, "2023-10"), "PERIOD_DIFFERS"); // silence
    ReturnResult result;
    assert_ok(post_return(&ledger, FILE_1 "-00001,800.00,成功,,2023-10-31\n", &result),
              ledger.error);
    assert_failed(close_period(&ledger, FUND_NAME, "2023-10"), "PERIOD_DIFFERS"); // or says half
    assert_ok(post_return(&ledger, FILE_1 "-00002,200.00,失败,挂失,2023-11-01\n", &result),
              ledger.error);
    assert_failed(close_period(&ledger, FUND_NAME, "2023-11"), "PERIOD_NOT_OVER");
    ledger.actor.today = JANUARY;
    assert_failed(close_period(&ledger, FUND_NAME, "2023-11"), "PERIOD_GAP");
    assert_ok(close_period(&ledger, FUND_NAME, "2023-10"), ledger.error);
    assert_failed(close_period(&ledger, FUND_NAME, "2023-10"), "PERIOD_CLOSED");
    assert_proven(&ledger);

    ledger.actor.today = FUND_TODAY; // a clock set back
    assert_failed(close_period(&ledger, FUND_NAME, "2023-10"), "PERIOD_CLOSED");
    assert_failed(allot(&ledger, 5, 100, "late"), "PERIOD_CLOSED");
    PaymentOrder order = order_for("C9", 5, 100);
    Payment payment;
    assert_failed(approve(&ledger, &order, &payment), "PERIOD_CLOSED");
    assert_failed(voucher(&ledger, FILE_1, "late", 5), "PERIOD_CLOSED");
    assert_failed(reverse(&ledger, FILE_1, "v"), "PERIOD_CLOSED");
    ledger.actor.today = NOVEMBER;
    assert_ok(approve(&ledger, &order, &payment), ledger.error);
    ledger.actor.today = JANUARY;
    assert_ok(close_period(&ledger, FUND_NAME, "2023-11"), ledger.error);
    Periods periods;
    FundCall call = {.actor = &ledger.actor};
    assert_ok(fund_run(&ledger, run_periods, &call, &periods), ledger.error);
    assert_int_equal(periods.count, 2);
    assert_str_equal(periods.items[1].key.period, "2023-10");
    assert_int_equal(periods.items[1].allot_fen, 200000);
    assert_int_equal(periods.items[1].release_fen, 100000);
    assert_int_equal(periods.items[0].post_fen, 80000); // the bank's answer came in November
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static void test_period__a_year_closes_empty_and_its_rest_goes_on(void **state) {
    Ledger ledger = released_open(state);
    CarryResult result;
    assert_failed(carry_over(&ledger, FUND_NAME, 2023, &result), "PERIOD_NOT_OVER");
    assert_ok(voucher(&ledger, FILE_1, "v", 100000), ledger.error);
    ledger.actor.today = JANUARY;
    assert_failed(close_period(&ledger, FUND_NAME, "2023"), "PERIOD_GAP");
    answer(&ledger);
    assert_ok(close_period(&ledger, FUND_NAME, "2023-10"), ledger.error);
    assert_failed(close_period(&ledger, FUND_NAME, "2023"), "PERIOD_BUDGET_LEFT");
    assert_ok(carry_over(&ledger, FUND_NAME, 2023, &result), ledger.error);
    assert_int_equal(result.budgets, 1);
    assert_int_equal(result.amount_fen, 120000);
    assert_false(carry_over(&ledger, FUND_NAME, 2023, &result)); // nothing is left
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    assert_budget(&ledger, 5, 0, 0, 80000);
    BudgetKey next = {STR(FUND_NAME), 5, STR(FUND_COUNTY), 2024};
    Budget budget;
    assert_ok(fund_run(&ledger, run_budget, &(FundCall){&ledger.actor, &next, {0}, {0}}, &budget),
              ledger.error);
    assert_int_equal(budget.available_fen, 120000);
    assert_ok(close_period(&ledger, FUND_NAME, "2023"), ledger.error);
    assert_failed(allot(&ledger, 5, 100, "to a closed year"), "PERIOD_CLOSED");
    assert_proven(&ledger);
    ledger_close(&ledger);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_reconcile__differences_are_work_until_the_sides_agree),
        BOTH(test_reconcile__keeps_what_is_said_of_any_line),
        BOTH(test_reconcile__a_wrong_answer_becomes_work),
        BOTH(test_reconcile__a_difference_of_no_county_is_numbered),
        BOTH(test_reconcile__stays_within_the_county),
        BOTH(test_period__closes_without_a_difference_and_stays),
        BOTH(test_period__a_year_closes_empty_and_its_rest_goes_on),
    };
    return RUN_TESTS(tests);
}
