// SPDX-License-Identifier: Apache-2.0
// Protects the way of money: allotted, approved, released, settled; and every refusal on that way.

#include "base/digest.h"
#include "fund/payment_content.h"
#include "fund/yuan.h"
#include "fund.h"
#include "test/fund/tamper.sql.c"

#define LINE_1 "ZF-640522-2023-000001-00001"
#define LINE_2 "ZF-640522-2023-000001-00002"

// Two claims of item 5, 800.00 and 200.00 yuan, in a released file, of 2000.00 yuan allotted.
static Ledger released_open(void **state, Release *file) {
    Ledger ledger = ledger_open(state);
    assert_ok(allot(&ledger, 5, 200000, "k1"), ledger.error);
    must_approve(&ledger, "ZW-2023-05-000001", 5, 80000);
    must_approve(&ledger, "ZW-2023-05-000002", 5, 20000);
    assert_ok(release(&ledger, file), ledger.error);
    return ledger;
}

static void test_payment__goes_from_budget_to_bank(void **state) {
    Ledger ledger = ledger_open(state);
    Release file = {0};
    ReturnResult result = {0};
    assert_ok(allot(&ledger, 5, 200000, "k1"), ledger.error);
    Payment first = must_approve(&ledger, "ZW-2023-05-000001", 5, 80000);
    must_approve(&ledger, "ZW-2023-05-000002", 5, 20000);
    assert_str_equal(first.number, "BF-640522-2023-000001");
    assert_str_equal(first.state, "approved");
    assert_int_equal(first.attempt, 1);
    assert_budget(&ledger, 5, 100000, 100000, 0);

    assert_ok(release(&ledger, &file), ledger.error);
    assert_int_equal(file.file.line_count, 2);
    assert_int_equal(file.file.total_fen, 100000);
    assert_int_equal(file.claim_count, 2);
    assert_str_equal(file.claims[0], "ZW-2023-05-000001");
    assert_budget(&ledger, 5, 100000, 100000, 0);
    assert_proven(&ledger);

    assert_ok(post_return(&ledger,
                          LINE_1 ",800.00,成功,,2023-10-16\n" LINE_2
                                 ",200.00,失败,户名不符,2023-10-16\n",
                          &result),
              ledger.error);
    assert_int_equal(result.count, 2);
    assert_str_equal(result.file_number, "ZF-640522-2023-000001");
    assert_int_equal(result.paid_fen, 80000);
    assert_int_equal(result.returned_fen, 20000);
    assert_str_equal(result.items[1].claim_number, "ZW-2023-05-000002");
    assert_str_equal(result.items[1].reason, "户名不符");
    assert_budget(&ledger, 5, 120000, 0, 80000);
    assert_str_equal(payments_of(&ledger, "ZW-2023-05-000001").items[0].state, "paid");
    assert_str_equal(payments_of(&ledger, "ZW-2023-05-000002").items[0].reason, "户名不符");
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// ---- Budgets ----

static void test_budget__an_allotment_repeats_and_does_not_change(void **state) {
    Ledger ledger = ledger_open(state);
    assert_ok(allot(&ledger, 5, 100000, "k1"), ledger.error);
    assert_ok(allot(&ledger, 5, 100000, "k1"), ledger.error);
    assert_budget(&ledger, 5, 100000, 0, 0);
    assert_failed(allot(&ledger, 5, 100001, "k1"), "TRANSFER_DIFFERS");
    assert_failed(allot(&ledger, 5, -100000, "k1"), "TRANSFER_DIFFERS");
    assert_failed(allot(&ledger, 22, 100000, "k1"), "TRANSFER_DIFFERS");
    assert_ok(allot(&ledger, 5, -40000, "k2"), ledger.error);
    assert_budget(&ledger, 5, 60000, 0, 0);
    assert_failed(allot(&ledger, 5, -60001, "k3"), "OVER_BUDGET");
    assert_failed(allot(&ledger, 24, -1, "k4"), "NO_BUDGET");
    assert_false(allot(&ledger, 5, 0, "k5"));
    assert_int_equal(ledger.error.kind, ERROR_INVALID);
    assert_false(allot(&ledger, 5, BUDGET_FEN_MAX + 1, "k6"));
    assert_ok(allot(&ledger, 5, BUDGET_FEN_MAX, "k7"), ledger.error);
    assert_budget(&ledger, 5, BUDGET_FEN_MAX + 60000, 0, 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static bool list_budgets(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return budget_list(tx, call->actor, 0, 2023, arena, out, error);
}

static void test_budget__is_seen_within_the_county(void **state) {
    Ledger ledger = ledger_open(state);
    Budgets budgets;
    assert_ok(allot(&ledger, 22, 100, "k1"), ledger.error);
    assert_ok(allot(&ledger, 5, 200, "k2"), ledger.error);
    assert_ok(fund_run(&ledger, list_budgets, &(FundCall){.actor = &ledger.actor}, &budgets),
              ledger.error);
    assert_int_equal(budgets.count, 2);
    assert_int_equal(budgets.items[0].key.policy_number, 5);
    Actor elsewhere = fund_actor("640521");
    assert_ok(fund_run(&ledger, list_budgets, &(FundCall){.actor = &elsewhere}, &budgets),
              ledger.error);
    assert_int_equal(budgets.count, 0);
    // Not the offices' money for an applicant, whatever his prefix.
    Actor applicant = fund_actor("");
    applicant.scope.person_id = 1;
    assert_ok(fund_run(&ledger, list_budgets, &(FundCall){.actor = &applicant}, &budgets),
              ledger.error);
    assert_int_equal(budgets.count, 0);

    ledger.actor = elsewhere;
    assert_false(allot(&ledger, 5, 100, "k3"));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    Payment payment;
    PaymentOrder order = order_for("C1", 5, 100);
    assert_failed(approve(&ledger, &order, &payment), "NO_BUDGET");
    assert_null(strstr(ledger.error.message, FUND_COUNTY)); // no bare codes
    ledger_close(&ledger);
}

// ---- Approving ----

static void test_payment__one_fen_over_the_budget_is_refused(void **state) {
    Ledger ledger = ledger_open(state);
    Payment payment;
    assert_ok(allot(&ledger, 5, 80000, "k1"), ledger.error);
    PaymentOrder order = order_for("C1", 5, 80001);
    assert_failed(approve(&ledger, &order, &payment), "OVER_BUDGET");
    assert_string_equal(ledger.error.message, "2023年 640522 第5项“" FUND_NAME
                                              "”预算不足：需要 800.01 元，可用 800.00 元");
    assert_int_equal(ledger.error.kind, ERROR_CONFLICT);
    assert_int_equal(payments_of(&ledger, "C1").count, 0);
    order.amount_fen = 80000;
    assert_ok(approve(&ledger, &order, &payment), ledger.error);
    assert_budget(&ledger, 5, 0, 80000, 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static void test_payment__a_claim_is_approved_once(void **state) {
    Ledger ledger = ledger_open(state);
    Payment payment;
    assert_ok(allot(&ledger, 5, 500000, "k1"), ledger.error);
    must_approve(&ledger, "C1", 5, 80000);
    PaymentOrder order = order_for("C1", 5, 80000);
    assert_failed(approve(&ledger, &order, &payment), "UNIQUE:payment_one_living");
    assert_budget(&ledger, 5, 420000, 80000, 0);
    order.budget.year = 2024;
    assert_failed(approve(&ledger, &order, &payment), "UNIQUE:payment_one_living");
    order = order_for("C2", 5, 80000);
    order.budget.fund_key = STR("失业保险基金"); // funds do not stand in for each other
    assert_failed(approve(&ledger, &order, &payment), "NO_BUDGET");
    ledger_close(&ledger);
}

static void test_payment__bad_orders_are_refused(void **state) {
    Ledger ledger = ledger_open(state);
    Payment payment;
    char long_name[PAYMENT_TEXT_BYTES_MAX + 2];
    memset(long_name, 'x', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    assert_ok(allot(&ledger, 5, 500000, "k1"), ledger.error);
    PaymentOrder orders[] = {
        order_for("C1", 5, 0),   order_for("C1", 5, -1),  order_for("C1", 5, BUDGET_FEN_MAX + 1),
        order_for("", 5, 100),   order_for("C1", 5, 100), order_for("C1", 5, 100),
        order_for("C1", 5, 100), order_for("C1", 5, 100), order_for("C1", 5, 100),
        order_for("C1", 5, 100), order_for("C1", 5, 100),
    };
    orders[4].payee_name = STR("王\n秀兰");
    orders[5].payee_name = STR("  ");
    orders[6].payee_name = str_from_c(long_name);
    orders[7].payee_name = STR("\xff\xfe");
    orders[8].account_number = STR("62179987\t");
    orders[9].account_number = STR("-12345678");
    orders[10].account_number = STR("1234567");
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        assert_false(approve(&ledger, &orders[i], &payment));
        assert_true(ledger.error.kind == ERROR_INVALID || ledger.error.kind == ERROR_LIMIT);
    }
    assert_budget(&ledger, 5, 500000, 0, 0);
    ledger_close(&ledger);
}

static void test_payment__is_tried_again_after_a_return(void **state) {
    Release file;
    ReturnResult result;
    Payment payment;
    Ledger ledger = released_open(state, &file);
    PaymentOrder order = order_for("ZW-2023-05-000002", 5, 20000);
    // Released and unanswered: the bank may have paid it.
    assert_failed(approve(&ledger, &order, &payment), "UNIQUE:payment_one_living");
    assert_ok(post_return(&ledger, LINE_2 ",200.00,失败,账号不存在,2023-10-16\n", &result),
              ledger.error);
    order.amount_fen = 20001;
    assert_failed(approve(&ledger, &order, &payment), "RULE:payment_attempt_differs");
    order.amount_fen = 20000;
    order.payee_key = STR("640521200012310028");
    assert_failed(approve(&ledger, &order, &payment), "RULE:payment_attempt_differs");
    order = order_for("ZW-2023-05-000002", 5, 20000);
    order.account_number = STR("6217998710000000010");
    assert_ok(approve(&ledger, &order, &payment), ledger.error);
    assert_int_equal(payment.attempt, 2);
    assert_ok(release(&ledger, &file), ledger.error);
    assert_int_equal(file.file.line_count, 1);
    assert_ok(post_return(&ledger, "ZF-640522-2023-000002-00001,200.00,成功,,2023-10-16\n",
                          &result),
              ledger.error);
    Payments payments = payments_of(&ledger, "ZW-2023-05-000002");
    assert_int_equal(payments.count, 2);
    assert_str_equal(payments.items[0].state, "returned");
    assert_str_equal(payments.items[1].state, "paid");
    assert_failed(approve(&ledger, &order, &payment), "UNIQUE:payment_one_living");
    assert_budget(&ledger, 5, 100000, 80000, 20000);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static bool approve_three(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    const PaymentOrder *orders = call->in;
    int *refused = out;
    *refused = 0;
    for (int i = 0; i < 3; i++) {
        Payment payment;
        Error failure = {0};
        FundCall one = {.actor = call->actor, .in = &orders[i]};
        if (store_attempt(tx, run_approve, &one, &payment, arena, &failure)) continue;
        if (strcmp(failure.code, "OVER_BUDGET") != 0) return error_set(error, failure.kind, "?");
        (*refused)++;
    }
    return true;
}

// A batch may try each claim: what does not fit the budget leaves nothing, the others stay.
// The money is back at once, the claim may be paid again, and what the bank has is not taken back.
static void test_payment__is_cancelled_before_release(void **state) {
    Ledger ledger = ledger_open(state);
    Release file;
    ReturnResult result;
    assert_ok(allot(&ledger, 5, 100000, "k1"), ledger.error);
    must_approve(&ledger, "C1", 5, 80000);
    assert_budget(&ledger, 5, 20000, 80000, 0);
    assert_false(cancel(&ledger, "C1", " "));
    assert_int_equal(ledger.error.kind, ERROR_INVALID);
    assert_false(cancel(&ledger, "C9", "没有这件"));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    Actor owner = ledger.actor;
    ledger.actor = fund_actor("640521");
    assert_false(cancel(&ledger, "C1", "别的县"));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    ledger.actor = owner;
    assert_ok(cancel(&ledger, "C1", "资料有误"), ledger.error);
    assert_budget(&ledger, 5, 100000, 0, 0);
    assert_failed(cancel(&ledger, "C1", "再来一次"), "PAYMENT_NOT_WAITING");
    assert_false(release(&ledger, &file)); // nothing waits
    Payments payments = payments_of(&ledger, "C1");
    assert_str_equal(payments.items[0].state, "cancelled");
    assert_str_equal(payments.items[0].reason, "资料有误");
    assert_proven(&ledger);

    PaymentOrder other = order_for("C1", 5, 70000);
    Payment payment;
    other.payee_key = STR("640522198001010019");
    assert_failed(approve(&ledger, &other, &payment), "RULE:payment_attempt_differs");
    payment = must_approve(&ledger, "C1", 5, 70000); // no bank had the sum of before
    assert_int_equal(payment.attempt, 2);
    assert_proven(&ledger);
    assert_ok(cancel(&ledger, "C1", "金额有误"), ledger.error);
    payment = must_approve(&ledger, "C1", 5, 80000);
    assert_int_equal(payment.attempt, 3);
    assert_ok(release(&ledger, &file), ledger.error);
    assert_int_equal(file.claim_count, 1);
    assert_failed(cancel(&ledger, "C1", "太迟了"), "PAYMENT_NOT_WAITING");
    assert_ok(post_return(&ledger, LINE_1 ",800.00,成功,,2023-10-16\n", &result), ledger.error);
    assert_failed(cancel(&ledger, "C1", "太迟了"), "PAYMENT_NOT_WAITING");
    assert_budget(&ledger, 5, 20000, 0, 80000);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static void test_payment__a_batch_goes_on_after_a_refusal(void **state) {
    Ledger ledger = ledger_open(state);
    int refused;
    PaymentOrder orders[] = {order_for("C1", 5, 300), order_for("C2", 5, 800),
                             order_for("C3", 5, 700)};
    assert_ok(allot(&ledger, 5, 1000, "k1"), ledger.error);
    FundCall call = {.actor = &ledger.actor, .in = orders};
    assert_ok(fund_run(&ledger, approve_three, &call, &refused), ledger.error);
    assert_int_equal(refused, 1);
    assert_budget(&ledger, 5, 0, 1000, 0);
    assert_int_equal(payments_of(&ledger, "C2").count, 0);
    assert_str_equal(payments_of(&ledger, "C3").items[0].number, "BF-640522-2023-000002");
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// ---- Files ----

static void test_payment_file__reads_as_written(void **state) {
    Release file;
    Ledger ledger = released_open(state, &file);
    Str body = STR("支付文件,ZF-640522-2023-000001,就业补助资金,640522,2023-10-16,2,1000.00\n"
                   "序号,行号,账号,户名,金额,用途,证件号\n"
                   "1," LINE_1 ",6217998710000000002,王秀兰,800.00,一次性交通补贴,640522199910100410\n"
                   "2," LINE_2 ",6217998710000000002,王秀兰,200.00,一次性交通补贴,640522199910100410\n");
    Str expected = str_format(&ledger.arena, "%.*s合计,2,1000.00,%.*s\n", STR_ARG(body),
                              STR_ARG(digest_sha256(&ledger.arena, body)));
    assert_str_equal(file.file.content, str_to_c(&ledger.arena, expected));
    PaymentFile kept, head;
    ContentLines lines;
    assert_ok(find_file(&ledger, file.file.number, &kept), ledger.error);
    assert_true(str_equal(kept.content, expected));
    assert_str_equal(kept.sha256, str_to_c(&ledger.arena, file.file.sha256));
    assert_ok(payment_content_read(&ledger.arena, kept.content, &head, &lines, &ledger.error),
              ledger.error);
    assert_int_equal(lines.count, 2);
    assert_int_equal(head.total_fen, 100000);
    assert_failed(release(&ledger, &file), ""); // nothing waits any more
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    ledger_close(&ledger);
}

typedef struct Change {
    const char *from;
    const char *to;
    const char *message; // a part of it
} Change;

static Str changed(Arena *arena, Str text, const Change *change) {
    size_t at = str_find(text, str_from_c(change->from), 0);
    assert_true(at != SIZE_MAX);
    return str_format(arena, "%.*s%s%.*s", (int)at, text.data, change->to,
                      STR_ARG(str_slice(text, at + strlen(change->from), text.length)));
}

static void test_payment_file__one_changed_fen_is_found(void **state) {
    static const Change changes[] = {
        {",800.00,一", ",800.01,一", "第3行 金额 是“800.01”，放行的文件是“800.00”"},
        {",1000.00\n序", ",1000.01\n序", "第1行 合计金额 是“1000.01”"},
        {"合计,2,1000.00", "合计,2,1000.01", "第5行 合计金额 是“1000.01”"},
        {"合计,2", "合计,3", "第5行 笔数 是“3”"},
        {"6217998710000000002", "6217998710000000010", "第3行 账号 是“6217998710000000010”"},
        {"王秀兰", "王秀花", "第3行 户名 是“王秀花”"},
        {"640522,2023-10-16", "640522,2023-10-17", "第1行 日期 是“2023-10-17”"},
        {",户名,", ",姓名,", "第2行"},
        {"王秀兰", "\"王秀兰\"", "第3行的写法"},
        {"2," LINE_2, "3," LINE_2, "第4行 序号 是“3”"},
        {"640522199910100410\n2", "640522199910100410\r\n2", "第3行"},
        {",800.00,一", ",800.00,,一", "第3行"},
    };
    Release file;
    Str number;
    Ledger ledger = released_open(state, &file);
    Str content = file.file.content;
    assert_ok(check_file(&ledger, content, &number), ledger.error);
    assert_str_equal(number, "ZF-640522-2023-000001");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        assert_failed(check_file(&ledger, changed(&ledger.arena, content, &changes[i]), &number),
                      "FILE_DIFFERS");
        if (!strstr(ledger.error.message, changes[i].message)) fail_msg("%s", ledger.error.message);
    }
    // Every prefix, and every byte changed.
    for (size_t i = 0; i < content.length; i += 7) {
        assert_false(check_file(&ledger, str_slice(content, 0, i), &number));
        char *bytes = arena_alloc(&ledger.arena, content.length);
        memcpy(bytes, content.data, content.length);
        bytes[i] ^= 1;
        assert_false(check_file(&ledger, (Str){bytes, content.length}, &number));
    }
    Str longer = str_format(&ledger.arena, "%.*s3,x\n", STR_ARG(content));
    assert_failed(check_file(&ledger, longer, &number), "FILE_DIFFERS");
    ledger.actor = fund_actor("640521");
    assert_false(check_file(&ledger, content, &number));
    assert_int_equal(ledger.error.kind, ERROR_NOT_FOUND);
    ledger_close(&ledger);
}

// Totals are recomputed from the lines, whatever header and trailer say.
static void test_payment_file__a_wrong_total_is_not_written(void **state) {
    (void)state;
    Arena arena = {0};
    ContentLine line = {1, STR("L-1"), STR("62179987"), STR("王"), 100, STR("补贴"), STR("64")};
    ContentLines lines = {&line, 1, 1}, read;
    PaymentFile file = {.number = STR("ZF-1"), .fund_key = STR("F"), .division_code = STR("640522"),
                        .line_count = 1, .total_fen = 100, .released_on = FUND_TODAY};
    PaymentFile head;
    Error error = {0};
    Str good = payment_content_write(&arena, &file, &lines);
    assert_ok(payment_content_read(&arena, good, &head, &read, &error), error);
    file.total_fen = 101;
    Str wrong = payment_content_write(&arena, &file, &lines);
    assert_false(payment_content_read(&arena, wrong, &head, &read, &error));
    assert_string_equal(error.message, "第1行：文件头的合计与各行不符");
    file.total_fen = 100;
    file.line_count = 2;
    wrong = payment_content_write(&arena, &file, &lines);
    assert_false(payment_content_read(&arena, wrong, &head, &read, &error));
    assert_string_equal(error.message, "第1行：文件头的笔数与各行不符");
    line.sequence = 2;
    file.line_count = 1;
    wrong = payment_content_write(&arena, &file, &lines);
    assert_false(payment_content_read(&arena, wrong, &head, &read, &error));
    assert_string_equal(error.message, "第3行：序号不连续");
    for (size_t i = 0; i < good.length; i++) { // every prefix is refused, not misread
        assert_false(payment_content_read(&arena, str_slice(good, 0, i), &head, &read, &error));
    }
    arena_release(&arena);
}

static void test_payment_file__names_do_not_run_as_formulas(void **state) {
    static const char *const names[] = {"=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "＝1+1"};
    Ledger ledger = ledger_open(state);
    Release file;
    Payment payment;
    Str number;
    char claim[] = "C0";
    assert_ok(allot(&ledger, 5, 500000, "k1"), ledger.error);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        claim[1] = (char)('0' + i);
        PaymentOrder order = order_for(claim, 5, 100);
        order.payee_name = str_from_c(names[i]);
        assert_ok(approve(&ledger, &order, &payment), ledger.error);
    }
    PaymentOrder quoted = order_for("C9", 5, 100);
    quoted.payee_name = STR("甲,乙\"丙\"公司");
    assert_ok(approve(&ledger, &quoted, &payment), ledger.error);
    assert_ok(release(&ledger, &file), ledger.error);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Str guarded = str_format(&ledger.arena, ",'%s,", names[i]);
        assert_true(str_find(file.file.content, guarded, 0) != SIZE_MAX);
    }
    assert_true(str_find(file.file.content, STR(",\"甲,乙\"\"丙\"\"公司\","), 0) != SIZE_MAX);
    assert_ok(check_file(&ledger, file.file.content, &number), ledger.error);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static bool list_files(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return payment_file_list(tx, call->actor, arena, out, error);
}

static bool list_payments(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return payment_list(tx, call->actor, call->text, call->text2, arena, out, error);
}

static bool write_person(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return put_person(tx, in, NULL, error);
}

static void test_payment__is_seen_by_whom_it_concerns(void **state) {
    Release file;
    PaymentFiles files;
    Payments payments;
    Ledger ledger = released_open(state, &file);
    FundCall call = {&ledger.actor, NULL, STR("released"), {0}};
    assert_ok(fund_run(&ledger, list_payments, &call, &payments), ledger.error);
    assert_int_equal(payments.count, 2);
    assert_false(payments.has_more);
    call.text2 = STR("失业保险基金");
    assert_ok(fund_run(&ledger, list_payments, &call, &payments), ledger.error);
    assert_int_equal(payments.count, 0);
    assert_ok(fund_run(&ledger, list_files, &call, &files), ledger.error);
    assert_int_equal(files.count, 1);
    assert_true(str_is_absent(files.items[0].content));
    ledger.actor = fund_actor("640521");
    assert_ok(fund_run(&ledger, list_files, &call, &files), ledger.error);
    assert_int_equal(files.count, 0);
    assert_int_equal(payments_of(&ledger, "ZW-2023-05-000001").count, 0);
    // An applicant sees what he is paid himself, and so does an organisation.
    PutPersonIn people[] = {{41, STR("640522199910100410"), STR("王秀兰"), FUND_TODAY},
                            {42, STR("640521200012310028"), STR("李某"), FUND_TODAY}};
    for (size_t i = 0; i < 2; i++) {
        assert_ok(store_write(ledger.store, write_person, &people[i], NULL, &ledger.arena,
                              &ledger.error),
                  ledger.error);
    }
    ledger.actor = fund_actor("");
    ledger.actor.scope.person_id = 42;
    assert_int_equal(payments_of(&ledger, "ZW-2023-05-000001").count, 0);
    ledger.actor.scope.person_id = 41;
    assert_int_equal(payments_of(&ledger, "ZW-2023-05-000001").count, 1);
    ledger.actor = fund_actor("");
    ledger.actor.scope.uscc = STR("91640502MA7600013B");
    assert_int_equal(payments_of(&ledger, "ZW-2023-05-000001").count, 0);
    ledger.actor.scope.uscc = STR("640522199910100410");
    assert_int_equal(payments_of(&ledger, "ZW-2023-05-000001").count, 1);
    // The leading head sees sums, not people.
    ledger.actor = fund_actor("");
    ledger.actor.scope.sees_people = false;
    assert_failed(find_file(&ledger, file.file.number, &file.file), "NO_PEOPLE");
    assert_failed(fund_run(&ledger, list_payments, &call, &payments), "NO_PEOPLE");
    assert_ok(fund_run(&ledger, list_files, &call, &files), ledger.error);
    assert_int_equal(files.count, 1);
    ledger_close(&ledger);
}

// ---- Returns ----

static void test_payment_return__a_repeat_changes_nothing(void **state) {
    static const char rows[] = LINE_1 ",800.00,成功,,2023-10-16\n" LINE_2
                                      ",200.00,失败,户名不符,2023-10-16\n";
    Release file;
    ReturnResult result;
    Ledger ledger = released_open(state, &file);
    for (int i = 0; i < 3; i++) {
        assert_ok(post_return(&ledger, rows, &result), ledger.error);
        assert_int_equal(result.items[0].is_repeat, i > 0);
        assert_int_equal(result.paid_fen, i > 0 ? 0 : 80000);
        assert_budget(&ledger, 5, 120000, 0, 80000);
    }
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static void test_payment_return__may_come_in_parts(void **state) {
    Release file;
    ReturnResult result;
    Ledger ledger = released_open(state, &file);
    // The same line twice in one return is once.
    assert_ok(post_return(&ledger,
                          LINE_2 ",200.00,成功,,2023-10-16\n" LINE_2 ",200.00,成功,,2023-10-16\n",
                          &result),
              ledger.error);
    assert_int_equal(result.paid_fen, 20000);
    assert_true(result.items[1].is_repeat);
    PaymentFile kept;
    assert_ok(find_file(&ledger, file.file.number, &kept), ledger.error);
    assert_int_equal(kept.paid_count, 1);
    assert_int_equal(kept.paid_fen, 20000);
    assert_int_equal(kept.returned_count, 0);
    assert_ok(post_return(&ledger,
                          LINE_1 ",800,失败,挂失,2023-10-16\n" LINE_2 ",200.0,成功,,2023-10-16\n",
                          &result),
              ledger.error);
    assert_budget(&ledger, 5, 180000, 0, 20000);
    assert_ok(find_file(&ledger, file.file.number, &kept), ledger.error);
    assert_int_equal(kept.paid_fen + kept.returned_fen, kept.total_fen);
    assert_int_equal(kept.returned_count, 1);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

typedef struct Refusal {
    const char *rows;
    const char *code;
    const char *message; // a part of it
} Refusal;

// The second row is at fault; the first is good and must not be posted.
static const Refusal refusals[] = {
    {"ZF-640522-2023-000009-00001,1.00,成功,,2023-10-16", "RETURN_UNKNOWN_LINE", "第3行：行号“ZF-6"},
    {",200.00,成功,,2023-10-16", "RETURN_UNKNOWN_LINE", "第3行"},
    {"ZF-640522-2023-000002-00001,300.00,成功,,2023-10-16", "RETURN_ANOTHER_FILE",
     "第3行：行号 ZF-640522-2023-000002-00001 属于另一份支付文件 ZF-640522-2023-000002"},
    {LINE_2 ",200.01,成功,,2023-10-16", "RETURN_AMOUNT", "的金额是 200.01 元，放行的是 200.00 元"},
    {LINE_2 ",199.99,失败,户名不符,2023-10-16", "RETURN_AMOUNT", "第3行"},
    {LINE_2 ",200.00,失败,,2023-10-16", "RETURN_MALFORMED", "第3行：失败没有写原因"},
    {LINE_2 ",200.00,已付,,2023-10-16", "RETURN_MALFORMED", "第3行：结果“已付”"},
    {LINE_2 ",200.001,成功,,2023-10-16", "RETURN_MALFORMED", "第3行：金额“200.001”"},
    {LINE_2 ",-200.00,成功,,2023-10-16", "RETURN_MALFORMED", "第3行：金额"},
    {LINE_2 ",2e2,成功,,2023-10-16", "RETURN_MALFORMED", "第3行：金额"},
    {LINE_2 ",\"1,200.00\",成功,,2023-10-16", "RETURN_MALFORMED", "第3行：金额"},
    {LINE_2 ",9999999999999999999,成功,,2023-10-16", "RETURN_MALFORMED", "第3行：金额"},
    {LINE_2 ",200.00,成功,,2023-02-30", "RETURN_MALFORMED", "第3行：日期"},
    {LINE_2 ",200.00,成功,,2023-10-15", "RETURN_MALFORMED", "第3行：日期早于放行日"},
    {LINE_2 ",200.00,成功,,2023-10-17", "RETURN_MALFORMED", "或晚于今天"},
    {LINE_2 ",200.00,成功,", "RETURN_MALFORMED", "第3行：有 4 个单元格"},
    {LINE_2 ",200.00,成功,\",2023-10-16", "RETURN_MALFORMED", "第3行"},
    {LINE_2 ",200.00,成功,\xff,2023-10-16", "RETURN_MALFORMED", "第3行：不是 UTF-8"},
    {LINE_1 ",800.00,失败,户名不符,2023-10-16", "RETURN_CONTRADICTS", "第3行"},
    {LINE_1 "' OR 1=1 --,800.00,成功,,2023-10-16", "RETURN_UNKNOWN_LINE", "第3行"},
};

static void test_payment_return__is_posted_whole_or_not_at_all(void **state) {
    Release file;
    ReturnResult result;
    Ledger ledger = released_open(state, &file);
    must_approve(&ledger, "ZW-2023-05-000003", 5, 30000);
    assert_ok(release(&ledger, &file), ledger.error);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        Str rows = str_format(&ledger.arena, LINE_1 ",800.00,成功,,2023-10-16\n%s\n",
                              refusals[i].rows);
        assert_failed(post_return(&ledger, str_to_c(&ledger.arena, rows), &result),
                      refusals[i].code);
        const char *message = ledger.error.message;
        if (!strstr(message, refusals[i].message)) fail_msg("%s", message);
        assert_budget(&ledger, 5, 70000, 130000, 0);
    }
    assert_failed(post_return(&ledger, "", &result), "RETURN_MALFORMED");
    FundCall call = {&ledger.actor, NULL, STR("行号,金额,结果,日期\n"), {0}};
    assert_failed(fund_run(&ledger, run_return, &call, &result), "RETURN_MALFORMED");
    call.text = (Str){NULL, 0};
    assert_failed(fund_run(&ledger, run_return, &call, &result), "RETURN_MALFORMED");
    // The line is there, but not for this county.
    ledger.actor = fund_actor("640521");
    assert_failed(post_return(&ledger, LINE_1 ",800.00,成功,,2023-10-16\n", &result),
                  "RETURN_UNKNOWN_LINE");
    ledger.actor = fund_actor(FUND_COUNTY);
    assert_budget(&ledger, 5, 70000, 130000, 0);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static void test_payment_return__does_not_contradict_an_earlier_one(void **state) {
    static const char *const others[] = {
        LINE_1 ",800.00,失败,户名不符,2023-10-16\n", // return after paid
        LINE_1 ",800.00,成功,,2023-10-17\n",         // another date
        LINE_2 ",200.00,成功,,2023-10-16\n",         // paid after return
        LINE_2 ",200.00,失败,挂失,2023-10-16\n",     // another reason
    };
    Release file;
    ReturnResult result;
    Ledger ledger = released_open(state, &file);
    assert_ok(post_return(&ledger,
                          LINE_1 ",800.00,成功,,2023-10-16\n" LINE_2
                                 ",200.00,失败,户名不符,2023-10-16\n",
                          &result),
              ledger.error);
    ledger.actor.today++;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_failed(post_return(&ledger, others[i], &result), "RETURN_CONTRADICTS");
    }
    assert_budget(&ledger, 5, 120000, 0, 80000);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// ---- Strange bytes ----

static uint32_t draw(uint32_t *seed, uint32_t below) { // xorshift
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % below;
}

// A byte changed, a piece left out, or a piece written twice.
static Str mutated(Arena *arena, Str text, uint32_t *seed) {
    size_t at = draw(seed, (uint32_t)text.length), length = draw(seed, 12);
    Str head = str_slice(text, 0, at), rest = str_slice(text, at, text.length);
    switch (draw(seed, 3)) {
    case 0:
        return str_format(arena, "%.*s%c%.*s", STR_ARG(head), (char)(1 + draw(seed, 255)),
                          STR_ARG(str_slice(rest, 1, rest.length)));
    case 1:
        return str_format(arena, "%.*s%.*s", STR_ARG(head),
                          STR_ARG(str_slice(rest, length, rest.length)));
    default:
        return str_format(arena, "%.*s%.*s%.*s", STR_ARG(head),
                          STR_ARG(str_slice(rest, 0, length)), STR_ARG(rest));
    }
}

static void test_payment__strange_bytes_do_no_harm(void **state) {
    static const char rows[] = RETURN_TITLES LINE_1 ",800.00,成功,,2023-10-16\n" LINE_2
                                                    ",200.00,失败,户名不符,2023-10-16\n";
    Release file;
    ReturnResult result;
    Str number;
    uint32_t seed = 20231016;
    int accepted = 0;
    Ledger ledger = released_open(state, &file);
    Str content = file.file.content;
    for (int i = 0; i < 400; i++) {
        Str strange = mutated(&ledger.arena, content, &seed);
        if (!str_equal(strange, content)) assert_false(check_file(&ledger, strange, &number));
        strange = mutated(&ledger.arena, str_from_c(rows), &seed);
        FundCall call = {&ledger.actor, NULL, strange, {0}};
        accepted += fund_run(&ledger, run_return, &call, &result);
        assert_int_equal(budget_now(&ledger, 5).allotted_fen, 200000);
    }
    assert_true(accepted < 200); // those that still say something true, such as one line less
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// ---- Yuan ----

static void test_yuan__is_exact(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t fen; // -1 = refused
    } cases[] = {
        {"0", 0},         {"800", 80000},  {"800.5", 80050}, {"800.05", 80005}, {"0.01", 1},
        {"", -1},         {".5", -1},      {"5.", -1},       {"1.001", -1},     {"-1", -1},
        {"+1", -1},       {"1,000", -1},   {" 1", -1},       {"1 ", -1},        {"1e3", -1},
        {"１", -1},       {"0x10", -1},    {"1.0.0", -1},    {"1.-1", -1},      {"007", 700},
        {"999999999999999.99", INT64_C(99999999999999999)},  {"1000000000000000", -1},
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t fen = -1;
        bool is_read = yuan_to_fen(str_from_c(cases[i].text), &fen);
        assert_int_equal(is_read ? fen : -1, cases[i].fen);
    }
    assert_str_equal(yuan_from_fen(&arena, 0), "0.00");
    assert_str_equal(yuan_from_fen(&arena, -5), "-0.05");
    assert_str_equal(yuan_from_fen(&arena, 123456), "1234.56");
    assert_str_equal(yuan_from_fen(&arena, INT64_MIN), "-92233720368547758.08");
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_payment__goes_from_budget_to_bank),
        BOTH(test_budget__an_allotment_repeats_and_does_not_change),
        BOTH(test_budget__is_seen_within_the_county),
        BOTH(test_payment__one_fen_over_the_budget_is_refused),
        BOTH(test_payment__a_claim_is_approved_once),
        BOTH(test_payment__bad_orders_are_refused),
        BOTH(test_payment__is_tried_again_after_a_return),
        BOTH(test_payment__is_cancelled_before_release),
        BOTH(test_payment__a_batch_goes_on_after_a_refusal),
        BOTH(test_payment_file__reads_as_written),
        BOTH(test_payment_file__one_changed_fen_is_found),
        cmocka_unit_test(test_payment_file__a_wrong_total_is_not_written),
        BOTH(test_payment_file__names_do_not_run_as_formulas),
        BOTH(test_payment__is_seen_by_whom_it_concerns),
        BOTH(test_payment_return__a_repeat_changes_nothing),
        BOTH(test_payment_return__may_come_in_parts),
        BOTH(test_payment_return__is_posted_whole_or_not_at_all),
        BOTH(test_payment_return__does_not_contradict_an_earlier_one),
        BOTH(test_payment__strange_bytes_do_no_harm),
        cmocka_unit_test(test_yuan__is_exact),
    };
    return RUN_TESTS(tests);
}
