// SPDX-License-Identifier: Apache-2.0
// Protects the letters of clawbacks and appeals: one for each step, with what was decided, seen by
// whom it concerns, holding nobody's words twice, and proven like all others.
#include "appeals.h"
#include "letters.h"

#include "paper/document.h"

#include "test/casework/tamper.sql.c"

static void assert_says(Desk *desk, const Letter *letter, const char *words) {
    if (!document_says(desk, letter, words)) fail_msg("%s is not in the letter", words);
}

static bool run_tamper(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return tamper_grounds(tx, in, NULL, error);
}

static LetterCheck check_of(Desk *desk, const Letter *letter) {
    LetterCheck check;
    assert_ok(check_letter(desk, letter->code, false, &check), desk->error);
    assert_str_equal(check.number, letter->number.data);
    return check;
}

static bool run_letters(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AfterCall *call = in;
    return letter_list(tx, &call->actor, call->number, arena, out, error);
}

static size_t open_letters(Desk *desk, Actor actor, Str claim) {
    Letters letters;
    AfterCall call = {desk, actor, NULL, claim};
    assert_ok(
        store_read(desk->city.store, run_letters, &call, &letters, &desk->city.arena, &desk->error),
        desk->error);
    size_t count = 0;
    for (size_t i = 0; i < letters.count; i++) {
        count += str_is_absent(letters.items[i].number) &&
                 !str_is_absent(letters.items[i].course_number);
    }
    return count;
}

// What stands in the rows of letters themselves.
static bool is_kept_twice(Desk *desk, void **state, const char *words) {
    StrBuilder rows;
    Raw raw = raw_open(*state);
    str_builder_init(&rows, &desk->city.arena, 0);
    raw_dump(&raw, "SELECT content FROM letter ORDER BY id", &rows);
    raw_close(&raw);
    return str_find(str_built(&rows), str_from_c(words), 0) != SIZE_MAX;
}

static void test_course_letter__says_what_a_clawback_decides(void **state) {
    Desk desk = desk_open(state);
    Letter letter;
    ClawbackFile file;
    Str claim = desk_paid(&desk), clawback = desk_notified(&desk, claim);
    assert_code(&desk, issue(&desk, clerk(&desk), LETTER_CLAWBACK_DECISION, clawback, &letter),
                "NO_STEP");
    Letter notice = issued(&desk, worker(&desk), LETTER_CLAWBACK_NOTICE, clawback);
    assert_says(&desk, &notice, "务工月数不足");   // what was found
    assert_says(&desk, &notice, "参保记录");       // by which evidence
    assert_says(&desk, &notice, "一次性交通补贴"); // of what
    assert_says(&desk, &notice, "人民币捌佰元整");
    assert_says(&desk, &notice, "提出陈述和申辩");
    assert_false(is_kept_twice(&desk, state, "务工月数不足"));
    assert_false(issue(&desk, stranger(&desk), LETTER_CLAWBACK_NOTICE, clawback, &letter));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_ok(step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "我有工资流水") &&
                  decide_clawback(&desk, hrss(&desk), clawback, 60000, 3),
              desk.error);
    assert_int_equal(open_letters(&desk, clerk(&desk), claim), 1);
    Letter decision = issued(&desk, hrss(&desk), LETTER_CLAWBACK_DECISION, clawback);
    Letter again = issued(&desk, worker(&desk), LETTER_CLAWBACK_DECISION, clawback);
    assert_true(str_equal(decision.sha256, again.sha256));
    assert_int_equal(open_letters(&desk, clerk(&desk), claim), 0);
    assert_ok(find_clawback(&desk, hrss(&desk), clawback, &file), desk.error);
    assert_says(&desk, &decision, "人民币陆佰元整");
    assert_says(&desk, &decision, "200.00"); // each instalment
    assert_says(&desk, &decision, "卫人社追〔2023〕1号");
    assert_says(&desk, &decision, "我有工资流水");
    assert_says(&desk, &decision, "经办窗口书面提供"); // no account is stated yet
    assert_says(&desk, &decision, "60日内依法申请行政复议");
    assert_says(&desk, &decision, str_to_c(&desk.city.arena, file.clawback.receivable_number));
    assert_false(is_kept_twice(&desk, state, "我有工资流水"));
    LetterCheck check = check_of(&desk, &decision);
    assert_int_equal(check.amount_fen, 60000);
    assert_false(check.is_undone);
    LetterProof proof = proof_of(&desk);
    assert_int_equal(proof.letters, 2);
    assert_int_equal(proof.faults, 0);
    desk_close(&desk);
}

// The finance bureau states the account after the claim was decided: the letter has it.
static void test_course_letter__names_the_account_to_pay_back_to(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_paid(&desk), clawback = desk_notified(&desk, claim);
    PackFiles files = files_changed(
        &desk.city.arena, "| 20807 就业补助 | CSV | UTF-8 | |",
        "| 20807 就业补助 | CSV | UTF-8 | 市财政局；宁夏银行中卫分行；6400123456789 [O] 函1号 |");
    assert_ok(step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(&desk, hrss(&desk), clawback, 60000, 3),
              desk.error);
    PublishIn in = {&files, desk.today, 0};
    assert_ok(catalogue_publish(desk.city.store, &in, &desk.error), desk.error);
    assert_ok(catalogue_refresh(desk.city.catalogue, desk.today, &desk.error), desk.error);
    Letter decision = issued(&desk, hrss(&desk), LETTER_CLAWBACK_DECISION, clawback);
    assert_says(&desk, &decision, "市财政局");
    assert_says(&desk, &decision, "宁夏银行中卫分行");
    assert_says(&desk, &decision, "6400123456789");
    assert_int_equal(proof_of(&desk).faults, 0);
    desk_close(&desk);
}

static void test_course_letter__says_what_a_review_decides(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_paid(&desk), clawback = desk_notified(&desk, claim), number;
    assert_ok(step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(&desk, hrss(&desk), clawback, CLAIM_FEN, 1),
              desk.error);
    Letter decision = issued(&desk, hrss(&desk), LETTER_CLAWBACK_DECISION, clawback);
    assert_ok(file_appeal(&desk, worker(&desk), claim, clawback, &number) &&
                  accept_appeal(&desk, clerk(&desk), number),
              desk.error);
    Letter acceptance = issued(&desk, worker(&desk), LETTER_APPEAL_ACCEPTANCE, number);
    assert_says(&desk, &acceptance, "我有劳动合同和工资流水");
    assert_says(&desk, &acceptance, "15个工作日内");
    assert_ok(decide_appeal(&desk, hrss2(&desk), number, NO_OTHER), desk.error);
    Letter review = issued(&desk, worker(&desk), LETTER_APPEAL_REVIEW, number);
    assert_says(&desk, &review, "撤销原决定");
    assert_says(&desk, &review, "应领 800.00 元");
    assert_says(&desk, &review, "核对了合同和流水");
    assert_false(is_kept_twice(&desk, state, "核对了合同和流水"));
    assert_true(check_of(&desk, &decision).is_undone); // the paper says so to whoever holds it
    assert_false(check_of(&desk, &review).is_undone);
    LetterProof proof = proof_of(&desk);
    assert_int_equal(proof.letters, 3);
    assert_int_equal(proof.faults, 0);
    // Other words in the record make other papers.
    TamperGroundsIn in = {STR("FC-2023-000001"), STR("y")};
    assert_ok(store_write(desk.city.store, run_tamper, &in, NULL, &desk.city.arena, &desk.error),
              desk.error);
    proof = proof_of(&desk);
    assert_int_equal(proof.faults, 2);
    assert_non_null(strstr(str_to_c(&desk.city.arena, proof.first_fault), "FC-2023-000001"));
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_course_letter__says_what_a_clawback_decides),
        BOTH(test_course_letter__names_the_account_to_pay_back_to),
        BOTH(test_course_letter__says_what_a_review_decides),
    };
    return RUN_TESTS(tests);
}
