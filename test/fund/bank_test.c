// SPDX-License-Identifier: Apache-2.0
// Protects the way to the bank and back: every format and encoding, frozen, signed and checked by a
// bank of its own; and whatever the bank answers, or does not.

#include "bank.h"

static const BankChannel channels[] = {
    {STR_INIT("银行代发"), BANK_CSV, BANK_UTF8},
    {STR_INIT("国库集中支付"), BANK_CSV, BANK_GB18030},
    {STR_INIT("银行代发"), BANK_FIXED, BANK_UTF8},
    {STR_INIT("社保核心系统"), BANK_FIXED, BANK_GB18030},
};
#define CHANNELS (sizeof channels / sizeof *channels)

static const char *const names[] = {"王秀兰", "马·依布拉欣", "宁夏𠮷祥商贸有限公司", "李 四"};
#define NAMES 4

static Str released(Ledger *ledger, const char *mark) {
    Release file;
    for (int i = 0; i < NAMES; i++) {
        char claim[32];
        Payment payment;
        snprintf(claim, sizeof claim, "%s%d", mark, i);
        PaymentOrder order = order_for(claim, 5, 100 * (i + 1) + i);
        order.payee_name = str_from_c(names[i]);
        assert_ok(approve(ledger, &order, &payment), ledger->error);
    }
    assert_ok(release(ledger, &file), ledger->error);
    return file.file.number;
}

static bool answer(Ledger *ledger, Str content, ReturnResult *result) {
    return fund_run(ledger, run_return, &(FundCall){&ledger->actor, NULL, content, {0}}, result);
}

// Seals by a channel and hands over.
static Bank hand_over(Ledger *ledger, Str number, const BankChannel *channel,
                      PaymentDelivery *delivery) {
    assert_ok(seal(ledger, number, channel), ledger->error);
    assert_ok(deliver(ledger, number, delivery), ledger->error);
    return bank_receive(delivery);
}

static void test_bank__takes_every_format(void **state) {
    Ledger ledger = ledger_open(state);
    assert_ok(allot(&ledger, 5, 1000000, "k1"), ledger.error);
    for (size_t i = 0; i < CHANNELS; i++) {
        char mark[8];
        PaymentDelivery delivery, again;
        snprintf(mark, sizeof mark, "F%zu-", i);
        Str number = released(&ledger, mark), found;
        assert_failed(deliver(&ledger, number, &delivery), "FILE_UNSEALED");
        Bank bank = hand_over(&ledger, number, &channels[i], &delivery);
        assert_int_equal(bank.count, NAMES);
        for (int j = 0; j < NAMES; j++) {
            assert_str_equal(bank.names[j], names[j]);
            assert_int_equal(bank.amounts[j], 100 * (j + 1) + j);
        }
        // Sealed once: another channel later changes nothing.
        assert_ok(seal(&ledger, number, &channels[(i + 1) % CHANNELS]), ledger.error);
        assert_ok(deliver(&ledger, number, &again), ledger.error);
        assert_true(str_equal(again.content, delivery.content));
        assert_ok(check_file(&ledger, delivery.content, &found), ledger.error);
        assert_true(str_equal(found, number));
        // One changed fen is found.
        char *changed = arena_alloc(&ledger.arena, delivery.content.length);
        memcpy(changed, delivery.content.data, delivery.content.length);
        size_t at = str_find(delivery.content, bank.refs[1], 0);
        while (changed[at] != '2' || changed[at - 1] == '-' || changed[at + 1] == '-') at++;
        changed[at] = '3';
        assert_failed(check_file(&ledger, (Str){changed, delivery.content.length}, &found),
                      "FILE_DIFFERS");
        arena_release(&bank.arena);
    }
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// In parts, twice, wrongly, late: each line is settled once, as the bank first said.
static void test_bank__answers_as_it_likes(void **state) {
    Ledger ledger = ledger_open(state);
    ReturnResult result;
    assert_ok(allot(&ledger, 5, 1000000, "k1"), ledger.error);
    for (size_t i = 0; i < CHANNELS; i++) {
        char mark[8];
        PaymentDelivery delivery;
        snprintf(mark, sizeof mark, "A%zu-", i);
        ledger.actor.today = FUND_TODAY;
        Bank bank = hand_over(&ledger, released(&ledger, mark), &channels[i], &delivery);
        Str wrong = bank_answer(&bank, 0, 2, BANK_ONE_FEN_OFF, "2023-10-16");
        assert_failed(answer(&ledger, wrong, &result), "RETURN_AMOUNT");
        // The line of the bank's own file: fixed width has no titles.
        const char *line = channels[i].format == BANK_FIXED ? "第1行：" : "第2行：";
        assert_int_equal(strncmp(ledger.error.message, line, strlen(line)), 0);
        wrong = bank_answer(&bank, 0, 1, BANK_STRANGER, "2023-10-16");
        assert_failed(answer(&ledger, wrong, &result), "RETURN_UNKNOWN_LINE");
        Str part = bank_answer(&bank, 0, 2, BANK_PAYS, "2023-10-16");
        assert_ok(answer(&ledger, part, &result), ledger.error);
        assert_int_equal(result.paid_fen, 100 + 201);
        assert_ok(answer(&ledger, part, &result), ledger.error); // twice
        assert_int_equal(result.paid_fen, 0);
        wrong = bank_answer(&bank, 1, 2, BANK_FAILS, "2023-10-16"); // returned after paid
        assert_failed(answer(&ledger, wrong, &result), "RETURN_CONTRADICTS");
        ledger.actor.today = FUND_TODAY + 60; // late
        Str rest = bank_answer(&bank, 2, NAMES, BANK_FAILS, "2023-12-10");
        assert_ok(answer(&ledger, rest, &result), ledger.error);
        assert_int_equal(result.returned_fen, 302 + 403);
        assert_str_equal(result.items[0].reason, "户名不符");
        arena_release(&bank.arena);
    }
    assert_budget(&ledger, 5, 1000000 - 4 * 301, 0, 4 * 301);
    assert_proven(&ledger);
    ledger_close(&ledger);
}

// Silence: the line stays unknown, is not paid again, not cancelled, and nothing closes over it.
static void test_bank__never_answers(void **state) {
    Ledger ledger = ledger_open(state);
    PaymentDelivery delivery;
    Release file;
    Payment payment;
    assert_ok(allot(&ledger, 5, 1000000, "k1"), ledger.error);
    Bank bank = hand_over(&ledger, released(&ledger, "N"), &channels[3], &delivery);
    PaymentOrder again = order_for("N0", 5, 100);
    assert_failed(approve(&ledger, &again, &payment), "UNIQUE:payment_one_living");
    assert_failed(cancel(&ledger, "N0", "等不到回盘"), "PAYMENT_NOT_WAITING");
    assert_false(release(&ledger, &file));
    assert_ok(voucher(&ledger, "ZF-640522-2023-000001", "v", 1006), ledger.error);
    ledger.actor.today = FUND_TODAY + 400;
    assert_failed(close_period(&ledger, FUND_NAME, "2023-10"), "PERIOD_DIFFERS");
    assert_budget(&ledger, 5, 1000000 - 1006, 1006, 0);
    assert_int_equal(reconcile(&ledger).opened, 1);
    assert_proven(&ledger);
    arena_release(&bank.arena);
    ledger_close(&ledger);
}

// Nothing is cut off to fit, and strange returns do no harm.
static void test_bank__refuses_what_does_not_fit(void **state) {
    Ledger ledger = ledger_open(state);
    Release file;
    Payment payment;
    ReturnResult result;
    char name[200];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_ok(allot(&ledger, 5, 1000000, "k1"), ledger.error);
    PaymentOrder order = order_for("W1", 5, 100);
    order.payee_name = str_from_c(name);
    assert_ok(approve(&ledger, &order, &payment) && release(&ledger, &file), ledger.error);
    assert_failed(seal(&ledger, file.file.number, &channels[3]), "FILE_TEXT_TOO_WIDE");
    assert_ok(seal(&ledger, file.file.number, &channels[1]), ledger.error);
    // A record of the right length whose result is neither S nor F.
    static const char odd_result[] = "R0000000000000000000000000000000000000000"
                                     "0000000000000100X20231016\n";
    static const char *const strange[] = {"R",    "R\n", "Rx\n", "\xff\xfe\xfd", "R\xb5\xc4\n",
                                          "RRRR", odd_result};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        assert_failed(answer(&ledger, str_from_c(strange[i]), &result), "RETURN_MALFORMED");
    }
    assert_proven(&ledger);
    ledger_close(&ledger);
}

static bool run_prove_key(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    *(LedgerProof *)out = (LedgerProof){0};
    return payment_seal_prove(tx, call->in, arena, out, error);
}

static void test_seal__names_the_key_that_signed(void **state) {
    Ledger ledger = ledger_open(state);
    PaymentDelivery delivery;
    LedgerProof proof;
    assert_ok(allot(&ledger, 5, 1000000, "k1"), ledger.error);
    Bank bank = hand_over(&ledger, released(&ledger, "K"), &channels[0], &delivery);
    Str keys[SUITE_COUNT] = {{0}};
    FundCall call = {.actor = &ledger.actor, .in = keys};
    assert_ok(fund_run(&ledger, run_prove_key, &call, &proof), ledger.error);
    keys[SUITE_INTERNATIONAL] =
        signing_key_public(&ledger.arena, test_signing_key(SUITE_INTERNATIONAL));
    assert_ok(fund_run(&ledger, run_prove_key, &call, &proof), ledger.error);
    assert_int_equal(proof.faults, 0);
    keys[SUITE_INTERNATIONAL] = signing_key_public(&ledger.arena, test_signing_key(SUITE_GUOMI));
    assert_ok(fund_run(&ledger, run_prove_key, &call, &proof), ledger.error);
    assert_int_equal(proof.faults, 1);
    assert_str_equal(proof.first_fault, "支付文件 ZF-640522-2023-000001：不是用这把密钥签的");
    arena_release(&bank.arena);
    ledger_close(&ledger);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_bank__takes_every_format),      BOTH(test_bank__answers_as_it_likes),
        BOTH(test_bank__never_answers),           BOTH(test_bank__refuses_what_does_not_fit),
        BOTH(test_seal__names_the_key_that_signed),
    };
    return RUN_TESTS(tests);
}
