// SPDX-License-Identifier: Apache-2.0
// Protects what one application is for: a claim for each part, one decision, and never more in all
// than it gives (item 30: the bank and the person).
#include "joint.h"

static int64_t claims_made(Desk *desk) {
    ClaimPage page;
    DeskCall call = {.desk = desk, .actor = worker(desk)};
    assert_ok(desk_read(desk, run_list, &call, &page), desk->error);
    return page.total;
}

static void assert_part(const Claim *claim, const char *measure, int64_t amount_fen,
                        bool pays_lender) {
    assert_true(str_equal(claim->measure_key, str_from_c(measure)));
    assert_int_equal(claim->amount_fen, amount_fen);
    assert_int_equal(claim->pays_lender, pays_lender);
}

// ---- Applying ----

static void test_joint__is_a_claim_for_each_part(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 310000, BANK_ACCOUNT), desk.error);
    ClaimFile own = claim_of(&desk, desk.claim.number);
    assert_part(&own.claim, "tuition_compensation", 690000, false);
    assert_int_equal(own.companions.count, 1);
    const Claim *bank = &own.companions.items[0];
    assert_part(bank, "tuition_loan_repayment", 310000, true);
    assert_true(str_equal(bank->account.holder_name, STR(BANK)));
    assert_true(str_equal(bank->account.account_number, STR(BANK_ACCOUNT)));
    assert_false(str_equal(own.claim.account.account_number, STR(BANK_ACCOUNT)));
    ClaimFile other = claim_of(&desk, bank->number);
    assert_int_equal(other.companions.count, 1);
    assert_true(str_equal(other.companions.items[0].number, own.claim.number));
    // Both are had: the sum over the item is the whole, and nothing is left.
    assert_code(&desk, graduate_applies(&desk, 310000, BANK_ACCOUNT), "ALREADY_CLAIMED");
    assert_int_equal(claims_made(&desk), 2);
    desk_close(&desk);
}

static void test_joint__without_a_loan_is_one_claim(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 0, NULL), desk.error);
    ClaimFile own = claim_of(&desk, desk.claim.number);
    assert_part(&own.claim, "tuition_compensation", 1000000, false);
    assert_int_equal(own.companions.count, 0);
    assert_int_equal(claims_made(&desk), 1);
    desk_close(&desk);
}

static void test_joint__that_a_loan_takes_whole_pays_the_bank_alone(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 1200000, BANK_ACCOUNT), desk.error);
    ClaimFile bank = claim_of(&desk, desk.claim.number);
    assert_part(&bank.claim, "tuition_loan_repayment", 1000000, true);
    assert_int_equal(bank.companions.count, 0);
    desk_close(&desk);
}

static void test_joint__needs_the_bank_and_makes_all_or_none(void **state) {
    Desk desk = graduate_open(state);
    assert_code(&desk, graduate_applies(&desk, 310000, NULL), "LENDER_MISSING");
    assert_code(&desk, graduate_applies(&desk, 310000, "12"), "ACCOUNT_WRONG");
    assert_int_equal(claims_made(&desk), 0);
    // The applicant's own account, known or given, is no bank's.
    assert_ok(graduate_applies(&desk, 0, NULL), desk.error);
    Str own = str_copy(&desk.city.arena, desk.claim.account.account_number);
    assert_ok(desk_withdraw(&desk, worker(&desk), desk.claim.number), desk.error);
    const char *text = str_format(&desk.city.arena, "%.*s%c", STR_ARG(own), '\0').data;
    assert_code(&desk, graduate_applies(&desk, 310000, text), "LENDER_IS_PAYEE");
    assert_int_equal(claims_made(&desk), 1);
    desk_close(&desk);
}

static void test_joint__with_the_same_key_is_one(void **state) {
    Desk desk = graduate_open(state);
    ClaimSubmission submission = {.policy_number = 30,
                                  .subject_key = STR(JOURNEY_MIGRANT_ID),
                                  .stated_json = tuition(&desk, 310000),
                                  .lender = {STR(BANK_ACCOUNT), STR(BANK), {0}},
                                  .request_key = STR("worker:1")};
    assert_ok(desk_submit(&desk, worker(&desk), &submission), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_submit(&desk, worker(&desk), &submission), desk.error);
    assert_true(str_equal(desk.claim.number, number));
    assert_int_equal(claims_made(&desk), 2);
    submission.lender.account_number = STR("64050101040001235"); // another bank, the same key
    assert_false(desk_submit(&desk, worker(&desk), &submission));
    assert_int_equal(claims_made(&desk), 2);
    desk_close(&desk);
}

// ---- Deciding again ----

static bool correct(Desk *desk, Str number, int64_t loan_fen) {
    DeskCall call = {
        .desk = desk, .actor = worker(desk), .text = number, .other_text = tuition(desk, loan_fen)};
    return desk_write(desk, run_resubmit, &call, &desk->claim);
}

static void test_joint__parts_follow_a_correction(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 310000, BANK_ACCOUNT), desk.error);
    Str own = desk.claim.number;
    Str bank = claim_of(&desk, own).companions.items[0].number;
    assert_ok(desk_step(&desk, clerk(&desk), own, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, clerk(&desk), bank, CLAIM_RETURN, "余额证明写的是40万分"),
              desk.error);
    assert_ok(correct(&desk, bank, 400000), desk.error);
    assert_int_equal(desk.claim.amount_fen, 400000);
    ClaimFile file = claim_of(&desk, own);
    assert_int_equal(file.claim.amount_fen, 600000);
    assert_int_equal(file.claim.state, CLAIM_ACCEPTED);
    assert_true(
        str_equal(file.history[file.history_count - 1].action, claim_action_label(CLAIM_FOLLOW)));
    desk_close(&desk);
}

static void test_joint__a_reviewed_part_stands_in_the_way(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 310000, BANK_ACCOUNT), desk.error);
    Str own = desk.claim.number;
    Str bank = claim_of(&desk, own).companions.items[0].number;
    assert_ok(desk_step(&desk, clerk(&desk), own, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), own, CLAIM_REVIEW, ""), desk.error);
    assert_ok(desk_step(&desk, clerk(&desk), bank, CLAIM_RETURN, "请核对余额"), desk.error);
    assert_code(&desk, correct(&desk, bank, 400000), "COMPANION_REVIEWED");
    assert_int_equal(claim_of(&desk, bank).claim.amount_fen, 310000);
    assert_ok(correct(&desk, bank, 310000), desk.error); // nothing changes
    desk_close(&desk);
}

static void test_joint__a_part_never_applied_for_is_not_made(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 0, NULL), desk.error);
    Str own = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), own, CLAIM_RETURN, "有没有贷款"), desk.error);
    assert_code(&desk, correct(&desk, own, 310000), "PART_MISSING");
    assert_int_equal(claim_of(&desk, own).claim.amount_fen, 1000000);
    assert_ok(desk_withdraw(&desk, worker(&desk), own), desk.error);
    assert_ok(graduate_applies(&desk, 310000, BANK_ACCOUNT), desk.error);
    desk_close(&desk);
}

// ---- Money ----

static void test_joint__the_bank_and_the_person_are_paid(void **state) {
    Desk desk = graduate_open(state);
    Str numbers[2];
    joint_pay(&desk, 310000, numbers);
    Payment bank = claim_of(&desk, numbers[1]).payments.items[0];
    assert_true(str_equal(bank.payee_name, STR(BANK)));
    assert_int_equal(bank.amount_fen, 310000);
    Payment own = claim_of(&desk, numbers[0]).payments.items[0];
    assert_false(str_equal(own.payee_name, STR(BANK)));
    assert_int_equal(own.amount_fen, 690000);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_joint__is_a_claim_for_each_part),
        BOTH(test_joint__without_a_loan_is_one_claim),
        BOTH(test_joint__that_a_loan_takes_whole_pays_the_bank_alone),
        BOTH(test_joint__needs_the_bank_and_makes_all_or_none),
        BOTH(test_joint__with_the_same_key_is_one),
        BOTH(test_joint__parts_follow_a_correction),
        BOTH(test_joint__a_reviewed_part_stands_in_the_way),
        BOTH(test_joint__a_part_never_applied_for_is_not_made),
        BOTH(test_joint__the_bank_and_the_person_are_paid),
    };
    return RUN_TESTS(tests);
}
