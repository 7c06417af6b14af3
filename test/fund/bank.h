// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_FUND_BANK_H
#define TEST_FUND_BANK_H
// A bank for tests. It reads what it is handed by its own lights (its own offsets, the C library's
// iconv, its own sums) and answers in the same format and encoding: late, twice, in parts, wrongly
// or never, as the test has it.

#include "base/digest.h"
#include "base/file.h"
#include "fund.h"
#include "fund/payment_seal.h"

#include <iconv.h>

#define BANK_LINES_MAX 100

typedef struct Bank {
    Arena arena;
    BankChannel channel;
    Str refs[BANK_LINES_MAX];
    Str names[BANK_LINES_MAX]; // in UTF-8
    int64_t amounts[BANK_LINES_MAX];
    int count;
} Bank;

typedef enum BankMood {
    BANK_PAYS,
    BANK_FAILS,       // 户名不符
    BANK_ONE_FEN_OFF, // names another amount
    BANK_STRANGER,    // speaks of a line that was never sent
} BankMood;

static inline Str bank_convert(Bank *bank, const char *from, const char *to, Str text) {
    iconv_t converter = iconv_open(to, from);
    assert_true(converter != (iconv_t)-1);
    size_t left = text.length, room = text.length * 3 + 1, capacity = room;
    char *out = arena_alloc(&bank->arena, room), *at = out;
    char *in = arena_alloc(&bank->arena, left + 1);
    memcpy(in, text.data, left);
    assert_int_equal(iconv(converter, &in, &left, &at, &room), 0);
    iconv_close(converter);
    return (Str){out, capacity - room};
}

static inline Str bank_text(Bank *bank, Str bytes) {
    if (bank->channel.encoding == BANK_UTF8) return bytes;
    return bank_convert(bank, "GB18030", "UTF-8", bytes);
}

static inline int64_t bank_number(Str digits) {
    int64_t number = -1;
    assert_true(str_to_int64(digits, &number));
    return number;
}

static inline void bank_read_fixed(Bank *bank, Str line) {
    assert_int_equal(line.length, 1 + 6 + 40 + 32 + 160 + 16 + 160 + 20);
    bank->refs[bank->count] = str_trim(str_slice(line, 7, 47));
    bank->names[bank->count] = str_trim(bank_text(bank, str_slice(line, 79, 239)));
    bank->amounts[bank->count++] = bank_number(str_slice(line, 239, 255));
}

static inline void bank_read_csv(Bank *bank, Str line) {
    int64_t yuan, fen;
    str_cut(&line, ',');
    bank->refs[bank->count] = str_cut(&line, ',');
    str_cut(&line, ',');
    bank->names[bank->count] = bank_text(bank, str_cut(&line, ','));
    Str amount = str_cut(&line, ',');
    yuan = bank_number(str_cut(&amount, '.'));
    fen = bank_number(amount);
    bank->amounts[bank->count++] = yuan * 100 + fen;
}

// Reads a delivery: signature, trailer and sums must hold, or the bank would not take it.
static inline Bank bank_receive(const PaymentDelivery *delivery) {
    Bank bank = {.channel = delivery->channel};
    Str content = delivery->content, rest = content, line = {0};
    assert_true(signature_holds(delivery->suite, delivery->public_key, content,
                                delivery->signature));
    bool is_fixed = bank.channel.format == BANK_FIXED;
    size_t trailer = 0;
    for (int64_t number = 1; rest.length > 0; number++) {
        trailer = (size_t)(rest.data - content.data);
        line = str_cut(&rest, '\n');
        if (rest.length == 0 || number == 1 || (!is_fixed && number == 2)) continue;
        if (is_fixed) bank_read_fixed(&bank, line);
        else bank_read_csv(&bank, line);
    }
    int64_t total = 0;
    for (int i = 0; i < bank.count; i++) total += bank.amounts[i];
    Str hash = digest_sha256(&bank.arena, str_slice(content, 0, trailer));
    assert_true(str_ends_with(line, hash));
    if (is_fixed) {
        assert_int_equal(bank_number(str_slice(line, 1, 7)), bank.count);
        assert_int_equal(bank_number(str_slice(line, 7, 23)), total);
    }
    return bank;
}

static inline void bank_put_answer(Bank *bank, StrBuilder *out, int index, BankMood mood,
                                   Str date) {
    int64_t amount = bank->amounts[index] + (mood == BANK_ONE_FEN_OFF);
    Str reference = mood == BANK_STRANGER ? STR("ZF-640522-2023-000999-00001") : bank->refs[index];
    bool fails = mood == BANK_FAILS;
    if (bank->channel.format == BANK_FIXED) {
        str_put_format(out, "R%-40.*s%016lld%c%.4s%.2s%.2s%s\n", STR_ARG(reference),
                       (long long)amount, fails ? 'F' : 'S', date.data, date.data + 5,
                       date.data + 8, fails ? "户名不符" : "");
        return;
    }
    str_put_format(out, "%.*s,%lld.%02d,%s,%s,%.*s\n", STR_ARG(reference),
                   (long long)(amount / 100), (int)(amount % 100), fails ? "失败" : "成功",
                   fails ? "户名不符" : "", STR_ARG(date));
}

// The answer for lines `from` to before `to`.
static inline Str bank_answer(Bank *bank, int from, int to, BankMood mood, const char *date) {
    StrBuilder out;
    str_builder_init(&out, &bank->arena, 0);
    if (bank->channel.format == BANK_CSV) str_put(&out, STR(RETURN_TITLES));
    for (int i = from; i < to; i++) bank_put_answer(bank, &out, i, mood, str_from_c(date));
    Str text = str_built(&out);
    if (bank->channel.encoding == BANK_UTF8) return text;
    return bank_convert(bank, "UTF-8", "GB18030", text);
}

// ---- Handing over ----

// The key of the tests, whose file is gone as soon as it is read.
static inline const SigningKey *test_signing_key(Suite suite) {
    static SigningKey *keys[SUITE_COUNT];
    Error error = {0};
    char folder[TEST_FOLDER_SIZE];
    if (keys[suite]) return keys[suite];
    test_folder_make(folder);
    assert_ok(signing_key_open(suite, str_from_c(folder), &keys[suite], &error), error);
    test_folder_remove(folder);
    return keys[suite];
}

static inline bool run_seal(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    const BankChannel *channel = call->in;
    Suite suite = channel->encoding == BANK_GB18030 ? SUITE_GUOMI : SUITE_INTERNATIONAL;
    (void)out;
    return payment_file_seal(tx, call->actor, call->text, channel, test_signing_key(suite), arena,
                             error);
}

static inline bool seal(Ledger *ledger, Str number, const BankChannel *channel) {
    return fund_run(ledger, run_seal, &(FundCall){&ledger->actor, channel, number, {0}}, NULL);
}

static inline bool run_deliver(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FundCall *call = in;
    return payment_file_deliver(tx, call->actor, call->text, arena, out, error);
}

static inline bool deliver(Ledger *ledger, Str number, PaymentDelivery *delivery) {
    return fund_run(ledger, run_deliver, &(FundCall){&ledger->actor, NULL, number, {0}}, delivery);
}

#endif
